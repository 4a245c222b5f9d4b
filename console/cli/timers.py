"""`griddesk timers`: what is late, and what will be."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import typer

from console.cli.asked import asked
from console.cli.cases.listing import PAGE, USUAL, Cut, at
from console.cli.columns import Column, count_column
from console.cli.filtering import FilterCommand, Terms, ViewName, wanted_by
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_rows
from console.cli.values import one_of, whole
from console.present.cases import handler_of, place_of, title_of
from console.present.times import limit_words, time_left
from console.present.vocabulary import STAGES, word
from core.cases.rows import CaseFilter, StageCount, TimerRow
from core.cases.states import Source, Stage, State
from core.kernel.words import N_

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from console.bootstrap import Shop
    from core.deadlines.calendar import WorkCalendar

FARTHEST: int = 30
"""Days to look ahead for the next working day; no holiday is longer."""

app = Noun()


@app.verb(
    "timers",
    N_(
        "List the open clocks of cases, the soonest first.\n"
        "--late and --today speak of the clock itself, not of the soonest one of its case. "
        "--summary counts them by stage instead."
    ),
    cls=FilterCommand,
    examples=(
        "griddesk timers 'stage:handle late -unit:cgj'",
        "griddesk timers --late",
        "griddesk timers --stage handle --today --format csv",
        "griddesk timers --summary --as-at 2026-09-30T18:00",
    ),
)
def timers(
    context: typer.Context,
    terms: Terms = None,
    *,
    view: ViewName = None,
    stage: str | None = typer.Option(
        None,
        "--stage",
        metavar="STAGE",
        parser=one_of(Stage),
        autocompletion=lambda: list(Stage),
        help=N_("Only this clock: accept, verify, dispatch, receive, handle, check."),
    ),
    late: bool = typer.Option(False, "--late", help=N_("Only what is late.")),
    today: bool = typer.Option(False, "--today", help=N_("Only what is due later today.")),
    tier: int | None = typer.Option(
        None, "--tier", metavar="N", parser=whole, help=N_("Only this tier, 1 to 4.")
    ),
    state: str | None = typer.Option(
        None, "--state", metavar="STATE", parser=one_of(State), help=N_("Only cases in this state.")
    ),
    unit: str | None = typer.Option(
        None, "--unit", metavar="UNIT", help=N_("Only this unit: its code, or part of its name.")
    ),
    item: str | None = typer.Option(
        None, "--item", metavar="CODE", help=N_("Only items whose code begins so.")
    ),
    area: str | None = typer.Option(
        None, "--area", metavar="CODE", help=N_("Only inside this area.")
    ),
    source: str | None = typer.Option(
        None, "--source", metavar="SOURCE", parser=one_of(Source), help=N_("Only from this source.")
    ),
    summary: bool = typer.Option(False, "--summary", help=N_("Count them by stage.")),
    limit: int = typer.Option(
        USUAL, "--limit", metavar="N", parser=whole, help=N_("At most so many; 0 for all.")
    ),
) -> None:
    """List timers."""
    said = asked(context)
    with opened(context) as shop:
        now = shop.clock()
        if summary:
            write_rows(_summary(shop, now), _COUNTS, said)
            return
        options = {
            "tier": tier,
            "state": state,
            "unit": unit,
            "item": item,
            "area": area.rstrip("*") if area else None,
            "source": source,
            "stage": stage,
            "late": late,
            "due_today": today,
        }
        wanted = wanted_by(context, shop, terms, view, options)
        rows = Cut(_rows(shop, wanted, now), limit)
        write_rows(rows, _columns(now, shop.zone), said)
        more = rows.count_more()
        if more:
            rows.tell(limit + more)


def _rows(shop: "Shop", wanted: CaseFilter, now: datetime) -> Iterator[TimerRow]:
    last: TimerRow | None = None
    while page := shop.timers.open(wanted, now, last, PAGE):
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]


def _summary(shop: "Shop", now: datetime) -> tuple[StageCount, ...]:
    deadlines = shop.explain.policy().deadlines
    following = _next_working_day(deadlines.calendar, now.astimezone(shop.zone).date())
    ends = datetime.combine(following + timedelta(days=1), time(), shop.zone)
    return shop.timers.summary(now, ends)


def _next_working_day(calendar: "WorkCalendar", today: date) -> date:
    days = (today + timedelta(days=ahead) for ahead in range(1, FARTHEST))
    return next((day for day in days if calendar.is_working(day)), today + timedelta(days=1))


def _columns(now: datetime, zone: "ZoneInfo") -> tuple[Column[TimerRow], ...]:
    return (
        Column(
            "",
            str,
            N_("Time left"),
            lambda row: str(time_left(row.due_at, now, zone, estimated=row.estimated)),
            lambda row: time_left(row.due_at, now, zone).tone,
        ),
        Column("stage", lambda row: row.stage, N_("Clock"), lambda row: word(STAGES, row.stage)),
        Column(
            "limit",
            lambda row: row.limit,
            N_("Limit"),
            lambda row: limit_words(row.limit),
            spare=True,
        ),
        Column("due_at", lambda row: at(row.due_at, zone)),
        Column("late", lambda row: row.due_at < now),
        Column("estimated", lambda row: row.estimated),
        Column("started_at", lambda row: at(row.started_at, zone)),
        Column("target_at", lambda row: at(row.target_at, zone)),
        Column("number", lambda row: row.case.number, N_("Number")),
        Column("state", lambda row: row.case.state),
        Column("tier", lambda row: row.case.tier, N_("Tier"), align="right"),
        Column("matter", lambda row: row.case.matter, N_("Matter"), _title, roomy=True),
        Column("", str, N_("Place"), lambda row: place_of(row.case), roomy=True),
        Column("unit", lambda row: row.case.unit, N_("Unit"), _handler, roomy=True, spare=True),
        Column("unit_code", lambda row: row.case.unit_code),
        Column("item_code", lambda row: row.case.item_code),
        Column("area_code", lambda row: row.case.area_code),
        Column("source", lambda row: row.case.source),
    )


def _title(row: TimerRow) -> str:
    return title_of(row.case)


def _handler(row: TimerRow) -> str:
    return handler_of(row.case)


_COUNTS: tuple[Column[StageCount], ...] = (
    Column("stage", lambda row: row.stage, N_("Clock"), lambda row: word(STAGES, row.stage)),
    count_column("open", lambda row: row.open, N_("Open")),
    count_column("late", lambda row: row.late, N_("Late")),
    count_column("due_today", lambda row: row.due_today, N_("Due today")),
    count_column("due_next", lambda row: row.due_next, N_("By the next working day")),
)
