"""The queue as a list: time left first, the matter in bold, the number dim and last."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.present.cases import card_of, handler_of, left_of, place_of, state_of, title_of
from console.present.times import LEFT_CELLS
from console.present.tones import Tone
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.ink import Piece, said
from console.tui.marks import Marks
from console.tui.shop import CaseLines, CaseLists
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseFilter, CaseRow
from core.kernel.clock import Clock
from core.kernel.errors import NotFound
from core.kernel.text import width

_SEEN: Final = 200
"""Characters of a text that can ever come into view on one line."""


class QueueSource:
    """The queue under one filter."""

    def __init__(self, queue: CaseLists, cases: CaseLines, wanted: CaseFilter) -> None:
        self._queue = queue
        self._cases = cases
        self._wanted = wanted

    def total(self, now: datetime) -> int:
        """Count the cases."""
        return self._queue.total(self._wanted, now)

    def rank(self, row: CaseRow, now: datetime) -> int:
        """Count the cases before the place of a case."""
        return self._queue.rank(self._wanted, row.key, now)

    def after(self, row: CaseRow | None, limit: int, now: datetime) -> Sequence[CaseRow]:
        """Read on behind a case, or from the start."""
        return self._queue.after(self._wanted, row.key if row else None, limit, now)

    def before(self, row: CaseRow | None, limit: int, now: datetime) -> Sequence[CaseRow]:
        """Read what stands before a case, or the end of the list."""
        return self._queue.before(self._wanted, row.key if row else None, limit, now)

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[CaseRow]:
        """Read from a rank on."""
        return self._queue.at(self._wanted, rank, limit, now)

    def order_of(self, row: CaseRow) -> tuple[datetime, int]:
        """Return what cases are ordered by: the soonest deadline, then the age."""
        return row.key.due_at, row.id

    def identity_of(self, row: CaseRow) -> int:
        """Return what stays while a case changes and moves."""
        return row.id

    def find(self, row: CaseRow, now: datetime) -> CaseRow | None:  # noqa: ARG002  a list may judge by it
        """Return the case as it stands now; whether this list has it is for the reader to see."""
        try:
            found = self._cases.row(row.number)
        except NotFound:
            return None
        return found if found.due_at is not None else None


class CaseList(RowList[CaseRow]):
    """The list of cases."""

    def __init__(self, clock: Clock, zone: ZoneInfo, marks: Marks) -> None:
        super().__init__(clock)
        self._zone = zone
        self._marks = marks

    def columns(self) -> Sequence[Column[CaseRow]]:
        """Return the columns, in the language spoken now."""
        return (
            Column(_("Left"), LEFT_CELLS, LEFT_CELLS, self.left_piece),
            Column(_("Matter"), 16, 44, matter_piece, weight=4, lead=card_piece),
            Column(_("Grid"), 14, 30, place_piece, weight=3, yields=2),
            Column(_("Unit"), 16, 32, handler_piece, weight=2, yields=4),
            Column(_("State"), 6 if in_chinese() else 11, 11, state_piece, yields=1),
            Column(_("Number"), 16, 18, number_piece, yields=3),
        )

    def is_marked(self, row: CaseRow) -> bool:
        """Say whether a case is marked."""
        return row in self._marks

    def version_of(self, row: CaseRow) -> Hashable:
        """Return the version of the case."""
        return row.version

    def clock_of(self, row: CaseRow) -> Hashable:
        """Return the time left as it is shown."""
        return left_of(row, self._clock(), self._zone)

    def empty_words(self) -> str:
        """Say that no case is in the list."""
        return _("No cases here.")

    def left_piece(self, row: CaseRow, _cells: int) -> Piece:
        """Say how long the soonest clock still runs."""
        left = left_of(row, self._clock(), self._zone)
        return Piece(str(left), left.tone, bold=left.sign.strip() != "")


def matter_piece(row: CaseRow, _cells: int) -> Piece:
    """Name the case."""
    return Piece(title_of(row)[:_SEEN], Tone.STRONG)


def card_piece(row: CaseRow) -> Piece:
    """Say which card urging has brought the case; a reminder is none."""
    return said(card_of(row), bold=True)


def place_piece(row: CaseRow, cells: int) -> Piece:
    """Say where; without the street when it would not fit."""
    place = place_of(row)
    return Piece(place if width(place) <= cells else place_of(row, street=False))


def handler_piece(row: CaseRow, _cells: int) -> Piece:
    """Name who has the case."""
    name = handler_of(row)
    return Piece(name) if name else Piece("–", Tone.FAINT)


def state_piece(row: CaseRow, _cells: int) -> Piece:
    """Say how it stands."""
    return said(state_of(row))


def number_piece(row: CaseRow, _cells: int) -> Piece:
    """Number the case."""
    return Piece(row.number, Tone.DIM)
