"""The calendar of the district: taking in announced years, and looking at one."""

from typing import TYPE_CHECKING, Any, Final

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.calendar import app
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.import_outcome import import_object, tell_import
from console.cli.imports import about_file, opener, shown_name
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.values import whole
from console.present.days import name_of
from console.present.times import due_moment, weekday
from console.present.vocabulary import STAGES, word
from console.present.words import _
from core.deadlines.calendar import DayKind
from core.kernel.text import pad
from core.kernel.words import N_

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from core.cases.recalculation import DueMove
    from core.deadlines.rows import DayRow, MonthRow, YearRow
    from core.imports.result import ImportResult

MARKS: Final = {
    DayKind.WORKING_DAY: " ",
    DayKind.WEEKEND: ".",
    DayKind.DAY_OFF: "*",
    DayKind.MAKE_UP_DAY: "+",
}
"""Stands behind the number of a day."""


@app.verb(
    "import",
    N_(
        "Take in the calendar of announced years from a CSV file.\n"
        "A dry run unless --commit is given: it says which open clocks would end at another "
        "time. Headers: 日期 date, 类型 kind (放假 day_off, 补班 make_up_day), 名称 name, "
        "英文名称 name_en."
    ),
    examples=("griddesk calendar import 2027.csv", "griddesk calendar import 2027.csv --commit"),
)
def import_(
    context: typer.Context,
    file: str = typer.Argument(metavar="FILE", help=N_("The file, - for the input.")),
    *,
    commit: bool = typer.Option(False, "--commit", help=N_("Take the rows in for good.")),
) -> None:
    """Take in a calendar."""
    from core.imports.commands import ImportCalendar
    from core.imports.days import calendar_years, read_calendar_file

    said = asked(context)
    table = read_calendar_file(opener(file), shown_name(file))
    rows = tuple(calendar_years(table, table.name))
    command = ImportCalendar(rows=rows, commit=commit, **about_file(table))
    with opened(context, changing=True) as shop:
        result: ImportResult = shop.desk.execute(command, by=shop.scope.login)
        now, zone = shop.clock(), shop.zone
    if said.format in {Format.JSON, Format.JSONL}:
        moves = [_move_object(move, zone) for move in result.moves]
        write_object(import_object("calendar", result, table) | {"moves": moves})
    else:
        write_rows(result.moves, _move_columns(now, zone), said)
        tell_import(result, table, said)
    if result.refused:
        raise typer.Exit(ExitCode.REFUSED)


def _move_object(move: "DueMove", zone: "ZoneInfo") -> dict[str, Any]:
    return {
        "number": move.number,
        "stage": move.stage,
        "call": move.call or None,
        "due_before": move.due_before.astimezone(zone),
        "due_after": move.due_after.astimezone(zone),
        "estimated_before": move.estimated_before,
        "estimated_after": move.estimated_after,
    }


def _move_columns(now: "datetime", zone: "ZoneInfo") -> "list[Column[DueMove]]":
    return [
        Column("number", lambda move: move.number, N_("Number")),
        Column(
            "stage", lambda move: move.stage, N_("Clock"), lambda move: word(STAGES, move.stage)
        ),
        Column(
            "due_before",
            lambda move: move.due_before.astimezone(zone),
            N_("Due before"),
            lambda move: due_moment(move.due_before, now, zone),
        ),
        Column(
            "due_after",
            lambda move: move.due_after.astimezone(zone),
            N_("Due after"),
            lambda move: due_moment(move.due_after, now, zone),
        ),
    ]


@app.verb(
    "show",
    N_("Show a year of the calendar, month by month."),
    examples=("griddesk calendar show 2026", "griddesk calendar show 2026 --format csv"),
)
def show(
    context: typer.Context,
    year: int = typer.Argument(metavar="YEAR", parser=whole, help=N_("The year, as 2026.")),
) -> None:
    """Show a year."""
    from storage.readers.calendar import CalendarReader

    said = asked(context)
    with opened(context) as shop:
        told = CalendarReader(shop.database, shop.scope).year(year)
    if said.format is Format.TABLE:
        _tell_year(told)
    else:
        _write_year(told, said)


def _write_year(year: "YearRow", said: Asked) -> None:
    days = [day for month in year.months for day in month.days]
    columns: list[Column[DayRow]] = [
        Column("date", lambda day: day.day),
        Column("kind", lambda day: str(day.kind)),
        Column("name", lambda day: day.name),
        Column("name_en", lambda day: day.name_en),
    ]
    if said.format is not Format.JSON:
        write_rows(days, columns, said)
        return
    write_object(
        {
            "year": year.year,
            "announced": year.announced,
            "source": year.source,
            "working_days": year.working_days,
            "days": [{column.key: column.value(day) for column in columns} for day in days],
        }
    )


def _tell_year(year: "YearRow") -> None:
    for month in year.months:
        _tell_month(year.year, month)
    typer.echo(_("* day off   + make-up day, worked   . weekend"))
    if not year.announced:
        talk(_("The days off of %(year)s are not announced yet.") % {"year": year.year})


def _tell_month(year: int, month: "MonthRow") -> None:
    days = _("%(days)s working days") % {"days": month.working_days}
    typer.echo(f"{year}-{month.month:02} · {days}")
    first_week = month.days[:7]
    names = {day.day.weekday(): weekday(day.day) for day in first_week}
    typer.echo("".join(pad(names[place], 5) for place in range(7)).rstrip())
    cells = ["     "] * month.days[0].day.weekday()
    cells += [pad(f"{day.day.day:2}{MARKS[day.kind]}", 5) for day in month.days]
    for begins in range(0, len(cells), 7):
        typer.echo("".join(cells[begins : begins + 7]).rstrip())
    if told := _(", ").join(sorted({name_of(day) for day in month.days} - {""})):
        typer.echo(told)
    typer.echo("")
