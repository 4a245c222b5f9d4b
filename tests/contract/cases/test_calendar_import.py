"""A new calendar moves the open clocks that it touches, says so before, and moves no others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import text

from core.cases.commands import (
    AskExtension,
    DispatchCase,
    FailCheck,
    FileCase,
    GrantExtension,
    MergeCase,
    PassCheck,
    ReceiveCase,
    ResolveCase,
    ResumeCase,
    SuspendCase,
    UnmergeCase,
    WhistleCase,
)
from core.cases.history import replay, replay_timers
from core.cases.recalculation import DueMove
from core.cases.rows import CaseOutcome
from core.desk import Desk
from core.imports.commands import CalendarDayRow, CalendarYearRow, ImportCalendar
from core.imports.result import ImportResult
from core.kernel.errors import Conflict, Forbidden, NotFound
from core.operators.models import Operator
from storage.database import Database
from tests.contract.cases.test_handling import filed
from tests.district import (
    ADMIN,
    COMMITTEE,
    DAYS_OFF_2026,
    DISPATCHER,
    ENFORCEMENT,
    LITTER,
    MAKE_UP_DAYS_2026,
    MANHOLE,
    QUARREL,
    SAFETY,
    STALLS,
    STREET,
    SUPERVISOR,
    District,
)
from tests.stored import case_fields, chain_fault, everything_in, history, payloads

TUESDAY = datetime(2026, 12, 29, 2, 0, tzinfo=UTC)
"""Tuesday 2026-12-29 10:00 in Hangzhou."""
NEW_YEARS_EVE = datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
"""Thursday 2026-12-31 17:00 in Hangzhou."""
CLOSE_OF_NEW_YEARS_DAY = datetime(2027, 1, 1, 10, 0, tzinfo=UTC)
"""Friday 2027-01-01 18:00: a working day for those who know only weekends."""
CLOSE_OF_MONDAY = datetime(2027, 1, 4, 10, 0, tzinfo=UTC)


def days(kind: str, *on: date) -> Iterator[CalendarDayRow]:
    for day in on:
        yield CalendarDayRow(day, kind, "元旦", "New Year")


def year(
    number: int, off: tuple[date, ...], made_up: tuple[date, ...] = (), source: str = "通知"
) -> CalendarYearRow:
    rows = (*days("day_off", *off), *days("make_up_day", *made_up))
    return CalendarYearRow(1, number, source, rows)


YEAR_2027 = year(
    2027,
    off=(date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)),
    made_up=(date(2027, 1, 9), date(2027, 2, 7)),
)
"""New Year's Day to Sunday the 3rd off; a Saturday and a Sunday make up for it."""


def announce(
    district: District, *rows: CalendarYearRow, commit: bool = True, by: str = ADMIN
) -> ImportResult:
    """Import years as the admin."""
    result: ImportResult = district.desk.execute(ImportCalendar(rows=rows, commit=commit), by=by)
    return result


def in_handling(district: District, item: str = QUARREL, unit: str = COMMITTEE) -> str:
    """Report, file, dispatch and receive a case in one moment; return its number."""
    number = district.report(item_code=item).number
    for command in (
        FileCase(number=number, item_code=item),
        DispatchCase(number=number, unit_code=unit),
        ReceiveCase(number=number),
    ):
        district.desk.execute(command, by=DISPATCHER)
    return number


def due_of(district: District, number: str) -> tuple[object, bool]:
    """Return when a case is due and whether that is an estimate."""
    case = case_fields(district.transactions, number)
    return instant(case["due_at"]), bool(case["estimated"])


def instant(stored: object) -> datetime | None:
    """Read an instant as the database gives it."""
    if stored is None or isinstance(stored, datetime):
        return stored
    return datetime.fromisoformat(f"{stored}+00:00")


def verbs(district: District, number: str) -> list[str]:
    return [entry.verb for entry in history(district.transactions, number)]


