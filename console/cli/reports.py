"""`griddesk report`: the night's report."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_facts, write_object, write_rows
from console.cli.values import day
from console.present.figures import FIGURES, HEADLINE, SECTIONS, line_name, number_of, rate_of
from console.present.times import moment
from console.present.vocabulary import tier_word, word
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.figures import Figure

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.reports.nightly import HandDowns, NightlyReport, Section
    from storage.readers.figures import FigureReader

UNIT_FIGURES: Final[tuple[str, ...]] = ("on_time", "effectively_solved", "rework")

app = Noun(help=N_("The night's report."))


@app.callback()
def report() -> None:
    """Hold the reports together."""


@app.verb(
    "nightly",
    N_(
        "The figures of one day, by tier, street, community, unit and source.\n"
        "It leads with valid, circulation, on-time, effectively-solved and rework rate. The "
        "day before today by default; drawn again later it heals."
    ),
    examples=(
        "griddesk report nightly",
        "griddesk report nightly --date 2026-09-30 --format json",
        "griddesk report nightly --area 330108001 --format csv --bom > night.csv",
    ),
)
def nightly(
    context: typer.Context,
    *,
    date_: str | None = typer.Option(
        None, "--date", metavar="DAY", help=N_("The day, as 2026-09-30.")
    ),
    area: str | None = typer.Option(
        None, "--area", metavar="CODE", help=N_("Only inside this area.")
    ),
) -> None:
    """Draw the report of a day."""
    said = asked(context)
    wanted = day(date_) if date_ else None
    with opened(context) as shop:
        now = shop.clock()
        on = wanted or now.astimezone(shop.zone).date() - timedelta(days=1)
        drawn = shop_figures(shop, area).nightly(on, shop.zone, now)
        if said.format in {Format.JSON, Format.JSONL}:
            write_object(as_object(drawn, shop))
        elif said.format is Format.CSV:
            write_rows(lines_of(drawn), columns(), said)
        else:
            _tell(drawn, shop, said)


def shop_figures(shop: "Shop", area: str | None) -> "FigureReader":
    """Return the figures of an area, or of the whole jurisdiction.

    An area that has ended has those of what happened in it.
    """
    if area is None:
        return shop.figures
    return shop.figures.of_area(shop.lineage.known(area.rstrip("*")))


def as_object(drawn: "NightlyReport", shop: "Shop") -> dict[str, Any]:
    """Return a report as scripts read it."""
    zone = shop.zone
    return {
        "date": drawn.on,
        "area_code": drawn.whole.key,
        "area": drawn.whole.name,
        "begins_at": drawn.begins_at.astimezone(zone),
        "ends_at": drawn.ends_at.astimezone(zone),
        "drawn_at": drawn.drawn_at.astimezone(zone),
        "late_now": drawn.outlook.late_now,
        "next_working_day": drawn.outlook.next_working_day,
        "due_next": drawn.outlook.due_next,
        "figures": _figures_object(drawn.whole),
        "counts": _counts_object(drawn.whole),
        "silent_communities": [line.key for line in drawn.silent],
        **{name: [_section_object(line) for line in getattr(drawn, name)] for name in SECTIONS},
        "hand_downs": [line._asdict() for line in drawn.hand_downs],
    }


def _section_object(line: "Section") -> dict[str, Any]:
    return {
        "key": line.key,
        "name": line.name,
        "name_en": line.name_en,
        "figures": _figures_object(line),
        "counts": _counts_object(line),
    }


def _figures_object(line: "Section") -> dict[str, Any]:
    return {
        figure.name: {
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "rate": None if figure.rate is None else round(figure.rate, 6),
            "unit": figure.unit,
        }
        for figure in line.figures
    }


def _counts_object(line: "Section") -> dict[str, int]:
    tally = line.tally
    return tally._asdict() | {"should_be_closed": tally.should_be_closed}


class _Line(NamedTuple):
    part: str
    section: "Section"


def lines_of(drawn: "NightlyReport") -> Iterator[_Line]:
    """Yield every line of a report, the whole first."""
    yield _Line("whole", drawn.whole)
    for part in SECTIONS:
        for section in getattr(drawn, part):
            yield _Line(part, section)


def columns() -> list[Column[_Line]]:
    """Return part, key and name, then every figure's rate, then every count."""
    columns: list[Column[_Line]] = [
        Column("part", lambda line: line.part),
        Column("key", lambda line: line.section.key),
        Column("name", lambda line: line.section.name),
    ]
    columns += [_rate_column(name) for name in FIGURES]
    columns += [_count_column(name) for name in _COUNTED]
    return columns


