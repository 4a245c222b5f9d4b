"""Figures where days touch, and of cases that end otherwise than they should."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from core.cases import commands as c
from core.reports.tallies import Tally
from storage.database import Database
from storage.readers.figures import FigureReader
from tests.district import (
    BUREAU,
    DISPATCHER,
    GRIDDER,
    LITTER,
    MANHOLE,
    SUPERVISOR,
    District,
)

ZONE: Final = ZoneInfo("Asia/Shanghai")
MONDAY: Final = date(2026, 9, 14)
MIDNIGHT: Final = datetime(2026, 9, 14, 16, tzinfo=UTC)


@pytest.fixture
def district(database: Database) -> District:
    return District(database.transactions)


def tally(database: Database, district: District, on: date) -> Tally:
    """Draw the figures of a day as known now."""
    reader = FigureReader(database, district.desk.scope(by=DISPATCHER))
    return reader.nightly(on, ZONE, district.clock()).whole.tally


def test_what_happens_at_midnight_belongs_to_the_new_day_alone(
    database: Database, district: District
) -> None:
    district.clock.move_to(MIDNIGHT)
    district.report()

    days = [tally(database, district, MONDAY + timedelta(days=n)) for n in (0, 1)]
    assert [day.reported for day in days] == [0, 1]
    district.clock.advance(timedelta.resolution)
    later = [tally(database, district, MONDAY + timedelta(days=n)) for n in (0, 1)]
    assert later == days


def test_what_happens_at_the_moment_of_drawing_is_in_the_day_that_runs(
    database: Database, district: District
) -> None:
    district.clock.move_to(MIDNIGHT - timedelta.resolution)
    district.report()

    assert tally(database, district, MONDAY).reported == 1


def test_a_case_due_at_midnight_is_not_late_yet_when_the_day_ends(
    database: Database, district: District
) -> None:
    district.clock.move_to(MIDNIGHT)
    number = district.report(item_code=LITTER).number
    district.desk.execute(c.FileCase(number=number, item_code=LITTER), by=DISPATCHER)
    sent = c.DispatchCase(number=number, gridder_number=GRIDDER)
    district.desk.execute(sent, by=DISPATCHER)
    district.clock.move_to(MIDNIGHT + timedelta(hours=48))

    tuesday, wednesday = (tally(database, district, MONDAY + timedelta(days=n)) for n in (1, 2))
    assert (tuesday.overdue, wednesday.overdue) == (0, 1)


@pytest.mark.parametrize("resolved", (False, True))
def test_a_case_cancelled_late_is_overdue_no_more_wherever_it_stood(
    database: Database, district: District, *, resolved: bool
) -> None:
    number = district.report(item_code=MANHOLE).number
    for command in (
        c.FileCase(number=number, item_code=MANHOLE, tier=4),
        c.DispatchCase(number=number, unit_code=BUREAU),
        c.ReceiveCase(number=number),
    ):
        district.desk.execute(command, by=DISPATCHER)
    district.clock.move_to(MIDNIGHT + timedelta(hours=10))
    if resolved:
        district.desk.execute(c.ResolveCase(number=number, result="已修复"), by=DISPATCHER)
    assert tally(database, district, MONDAY).overdue == 1

    district.desk.execute(c.CancelCase(number=number, reason="重复录入"), by=SUPERVISOR)

    cancelled = tally(database, district, MONDAY)
    assert (cancelled.overdue, cancelled.should_be_closed) == (0, 0)
