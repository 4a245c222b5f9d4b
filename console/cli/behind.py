"""The cases behind a figure, those counted and those that only its denominator holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from console.cli.asked import Asked, Format
from console.cli.cases.listing import PAGE
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.figure_columns import PARTS
from console.cli.figure_days import Days
from console.cli.output import write_rows
from console.present.cases import handler_of, place_of, state_of, title_of
from console.present.figures import DEFINITIONS, FIGURES, how_many, share_of
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.words import N_
from core.reports.drill import WHOLE, Share
from core.reports.figures import FigureUnit, figures_of
from core.reports.tallies import Tally

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.cases.rows import CaseRow


@dataclass(frozen=True, slots=True)
class _Behind:
    row: "CaseRow"
    share: Share


def list_behind(
    shop: "Shop", days: Days, figure: str, line: tuple[str | None, str | None], said: Asked
) -> None:
    """List the cases behind a figure: of all, or of the line with a key; it may be empty."""
    reader = shop.drill.of_area(days.area) if days.area else shop.drill
    by, key = line
    part = PARTS[by] if by is not None and key is not None else WHOLE
    shares = reader.shares(
        figure, days.since, days.until, shop.zone, days.now, part=part, key=key or ""
    )
    unit = _UNITS[figure]
    if said.format is Format.TABLE:
        talk(f"{word(FIGURES, figure)}: {how_many(shares, unit)}")
        talk(_(DEFINITIONS[figure]))

    def behind() -> Iterator[_Behind]:
        for some in _pages(shares):
            by_id = {share.case_id: share for share in some}
            yield from (_Behind(row, by_id[row.id]) for row in reader.rows(some))

    write_rows(behind(), _behind_columns(unit), said)


_UNITS: Final = {figure.name: figure.unit for figure in figures_of(Tally())}


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
