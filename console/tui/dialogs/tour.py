"""A tour of two minutes: a few sentences, each beside the place that it is about."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from console.present.tones import Tone
from console.present.words import _
from console.settings import state_folder
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.ink import BLANK, Line, Lines, Piece
from console.tui.themes import Surface
from core.kernel.text import fold
from core.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop: the places it may point at, the first that is shown, if any; what is told."""

    places: str
    name: str
    text: str


STOPS: Final = (
    Stop(
        "Header",
        N_("The first line"),
        N_(
            "Which district, which screen, who you are. “● live” says that the work of other "
            "desks arrives by itself; “○ offline since” that the database is away."
        ),
    ),
    Stop(
        "LaneColumn, LaneTabs",
        N_("The lanes"),
        N_(
            "One for each tier, with what is late (▲) and due today. ← and → change the lane, "
            "or a click. B sets them side by side where the terminal is wide."
        ),
    ),
    Stop(
        "CaseList",
        N_("The list"),
        N_(
            "Open cases, the soonest deadline first: ▲ is late, ◆ due within two hours. ↓ and ↑ "
            "move. New cases arrive, but the cursor stays on its case."
        ),
    ),
    Stop(
        "CasePane, CaseStrip",
        N_("The case"),
        N_("What is known of the case under the cursor, and its story. ⏎ shows it in full."),
    ),
    Stop(
        "KeyLine",
        N_("The keys"),
        N_(
            "f files a report, a sends it to a unit, g has more verbs. A dialog says what would "
            "happen before ^S does it. A key that is dim says why when it is pressed."
        ),
    ),
    Stop(
        "Foot",
        N_("The filter"),
        N_("/ narrows the list: words of the case, or tier:3 late. Esc clears it."),
    ),
    Stop(
        "CaseList",
        N_("Whatever you look for"),
        N_(
            ": finds every command by its name, F1 helps with what has the keys, + takes in a "
            "new report. Here nothing can be broken: it is a demo."
        ),
    ),
)


def was_toured(login: str) -> bool:
    """Say whether an operator has had the tour, or has left it."""
    return _mark(login).exists()


def _mark(login: str) -> Path:
    name = "".join(c if c.isalnum() or c in "-_" else "_" for c in login)
    return state_folder() / "tours" / name


class _Told(Lines):
    SURFACE = Surface.PANEL

    def __init__(self) -> None:
        super().__init__()
        self._stop: Stop | None = None
        self._way = ""

    def tell(self, stop: Stop, way: str) -> None:
        self._stop, self._way = stop, way
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        if self._stop is None:
            return []
        name = Piece(f"{self._way} {_(self._stop.name)}", Tone.STRONG, bold=True)
        text = [Line((Piece(part),)) for part in fold(_(self._stop.text), cells)]
        return [Line((name,)), *text, BLANK]


class TourDialog(Sheet[None]):
    """The tour; leaving it counts as having had it."""

    DEFAULT_CSS = """
    TourDialog { background: $background 0%; align: center middle; }
    TourDialog #sheet { width: 64; border: round $accent; }
    .-pointed { outline: heavy $accent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("enter,right,down,space,j,l", "step(1)", ""),
        ("left,up,backspace,k,h", "step(-1)", ""),
        ("q", "leave", ""),
    ]

    def __init__(self, over: Screen[None], login: str) -> None:
        super().__init__()
        self._over = over
        self._login = login
        self._told = _Told()
        self._title = Title(_("A tour of the desk"))
        self._here = 0

    def head(self) -> Title:
        """Return the title."""
        return self._title

    def body(self) -> ComposeResult:
        """Yield what is told."""
        yield self._told

    def keys(self) -> SheetKeys:
        """Return the keys: go on, leave."""
        return SheetKeys(("open", _("go on")), ("leave", _("no tour")))

    def on_mount(self) -> None:
        """Begin at the first stop."""
        self._tell()

    def on_unmount(self) -> None:
        """Never begin by itself again."""
        self._point_at(None)
        mark = _mark(self._login)
        with suppress(OSError):  # a disk that cannot be written shows the tour once more
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()

    def action_open(self) -> None:
        """Go on; a click on the key does the same."""
        self.action_step(1)

    def action_step(self, by: int) -> None:
        """Go to another stop; behind the last one the tour ends."""
        self._here = max(0, self._here + by)
        if self._here < len(STOPS):
            self._tell()
        else:
            self.dismiss(None)

    def _tell(self) -> None:
        stop = STOPS[self._here]
        place = self._place_of(stop)
        self._point_at(place)
        self._told.tell(stop, self._way_to(place))
        self._title.tell(_("%(n)s of %(all)s") % {"n": self._here + 1, "all": len(STOPS)})

    def _place_of(self, stop: Stop) -> Widget | None:
        shown = (place for place in self._over.query(stop.places) if place.region.area)
        return next(shown, None)

    def _point_at(self, place: Widget | None) -> None:
        self._over.query(".-pointed").remove_class("-pointed")
        # A frame needs room of its own: around a single line it would hide the line.
        if place is not None and place.region.height > 3:  # noqa: PLR2004
            place.add_class("-pointed")

    def _way_to(self, place: Widget | None) -> str:
        """Return an arrow from the middle of the screen, where this stands, to a place."""
        if place is None:
            return "•"
        (x, y), (width, height) = place.region.center, self.app.size
        across, down = (x - width / 2) / width, (y - height / 2) / height
        if max(abs(across), abs(down)) < 0.15:  # noqa: PLR2004  it lies behind
            return "•"
        if abs(across) > abs(down):
            return "→" if across > 0 else "←"
        return "↓" if down > 0 else "↑"
