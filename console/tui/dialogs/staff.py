"""Choose a member of staff: from those posted here, or by a number that is typed in full."""

from collections.abc import Iterator, Sequence
from typing import Final

from textual import on
from textual.app import ComposeResult

from console.present.words import _
from console.tui.dialogs.fields import Field
from console.tui.dialogs.pick import Choice, Choices, PickField
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.shop import Shop
from core.kernel.text import neutralise
from core.staff.rows import StaffRow

PAGE: Final = 500


class _People(PickField[str]):
    ROWS = 12


class StaffDialog(Sheet[tuple[str, str] | None]):
    """Answers with number and name; of a number that is only typed the name is empty.

    Who has no post here any more is in no list, and can be named by number all the same.
    """

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._field = _People("staff", _("Staff"), self._read, hint=_("number, name or place"))

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Whose reports?"))

    def body(self) -> ComposeResult:
        """Yield the people."""
        yield self._field

    def keys(self) -> SheetKeys:
        """Return the keys: this one, leave."""
        return SheetKeys(("open", _("choose")), ("leave", _("close")))

    def on_mount(self) -> None:
        """Begin to type at once."""
        self._field.take_keys()

    def _read(self) -> Sequence[Choice[str]]:
        return [
            Choice(
                person.number,
                person.number,
                person.name,
                ", ".join(posting.area_name for posting in person.postings),
            )
            for person in self._people()
        ]

    def _people(self) -> Iterator[StaffRow]:
        last: str | None = None
        while page := self._shop.registry.staff(after=last, limit=PAGE):
            yield from page
            last = page[-1].number

    @on(Field.Sent)
    @on(Choices.Doubled)
    def _chosen(self) -> None:
        picked = self._field.picked
        if picked is not None:
            self.dismiss((picked.value, neutralise(picked.name)))
        elif self._field.typed:
            self.dismiss((self._field.typed, ""))

    def action_open(self) -> None:
        """Take who is marked."""
        self._chosen()
