"""Cases of another system come in with times of their own, once, all of them or none."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from core.cases.commands import PassCheck, ReceiveCase, ResolveCase
from core.cases.history import verify_chain
from core.cases.models import Case
from core.imports.changes import RowChange
from core.imports.commands import CaseRow, ImportCases, ImportCommand, UndoImport
from core.imports.result import ImportResult, RefusedRow
from core.kernel.errors import Forbidden, Refused
from tests.contract.imports.conftest import Look
from tests.district import (
    ADMIN,
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    GRIDDER,
    LITTER,
    MANHOLE,
    STALLS,
    District,
)
from tests.stored import everything_in, history, timers

TakeIn = Callable[[ImportCommand], ImportResult]


def at(*parts: int) -> datetime:
    """Return a moment as a file says it, on the wall of the district."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001  local on purpose


PAST = CaseRow(
    2, "OLD-1", "hotline", GRID, "占道经营", at(2026, 3, 4, 9, 5), item_code=STALLS,
    unit_code=ENFORCEMENT, dispatched_at=at(2026, 3, 4, 10), ended_at=at(2026, 3, 6, 16, 30),
    result="已清理", rating=5, reporter_name="李大明", reporter_phone="13800138000",
)  # fmt: skip
OPEN = CaseRow(
    3, "OLD-3", "gridder", GRID, "井盖松动", at(2026, 9, 14, 8, 30), item_code=MANHOLE,
    unit_code=ENFORCEMENT, state="handling", dispatched_at=at(2026, 9, 14, 8, 45),
)  # fmt: skip
FRESH = CaseRow(4, "OLD-4", "hotline", GRID, "路灯不亮", at(2026, 9, 14, 8, 0))
ROWS = (PAST, OPEN, FRESH)


def told(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in result.refused]


def stored(district: District, number: str) -> dict[str, Any]:
    """Return the fields of a case as the program reads them."""
    with district.transactions.rehearsing() as session:
        case = session.exec(select(Case).where(col(Case.number) == number)).one()
        return dict(case)


def number_of(look: Look, ref: str) -> str:
    [(number,)] = look(f"SELECT number FROM cases WHERE source_ref = '{ref}'")
    return str(number)


def test_a_dry_run_counts_and_changes_nothing(district: District, take_in: TakeIn) -> None:
    before = everything_in(district.transactions)
    result = take_in(ImportCases(rows=ROWS))
    assert (result.new, result.unchanged, result.committed) == (3, 0, False)
    assert result.changes.listed == (
        RowChange("new", 2, "OLD-1", "占道经营"),
        RowChange("new", 3, "OLD-3", "井盖松动"),
        RowChange("new", 4, "OLD-4", "路灯不亮"),
    )
    assert everything_in(district.transactions) == before


def test_a_case_of_the_past_comes_in_closed_with_its_own_times(
    district: District, take_in: TakeIn, look: Look
) -> None:
    take_in(ImportCases(rows=ROWS, commit=True, file_name="old.csv"))
    number = number_of(look, "OLD-1")
    assert number == "330108-26-000001"
    case = stored(district, number)
    wanted = {
        "state": "closed",
        "tier": 3,
        "reported_at": datetime(2026, 3, 4, 1, 5, tzinfo=UTC),
        "filed_at": datetime(2026, 3, 4, 1, 5, tzinfo=UTC),
        "dispatched_at": datetime(2026, 3, 4, 2, 0, tzinfo=UTC),
        "resolved_at": datetime(2026, 3, 6, 8, 30, tzinfo=UTC),
        "ended_at": datetime(2026, 3, 6, 8, 30, tzinfo=UTC),
        # Seven working days from Wednesday: the close of business of Friday a week later.
        "handle_due_at": datetime(2026, 3, 13, 10, 0, tzinfo=UTC),
        "handled_late": False,
        "due_at": None,
        "rating": 5,
        "result": "已清理",
        "self_handled": False,
        "reporter_name": "李大明",
    }
    assert {name: case[name] for name in wanted} == wanted
    [entry] = history(district.transactions, number)
    assert (entry.verb, entry.operator, entry.from_state, entry.to_state) == (
        "import",
        ADMIN,
        None,
        "closed",
    )
    assert entry.at == district.clock()
    assert '"details":{"file":"old.csv","source_ref":"OLD-1"}' in entry.payload
    assert '"started":[],"stopped":[]' in entry.payload
    assert "李大明" not in entry.payload
    assert verify_chain(number, 1, str(case["history_hash"]), [entry]) is None
    assert timers(district.transactions, number) == []


