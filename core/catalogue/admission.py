"""The admission list in memory, and the rule of which items are valid on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from core.catalogue.models import FilingCondition, Item
from core.deadlines.limits import Limit, LimitUnit
from core.kernel.errors import Invalid, NotFound
from core.kernel.words import N_


@dataclass(frozen=True, slots=True)
class AdmittedItem:
    """One version of an item with the limits of its filing conditions, by ordinal."""

    id: int
    code: str
    name: str
    default_tier: int
    valid_from: date
    valid_to: date | None
    conditions: Mapping[int, Limit]

    def valid_on(self, day: date) -> bool:
        """Say whether a case may be filed under this version on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def limit_of(self, condition: int | None) -> tuple[int | None, Limit | None]:
        """Return the condition meant (the first by default) and its limit.

        An item without conditions has no limit of its own: ``(None, None)``.

        Raises:
            Invalid: when ``condition`` is none of this item's.
        """
        if condition is None:
            condition = min(self.conditions, default=None)
        if condition is None:
            return None, None
        if condition not in self.conditions:
            raise Invalid(
                N_("Item %(item)s has no filing condition %(condition)s; it has %(known)s."),
                field="condition",
                item=self.code,
                condition=condition,
                known=", ".join(map(str, sorted(self.conditions))) or "-",
            )
        return condition, self.conditions[condition]


@dataclass(frozen=True, slots=True)
class AdmissionList:
    """Every version of every item, newest first under its code."""

    versions: Mapping[str, tuple[AdmittedItem, ...]]
    by_id: Mapping[int, AdmittedItem]

    def find(self, code: str, day: date) -> AdmittedItem | None:
        """Return the version of ``code`` valid on ``day``, or ``None``.

        Raises:
            NotFound: when no version has that code at all.
        """
        versions = self.versions.get(code)
        if not versions:
            raise NotFound(
                N_("There is no item %(item)s on the admission list; choose one of the list."),
                item=code,
            )
        return next((item for item in versions if item.valid_on(day)), None)


def load_admission_list(session: Session) -> AdmissionList:
    """Read the whole admission list with its conditions."""
    limits: dict[int, dict[int, Limit]] = {}
    for row in session.exec(select(FilingCondition)):
        limit = Limit(row.limit_amount, LimitUnit(row.limit_unit))
        limits.setdefault(row.item_id, {})[row.ordinal] = limit
    items = [
        AdmittedItem(
            id=row.id or 0,
            code=row.code,
            name=row.name,
            default_tier=row.default_tier,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            conditions=limits.get(row.id or 0, {}),
        )
        for row in session.exec(select(Item))
    ]
    versions: dict[str, tuple[AdmittedItem, ...]] = {}
    for item in sorted(items, key=lambda item: item.valid_from, reverse=True):
        versions[item.code] = (*versions.get(item.code, ()), item)
    return AdmissionList(versions, {item.id: item for item in items})
