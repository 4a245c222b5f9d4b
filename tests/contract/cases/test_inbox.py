"""Who reported a case sees what became of it, and what is asked of them, and of no other's."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from core.cases.commands import (
    DispatchCase,
    FileCase,
    PassCheck,
    RateCase,
    ReceiveCase,
    ResolveCase,
)
from core.cases.inbox import InboxRow
from core.kernel.errors import NotFound
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from core.staff.models import Posting, Staff
from storage.database import Database, open_database
from storage.readers.inbox import InboxReader
from tests.contract.cases.plans import steps_of
from tests.databases import Shelves, run_sql
from tests.district import (
    BEGINNING,
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    GRIDDER,
    LITTER,
    OTHER_GRID,
    OTHER_STREET,
    STALLS,
    STREET,
    District,
)

COLLEAGUE = "BJ0002"
"""Posted in the other street until last year; has reported in both."""
LEFT = "BJ0003"
"""Has no post anywhere and never reported anything."""


def scope(area: str, role: Role = Role.DISPATCHER, district: str = "330108") -> Scope:
    return Scope("somebody", "某", role, district, area)


@pytest.fixture
def staffed(district: District) -> District:
    with district.transactions.writing() as session:
        session.add(Staff(id=2, number=COLLEAGUE, name="李小二", joined_on=BEGINNING))
        session.add(Staff(id=3, number=LEFT, name="王小三", joined_on=BEGINNING))
        session.flush()
        session.add(
            Posting(
                id=2,
                staff_id=2,
                area_code=OTHER_GRID,
                post="full_time",
                valid_from=BEGINNING,
                valid_to=date(2026, 1, 1),
            )
        )
    return district


def reported(district: District, by: str = GRIDDER, **fields: str) -> str:
    """Report a matter of a member of staff; the clock goes on by a minute."""
    number = district.report(**({"reporter_staff_number": by} | fields)).number
    district.clock.advance(timedelta(minutes=1))
    return number


def brought_to(district: District, number: str, state: str) -> None:
    for command, reached in (
        (FileCase(number=number, item_code=STALLS), "filed"),
        (DispatchCase(number=number, unit_code=ENFORCEMENT), "dispatched"),
        (ReceiveCase(number=number), "handling"),
        (ResolveCase(number=number, result="已劝离"), "resolved"),
        (PassCheck(number=number, rating=4), "closed"),
    ):
        outcome = district.desk.execute(command, by=DISPATCHER)
        if reached == state:
            assert outcome.state == state
            return


def told(rows: tuple[InboxRow, ...]) -> list[tuple[str, str, bool, bool]]:
    return [
        (row.case.number, row.case.state, row.check_awaited, row.rating_awaited) for row in rows
    ]


def test_the_newest_report_is_first_and_says_what_is_awaited(
    staffed: District, database: Database
) -> None:
    reader = InboxReader(database, scope("330108"))
    waiting, resolved, closed, rated = (reported(staffed) for _ in range(4))
    on_the_spot = reported(staffed, item_code=LITTER, settled="当场清扫")
    reported(staffed, by=COLLEAGUE)
    staffed.report()
    brought_to(staffed, resolved, "resolved")
    brought_to(staffed, closed, "closed")
    brought_to(staffed, rated, "closed")
    staffed.desk.execute(RateCase(number=rated, satisfaction=5), by=DISPATCHER)

    rows = reader.of(GRIDDER, None, 10)

    assert told(rows) == [
        (on_the_spot, "closed", False, False),
        (rated, "closed", False, False),
        (closed, "closed", False, True),
        (resolved, "resolved", True, False),
        (waiting, "reported", False, False),
    ]
    found = rows[3]
    assert (found.result, found.case.unit, found.case.stage) == (
        "已劝离",
        "西兴综合行政执法队",
        "check",
    )
    # One working day to check, from Monday 09:05.
    assert found.case.due_at == datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
    assert (rows[4].result, rows[4].case.unit) == ("", None)


def test_pages_follow_one_another_even_within_one_moment(
    staffed: District, database: Database
) -> None:
    reader = InboxReader(database, scope("330108"))
    numbers = [
        staffed.report(reporter_staff_number=GRIDDER).number for _ in range(5)
    ]  # all at once
    newest_first = numbers[::-1]
    first = reader.of(GRIDDER, None, 2)
    second = reader.of(GRIDDER, first[-1], 2)
    third = reader.of(GRIDDER, second[-1], 2)
    assert [row.case.number for row in (*first, *second, *third)] == newest_first
    assert reader.of(GRIDDER, third[-1], 2) == ()


def test_the_reports_are_counted_where_they_are_listed(
    staffed: District, database: Database
) -> None:
    reported(staffed, by=COLLEAGUE)
    reported(staffed, by=COLLEAGUE, area_code=OTHER_GRID)
    reported(staffed)
    counts = {area: InboxReader(database, scope(area)).count(COLLEAGUE) for area in ("33", STREET)}
    assert counts == {"33": 2, STREET: 1}
    assert InboxReader(database, scope(OTHER_GRID)).count(COLLEAGUE) == 1
    for nobody in (LEFT, "BJ9999", "\0"):
        with pytest.raises(NotFound):
            InboxReader(database, scope("330108")).count(nobody)


@pytest.mark.usefixtures("staffed")
def test_a_colleague_who_never_reported_has_a_count_of_none(database: Database) -> None:
    assert InboxReader(database, scope(OTHER_STREET)).count(COLLEAGUE) == 0


def test_a_desk_sees_only_what_lies_inside_its_jurisdiction(
    staffed: District, database: Database
) -> None:
    here = reported(staffed, by=COLLEAGUE)
    there = reported(staffed, by=COLLEAGUE, area_code=OTHER_GRID)
    seen = {
        area: [row.case.number for row in InboxReader(database, scope(area)).of(COLLEAGUE, None, 9)]
        for area in ("33", "330108", STREET, OTHER_STREET, GRID, OTHER_GRID)
    }
    assert seen == {
        "33": [there, here],
        "330108": [there, here],
        STREET: [here],
        OTHER_STREET: [there],
        GRID: [here],
        OTHER_GRID: [there],
    }


@pytest.mark.usefixtures("staffed")
def test_a_colleague_of_the_past_has_an_empty_inbox_where_they_were_posted(
    database: Database,
) -> None:
    assert InboxReader(database, scope(OTHER_STREET)).of(COLLEAGUE, None, 9) == ()


@pytest.mark.parametrize("number", (COLLEAGUE, LEFT, "BJ9999", "", "\0", "\ud800"))
def test_somebody_of_elsewhere_is_refused_in_the_words_of_an_unknown_one(
    staffed: District, database: Database, number: str
) -> None:
    reported(staffed, by=COLLEAGUE, area_code=OTHER_GRID)
    reader = InboxReader(database, scope(STREET))
    with pytest.raises(NotFound) as refused:
        reader.of(number, None, 9)
    assert (refused.value.template, refused.value.params) == (
        "There is no member of staff %(staff)s in your area.",
        {"staff": number},
    )


def test_a_jurisdiction_of_another_district_finds_nobody(
    staffed: District, database: Database
) -> None:
    reported(staffed)
    for area, district in (("330109", "330108"), ("330109", "330109")):
        with pytest.raises(NotFound):
            InboxReader(database, scope(area, district=district)).of(GRIDDER, None, 9)


@pytest.mark.parametrize("statistics", (False, True))
def test_the_reports_of_one_person_are_a_range_of_an_index(
    shelves: Shelves, *, statistics: bool
) -> None:
    url = shelves.sqlite.take()
    database = open_database(url)
    district = District(database.transactions)
    last = [reported(district) for _ in range(20)][-1]
    if statistics:
        run_sql(database, "ANALYZE")
    for area in ("330108", STREET, GRID):
        reader = InboxReader(database, scope(area))
        (row, *_) = reader.of(GRIDDER, None, 5)
        assert row.case.number == last
        for after in (None, row):
            read = partial(reader.of, GRIDDER, after, 5)
            step, *more = steps_of(database, read, "reporter_staff_id")
            assert "USING INDEX ix_cases_reporter (district_code=? AND reporter_staff_id=?" in step
            assert not any("SCAN" in other or "TEMP" in other for other in more)
    database.close()
    shelves.sqlite.give_back(url)