def test_clocks_of_open_cases_run_from_times_of_their_own(
    district: District, take_in: TakeIn, look: Look
) -> None:
    take_in(ImportCases(rows=ROWS, commit=True))
    handled, fresh = number_of(look, "OLD-3"), number_of(look, "OLD-4")
    [clock] = timers(district.transactions, handled)
    # The first condition of a manhole: two hours, through nights and holidays.
    assert (clock.stage, clock.started_at, clock.due_at) == (
        "handle",
        datetime(2026, 9, 14, 0, 45, tzinfo=UTC),
        datetime(2026, 9, 14, 2, 45, tzinfo=UTC),
    )
    begun = datetime(2026, 9, 14, 0, 0, tzinfo=UTC)
    clocks = {clock.stage: clock for clock in timers(district.transactions, fresh)}
    assert {stage: (clock.started_at, clock.due_at) for stage, clock in clocks.items()} == {
        "accept": (begun, begun + timedelta(minutes=15)),
        "verify": (begun, begun + timedelta(minutes=30)),
    }
    case = stored(district, fresh)
    assert (case["state"], case["due_stage"]) == ("reported", "accept")


def test_work_on_a_case_taken_over_goes_on(district: District, take_in: TakeIn, look: Look) -> None:
    rows = (
        OPEN,
        OPEN._replace(line=5, source_ref="OLD-5", state="dispatched"),
        OPEN._replace(
            line=6, source_ref="OLD-6", state="resolved", resolved_at=at(2026, 9, 14, 8, 50)
        ),
    )
    take_in(ImportCases(rows=rows, commit=True))
    district.desk.execute(ReceiveCase(number=number_of(look, "OLD-5")), by=DISPATCHER)
    resolve = ResolveCase(number=number_of(look, "OLD-3"), result="已更换")
    assert district.desk.execute(resolve, by=DISPATCHER).state == "resolved"
    number = number_of(look, "OLD-6")
    district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)
    case = stored(district, number)
    assert (case["state"], case["handled_late"]) == ("closed", False)


def test_a_second_run_changes_nothing_and_a_longer_file_brings_the_rest(
    district: District, take_in: TakeIn
) -> None:
    assert take_in(ImportCases(rows=ROWS[:2], commit=True)).new == 2
    before = everything_in(district.transactions)
    again = take_in(ImportCases(rows=ROWS[:2], commit=True))
    assert (again.new, again.unchanged, again.import_id) == (0, 2, None)
    assert everything_in(district.transactions) == before
    more = take_in(ImportCases(rows=ROWS, commit=True))
    assert (more.new, more.unchanged) == (1, 2)


def test_each_year_has_numbers_of_its_own(take_in: TakeIn, look: Look) -> None:
    older = PAST._replace(
        reported_at=at(2024, 12, 31, 23), dispatched_at=None, ended_at=at(2025, 1, 3, 9)
    )
    take_in(ImportCases(rows=(older, OPEN), commit=True))
    assert number_of(look, "OLD-1") == "330108-24-000001"
    assert number_of(look, "OLD-3") == "330108-26-000001"


def test_what_was_dealt_with_on_the_spot_is_of_the_grid(
    district: District, take_in: TakeIn, look: Look
) -> None:
    row = PAST._replace(item_code=LITTER, unit_code=None, dispatched_at=None, source="gridder")
    take_in(ImportCases(rows=(row,), commit=True))
    case = stored(district, number_of(look, "OLD-1"))
    assert (case["tier"], case["self_handled"], case["dispatched_at"]) == (1, True, None)


def test_a_gridder_may_have_a_case_in_hand(district: District, take_in: TakeIn, look: Look) -> None:
    row = OPEN._replace(item_code=LITTER, unit_code=None, gridder_number=GRIDDER)
    take_in(ImportCases(rows=(row,), commit=True))
    case = stored(district, number_of(look, "OLD-3"))
    assert (case["tier"], case["gridder_id"], case["state"]) == (1, 1, "handling")


