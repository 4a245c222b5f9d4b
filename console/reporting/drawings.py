"""Charts as inline SVG: a line of days, bars, dots with whiskers. No script, no reference.

Lengths are CSS pixels of the drawing's own box, which the page may scale. Shares run from 0 to 1
over the whole width. Colours are classes of the page's style sheet, and every mark has its number
beside it, so that nothing is told by colour alone.
"""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from console.reporting.document import Chart, Whisker

_SPARK_WIDE: Final = 150
_SPARK_HIGH: Final = 34
_EDGE: Final = 4

_LABEL: Final = 118
"""Width for the label of a line."""
_PLOT: Final = 430
_NUMBER: Final = 56
_WIDE: Final = _LABEL + _PLOT + _NUMBER
_LINE: Final = 15
"""Height of one series of one label."""
_GAP: Final = 9
_TOP: Final = 18
_TICKS: Final = (0, 25, 50, 75, 100)
_NOTHING: Final = "–"


def spark(values: Sequence[float | None], about: str) -> str:
    """Draw days as a line that fills its height, its last day as a dot; gaps stay gaps."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    step = (_SPARK_WIDE - 2 * _EDGE) / max(len(values) - 1, 1)

    def point(n: int, value: float) -> str:
        part = (value - low) / (high - low) if high > low else 0.5
        return f"{_EDGE + n * step:.1f},{_EDGE + (1 - part) * (_SPARK_HIGH - 2 * _EDGE):.1f}"

    lines = [
        f'<polyline points="{" ".join(points)}"/>'
        for points in _runs([None if v is None else point(n, v) for n, v in enumerate(values)])
    ]
    last = next(n for n in reversed(range(len(values))) if values[n] is not None)
    x, y = point(last, values[last] or 0.0).split(",")
    dot = f'<circle cx="{x}" cy="{y}" r="2.6"/>'
    return _svg("spark", _SPARK_WIDE, _SPARK_HIGH, about, [*lines, dot])


def _runs(points: Sequence[str | None]) -> Iterator[list[str]]:
    """Yield what stands side by side without a gap."""
    run: list[str] = []
    for point in (*points, None):
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def chart(drawn: Chart, about: str) -> str:
    """Draw a chart of shares, a block of lines for each label, a line for each series."""
    block = _LINE * len(drawn.series) + _GAP
    high = _TOP + block * len(drawn.labels)
    marks = [*_axis(high)]
    for row, label in enumerate(drawn.labels):
        top = _TOP + row * block
        middle = top + _LINE * len(drawn.series) / 2
        marks.append(_words(_LABEL - 8, middle + 4, label, "label"))
        for n, (_name, whiskers) in enumerate(drawn.series):
            y = top + n * _LINE + _LINE / 2
            draw = _bar if drawn.kind == "bars" else _dot
            marks += draw(whiskers[row], y, n)
    return _legend(drawn) + _svg("chart", _WIDE, high, about, marks)


def _axis(high: int) -> Iterator[str]:
    for tick in _TICKS:
        x = _x(tick / 100)
        yield f'<line class="axis" x1="{x}" y1="{_TOP - 4}" x2="{x}" y2="{high - 2}"/>'
        yield _words(float(x), _TOP - 7, f"{tick}%", "tick")


def _bar(whisker: Whisker, y: float, n: int) -> list[str]:
    if whisker.value is None:
        return [_value(y, None)]
    wide = whisker.value * _PLOT
    bar = f'<rect class="s{n}" x="{_LABEL}" y="{y - 5:.1f}" width="{wide:.1f}" height="10" rx="1"/>'
    return [bar, _value(y, whisker.value)]


def _dot(whisker: Whisker, y: float, n: int) -> list[str]:
    if whisker.value is None:
        return [_value(y, None)]
    low, high, x = (_x(share) for share in (whisker.low, whisker.high, whisker.value))
    return [
        f'<line class="w{n}" x1="{low}" y1="{y:.1f}" x2="{high}" y2="{y:.1f}"/>',
        f'<circle class="s{n}" cx="{x}" cy="{y:.1f}" r="4.2"/>',
        _value(y, whisker.value),
    ]


def _value(y: float, value: float | None) -> str:
    text = _NOTHING if value is None else f"{value:.1%}"
    return _words(_WIDE - 2, y + 4, text, "value")


def _legend(drawn: Chart) -> str:
    names = "".join(
        f'<span class="key"><i class="s{n}"></i>{escape(name)}</span>'
        for n, (name, _whiskers) in enumerate(drawn.series)
    )
    return f'<p class="legend">{names}</p>'


def _x(share: float) -> str:
    return f"{_LABEL + share * _PLOT:.1f}"


def _words(x: float, y: float, text: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


def _svg(kind: str, wide: int, high: int, about: str, marks: Sequence[str]) -> str:
    opening = f'<svg class="{kind}" viewBox="0 0 {wide} {high}" role="img" '
    return opening + f'aria-label="{escape(about)}">{"".join(marks)}</svg>'
