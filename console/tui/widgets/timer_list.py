"""Open timers as a list: what runs out next, stage by stage."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.present.times import LEFT_CELLS, due_moment, limit_words, time_left
from console.present.tones import Tone
from console.present.vocabulary import STAGES, word
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.ink import Piece
from console.tui.shop import TimerRows
from console.tui.widgets.case_list import (
    handler_piece,
    matter_piece,
    number_piece,
    place_piece,
    state_piece,
)
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseFilter, CaseRow, TimerRow
from core.kernel.clock import Clock

STRIDE: Final = 1000
"""Rows between two marks in a list that can only be read forwards."""


class TimerSource:
    """The timers of one filter.

    The reader only reads on from a timer. So that the list can also be entered anywhere, the
    timer at every thousandth rank is kept as a mark; reaching a far rank for the first time
    costs reading up to it, once.
    """

    def __init__(self, timers: TimerRows, wanted: CaseFilter, total: int) -> None:
        self._timers = timers
        self._wanted = wanted
        self._total = total
        self._marks: list[TimerRow] = []

    def total(self, now: datetime) -> int:  # noqa: ARG002  counted with the summary
        """Return how many there are."""
        return self._total

    def rank(self, row: TimerRow, now: datetime) -> int:
        """Count the timers before a place."""
        self._mark_up_to(row, now)
        mark = bisect_left([self.order_of(mark) for mark in self._marks], self.order_of(row))
        rows = self._timers.open(self._wanted, now, self._marks[mark - 1] if mark else None, STRIDE)
        within = sum(self.order_of(other) < self.order_of(row) for other in rows)
        return mark * STRIDE + within

    def after(self, row: TimerRow | None, limit: int, now: datetime) -> Sequence[TimerRow]:
        """Read on behind a timer, or from the start."""
        return self._timers.open(self._wanted, now, row, limit)

    def before(self, row: TimerRow | None, limit: int, now: datetime) -> Sequence[TimerRow]:
        """Read what stands before a timer, or the end of the list."""
        end = self._count(now) if row is None else self.rank(row, now)
        return self.at(max(0, end - limit), min(limit, end), now)

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[TimerRow]:
        """Read from a rank on."""
        while len(self._marks) < rank // STRIDE and self._mark(now):
            pass
        mark = min(rank // STRIDE, len(self._marks))
        skip = rank - mark * STRIDE
        start = self._marks[mark - 1] if mark else None
        return self._timers.open(self._wanted, now, start, skip + limit)[skip:]

    def find(self, row: TimerRow, now: datetime) -> TimerRow | None:  # noqa: ARG002  see below
        """Return nothing: a timer that has gone from its place has stopped or begun anew."""
        return None

    def order_of(self, row: TimerRow) -> tuple[datetime, int, str]:
        """Return what timers are ordered by."""
        return row.due_at, row.case.id, row.stage

    def identity_of(self, row: TimerRow) -> Hashable:
        """Return what stays while the case changes."""
        return row.case.id, row.stage

    def _count(self, now: datetime) -> int:
        while self._mark(now):
            pass
        rest = self._timers.open(self._wanted, now, self._last, STRIDE)
        return len(self._marks) * STRIDE + len(rest)

    @property
    def _last(self) -> TimerRow | None:
        return self._marks[-1] if self._marks else None

    def _mark_up_to(self, row: TimerRow, now: datetime) -> None:
        while (self._last is None or self.order_of(self._last) < self.order_of(row)) and self._mark(
            now
        ):
            pass

    def _mark(self, now: datetime) -> bool:
        rows = self._timers.open(self._wanted, now, self._last, STRIDE)
        if len(rows) < STRIDE:
            return False
        self._marks.append(rows[-1])
        return True


class TimerList(RowList[TimerRow]):
    """The list of timers."""

    def __init__(self, clock: Clock, zone: ZoneInfo, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(clock, id=id)
        self._zone = zone
        self.marks: dict[int, CaseRow] = {}
        """The marked cases by id, each as it was seen when it was marked."""

    def columns(self) -> Sequence[Column[TimerRow]]:
        """Return the columns, in the language spoken now."""
        return (
            Column(_("Left"), LEFT_CELLS, LEFT_CELLS, self._left),
            Column(_("Clock"), 4 if in_chinese() else 8, 8, _stage),
            Column(_("Matter"), 14, 40, lambda row, n: matter_piece(row.case, n), weight=4),
            Column(_("Due"), 16, 16, self._due, yields=3),
            Column(_("Limit"), 10, 18, _limit, weight=1, yields=5),
            Column(_("Grid"), 14, 26, lambda row, n: place_piece(row.case, n), weight=2, yields=4),
            Column(
                _("Unit"), 14, 30, lambda row, n: handler_piece(row.case, n), weight=2, yields=2
            ),
            Column(_("State"), 6, 11, lambda row, n: state_piece(row.case, n), yields=6),
            Column(_("Number"), 16, 18, lambda row, n: number_piece(row.case, n), yields=1),
        )

    def is_marked(self, row: TimerRow) -> bool:
        """Say whether the case of a timer is marked; all its clocks are then."""
        return row.case.id in self.marks

    def turn_mark(self) -> None:
        """Mark the case under the cursor, or take its mark off, and go to the next row."""
        if self.current is not None:
            case = self.current.case
            if self.marks.pop(case.id, None) is None:
                self.marks[case.id] = case
            self.repaint()
            self.action_down()

    def unmark(self, done: Iterable[str] | None = None) -> None:
        """Take the marks of some numbers off, or every mark."""
        numbers = None if done is None else set(done)
        self.marks = {
            key: case
            for key, case in self.marks.items()
            if numbers is not None and case.number not in numbers
        }
        self.repaint()

    def version_of(self, row: TimerRow) -> Hashable:
        """Return the version of the case."""
        return row.case.version

    def clock_of(self, row: TimerRow) -> Hashable:
        """Return the time left as it is shown."""
        return time_left(row.due_at, self._clock(), self._zone, estimated=row.estimated)

    def empty_words(self) -> str:
        """Say that no timer is in the list."""
        return _("No clocks here.")

    def _left(self, row: TimerRow, _cells: int) -> Piece:
        left = time_left(row.due_at, self._clock(), self._zone, estimated=row.estimated)
        return Piece(str(left), left.tone, bold=left.sign.strip() != "")

    def _due(self, row: TimerRow, _cells: int) -> Piece:
        return Piece(due_moment(row.due_at, self._clock(), self._zone), Tone.DIM)


def _stage(row: TimerRow, _cells: int) -> Piece:
    return Piece(word(STAGES, row.stage))


def _limit(row: TimerRow, _cells: int) -> Piece:
    return Piece(limit_words(row.limit), Tone.DIM)
