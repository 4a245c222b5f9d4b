"""`griddesk import`: taking in what others keep in files, dry unless told otherwise."""

import io
import sys
from collections.abc import Callable, Iterable
from functools import partial as bound
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from console.cli.asked import Format, asked
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun
from console.cli.import_outcome import import_object, reason, tell_import
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.profiles import ColumnProfiles
from console.cli.progress import SELDOM, Watched, progress
from console.cli.taken import run_columns, tell_undo
from console.cli.values import whole
from console.present.words import _
from console.settings import state_folder
from core.kernel.errors import Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.commands import ImportCommand
    from core.imports.encodings import Opener
    from core.imports.result import ImportResult, RefusedRow, UndoResult
    from core.imports.tables import Reading, Table

INPUT = "-"

app = Noun(help=N_("Take in what others keep in files; see and undo what was taken in."))

File = Annotated[str, typer.Argument(metavar="FILE", help=N_("The file, - for the input."))]
Number = Annotated[
    int, typer.Argument(metavar="ID", parser=whole, help=N_("The number of the import."))
]
Commit = Annotated[bool, typer.Option("--commit", help=N_("Take the rows in for good."))]
Rename = Annotated[bool, typer.Option("--rename", help=N_("Let names differ from those held."))]
SheetName = Annotated[
    str, typer.Option("--sheet", metavar="NAME", help=N_("The sheet of a workbook to read."))
]
Said = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HEADER=FIELD",
        help=N_(
            "Read a column as a field whatever its name, and from now on in every file with "
            "these headers; HEADER= leaves it out. May be given several times."
        ),
    ),
]

Partial = Annotated[
    bool,
    typer.Option(
        "--partial",
        help=N_(
            "Take in the good rows, and write the others to a file beside this one, to be "
            "corrected and taken in in their turn."
        ),
    ),
]


@app.callback()
def imports() -> None:
    """Hold the kinds of imports together."""


