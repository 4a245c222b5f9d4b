"""Open timers: lists in the order of the clocks, and counts by stage."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from core.cases.models import Case, CaseTimer
from core.cases.rows import CaseFilter, StageCount, TimerRow, several
from core.cases.states import Stage, State
from core.operators.jurisdiction import Scope
from storage.readers.timers import TimerReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import COMMUNITY, NOW, SCOPES, STREET, ZONE
from tests.contract.readers.plainly import matches

FILTERS: Final = (
    CaseFilter(),
    CaseFilter(open=None),
    CaseFilter(open=False),
    CaseFilter(stage=Stage.HANDLE),
    CaseFilter(stage=Stage.HANDLE, late=True),
    CaseFilter(due_today=True),
    CaseFilter(due_on=date(2026, 9, 16)),
    CaseFilter(exclude_due_on=date(2026, 9, 16), exclude_late=True),
    CaseFilter(due_on=date(2026, 9, 18), area=COMMUNITY),
    CaseFilter(tier=3),
    CaseFilter(unit="D330108"),
    CaseFilter(area=STREET),
    CaseFilter(area=COMMUNITY, state=State.DISPATCHED),
    CaseFilter(state=State.REPORTED, stage=Stage.VERIFY),
    CaseFilter(text="lamp", late=True),
    CaseFilter(exclude_source="video", item="E"),
    CaseFilter(stage=(Stage.HANDLE, Stage.RECEIVE), exclude_late=True),
    CaseFilter(exclude_stage=Stage.HANDLE, tier=(2, 3)),
    CaseFilter(exclude_due_today=True, exclude_tier=3, area=COMMUNITY),
    CaseFilter(exclude_unit="D330108", card="yellow"),
)


def expected_timers(data: Written, who: Scope, wanted: CaseFilter) -> list[CaseTimer]:
    """Return the timers of a filter; its clock and stage are the timer's own."""
    cases = {case.id: case for case in data.data.within(who)}
    of_case = replace(
        wanted,
        stage=None,
        late=False,
        due_today=False,
        due_on=None,
        exclude_stage=None,
        exclude_late=False,
        exclude_due_today=False,
        exclude_due_on=None,
    )

    def fits(timer: CaseTimer) -> bool:
        case: Case | None = cases.get(timer.case_id)
        return (
            case is not None
            and matches(case, of_case, NOW)
            and (wanted.stage is None or timer.stage in several(wanted.stage))
            and timer.stage not in several(wanted.exclude_stage)
            and (not wanted.exclude_late or timer.due_at >= NOW)
            and (not wanted.exclude_due_today or not due_today(timer.due_at))
            and (not wanted.late or timer.due_at < NOW)
            and (not wanted.due_today or due_today(timer.due_at))
            and wanted.due_on in {None, timer.due_at.astimezone(ZONE).date()}
            and wanted.exclude_due_on != timer.due_at.astimezone(ZONE).date()
        )

    found = [timer for timer in data.data.timers if fits(timer)]
    return sorted(found, key=lambda timer: (timer.due_at, timer.case_id, timer.stage))


def due_today(moment: datetime) -> bool:
    same_day = moment.astimezone(ZONE).date() == NOW.astimezone(ZONE).date()
    return moment >= NOW and same_day


def listed(reader: TimerReader, wanted: CaseFilter) -> Iterator[TimerRow]:
    last: TimerRow | None = None
    while rows := reader.open(wanted, NOW, last, 9):
        yield from rows
        assert rows[-1] != last, "the list does not move on"
        last = rows[-1]


def test_every_list_of_timers_is_whole_and_in_the_order_of_the_clocks(written: Written) -> None:
    met = 0
    for who in SCOPES.values():
        reader = TimerReader(written.database, who)
        for wanted in FILTERS:
            expected = [
                (timer.case_id, timer.stage, timer.due_at, timer.estimated)
                for timer in expected_timers(written, who, wanted)
            ]
            met += bool(expected)

            assert [
                (row.case.id, row.stage, row.due_at, row.estimated)
                for row in listed(reader, wanted)
            ] == expected, (who, wanted)
    assert met > 30


def test_a_timer_says_what_it_measures_and_of_which_case(written: Written) -> None:
    reader = TimerReader(written.database, SCOPES["grid"])

    row = next(row for row in listed(reader, CaseFilter()) if row.case.id == 1)

    timer = next(
        timer for timer in written.data.timers if timer.case_id == 1 and timer.stage == row.stage
    )
    assert (row.limit, row.started_at, row.target_at) == (
        "3 working_day",
        timer.started_at,
        timer.target_at,
    )
    assert row.case.number == "330108-26-000001"


def test_a_summary_counts_by_stage_what_is_late_due_today_and_next(written: Written) -> None:
    # Thursday is off in this calendar, so the next working day ends when Friday does.
    friday_ends = datetime(2026, 9, 19, tzinfo=ZONE)
    tomorrow = datetime(2026, 9, 17, tzinfo=ZONE)
    for who in SCOPES.values():
        timers = expected_timers(written, who, CaseFilter())
        expected = []
        for stage in Stage:
            mine = [timer.due_at for timer in timers if timer.stage == stage]
            late = sum(due < NOW for due in mine)
            today = sum(due_today(due) for due in mine)
            soon = sum(tomorrow <= due < friday_ends for due in mine)
            expected += [StageCount(stage, len(mine), late, today, soon)] if mine else []

        reader = TimerReader(written.database, who)

        assert list(reader.summary(NOW, friday_ends)) == expected
        nothing_next = [replace(count, due_next=0) for count in expected]
        assert list(reader.summary(NOW, None)) == nothing_next


def test_a_working_day_that_has_ended_counts_nothing_next(written: Written) -> None:
    reader = TimerReader(written.database, SCOPES["district"])

    counts = reader.summary(NOW, NOW - timedelta(days=1))

    assert {count.due_next for count in counts} == {0}
