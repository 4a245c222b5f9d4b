"""What a day of the calendar is, and why."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from console.present.days import day_in_one_line, how_many_due, reasons_of
from console.present.words import _
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.ink import Line, Lines, Piece
from console.tui.themes import Surface
from console.tui.widgets.month import Almanac
from core.deadlines.rows import DayRow
from core.kernel.text import fold


class _Reasons(Lines):
    SURFACE = Surface.PANEL

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__()
        self._sentences = sentences

    def lines(self, cells: int) -> list[Line]:
        return [
            Line((Piece(part),)) for sentence in self._sentences for part in fold(sentence, cells)
        ]


class DayDialog(Sheet[None]):
    """One day, explained."""

    BINDINGS: ClassVar[list[BindingType]] = [("q,enter", "leave", "")]

    def __init__(self, row: DayRow, almanac: Almanac) -> None:
        super().__init__()
        self._row = row
        self._almanac = almanac

    def head(self) -> Title:
        """Return the title: which day it is, and what."""
        return Title(day_in_one_line(self._row, estimated=not self._almanac.year.announced))

    def body(self) -> ComposeResult:
        """Yield the reasons."""
        row, almanac = self._row, self._almanac
        due = how_many_due(almanac.due_on(row.day), row.day, almanac.today)
        yield _Reasons((*reasons_of(row, almanac.year), due))

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))
