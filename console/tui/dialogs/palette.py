"""Every command by its name, printed from the table of keys; ready-made views too."""

from collections.abc import Iterator, Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult

from console.present.words import _
from console.tui.dialogs.fields import Field
from console.tui.dialogs.pick import Choice, Choices, PickField
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.keys import TABLE, Key, Place, shown, word_of
from console.tui.rights import Rights
from console.tui.widgets.views import VIEWS
from core.cases.rows import CaseRow

SHOWN: Final = 14


class _Commands(PickField[str]):
    ROWS = SHOWN


class PaletteDialog(Sheet[str | None]):
    """Find a command and start it; what does not apply now says why."""

    def __init__(self, places: Sequence[Place], row: CaseRow | None, rights: Rights) -> None:
        super().__init__()
        self._places = places
        self._row = row
        self._rights = rights
        self._field = _Commands(
            "command", _("Command"), lambda: [*self._choices()], hint=_("name or key")
        )

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Commands"))

    def body(self) -> ComposeResult:
        """Yield the choices."""
        yield self._field

    def keys(self) -> SheetKeys:
        """Return the keys: start it, leave."""
        return SheetKeys(("open", _("run it")), ("leave", _("close")))

    def on_mount(self) -> None:
        """Begin to type at once."""
        self._field.take_keys()

    def _choices(self) -> Iterator[Choice[str]]:
        for key in TABLE:
            if key.place in self._places and key.id != "palette":
                space = "app" if key.place is Place.DESK else "screen"
                note = self._why_not(key) or _(key.about)
                yield Choice(f"{space}.{key.action}", shown(key), word_of(key), note)
        if Place.QUEUE in self._places:
            for n, view in enumerate(VIEWS):
                name = _("View: %(name)s") % {"name": _(view.name)}
                yield Choice(f"screen.view({n})", "", name, view.line)

    def _why_not(self, key: Key) -> str:
        if key.verb is None or self._row is None:
            return ""
        return self._rights.why_not(key.verb, self._row)

    @on(Field.Sent)
    @on(Choices.Doubled)
    def _start(self) -> None:
        self.dismiss(self._field.value)

    def action_open(self) -> None:
        """Start the command that is marked."""
        self._start()