def test_one_bad_case_keeps_all_out_and_every_one_is_told(
    district: District, take_in: TakeIn
) -> None:
    before = everything_in(district.transactions)
    rows = (
        *ROWS,
        RefusedRow(5, "上报时间", "昨天", "It is no time.", {}),
        OPEN._replace(line=6),
        OPEN._replace(line=7, source_ref="A", area_code="330109001001001"),
        OPEN._replace(line=8, source_ref="B", item_code="X99", unit_code="U99", tier=9),
        OPEN._replace(line=9, source_ref="C", dispatched_at=at(2026, 9, 13, 9)),
        OPEN._replace(line=10, source_ref="D", dispatched_at=at(2026, 9, 14, 9, 1)),
        OPEN._replace(line=11, source_ref="E", ended_at=at(2026, 9, 14, 8, 50)),
        OPEN._replace(line=12, source_ref="F", item_code=None),
        OPEN._replace(line=13, source_ref="G", unit_code=None),
        OPEN._replace(line=14, source_ref="H", state="suspended"),
        PAST._replace(line=15, source_ref="I", state="rejected"),
        FRESH._replace(line=16, source_ref="J", area_code="330108", rating=7),
    )
    result = take_in(ImportCases(rows=rows, commit=True))
    assert told(result) == [
        (5, "上报时间", "It is no time."),
        (6, "source_ref", "It stands on line 3 already."),
        (7, "area_code", "There is no such area in your jurisdiction."),
        (8, "item_code", "There is no such item; import the items first."),
        (8, "unit_code", "There is no such unit; import the units first."),
        (8, "tier", "There is no tier 9."),
        (9, "dispatched_at", "It is before what must have come first."),
        (10, "dispatched_at", "That moment is yet to come."),
        (11, "ended_at", "An ended case needs the time of its end, and an open one has none."),
        (12, "item_code", "A case in that state needs an item."),
        (13, "unit_code", "A case in that state needs who handles it."),
        (
            14,
            "state",
            "A suspended or merged case cannot be taken over; settle that in the old system.",
        ),
        (15, "reject_reason", "A rejected case, and no other, needs a reason."),
        (
            16,
            "area_code",
            "滨江区 is too wide a place for a case; name a street, a community or a grid.",
        ),
        (16, "rating", "A rating is from 1 to 5."),
    ]
    assert everything_in(district.transactions) == before


def test_a_number_that_is_held_for_another_time_is_refused_and_both_are_shown(
    take_in: TakeIn,
) -> None:
    take_in(ImportCases(rows=(PAST,), commit=True))
    other = PAST._replace(reported_at=at(2026, 3, 1, 8))
    assert told(take_in(ImportCases(rows=(other,), commit=True))) == [
        (
            2,
            "reported_at",
            "The case of this number is held as reported at 2026-03-04 09:05:00+08:00.",
        )
    ]


def test_the_good_cases_alone_may_come_in(take_in: TakeIn, look: Look) -> None:
    bad = OPEN._replace(item_code="X99")
    result = take_in(ImportCases(rows=(PAST, bad), commit=True, partial=True))
    assert (result.new, result.committed, told(result)[0][0]) == (1, True, 3)
    assert look("SELECT source_ref FROM cases") == [("OLD-1",)]
    assert look("SELECT new_rows, refused_rows FROM import_run") == [(1, 1)]


def test_nobody_but_an_admin_takes_cases_over_and_nobody_undoes_it(
    district: District, take_in: TakeIn
) -> None:
    before = everything_in(district.transactions)
    with pytest.raises(Forbidden):
        district.desk.execute(ImportCases(rows=ROWS, commit=True), by=DISPATCHER)
    after = everything_in(district.transactions)
    assert after["cases"] == before["cases"] == []
    take_in(ImportCases(rows=ROWS, commit=True))
    with pytest.raises(Refused, match="the history of a case is never erased"):
        district.desk.execute(UndoImport(import_id=1, commit=True), by=ADMIN)
