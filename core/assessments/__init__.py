"""Assessment: profiles of weighted figures, findings of third parties, and the scores of both."""
