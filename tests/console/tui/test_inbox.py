"""The inbox: who reported a case sees what became of it, checks it and rates it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from console.present.words import ENGLISH
from console.tui.dialogs.staff import StaffDialog
from console.tui.dialogs.story import StoryDialog
from core.cases.rows import CaseDetail
from tests.console.tui.conftest import House, SitDown, bring_to_the_check
from tests.console.tui.driver import DeskDriver
from tests.district import (
    GRIDDER,
    OTHER_GRID,
    STREET_DISPATCHER,
    SUPERVISOR,
    VIEWER,
)


def detail_of(house: House, number: str) -> CaseDetail:
    """Return a case as it stands."""
    return house.shop().cases.detail(number, house.district.clock())


async def open_reports(desk: DeskDriver) -> None:
    """Open the inbox of the gridder, picked by name, and wait for the list."""
    await desk.press("8")
    await desk.sees(lambda: isinstance(desk.app.screen, StaffDialog), "the question")
    await desk.sees_text(GRIDDER)
    await desk.write("𠮷")
    await desk.press("enter")
    await desk.sees(lambda: desk.listing.total == 3, "the reports")
    await desk.settled()


async def go_to(desk: DeskDriver, number: str) -> None:
    """Put the cursor on a report."""
    while (row := desk.inbox.case_under_hand()) and row.number != number:
        await desk.press("down")


def cells_of(desk: DeskDriver) -> list[list[str]]:
    """Return the words of each row on screen."""
    return [row.split() for row in desk.rows[:3]]


@pytest.mark.usefixtures("reports")
async def test_the_newest_report_is_first_and_says_what_became_of_it(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_reports(desk)
        assert desk.head.splitlines()[0] == " BJ0001 𠮷*网   3 件上报"
        assert cells_of(desk) == [
            ["▌★", "评分", "■", "09-14", "占道经营", "已结案", "西兴综合行政…", "已清场"],
            ["◆", "核查", "1", "天", "占道经营", "待核查", "西兴综合行政…", "已劝离"],
            ["◆", "0:12", "占道经营", "待受理", "–"],
        ]


async def test_nobody_is_chosen_at_first_and_the_list_says_how(
    house: House, sit_down: SitDown
) -> None:
    house.district.report(reporter_staff_number=GRIDDER)
    async with sit_down() as desk:
        await desk.press("8")
        await desk.sees(lambda: isinstance(desk.app.screen, StaffDialog), "the question")
        await desk.press("escape")
        await desk.sees(lambda: desk.app.screen is desk.inbox, "the inbox")
        await desk.sees_text("查看谁的上报？按 / 选定人员。")
        assert "尚未选定人员" in desk.head
        await desk.press("slash")
        await desk.sees(lambda: isinstance(desk.app.screen, StaffDialog), "the question again")


@pytest.mark.usefixtures("reports")
async def test_a_number_that_nobody_has_is_refused_and_the_list_stays(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await desk.press("slash")
        await desk.sees(lambda: isinstance(desk.app.screen, StaffDialog), "the question")
        await desk.sees_text(GRIDDER)
        await desk.write("BJ9999")
        await desk.press("enter")
        await desk.sees_text("您的辖区内没有人员 BJ9999。")
        assert "BJ0001" in desk.head
        await desk.press("R")
        await desk.settled()
        assert desk.listing.total == 3


async def test_a_number_typed_in_full_finds_who_is_posted_nowhere_any_more(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    with house.database.transactions.writing() as session:
        session.connection().execute(text("UPDATE posting SET valid_to = '2026-02-01'"))
    async with sit_down() as desk:
        await desk.press("8")
        await desk.sees_text("没有匹配项。")
        await desk.write(GRIDDER)
        await desk.press("enter")
        await desk.sees(lambda: desk.listing.total == len(reports), "the reports")
        assert desk.head.split()[0] == GRIDDER


async def test_a_narrow_footer_names_both_verbs_of_a_check_in_english(
    reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down(size=(80, 24), language=ENGLISH) as desk:
        await open_reports(desk)
        await go_to(desk, reports["resolved"])
        await desk.sees(lambda: "p pass check  b fail check  " in desk.keys, "both verbs")


async def test_the_reporter_finds_the_result_good(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await go_to(desk, reports["resolved"])
        await desk.press("p")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.press("5", "ctrl+s")
        await desk.sees_text(f"核查已通过 {reports['resolved']}")
        await desk.sees(lambda: "★ 评分" in desk.rows[1], "the changed row")
    detail = detail_of(house, reports["resolved"])
    assert (detail.row.state, detail.rating) == ("closed", 5)


async def test_the_reporter_finds_the_result_wanting(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await go_to(desk, reports["resolved"])
        await desk.press("b")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("又摆出来了")
        await desk.press("ctrl+s")
        await desk.sees(lambda: "处置中" in desk.rows[1], "the changed row")
        assert "核查" not in desk.rows[1]
    detail = detail_of(house, reports["resolved"])
    assert (detail.row.state, detail.rework_count) == ("handling", 1)


async def test_the_reporter_rates_a_closed_case_once(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await go_to(desk, reports["closed"])
        await desk.press("asterisk")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.press("2", "ctrl+s")
        await desk.sees(lambda: "评分" not in desk.rows[0], "the changed row")
        assert detail_of(house, reports["closed"]).supervision.satisfaction == 2
        await desk.press("asterisk")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.press("5", "ctrl+s")
        await desk.sees_text(f"上报人此前已评价过案件 {reports['closed']}。")
        assert desk.in_form
    assert detail_of(house, reports["closed"]).supervision.satisfaction == 2


async def test_who_may_only_look_neither_checks_nor_rates(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    before = {number: detail_of(house, number) for number in reports.values()}
    async with sit_down(VIEWER) as desk:
        await open_reports(desk)
        await desk.press("asterisk")
        await desk.sees_text("查看员无权评价。")
        await go_to(desk, reports["resolved"])
        await desk.press("p")
        await desk.sees_text("查看员无权核查通过。")
        await desk.press("b")
        await desk.sees_text("查看员无权返工。")
        assert not desk.in_form
    assert {number: detail_of(house, number) for number in reports.values()} == before


async def test_a_check_before_the_case_is_resolved_says_why_not(
    reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await go_to(desk, reports["reported"])
        await desk.press("p")
        await desk.sees_text("“核查通过”用于待核查的案件，本件待受理。")
        assert not desk.in_form


async def test_the_story_stands_beside_the_list_and_opens_in_full(
    reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await go_to(desk, reports["resolved"])
        await desk.sees(lambda: "结果  已劝离" in desk.story, "the story")
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, StoryDialog), "the whole story")
        assert reports["resolved"] in desk.screen


async def test_what_others_do_arrives_under_a_still_cursor(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_reports(desk)
        await go_to(desk, reports["reported"])
        bring_to_the_check(house, reports["reported"], "已改正")
        await desk.sees(lambda: "已改正" in desk.rows[2], "the result")
        house.district.clock.advance(timedelta(minutes=1))
        house.district.report(reporter_staff_number=GRIDDER, by=SUPERVISOR)
        await desk.sees(lambda: desk.listing.total == 4, "the new report")
        row = desk.inbox.case_under_hand()
        assert row is not None
        assert row.number == reports["reported"]


async def test_reports_beyond_the_street_are_not_listed(
    house: House, reports: dict[str, str], sit_down: SitDown
) -> None:
    house.district.report(reporter_staff_number=GRIDDER, area_code=OTHER_GRID)
    async with sit_down(STREET_DISPATCHER) as desk:
        await open_reports(desk)
        assert desk.listing.total == len(reports)
