"""From a bulletin to a document: which tables, in which order, with which words."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from console.present.cases import handler_of, place_of, title_of
from console.present.figures import (
    DEFINITIONS,
    FIGURES,
    HEADLINE,
    NO_RATE,
    SECTIONS,
    SHORT,
    line_name,
    number_of,
    rate_of,
)
from console.present.signals import (
    COMPARED,
    EXPLAINED,
    FLAWS,
    RULES,
    about_of,
    finding_of,
    name_of,
)
from console.present.times import due_moment, standing, weekday
from console.present.vocabulary import STAGES, tier_word, word
from console.present.words import _, in_chinese
from console.reporting.document import (
    Beside,
    Cell,
    Chart,
    ChartKind,
    Document,
    Head,
    Shown,
    Table,
    Tile,
    Whisker,
)
from core.cases.rows import CaseRow
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.bulletin import Bulletin, Waiting
from core.reports.drill import WHOLE
from core.reports.figures import Figure, FigureUnit
from core.reports.intervals import interval_of
from core.reports.nightly import DayFigures, NightlyReport, Section
from core.reports.periods import Kind, Span
from core.reports.signals import Signal
from core.staff.models import Post

TITLES: Final = {
    Kind.NIGHTLY: N_("Night's report"),
    Kind.WEEKLY: N_("Week's report"),
    Kind.MONTHLY: N_("Month's report"),
}
LED_BY: Final = ("valid", "effectively_solved", "circulation", "on_time", "rework")
"""The figures of a place: validity and solving lead, how many reports there were comes last."""
OF_UNITS: Final = ("on_time", "effectively_solved", "rework", "lateness_multiple")
_BETTER: Final = {"valid": 1, "on_time": 1, "effectively_solved": 1, "rework": -1}
"""Which way a figure should go; circulation has no good and no bad way."""
_POSTS: Final = {
    Post.LEADER: N_("without a leader"),
    Post.GUIDE: N_("without a guide"),
    Post.FULL_TIME: N_("without a full-time gridder"),
}


def lay_out(bulletin: Bulletin, zone: ZoneInfo) -> Document:
    """Put a report into words, in the language spoken now."""
    report = bulletin.report
    place = line_name(WHOLE, report.whole)
    drawn_at = report.drawn_at.astimezone(zone)
    return Document(
        language="zh-CN" if in_chinese() else "en",
        title=_(TITLES[bulletin.kind]),
        place=place,
        subtitle=days_of(Span(bulletin.since, report.on)),
        facts=tuple(_facts(bulletin)),
        tiles=tuple(_tile(bulletin, n) for n in range(len(HEADLINE))),
        days=tuple(f"{day.on:%m-%d}" for day in bulletin.days),
        tables=tuple(_tables(bulletin, zone)),
        foot=_("Area %(code)s · drawn at %(moment)s from the cases as they stood then.")
        % {"code": report.whole.key, "moment": f"{drawn_at:%Y-%m-%d %H:%M}"},
    )


def days_of(span: Span) -> str:
    """Return a day with its weekday, or the first and the last of several."""
    if span.since == span.until:
        return _day(span.since)
    return f"{_day(span.since)} – {_day(span.until)}"


def _day(day: date) -> str:
    return f"{day} {weekday(day)}"


def _facts(bulletin: Bulletin) -> Iterator[tuple[str, str]]:
    outlook = bulletin.report.outlook
    yield _("Late now"), f"{outlook.late_now:,}"
    yield (
        _("Due next"),
        _("%(count)s by the end of %(day)s")
        % {"count": f"{outlook.due_next:,}", "day": outlook.next_working_day},
    )
    yield _("Early warnings"), f"{len(bulletin.warnings):,}"
    yield _("Signs of padding"), f"{len(bulletin.padding):,}"
    yield _("Silent communities"), f"{len(bulletin.report.silent):,}"


def _tile(bulletin: Bulletin, n: int) -> Tile:
    figure = bulletin.report.headline[n]
    return Tile(
        name=_(SHORT[figure.name]),
        value=_rate(figure),
        numerator=_count(figure.numerator),
        denominator=_count(figure.denominator),
        definition=_(DEFINITIONS[figure.name]),
        beside=tuple(_beside(figure, one.name, one.figures[n]) for one in bulletin.comparisons),
        trend=_trend(bulletin.days, n),
    )


def _trend(days: Sequence[DayFigures], n: int) -> tuple[float | None, ...]:
    return tuple(day.figures[n].rate for day in days)


def _beside(figure: Figure, name: str, other: Figure) -> Beside:
    change, better = Cell(""), None
    if figure.rate is not None and other.rate is not None:
        points = round(100 * (figure.rate - other.rate), 1)
        change = Cell(f"{points:+.1f}" if points else "±0.0", points, Shown.POINTS)
        way = _BETTER.get(figure.name)
        better = points * way > 0 if way and points else None
    return Beside(word(COMPARED, name), _rate(other), change, better)


def _rate(figure: Figure) -> Cell:
    shown = Shown.SHARE if figure.unit is FigureUnit.SHARE else Shown.DECIMAL
    return Cell(rate_of(figure), figure.rate, shown)


def _count(number: float, *, bad: bool = False) -> Cell:
    return Cell(number_of(number), number, Shown.COUNT, bad=bad)


def _tables(bulletin: Bulletin, zone: ZoneInfo) -> Iterator[Table]:
    report = bulletin.report
    yield _signals("warnings", _("Early warnings"), bulletin.warnings, _("No rule has fired."))
    yield _places(report, "tiers", _chart(report.tiers, "tiers", "bars", ("on_time",)))
    if _inside(report, report.streets):
        shown = ("valid", "effectively_solved")
        yield _places(report, "streets", _chart(report.streets, "streets", "dots", shown))
    if _inside(report, report.communities):
        yield _places(report, "communities")
        yield _at_zero(bulletin)
    yield _units(report)
    yield _cases("overdue", _("Overdue now"), bulletin.overdue, report, zone)
    due_on = report.outlook.next_working_day
    title = _("Due on %(day)s") % {"day": _day(due_on)}
    yield _cases("due_next", title, bulletin.due_next, report, zone)
    yield _staffing(bulletin)
    yield _signals("padding", _("Signs of padding"), bulletin.padding, _("No rule has fired."))
    yield _places(report, "sources")
    yield _places(report, "courses")
    yield _hand_downs(report)
    yield _flaws(bulletin)
    yield _definitions(report.whole, (*bulletin.warnings, *bulletin.padding))


def _signals(name: str, title: str, signals: tuple[Signal, ...], empty: str) -> Table:
    heads = (Head(_("Rule")), Head(_("About"), roomy=True), Head(_("Evidence"), roomy=True))
    rows = tuple(
        (Cell(word(RULES, one.rule), bad=True), Cell(about_of(one)), Cell(finding_of(one)))
        for one in signals
    )
    return Table(name, title, heads, rows, empty)


def _places(report: NightlyReport, part: str, chart: Chart | None = None) -> Table:
    lines = _lines(report, part)
    heads = (
        Head(_(SECTIONS[part]), roomy=True),
        *(Head(_(SHORT[name]), "right") for name in LED_BY),
        Head(_("Overdue"), "right"),
        Head(_("Reports"), "right"),
    )
    rows = tuple(
        (
            Cell(line_name(part, line)),
            *(_rate(_figure(line, name)) for name in LED_BY),
            _count(line.tally.overdue, bad=line.tally.overdue > 0),
            _count(line.tally.reported),
        )
        for line in lines
    )
    return Table(part, _(_BY[part]), heads, rows, _("Nothing to report."), chart=chart)


_WHISKERS: Final = N_(
    "Dots: the shares. Lines: where the true shares lie with so many cases (95 %, Wilson)."
)


_BY: Final = {
    "tiers": N_("By tier"),
    "streets": N_("By street"),
    "communities": N_("By community"),
    "sources": N_("By source"),
    "courses": N_("By course"),
}


def _lines(report: NightlyReport, part: str) -> tuple[Section, ...]:
    return tuple(line for line in getattr(report, part) if any(line.tally))


def _inside(report: NightlyReport, lines: tuple[Section, ...]) -> bool:
    """Say whether a division divides the area: a grid lies in one street and one community."""
    return any(line.key.startswith(report.whole.key) for line in lines)


def _figure(line: Section, name: str) -> Figure:
    return next(figure for figure in line.figures if figure.name == name)


def _chart(
    lines: Iterable[Section], part: str, kind: ChartKind, names: tuple[str, ...]
) -> Chart | None:
    shown = tuple(line for line in lines if any(line.tally))
    if not shown:
        return None
    return Chart(
        kind,
        tuple(line_name(part, line) for line in shown),
        tuple(
            (_(FIGURES[name]), tuple(_whisker(_figure(line, name)) for line in shown))
            for name in names
        ),
        tuple(1 + LED_BY.index(name) for name in names),
        _(_WHISKERS) if kind == "dots" else "",
    )


def _whisker(figure: Figure) -> Whisker:
    low, high = interval_of(figure.numerator, figure.denominator) or (0.0, 0.0)
    return Whisker(figure.rate, low, high)


def _at_zero(bulletin: Bulletin) -> Table:
    """List the communities without a report, and those from which nothing left tier 1."""
    found = (
        (_("reported nothing"), bulletin.report.silent),
        (_("nothing left tier 1"), bulletin.uncirculated),
    )
    rows = tuple(
        (
            Cell(said),
            _count(len(lines), bad=True),
            Cell("、".join(line_name("communities", line) for line in lines) if in_chinese()
                 else ", ".join(line_name("communities", line) for line in lines)),
        )
        for said, lines in found
        if lines
    )  # fmt: skip
    heads = (Head(_("At zero")), Head(_("Count"), "right"), Head(_("Communities"), roomy=True))
    return Table("zero", _("Communities at zero"), heads, rows, _("None is at zero."))


def _units(report: NightlyReport) -> Table:
    heads = (
        Head(_("Unit"), roomy=True),
        Head(_("On time"), "right"),
        Head(_("Solved"), "right"),
        Head(_("Rework"), "right"),
        Head(_("Late by"), "right"),
        Head(_("Sent back"), "right"),
        Head(_("Groundless"), "right"),
        Head(_("Closed late"), "right"),
        Head(_("Overdue"), "right"),
        Head(_("Handled"), "right"),
    )
    rows = tuple(
        (
            Cell(line_name("units", line)),
            *(_rate(_figure(line, name)) for name in OF_UNITS),
            _count(line.tally.returns),
            _count(line.tally.groundless_returns, bad=line.tally.groundless_returns > 0),
            _count(line.tally.closed_late),
            _count(line.tally.overdue, bad=line.tally.overdue > 0),
            _count(line.tally.handled),
        )
        for line in report.units
        if line.tally.handled or line.tally.closed or line.tally.overdue
    )
    note = _("Late by: (used − limit) ÷ limit, the mean over the cases closed late.")
    return Table("units", _("By unit"), heads, rows, _("Nothing to report."), note)


def _cases(name: str, title: str, waiting: Waiting, report: NightlyReport, zone: ZoneInfo) -> Table:
    now = report.drawn_at
    heads = (
        Head(_("Number")),
        Head(_("Matter"), roomy=True),
        Head(_("Place"), roomy=True),
        Head(_("In whose hands"), roomy=True),
        Head(_("Tier")),
        Head(_("Stage")),
        Head(_("Due")),
        Head(_("Standing"), "right"),
    )

    def row(case: CaseRow) -> tuple[Cell, ...]:
        late = case.due_at is not None and case.due_at < now
        return (
            Cell(case.number),
            Cell(title_of(case)),
            Cell(place_of(case)),
            Cell(handler_of(case) or NO_RATE),
            Cell(tier_word(case.tier)),
            Cell(word(STAGES, case.stage or "")),
            Cell(due_moment(case.due_at, now, zone) if case.due_at else NO_RATE),
            Cell(standing(case.due_at, now) if case.due_at else NO_RATE, bad=late),
        )

    rows = tuple(row(case) for case in waiting.rows)
    more = waiting.total - len(rows)
    note = _("%(n)s more are not listed.") % {"n": f"{more:,}"} if more > 0 else ""
    said = f"{title} ({waiting.total:,})" if not in_chinese() else f"{title}（{waiting.total:,}）"
    return Table(name, said, heads, rows, _("No case."), note)


def _staffing(bulletin: Bulletin) -> Table:
    heads = (
        Head(_("Area"), roomy=True),
        *(Head(_(title), "right") for title in _POSTS.values()),
        Head(_("Grids"), "right"),
    )
    rows = tuple(
        (
            Cell(name_of(line.area)),
            *(
                _count(line.vacant.get(post, 0), bad=line.vacant.get(post, 0) > 0)
                for post in _POSTS
            ),
            _count(line.grids),
        )
        for line in bulletin.staffing
        if any(line.vacant.values())
    )
    return Table("staffing", _("Staffing gaps"), heads, rows, _("Every post is filled."))


def _hand_downs(report: NightlyReport) -> Table:
    heads = (
        Head(_("Handed down by"), roomy=True),
        Head(_("From tier")),
        Head(_("To tier")),
        Head(_("Cases"), "right"),
    )
    rows = tuple(
        (
            Cell(neutralise(line.name)),
            Cell(tier_word(line.from_tier)),
            Cell(tier_word(line.tier)),
            _count(line.cases),
        )
        for line in report.hand_downs
    )
    return Table("hand_downs", _("Work handed down"), heads, rows, _("None."))


def _flaws(bulletin: Bulletin) -> Table:
    heads = (Head(_("Cases"), roomy=True), Head(_("Count"), "right"), Head(_("Of all"), "right"))
    rows = tuple(
        (Cell(word(FLAWS, flaw.name)), _count(flaw.cases, bad=True), _count(flaw.of))
        for flaw in bulletin.flaws
        if flaw.cases
    )
    return Table("flaws", _("Quality of the data"), heads, rows, _("Nothing is missing."))


def _definitions(whole: Section, fired: tuple[Signal, ...]) -> Table:
    """Say what each figure means, and how each rule that fired works."""
    heads = (
        Head(_("Figure")),
        Head(_("Value"), "right"),
        Head(_("Of these"), "right"),
        Head(_("Of all"), "right"),
        Head(_("What it is"), roomy=True),
    )
    rows = [
        (
            Cell(word(FIGURES, figure.name)),
            _rate(figure),
            _count(figure.numerator),
            _count(figure.denominator),
            Cell(_(DEFINITIONS[figure.name])),
        )
        for figure in whole.figures
    ]
    rules = dict.fromkeys(signal.rule for signal in fired)
    rows += [
        (Cell(word(RULES, rule)), Cell(""), Cell(""), Cell(""), Cell(_(EXPLAINED[rule])))
        for rule in rules
    ]
    return Table("definitions", _("All figures and what they mean"), heads, tuple(rows))