def test_an_announced_year_moves_what_was_estimated_and_says_so_before(
    district: District,
) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    assert due_of(district, number) == (CLOSE_OF_NEW_YEARS_DAY, True)
    before = everything_in(district.transactions)

    dry = announce(district, YEAR_2027, commit=False)

    # 24 of 30 office hours end at 10:00 of the last day: the warning moves with it.
    (move,) = dry.moves
    assert move == DueMove(
        number=number,
        stage="handle",
        call=0,
        due_before=CLOSE_OF_NEW_YEARS_DAY,
        due_after=CLOSE_OF_MONDAY,
        target_before=datetime(2027, 1, 1, 2, 0, tzinfo=UTC),
        target_after=datetime(2027, 1, 4, 2, 0, tzinfo=UTC),
        estimated_before=True,
        estimated_after=False,
    )
    assert (dry.new, dry.committed) == (1, False)
    assert everything_in(district.transactions) == before

    done = announce(district, YEAR_2027)

    assert (done.moves, done.new, done.committed) == (dry.moves, 1, True)
    assert due_of(district, number) == (CLOSE_OF_MONDAY, False)
    case = case_fields(district.transactions, number)
    assert instant(case["handle_due_at"]) == CLOSE_OF_MONDAY
    assert not case["handle_estimated"]
    assert str(case["due_on"]) == "2027-01-04"

    after = everything_in(district.transactions)
    again = announce(district, YEAR_2027)
    assert (again.moves, again.unchanged) == ((), 1)
    assert everything_in(district.transactions) == after


def test_the_history_tells_why_and_replays_to_what_runs(district: District) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    told = len(payloads(district.transactions, number))
    announce(district, YEAR_2027)

    entries = history(district.transactions, number)
    assert len(entries) == told + 1
    entry = entries[-1]
    assert (entry.verb, entry.operator, entry.from_state, entry.to_state) == (
        "reckon",
        ADMIN,
        "handling",
        "handling",
    )
    payload = payloads(district.transactions, number)[-1]
    assert payload["stopped"] == []
    assert {
        name: payload["details"][name] for name in ("why", "years", "due_before", "due_after")
    } == {
        "why": "calendar",
        "years": [2027],
        "due_before": "2027-01-01T10:00:00+00:00",
        "due_after": "2027-01-04T10:00:00+00:00",
    }
    (clock,) = payload["details"]["clocks"]
    assert (clock["stage"], clock["due_before"], clock["due_after"]) == (
        "handle",
        "2027-01-01T10:00:00+00:00",
        "2027-01-04T10:00:00+00:00",
    )
    assert chain_fault(district.transactions, number) is None
    all_told = payloads(district.transactions, number)
    assert replay(all_told)["due_at"] == "2027-01-04T10:00:00+00:00"
    running = replay_timers(all_told)
    assert {key: timer["due_at"] for key, timer in running.items()} == {
        ("handle", 0): "2027-01-04T10:00:00+00:00"
    }
    assert running["handle", 0]["started_at"] == "2026-12-29T02:00:00+00:00"


def test_the_timer_in_the_table_is_the_one_the_case_shows(
    district: District, database: Database
) -> None:
    district.clock.move_to(TUESDAY)
    in_handling(district)
    announce(district, YEAR_2027)
    with database.reading() as connection:
        stage, due_at, estimated = connection.execute(
            text("SELECT stage, due_at, estimated FROM case_timer")
        ).one()
    assert (stage, instant(due_at), bool(estimated)) == ("handle", CLOSE_OF_MONDAY, False)


def test_the_queue_counts_a_moved_case_on_its_new_day(
    district: District, database: Database
) -> None:
    district.clock.move_to(TUESDAY)
    in_handling(district)
    announce(district, YEAR_2027)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT CAST(due_on AS TEXT), open FROM queue_count"))
        assert [tuple(row) for row in rows] == [("2027-01-04", 1)]


def test_minutes_and_hours_run_through_any_calendar(district: District) -> None:
    district.clock.move_to(NEW_YEARS_EVE + timedelta(hours=6))
    urgent = in_handling(district, MANHOLE, ENFORCEMENT)
    litter = district.report(item_code=LITTER).number
    before = [due_of(district, number) for number in (urgent, litter)]
    assert before[0] == (NEW_YEARS_EVE + timedelta(hours=8), False)
    assert announce(district, YEAR_2027).moves == ()
    assert [due_of(district, number) for number in (urgent, litter)] == before
    assert "reckon" not in verbs(district, urgent) + verbs(district, litter)


