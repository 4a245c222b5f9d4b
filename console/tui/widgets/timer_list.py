"""Open timers as a list: what runs out next, stage by stage."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from console.present.times import LEFT_CELLS, due_moment, limit_words, time_left
from console.present.tones import Tone
from console.present.vocabulary import STAGES, word
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.forwards import ForwardSource
from console.tui.ink import Piece
from console.tui.marks import Marks
from console.tui.shop import TimerRows
from console.tui.widgets.case_list import (
    card_piece,
    handler_piece,
    matter_piece,
    number_piece,
    place_piece,
    state_piece,
)
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseFilter, TimerRow
from core.kernel.clock import Clock


class TimerSource(ForwardSource[TimerRow]):
    """The timers of one filter; one that has gone from its place has stopped or begun anew."""

    def __init__(self, timers: TimerRows, wanted: CaseFilter, total: int) -> None:
        super().__init__(total)
        self._timers = timers
        self._wanted = wanted

    def read_on(self, row: TimerRow | None, limit: int, now: datetime) -> Sequence[TimerRow]:
        """Read on behind a timer, or from the start."""
        return self._timers.open(self._wanted, now, row, limit)

    def order_of(self, row: TimerRow) -> tuple[datetime, int, str]:
        """Return what timers are ordered by."""
        return row.due_at, row.case.id, row.stage

    def identity_of(self, row: TimerRow) -> Hashable:
        """Return what stays while the case changes."""
        return row.case.id, row.stage


class TimerList(RowList[TimerRow]):
    """The list of timers."""

    def __init__(self, clock: Clock, zone: ZoneInfo, marks: Marks) -> None:
        super().__init__(clock)
        self._zone = zone
        self._marks = marks

    def columns(self) -> Sequence[Column[TimerRow]]:
        """Return the columns, in the language spoken now."""
        return (
            Column(_("Left"), LEFT_CELLS, LEFT_CELLS, self._left),
            Column(_("Clock"), 4 if in_chinese() else 8, 8, _stage),
            Column(
                _("Matter"),
                14,
                40,
                lambda row, n: matter_piece(row.case, n),
                weight=4,
                lead=lambda row: card_piece(row.case),
            ),
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
        return row.case in self._marks

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
