"""`griddesk import boundaries`: polygons of areas from a GeoJSON file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.import_outcome import SORTS, how_it_ended, reason, shown_changes, tell_unlisted
from console.cli.imports import INPUT, Commit, File, Partial, app, opener, shown_name, tell_aside
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.progress import SELDOM, Watched, progress
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.boundary_file import BoundaryFile
    from core.imports.changes import RowChange
    from core.imports.result import ImportResult, RefusedRow


@app.verb(
    "boundaries",
    N_(
        "Take in the boundaries of areas from a GeoJSON file.\n"
        "A dry run unless --commit is given. All are taken in, or none when one is refused. "
        "Each feature of the FeatureCollection is a Polygon or MultiPolygon in longitudes and "
        "latitudes of WGS84 (CGCS2000 will do). Its properties name the area: 网格编码 code, "
        "or 网格名称 name with 上级编码 parent."
    ),
    examples=(
        "griddesk import boundaries boundaries.geojson",
        "griddesk import boundaries boundaries.geojson --commit",
        "griddesk import boundaries boundaries.geojson --commit --partial",
    ),
)
def boundaries(
    context: typer.Context, file: File, *, commit: Commit = False, partial: Partial = False
) -> None:
    """Carry an import of boundaries out and tell what came of it.

    Raises:
        typer.Exit: boundaries were refused.
    """
    from core.imports.boundary_commands import ImportBoundaries
    from core.imports.boundary_file import read_boundary_file

    said = asked(context)
    read = read_boundary_file(opener(file), shown_name(file))
    with opened(context, changing=True) as shop, progress(_("Rows read"), SELDOM) as tell:
        command = ImportBoundaries(
            rows=Watched(read, tell, len(read.features)),
            commit=commit,
            partial=partial,
            file_name=read.name,
            sha256=read.sha256,
        )
        result: ImportResult = shop.desk.execute(command, by=shop.scope.login)
    aside = _put_aside(result, read, file) if result.refused and result.committed else ""
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_object(result, read) | {"refused_file": aside or None})
    else:
        _tell(result, read, said)
        tell_aside(aside)
    if result.refused:
        raise typer.Exit(ExitCode.REFUSED)


def _put_aside(result: "ImportResult", read: "BoundaryFile", file: str) -> str:
    """Write refused features with their reasons to a new file; return its name."""
    from console.cli.aside import free_name, reasons_of, write_features_aside

    path = free_name(Path("input" if file == INPUT else file), "geojson")
    write_features_aside(path, read, reasons_of(result.refused, reason))
    return str(path)


def _object(result: "ImportResult", read: "BoundaryFile") -> dict[str, Any]:
    return {
        "kind": result.kind,
        "file": read.name,
        "encoding": read.encoding,
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "missing": result.changes.missing,
        "committed": result.committed,
        "import_id": result.import_id,
        "changes": [
            {"feature": change.line} | {name: getattr(change, name) for name in _CHANGE_FIELDS}
            for change in result.changes.listed
        ],
        "refused": [
            {"feature": row.line, "field": row.column, "value": row.value, "reason": reason(row)}
            for row in result.refused
        ],
    }


_CHANGE_FIELDS: Final = ("sort", "key", "name", "field", "held", "said")

_CHANGES: "tuple[Column[RowChange], ...]" = (
    Column("feature", lambda row: row.line, N_("Feature"), align="right"),
    Column("sort", lambda row: row.sort, N_("Row"), lambda row: word(SORTS, row.sort)),
    Column("key", lambda row: row.key, N_("Code")),
    Column("name", lambda row: row.name, N_("Name"), roomy=True),
    Column("field", lambda row: row.field, N_("Field")),
    Column("held", lambda row: row.held, N_("Held"), roomy=True),
    Column("said", lambda row: row.said, N_("In the file"), roomy=True),
)
_REFUSED: "tuple[Column[RefusedRow], ...]" = (
    Column("feature", lambda row: row.line, N_("Feature"), align="right"),
    Column("field", lambda row: row.column, N_("Field")),
    Column("value", lambda row: row.value, N_("Value"), roomy=True),
    Column("reason", reason, N_("Reason")),
)


def _tell(result: "ImportResult", read: "BoundaryFile", said: Asked) -> None:
    if result.refused:
        write_rows(result.refused, _REFUSED, said)
    else:
        write_rows(shown_changes(result), _CHANGES, said)
    counts = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % {
        "new": f"{result.new:,}",
        "changed": f"{result.changed:,}",
        "unchanged": f"{result.unchanged:,}",
    }
    talk(f"{neutralise(read.name)}: {counts}")
    if not result.refused:
        tell_unlisted(result)
    talk(how_it_ended(result))
