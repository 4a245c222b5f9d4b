"""Grids are split, merged, moved, renumbered and retired; what is open in them follows."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.areas.codes import Change
from core.areas.geometry import measure, polygons_of
from core.cases.commands import (
    CancelCase,
    DispatchCase,
    FileCase,
    MergeCase,
    ReopenCase,
    SettleCase,
    UnmergeCase,
)
from core.cases.history import replay
from core.imports.boundary_commands import BoundaryRow, ImportBoundaries
from core.imports.commands import AreaRow, ImportAreas
from core.kernel.errors import (
    Conflict,
    CoreError,
    Duplicate,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
)
from core.operators.models import Operator
from core.registry.commands import (
    ChangeGrid,
    GridPart,
    MergeGrids,
    MoveGrid,
    RenumberGrid,
    RetireGrid,
    SplitGrid,
)
from core.registry.outcome import Followed, GridStep
from core.staff.division import Breach, DivisionRule, Severity
from tests.contract.registry.conftest import Do, Look
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
from tests.squares import box, kept
from tests.stored import case_fields, chain_fault, history, payloads, timers

Everything = Callable[[], dict[str, list[tuple[Any, ...]]]]

THIRD = "330108001001003"
OTHER_COMMUNITY = "330108002001"
SECOND_THERE = "330108002001002"
STREET_ADMIN = "xixing"

LIVING = (
    "SELECT code, name, households, residents FROM area WHERE valid_to IS NULL AND level = 6 "
    "ORDER BY code"
)
BOUNDARIES = "SELECT area_code, geometry FROM area_boundary ORDER BY area_code"
LINEAGE = "SELECT change, from_code, to_code, operator FROM area_succession ORDER BY id"

PART = GridPart(name="第三网格", households=180, residents=400)


def split(**more: Any) -> SplitGrid:
    return SplitGrid(area_code=GRID, parts=(PART,), **more)


def merge(**more: Any) -> MergeGrids:
    return MergeGrids(area_code=GRID, merged=(NEXT_GRID,), **more)


def move(**more: Any) -> MoveGrid:
    return MoveGrid(**({"area_code": GRID, "to_code": OTHER_COMMUNITY, "name": "江陵网格"} | more))


def place_of(district: District, number: str) -> tuple[str, str]:
    case = case_fields(district.transactions, number)
    return case["area_code"], case["street_code"]


def refusal_of(do: Do, command: ChangeGrid, by: str = ADMIN) -> CoreError:
    with pytest.raises(CoreError) as caught:
        do(command, by=by)
    return caught.value


def end(district: District, number: str) -> None:
    district.desk.execute(
        SettleCase(number=number, item_code=LITTER, result="已清理"), by=DISPATCHER
    )


def test_a_part_is_taken_off_a_grid_under_the_next_code(do: Do, look: Look) -> None:
    outcome = do(split())
    assert outcome.grids == (
        GridStep(GRID, "第一网格", 300, 590, GRID),
        GridStep(THIRD, "第三网格", 180, 400, THIRD, GRID),
    )
    assert outcome.breaches == (
        Breach(DivisionRule.HOUSEHOLDS, Severity.WARNING, THIRD, "第三网格", 180),
    )
    assert look(LIVING)[:3] == [
        (GRID, "第一网格", 300, 590),
        (NEXT_GRID, "第二网格", 320, 700),
        (THIRD, "第三网格", 180, 400),
    ]
    assert look(LINEAGE) == [("split", GRID, THIRD, ADMIN)]
    assert look("SELECT value FROM setting WHERE key = 'reference_version'") == [("1",)]
    assert look("SELECT operator, action, subject, detail FROM audit_entry") == [
        (ADMIN, "split grid", GRID, f"{GRID}→{GRID}, {THIRD}→{THIRD}; 0 followed")
    ]


def test_a_split_leaves_the_row_of_before_to_the_past(do: Do, look: Look) -> None:
    do(split())
    assert look(
        "SELECT households, CAST(valid_from AS TEXT), CAST(valid_to AS TEXT) FROM area "
        f"WHERE code = '{GRID}' ORDER BY id"
    ) == [(480, "2024-01-01", "2026-09-14"), (300, "2026-09-14", None)]


def test_open_cases_stay_with_the_number_but_for_those_that_are_told(
    sized: District, do: Do
) -> None:
    stays, goes = sized.report().number, sized.report().number
    outcome = do(split(cases=((goes, "第三网格"),)))
    assert outcome.followed == (Followed("case", goes, "", GRID, THIRD),)
    assert [place_of(sized, number)[0] for number in (stays, goes)] == [GRID, THIRD]
    assert len(history(sized.transactions, stays)) == 1


def test_people_go_with_a_part_when_told(do: Do, look: Look) -> None:
    outcome = do(split(people=((GRIDDER, "第三网格"),)))
    assert outcome.followed == (Followed("post", GRIDDER, "full_time", GRID, THIRD),)
    assert look(
        "SELECT area_code, post, CAST(valid_from AS TEXT), CAST(valid_to AS TEXT) FROM posting "
        "ORDER BY id"
    ) == [
        (GRID, "full_time", "2024-01-01", "2026-09-14"),
        (THIRD, "full_time", "2026-09-14", None),
    ]


def test_a_case_that_follows_keeps_its_clocks_and_tells_why_it_moved(
    sized: District, do: Do
) -> None:
    number = sized.report().number
    before = case_fields(sized.transactions, number)
    clocks = [
        (timer.stage, timer.started_at, timer.due_at)
        for timer in timers(sized.transactions, number)
    ]
    sized.clock.advance(timedelta(minutes=5))
    do(move())
    after = case_fields(sized.transactions, number)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"area_id", "area_code", "street_code", "version", "history_hash"}
    running = timers(sized.transactions, number)
    assert [(timer.stage, timer.started_at, timer.due_at) for timer in running] == clocks
    assert {(timer.area_code, timer.street_code) for timer in running} == {
        (SECOND_THERE, "330108002")
    }
    entry = history(sized.transactions, number)[-1]
    assert (entry.verb, entry.from_state, entry.to_state, entry.operator) == (
        "regrid",
        "reported",
        "reported",
        ADMIN,
    )
    assert json.loads(entry.payload)["details"] == {
        "change": "move",
        "from": GRID,
        "into": SECOND_THERE,
    }
    assert chain_fault(sized.transactions, number) is None
    assert replay(payloads(sized.transactions, number))["area_code"] == SECOND_THERE


def test_merged_grids_end_and_what_is_open_in_them_lies_in_the_one_that_stays(
    sized: District, do: Do, look: Look
) -> None:
    open_one = sized.report(area_code=NEXT_GRID).number
    ended = sized.report(area_code=NEXT_GRID, item_code=LITTER).number
    end(sized, ended)
    outcome = do(merge(name="大网格"))
    assert outcome.grids == (
        GridStep(GRID, "大网格", 800, 1690, GRID),
        GridStep(NEXT_GRID, "第二网格", 320, 700, GRID),
    )
    assert {breach.rule for breach in outcome.breaches} == {
        DivisionRule.HOUSEHOLDS,
        DivisionRule.RESIDENTS,
    }
    assert place_of(sized, open_one) == (GRID, STREET)
    assert place_of(sized, ended) == (NEXT_GRID, STREET)
    assert look(LIVING)[0] == (GRID, "大网格", 800, 1690)
    assert NEXT_GRID not in [row[0] for row in look(LIVING)]
    assert look(LINEAGE) == [("merge", NEXT_GRID, GRID, ADMIN)]
    assert look(
        f"SELECT a.name FROM cases c JOIN area a ON a.id = c.area_id WHERE c.number = '{ended}'"
    ) == [("第二网格",)]


@pytest.mark.parametrize("keep", (False, True))
def test_posts_of_a_merged_grid_end_or_go_on(
    sized: District, do: Do, look: Look, *, keep: bool
) -> None:
    with sized.transactions.writing() as session:
        session.connection().execute(text(f"UPDATE posting SET area_code = '{NEXT_GRID}'"))
    outcome = do(merge(keep_posts=keep))
    to = GRID if keep else None
    assert outcome.followed == (Followed("post", GRIDDER, "full_time", NEXT_GRID, to),)
    held = look("SELECT area_code FROM posting WHERE valid_to IS NULL")
    assert held == ([(GRID,)] if keep else [])


def test_a_moved_grid_is_given_a_code_of_its_new_community(do: Do, look: Look) -> None:
    outcome = do(move())
    assert outcome.grids == (
        GridStep(GRID, "第一网格", 480, 990, SECOND_THERE),
        GridStep(SECOND_THERE, "江陵网格", 480, 990, SECOND_THERE, GRID),
    )
    assert outcome.followed == (Followed("post", GRIDDER, "full_time", GRID, SECOND_THERE),)
    assert look(f"SELECT parent_code, level, kind FROM area WHERE code = '{SECOND_THERE}'") == [
        (OTHER_COMMUNITY, 6, "comprehensive")
    ]


def test_units_operators_and_microgrids_follow_a_grid(do: Do, look: Look, sized: District) -> None:
    micro = f"{GRID}07"
    rows = (AreaRow(2, micro, "七号微网格"),)
    sized.desk.execute(ImportAreas(rows=rows, commit=True), by=ADMIN)
    number = sized.report(area_code=micro).number
    with sized.transactions.writing() as session:
        session.connection().execute(text(f"UPDATE unit SET area_code = '{GRID}' WHERE id = 1"))
        session.add(Operator(login="wangge", name="网格", role="dispatcher", area_code=GRID))
    outcome = do(RenumberGrid(area_code=GRID))
    assert outcome.followed == (
        Followed("case", number, "", micro, f"{THIRD}07"),
        Followed("unit", "C001", "西陵社区居委会", GRID, THIRD),
        Followed("operator", "wangge", "网格", GRID, THIRD),
        Followed("post", GRIDDER, "full_time", GRID, THIRD),
    )
    assert place_of(sized, number) == (f"{THIRD}07", STREET)
    assert look("SELECT area_code FROM operator WHERE login = 'wangge'") == [(THIRD,)]
    assert look(LINEAGE) == [
        ("renumber", GRID, THIRD, ADMIN),
        ("renumber", micro, f"{THIRD}07", ADMIN),
    ]


def test_the_ground_of_a_code_that_ends_belongs_to_its_successor(
    do: Do, look: Look, sized: District
) -> None:
    rows = (
        BoundaryRow(1, GRID, "", "", box(0, 0, 2, 4)),
        BoundaryRow(2, NEXT_GRID, "", "", box(2, 0, 4, 4)),
        BoundaryRow(3, OTHER_GRID, "", "", box(8, 0, 9, 4)),
    )
    sized.desk.execute(ImportBoundaries(rows=rows, commit=True), by=ADMIN)
    do(merge())
    do(RenumberGrid(area_code=OTHER_GRID))
    assert [(code, ground(geometry)) for code, geometry in look(BOUNDARIES)] == [
        (GRID, ground(kept(box(0, 0, 4, 4)))),
        (SECOND_THERE, ground(kept(box(8, 0, 9, 4)))),
    ]
    do(RetireGrid(area_code=SECOND_THERE))
    assert [code for code, _ in look(BOUNDARIES)] == [GRID]


def ground(geometry: str) -> tuple[int, int]:
    """Return how many pieces a boundary has, and how many square metres."""
    return len(polygons_of(geometry)), measure(geometry).square_metres


def test_a_code_is_never_given_twice(do: Do, look: Look) -> None:
    do(RenumberGrid(area_code=GRID))
    do(RetireGrid(area_code=THIRD))
    do(RenumberGrid(area_code=NEXT_GRID))
    assert [row[0] for row in look(LIVING)] == ["330108001001004", OTHER_GRID]


def test_a_grid_with_open_cases_ends_only_with_a_successor(
    sized: District, do: Do, everything: Everything, look: Look
) -> None:
    number = sized.report().number
    before = everything()
    refusal = refusal_of(do, RetireGrid(area_code=GRID))
    assert isinstance(refusal, Refused)
    assert str(refusal) == (
        f"1 cases are open in {GRID}, the first is {number}. Name a grid that follows it, or "
        "end them first."
    )
    assert everything() == before
    outcome = do(RetireGrid(area_code=GRID, into=OTHER_GRID))
    assert outcome.followed[0] == Followed("case", number, "", GRID, OTHER_GRID)
    assert place_of(sized, number) == (OTHER_GRID, "330108002")
    assert look(f"SELECT households FROM area WHERE code = '{OTHER_GRID}'") == [(400,)]


def test_a_case_that_opens_again_lies_in_what_stands_for_its_grid(sized: District, do: Do) -> None:
    closed = sized.report(item_code=LITTER).number
    end(sized, closed)
    into, merged = sized.report(area_code=OTHER_GRID).number, sized.report().number
    sized.desk.execute(MergeCase(number=merged, into=into), by=DISPATCHER)
    do(RenumberGrid(area_code=GRID))
    do(MoveGrid(area_code=THIRD, to_code=OTHER_COMMUNITY, name="江陵网格"))
    sized.desk.execute(ReopenCase(number=closed, reason="没清干净"), by=SUPERVISOR)
    sized.desk.execute(UnmergeCase(number=merged, reason="不是一回事"), by=DISPATCHER)
    for number in (closed, merged):
        assert place_of(sized, number) == (SECOND_THERE, "330108002")
        assert {timer.area_code for timer in timers(sized.transactions, number)} == {SECOND_THERE}
        assert chain_fault(sized.transactions, number) is None


def test_a_case_of_a_grid_that_nothing_followed_opens_again_in_its_community(
    sized: District, do: Do
) -> None:
    number = sized.report(item_code=LITTER).number
    end(sized, number)
    do(RetireGrid(area_code=GRID))
    sized.desk.execute(ReopenCase(number=number, reason="没清干净"), by=SUPERVISOR)
    assert place_of(sized, number) == (COMMUNITY, STREET)


@pytest.mark.parametrize(
    "command",
    (
        split(),
        merge(),
        move(),
        RenumberGrid(area_code=GRID),
        RetireGrid(area_code=GRID, into=NEXT_GRID),
    ),
    ids=lambda command: type(command).__name__,
)
def test_a_change_is_previewed_and_repeated_without_a_trace(
    sized: District, do: Do, everything: Everything, command: ChangeGrid
) -> None:
    sized.report()
    before = everything()
    foreseen = do(command, dry=True)
    assert everything() == before
    assert do(command) == foreseen
    done = everything()
    again = do(command)
    assert (again.repeated, again.grids, again.followed) == (True, (), ())
    assert everything() == done


def test_a_preview_leaves_nothing_in_the_memory_of_the_desk(sized: District, do: Do) -> None:
    with sized.transactions.writing() as session:
        session.connection().execute(text(f"UPDATE unit SET area_code = '{GRID}' WHERE id = 1"))
    number = sized.report(item_code="D0101").number
    sized.desk.execute(FileCase(number=number, item_code="D0101"), by=DISPATCHER)
    do(RenumberGrid(area_code=GRID), dry=True)
    sized.desk.execute(DispatchCase(number=number, unit_code="C001"), by=DISPATCHER)
    assert case_fields(sized.transactions, number)["state"] == "dispatched"


def test_what_was_decided_on_old_registers_is_refused(do: Do, everything: Everything) -> None:
    seen = do(split(), dry=True).version
    do(RenumberGrid(area_code=NEXT_GRID))
    before = everything()
    assert isinstance(refusal_of(do, split(seen_version=seen)), Conflict)
    assert everything() == before
    assert do(split(seen_version=seen + 1)).version == seen + 1


def test_nobody_but_an_admin_of_the_area_changes_grids(
    sized: District, do: Do, everything: Everything
) -> None:
    with sized.transactions.writing() as session:
        session.add(Operator(login=STREET_ADMIN, name="西兴", role="admin", area_code=STREET))
    before = everything()
    for command in (
        RenumberGrid(area_code=OTHER_GRID),
        move(),
        RetireGrid(area_code=GRID, into=OTHER_GRID),
        MergeGrids(area_code=GRID, merged=(OTHER_GRID,)),
        SplitGrid(area_code=OTHER_GRID, parts=(PART,)),
    ):
        assert isinstance(refusal_of(do, command, by=STREET_ADMIN), NotFound)
    assert everything() == before
    assert isinstance(refusal_of(do, split(), by=SUPERVISOR), Forbidden)
    after = everything()
    assert [row[-2] for row in after.pop("audit_entry")] == ["refused"]
    assert before.pop("audit_entry") == []
    assert after == before


@pytest.mark.parametrize(
    ("command", "kind", "told"),
    (
        (SplitGrid(area_code=GRID, parts=()), Invalid, "at least one part"),
        (
            SplitGrid(area_code=GRID, parts=(GridPart(name="三", households=480, residents=5),)),
            Invalid,
            "some must be left",
        ),
        (
            SplitGrid(area_code=GRID, parts=(GridPart(name="三", households=0, residents=5),)),
            Invalid,
            "each must have some",
        ),
        (SplitGrid(area_code=GRID, parts=(GridPart(name="三", households=5),)), Invalid, "990"),
        (split(cases=(("330108-26-000099", "第三网格"),)), Invalid, "neither an open case"),
        (split(people=((GRIDDER, "第九网格"),)), Invalid, "No part is called"),
        (SplitGrid(area_code=GRID, parts=(PART, PART)), Invalid, "Two parts"),
        (
            SplitGrid(
                area_code=GRID, parts=(GridPart(name="第二网格", households=9, residents=9),)
            ),
            Duplicate,
            NEXT_GRID,
        ),
        (SplitGrid(area_code=COMMUNITY, parts=(PART,)), Invalid, "is no grid"),
        (SplitGrid(area_code="330108001001999", parts=(PART,)), NotFound, "no area"),
        (MergeGrids(area_code=GRID, merged=()), Invalid, "two grids or more"),
        (MergeGrids(area_code=GRID, merged=(GRID,)), Invalid, "each once"),
        (MergeGrids(area_code=GRID, merged=(OTHER_GRID,)), Invalid, "not of one community"),
        (move(name=""), Duplicate, OTHER_GRID),
        (move(to_code=COMMUNITY), Invalid, "already"),
        (move(to_code="330108002"), Invalid, "is no community"),
        (RetireGrid(area_code=GRID, into=GRID), Invalid, "follow itself"),
    ),
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    do: Do, everything: Everything, command: ChangeGrid, kind: type[CoreError], told: str
) -> None:
    before = everything()
    refusal = refusal_of(do, command)
    assert isinstance(refusal, kind)
    assert told in str(refusal)
    assert everything() == before


def test_a_grid_that_a_unit_answers_for_is_not_simply_retired(
    sized: District, do: Do, everything: Everything
) -> None:
    with sized.transactions.writing() as session:
        session.connection().execute(text(f"UPDATE unit SET area_code = '{GRID}' WHERE id = 1"))
    before = everything()
    assert "answers for" in str(refusal_of(do, RetireGrid(area_code=GRID)))
    assert everything() == before


def test_numbers_that_were_never_given_follow_the_highest_one(do: Do, sized: District) -> None:
    rows = (AreaRow(2, "330108001001999", "末网格", households=300, residents=600),)
    sized.desk.execute(ImportAreas(rows=rows, commit=True), by=ADMIN)
    assert do(RenumberGrid(area_code=GRID)).grids[1].code == THIRD


def test_a_change_is_one_of_the_words_of_the_history(sized: District, do: Do) -> None:
    number = sized.report().number
    do(merge())
    assert [entry.verb for entry in history(sized.transactions, number)] == ["report"]
    sized.desk.execute(CancelCase(number=number, reason="误报"), by=SUPERVISOR)
    do(RetireGrid(area_code=GRID))
    assert place_of(sized, number) == (GRID, STREET)
    assert list(Change) == ["split", "merge", "move", "renumber", "retire"]
