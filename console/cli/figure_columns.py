"""The columns of figures: of a line of a report, of the lines of a sheet, of single figures."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from console.cli.columns import Column, count_column
from console.present.figures import (
    CLOSER,
    DEFINITIONS,
    FIGURES,
    SECTIONS,
    SHORT,
    line_name,
    number_of,
    rate_of,
)
from console.present.vocabulary import word
from console.present.words import _
from console.reporting.laying_out import LED_BY, OF_UNITS
from console.reporting.sheet import COUNTED, Line
from core.kernel.words import N_
from core.reports.figures import Figure

if TYPE_CHECKING:
    from core.reports.nightly import Section

PARTS: Final = {
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


def section_columns(part: str, *, keyed: bool = False) -> "list[Column[Section]]":
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
    return count_column(name, lambda line: getattr(line.tally, name), title)


def _line_columns(names: Sequence[str]) -> Iterator[Column[Line]]:
    for name in FIGURES:
        yield Column(f"{name}_rate", lambda line, name=name: line.rate(name))  # type: ignore[misc]
    for name in names:
        yield Column(name, lambda line, name=name: getattr(line.tally, name))  # type: ignore[misc]


LINE_COLUMNS: tuple[Column[Line], ...] = (
    Column("part", lambda line: line.part),
    Column("key", lambda line: line.key),
    Column("name", lambda line: line.name),
    *_line_columns(COUNTED),
)

FIGURE_COLUMNS: tuple[Column[Figure], ...] = (
    Column("name", lambda f: f.name, N_("Figure"), lambda f: word(FIGURES, f.name)),
    Column("rate", lambda f: f.rate, N_("Value"), rate_of, align="right"),
    Column("numerator", lambda f: f.numerator, N_("Of these"), lambda f: number_of(f.numerator),
           align="right"),
    Column("denominator", lambda f: f.denominator, N_("Of all"), lambda f: number_of(f.denominator),
           align="right"),
    Column("definition", lambda f: DEFINITIONS[f.name], N_("What it is"),
           lambda f: _(DEFINITIONS[f.name]), roomy=True),
)  # fmt: skip
