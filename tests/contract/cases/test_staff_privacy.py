"""Names and phones of staff are shown on request, to those who may, and every look is kept."""

import pytest
from sqlmodel import select

from core.kernel.command import Command
from core.kernel.errors import Forbidden, NotFound
from core.staff.commands import RevealPosts, RevealStaff
from core.staff.models import Posting
from core.staff.rows import Person
from tests.district import (
    AUDITOR,
    BEGINNING,
    COMMUNITY,
    DISPATCHER,
    GRID,
    GRIDDER,
    NEXT_GRID,
    OTHER_GRID,
    STREET_DISPATCHER,
    VIEWER,
    District,
)
from tests.stored import everything_in

GRIDDER_IN_FULL = Person(GRIDDER, "𠮷小网", "10100000001")


def looks(district: District) -> list[tuple[object, ...]]:
    return [tuple(row[2:6]) for row in everything_in(district.transactions)["audit_entry"]]


def test_the_people_of_an_area_are_shown_and_the_look_is_kept(district: District) -> None:
    shown = [
        district.desk.execute(RevealPosts(area_code=code), by=DISPATCHER)
        for code in (GRID, COMMUNITY, NEXT_GRID)
    ]

    assert shown == [(GRIDDER_IN_FULL,), (GRIDDER_IN_FULL,), ()]
    assert looks(district) == [
        (DISPATCHER, "reveal_posts", code, "done") for code in (GRID, COMMUNITY, NEXT_GRID)
    ]


def test_one_person_is_shown_and_the_look_is_kept(district: District) -> None:
    assert district.desk.execute(RevealStaff(number=GRIDDER), by=AUDITOR) == GRIDDER_IN_FULL
    assert looks(district) == [(AUDITOR, "reveal_staff", GRIDDER, "done")]


@pytest.mark.parametrize(
    ("command", "subject"),
    ((RevealPosts(area_code=GRID), GRID), (RevealStaff(number=GRIDDER), GRIDDER)),
)
def test_a_viewer_is_shown_nobody_and_the_attempt_is_kept(
    district: District, command: Command, subject: str
) -> None:
    with pytest.raises(Forbidden):
        district.desk.execute(command, by=VIEWER)

    assert looks(district) == [(VIEWER, type(command).__name__, subject, "refused")]


@pytest.mark.parametrize(
    "command",
    (
        RevealPosts(area_code=OTHER_GRID),
        RevealPosts(area_code="330108"),
        RevealPosts(area_code=f"{GRID}9"),
        RevealPosts(area_code=""),
        RevealStaff(number="nobody"),
    ),
)
def test_nobody_is_shown_outside_the_jurisdiction(district: District, command: Command) -> None:
    with pytest.raises(NotFound):
        district.desk.execute(command, by=STREET_DISPATCHER)

    assert looks(district) == []


def test_who_has_left_or_moved_away_is_not_shown(district: District) -> None:
    with district.transactions.writing() as session:
        posting = session.exec(select(Posting)).one()
        posting.valid_to = BEGINNING
        session.add(
            Posting(staff_id=1, area_code=OTHER_GRID, post="full_time", valid_from=BEGINNING)
        )

    with pytest.raises(NotFound):
        district.desk.execute(RevealStaff(number=GRIDDER), by=STREET_DISPATCHER)
    assert district.desk.execute(RevealPosts(area_code=GRID), by=DISPATCHER) == ()
    assert district.desk.execute(RevealStaff(number=GRIDDER), by=DISPATCHER) == GRIDDER_IN_FULL
