"""The deadline engine, rule by rule and against a walker that shares no code with it."""
