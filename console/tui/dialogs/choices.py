"""Items, units, gridders and areas as choices; read off the thread that draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

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
from core.units.rows import UnitRow


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
    """Return the units that answer at a tier where the case lies, the suggested one first."""
    return [_unit_choice(unit, mark) for unit, mark in _units(shop, row, tier) if unit.code != but]


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
        choices += [
            Choice(
                Handler(gridder_number=person.number),
                person.number,
                person.name,
                ", ".join(posting.area_name for posting in person.postings),
            )
            for person in shop.registry.gridders(row.area_code)
        ]
    return choices


_GRIDS_FIRST: Final = (Level.GRID, Level.COMMUNITY, Level.STREET, Level.MICROGRID)


def area_choices(shop: Shop) -> Sequence[Choice[str]]:
    """Return the places a case can lie in: grids first, then what holds or divides them."""
    areas = {area.code: area for area in shop.registry.areas_all() if area.level in _GRIDS_FIRST}
    placed = sorted(
        areas.values(), key=lambda area: (_GRIDS_FIRST.index(Level(area.level)), area.code)
    )
    return [Choice(area.code, area.code, _path(area, areas)) for area in placed]


def _path(area: AreaRow, areas: Mapping[str, AreaRow]) -> str:
    """Return the names from the street down: ``西兴街道 西陵社区 第一网格``."""
    above = areas.get(area.parent_code or "")
    return f"{_path(above, areas)} {area.name}" if above else area.name


def _units(shop: Shop, row: CaseRow, tier: int) -> list[tuple[UnitRow, str]]:
    registry = shop.registry
    here = [
        unit
        for unit in registry.units(tier=tier, area_code=row.area_code)
        if row.area_code.startswith(unit.area_code)
    ]
    suggested = None
    if row.item_code:
        suggested = registry.suggest_unit(row.item_code, tier, row.area_code)
    code = suggested.code if suggested else None
    mark = _("by the responsibility list")
    return sorted(
        ((unit, mark if unit.code == code else "") for unit in here), key=lambda pair: not pair[1]
    )


def _unit_choice(unit: UnitRow, mark: str) -> Choice[str]:
    name = unit.name if in_chinese() else unit.name_en or unit.name
    return Choice(unit.code, unit.code, name, word(PLATFORMS, unit.platform), mark)
