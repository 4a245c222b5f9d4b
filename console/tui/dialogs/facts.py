"""All that is known about a row of a register, to scroll in."""

from textual.app import ComposeResult

from console.present.words import _
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.widgets.facts import FactLines, Facts


class FactsDialog(Sheet[None]):
    """What the pane shows, with all the room there is."""

    DEFAULT_CSS = """
    FactsDialog #sheet { width: 72; }
    """

    def __init__(self, title: str, facts: Facts) -> None:
        super().__init__()
        self._title = title
        self._facts = facts

    def head(self) -> Title:
        """Return the title."""
        return Title(self._title)

    def body(self) -> ComposeResult:
        """Yield the facts."""
        yield FactLines(self._facts)

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))

    def on_mount(self) -> None:
        """Give the facts the arrows."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()
