"""People join, leave, move and stand in; what follows from that is seen everywhere."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core.cases.commands import DispatchCase, FileCase
from core.kernel.errors import CoreError, Duplicate, Forbidden, Invalid, NotFound, Refused
from core.operators.models import Operator
from core.registry.commands import (
    ChangeStaff,
    CoverStaff,
    JoinStaff,
    LeaveStaff,
    MoveStaff,
    RenumberGrid,
    RetireGrid,
)
from core.registry.outcome import PostStep, StaffOutcome
from core.staff.division import Breach, DivisionRule, Severity
from storage.database import Database
from storage.readers.division import DivisionReader
from storage.readers.grids import GridReader
from storage.readers.registry import RegistryReader
from tests.contract.registry.conftest import Look, Post
from tests.district import (
    ADMIN,
    COMMUNITY,
    DISPATCHER,
    GRID,
    GRIDDER,
    LITTER,
    NEXT_GRID,
    OTHER_GRID,
    STREET,
    SUPERVISOR,
    District,
)
from tests.stored import case_fields

Everything = Callable[[], dict[str, list[tuple[Any, ...]]]]

TODAY = date(2026, 9, 14)
NEW = "BJ0002"
POSTS = (
    "SELECT number, area_code, post, CAST(valid_from AS TEXT), CAST(valid_to AS TEXT) "
    "FROM posting JOIN staff ON staff.id = posting.staff_id ORDER BY posting.id"
)
COVERS = (
    "SELECT s.number, a.number, c.area_code, c.post, CAST(c.first_on AS TEXT), "
    "CAST(c.last_on AS TEXT) FROM cover c JOIN staff s ON s.id = c.staff_id "
    "LEFT JOIN staff a ON a.id = c.absent_id"
)


def join(**more: Any) -> JoinStaff:
    plain = {"number": NEW, "name": "陈月", "area_code": NEXT_GRID, "post": "full_time"}
    return JoinStaff(**(plain | more))


def cover(first: int = 14, last: int = 18, **more: Any) -> CoverStaff:
    plain = {"number": NEW, "area_code": GRID, "post": "full_time"}
    return CoverStaff(**(plain | more), first_on=date(2026, 9, first), last_on=date(2026, 9, last))


def refusal_of(do: Post, command: ChangeStaff, by: str = ADMIN) -> CoreError:
    with pytest.raises(CoreError) as caught:
        do(command, by=by)
    return caught.value


def test_somebody_new_joins_and_is_on_the_post_from_that_day(do: Post, look: Look) -> None:
    outcome = do(join(phone="11100000002", on=date(2026, 9, 1)))
    assert outcome == StaffOutcome(
        NEW,
        "陈*",
        (PostStep(NEXT_GRID, "full_time", date(2026, 9, 1), ended=False),),
        breaches=(
            Breach(DivisionRule.LEADER, Severity.ERROR, NEXT_GRID, "第二网格", 0),
            Breach(DivisionRule.GUIDE, Severity.WARNING, NEXT_GRID, "第二网格", 0),
        ),
    )
    assert look(POSTS)[1:] == [(NEW, NEXT_GRID, "full_time", "2026-09-01", None)]
    assert look("SELECT action, subject, detail FROM audit_entry") == [
        ("join staff", NEW, f"{NEXT_GRID} full_time 2026-09-01")
    ]


def test_who_leaves_is_on_no_post_and_their_open_cases_are_told(
    sized: District, do: Post, look: Look
) -> None:
    number = sized.report(item_code=LITTER).number
    sized.desk.execute(FileCase(number=number, item_code=LITTER), by=DISPATCHER)
    sized.desk.execute(DispatchCase(number=number, gridder_number=GRIDDER), by=DISPATCHER)
    do(join())
    do(cover(number=GRIDDER, area_code=NEXT_GRID, first=10, last=18))
    outcome = do(LeaveStaff(number=GRIDDER))
    assert outcome.posts == (PostStep(GRID, "full_time", TODAY, ended=True),)
    assert outcome.open_cases == (number,)
    assert look(POSTS)[0] == (GRIDDER, GRID, "full_time", "2024-01-01", "2026-09-14")
    assert look(COVERS) == [(GRIDDER, NEW, NEXT_GRID, "full_time", "2026-09-10", "2026-09-13")]
    assert look(f"SELECT CAST(left_on AS TEXT) FROM staff WHERE number = '{GRIDDER}'") == [
        ("2026-09-14",)
    ]


def test_who_had_left_joins_again(do: Post, look: Look) -> None:
    do(LeaveStaff(number=GRIDDER))
    do(join(number=GRIDDER, name="", area_code=GRID))
    assert look(f"SELECT left_on FROM staff WHERE number = '{GRIDDER}'") == [(None,)]
    assert look(POSTS)[1] == (GRIDDER, GRID, "full_time", "2026-09-14", None)


def test_a_phone_that_is_told_anew_is_a_change_though_the_post_is_held(
    do: Post, look: Look
) -> None:
    held = {"number": GRIDDER, "name": "", "area_code": GRID}
    outcome = do(join(phone="11100000009", **held))
    assert (outcome.repeated, outcome.posts) == (False, ())
    assert look(f"SELECT phone FROM staff WHERE number = '{GRIDDER}'") == [("11100000009",)]
    assert do(join(phone="11100000009", **held)).repeated


def test_a_post_goes_on_in_another_area(do: Post, look: Look) -> None:
    outcome = do(MoveStaff(number=GRIDDER, to_code=NEXT_GRID, post="part_time"))
    assert outcome.posts == (
        PostStep(GRID, "full_time", TODAY, ended=True),
        PostStep(NEXT_GRID, "part_time", TODAY, ended=False),
    )
    assert look(POSTS) == [
        (GRIDDER, GRID, "full_time", "2024-01-01", "2026-09-14"),
        (GRIDDER, NEXT_GRID, "part_time", "2026-09-14", None),
    ]


@pytest.mark.parametrize(
    "command",
    (
        join(),
        LeaveStaff(number=GRIDDER),
        MoveStaff(number=GRIDDER, to_code=NEXT_GRID),
        cover(number=GRIDDER, area_code=NEXT_GRID),
    ),
    ids=lambda command: type(command).__name__,
)
def test_a_change_is_previewed_and_repeated_without_a_trace(
    do: Post, everything: Everything, command: ChangeStaff
) -> None:
    before = everything()
    foreseen = do(command, dry=True)
    assert everything() == before
    assert do(command) == foreseen
    done = everything()
    assert do(command).repeated
    assert everything() == done


@pytest.mark.parametrize(
    ("command", "kind", "told"),
    (
        (join(name=""), Invalid, "must not be empty"),
        (join(number=GRIDDER, name="别人"), Duplicate, "is held for 𠮷*网, not for 别人"),
        (join(post="king"), Invalid, "no post king"),
        (join(area_code="330108001001999"), NotFound, "no area"),
        (join(area_code="330108"), Invalid, "in a street or below"),
        (join(on=date(2026, 9, 15)), Invalid, "yet to come"),
        (LeaveStaff(number="BJ9999"), NotFound, "BJ9999"),
        (LeaveStaff(number=GRIDDER, on=date(2023, 1, 1)), Invalid, "cannot end before"),
        (MoveStaff(number=GRIDDER, to_code=OTHER_GRID, area_code=NEXT_GRID), Invalid, "0 posts"),
        (cover(number=GRIDDER), Invalid, "the own post"),
        (
            cover(number=GRIDDER, area_code=NEXT_GRID, first=18, last=14),
            Invalid,
            "before the first",
        ),
        (cover(number="BJ9999"), NotFound, "BJ9999"),
    ),
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    do: Post, everything: Everything, command: ChangeStaff, kind: type[CoreError], told: str
) -> None:
    before = everything()
    refusal = refusal_of(do, command)
    assert isinstance(refusal, kind)
    assert told in str(refusal)
    assert everything() == before


def test_nobody_changes_staff_outside_their_area(
    sized: District, do: Post, everything: Everything
) -> None:
    with sized.transactions.writing() as session:
        session.add(Operator(login="xixing", name="西兴", role="admin", area_code=STREET))
    do(join(number=GRIDDER, name="", area_code=OTHER_GRID, post="part_time"))
    do(join(number="BJ0003", area_code=OTHER_GRID))
    before = everything()
    assert isinstance(refusal_of(do, join(area_code=OTHER_GRID), by="xixing"), NotFound)
    assert isinstance(refusal_of(do, LeaveStaff(number="BJ0003"), by="xixing"), NotFound)
    assert isinstance(refusal_of(do, LeaveStaff(number=GRIDDER), by="xixing"), Refused)
    moved = MoveStaff(number=GRIDDER, area_code=GRID, to_code=OTHER_GRID)
    assert isinstance(refusal_of(do, moved, by="xixing"), NotFound)
    assert everything() == before
    assert isinstance(refusal_of(do, join(), by=SUPERVISOR), Forbidden)


def test_who_stands_in_is_on_the_board_and_cases_are_suggested_to_them(
    sized: District, do: Post, database: Database
) -> None:
    do(join())
    do(cover())
    who = sized.desk.scope(by=DISPATCHER)
    grids, registry = GridReader(database, who), RegistryReader(database, who)
    on_the_board = [(row.number, row.covers_until) for row in grids.board(GRID, TODAY)]
    assert on_the_board == [(GRIDDER, None), (NEW, date(2026, 9, 18))]
    assert [row.number for row in grids.board(GRID, date(2026, 9, 19))] == [GRIDDER]
    assert [row.number for row in registry.gridders(GRID, TODAY)] == [GRIDDER, NEW]
    assert [row.number for row in registry.gridders(GRID, date(2026, 9, 19))] == [GRIDDER]
    number = sized.report(item_code=LITTER).number
    sized.desk.execute(FileCase(number=number, item_code=LITTER), by=DISPATCHER)
    sized.desk.execute(DispatchCase(number=number, gridder_number=NEW), by=DISPATCHER)
    assert case_fields(sized.transactions, number)["state"] == "dispatched"


def test_a_case_is_not_dispatched_to_who_no_longer_stands_in(sized: District, do: Post) -> None:
    do(join())
    do(cover())
    number = sized.report(item_code=LITTER).number
    sized.desk.execute(FileCase(number=number, item_code=LITTER), by=DISPATCHER)
    sized.clock.advance(timedelta(days=5))
    with pytest.raises(Invalid, match="holds no post where"):
        sized.desk.execute(DispatchCase(number=number, gridder_number=NEW), by=DISPATCHER)


def test_a_cover_is_changed_by_saying_it_again_and_taken_back(do: Post, look: Look) -> None:
    do(join())
    do(cover())
    do(cover(last=16))
    assert look(COVERS) == [(NEW, GRIDDER, GRID, "full_time", "2026-09-14", "2026-09-16")]
    do(join(number="BJ0003", area_code=OTHER_GRID))
    assert "stands in there from 2026-09-14" in str(
        refusal_of(do, cover(number="BJ0003", first=16))
    )
    do(cover(number="BJ0003", first=17))
    assert "BJ0003 stands in" in str(refusal_of(do, cover(last=17)))
    do(cover(last=13))
    assert look(COVERS)[0][0] == "BJ0003"
    assert len(look(COVERS)) == 1


def test_covers_follow_a_grid_that_goes_on_and_end_with_one_that_does_not(
    do: Post, look: Look
) -> None:
    do(join())
    do(cover(first=10, last=18))
    do(RenumberGrid(area_code=GRID))
    assert look("SELECT area_code FROM cover") == [("330108001001003",)]
    do(RetireGrid(area_code="330108001001003"))
    assert look("SELECT CAST(last_on AS TEXT) FROM cover") == [("2026-09-13",)]


def breaches(database: Database, sized: District, on: date = TODAY) -> list[tuple[str, str, int]]:
    found = DivisionReader(database, sized.desk.scope(by=ADMIN)).staff(on)
    return [
        (row.rule, row.area_code, row.value or 0)
        for row in found
        if row.rule in {"full_time", "one_grid"}
    ]


def test_a_full_time_gridder_has_one_grid_but_where_they_stand_in(
    sized: District, do: Post, database: Database
) -> None:
    do(join(area_code=OTHER_GRID))
    assert breaches(database, sized) == [("full_time", NEXT_GRID, 0)]
    do(cover(area_code=NEXT_GRID))
    assert breaches(database, sized) == []
    assert breaches(database, sized, date(2026, 9, 19)) == [("full_time", NEXT_GRID, 0)]
    do(join())
    assert breaches(database, sized) == []
    assert breaches(database, sized, date(2026, 9, 19)) == [
        ("one_grid", NEXT_GRID, 2),
        ("one_grid", OTHER_GRID, 2),
    ]


def test_a_post_may_be_in_a_community_too(do: Post, look: Look) -> None:
    do(join(area_code=COMMUNITY, post="guide"))
    assert look(POSTS)[1][1:3] == (COMMUNITY, "guide")
