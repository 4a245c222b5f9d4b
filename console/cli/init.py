"""`griddesk init`: making the database of a district."""

from typing import TYPE_CHECKING, Final

import typer

from console.cli.asked import Format, asked
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import settings_of
from console.cli.output import write_object
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from storage.database import Database

DISTRICT: Final = "330108"
"""Binjiang, the district of the demo."""

NAMES: Final = {DISTRICT: "滨江区"}

app = Noun()


@app.verb(
    "init",
    N_(
        "Make a new database for a district.\n"
        "It gets its tables, the standard data (calendar, limits, office hours, admission "
        "list) and a first administrator. What is there already stays as it is."
    ),
    examples=(
        "griddesk init --db binjiang.db",
        "griddesk init --db postgresql://desk@db.example/griddesk --district 330106 --name 西湖区",
    ),
)
def init(
    context: typer.Context,
    *,
    district: str = typer.Option(
        DISTRICT, "--district", metavar="CODE", help=N_("The code of the district, six digits.")
    ),
    name: str | None = typer.Option(
        None, "--name", metavar="NAME", help=N_("The name of the district.")
    ),
    login: str = typer.Option(
        "admin", "--login", metavar="LOGIN", help=N_("The login of the first administrator.")
    ),
    person: str | None = typer.Option(
        None, "--person", metavar="NAME", help=N_("The name of the first administrator.")
    ),
) -> None:
    """Make a database, or complete one whose making was cut short."""
    from core.desk import Desk
    from core.imports.founding import FoundDistrict, found_district
    from core.kernel.clock import system_clock
    from seeds.loading import load_standard

    said = asked(context)
    database = make_database(settings_of(context).database)
    try:
        founded = found_district(
            database.transactions,
            system_clock,
            FoundDistrict(
                district_code=district,
                district_name=name or NAMES.get(district, district),
                login=login,
                person=person or _("Administrator"),
            ),
        )
        desk = Desk(database.transactions, system_clock)
        results = load_standard(desk, by=founded.login)
        label = database.label
    finally:
        database.close()
    if said.format in {Format.JSON, Format.JSONL}:
        loaded = {result.kind: result.new + result.changed for result in results}
        write_object(
            {"database": label, "district": district, "login": founded.login, "loaded": loaded}
        )
        return
    talk(
        _("The database %(label)s is ready for district %(district)s.")
        % {"label": neutralise(label), "district": district}
    )
    talk(
        _("Its administrator is %(login)s. Next: griddesk import grids FILE --commit")
        % {"login": founded.login}
    )


def make_database(url: str) -> "Database":
    """Open the database at ``url``, making file and tables where there are none.

    Raises:
        Unavailable: it cannot be reached, or a newer program made its tables.
        Invalid: it belongs to another program.
    """
    from storage.database import open_database
    from storage.location import locate
    from storage.schema import migrate

    location = locate(url)
    if location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True)
    database = open_database(url, create=True)
    try:
        migrate(database, say)
    except BaseException:
        database.close()
        raise
    return database


def say(template: str, /, **params: str) -> None:
    """Tell what a migration does."""
    shown = {name: neutralise(value) for name, value in params.items()}
    talk(_(template) % shown)
