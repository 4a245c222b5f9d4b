"""What readers answer, worked out the plain way: a loop over everything there is."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final

from core.cases.models import Case
from core.cases.rows import CaseFilter, QueueKey, several
from core.operators.jurisdiction import Scope
from tests.contract.readers.dataset import ITEMS, UNITS_OF, ZONE, Dataset

_UNIT_CODES = {key: {12: "C", 9: "S", 6: "D"}[len(area)] + area for area, key in UNITS_OF.items()}


def key_of(case: Case) -> tuple[datetime, int]:
    """Return the place of an open case in the queue."""
    assert case.due_at is not None
    assert case.id is not None
    return case.due_at, case.id


def place(case: Case) -> QueueKey:
    """Return the same as a reader knows it."""
    return QueueKey(*key_of(case))


def in_queue(data: Dataset, who: Scope, wanted: CaseFilter, now: datetime) -> list[Case]:
    """Return the open cases of a filter in the order of the queue."""
    found = [case for case in data.within(who) if matches(case, wanted, now)]
    return sorted((case for case in found if case.ended_at is None), key=key_of)


def matches(case: Case, wanted: CaseFilter, now: datetime) -> bool:
    """Say whether a case is one of those that a filter shows."""
    return all(_tests(case, wanted, now))


def _tests(case: Case, wanted: CaseFilter, now: datetime) -> Iterator[bool]:
    yield wanted.open is None or wanted.open is (case.ended_at is None)
    for part, holds in _PARTS.items():
        values = several(getattr(wanted, part))
        if values:
            every = all if part == "text" else any
            yield every(holds(case, value) for value in values)
        excluded = several(getattr(wanted, f"exclude_{part}"))
        yield not any(holds(case, value) for value in excluded)
    if wanted.exclude_stage is not None:
        yield case.due_stage is not None
    yield wanted.reported_since is None or case.reported_at >= wanted.reported_since
    yield wanted.reported_until is None or case.reported_at < wanted.reported_until
    yield not wanted.late or (case.due_at is not None and case.due_at < now)
    yield not wanted.exclude_late or (case.due_at is not None and case.due_at >= now)
    yield not wanted.due_today or is_due_today(case, now)
    yield not wanted.exclude_due_today or (case.due_at is not None and not is_due_today(case, now))
    yield wanted.due_on is None or (case.due_at is not None and day_of(case) == wanted.due_on)
    if wanted.exclude_due_on is not None:
        yield case.due_at is not None and day_of(case) != wanted.exclude_due_on


def _has_unit(case: Case, wanted: str) -> bool:
    unit = _UNIT_CODES.get(case.unit_id or 0, "")
    return bool(unit) and wanted in {unit, "单位"}


def _has_item(case: Case, wanted: str) -> bool:
    return bool(case.item_id) and ITEMS[case.item_id or 0][0].startswith(wanted)


def _has_text(case: Case, wanted: str) -> bool:
    return wanted.lower() in f"{case.matter}\n{case.address}\n{case.number}".lower()


_PARTS: Final[dict[str, Callable[[Case, Any], bool]]] = {
    "tier": lambda case, tier: case.tier == tier,
    "state": lambda case, state: case.state == state,
    "source": lambda case, source: case.source == source,
    "stage": lambda case, stage: case.due_stage == stage,
    "card": lambda case, card: case.card == card,
    "area": lambda case, area: case.area_code.startswith(area),
    "unit": _has_unit,
    "item": _has_item,
    "text": _has_text,
}
"""What makes a value of a part of a filter true of a case."""


def is_due_today(case: Case, now: datetime) -> bool:
    """Say whether a case falls due later today; at this very moment is later."""
    if case.due_at is None or case.due_at < now:
        return False
    return day_of(case) == now.astimezone(ZONE).date()


def day_of(case: Case) -> date:
    """Return the local day on which an open case falls due."""
    return key_of(case)[0].astimezone(ZONE).date()
