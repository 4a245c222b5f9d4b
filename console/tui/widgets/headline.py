"""What stands over a report: whose and of when, the headline with its charts, which table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from console.present.charts import chart
from console.present.figures import HEADLINE, NO_RATE, SHORT, TABLES, parts_of, rate_of, value_of
from console.present.times import SOON_SIGN
from console.present.tones import Tone
from console.present.words import _, _n
from console.tui.ink import Line, Lines, Piece
from console.tui.keys import BY_ID, shown
from console.tui.themes import Surface
from core.kernel.text import cut, neutralise, pad, width
from core.kernel.words import N_
from core.reports.nightly import DayFigures, NightlyReport

PERIODS: Final = {
    "today": N_("today"),
    "yesterday": N_("yesterday"),
    "week": N_("7 days"),
    "month": N_("this month"),
}
CHART_DAYS: Final = 14
_ROOMY: Final = 34
"""Lines of a terminal from which the charts are three lines high."""
_WIDE: Final = 2 * CHART_DAYS + 1


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report with the first of its days and the name of its period."""

    period: str
    since: date
    report: NightlyReport


class ReportHead(Lines):
    """Whose figures these are, and of which days."""

    DEFAULT_CSS = """
    ReportHead { height: auto; padding: 1 0 0 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: Drawn | None = None
        self._period = "today"
        self._place = ""
        self._signals = 0

    def tell(self, drawn: Drawn | None, period: str, place: str, signals: int = 0) -> None:
        """Show another report, or that another one is being read, and how much is unusual."""
        self._told, self._period, self._place = drawn, period, place
        self._signals = signals
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        left = [Piece(f" {neutralise(self._place)}", Tone.STRONG), Piece("   ")]
        left += chips(PERIODS, self._period, "screen.show_period")
        if self._told is None or self._told.period != self._period:
            return [Line(tuple(left), (Piece(_("loading…") + " ", Tone.DIM),))]
        since, until = self._told.since, self._told.report.on
        days = f"{since} … {until:%m-%d}" if since != until else f"{until}"
        right = [Piece(f"{days} ", Tone.DIM)]
        if self._signals:
            said = _n("%(n)s signal", "%(n)s signals", self._signals)
            key = BY_ID["warnings"]
            right.insert(
                0,
                Piece(
                    f"{SOON_SIGN} {said} {shown(key)}   ",
                    Tone.SOON,
                    click=f"screen.{key.action}",
                ),
            )
        return [Line(tuple(left), tuple(right))]


class Headline(Lines):
    """The five figures to lead with, each with the chart of its last fourteen days."""

    DEFAULT_CSS = """
    Headline { height: auto; padding: 1 0 1 0; }
    .-narrow Headline { padding: 1 0 0 0; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._report: NightlyReport | None = None
        self._days: tuple[DayFigures, ...] = ()
        self._chosen = HEADLINE[0]

    def tell(self, report: NightlyReport | None, days: tuple[DayFigures, ...], chosen: str) -> None:
        """Show other figures."""
        self._report, self._days, self._chosen = report, days, chosen
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the figures side by side."""
        size = cells // len(HEADLINE)
        high = 3 if self.app.size.height >= _ROOMY else 1
        tiles = [self._tile(n, name, size, high) for n, name in enumerate(HEADLINE)]
        return [
            Line(tuple(piece for line in lines for piece in line))
            for lines in zip(*tiles, strict=True)
        ]

    def _tile(self, n: int, name: str, size: int, high: int) -> list[tuple[Piece, ...]]:
        chosen = name == self._chosen
        click = f"screen.choose_figure('{name}')"
        sign = Piece("▌" if chosen else " ", Tone.ACCENT)
        title = Piece(
            pad(_(SHORT[name]), size - 1), Tone.STRONG if chosen else Tone.DIM, click=click
        )
        figure = self._report.headline[n] if self._report else None
        value = rate_of(figure) if figure else NO_RATE
        parts = f"  {parts_of(figure)}" if figure and figure.denominator else ""
        if width(parts) + width(value) > size - 2:
            parts = " " + parts.replace(" ", "")
        values = (
            Piece(value, Tone.STRONG, bold=True, click=click),
            Piece(pad(cut(parts, size - 2 - width(value)), size - 1 - width(value)), Tone.DIM),
        )
        rates = [day.figures[n].rate for day in self._days]
        wide = 2 if size > _WIDE else 1
        bars = chart(rates, high, wide) if rates else [""] * high
        tone = Tone.ACCENT if chosen else Tone.DIM
        drawn = [(sign, Piece(pad(bar, size - 1), tone, click=click)) for bar in bars]
        return [
            (sign, title),
            (sign, *values),
            *drawn,
            (sign, Piece(pad(cut(self._range(n), size - 1), size - 1), Tone.FAINT)),
        ]

    def _range(self, n: int) -> str:
        known = [day.figures[n] for day in self._days if day.figures[n].rate is not None]
        if not known:
            return ""
        rates = sorted(figure.rate or 0.0 for figure in known)
        low, high = (value_of(rate, known[0].unit) for rate in (rates[0], rates[-1]))
        return f"{low}–{high}"


class Tables(Lines):
    """Which table stands below."""

    DEFAULT_CSS = """
    Tables { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._part = "tiers"

    def tell(self, part: str) -> None:
        """Mark another table."""
        self._part = part
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        return [Line((Piece(" "), *chips(TABLES, self._part, "screen.show_table")))]


def chips(names: Mapping[str, str], chosen: str, action: str) -> list[Piece]:
    """Return the names side by side, the chosen one marked; a click chooses."""
    pieces = []
    for name, title in names.items():
        here = name == chosen
        pieces.append(
            Piece(
                f" {_(title)} ",
                Tone.STRONG if here else Tone.DIM,
                click=f"{action}('{name}')",
                surface=Surface.CHIP if here else None,
            )
        )
    return pieces
