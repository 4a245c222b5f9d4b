"""`griddesk area`: which area a coordinate lies in."""

from typing import TYPE_CHECKING

import typer

from console.cli.asked import asked
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_rows
from console.present.register import LEVELS, area_name
from console.present.words import _
from core.areas.geometry import position_fault, told
from core.kernel.errors import Invalid, NotFound
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.areas.rows import AreaRow

app = Noun(help=N_("Find the area that a coordinate lies in."))


@app.callback()
def area() -> None:
    """Hold the verbs of areas together."""


@app.verb(
    "at",
    N_(
        "Find the areas that a coordinate lies in, widest first.\n"
        "By the boundaries that the district has taken in. A coordinate on a boundary lies in "
        "the area of the lowest code."
    ),
    examples=(
        "griddesk area at 120.2103 30.2088",
        "griddesk area at 120.2103 30.2088 --format json",
    ),
)
def at(
    context: typer.Context,
    longitude: float = typer.Argument(..., metavar="LON", help=N_("Longitude in degrees, WGS84.")),
    latitude: float = typer.Argument(..., metavar="LAT", help=N_("Latitude in degrees, WGS84.")),
) -> None:
    """Find areas."""
    fault = position_fault(longitude, latitude, "longitude")
    if fault:
        raise Invalid(fault.template, field=fault.field, **fault.params)
    with opened(context) as shop:
        found = shop.boundaries.at(longitude, latitude)
    if not found:
        raise NotFound(
            N_("No boundary of your jurisdiction has the position %(place)s in it."),
            place=told((longitude, latitude)),
        )
    write_rows(found, _COLUMNS, asked(context))


_COLUMNS: "tuple[Column[AreaRow], ...]" = (
    Column("level", lambda row: row.level, N_("Level"), lambda row: _(LEVELS[row.level])),
    Column("code", lambda row: row.code, N_("Code")),
    Column("name", lambda row: row.name, N_("Name"), area_name, roomy=True),
)
