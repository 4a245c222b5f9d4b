"""Every rule, fed by each database with weeks of cases, fires once and says why."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from typing import Final

import pytest

from core.operators.jurisdiction import Scope
from core.operators.models import Role
from core.reports.bulletin import DataFlaw
from core.reports.signals import Rule, Signal
from storage.database import Database
from storage.readers.signals import SignalReader
from tests.contract.readers.dataset import ZONE
from tests.contract.readers.many import Row, closed_case, write_cases
from tests.district import COMMUNITY, GRID, NEXT_GRID, OTHER_STREET, STREET, District

ON: Final = date(2026, 9, 13)
NOW: Final = datetime(2026, 9, 14, 0, 10, tzinfo=ZONE)
NOON: Final = datetime(2026, 9, 13, 12, tzinfo=ZONE)
NEXT: Final = {"area_id": 9, "area_code": NEXT_GRID}
SILENT_FOR: Final = 30
OTHER_ITEM: Final = 3


def scope(area: str) -> Scope:
    return Scope("zhangmin", "张敏", Role.DISPATCHER, "330108", area)


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def told(signals: tuple[Signal, ...]) -> list[tuple[object, ...]]:
    return [
        (one.rule, one.what.key, one.where and one.where.key, round(one.measured, 3), one.limit)
        for one in signals
    ]


def unusual() -> Iterator[Row]:
    """Yield cases that set off each rule of early warning."""
    key = count(1)
    hotline = {"source": "hotline"}
    for week in range(9):
        # A stream of other cases that stays as it is, and stalls that do not.
        for n in range(40):
            yield closed_case(next(key), days_ago(7 * week + n % 7), **hotline, item_id=OTHER_ITEM)
        for n in range(3 if week else 12):
            yield closed_case(next(key), days_ago(7 * week + n % 7), **hotline)
    for n in range(3):
        place = {"item_id": 4, "address": "滨盛路1号", **hotline}
        yield closed_case(next(key), days_ago(9 * n), **place)
    for n in range(20):
        yield closed_case(next(key), days_ago(SILENT_FOR + 2 * n), **NEXT, item_id=None)
    for n, part in enumerate([0.3] * 12 + [0.9] * 6):
        started_at = days_ago(40 if n < 12 else 5)
        clock = {
            "unit_id": 2,
            "handle_started_at": started_at,
            "handle_due_at": started_at + timedelta(hours=10),
            "resolved_at": started_at + timedelta(hours=10 * part),
        }
        yield closed_case(next(key), days_ago(100), **hotline, **clock)


@pytest.fixture
def reader(database: Database) -> SignalReader:
    """A district with everything unusual in one street."""
    District(database.transactions)
    with database.transactions.writing() as session:
        write_cases(session, unusual())
    return SignalReader(database, scope("330108"))


def test_each_warning_fires_once_with_its_evidence(reader: SignalReader) -> None:
    found = reader.warnings(ON, ZONE, NOW)

    assert told(found) == [
        (Rule.ITEM_RISING, "E0401", STREET, 12, 11),
        (Rule.UNIT_SLOWING, "S001", None, 0.9, 0.45),
        (Rule.GRID_SILENT, NEXT_GRID, None, SILENT_FOR, 12),
        (Rule.REPEATED_PLACE, "S0101", GRID, 3, 2),
    ]
    assert found[0].before == (3,) * 8
    assert (found[0].usual, found[1].usual) == (3.7, 0.3)
    assert (found[3].text, len(found[3].cases)) == ("滨盛路1号", 3)


def test_the_future_gives_no_warning_and_other_streets_hear_none(
    reader: SignalReader, database: Database
) -> None:
    rules = [one.rule for one in reader.warnings(ON - timedelta(days=7), ZONE, NOW)]
    assert Rule.ITEM_RISING not in rules
    assert SignalReader(database, scope(OTHER_STREET)).warnings(ON, ZONE, NOW) == ()
    assert reader.of_area(OTHER_STREET).warnings(ON, ZONE, NOW) == ()
    here = reader.of_area(COMMUNITY).warnings(ON, ZONE, NOW)
    assert told(here) == told(reader.warnings(ON, ZONE, NOW))


def padded() -> Iterator[Row]:
    """Yield reports of one gridder, who meets a quota with trivia."""
    key = count(1)
    by_somebody = {"reporter_staff_id": 1, "self_handled": True}
    for day in range(12):
        for n in range(2):
            words = {"matter": "巡查无异常"} if n == 0 and day < 4 else {}
            yield closed_case(next(key), days_ago(day + n / 24), **by_somebody, **words)


def test_each_sign_of_padding_is_told_of_who_is_posted_here(database: Database) -> None:
    District(database.transactions)
    with database.transactions.writing() as session:
        write_cases(session, padded())
    reader = SignalReader(database, scope("330108"))

    assert told(reader.padding(ON, ZONE, NOW)) == [
        (Rule.ONLY_TRIVIA, COMMUNITY, None, 1.0, 0.9),
        (Rule.SAME_TEXT, "BJ0001", None, 4, 2),
        (Rule.EVEN_QUOTA, "BJ0001", None, 1.0, 0.9),
    ]
    assert reader.padding(ON, ZONE, NOW)[1].what.name == "𠮷*网"
    assert SignalReader(database, scope(OTHER_STREET)).padding(ON, ZONE, NOW) == ()


def test_a_month_end_is_looked_at_when_it_ends(database: Database) -> None:
    District(database.transactions)
    last = datetime(2026, 8, 31, 12, tzinfo=ZONE)
    days = [0] * 3 + [1] * 4 + [20] * 5
    with database.transactions.writing() as session:
        write_cases(
            session,
            (
                closed_case(key, last - timedelta(days=back), reporter_staff_id=1)
                for key, back in enumerate(days, start=1)
            ),
        )
    reader = SignalReader(database, scope("330108"))

    found = reader.padding(date(2026, 8, 31), ZONE, NOW)
    assert told(found) == [(Rule.MONTH_END_BURST, "BJ0001", None, 0.583, 0.5)]
    assert reader.padding(date(2026, 8, 28), ZONE, NOW) == ()


def test_what_the_data_lack_is_counted(database: Database) -> None:
    District(database.transactions)
    community = {"area_id": 6, "area_code": COMMUNITY}
    with database.transactions.writing() as session:
        write_cases(
            session,
            [
                closed_case(1, NOON, reporter_staff_id=1),
                closed_case(2, NOON, **community, address=""),
                closed_case(3, NOON, source="hotline", result=""),
                closed_case(4, days_ago(1), address=""),
            ],
        )
    reader = SignalReader(database, scope("330108"))

    assert reader.flaws(ON, ON, ZONE, NOW) == (
        DataFlaw("no_grid", 1, 3),
        DataFlaw("no_address", 1, 3),
        DataFlaw("no_reporter", 1, 2),
        DataFlaw("no_result", 1, 3),
        DataFlaw("estimated", 0, 0),
    )