def test_working_hours_and_receipts_move_too_in_one_entry_for_each_case(
    district: District,
) -> None:
    district.clock.move_to(NEW_YEARS_EVE)
    number = district.report(item_code=MANHOLE).number
    district.desk.execute(FileCase(number=number, item_code=MANHOLE, condition=2), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code=ENFORCEMENT), by=DISPATCHER)

    moves = announce(district, YEAR_2027).moves

    # One hour is left of the day; the rest was to run on the morning of 1 January.
    told = {move.stage: (move.due_before, move.due_after) for move in moves}
    assert told == {
        "receive": (
            datetime(2027, 1, 1, 1, 0, tzinfo=UTC),
            datetime(2027, 1, 4, 1, 0, tzinfo=UTC),
        ),
        "handle": (
            datetime(2027, 1, 1, 3, 0, tzinfo=UTC),
            datetime(2027, 1, 4, 3, 0, tzinfo=UTC),
        ),
    }
    assert verbs(district, number).count("reckon") == 1
    assert due_of(district, number) == (datetime(2027, 1, 4, 1, 0, tzinfo=UTC), False)


def test_a_case_awaiting_its_check_keeps_the_handling_clock_that_stopped(
    district: District,
) -> None:
    district.clock.move_to(NEW_YEARS_EVE)
    number = in_handling(district)
    district.desk.execute(ResolveCase(number=number, result="调解成功"), by=DISPATCHER)
    kept = case_fields(district.transactions, number)["handle_due_at"]

    (move,) = announce(district, YEAR_2027).moves

    assert (move.stage, move.due_before, move.due_after) == (
        "check",
        CLOSE_OF_NEW_YEARS_DAY,
        CLOSE_OF_MONDAY,
    )
    case = case_fields(district.transactions, number)
    assert (case["handle_due_at"], bool(case["handle_estimated"])) == (kept, True)
    assert case["handled_late"] == 0  # what SQLite has for no; unknown would be None

    # Taken up again, it runs by the calendar of that day: 4, 5 and 6 January.
    outcome: CaseOutcome = district.desk.execute(
        FailCheck(number=number, reason="又吵了"), by=DISPATCHER
    )
    assert (outcome.due_at, outcome.estimated) == (
        datetime(2027, 1, 6, 10, 0, tzinfo=UTC),
        False,
    )


def test_lateness_that_history_tells_of_is_not_rewritten(district: District) -> None:
    district.clock.move_to(datetime(2026, 10, 10, 2, 0, tzinfo=UTC))
    number = in_handling(district)
    # Due on Wednesday the 14th; resolved on Thursday the 15th, late.
    district.clock.move_to(datetime(2026, 10, 15, 2, 0, tzinfo=UTC))
    district.desk.execute(ResolveCase(number=number, result="好"), by=DISPATCHER)
    district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)
    before = everything_in(district.transactions)

    # Had the 12th and 13th been days off, it would have been in time.
    more = (*DAYS_OFF_2026, date(2026, 10, 12), date(2026, 10, 13))
    assert announce(district, year(2026, more, MAKE_UP_DAYS_2026)).moves == ()

    after = everything_in(district.transactions)
    assert {k: v for k, v in after.items() if k != "audit_entry"} == {
        k: v for k, v in before.items() if k != "audit_entry"
    }
    assert case_fields(district.transactions, number)["handled_late"]


def test_a_suspension_ends_when_it_was_said_to_and_resumes_by_the_new_calendar(
    district: District,
) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    district.desk.execute(
        SuspendCase(number=number, until=date(2027, 1, 5), reason="等"), by=SUPERVISOR
    )
    assert announce(district, YEAR_2027).moves == ()

    district.clock.move_to(datetime(2027, 1, 4, 2, 0, tzinfo=UTC))
    outcome = district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    # It stood for Tuesday to Thursday: three working days on from Monday the 4th.
    assert (outcome.due_at, outcome.estimated) == (
        datetime(2027, 1, 7, 10, 0, tzinfo=UTC),
        False,
    )


