"""The calendar: what each day is, what falls due on it, and how sure that is."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from console.present.words import ENGLISH
from console.tui.dialogs.day import DayDialog
from console.tui.screens.queue import QueueScreen
from console.tui.widgets.month import DayPane, DayStrip, MonthGrid, MonthHead, YearList
from core.cases.commands import RejectCase
from tests.console.tui.conftest import House, SitDown, receive
from tests.console.tui.driver import DeskDriver
from tests.district import OTHER_GRID, STREET_DISPATCHER, SUPERVISOR, VIEWER

MONDAY = date(2026, 9, 14)
"""The day on which the busy house is looked at."""


async def open_calendar(desk: DeskDriver) -> None:
    """Go to the calendar and wait for the year."""
    await desk.press("7")
    await desk.sees(lambda: desk.calendar.is_mounted and desk.calendar.almanac, "the year")


async def choose(desk: DeskDriver, day: date) -> None:
    """Put the cursor on a day."""
    desk.calendar.action_choose_day(day.isoformat())
    await desk.sees(lambda: desk.calendar.almanac, "the year")


def week_of(desk: DeskDriver, day: int) -> list[str]:
    """Return the three lines of the week that begins on a Monday of the month."""
    lines = desk.text_of(MonthGrid).splitlines()
    begin = next(n for n, line in enumerate(lines) if line[1:3] == f"{day:2}")
    return [" ".join(line.split()) for line in lines[begin : begin + 3]]


@pytest.fixture
def month(busy_house: House) -> House:
    """The busy house, one case signed for: seven working days, the make-up Sunday included."""
    shop = busy_house.shop()
    stalls = next(n for n in busy_house.numbers() if "盲道" in shop.cases.row(n).matter)
    receive(busy_house.district, stalls)
    return busy_house


@pytest.mark.usefixtures("month")
async def test_a_month_says_what_each_day_is_and_what_falls_due_on_it(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_calendar(desk)
        assert " ".join(desk.text_of(MonthHead).split()) == "2026-09 22 个工作日 5 件未办结案件到期"
        assert desk.text_of(MonthGrid).splitlines()[0].split() == [
            "周一", "周二", "周三", "周四", "周五", "周六", "周日",
        ]  # fmt: skip
        assert week_of(desk, 14) == [
            "▸14 15 16 17 18 19 周末 20 补班",
            "▌ make_up_d…",
            "▌◆4 件到期",
        ]
        assert week_of(desk, 21) == [
            "21 22 23 24 25 放假 26 放假 27 放假",
            "day_off day_off day_off",
            "1 件到期",
        ]


@pytest.mark.usefixtures("month")
async def test_a_month_speaks_english(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24), language=ENGLISH) as desk:
        await open_calendar(desk)
        assert week_of(desk, 14)[0] == "▸14 15 16 17 18 19 weekend 20 make-up"
        assert week_of(desk, 14)[2] == "▌◆4 due"
        assert week_of(desk, 21)[0] == "21 22 23 24 25 day off 26 day off 27 day off"
        assert week_of(desk, 21)[2] == "1 due"


@pytest.mark.usefixtures("busy_house")
async def test_arrows_go_by_days_and_weeks_pages_by_months_and_t_comes_back(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        await open_calendar(desk)
        reached = []
        for key in ("right", "down", "k", "h", "pagedown", "left_square_bracket", "left", "t"):
            await desk.press(key)
            reached.append(desk.calendar.day)
        assert reached == [
            date(2026, 9, 15),
            date(2026, 9, 22),
            date(2026, 9, 15),
            MONDAY,
            date(2026, 10, 14),
            MONDAY,
            date(2026, 9, 13),
            MONDAY,
        ]


@pytest.mark.usefixtures("busy_house")
async def test_the_last_day_of_a_long_month_becomes_that_of_a_short_one(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_calendar(desk)
        await choose(desk, date(2026, 3, 31))
        await desk.press("pageup")
        assert desk.calendar.day == date(2026, 2, 28)


@pytest.mark.usefixtures("busy_house")
async def test_a_year_that_nobody_has_announced_is_marked_on_every_day(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_calendar(desk)
        await desk.press("right_curly_bracket")
        await desk.sees(lambda: "2027-09" in desk.text_of(MonthHead), "the next year")
        assert "~ 2027 年的放假安排尚未公布。" in desk.text_of(MonthHead)
        assert week_of(desk, 13)[0] == "13~ ▌14~ 15~ 16~ 17~ 18~周末 19~周末"
        assert "~预估" in desk.text_of(DayStrip)
        await desk.press("enter")
        await desk.sees_text("只知道周末，届时到期的时间均为预估。")


async def test_enter_lists_the_cases_of_a_day_in_the_queue(month: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("right", "right")
        await open_calendar(desk)
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, QueueScreen), "the queue")
        await desk.filtered()
        assert "due:2026-09-14" in desk.foot
        assert desk.listing.total == 4
        assert desk.number == month.numbers()[0]
        await desk.filter(" state:handling")
        assert desk.listing.total == 1


@pytest.mark.usefixtures("busy_house")
async def test_enter_explains_a_day_on_which_nothing_falls_due(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_calendar(desk)
        await choose(desk, date(2026, 9, 20))
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, DayDialog), "the explanation")
        for told in (
            "2026-09-20 周日 · 调休上班 · make_up_day",
            "补班：虽是周日仍须上班，时限照走。",
            "公布依据：test",
            "当日没有未办结案件到期。",
        ):
            assert told in desk.screen
        await desk.press("escape")
        await desk.sees(lambda: desk.app.screen is desk.calendar, "the calendar")


async def test_what_was_due_on_a_past_day_is_late(month: House, sit_down: SitDown) -> None:
    month.district.clock.advance(timedelta(days=1))
    async with sit_down() as desk:
        await open_calendar(desk)
        await choose(desk, MONDAY)
        assert week_of(desk, 14)[2].startswith("▌▲4 件超时")
        assert "有 4 件未办结案件应在当日办毕。" in desk.text_of(DayPane)


async def test_counts_follow_what_others_do(month: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_calendar(desk)
        arrived = month.district.report(source="video", by=SUPERVISOR)
        await desk.sees(lambda: "◆5 件到期" in desk.text_of(MonthGrid), "the new case")
        month.district.desk.execute(
            RejectCase(number=arrived.number, reason="off_list"), by=SUPERVISOR
        )
        await desk.sees(lambda: "◆4 件到期" in desk.text_of(MonthGrid), "its end")


async def test_only_cases_of_the_jurisdiction_are_counted(month: House, sit_down: SitDown) -> None:
    month.district.report(area_code=OTHER_GRID)
    async with sit_down(STREET_DISPATCHER) as desk:
        await open_calendar(desk)
        assert "◆3 件到期" in desk.text_of(MonthGrid)


@pytest.mark.usefixtures("busy_house")
async def test_everybody_may_look_and_no_verb_applies_to_a_day(sit_down: SitDown) -> None:
    async with sit_down(VIEWER) as desk:
        await open_calendar(desk)
        assert week_of(desk, 14)[0].startswith("▸14")
        await desk.press("e")
        await desk.sees_text("光标处没有案件。")
        assert desk.app.screen is desk.calendar


@pytest.mark.usefixtures("busy_house")
async def test_the_calendar_says_where_it_ends(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_calendar(desk)
        for day, key in ((date(1900, 1, 3), "up"), (date(2999, 12, 1), "right_curly_bracket")):
            await choose(desk, day)
            await desk.press(key)
            await desk.sees_text("日历从 1900 年到 2999 年。")
            assert desk.calendar.day == day


@pytest.mark.usefixtures("busy_house")
async def test_a_wide_screen_has_the_whole_year_beside_the_month(sit_down: SitDown) -> None:
    async with sit_down(size=(160, 40)) as desk:
        await open_calendar(desk)
        lines = [" ".join(line.split()) for line in desk.text_of(YearList).splitlines()]
        assert lines[0] == "2026 257 个工作日"
        assert lines[18:22] == [
            "▌09 22 个工作日 5 件到期",
            "make_up_day、day_off",
            "10 18 个工作日",
            "day_off、make_up_day",
        ]


async def test_a_name_cannot_steer_the_terminal(busy_house: House, sit_down: SitDown) -> None:
    with busy_house.database.transactions.writing() as session:
        session.connection().execute(
            text("UPDATE calendar_day SET name = :name"), {"name": "\x1b[2J中秋"}
        )
    async with sit_down() as desk:
        await open_calendar(desk)
        assert "\x1b" not in desk.text_of(MonthGrid)
        assert "中秋" in desk.text_of(MonthGrid)
