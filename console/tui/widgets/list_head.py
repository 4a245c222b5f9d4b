"""What stands over a list: which list it is, how many there are, and the column heads."""

from collections.abc import Callable, Sequence
from typing import Any

from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Lines, Piece
from console.tui.widgets.row_list import RowList


class ListHead(Lines):
    """Two lines over the list."""

    DEFAULT_CSS = """
    ListHead { height: auto; }
    """

    def __init__(self, rows: RowList[Any], counted: Callable[[int], str]) -> None:
        super().__init__()
        self._counted = counted
        self._rows = rows
        self._title = ""
        self._late = 0
        self._today = 0

    def tell(self, title: str, late: int, today: int) -> None:
        """Say which list it is; the counts are shown where they are not 0."""
        if (title, late, today) != (self._title, self._late, self._today):
            self._title, self._late, self._today = title, late, today
            self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  the list knows its width
        """Return title and counts, then the column heads."""
        pieces = [Piece(f" {self._title}", Tone.STRONG)]
        if self._rows.loaded:
            total = self._rows.total
            pieces.append(Piece("   " + self._counted(total), Tone.DIM))
        else:
            pieces.append(Piece("   " + _("loading…"), Tone.DIM))
        if self._late:
            pieces.append(Piece("   ▲ " + _("late %(n)s") % {"n": f"{self._late:,}"}, Tone.LATE))
        if self._today:
            pieces.append(
                Piece("   ◆ " + _("due today %(n)s") % {"n": f"{self._today:,}"}, Tone.SOON)
            )
        return [Line(tuple(pieces)), self._rows.heads()]


class ColumnHeads(Lines):
    """The column heads alone, for a list whose title stands elsewhere."""

    def __init__(self, rows: RowList[Any]) -> None:
        super().__init__()
        self._rows = rows

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  the list knows its width
        """Return the one line."""
        return [self._rows.heads()]
