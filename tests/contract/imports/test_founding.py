"""A district is founded once, and a founding that was cut short can be repeated."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from core.desk import Desk
from core.imports.founding import FoundDistrict, Founded, found_district
from core.kernel.clock import HandClock
from core.kernel.errors import Duplicate, Invalid
from seeds.loading import load_standard
from storage.database import Database

CLOCK = HandClock(datetime(2026, 9, 14, 1, 0, tzinfo=UTC))
BINJIANG = FoundDistrict(
    district_code="330108", district_name="滨江区", login="admin", person="周宁"
)


def test_a_founded_district_has_an_admin_who_can_load_the_standard_data(
    database: Database,
) -> None:
    founded = found_district(database.transactions, CLOCK, BINJIANG)
    assert founded == Founded("330108", "admin")
    results = load_standard(Desk(database.transactions, CLOCK), by="admin")
    assert all(result.committed and not result.refused for result in results)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT code, level, name FROM area")).all()
        assert [tuple(row) for row in rows] == [("330108", 3, "滨江区")]


def test_founding_again_changes_nothing(database: Database) -> None:
    found_district(database.transactions, CLOCK, BINJIANG)
    again = FoundDistrict(
        district_code="330108", district_name="别名", login="someone", person="别人"
    )
    assert found_district(database.transactions, CLOCK, again) == Founded("330108", "admin")
    with database.reading() as connection:
        assert connection.execute(text("SELECT login FROM operator")).scalars().all() == [
            "admin",
            "timers",
        ]


def test_another_district_is_refused(database: Database) -> None:
    found_district(database.transactions, CLOCK, BINJIANG)
    other = FoundDistrict(
        district_code="330106", district_name="西湖区", login="admin", person="周宁"
    )
    with pytest.raises(Duplicate) as refusal:
        found_district(database.transactions, CLOCK, other)
    assert str(refusal.value) == "The database belongs to district 330108, not to 330106."


@pytest.mark.parametrize(
    ("code", "login"), (("3301", "admin"), ("33010a", "admin"), ("330108", "two words"))
)
def test_a_founding_that_will_not_do_is_refused(code: str, login: str, database: Database) -> None:
    command = FoundDistrict(district_code=code, district_name="x", login=login, person="x")
    with pytest.raises(Invalid):
        found_district(database.transactions, CLOCK, command)
    with database.reading() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM operator")).scalar_one() == 0
