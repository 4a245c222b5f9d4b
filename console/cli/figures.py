"""`griddesk figures`: the figures of some days as they stand now, and the cases behind each."""

from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.behind import list_behind
from console.cli.figure_columns import FIGURE_COLUMNS, LINE_COLUMNS, PARTS, section_columns
from console.cli.figure_days import Days
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened
from console.cli.output import write_facts, write_object, write_rows
from console.cli.signals import list_signals
from console.cli.values import day, one_of
from console.present.figures import CLOSER, DEFINITIONS, FIGURES, SECTIONS
from console.present.words import _, in_chinese
from console.reporting.objects import figures_object, section_object
from console.reporting.sheet import Line, lines_of
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.reports.nightly import NightlyReport, Section

app = Noun()


@app.verb(
    "figures",
    N_(
        "The figures of some days as they stand now, with what each means.\n"
        "Today by default. --by tells them by street, community, grid, unit, item, tier, source, "
        "staff or course. --drill lists the cases behind a figure: those it counts, then those "
        "that only its denominator holds, exactly as many as the figure says; with --by and --key "
        "the cases of one line. --warnings lists what looks unusual, with the rule and its "
        "evidence."
    ),
    examples=(
        "griddesk figures",
        "griddesk figures --since 2026-09-01 --until 2026-09-30 --format json",
        "griddesk figures --by item --since 2026-09-01 --definitions",
        "griddesk figures --drill valid --by item --key E0401",
        "griddesk figures --warnings --until 2026-09-30",
        "griddesk figures --area 330108001 --drill on_time --format csv --bom > behind.csv",
    ),
)
def figures(
    context: typer.Context,
    *,
    since: str | None = typer.Option(
        None, "--since", metavar="DAY", help=N_("The first day, as 2026-09-01.")
    ),
    until: str | None = typer.Option(
        None, "--until", metavar="DAY", help=N_("The last day; today by default.")
    ),
    area: str | None = typer.Option(
        None, "--area", metavar="CODE", help=N_("Only inside this area.")
    ),
    by: str | None = typer.Option(
        None,
        "--by",
        metavar="WHAT",
        parser=one_of(PARTS),
        autocompletion=lambda: list(PARTS),
        help=N_("Tell them by street, community, grid, unit, item, tier, source, staff, course."),
    ),
    key: str | None = typer.Option(
        None, "--key", metavar="KEY", help=N_("Only the line with this key; needs --by.")
    ),
    drill: str | None = typer.Option(
        None,
        "--drill",
        metavar="FIGURE",
        parser=one_of(FIGURES),
        autocompletion=lambda: list(FIGURES),
        help=N_("List the cases behind this figure: valid, on_time, rework …"),
    ),
    definitions: bool = typer.Option(
        False, "--definitions", help=N_("Say what each figure means beside it.")
    ),
    warnings: bool = typer.Option(
        False, "--warnings", help=N_("List early warnings and signs of padding instead.")
    ),
) -> None:
    """Show figures, or the cases behind one."""
    said = asked(context)
    if key is not None and by is None:
        misunderstood(context, _("--key names a line; say with --by of what."))
    begins, ends = (day(text) if text else None for text in (since, until))
    with opened(context) as shop:
        now = shop.clock()
        last = ends or now.astimezone(shop.zone).date()
        code = shop.lineage.known(area.rstrip("*")) if area else None
        days = Days(begins or last, last, now, code)
        if warnings:
            list_signals(shop, days, said)
        elif drill is not None:
            list_behind(shop, days, drill, (by, key), said)
        elif by is not None:
            _tell_lines(shop, days, (by, key), said, definitions=definitions)
        else:
            _tell_whole(shop, days, said, definitions=definitions)


def _drawn(shop: "Shop", days: Days) -> "NightlyReport":
    reader = shop.figures.of_area(days.area) if days.area else shop.figures
    return reader.over(days.since, days.until, shop.zone, days.now)


def _tell_whole(shop: "Shop", days: Days, said: Asked, *, definitions: bool) -> None:
    drawn = _drawn(shop, days)
    if said.format in {Format.JSON, Format.JSONL}:
        told = {"since": days.since, **figures_object(drawn, shop.zone)}
        write_object(told | ({"definitions": _defined()} if definitions else {}))
    elif said.format is Format.CSV:
        write_rows(lines_of(drawn), LINE_COLUMNS, said)
    else:
        _tell(drawn, days.since, said)


def _defined() -> dict[str, str]:
    return {name: _(definition) for name, definition in DEFINITIONS.items()}


# By what they are told.


def _lines(shop: "Shop", days: Days, by: str, key: str | None) -> "tuple[Section, ...]":
    part = PARTS[by]
    if part in CLOSER:
        reader = shop.figures.of_area(days.area) if days.area else shop.figures
        lines = reader.closer(part, days.since, days.until, shop.zone, days.now)
    else:
        lines = getattr(_drawn(shop, days), part)
    wanted = (line for line in lines if any(line.tally) or key is not None)
    return tuple(line for line in wanted if key is None or line.key == key)


def _tell_lines(
    shop: "Shop",
    days: Days,
    line: tuple[str, str | None],
    said: Asked,
    *,
    definitions: bool,
) -> None:
    by, key = line
    lines = _lines(shop, days, by, key)
    if said.format in {Format.JSON, Format.JSONL}:
        told: dict[str, Any] = {
            "since": days.since,
            "until": days.until,
            "by": by,
            "drawn_at": days.now.astimezone(shop.zone),
            "lines": [section_object(one) for one in lines],
        }
        write_object(told | ({"definitions": _defined()} if definitions else {}))
        return
    if said.format is Format.CSV:
        rows = (Line(PARTS[by], one.key, one.name, one.figures, one.tally) for one in lines)
        write_rows(rows, LINE_COLUMNS, said)
        return
    write_rows(lines, section_columns(PARTS[by], keyed=True), said)
    if definitions:
        typer.echo()
        write_facts([(FIGURES[name], _(text)) for name, text in DEFINITIONS.items()])


def _tell(drawn: "NightlyReport", since: date, said: Asked) -> None:
    whole = drawn.whole
    name = whole.name if in_chinese() else whole.name_en or whole.name
    write_facts(
        [
            (N_("Days"), f"{since} … {drawn.on}" if since != drawn.on else f"{since}"),
            (N_("Area"), f"{whole.key} {neutralise(name)}"),
        ]
    )
    typer.echo()
    write_rows(whole.figures, FIGURE_COLUMNS, said)
    for part in SECTIONS:
        lines = [line for line in getattr(drawn, part) if any(line.tally)]
        if lines:
            typer.echo()
            write_rows(lines, section_columns(part), said)
