"""Marking of translatable text where it is defined rather than where it is shown."""


def N_(message: str) -> str:  # noqa: N802  gettext's own name for "translate later"
    """Mark ``message`` for the catalogues and return it untouched."""
    return message
