"""Drafts: a half-typed form outlives its terminal, kept in a file until it is sent."""

from console.tui.kept import Kept


class Draft(Kept):
    """What one operator has typed into one kind of form."""

    def __init__(self, login: str, form: str) -> None:
        super().__init__(login, form, "drafts")
