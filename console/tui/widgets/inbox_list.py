"""The reports of one member of staff as a list, newest first; what awaits them is told first."""

from collections.abc import Hashable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from console.present.cases import left_of
from console.present.times import LEFT_CELLS, moment
from console.present.tones import Tone
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.forwards import ForwardSource
from console.tui.ink import Piece
from console.tui.keys import BY_ID, shown
from console.tui.shop import InboxRows
from console.tui.widgets.case_list import handler_piece, matter_piece, number_piece, state_piece
from console.tui.widgets.row_list import RowList
from core.cases.inbox import InboxRow
from core.kernel.clock import Clock
from core.kernel.text import neutralise

_SEEN: Final = 200
"""Characters of a result that can ever come into view on one line."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class InboxSource(ForwardSource[InboxRow]):
    """The reports of one member of staff; of nobody there are none."""

    def __init__(self, inbox: InboxRows, staff: str, total: int) -> None:
        super().__init__(total)
        self._inbox = inbox
        self._staff = staff

    def read_on(self, row: InboxRow | None, limit: int, now: datetime) -> Sequence[InboxRow]:  # noqa: ARG002  newest first at any time
        """Read on behind a report, or from the newest one."""
        return self._inbox.of(self._staff, row, limit) if self._staff else ()

    def order_of(self, row: InboxRow) -> tuple[timedelta, int]:
        """Return what reports are ordered by: the newest first."""
        return _EPOCH - row.case.reported_at, -row.case.id

    def identity_of(self, row: InboxRow) -> int:
        """Return what stays while the case changes."""
        return row.case.id


class InboxList(RowList[InboxRow]):
    """The list of reports."""

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__(clock)
        self._zone = zone
        self.staff = ""
        """Whose reports they are, by number; nobody's at first."""

    def columns(self) -> Sequence[Column[InboxRow]]:
        """Return the columns, in the language spoken now."""
        chinese = in_chinese()
        return (
            Column(_("Awaited"), 6 if chinese else 8, 8, _awaited),
            Column(_("Due"), LEFT_CELLS, LEFT_CELLS, self._left),
            Column(_("Matter"), 12, 36, lambda row, n: matter_piece(row.case, n), weight=3),
            Column(_("State"), 6 if chinese else 11, 11, lambda row, n: state_piece(row.case, n)),
            Column(
                _("Unit"), 12, 26, lambda row, n: handler_piece(row.case, n), weight=2, yields=1
            ),
            Column(_("Result"), 12, 40, _result, weight=3, yields=2),
            Column(_("Reported"), 11, 16, self._reported, yields=4),
            Column(_("Number"), 16, 18, lambda row, n: number_piece(row.case, n), yields=3),
        )

    def version_of(self, row: InboxRow) -> Hashable:
        """Return the version of the case."""
        return row.case.version

    def clock_of(self, row: InboxRow) -> Hashable:
        """Return the time left as it is shown."""
        return left_of(row.case, self._clock(), self._zone)

    def empty_words(self) -> str:
        """Say that no report is in the list, or that nobody has been chosen."""
        if self.staff:
            return _("No reports here.")
        key = shown(BY_ID["choose_staff"])
        return _("Whose reports? Press %(key)s to choose a member of staff.") % {"key": key}

    def _left(self, row: InboxRow, _cells: int) -> Piece:
        left = left_of(row.case, self._clock(), self._zone)
        return Piece(str(left), left.tone, bold=left.sign.strip() != "")

    def _reported(self, row: InboxRow, _cells: int) -> Piece:
        return Piece(moment(row.case.reported_at, self._clock(), self._zone), Tone.DIM)


def _awaited(row: InboxRow, _cells: int) -> Piece:
    if row.check_awaited:
        return Piece("◆ " + _("check"), Tone.SOON, bold=True)
    return Piece("★ " + _("rating"), Tone.NEWS, bold=True) if row.rating_awaited else Piece("")


def _result(row: InboxRow, _cells: int) -> Piece:
    return Piece(neutralise(row.result[:_SEEN]))
