"""The first line: which desk, which screen, is the line live, what time is it, who sits here."""

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from console.present.heartbeat import timers_words
from console.present.times import clock_face
from console.present.tones import Tone
from console.present.vocabulary import ROLES, word
from console.present.words import _
from console.tui.doorway import tabs
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
        """Return the one line."""
        roomy = cells >= _ROOMY
        left = [Piece(" GridDesk ", Tone.ACCENT, bold=True)]
        if self._status.place:
            left.append(Piece(f"{neutralise(self._status.place)} ", Tone.STRONG))
        if roomy:
            left.append(Piece(f"{self._seat.area_code} ", Tone.DIM))
        left.append(Piece(" "))
        right = self._right(roomy=roomy)
        room = cells - 1 - sum(width(piece.text) for piece in (*left, *right))
        return [Line((*left, *tabs(self._screen_shown, room)), tuple(right))]

    def _right(self, *, roomy: bool) -> list[Piece]:
        pieces = [*self._timers_pieces(roomy=roomy), self._line_piece(), Piece("  ")]
        pieces.append(Piece(clock_face(self._clock(), self._zone), Tone.STRONG))
        pieces.append(Piece(f"  {neutralise(self._seat.name)} ", Tone.PLAIN))
        if self._status.read_only:
            pieces.append(Piece(_("read-only") + " ", Tone.SOON, bold=True))
        if roomy:
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
