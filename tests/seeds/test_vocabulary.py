"""The words of the seeds are the words of the core."""

from core.areas.codes import Level
from core.areas.models import GridKind
from core.cases.states import Source, Stage, Tier
from core.deadlines.calendar import DayKind
from core.deadlines.limits import LimitUnit, parse_limit
from core.operators.models import Role
from core.staff.models import Post
from core.units.models import Platform
from seeds.demo import places
from seeds.demo.life import INTAKE, LANES
from seeds.demo.matters import SOURCE_WEIGHTS, TIER_WEIGHTS
from seeds.demo.people import OPERATORS, staff
from seeds.demo.units import units
from seeds.standard.admission import filing_conditions, items
from seeds.standard.calendar import calendar_years
from seeds.standard.duties import unit_kinds
from seeds.standard.limits import limits

STAGES_OF_WHISTLES = {"call_answer"}
"""Stages that the standard data limit already and that no case has yet."""


def test_sources_of_matters_are_the_sources_of_reports() -> None:
    assert {source for weights in SOURCE_WEIGHTS.values() for source in weights} == set(Source)


def test_posts_are_the_posts_of_staff() -> None:
    assert {posting.post for person in staff() for posting in person.postings} == set(Post)


def test_platforms_are_the_four_platforms() -> None:
    assert {unit.platform for unit in units()} == set(Platform)
    assert {kind.platform for kind in unit_kinds()} == set(Platform)


def test_levels_are_numbered_alike() -> None:
    assert {name: getattr(places, name) for name in Level.__members__} == dict(
        Level.__members__.items()
    )


def test_kinds_of_grids_are_the_two_kinds() -> None:
    assert {area.kind for area in places.areas()} == {None, *GridKind}


def test_limits_are_counted_in_units_that_the_engine_counts() -> None:
    written = {condition.limit_unit for condition in filing_conditions()}
    texts = {row.due_limit for row in limits()} | {
        row.target_limit for row in limits() if row.target_limit
    }

    assert written < set(LimitUnit)
    assert all(str(parse_limit(text)) == text for text in texts)


def test_stages_are_the_stages_of_cases() -> None:
    assert {row.stage for row in limits()} <= set(Stage) | STAGES_OF_WHISTLES


def test_days_are_of_the_kinds_a_calendar_lists() -> None:
    kinds = {day.kind for _, days in calendar_years() for day in days}

    assert kinds == {DayKind.DAY_OFF, DayKind.MAKE_UP_DAY}


def test_tiers_are_the_four_tiers() -> None:
    assert {item.default_tier for item in items()} == set(Tier)
    assert set(INTAKE) == set(LANES) == set(TIER_WEIGHTS) == set(Tier)


def test_roles_are_the_roles_of_operators() -> None:
    assert {operator.role for operator in OPERATORS} == set(Role)
