"""Items, units, gridders and areas as choices; read off the thread that draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from console.present.suggestions import grounds_of
from console.present.times import local_day
from console.present.vocabulary import PLATFORMS, tier_word, word
from console.present.words import _, in_chinese
from console.tui.dialogs.pick import Choice
from console.tui.shop import Shop
from core.areas.codes import Level
from core.areas.rows import AreaRow
from core.cases.rows import CaseRow
from core.cases.states import Tier
from core.catalogue.rows import ItemRow
from core.kernel.errors import Invalid
from core.staff.rows import PostingRow
from core.units.rows import UnitRow

if TYPE_CHECKING:
    from core.units.suggestion import Suggestion


def item_choices(
    shop: Shop, *, first: str | None = None, keep: dict[str, ItemRow] | None = None
) -> Sequence[Choice[str]]:
    """Return the admission list of today, the item the case came with standing first.

    Args:
        shop: where to read.
        first: the code of that item.
        keep: filled with the items by code.
    """
    items = shop.registry.items(local_day(shop.clock(), shop.zone))
    if keep is not None:
        keep.update({item.code: item for item in items})
    chinese = in_chinese()
    choices = [
        Choice(
            item.code,
            item.code,
            item.name if chinese else item.name_en,
            f"{item.class_name} {tier_word(item.default_tier)}",
            _("as reported") if item.code == first else "",
            also=item.name,
        )
        for item in items
    ]
    return sorted(choices, key=lambda choice: choice.value != first)


@dataclass(frozen=True, slots=True)
class Handler:
    """Who a case is sent to: a unit or a gridder."""

    unit_code: str | None = None
    gridder_number: str | None = None


def unit_choices(
    shop: Shop, row: CaseRow, tier: int, *, but: str | None = None
) -> Sequence[Choice[str]]:
    """Return the units that answer at a tier where the case lies, the suggested ones first."""
    suggestion = suggestion_for(shop, row, tier)
    marks = {unit.code: grounds_of(unit) for unit in suggestion.units} if suggestion else {}
    ranks = {code: rank for rank, code in enumerate(marks)}
    here = [
        unit
        for unit in shop.registry.units(tier=tier, area_code=row.area_code)
        if row.area_code.startswith(unit.area_code) and unit.code != but
    ]
    here.sort(key=lambda unit: ranks.get(unit.code, len(ranks)))
    return [_unit_choice(unit, marks.get(unit.code, "")) for unit in here]


def suggestion_for(
    shop: Shop, row: CaseRow, tier: int | None, item_code: str | None = None
) -> "Suggestion | None":
    """Return who is suggested for a case, ``None`` while it has no item, or no such tier."""
    try:
        return shop.suggestions.of(row.number, shop.clock(), item_code=item_code, tier=tier)
    except Invalid:
        return None


def callable_units(shop: Shop, row: CaseRow) -> Sequence[Choice[str]]:
    """Return the units of every tier that answer where the case lies, who has it first."""
    units = [
        unit
        for unit in shop.registry.units(area_code=row.area_code)
        if row.area_code.startswith(unit.area_code)
    ]
    units.sort(key=lambda unit: (unit.code != row.unit_code, unit.tier != row.tier))
    return [
        _unit_choice(unit, _("has the case") if unit.code == row.unit_code else "")
        for unit in units
    ]


def handler_choices(shop: Shop, row: CaseRow) -> Sequence[Choice[Handler]]:
    """Return who may handle the case: units of its tier and, at tier 1, gridders."""
    choices = [
        Choice(Handler(unit_code=choice.value), choice.code, choice.name, choice.note, choice.mark)
        for choice in unit_choices(shop, row, row.tier)
    ]
    if row.tier == Tier.GRID:
        today = shop.clock().astimezone(shop.zone).date()
        choices += [
            Choice(
                Handler(gridder_number=person.number),
                person.number,
                person.name,
                ", ".join(_post_told(posting) for posting in person.postings),
            )
            for person in shop.registry.gridders(row.area_code, today)
        ]
    return choices


def _post_told(posting: PostingRow) -> str:
    if posting.covers_until is None:
        return posting.area_name
    return _("%(area)s (stands in)") % {"area": posting.area_name}


_GRIDS_FIRST: Final = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.MICROGRID)


def area_choices(shop: Shop, recent: Sequence[str] = ()) -> Sequence[Choice[str]]:
    """Return the places a case can lie in: recent ones, grids, then what holds or divides them."""
    areas = {area.code: area for area in shop.registry.areas_all() if area.level in _GRIDS_FIRST}
    placed = sorted(
        areas.values(), key=lambda area: (_GRIDS_FIRST.index(Level(area.level)), area.code)
    )
    ranks = {code: rank for rank, code in enumerate(recent)}
    placed.sort(key=lambda area: ranks.get(area.code, len(ranks)))
    told = _("recent")
    return [
        Choice(area.code, area.code, _path(area, areas), mark=told if area.code in ranks else "")
        for area in placed
    ]


def _path(area: AreaRow, areas: Mapping[str, AreaRow]) -> str:
    """Return the names from the street down: ``西兴街道 西陵社区 第一网格``."""
    above = areas.get(area.parent_code or "")
    return f"{_path(above, areas)} {area.name}" if above else area.name


def _unit_choice(unit: UnitRow, mark: str) -> Choice[str]:
    name = unit.name if in_chinese() else unit.name_en or unit.name
    return Choice(unit.code, unit.code, name, word(PLATFORMS, unit.platform), mark)
