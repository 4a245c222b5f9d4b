"""`griddesk figures`: the figures of some days as they stand now, and the cases behind each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.cases.listing import PAGE
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened
from console.cli.output import write_facts, write_object, write_rows
from console.cli.values import day, one_of
from console.present.cases import handler_of, place_of, state_of, title_of
from console.present.figures import (
    CLOSER,
    DEFINITIONS,
    FIGURES,
    SECTIONS,
    SHORT,
    how_many,
    line_name,
    number_of,
    rate_of,
    share_of,
)
from console.present.signals import EXPLAINED, RULES, about_of, finding_of
from console.present.vocabulary import word
from console.present.words import _
from console.reporting.laying_out import LED_BY, OF_UNITS
from console.reporting.objects import figures_object, section_object, signal_object
from console.reporting.sheet import COUNTED, Line, lines_of
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.drill import WHOLE, Share
from core.reports.figures import Figure, FigureUnit
from core.reports.signals import Signal

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.cases.rows import CaseRow
    from core.reports.nightly import NightlyReport, Section

app = Noun()

BY: Final = {
    "street": "streets",
    "community": "communities",
    "grid": "grids",
    "unit": "units",
    "item": "items",
    "tier": "tiers",
    "source": "sources",
    "staff": "staff",
    "course": "courses",
}
"""What figures can be told by, and the part of a report that this is."""


@dataclass(frozen=True, slots=True)
class _Behind:
    row: "CaseRow"
    share: Share


@dataclass(frozen=True, slots=True)
class _Days:
    """The days that are asked about, as at when, and of which area."""

    since: date
    until: date
    now: datetime
    area: str | None


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
        parser=one_of(BY),
        autocompletion=lambda: list(BY),
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
        code = shop.registry.area(area.rstrip("*")).code if area else None
        days = _Days(begins or last, last, now, code)
        if warnings:
            _list_signals(shop, days, said)
        elif drill is not None:
            _list_behind(shop, days, drill, (by, key), said)
        elif by is not None:
            _tell_lines(shop, days, (by, key), said, definitions=definitions)
        else:
            _tell_whole(shop, days, said, definitions=definitions)


def _drawn(shop: "Shop", days: _Days) -> "NightlyReport":
    reader = shop.figures.of_area(days.area) if days.area else shop.figures
    return reader.over(days.since, days.until, shop.zone, days.now)


def _tell_whole(shop: "Shop", days: _Days, said: Asked, *, definitions: bool) -> None:
    drawn = _drawn(shop, days)
    if said.format in {Format.JSON, Format.JSONL}:
        told = {"since": days.since, **figures_object(drawn, shop.zone)}
        write_object(told | ({"definitions": _defined()} if definitions else {}))
    elif said.format is Format.CSV:
        write_rows(lines_of(drawn), _LINE_COLUMNS, said)
    else:
        _tell(drawn, days.since, said)


def _defined() -> dict[str, str]:
    return {name: _(definition) for name, definition in DEFINITIONS.items()}


# By what they are told.


def _lines(shop: "Shop", days: _Days, by: str, key: str | None) -> "tuple[Section, ...]":
    part = BY[by]
    if part in CLOSER:
        reader = shop.figures.of_area(days.area) if days.area else shop.figures
        lines = reader.closer(part, days.since, days.until, shop.zone, days.now)
    else:
        lines = getattr(_drawn(shop, days), part)
    wanted = (line for line in lines if any(line.tally) or key is not None)
    return tuple(line for line in wanted if key is None or line.key == key)


def _tell_lines(
    shop: "Shop",
    days: _Days,
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
        rows = (Line(BY[by], one.key, one.name, one.figures, one.tally) for one in lines)
        write_rows(rows, _LINE_COLUMNS, said)
        return
    write_rows(lines, _section_columns(BY[by], keyed=True), said)
    if definitions:
        typer.echo()
        write_facts([(FIGURES[name], _(text)) for name, text in DEFINITIONS.items()])


# The cases behind a figure.


def _list_behind(
    shop: "Shop", days: _Days, figure: str, line: tuple[str | None, str | None], said: Asked
) -> None:
    reader = shop.drill.of_area(days.area) if days.area else shop.drill
    by, key = line
    part = BY[by] if by is not None and key is not None else WHOLE
    shares = reader.shares(
        figure, days.since, days.until, shop.zone, days.now, part=part, key=key or ""
    )
    unit = UNIT_OF[figure]
    if said.format is Format.TABLE:
        talk(f"{word(FIGURES, figure)}: {how_many(shares, unit)}")
        talk(_(DEFINITIONS[figure]))

    def behind() -> Iterator[_Behind]:
        for some in _pages(shares):
            by_id = {share.case_id: share for share in some}
            yield from (_Behind(row, by_id[row.id]) for row in reader.rows(some))

    write_rows(behind(), _behind_columns(unit), said)


UNIT_OF: Final = dict.fromkeys(FIGURES, FigureUnit.SHARE) | {
    "satisfaction": FigureUnit.POINTS,
    "lateness_multiple": FigureUnit.TIMES,
}


def _pages(shares: tuple[Share, ...]) -> Iterator[tuple[Share, ...]]:
    return (shares[n : n + PAGE] for n in range(0, len(shares), PAGE))


def _behind_columns(unit: FigureUnit) -> list[Column[_Behind]]:
    return [
        Column(
            "counted",
            lambda one: one.share.counted,
            N_("Counted"),
            lambda one: share_of(one.share, unit),
        ),
        Column("numerator", lambda one: one.share.numerator),
        Column("denominator", lambda one: one.share.denominator),
        Column("number", lambda one: one.row.number, N_("Number")),
        Column("state", lambda one: one.row.state, N_("State"), lambda one: state_of(one.row).text),
        Column("tier", lambda one: one.row.tier, N_("Tier")),
        Column("item", lambda one: one.row.item_code, N_("Item")),
        Column(
            "matter",
            lambda one: one.row.matter,
            N_("Matter"),
            lambda one: title_of(one.row),
            roomy=True,
        ),
        Column(
            "area", lambda one: one.row.area_code, N_("Place"), lambda one: place_of(one.row),
            roomy=True,
        ),
        Column(
            "unit", lambda one: one.row.unit_code, N_("Unit"), lambda one: handler_of(one.row),
            roomy=True,
        ),
    ]  # fmt: skip


# Early warnings.


def _list_signals(shop: "Shop", days: _Days, said: Asked) -> None:
    reader = shop.signals.of_area(days.area) if days.area else shop.signals
    found = (
        *reader.warnings(days.until, shop.zone, days.now),
        *reader.padding(days.until, shop.zone, days.now),
    )
    if said.format in {Format.JSON, Format.JSONL}:
        write_object({"date": days.until, "signals": [signal_object(signal) for signal in found]})
        return
    write_rows(found, _SIGNAL_COLUMNS, said)
    if said.format is Format.TABLE:
        if not found:
            talk(_("No rule has fired."))
            return
        typer.echo()
        rules = dict.fromkeys(signal.rule for signal in found)
        write_facts([(RULES[rule], _(EXPLAINED[rule])) for rule in rules])


_SIGNAL_COLUMNS: tuple[Column[Signal], ...] = (
    Column("rule", lambda one: one.rule, N_("Rule"), lambda one: word(RULES, one.rule)),
    Column("what", lambda one: one.what.key),
    Column("where", lambda one: one.where.key if one.where else None),
    Column("measured", lambda one: round(one.measured, 6)),
    Column("usual", lambda one: round(one.usual, 6)),
    Column("limit", lambda one: round(one.limit, 6)),
    Column("before", lambda one: "/".join(map(str, one.before))),
    Column("text", lambda one: one.text),
    Column("cases", lambda one: "/".join(one.cases)),
    Column("", about_of, N_("About"), about_of, roomy=True),
    Column("", finding_of, N_("Evidence"), finding_of, roomy=True),
)


# Tables.


def _tell(drawn: "NightlyReport", since: date, said: Asked) -> None:
    whole = drawn.whole
    write_facts(
        [
            (N_("Days"), f"{since} … {drawn.on}" if since != drawn.on else f"{since}"),
            (N_("Area"), f"{whole.key} {neutralise(whole.name)}"),
        ]
    )
    typer.echo()
    write_rows(whole.figures, _FIGURE_COLUMNS, said)
    for part in SECTIONS:
        lines = [line for line in getattr(drawn, part) if any(line.tally)]
        if lines:
            typer.echo()
            write_rows(lines, _section_columns(part), said)


def _section_columns(part: str, *, keyed: bool = False) -> "list[Column[Section]]":
    """Lead with how valid and how solved, or how quick; how much comes last."""
    units = part == "units"  # no unit has a part in what is reported
    columns: list[Column[Section]] = [
        Column(
            "name",
            lambda line: line.name,
            SECTIONS.get(part) or CLOSER[part],
            lambda line: line_name(part, line),
            roomy=True,
        ),
    ]
    if keyed:
        columns.insert(0, Column("key", lambda line: line.key, N_("Key")))
    columns += [_rate_column(name) for name in (OF_UNITS if units else LED_BY)]
    columns += [_count_column("overdue", N_("Overdue"))]
    if units:
        columns += [_count_column("returns", N_("Sent back"))]
        columns += [_count_column("handled", N_("Handled"))]
    else:
        columns += [_count_column("reported", N_("Reports"))]
    return columns


def _rate_column(name: str) -> "Column[Section]":
    def cell(line: "Section") -> str:
        return next((rate_of(f) for f in line.figures if f.name == name), "")

    return Column(name, cell, SHORT.get(name, FIGURES[name]), cell, align="right")


def _count_column(name: str, title: str) -> "Column[Section]":
    return Column(name, lambda line: getattr(line.tally, name), title, align="right")


def _line_columns(names: Sequence[str]) -> Iterator[Column[Line]]:
    for name in FIGURES:
        yield Column(f"{name}_rate", lambda line, name=name: line.rate(name))  # type: ignore[misc]
    for name in names:
        yield Column(name, lambda line, name=name: getattr(line.tally, name))  # type: ignore[misc]


_LINE_COLUMNS: tuple[Column[Line], ...] = (
    Column("part", lambda line: line.part),
    Column("key", lambda line: line.key),
    Column("name", lambda line: line.name),
    *_line_columns(COUNTED),
)

_FIGURE_COLUMNS: tuple[Column[Figure], ...] = (
    Column("name", lambda f: f.name, N_("Figure"), lambda f: word(FIGURES, f.name)),
    Column("rate", lambda f: f.rate, N_("Value"), rate_of, align="right"),
    Column("numerator", lambda f: f.numerator, N_("Of these"), lambda f: number_of(f.numerator),
           align="right"),
    Column("denominator", lambda f: f.denominator, N_("Of all"), lambda f: number_of(f.denominator),
           align="right"),
    Column("definition", lambda f: DEFINITIONS[f.name], N_("What it is"),
           lambda f: _(DEFINITIONS[f.name]), roomy=True),
)  # fmt: skip
