"""`griddesk import`: taking in what others keep in files, dry unless told otherwise."""

import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.progress import SELDOM, Watched, progress
from console.present.vocabulary import sentence
from console.present.words import _, _n
from core.kernel.errors import FieldFault, Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.commands import ImportCommand
    from core.imports.result import ImportResult, RefusedRow
    from core.imports.tables import Table

INPUT = "-"

app = Noun(help=N_("Take in grids, staff, units or operators from a file."))

File = Annotated[str, typer.Argument(metavar="FILE", help=N_("The file, - for the input."))]
Commit = Annotated[bool, typer.Option("--commit", help=N_("Take the rows in for good."))]
Rename = Annotated[bool, typer.Option("--rename", help=N_("Let names differ from those held."))]


@app.callback()
def imports() -> None:
    """Hold the kinds of imports together."""


@app.verb(
    "grids",
    N_(
        "Take in grids, or areas of any level, from a CSV file.\n"
        "A dry run unless --commit is given. All rows are taken in, or none when one is "
        "refused. UTF-8 and GB18030 are read, headers may be Chinese or English: 网格编码 code, "
        "网格名称 name, 网格类型 kind, 户数 households, 人口数 residents."
    ),
    examples=(
        "griddesk import grids grids.csv",
        "griddesk import grids grids.csv --commit --format json",
    ),
)
def grids(
    context: typer.Context, file: File, *, commit: Commit = False, rename: Rename = False
) -> None:
    """Take in areas."""
    from core.imports.commands import ImportAreas
    from core.imports.grids import area_rows, read_grid_file

    table = read_grid_file(opener(file), shown_name(file))

    def command(rows: Iterable[Any]) -> "ImportCommand":
        return ImportAreas(rows=rows, commit=commit, rename=rename, **about_file(table))

    _run(context, "grids", command, area_rows(table), table)


@app.verb(
    "staff",
    N_(
        "Take in staff and their posts from a CSV file, one row for each post.\n"
        "A dry run unless --commit is given. All rows are taken in, or none when one is "
        "refused. A post that a person in the file holds today and that is not in the file "
        "ends. Headers: 工号 number, 姓名 name, 手机 phone, 网格编码 area_code, 岗位 post, "
        "入职日期 joined_on, 离职日期 left_on."
    ),
    examples=("griddesk import staff staff.csv", "griddesk import staff staff.csv --commit"),
)
def staff(
    context: typer.Context, file: File, *, commit: Commit = False, rename: Rename = False
) -> None:
    """Take in staff."""
    from core.imports.commands import ImportStaff
    from core.imports.staff import read_staff_file, staff_rows

    table = read_staff_file(opener(file), shown_name(file))

    def command(rows: Iterable[Any]) -> "ImportCommand":
        return ImportStaff(rows=rows, commit=commit, rename=rename, **about_file(table))

    _run(context, "staff", command, staff_rows(table), table)


@app.verb(
    "units",
    N_(
        "Take in units and what they answer for from a CSV file.\n"
        "A dry run unless --commit is given. Headers: 单位编码 code, 单位名称 name, 单位类型 "
        "kind, 平台 platform, 级别 tier, 区域编码 area_code, 负责事项 items (codes or beginnings "
        "of codes, separated by spaces; they replace those held)."
    ),
    examples=("griddesk import units units.csv --commit",),
)
def units(context: typer.Context, file: File, *, commit: Commit = False) -> None:
    """Take in units."""
    from core.imports.commands import ImportUnits
    from core.imports.units import read_unit_file, unit_rows

    table = read_unit_file(opener(file), shown_name(file))

    def command(rows: Iterable[Any]) -> "ImportCommand":
        return ImportUnits(rows=rows, commit=commit, **about_file(table))

    _run(context, "units", command, unit_rows(table), table)


