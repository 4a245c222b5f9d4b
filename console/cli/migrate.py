"""`griddesk migrate`: bringing the tables of a database up to date."""

import typer

from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.init import say
from console.cli.opening import settings_of
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_

app = Noun()


@app.verb(
    "migrate",
    N_(
        "Bring the tables of a database up to date.\n"
        "It happens whole or not at all; a file is copied first. Stop the desks that work on "
        "it before."
    ),
    examples=("griddesk migrate --db binjiang.db",),
)
def migrate(context: typer.Context) -> None:
    """Migrate the database; one that is up to date stays as it is."""
    from storage.database import open_database
    from storage.schema import migrate as bring_up_to_date

    database = open_database(settings_of(context).database)
    try:
        bring_up_to_date(database, say)
    finally:
        database.close()
    talk(_("The tables of %(label)s are up to date.") % {"label": neutralise(database.label)})
