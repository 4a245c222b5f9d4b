"""The candidates of a spot check: the closed cases of a period inside a jurisdiction."""

from datetime import UTC, date, datetime

import pytest

from core.cases.commands import (
    DispatchCase,
    FileCase,
    PassCheck,
    ReceiveCase,
    RejectCase,
    ReopenCase,
    ResolveCase,
    SpotCheckCase,
)
from core.cases.sampling import Candidate, draw
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.spot_checks import SpotCheckReader
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    LITTER,
    OTHER_ENFORCEMENT,
    OTHER_GRID,
    OTHER_STREET,
    STALLS,
    STREET,
    SUPERVISOR,
    District,
)
from tests.stored import everything_in

MONDAY, TUESDAY = date(2026, 9, 14), date(2026, 9, 15)


def scope(area: str) -> Scope:
    return Scope("somebody", "某", Role.SUPERVISOR, "330108", area)


def closed_at(district: District, moment: datetime, area: str = GRID) -> str:
    """Take a matter of a street to its end at one moment."""
    district.clock.move_to(moment)
    number = district.report(area_code=area).number
    unit = ENFORCEMENT if area == GRID else OTHER_ENFORCEMENT
    for command in (
        FileCase(number=number, item_code=STALLS),
        DispatchCase(number=number, unit_code=unit),
        ReceiveCase(number=number),
        ResolveCase(number=number, result="已办"),
        PassCheck(number=number, rating=5),
    ):
        district.desk.execute(command, by=DISPATCHER)
    return number


@pytest.fixture
def ended(district: District) -> dict[str, str]:
    """Cases closed about the two midnights of Tuesday, in Hangzhou and in Greenwich."""
    return {
        "last of Monday": closed_at(district, datetime(2026, 9, 14, 15, 59, 59, tzinfo=UTC)),
        "first of Tuesday": closed_at(district, datetime(2026, 9, 14, 16, 0, tzinfo=UTC)),
        "elsewhere": closed_at(district, datetime(2026, 9, 15, 2, 0, tzinfo=UTC), OTHER_GRID),
        "last of Tuesday": closed_at(district, datetime(2026, 9, 15, 15, 59, 59, tzinfo=UTC)),
        "first of Wednesday": closed_at(district, datetime(2026, 9, 15, 16, 0, tzinfo=UTC)),
    }


def numbers(candidates: tuple[Candidate, ...]) -> list[str]:
    return sorted(candidate.number for candidate in candidates)


def test_a_period_is_of_local_days_both_included(ended: dict[str, str], database: Database) -> None:
    reader = SpotCheckReader(database, scope("330108"))
    assert numbers(reader.candidates(TUESDAY, TUESDAY)) == sorted(
        ended[when] for when in ("first of Tuesday", "elsewhere", "last of Tuesday")
    )
    assert numbers(reader.candidates(MONDAY, TUESDAY)) == sorted(
        ended[when]
        for when in ("last of Monday", "first of Tuesday", "elsewhere", "last of Tuesday")
    )
    assert reader.candidates(TUESDAY, MONDAY) == ()
    streets = dict(reader.candidates(TUESDAY, TUESDAY))
    assert streets[ended["elsewhere"]] == OTHER_STREET
    assert streets[ended["first of Tuesday"]] == STREET


def test_what_ended_otherwise_or_runs_again_is_no_candidate(
    district: District, ended: dict[str, str], database: Database
) -> None:
    reader = SpotCheckReader(database, scope("330108"))
    rejected = district.report().number
    district.desk.execute(RejectCase(number=rejected, reason="invalid"), by=DISPATCHER)
    on_the_spot = district.report(item_code=LITTER, settled="已清扫").number
    again = ended["first of Wednesday"]
    district.desk.execute(ReopenCase(number=again, reason="又来了"), by=SUPERVISOR)
    wednesday = date(2026, 9, 16)
    assert numbers(reader.candidates(wednesday, wednesday)) == [on_the_spot]


def test_nothing_outside_the_jurisdiction_is_a_candidate(
    ended: dict[str, str], database: Database
) -> None:
    elsewhere = ended["elsewhere"]
    for area in (STREET, "330108001001", GRID):
        found = numbers(SpotCheckReader(database, scope(area)).candidates(MONDAY, TUESDAY))
        assert found == sorted(
            ended[when] for when in ("last of Monday", "first of Tuesday", "last of Tuesday")
        )
    for area in (OTHER_STREET, OTHER_GRID):
        found = numbers(SpotCheckReader(database, scope(area)).candidates(MONDAY, TUESDAY))
        assert found == [elsewhere]
    assert SpotCheckReader(database, scope("330109")).candidates(MONDAY, TUESDAY) == ()


def test_checking_what_was_drawn_does_not_change_the_draw(
    district: District, ended: dict[str, str], database: Database
) -> None:
    reader = SpotCheckReader(database, scope("330108"))
    drawn = draw(reader.candidates(MONDAY, TUESDAY), 2, "2026-09")
    assert len(drawn.numbers) == 2
    assert ended["elsewhere"] in drawn.numbers
    for number in drawn.numbers:
        check = SpotCheckCase(number=number, passed=True, finding="属实")
        district.desk.execute(check, by=SUPERVISOR)
    before = everything_in(district.transactions)
    assert draw(reader.candidates(MONDAY, TUESDAY), 2, "2026-09") == drawn
    assert everything_in(district.transactions) == before
