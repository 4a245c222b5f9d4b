"""The timers: what is late and what will be, by stage, and each of them."""

from datetime import datetime, timedelta

import pytest

from console.tui.forwards import STRIDE
from console.tui.widgets.timer_list import TimerSource
from core.cases.rows import CaseFilter, StageCount, TimerRow
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.console.tui.fakes import NOW, case_row
from tests.district import SUPERVISOR


async def open_timers(desk: DeskDriver) -> None:
    """Go to the timers and wait for them."""
    await desk.press("2")
    await desk.sees(lambda: desk.timers.is_mounted and "全部时限" in desk.head, "the timers")
    await desk.settled()


@pytest.mark.usefixtures("busy_house")
async def test_timers_are_counted_by_stage_and_listed_soonest_first(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_timers(desk)
        await desk.sees(lambda: desk.listing.total == 7, "the list")
        table = [line.split() for line in desk.screen.splitlines()]
        assert ["▎全部时限", "7", "▲1", "5", "·"] in table
        assert ["受理", "2", "·", "2", "·"] in table
        assert ["处置", "2", "·", "1", "·"] in table
        assert [row[1:13].strip() for row in desk.rows[:3]] == ["▲ -0:07", "◆ 0:05", "◆ 0:11"]


@pytest.mark.usefixtures("busy_house")
async def test_a_stage_and_what_is_late_of_it_are_chosen_by_keys(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_timers(desk)
        await desk.press("right", "right", "right")
        await desk.sees(lambda: desk.listing.total == 1, "the timers of dispatching")
        assert desk.head.split()[:4] == ["派遣", "1", "项", "▲"]
        await desk.press("left", "left", "left", "right_square_bracket")
        await desk.sees(lambda: desk.listing.total == 1 and "全部时限" in desk.head, "the late")
        assert "-0:07" in desk.rows[0]


async def test_a_due_time_is_explained_from_the_timers(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_timers(desk)
        await desk.press("end", "t")
        await desk.sees_text("第 7 天")
        assert busy_house.numbers()[3] in desk.screen


async def test_a_verb_works_on_the_case_of_a_timer(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_timers(desk)
        await desk.press("a")
        await desk.sees_text("西陵社区居委会  ◂ 责任清单")
        await desk.sees_text("–  →  西陵社区居委会")
        await desk.press("enter")
        await desk.sees_text("已派遣 ")
        await desk.sees(lambda: "▲" not in desk.head, "nothing late any more")
        assert busy_house.numbers()


async def test_timers_of_others_come_and_go_live(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_timers(desk)
        busy_house.district.clock.advance(timedelta(minutes=1))
        busy_house.district.report(by=SUPERVISOR)
        await desk.sees(lambda: desk.listing.total == 8, "the new timer")


@pytest.mark.usefixtures("busy_house")
async def test_a_small_terminal_has_the_stages_as_tabs(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_timers(desk)
        await desk.sees(lambda: "▎全部 7 ▲1  受理 2  核实 1" in desk.screen, "the tabs")


class TimersInMemory:
    """Timers a minute apart, read forwards only."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.calls = 0

    def open(
        self, wanted: CaseFilter, now: datetime, after: TimerRow | None, limit: int
    ) -> tuple[TimerRow, ...]:
        assert (wanted, now) == (CaseFilter(), NOW)
        self.calls += 1
        start = after.case.id + 1 if after else 0
        return tuple(timer(key) for key in range(start, min(self.count, start + limit)))

    def summary(self, now: datetime, working_day_end: datetime | None) -> tuple[StageCount, ...]:  # noqa: ARG002
        return ()


def timer(key: int) -> TimerRow:
    due = NOW + timedelta(minutes=key)
    return TimerRow(case_row(key, due), "handle", "7 working_day", NOW, NOW, due, estimated=False)


@pytest.mark.parametrize("count", (0, 5, STRIDE - 1, STRIDE, STRIDE + 1, 12 * STRIDE + 7))
def test_a_list_that_is_read_forwards_can_be_entered_anywhere(count: int) -> None:
    timers = TimersInMemory(count)
    source = TimerSource(timers, CaseFilter(), count)
    last = [row.case.id for row in source.before(None, 40, NOW)]
    assert last == list(range(max(0, count - 40), count))
    for rank in {0, 3, count // 2, max(0, count - 2)}:
        if rank < count:
            [row] = source.at(rank, 1, NOW)
            assert row.case.id == rank
            assert source.rank(row, NOW) == rank
            before = [other.case.id for other in source.before(row, 20, NOW)]
            assert before == list(range(max(0, rank - 20), rank))


def test_the_way_to_a_far_rank_is_read_once() -> None:
    timers = TimersInMemory(20 * STRIDE)
    source = TimerSource(timers, CaseFilter(), 20 * STRIDE)
    source.at(19 * STRIDE, 10, NOW)
    first = timers.calls
    source.at(18 * STRIDE + 5, 10, NOW)
    assert (first, timers.calls) == (20, 21)
