"""Cases that have ended: they stand in no list, and are found here to be acted on."""

from collections.abc import Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult

from console.present.cases import place_of, state_of, title_of
from console.present.words import _
from console.tui.dialogs.fields import Field
from console.tui.dialogs.pick import Choice, Choices, PickField
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.shop import Shop
from core.cases.rows import CaseFilter, CaseRow

NEWEST: Final = 500
"""How many are offered; what ended longer ago is for `griddesk case list`."""


class _Cases(PickField[CaseRow]):
    ROWS = 12


class EndedDialog(Sheet[CaseRow | None]):
    """Find one by number, matter, place or state."""

    def __init__(self, shop: Shop, wanted: CaseFilter | None = None) -> None:
        super().__init__()
        self._wanted = wanted or CaseFilter(open=False)
        self._shop = shop
        self._field = _Cases("number", _("Case"), self._read, hint=_("number, matter or place"))

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Ended cases"))

    def body(self) -> ComposeResult:
        """Yield the cases."""
        yield self._field

    def keys(self) -> SheetKeys:
        """Return the keys: what may be done with it, leave."""
        return SheetKeys(("open", _("choose")), ("leave", _("close")))

    def on_mount(self) -> None:
        """Begin to type at once."""
        self._field.take_keys()

    def _read(self) -> Sequence[Choice[CaseRow]]:
        rows = self._shop.queue.archive(self._wanted, None, NEWEST, self._shop.clock())
        return [
            Choice(row, row.number, title_of(row), f"{state_of(row).text} {place_of(row)}")
            for row in rows
        ]

    @on(Field.Sent)
    @on(Choices.Doubled)
    def _chosen(self) -> None:
        if self._field.value is not None:
            self.dismiss(self._field.value)

    def action_open(self) -> None:
        """Take the case that is marked."""
        self._chosen()
