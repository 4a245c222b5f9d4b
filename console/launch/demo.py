"""`griddesk demo`: a district full of life, to look at and to try things on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated, Final

import typer

from console.cli.asked import asked
from console.cli.cases.listing import columns
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.init import make_database
from console.cli.opening import settings_of
from console.cli.output import write_rows
from console.cli.progress import progress
from console.launch.desk import ThemeOption, on_terminal
from console.present.words import _
from console.settings import DATABASE_VARIABLE
from core.cases.rows import CaseFilter
from core.kernel.clock import HandClock, system_clock
from core.kernel.errors import Refused
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from console.settings import Settings
    from storage.database import Database

PLACE: Final = Path(".demo") / "griddesk.db"
"""Where the demo lives when no database is named, below the folder one is in."""
FOUNDED_BEFORE: Final = timedelta(days=90)
SEAT: Final = "zhangmin"
"""Who sits at the demo's desk: a dispatcher of the district."""
SHOWN: Final = 12
STEP: Final = 10
"""Days after which a log is told how far the loading has come."""

app = Noun()


@app.verb(
    "demo",
    N_(
        "Load the demo district and open the desk on it.\n"
        "Binjiang with its real streets and communities, invented grids and people, and sixty "
        "days of cases up to now. It goes into a database of its own, .demo/griddesk.db unless "
        "--db or GRIDDESK_DB names another. Without a terminal it loads the data and lists "
        "the queue."
    ),
    examples=("griddesk demo", "griddesk demo --live", "griddesk --db trial.db demo --data-only"),
)
def demo(
    context: typer.Context,
    *,
    data_only: Annotated[
        bool, typer.Option("--data-only", help=N_("Load the data and leave."))
    ] = False,
    live: Annotated[
        bool,
        typer.Option("--live", help=N_("Let the district live on while the desk is open.")),
    ] = False,
    theme: ThemeOption = None,
    pace: float = typer.Option(
        20.0, "--pace", metavar="N", help=N_("How many things happen in a minute with --live.")
    ),
    days: int = typer.Option(
        60, "--days", metavar="N", min=2, max=60, help=N_("How many days back the cases go.")
    ),
) -> None:
    """Load the demo and show it."""
    settings = settings_of(context)
    # The settings file names the database of the day's work: the demo keeps out of it.
    named = asked(context).db or os.environ.get(DATABASE_VARIABLE)
    settings = replace(
        settings,
        db=named or str(PLACE),
        operator=asked(context).operator or SEAT,
        theme=theme or settings.theme,
    )
    load(settings.database, days)
    if data_only:
        return
    from console.bootstrap import open_shop

    shop = open_shop(settings, as_at=asked(context).as_at)
    try:
        if on_terminal():
            _open_desk(shop, settings, pace if live else 0)
        else:
            _list_queue(shop, context)
    finally:
        shop.close()


def load(url: str, days: int) -> None:
    """Load the demo of so many days into the database at ``url`` and say what came of it.

    Raises:
        Refused: the database holds cases of its own.
    """
    from core.desk import Desk
    from core.imports.founding import FoundDistrict, found_district
    from seeds.loading import IMPORTER, load_demo

    ending = system_clock()
    clock = HandClock(ending - FOUNDED_BEFORE)
    database = make_database(url)
    try:
        district = FoundDistrict(
            district_code="330108", district_name="滨江区", login=IMPORTER, person="周宁"
        )
        found_district(database.transactions, clock, district)
        _refuse_foreign_cases(database)
        desk = Desk(database.transactions, clock)
        with progress(_("Days lived"), every=STEP) as tell:
            tally = load_demo(desk, clock, ending, days=days, progress=tell)
        label = neutralise(database.label)
    finally:
        database.close()
    if tally is None:
        talk(_("The demo is there already: %(label)s") % {"label": label})
    else:
        talk(
            _("The demo is loaded: %(cases)s cases in %(label)s")
            % {"cases": f"{tally.cases:,}", "label": label}
        )


def _refuse_foreign_cases(database: "Database") -> None:
    """Keep invented cases out of a database with real ones."""
    from seeds.demo.life import FIRST_REF
    from storage.readers.operators import holds_other_cases

    if holds_other_cases(database, FIRST_REF):
        raise Refused(
            N_("The database %(label)s holds cases of its own; give the demo another one."),
            label=database.label,
        )


def _open_desk(shop: "Shop", settings: "Settings", pace: float) -> None:
    from console.tui.app import run

    with _living(shop, pace):
        run(lambda: shop, keys=settings.keys, theme=settings.theme, tour=True)


@contextmanager
def _living(shop: "Shop", pace: float) -> Iterator[None]:
    """Let the district live on in a thread of its own, ``pace`` beats a minute; 0 for still."""
    if pace <= 0:
        yield
        return
    from seeds.demo.live import live

    stop = Event()
    thread = Thread(
        target=live,
        kwargs={
            "desk": shop.desk,
            "clock": shop.clock,
            "pace": pace,
            "stop": stop,
            "open_cases": lambda: shop.queue.after(CaseFilter(), None, 200, shop.clock()),
        },
        name="demo-life",
        daemon=True,
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _list_queue(shop: "Shop", context: typer.Context) -> None:
    now = shop.clock()
    rows = shop.queue.after(CaseFilter(), None, SHOWN, now)
    write_rows(rows, columns(now, shop.zone), asked(context))
    total = shop.queue.total(CaseFilter(), now)
    talk(_("The first %(shown)s of %(total)s open cases.") % {"shown": len(rows), "total": total})
    db = neutralise(shop.label)
    talk(_("On a terminal this opens the desk. To go on from here:"))
    for following in ("case list --late", "timers --summary", "report nightly", "desk"):
        talk(f"  griddesk --db {db} --as {SEAT} {following}")