@app.verb(
    "operators",
    N_(
        "Take in operators from a CSV file.\n"
        "A dry run unless --commit is given. Headers: 登录名 login, 姓名 name, 角色 role, "
        "区域编码 area_code, 启用 active."
    ),
    examples=("griddesk import operators operators.csv --commit",),
)
def operators(context: typer.Context, file: File, *, commit: Commit = False) -> None:
    """Take in operators."""
    from core.imports.commands import ImportOperators
    from core.imports.operators import operator_rows, read_operator_file

    table = read_operator_file(opener(file), shown_name(file))

    def command(rows: Iterable[Any]) -> "ImportCommand":
        return ImportOperators(rows=rows, commit=commit, **about_file(table))

    _run(context, "operators", command, operator_rows(table), table)


def about_file(table: "Table") -> dict[str, Any]:
    """Return what an import keeps of the file it came from."""
    return {"columns": table.columns, "file_name": table.name, "sha256": table.sha256}


def shown_name(file: str) -> str:
    """Return the name of a file as it is told."""
    return _("(input)") if file == INPUT else Path(file).name


def opener(file: str) -> Callable[[], BinaryIO]:
    """Return what opens the bytes of ``file`` again and again.

    Raises:
        Invalid: there is no such file, or it cannot be opened.
    """
    if file == INPUT:
        content = sys.stdin.buffer.read()
        return lambda: io.BytesIO(content)
    path = Path(file)
    try:
        path.open("rb").close()
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be opened: %(why)s."),
            field="file",
            file=file,
            why=error.strerror or "",
        ) from error
    return lambda: path.open("rb")


def _run(
    context: typer.Context,
    kind: str,
    command: Callable[[Iterable[Any]], "ImportCommand"],
    rows: Iterable[Any],
    table: "Table",
) -> None:
    said = asked(context)
    with opened(context, changing=True) as shop, progress(_("Rows read"), SELDOM) as tell:
        importing = command(Watched(rows, tell))
        result: ImportResult = shop.desk.execute(importing, by=shop.scope.login)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(import_object(kind, result, table))
    else:
        tell_import(result, table, said)
    if result.refused:
        raise typer.Exit(ExitCode.REFUSED)


def import_object(kind: str, result: "ImportResult", table: "Table") -> dict[str, Any]:
    """Return what came of an import as scripts read it."""
    return {
        "kind": kind,
        "file": table.name,
        "encoding": table.encoding,
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "committed": result.committed,
        "import_id": result.import_id,
        "unused_columns": list(table.unused),
        "refused": [
            {"line": row.line, "column": row.column, "value": row.value, "reason": reason(row)}
            for row in result.refused
        ],
    }


def reason(row: "RefusedRow") -> str:
    """Return why a row was refused, in the operator's language."""
    return sentence(FieldFault(row.column, row.template, **row.params))


_COLUMNS: tuple[Column["RefusedRow"], ...] = (
    Column("line", lambda row: row.line, N_("Line"), align="right"),
    Column("column", lambda row: row.column, N_("Column")),
    Column("value", lambda row: row.value, N_("Value"), roomy=True),
    Column("reason", reason, N_("Reason")),
)


def tell_import(result: "ImportResult", table: "Table", said: Asked) -> None:
    """Say what came of an import: refused rows as data, the rest beside them."""
    write_rows(result.refused, _COLUMNS, said)
    if table.unused:
        talk(
            _("Columns that are not used: %(columns)s.")
            % {"columns": neutralise(", ".join(table.unused))}
        )
    counts = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % {
        "new": f"{result.new:,}",
        "changed": f"{result.changed:,}",
        "unchanged": f"{result.unchanged:,}",
    }
    talk(f"{neutralise(table.name)}: {counts}")
    talk(_how_it_ended(result))


def _how_it_ended(result: "ImportResult") -> str:
    if result.refused:
        rows = len({row.line for row in result.refused})
        refused = _n("%(n)s row is refused", "%(n)s rows are refused", rows)
        return _("%(refused)s, so nothing was taken in. Correct the file and run it again.") % {
            "refused": refused
        }
    if not result.committed:
        return _("This was a dry run: nothing was changed. Add --commit to take the rows in.")
    if result.import_id is None:
        return _("Everything is held already; nothing was changed.")
    return _("Taken in as import %(id)s.") % {"id": result.import_id}
