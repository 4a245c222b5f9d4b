"""What helps to decide on a case: its likely duplicates, and who is suggested to handle it.

A hint stands beside the receipt: as talk on standard error for people, as a key of its own in
the JSON object for scripts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from console.cli.exits import talk
from console.present.cases import state_of, title_of
from console.present.duplicates import likelihood_of, reasons_of
from console.present.suggestions import suggested
from console.present.words import _
from core.areas.codes import holds
from core.kernel.errors import Refused

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.areas.rows import AreaRow
    from core.cases.commands import ReportCase
    from core.cases.duplicates import DuplicateRow
    from core.units.suggestion import SuggestedUnit, Suggestion


T = TypeVar("T")


class Hint(Protocol):
    """One thing worth knowing beside a receipt."""

    @property
    def key(self) -> str:
        """The key in the object of the receipt."""
        ...

    @property
    def value(self) -> object:
        """What scripts read under it."""
        ...

    def tell(self) -> None:
        """Say it to people."""
        ...


@dataclass(frozen=True, slots=True)
class LikelyDuplicates:
    """The cases that may be of the same matter, the likeliest first."""

    rows: "Sequence[DuplicateRow]"
    key: ClassVar[str] = "duplicates"

    def but(self, number: str) -> "LikelyDuplicates":
        """Return them without a case: a report that is repeated is like itself."""
        return LikelyDuplicates([row for row in self.rows if row.case.number != number])

    @property
    def value(self) -> list[dict[str, Any]]:
        """An object for each, with its reasons."""
        return [
            {
                "number": row.case.number,
                "likelihood": round(row.likelihood, 3),
                "state": row.case.state,
                "reasons": reasons_object(row),
            }
            for row in self.rows
        ]

    def tell(self) -> None:
        """Name each with its reasons, and say how to merge."""
        if not self.rows:
            return
        talk(_("Likely duplicates, to be merged with “griddesk case merge”:"))
        for row in self.rows:
            told = (title_of(row.case), state_of(row.case).text, reasons_of(row))
            talk(f"  {likelihood_of(row):>4}  {row.case.number}  {' · '.join(told)}")


@dataclass(frozen=True, slots=True)
class SuggestedHandler:
    """The unit that is suggested to handle the case, and why."""

    suggestion: "Suggestion | None"
    key: ClassVar[str] = "suggestion"

    @property
    def unit(self) -> "SuggestedUnit | None":
        """The unit, ``None`` where none is suggested."""
        return self.suggestion.unit if self.suggestion else None

    @property
    def value(self) -> dict[str, Any] | None:
        """The unit with its grounds, ``None`` where no unit is suggested."""
        unit = self.unit
        if unit is None:
            return None
        return {
            "unit": unit.code,
            "unit_name": unit.name,
            "why": str(unit.why),
            "rule": unit.pattern,
            "precedents": list(unit.precedents),
        }

    def tell(self) -> None:
        """Name it."""
        if self.suggestion and (told := suggested(self.suggestion)):
            talk(_("Suggested: %(told)s") % {"told": told})


@dataclass(frozen=True, slots=True)
class LocatedReport:
    """The smallest area that the coordinate of a report lies in, and the one that was named."""

    row: "AreaRow"
    named: str
    key: ClassVar[str] = "located"

    @property
    def differs(self) -> bool:
        """Whether an area was named that the coordinate does not lie in."""
        return not holds(self.named, self.row.code) and not holds(self.row.code, self.named)

    @property
    def value(self) -> dict[str, Any]:
        """The area that has the coordinate, and whether another was named."""
        return {"area": self.row.code, "name": self.row.name, "differs": self.differs}

    def tell(self) -> None:
        """Say which area was found, or that it is not the one named."""
        from console.present.register import area_name

        told = {"area": self.row.code, "name": area_name(self.row)}
        if not self.named:
            talk(_("By its position: %(name)s, %(area)s.") % told)
        elif self.differs:
            talk(_("The position lies in %(name)s, %(area)s, not in the area named.") % told)


def reasons_object(row: "DuplicateRow") -> list[dict[str, Any]]:
    """Return why a case is a likely duplicate, as scripts read it."""
    return [
        {"ground": str(reason.ground), "amount": reason.amount and round(reason.amount, 3)}
        for reason in row.reasons
    ]


# Hints are read before the change, of which they must never be the failure: what cannot be read
# for a reason that the desk would refuse as well is left to the desk.


def duplicates_of(shop: "Shop", number: str) -> LikelyDuplicates:
    """Return the likely duplicates of a case."""
    return LikelyDuplicates(_if_any(lambda: shop.duplicates.of(number, shop.clock())) or ())


def duplicates_of_report(shop: "Shop", report: "ReportCase") -> LikelyDuplicates:
    """Return the likely duplicates of a report that is no case yet."""
    return LikelyDuplicates(_if_any(lambda: shop.duplicates.of_report(report, shop.clock())) or ())


def area_of_report(shop: "Shop", report: "ReportCase") -> LocatedReport | None:
    """Return the smallest area that the coordinate of a report lies in, if any has it."""
    longitude, latitude = report.longitude, report.latitude
    if longitude is None or latitude is None:
        return None
    found = shop.boundaries.at(longitude, latitude)
    return LocatedReport(found[-1], report.area_code) if found else None


def suggested_for(shop: "Shop", number: str, **chosen: Any) -> SuggestedHandler:
    """Return who is suggested with what is chosen so far: item, tier, condition."""
    return SuggestedHandler(_if_any(lambda: shop.suggestions.of(number, shop.clock(), **chosen)))


def _if_any(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Refused:
        return None
