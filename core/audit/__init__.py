"""The audit trail: who did, tried or looked at what."""
