"""Boundaries on the command line: writing them out, telling what does not fit."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TextIO

from console.cli.asked import Asked
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.output import json_text, write_rows
from console.present.vocabulary import word
from console.present.words import _, _n
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.areas.rows import MisplacedCase
    from core.areas.tiling import Flaw

MISFITS: Final = {
    "overlap": N_("overlap"),
    "gap": N_("gap"),
    "stray": N_("astray"),
    "missing": N_("no boundary"),
}


def write_out(shop: "Shop", file: TextIO) -> int:
    """Write the boundaries of the jurisdiction as GeoJSON, and return how many.

    Byte for byte the same as long as they are the same.
    """
    from core.imports.boundary_commands import ExportBoundaries

    rows = shop.desk.execute(ExportBoundaries(), by=shop.scope.login)
    file.write('{"type": "FeatureCollection", "features": [')
    for n, row in enumerate(rows):
        feature = {
            "type": "Feature",
            "properties": {"code": row.code, "name": row.name},
            "geometry": json.loads(row.geometry),
        }
        file.write(("\n" if n == 0 else ",\n") + json_text(feature))
    file.write("\n]}\n")
    return len(rows)


def tell_flaws(found: "Sequence[Flaw]", said: Asked) -> bool:
    """Write where boundaries do not fit, and say whether any of it is an error."""
    write_rows(found, _FLAWS, said)
    errors = sum(flaw.is_grave for flaw in found)
    if not found:
        talk(_("The boundaries fit together."))
        return False
    counts = {"errors": f"{errors:,}", "warnings": f"{len(found) - errors:,}"}
    talk(_("%(errors)s errors, %(warnings)s warnings.") % counts)
    return errors > 0


def _place(flaw: "Flaw") -> str | None:
    return None if flaw.place is None else ",".join(map(str, flaw.place))


_FLAWS: "tuple[Column[Flaw], ...]" = (
    Column(
        "flaw",
        lambda row: str(row.misfit),
        N_("Flaw"),
        lambda row: word(MISFITS, str(row.misfit)),
    ),
    Column("area_code", lambda row: row.code, N_("Code")),
    Column("area_name", lambda row: row.name, N_("Name"), roomy=True),
    Column("other_code", lambda row: row.other_code or None, N_("With")),
    Column("other_name", lambda row: row.other_name or None),
    Column(
        "square_metres",
        lambda row: row.square_metres,
        N_("m²"),
        lambda row: "" if row.square_metres is None else f"{row.square_metres:,}",
        align="right",
    ),
    Column("at", _place, N_("Around")),
)


def tell_misplaced(found: "Sequence[MisplacedCase]", said: Asked) -> bool:
    """Write the cases that lie outside their area, and say whether there are any."""
    write_rows(found, _MISPLACED, said)
    if not found:
        talk(_("No open case lies outside its area."))
        return False
    outside = _n(
        "%(n)s open case lies outside its area.",
        "%(n)s open cases lie outside their areas.",
        len(found),
    )
    talk(outside)
    return True


_MISPLACED: "tuple[Column[MisplacedCase], ...]" = (
    Column("number", lambda row: row.number, N_("Number")),
    Column("area_code", lambda row: row.area_code, N_("Area")),
    Column("longitude", lambda row: row.longitude, N_("Longitude"), align="right"),
    Column("latitude", lambda row: row.latitude, N_("Latitude"), align="right"),
    Column("lies_in", lambda row: row.lies_in or None, N_("Lies in")),
)