def test_pauses_and_extensions_count_on_by_the_new_calendar(district: District) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    district.desk.execute(
        SuspendCase(number=number, until=date(2027, 1, 5), reason="等"), by=SUPERVISOR
    )
    district.clock.advance(timedelta(days=1))
    district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    district.desk.execute(
        AskExtension(number=number, limit="2 working_day", reason="难"), by=DISPATCHER
    )
    district.desk.execute(GrantExtension(number=number), by=SUPERVISOR)
    # Friday 1 January, a working day later Monday 4, two more: Wednesday 6.
    assert due_of(district, number) == (datetime(2027, 1, 6, 10, 0, tzinfo=UTC), True)

    (move,) = announce(district, YEAR_2027).moves

    # Monday 4, a working day later Tuesday 5, two more: Thursday 7.
    assert move.due_after == datetime(2027, 1, 7, 10, 0, tzinfo=UTC)
    assert due_of(district, number) == (move.due_after, False)


def test_a_pause_after_the_due_time_counts_by_the_new_calendar_too(district: District) -> None:
    district.clock.move_to(datetime(2026, 10, 12, 2, 0, tzinfo=UTC))
    number = in_handling(district)
    # Due on Thursday the 15th; late when it is suspended, from Monday 09:00 to Thursday 09:00.
    district.clock.move_to(datetime(2026, 10, 19, 1, 0, tzinfo=UTC))
    command = SuspendCase(number=number, until=date(2026, 11, 5), reason="等")
    district.desk.execute(command, by=SUPERVISOR)
    district.clock.move_to(datetime(2026, 10, 22, 1, 0, tzinfo=UTC))
    district.desk.execute(ResumeCase(number=number), by=SUPERVISOR)
    assert due_of(district, number) == (datetime(2026, 10, 20, 10, 0, tzinfo=UTC), False)

    # Wednesday the 21st was a day off: only two working days were paused.
    corrected = year(2026, (*DAYS_OFF_2026, date(2026, 10, 21)), MAKE_UP_DAYS_2026)
    (move,) = announce(district, corrected).moves
    assert (move.number, move.due_after) == (number, datetime(2026, 10, 19, 10, 0, tzinfo=UTC))


def test_the_clocks_of_called_units_move(district: District) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district, STALLS, ENFORCEMENT)
    district.clock.move_to(NEW_YEARS_EVE)
    district.desk.execute(
        WhistleCase(
            number=number, unit_codes=(ENFORCEMENT, SAFETY), lead=SAFETY, reason="联合整治"
        ),
        by=DISPATCHER,
    )
    moves = announce(district, YEAR_2027).moves
    assert [(move.stage, move.call, move.due_before, move.due_after) for move in moves] == [
        ("call_answer", 1, CLOSE_OF_NEW_YEARS_DAY, CLOSE_OF_MONDAY),
        ("call_answer", 2, CLOSE_OF_NEW_YEARS_DAY, CLOSE_OF_MONDAY),
        (
            "handle",
            0,
            datetime(2027, 1, 7, 10, 0, tzinfo=UTC),
            datetime(2027, 1, 8, 10, 0, tzinfo=UTC),
        ),
    ]
    assert verbs(district, number).count("reckon") == 1


def test_a_promise_is_told_even_where_the_due_time_stays(district: District) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    only_spring = year(2027, off=(date(2027, 2, 8),))
    (move,) = announce(district, only_spring).moves
    assert (move.due_before, move.due_after) == (CLOSE_OF_NEW_YEARS_DAY, CLOSE_OF_NEW_YEARS_DAY)
    assert (move.estimated_before, move.estimated_after) == (True, False)
    assert due_of(district, number) == (CLOSE_OF_NEW_YEARS_DAY, False)


