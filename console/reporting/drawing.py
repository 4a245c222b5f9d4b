"""Drawing a report: everything it holds, read as at one moment."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from core.cases.rows import CaseFilter
from core.reports.bulletin import SHOWN, Bulletin, Comparison, Staffing, Waiting
from core.reports.nightly import Named
from core.reports.periods import Kind, Span, compared_with, last_whole, span_of
from core.staff.models import Post

if TYPE_CHECKING:
    from console.bootstrap import Shop

TREND_DAYS: Final = 14


def draw(shop: "Shop", kind: Kind, on: date | None = None, area: str | None = None) -> Bulletin:
    """Draw the night, week or month that ``on`` lies in, of ``area`` or the whole jurisdiction.

    The moment is the shop's clock, and all of it is read from one snapshot: its parts add up
    whoever works meanwhile. Without ``on`` it is the last one that is over.

    Raises:
        Invalid: the day has not begun yet.
        NotFound: the area is none, or lies outside the jurisdiction.
    """
    with shop.as_it_stands() as still:
        return _drawn(still, kind, on, area)


def _drawn(shop: "Shop", kind: Kind, on: date | None, area: str | None) -> Bulletin:
    now = shop.clock()
    today = now.astimezone(shop.zone).date()
    span = span_of(kind, on or last_whole(kind, today), today)
    figures, signals = shop.figures, shop.signals
    if area is not None:
        code = shop.lineage.known(area.rstrip("*"))
        figures, signals = figures.of_area(code), signals.of_area(code)
    report = figures.over(span.since, span.until, shop.zone, now)

    def beside(name: str, other: Span) -> Comparison:
        drawn = figures.headline(other.since, other.until, shop.zone, now)
        return Comparison(name, other, drawn.figures)

    first = span.until - timedelta(days=TREND_DAYS - 1)
    return Bulletin(
        kind=kind,
        since=span.since,
        report=report,
        comparisons=tuple(beside(*one) for one in compared_with(kind, span).items()),
        days=figures.daily(first, span.until, shop.zone, now),
        overdue=_waiting(shop, CaseFilter(area=area, late=True)),
        due_next=_waiting(
            shop, CaseFilter(area=area, due_on=report.outlook.next_working_day, exclude_late=True)
        ),
        staffing=_staffing(shop, report.whole.key),
        warnings=signals.warnings(span.until, shop.zone, now),
        padding=signals.padding(span.until, shop.zone, now),
        flaws=signals.flaws(span.since, span.until, shop.zone, now),
    )


def _waiting(shop: "Shop", wanted: CaseFilter) -> Waiting:
    now = shop.clock()
    return Waiting(shop.queue.total(wanted, now), shop.queue.after(wanted, None, SHOWN, now))


def _staffing(shop: "Shop", code: str) -> tuple[Staffing, ...]:
    """Return where posts of the grids are vacant: area by area right below, or here."""
    now = shop.clock()
    loads = shop.grids.below(code, now) or shop.grids.top(now)
    return tuple(
        Staffing(
            Named(load.area.code, load.area.name, load.area.name_en),
            load.grids,
            {post.post: post.vacant for post in load.posts if post.post != Post.PART_TIME},
        )
        for load in loads
        if load.grids
    )
