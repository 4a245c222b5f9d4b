"""`griddesk case list`: the queue, soonest deadline first, or the archive, newest first."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

import typer

from console.cli.asked import asked
from console.cli.cases.noun import app
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.filtering import FilterCommand, Terms, ViewName, wanted_by
from console.cli.opening import opened
from console.cli.output import write_rows
from console.cli.values import day, local, moment, one_of, whole
from console.present.cases import handler_of, left_of, place_of, state_of, title_of
from console.present.tones import Tone
from console.present.vocabulary import STAGES, word
from console.present.words import _
from core.cases.rows import CaseFilter, CaseRow
from core.cases.states import ENDED_STATES, Source, Stage, State
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop

Row = TypeVar("Row")

USUAL: Final = 200
"""Rows listed when nothing else is said."""
PAGE: Final = 500
"""Rows read at once."""

_AGO: Final = re.compile(r"^(\d{1,4})([dh])$")

Due = Annotated[
    date | None,
    typer.Option("--due", metavar="DATE", parser=day, help=N_("Only what falls due on this day.")),
]
Text = Annotated[
    str | None,
    typer.Option("--text", metavar="TEXT", help=N_("Words in matter, address or number.")),
]


@app.verb(
    "list",
    N_(
        "List open cases, the soonest deadline first.\n"
        "With --all or --ended the newest report comes first. Without --limit the first 200 "
        "are listed and how many more there are is said; --limit 0 lists every one."
    ),
    cls=FilterCommand,
    examples=(
        "griddesk case list 'tier:3,4 late -source:12345 \"积水\"'",
        "griddesk case list --late --tier 3",
        "griddesk case list --area 330108001 --not-source hotline --format jsonl",
        "griddesk case list --all --since 7d --limit 0 --format csv --bom > week.csv",
    ),
)
def list_(
    context: typer.Context,
    terms: Terms = None,
    *,
    view: ViewName = None,
    tier: int | None = typer.Option(
        None, "--tier", metavar="N", parser=whole, help=N_("Only this tier, 1 to 4.")
    ),
    state: str | None = typer.Option(
        None,
        "--state",
        metavar="STATE",
        parser=one_of(State),
        autocompletion=lambda: list(State),
        help=N_("Only this state: reported, filed, dispatched, handling, resolved …"),
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
        None,
        "--source",
        metavar="SOURCE",
        parser=one_of(Source),
        autocompletion=lambda: list(Source),
        help=N_("Only from this source: gridder, hotline, online, video …"),
    ),
    not_source: str | None = typer.Option(
        None, "--not-source", metavar="SOURCE", parser=one_of(Source), help=N_("Not from it.")
    ),
    stage: str | None = typer.Option(
        None,
        "--stage",
        metavar="STAGE",
        parser=one_of(Stage),
        autocompletion=lambda: list(Stage),
        help=N_("Only where this clock runs out next: accept, verify, dispatch, handle …"),
    ),
    text: Text = None,
    late: bool = typer.Option(False, "--late", help=N_("Only what is late.")),
    today: bool = typer.Option(False, "--today", help=N_("Only what is due later today.")),
    due: Due = None,
    since: str | None = typer.Option(
        None, "--since", metavar="TIME", help=N_("Only reported since: 7d, 12h, or a date.")
    ),
    every: bool = typer.Option(False, "--all", help=N_("Ended cases too.")),
    ended: bool = typer.Option(False, "--ended", help=N_("Only ended cases.")),
    limit: int = typer.Option(
        USUAL, "--limit", metavar="N", parser=whole, help=N_("At most so many; 0 for all.")
    ),
) -> None:
    """List cases."""
    with opened(context) as shop:
        now = shop.clock()
        options = {
            "tier": tier,
            "state": state,
            "unit": unit,
            "item": item,
            "area": area.rstrip("*") if area else None,
            "source": source,
            "exclude_source": not_source,
            "stage": stage,
            "text": text,
            "late": late,
            "due_today": today,
            "due_on": due,
            "reported_since": _since(since, now, shop.zone) if since else None,
        }
        wanted = wanted_by(context, shop, terms, view, options)
        wanted = _opened(wanted, state, every=every, ended=ended)
        rows = Cut(_rows(shop, wanted, now), limit)
        write_rows(rows, columns(now, shop.zone), asked(context))
        if rows.has_more():
            rows.tell(shop.queue.total(wanted, now))


class Cut(Generic[Row]):
    """The first so many of a stream of rows; 0 is all of them."""

    def __init__(self, rows: Iterator[Row], limit: int) -> None:
        self._rows = rows
        self._limit = limit

    def __iter__(self) -> Iterator[Row]:
        return islice(self._rows, self._limit) if self._limit else self._rows

    def has_more(self) -> bool:
        """Say whether there is a row beyond the last one given; to be asked once."""
        return next(self._rows, None) is not None

    def count_more(self) -> int:
        """Count the rows beyond, by reading them."""
        return sum(1 for _row in self._rows)

    def tell(self, total: int) -> None:
        """Say that the list was cut."""
        talk(
            _("Showing the first %(shown)s of %(total)s; --limit 0 lists all.")
            % {"shown": f"{self._limit:,}", "total": f"{total:,}"}
        )


def _opened(wanted: CaseFilter, state: str | None, *, every: bool, ended: bool) -> CaseFilter:
    if ended:
        return replace(wanted, open=False)
    # Asking for an ended state is asking for ended cases.
    return replace(wanted, open=None) if every or state in ENDED_STATES else wanted


def _rows(shop: "Shop", wanted: CaseFilter, now: datetime) -> Iterator[CaseRow]:
    """Yield the rows page by page, each page beginning where the last one ended."""
    last: CaseRow | None = None
    while True:
        if wanted.open:
            page = shop.queue.after(wanted, last.key if last else None, PAGE, now)
        else:
            page = shop.queue.archive(wanted, last, PAGE, now)
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]


def _since(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    ago = _AGO.match(text)
    if ago is None:
        return local(moment(text), zone)
    amount = int(ago[1])
    return now - (timedelta(days=amount) if ago[2] == "d" else timedelta(hours=amount))


def columns(now: datetime, zone: ZoneInfo) -> tuple[Column[CaseRow], ...]:
    """Return the columns of a list of cases, judged as of ``now``."""
    return (
        Column(
            "",
            str,
            N_("Time left"),
            lambda row: str(left_of(row, now, zone)),
            lambda row: left_of(row, now, zone).tone,
        ),
        Column("number", lambda row: row.number, N_("Number"), tone=lambda _row: Tone.DIM),
        Column(
            "state",
            lambda row: row.state,
            N_("State"),
            lambda row: state_of(row).text,
            lambda row: state_of(row).tone,
        ),
        Column("tier", lambda row: row.tier, N_("Tier"), align="right"),
        Column("matter", lambda row: row.matter, N_("Matter"), title_of, roomy=True, tone=_strong),
        Column("", str, N_("Place"), place_of, roomy=True),
        Column("unit", lambda row: row.unit, N_("Unit"), handler_of, roomy=True, spare=True),
        Column("source", lambda row: row.source),
        Column("item_code", lambda row: row.item_code),
        Column("item_name", lambda row: row.item_name),
        Column("address", lambda row: row.address),
        Column("area_code", lambda row: row.area_code),
        Column("street", lambda row: row.street),
        Column("community", lambda row: row.community),
        Column("grid", lambda row: row.grid),
        Column("unit_code", lambda row: row.unit_code),
        Column("gridder", lambda row: row.gridder),
        Column(
            "stage",
            lambda row: row.stage,
            N_("Clock"),
            lambda row: word(STAGES, row.stage),
            spare=True,
        ),
        Column("due_at", lambda row: at(row.due_at, zone)),
        Column("late", lambda row: row.due_at is not None and row.due_at < now),
        Column("estimated", lambda row: row.estimated),
        Column("reported_at", lambda row: at(row.reported_at, zone)),
        Column("ended_at", lambda row: at(row.ended_at, zone)),
        Column("version", lambda row: row.version),
    )


def _strong(_row: CaseRow) -> Tone:
    return Tone.STRONG


def at(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return an instant with the offset of the desk."""
    return instant.astimezone(zone) if instant else None
