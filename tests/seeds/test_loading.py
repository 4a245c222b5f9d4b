"""Standard data and registry are loaded through the imports, on both databases."""

from datetime import date, datetime

import pytest
from sqlmodel import col, func, select

from core.areas.models import Area
from core.catalogue.admission import load_admission_list
from core.deadlines.calendar import DayKind
from core.deadlines.limits import Limit, LimitUnit
from core.deadlines.policy import load_policy
from core.desk import Desk
from core.kernel.clock import HandClock
from core.kernel.errors import Forbidden, Invalid
from core.operators.models import TIMERS, Operator
from core.staff.models import Posting, Staff
from core.units.responsibility import load_responsibility_list
from seeds.demo.people import OPERATORS
from seeds.demo.places import SEED
from seeds.demo.rhythm import ZONE
from seeds.loading import IMPORTER, load_demo_registry, load_places, load_standard
from storage.database import Database
from tests.seeds.demo import founded

SEPTEMBER = datetime(2026, 9, 20, 9, 0, tzinfo=ZONE)


@pytest.fixture
def desk(database: Database) -> Desk:
    return founded(database, HandClock(SEPTEMBER))


def test_a_district_starts_with_calendar_limits_hours_and_items(
    database: Database, desk: Desk
) -> None:
    results = {result.kind: result for result in load_standard(desk, IMPORTER)}

    assert {kind: result.new for kind, result in results.items()} == {
        "calendar": 3,
        "limits": 12,
        "items": 250,
        "policies": 8,
        "profiles": 3,
    }
    with database.transactions.rehearsing() as session:
        policy = load_policy(session)
        assert policy.deadlines.calendar.kind(date(2026, 10, 10)) is DayKind.MAKE_UP_DAY
        assert policy.tiers[3].target == Limit(5, LimitUnit.WORKING_DAY)
        assert policy.stages["receive"] == Limit(2, LimitUnit.WORKING_HOUR)
        admission = load_admission_list(session)
        item = admission.find("E0101", date(2026, 9, 20))
        assert item
        assert item.limit_of(2) == (2, Limit(15, LimitUnit.WORKING_DAY))


def test_the_demo_has_its_places_people_units_and_desks(database: Database, desk: Desk) -> None:
    results = {result.kind: result for result in load_demo_registry(desk, IMPORTER)}

    assert {kind: result.new + result.changed for kind, result in results.items()} == {
        "areas": 553,
        "boundaries": 433,
        "staff": 5410,
        "units": 136,
        "operators": 7,
    }
    with database.transactions.rehearsing() as session:
        grids = select(func.count()).select_from(Area).where(col(Area.level) == 6)
        held = select(func.count()).select_from(Posting).where(col(Posting.valid_to).is_(None))
        assert session.exec(grids).one() == 362
        assert session.exec(select(func.count()).select_from(Staff)).one() == 5386
        assert session.exec(held).one() == 5386
        logins = session.exec(select(Operator.login, Operator.role, Operator.area_code)).all()
        assert set(logins) == {
            *((one.login, one.role, one.area_code) for one in OPERATORS),
            (TIMERS, "supervisor", "330108"),
        }
        units = load_responsibility_list(session)
        [quarrel] = [line.unit for line in units.best("D0201", 2, "330108001001001")]
        assert quarrel.area_code == "330108001001"


def test_a_second_load_finds_everything_unchanged(desk: Desk) -> None:
    first = (*load_standard(desk, IMPORTER), *load_demo_registry(desk, IMPORTER))
    second = (*load_standard(desk, IMPORTER), *load_demo_registry(desk, IMPORTER))

    assert [(result.new, result.changed) for result in second] == [(0, 0)] * 10
    assert [result.unchanged for result in second] == [
        3, 12, 250, 8, 3, 553, 433, 5410, 136, 8,
    ]  # fmt: skip
    assert all(result.import_id for result in first)
    assert not any(result.import_id for result in second)


def test_only_an_administrator_may_load(desk: Desk) -> None:
    load_demo_registry(desk, IMPORTER)

    with pytest.raises(Forbidden):
        load_standard(desk, "zhangmin")


def test_places_that_contradict_the_register_are_refused(desk: Desk) -> None:
    load_places(desk, IMPORTER)

    with pytest.raises(Invalid):
        load_places(desk, IMPORTER, seed=SEED + 1)
