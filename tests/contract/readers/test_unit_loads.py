"""Units at work: open cases, what they send back, what was ruled to be theirs."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from core.cases.history import Entry
from core.operators.jurisdiction import Scope
from core.units.rows import UnitReturns
from storage.readers.units import UnitReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import NOW, SCOPES, UNITS_OF

SENDING = ("dispatch", "transfer", "escalate", "rule")


def reader(written: Written, name: str) -> UnitReader:
    return UnitReader(written.database, SCOPES[name])


def code_of(unit: int) -> str:
    area = next(area for area, key in UNITS_OF.items() if key == unit)
    return {12: "C", 9: "S", 6: "D"}[len(area)] + area


def test_units_come_by_tier_and_code(written: Written) -> None:
    units = [load.unit.code for load in reader(written, "street").loads(NOW)]

    assert units == ["C330108001001", "C330108001002", "S330108001", "D330108"]
    assert reader(written, "nowhere").loads(NOW) == ()


@pytest.mark.parametrize("name", ("province", "district", "street", "community", "grid", "abroad"))
def test_open_and_late_cases_of_a_unit_are_those_inside_the_jurisdiction(
    written: Written, name: str
) -> None:
    open_cases: Counter[str] = Counter()
    late: Counter[str] = Counter()
    for case in written.data.within(SCOPES[name]):
        if case.ended_at is None and case.unit_id:
            open_cases[code_of(case.unit_id)] += 1
            late[code_of(case.unit_id)] += case.due_at is not None and case.due_at < NOW

    loads = reader(written, name).loads(NOW)

    assert {load.unit.code: (load.open, load.late) for load in loads if load.open} == {
        code: (count, late[code]) for code, count in open_cases.items()
    }
    assert open_cases


def entries_of(written: Written, who: Scope, since: datetime) -> Iterator[Entry]:
    inside = {case.id for case in written.data.within(who)}
    for entry in written.data.entries:
        if entry.case_id in inside and since <= entry.at < NOW:
            yield entry


@pytest.mark.parametrize("name", ("province", "district", "street", "community", "grid"))
@pytest.mark.parametrize("days", (1, 30))
def test_what_was_sent_and_sent_back_is_counted_in_the_history(
    written: Written, name: str, days: int
) -> None:
    units = reader(written, name)
    since = NOW - timedelta(days=days)
    sent: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for entry in entries_of(written, SCOPES[name], since):
        code = json.loads(entry.payload)["details"].get("unit_code")
        if code and entry.verb in SENDING:
            sent[code] += 1
        elif code and entry.verb == "return":
            back[code] += 1

    found = units.returns(since, NOW)

    assert found == {code: UnitReturns(sent[code], back[code]) for code in sorted({*sent, *back})}
    assert days == 1 or sum(returns.returned for returns in found.values()) > 0


@pytest.mark.parametrize("name", ("province", "district", "street", "community", "abroad"))
def test_rulings_are_those_inside_the_jurisdiction_newest_first(
    written: Written, name: str
) -> None:
    units, inside = reader(written, name), {c.number for c in written.data.within(SCOPES[name])}
    rulings = [ruling for ruling in written.data.rulings if ruling.number in inside]
    rulings.sort(key=lambda ruling: ruling.ruled_at, reverse=True)

    codes = {code_of(ruling.unit_id) for ruling in rulings}

    assert units.ruling_counts() == Counter(code_of(ruling.unit_id) for ruling in rulings)
    for code in codes:
        assert [(r.number, r.item_code, r.ruled_at) for r in units.rulings(code)] == [
            (ruling.number, "X0001", ruling.ruled_at)
            for ruling in rulings
            if code_of(ruling.unit_id) == code
        ]
    assert codes
    assert units.rulings("\0") == units.rulings("nobody") == ()
