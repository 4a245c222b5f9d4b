"""What a list of rows is written by: one list of columns for every format."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from console.present.data import plain
from console.present.tones import Said, Tone
from core.kernel.text import Align, neutralise

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its key for programs, its title and cells for people.

    A column without a key is for people only; one without a title, which is looked up in
    the catalogue when shown, for programs only. ``cell`` makes the words of a table from a
    row, the value itself when not given, and ``tone`` says how it stands out. Where a
    terminal is too narrow, ``spare`` columns are left out and then ``roomy`` ones cut.
    """

    key: str
    value: Callable[[Row], Any]
    title: str = ""
    cell: Callable[[Row], str] | None = None
    tone: Callable[[Row], Tone] | None = None
    align: Align = "left"
    roomy: bool = False
    spare: bool = False

    def shown(self, row: Row) -> str:
        """Return the cell of a table."""
        return self.cell(row) if self.cell else plain(self.value(row))

    def said(self, row: Row) -> Said:
        """Return the cell of a table, harmless to print, with its tone."""
        tone = self.tone(row) if self.tone else Tone.PLAIN
        return Said(neutralise(self.shown(row)), tone)


def count_column(
    key: str,
    count: Callable[[Row], int | None],
    title: str,
    tone: Callable[[Row], Tone] | None = None,
    *,
    spare: bool = False,
) -> Column[Row]:
    """Return a column of counts: people read ``1,234``, programs the number itself."""

    def told(row: Row) -> str:
        found = count(row)
        return "" if found is None else f"{found:,}"

    return Column(key, count, title, told, tone, align="right", spare=spare)