def _rate_column(name: str) -> Column[_Line]:
    return Column(f"{name}_rate", lambda line: _rate_of(line.section, name))


def _rate_of(line: "Section", name: str) -> float | None:
    rate = next((figure.rate for figure in line.figures if figure.name == name), None)
    return None if rate is None else round(rate, 6)


def _count_column(name: str) -> Column[_Line]:
    return Column(name, lambda line: getattr(line.section.tally, name))


_COUNTED: Final = (
    "reported",
    "patrol_log",
    "valid",
    "circulated",
    "handled",
    "closed_in_time",
    "overdue",
    "closed",
    "solved",
    "reworked",
    "returned",
    "closed_late",
    "late_exempt",
    "handed_down",
)


def _tell(drawn: "NightlyReport", shop: "Shop", said: Asked) -> None:
    now = drawn.drawn_at
    whole = drawn.whole
    facts = [
        (N_("Day"), drawn.on.isoformat()),
        (N_("Area"), f"{whole.key} {neutralise(whole.name)}"),
        (N_("Drawn"), moment(drawn.drawn_at, now, shop.zone)),
        (N_("Late now"), f"{drawn.outlook.late_now:,}"),
        (
            N_("Due next"),
            _("%(count)s by the end of %(day)s")
            % {"count": f"{drawn.outlook.due_next:,}", "day": drawn.outlook.next_working_day},
        ),
        (N_("Silent communities"), f"{len(drawn.silent):,}"),
    ]
    write_facts(facts)
    typer.echo()
    write_rows(whole.figures, FIGURE_COLUMNS, said)
    tell_sections(drawn, said)
    if drawn.hand_downs:
        typer.echo()
        write_rows(drawn.hand_downs, _HAND_DOWN_COLUMNS, said)


def tell_sections(drawn: "NightlyReport", said: Asked) -> None:
    """Write a table for every part of a report in which there is something."""
    for part, title in SECTIONS.items():
        lines = [line for line in getattr(drawn, part) if any(line.tally)]
        if lines:
            typer.echo()
            write_rows(lines, _section_columns(part, title), said)


def _section_columns(part: str, title: str) -> list[Column["Section"]]:
    columns: list[Column[Section]] = [
        Column(
            "name", lambda line: line.name, title, lambda line: line_name(part, line), roomy=True
        )
    ]
    if part == "units":  # no unit has a part in what is reported
        columns += [
            Column("handled", lambda line: line.tally.handled, N_("Handled"), align="right"),
            Column("returns", lambda line: line.tally.returns, N_("Sent back"), align="right"),
        ]
        figures = UNIT_FIGURES
    else:
        columns += [
            Column("reported", lambda line: line.tally.reported, N_("Reports"), align="right")
        ]
        figures = HEADLINE
    columns += [Column("overdue", lambda line: line.tally.overdue, N_("Overdue"), align="right")]
    columns += [_headline_column(name) for name in figures]
    return columns


def _headline_column(name: str) -> Column["Section"]:
    def cell(line: "Section") -> str:
        return next((rate_of(f) for f in line.figures if f.name == name), "")

    return Column(name, cell, FIGURES[name], cell, align="right")


FIGURE_COLUMNS: tuple[Column[Figure], ...] = (
    Column("name", lambda f: f.name, N_("Figure"), lambda f: word(FIGURES, f.name)),
    Column("rate", lambda f: f.rate, N_("Value"), rate_of, align="right"),
    Column("numerator", lambda f: f.numerator, N_("Of these"), lambda f: number_of(f.numerator),
           align="right"),
    Column("denominator", lambda f: f.denominator, N_("Of all"), lambda f: number_of(f.denominator),
           align="right"),
)  # fmt: skip

_HAND_DOWN_COLUMNS: "tuple[Column[HandDowns], ...]" = (
    Column("sender", lambda line: line.sender, N_("Handed down by"),
           lambda line: neutralise(line.name), roomy=True),
    Column("from_tier", lambda line: line.from_tier, N_("From tier"),
           lambda line: tier_word(line.from_tier)),
    Column("tier", lambda line: line.tier, N_("To tier"), lambda line: tier_word(line.tier)),
    Column("cases", lambda line: line.cases, N_("Cases"), align="right"),
)  # fmt: skip
