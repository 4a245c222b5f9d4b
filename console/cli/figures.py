"""`griddesk figures`: the figures of some days as they stand now, and the cases behind each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.cases.listing import PAGE
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_facts, write_object, write_rows
from console.cli.reports import (
    FIGURE_COLUMNS,
    as_object,
    columns,
    lines_of,
    shop_figures,
    tell_sections,
)
from console.cli.values import day, one_of
from console.present.cases import handler_of, place_of, state_of, title_of
from console.present.figures import DEFINITIONS, FIGURES, how_many, share_of
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.drill import Share
from core.reports.figures import FigureUnit

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.cases.rows import CaseRow
    from core.reports.nightly import NightlyReport

app = Noun()


@dataclass(frozen=True, slots=True)
class _Behind:
    """One case behind a figure."""

    row: "CaseRow"
    share: Share


@app.verb(
    "figures",
    N_(
        "The figures of some days as they stand now, with what each means.\n"
        "Today by default. --drill lists the cases behind a figure: those it counts, then those "
        "that only its denominator holds, exactly as many as the figure says."
    ),
    examples=(
        "griddesk figures",
        "griddesk figures --since 2026-09-01 --until 2026-09-30 --format json",
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
    drill: str | None = typer.Option(
        None,
        "--drill",
        metavar="FIGURE",
        parser=one_of(FIGURES),
        autocompletion=lambda: list(FIGURES),
        help=N_("List the cases behind this figure: valid, on_time, rework …"),
    ),
) -> None:
    """Show figures, or the cases behind one."""
    said = asked(context)
    begins, ends = (day(text) if text else None for text in (since, until))
    with opened(context) as shop:
        now = shop.clock()
        last = ends or now.astimezone(shop.zone).date()
        first = begins or last
        drawn = shop_figures(shop, area).over(first, last, shop.zone, now)
        if drill is not None:
            _list_behind(shop, drawn, drill, first, said)
        elif said.format in {Format.JSON, Format.JSONL}:
            write_object({"since": first, **as_object(drawn, shop)})
        elif said.format is Format.CSV:
            write_rows(lines_of(drawn), columns(), said)
        else:
            _tell(drawn, first, said)


def _list_behind(
    shop: "Shop", drawn: "NightlyReport", figure: str, since: date, said: Asked
) -> None:
    reader = shop.drill.of_area(drawn.whole.key) if drawn.whole.key else shop.drill
    shares = reader.shares(figure, since, drawn.on, shop.zone, drawn.drawn_at)
    [unit] = [found.unit for found in drawn.whole.figures if found.name == figure]
    if said.format is Format.TABLE:
        talk(f"{word(FIGURES, figure)}: {how_many(shares, unit)}")
        talk(_(DEFINITIONS[figure]))

    def behind() -> Iterator[_Behind]:
        for some in _pages(shares):
            by_id = {share.case_id: share for share in some}
            yield from (_Behind(row, by_id[row.id]) for row in reader.rows(some))

    write_rows(behind(), _behind_columns(unit), said)


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


def _tell(drawn: "NightlyReport", since: date, said: Asked) -> None:
    whole = drawn.whole
    write_facts(
        [
            (N_("Days"), f"{since} … {drawn.on}" if since != drawn.on else f"{since}"),
            (N_("Area"), f"{whole.key} {neutralise(whole.name)}"),
        ]
    )
    typer.echo()
    write_rows(whole.figures, _DEFINED_COLUMNS, said)
    tell_sections(drawn, said)


_DEFINED_COLUMNS: tuple[Column[Any], ...] = (
    *FIGURE_COLUMNS,
    Column("definition", lambda f: DEFINITIONS[f.name], N_("What it is"),
           lambda f: _(DEFINITIONS[f.name]), roomy=True),
)  # fmt: skip
