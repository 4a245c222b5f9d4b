"""What a verb asks before it is sent, a file per verb."""