def test_a_corrected_year_moves_what_it_touches_and_nothing_else(district: District) -> None:
    number = in_handling(district, STALLS, ENFORCEMENT)
    district.clock.move_to(datetime(2026, 10, 12, 2, 0, tzinfo=UTC))
    other = in_handling(district)
    untouched = due_of(district, other)

    # Sunday 20 September was not made up after all: the seventh day is Wednesday 23.
    corrected = year(2026, DAYS_OFF_2026, (date(2026, 10, 10),))
    (move,) = announce(district, corrected).moves

    assert (move.number, move.due_before, move.due_after) == (
        number,
        datetime(2026, 9, 22, 10, 0, tzinfo=UTC),
        datetime(2026, 9, 23, 10, 0, tzinfo=UTC),
    )
    assert due_of(district, other) == untouched
    assert "reckon" not in verbs(district, other)


def test_another_source_or_name_alone_moves_nothing(district: District) -> None:
    in_handling(district)
    before = everything_in(district.transactions)["cases"]
    renamed = year(2026, DAYS_OFF_2026, MAKE_UP_DAYS_2026, source="更正")
    result = announce(district, renamed)
    assert (result.changed, result.moves) == (1, ())
    assert everything_in(district.transactions)["cases"] == before


def test_a_receipt_keeps_the_time_that_it_stood_merged(district: District) -> None:
    district.clock.move_to(TUESDAY)
    other = in_handling(district)
    number = district.report(item_code=QUARREL).number
    district.desk.execute(FileCase(number=number, item_code=QUARREL), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code=COMMITTEE), by=DISPATCHER)
    # An hour of the two has run.
    district.clock.move_to(TUESDAY + timedelta(hours=1))
    district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    district.clock.move_to(NEW_YEARS_EVE + timedelta(minutes=30))
    district.desk.execute(UnmergeCase(number=number, reason="并错"), by=DISPATCHER)
    # Half an hour on the 31st, and the other half on the morning of 1 January.
    moves = {move.stage: move for move in announce(district, YEAR_2027).moves}
    assert (moves["receive"].due_before, moves["receive"].due_after) == (
        datetime(2027, 1, 1, 0, 30, tzinfo=UTC),
        datetime(2027, 1, 4, 0, 30, tzinfo=UTC),
    )
    assert verbs(district, number).count("reckon") == 1


def test_what_is_announced_while_a_case_is_merged_counts_when_it_is_unmerged(
    district: District,
) -> None:
    district.clock.move_to(NEW_YEARS_EVE)
    other = district.report().number
    number = district.report(item_code=QUARREL).number
    district.desk.execute(FileCase(number=number, item_code=QUARREL), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, unit_code=COMMITTEE), by=DISPATCHER)
    district.desk.execute(MergeCase(number=number, into=other), by=DISPATCHER)
    assert announce(district, YEAR_2027).moves == ()

    district.clock.advance(timedelta(minutes=30))
    outcome = district.desk.execute(UnmergeCase(number=number, reason="并错"), by=DISPATCHER)
    # Half an hour of 31 December is left, the other hour and a half runs on Monday the 4th.
    assert (outcome.stage, outcome.due_at) == ("receive", datetime(2027, 1, 4, 1, 30, tzinfo=UTC))


