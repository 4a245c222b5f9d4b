"""The first line: which desk, which screen, is the line live, what time is it, who sits here."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from console.present.heartbeat import timers_words
from console.present.times import clock_face
from console.present.tones import Tone
from console.present.vocabulary import ROLES, word
from console.present.words import _
from console.tui.doorway import all_tabs, tabs
from console.tui.ink import Line, Lines, Piece
from console.tui.shop import Seat
from console.tui.status import Status
from console.tui.themes import Surface
from core.kernel.clock import Clock
from core.kernel.text import neutralise, width
from core.scheduling.heartbeat import TimersState, heartbeat

_ROOMY: Final = 100


class Header(Lines):
    """The first line."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    Header { height: 1; }
    """

    def __init__(
        self, screen: str, seat: Seat, status: Status, clock: Clock, zone: ZoneInfo
    ) -> None:
        super().__init__()
        self._screen_shown = screen
        self._seat = seat
        self._status = status
        self._clock = clock
        self._zone = zone
        self._told = ""

    def on_mount(self) -> None:
        """Let the clock go."""
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        told = clock_face(self._clock(), self._zone) + self._timers_told()
        if told != self._told:
            self._told = told
            self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the one line.

        The names of the screens are of more use than who sits here and where, so that the
        role and then the code of the area make room for them where that is enough.
        """
        roomy = cells >= _ROOMY
        for role, code in ((True, True), (False, True), (False, False)) if roomy else ():
            left, right = self._left(code=code), self._right(roomy=roomy, role=role)
            if named := all_tabs(self._screen_shown, _room(cells, left, right)):
                return [Line((*left, *named), tuple(right))]
        left, right = self._left(code=roomy), self._right(roomy=roomy, role=roomy)
        numbered = tabs(self._screen_shown, _room(cells, left, right))
        return [Line((*left, *numbered), tuple(right))]

    def _left(self, *, code: bool) -> list[Piece]:
        pieces = [Piece(" GridDesk ", Tone.ACCENT, bold=True)]
        if self._status.place:
            pieces.append(Piece(f"{neutralise(self._status.place)} ", Tone.STRONG))
        if code:
            pieces.append(Piece(f"{self._seat.area_code} ", Tone.DIM))
        return [*pieces, Piece(" ")]

    def _right(self, *, roomy: bool, role: bool) -> list[Piece]:
        pieces = [*self._timers_pieces(roomy=roomy), self._line_piece(), Piece("  ")]
        pieces.append(Piece(clock_face(self._clock(), self._zone), Tone.STRONG))
        pieces.append(Piece(f"  {neutralise(self._seat.name)} ", Tone.PLAIN))
        if self._status.read_only:
            pieces.append(Piece(_("read-only") + " ", Tone.SOON, bold=True))
        if role:
            pieces.append(Piece(f"{word(ROLES, self._seat.role)} ", Tone.DIM))
        return pieces

    def _line_piece(self) -> Piece:
        lost = self._status.lost_since
        if lost is None:
            return Piece("● " + _("live"), Tone.GOOD)
        since = lost.astimezone(self._zone)
        return Piece(
            "○ " + _("offline since %(time)s") % {"time": f"{since:%H:%M}"}, Tone.LATE, bold=True
        )

    def _timers_told(self) -> str:
        return timers_words(heartbeat(self._status.beat_at, self._clock()))

    def _timers_pieces(self, *, roomy: bool) -> list[Piece]:
        """Say discreetly that the timers run, and loudly that they have fallen silent.

        Where they never ran nobody expects them: the demo, a copy for training.
        """
        told = _("timers: %(state)s") % {"state": self._timers_told()}
        match heartbeat(self._status.beat_at, self._clock()).state:
            case TimersState.SILENT:
                return [Piece(f"▲ {told}", Tone.LATE, bold=True), Piece("  ")]
            case TimersState.RUNNING if roomy:
                return [Piece(told, Tone.DIM), Piece("  ")]
            case _:
                return []


def _room(cells: int, *taken: Sequence[Piece]) -> int:
    return cells - 1 - sum(width(piece.text) for pieces in taken for piece in pieces)
