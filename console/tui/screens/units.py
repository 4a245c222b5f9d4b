"""The units: what they have in hand, what they send back, what they answer for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType

from console.present.times import local_day
from console.present.vocabulary import tier_word
from console.present.words import _, _n
from console.tui.courier import Courier
from console.tui.errands import Errand
from console.tui.held_rows import HeldRows
from console.tui.keys import Place, bindings
from console.tui.screens.register import RegisterScreen
from console.tui.shop import Shop
from console.tui.status import Status
from console.tui.widgets.facts import Facts
from console.tui.widgets.unit_facts import UnitDetail, unit_facts, unit_outline
from console.tui.widgets.unit_list import UnitLine, UnitList
from core.kernel.words import N_
from core.units.rows import UnitLoad, UnitReturns

PERIOD: Final = timedelta(days=30)
"""How far back cases sent and sent back are counted."""
RETURNS_KEPT: Final = timedelta(minutes=1)
"""How long what was counted over the period is good enough; one day of thirty is little."""
EVERY: Final = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What was read of all units."""

    loads: tuple[UnitLoad, ...]
    returns: Mapping[str, UnitReturns]
    rulings: Mapping[str, int]


class UnitsScreen(RegisterScreen[UnitLine]):
    """The units that answer in the jurisdiction."""

    PLACES = (Place.REGISTER, Place.UNITS, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.UNITS)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        def counted(units: int) -> str:
            return _n("%(n)s unit", "%(n)s units", units)

        hint = N_("find a unit by its code or its name")
        super().__init__(
            "units", shop, status, courier, UnitList(shop.clock), counted=counted, hint=hint
        )
        self._tier = EVERY
        self._lines: tuple[UnitLine, ...] = ()
        self._returns: Mapping[str, UnitReturns] = {}
        self._returns_until = shop.clock() - RETURNS_KEPT
        self._reading = Errand(self, self._read, self._take, self.failed)

    def read(self) -> None:
        """Read the units again."""
        self._reading.ask()

    def _read(self) -> Work:
        now, units = self.shop.clock(), self.shop.units
        if now - self._returns_until >= RETURNS_KEPT or now < self._returns_until:
            # What happens at this very moment is in it.
            self._returns = units.returns(now - PERIOD, now + timedelta.resolution)
            self._returns_until = now
        return Work(units.loads(now), self._returns, units.ruling_counts())

    def _take(self, work: Work) -> None:
        self._lines = tuple(
            UnitLine(load, work.returns.get(load.unit.code), work.rulings.get(load.unit.code, 0))
            for load in work.loads
        )
        self.seek()

    def seek(self) -> None:
        """List the units of the tier that the text finds."""
        sought = self.sought.casefold()
        lines = [line for line in self._lines if self._is_of_tier(line) and sought in line.words]
        self.rows.show(HeldRows(lines, lambda line: line.place))

    def list_name(self) -> str:
        """Name the tier."""
        return tier_word(self._tier) if self._tier else _("All units")

    def tell(self) -> None:
        """Say which units are listed, and how much of theirs is late."""
        super().tell()
        late = sum(line.load.late for line in self._lines if self._is_of_tier(line))
        self.head.tell(self.list_name(), late, 0)

    def _is_of_tier(self, line: UnitLine) -> bool:
        return self._tier in {EVERY, line.unit.tier}

    def action_tier(self, step: int) -> None:
        """List the units of another tier."""
        tiers = [EVERY, *sorted({line.unit.tier for line in self._lines})]
        here = tiers.index(self._tier) if self._tier in tiers else 0
        self._tier = tiers[(here + step) % len(tiers)]
        self.seek()

    def same(self, one: UnitLine, other: UnitLine) -> bool:
        """Say whether two rows are of the same unit."""
        return one.unit.code == other.unit.code

    def outline(self, row: UnitLine) -> Facts:
        """Tell what the list knows."""
        return partial(unit_outline, row)

    def about(self, row: UnitLine) -> Facts:
        """Read the rulings, and name what the unit answers for."""
        today = local_day(self.shop.clock(), self.shop.zone)
        rulings = self.shop.units.rulings(row.unit.code)
        detail = UnitDetail(row, self.shop.registry.items(today), rulings)
        return partial(unit_facts, detail, self.shop.zone)

    def filter_of(self, row: UnitLine) -> str:
        """List the cases in the hands of the unit."""
        return f"unit:{row.unit.code}"