def test_many_cases_are_moved_a_few_at_a_time_and_each_once(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.cases.moving.AT_ONCE", 2)
    district.clock.move_to(TUESDAY)
    numbers = [in_handling(district) for _ in range(5)]
    dry = announce(district, YEAR_2027, commit=False)
    assert [move.number for move in dry.moves] == numbers
    assert announce(district, YEAR_2027).moves == dry.moves
    for number in numbers:
        assert verbs(district, number).count("reckon") == 1
        assert due_of(district, number) == (CLOSE_OF_MONDAY, False)


def test_an_import_that_is_undone_leaves_no_trace_in_memory(district: District) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    desk = Desk(district.transactions, district.clock)
    with pytest.raises(NotFound):
        desk.execute_together(
            [ImportCalendar(rows=(YEAR_2027,), commit=True), ReceiveCase(number="330108-26-9")],
            by=ADMIN,
        )
    district.desk = desk
    assert due_of(district, in_handling(district)) == (CLOSE_OF_NEW_YEARS_DAY, True)
    assert due_of(district, number) == (CLOSE_OF_NEW_YEARS_DAY, True)


def test_contradictory_rows_are_refused_and_move_nothing(district: District) -> None:
    district.clock.move_to(TUESDAY)
    in_handling(district)
    before = everything_in(district.transactions)
    twice = year(2027, off=(date(2027, 1, 2),), made_up=(date(2027, 1, 2),))
    result = announce(district, twice)
    assert [row.reason for row in result.refused] == [
        "2027-01-02 is listed both as day_off and as make_up_day; keep one of them."
    ]
    assert (result.committed, result.moves) == (False, ())
    result = announce(district, YEAR_2027, YEAR_2027._replace(line=2))
    assert [(row.line, row.reason) for row in result.refused] == [
        (2, "It stands on line 1 already.")
    ]
    assert everything_in(district.transactions) == before


def test_a_make_up_saturday_is_no_error_and_is_worked(district: District) -> None:
    # Friday 8 January; Saturday the 9th is made up, so three days end on Tuesday the 12th.
    announce(district, YEAR_2027)
    district.clock.move_to(datetime(2027, 1, 8, 2, 0, tzinfo=UTC))
    number = in_handling(district)
    assert due_of(district, number) == (datetime(2027, 1, 12, 10, 0, tzinfo=UTC), False)


@pytest.mark.parametrize("commit", (False, True))
def test_who_keeps_less_than_the_district_neither_moves_nor_sees_what_would_move(
    district: District, *, commit: bool
) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    with district.transactions.writing() as session:
        session.add(Operator(login="streetadmin", name="街管", role="admin", area_code=STREET))
    before = everything_in(district.transactions)
    for login in ("streetadmin", SUPERVISOR, DISPATCHER):
        with pytest.raises(Forbidden) as refusal:
            announce(district, YEAR_2027, commit=commit, by=login)
        assert number not in str(refusal.value)
    after = everything_in(district.transactions)
    assert after["cases"] == before["cases"]
    assert after["case_timer"] == before["case_timer"]
    assert [row[3] for row in after["audit_entry"] if row not in before["audit_entry"]] == [
        "ImportCalendar"
    ] * 3


def test_a_case_moved_meanwhile_is_not_overwritten_by_a_desk_that_saw_it_before(
    district: District,
) -> None:
    district.clock.move_to(TUESDAY)
    number = in_handling(district)
    seen = case_fields(district.transactions, number)["version"]
    announce(district, YEAR_2027)
    with pytest.raises(Conflict, match="changed by somebody else"):
        district.desk.execute(
            ResolveCase(number=number, result="好", seen_version=seen), by=DISPATCHER
        )


def test_a_clock_started_while_a_calendar_is_taken_in_runs_by_the_new_one(
    district: District,
) -> None:
    district.clock.move_to(TUESDAY)
    during, after = (filed(district, QUARREL) for _ in range(2))
    judging, go_on = Event(), Event()

    def rows() -> Iterator[CalendarYearRow]:
        judging.set()
        go_on.wait(10)
        yield YEAR_2027

    def dispatch(number: str) -> None:
        command = DispatchCase(number=number, unit_code=COMMITTEE)
        district.desk.execute(command, by=DISPATCHER)

    with ThreadPoolExecutor() as threads:
        command = ImportCalendar(rows=rows(), commit=True)
        importing = threads.submit(district.desk.execute, command, by=ADMIN)
        judging.wait(10)
        dispatching = threads.submit(dispatch, during)
        # The verb must not be done before the calendar is; a moment shows that it waits.
        assert wait([dispatching], timeout=0.3).not_done
        go_on.set()
        importing.result(10)
        dispatching.result(10)
    dispatch(after)

    assert due_of(district, during) == due_of(district, after)
    handle_due = [case_fields(district.transactions, n)["handle_due_at"] for n in (during, after)]
    assert [instant(due) for due in handle_due] == [CLOSE_OF_MONDAY, CLOSE_OF_MONDAY]