@app.verb(
    "grids",
    N_(
        "Take in grids, or areas of any level, from a file.\n"
        "A dry run unless --commit is given. All rows are taken in, or none when one is "
        "refused. Workbooks (.xlsx, .xls, .ods), CSV in UTF-8, UTF-16 or GB18030 and lines of "
        "JSON are read, headers may be Chinese or English: 网格编码 code, 网格名称 name, "
        "网格类型 kind, 户数 households, 人口数 residents."
    ),
    examples=(
        "griddesk import grids grids.xlsx",
        "griddesk import grids grids.csv --commit --format json",
    ),
)
def grids(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    rename: Rename = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take in areas."""
    from core.imports.commands import ImportAreas
    from core.imports.grids import area_rows, read_grid_file

    table = understood("grids", read_grid_file, file, sheet, said)
    command = bound(ImportAreas, commit=commit, rename=rename, partial=partial)
    run_import(context, "grids", command, area_rows(table), table)


@app.verb(
    "staff",
    N_(
        "Take in staff and their posts from a file, one row for each post.\n"
        "A dry run unless --commit is given. All rows are taken in, or none when one is "
        "refused. A post that a person in the file holds today and that is not in the file "
        "ends. Headers: 工号 number, 姓名 name, 手机 phone, 网格编码 area_code, 岗位 post, "
        "入职日期 joined_on, 离职日期 left_on."
    ),
    examples=("griddesk import staff staff.xlsx", "griddesk import staff staff.csv --commit"),
)
def staff(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    rename: Rename = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take in staff."""
    from core.imports.commands import ImportStaff
    from core.imports.staff import read_staff_file, staff_rows

    table = understood("staff", read_staff_file, file, sheet, said)
    command = bound(ImportStaff, commit=commit, rename=rename, partial=partial)
    run_import(context, "staff", command, staff_rows(table), table)


@app.verb(
    "units",
    N_(
        "Take in units and what they answer for from a file.\n"
        "A dry run unless --commit is given. Headers: 单位编码 code, 单位名称 name, 单位类型 "
        "kind, 平台 platform, 级别 tier, 区域编码 area_code, 负责事项 items (codes or beginnings "
        "of codes, separated by spaces; they replace those held)."
    ),
    examples=("griddesk import units units.csv --commit",),
)
def units(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take in units."""
    from core.imports.commands import ImportUnits
    from core.imports.units import read_unit_file, unit_rows

    table = understood("units", read_unit_file, file, sheet, said)
    command = bound(ImportUnits, commit=commit, partial=partial)
    run_import(context, "units", command, unit_rows(table), table)


@app.verb(
    "operators",
    N_(
        "Take in operators from a file.\n"
        "A dry run unless --commit is given. Headers: 登录名 login, 姓名 name, 角色 role, "
        "区域编码 area_code, 启用 active."
    ),
    examples=("griddesk import operators operators.csv --commit",),
)
def operators(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take in operators."""
    from core.imports.commands import ImportOperators
    from core.imports.operators import operator_rows, read_operator_file

    table = understood("operators", read_operator_file, file, sheet, said)
    command = bound(ImportOperators, commit=commit, partial=partial)
    run_import(context, "operators", command, operator_rows(table), table)


@app.verb(
    "items",
    N_(
        "Take in the admission list from a file, one row for each filing condition.\n"
        "A dry run unless --commit is given. Headers: 事项编码 code, 事项名称 name, 默认级别 tier, "
        "大类 classname, 小类 subclass, 网格员可见 griddersees, 立案条件 condition, 处置时限 limit "
        "(3个工作日, 2小时, 3 working_day), 启用日期 validfrom, 停用日期 validto. A version of an "
        "item is known by its code and first day; rows of further conditions may leave the cells "
        "of the item empty."
    ),
    examples=("griddesk import items items.xlsx", "griddesk import items items.csv --commit"),
)
def items(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take in items."""
    from core.imports.commands import ImportItems
    from core.imports.item_file import item_rows, read_item_file

    table = understood("items", read_item_file, file, sheet, said)
    command = bound(ImportItems, commit=commit, partial=partial)
    run_import(context, "items", command, item_rows(table), table)


@app.verb(
    "limits",
    N_(
        "Take in limits of tiers and stages and office hours from a file; what it does not name "
        "stays.\n"
        "A dry run unless --commit is given. Headers: 类型 kind (级别 tier, 环节 stage, 办公时间 "
        "hours), 对象 of (3, 受理 or accept, the first day of office hours), 名称 name, 时限 limit "
        "(7个工作日, 15分钟, 08:00-12:00 14:00-18:00), 提醒时限 target."
    ),
    examples=("griddesk import limits limits.csv --commit",),
)
def limits(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
) -> None:
    """Take in limits."""
    from core.imports.limit_file import limit_rows, limits_of, read_limit_file

    table = understood("limits", read_limit_file, file, sheet, said)
    run_import(context, "limits", bound(limits_of, commit=commit), limit_rows(table), table)


@app.verb(
    "cases",
    N_(
        "Take over cases of another system, open and ended, with the times they had there.\n"
        "A dry run unless --commit is given. A case is known by 来源 source and 原编号 "
        "sourceref; one that is held stays as it is. Headers besides: 网格编码 areacode, 事件描述 "
        "matter, 上报时间 reportedat, 状态 state, 事项编码 itemcode, 责任单位编码 unitcode, "
        "立案时间 filedat, 派遣时间 dispatchedat, 办结时间 resolvedat, 结案时间 endedat, 处理结果 "
        "result. Ended cases come in with one entry that says so; the clocks of open ones run "
        "from their own times."
    ),
    examples=("griddesk import cases cases.xlsx", "griddesk import cases cases.csv --commit"),
)
def cases(
    context: typer.Context,
    file: File,
    *,
    commit: Commit = False,
    sheet: SheetName = "",
    said: Said = None,
    partial: Partial = False,
) -> None:
    """Take over cases."""
    from core.imports.case_file import case_rows, read_case_file
    from core.imports.commands import ImportCases

    table = understood("cases", read_case_file, file, sheet, said)
    command = bound(ImportCases, commit=commit, partial=partial)
    run_import(context, "cases", command, case_rows(table), table)


@app.verb(
    "list",
    N_("List the imports that changed something: when, by whom, from which file, how much."),
    examples=("griddesk import list", "griddesk import list --format csv"),
)
def list_(context: typer.Context) -> None:
    """List imports."""
    with opened(context) as shop:
        zone = shop.zone
        runs = shop.imports.runs()
    write_rows(runs, run_columns(zone), asked(context))


@app.verb(
    "show",
    N_("Show one import: its file and digest, who took it in, how much, and whether it stands."),
    examples=("griddesk import show 3",),
)
def show(context: typer.Context, number: Number) -> None:
    """Show one import."""
    with opened(context) as shop:
        zone = shop.zone
        run = shop.imports.run(number)
    columns = run_columns(zone)
    said = asked(context)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object({column.key: column.value(run) for column in columns})
    elif said.format is Format.CSV:
        write_rows([run], columns, said)
    else:
        for column in columns:
            sys.stdout.write(f"{_(column.title)}: {column.said(run).text}\n")


@app.verb(
    "undo",
    N_(
        "Undo an import while nothing has built on it.\n"
        "A dry run unless --commit is given. What the import made is taken out, what it changed "
        "is put back as it was, all of it or, when a row was changed since or something points "
        "to one, none; every such row is named."
    ),
    examples=("griddesk import undo 3", "griddesk import undo 3 --commit"),
)
def undo(
    context: typer.Context,
    number: Number,
    *,
    commit: Annotated[bool, typer.Option("--commit", help=N_("Undo it for good."))] = False,
) -> None:
    """Undo an import."""
    from core.imports.commands import UndoImport

    with opened(context, changing=True) as shop:
        command = UndoImport(import_id=number, commit=commit)
        result: UndoResult = shop.desk.execute(command, by=shop.scope.login)
    tell_undo(result, asked(context))
    if result.hindered:
        raise typer.Exit(ExitCode.REFUSED)


def understood(
    kind: str,
    read: "Callable[[Opener, str, Reading], Table]",
    file: str,
    sheet: str = "",
    said: list[str] | None = None,
) -> "Table":
    """Understand a file as a table of a kind, and keep what was said of its columns.

    Raises:
        Invalid: it cannot be opened or understood, or what was said fits nothing.
    """
    from core.imports.tables import Reading

    profiles = ColumnProfiles(kind, state_folder())
    fields = dict(map(_field_of_header, said or ()))
    reading = Reading(sheet, fields, profiles.recall)
    table = read(opener(file), shown_name(file), reading)
    if fields:
        profiles.keep(table.header, fields)
    return table


def _field_of_header(text: str) -> tuple[str, str]:
    header, sign, field = text.rpartition("=")
    if not (sign and header.strip()):
        raise Invalid(
            N_("“%(text)s” does not say which column is which field; write 网格编码=code."),
            field="map",
            text=text,
        )
    return header.strip(), field.strip()


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


def run_import(
    context: typer.Context,
    kind: str,
    command: Callable[..., "ImportCommand"],
    rows: Iterable[Any],
    table: "Table",
) -> None:
    """Carry an import out and tell what came of it.

    Raises:
        typer.Exit: rows were refused.
    """
    said = asked(context)
    with opened(context, changing=True) as shop, progress(_("Rows read"), SELDOM) as tell:
        importing = command(rows=Watched(rows, tell, table.rows), **about_file(table))
        result: ImportResult = shop.desk.execute(importing, by=shop.scope.login)
    aside = ""
    if result.refused and result.committed:
        aside = put_aside(table, result.refused, context.params["file"])
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(import_object(kind, result, table) | {"refused_file": aside or None})
    else:
        tell_import(result, table, said)
        tell_aside(aside)
    if result.refused:
        raise typer.Exit(ExitCode.REFUSED)


def tell_aside(file: str) -> None:
    """Say where the refused rows are, if they are anywhere."""
    if file:
        talk(neutralise(_("The refused rows are in %(file)s.") % {"file": file}))


def put_aside(table: "Table", refused: Iterable["RefusedRow"], file: str) -> str:
    """Write refused rows with their reasons to a new file of the same columns; return its name."""
    from console.cli.aside import free_name, reasons_of, write_aside

    path = free_name(Path("input" if file == INPUT else file))
    write_aside(path, table, reasons_of(refused, reason))
    return str(path)
