"""What readers answer, worked out the plain way: a loop over everything there is."""

from collections.abc import Iterator
from datetime import datetime

from core.cases.models import Case
from core.cases.rows import CaseFilter, QueueKey
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
    unit = _UNIT_CODES.get(case.unit_id or 0, "")
    item = ITEMS[case.item_id][0] if case.item_id else ""
    text = f"{case.matter}\n{case.address}\n{case.number}".lower()
    yield wanted.open is None or wanted.open is (case.ended_at is None)
    yield wanted.tier in {None, case.tier}
    yield wanted.state in {None, case.state}
    yield wanted.source in {None, case.source}
    yield wanted.exclude_source != case.source
    yield wanted.stage in {None, case.due_stage}
    yield wanted.unit is None or wanted.unit == unit or (bool(unit) and wanted.unit == "单位")
    yield wanted.item is None or (bool(item) and item.startswith(wanted.item))
    yield wanted.area is None or case.area_code.startswith(wanted.area)
    yield wanted.text is None or wanted.text.lower() in text
    yield wanted.reported_since is None or case.reported_at >= wanted.reported_since
    yield not wanted.late or (case.due_at is not None and case.due_at < now)
    yield not wanted.due_today or is_due_today(case, now)


def is_due_today(case: Case, now: datetime) -> bool:
    """Say whether a case falls due later today; at this very moment is later."""
    if case.due_at is None or case.due_at < now:
        return False
    return case.due_at.astimezone(ZONE).date() == now.astimezone(ZONE).date()
