"""The domain: tables, pure rules and use cases."""
