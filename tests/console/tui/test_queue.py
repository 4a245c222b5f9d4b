"""The queue: it starts in the work, stays under the hand, and tells what others do."""

from datetime import timedelta
from threading import Event

import pytest

from console.present.words import CHINESE, ENGLISH, Language
from console.tui.status import Say
from console.tui.widgets.case_list import CaseList
from core.cases.commands import DispatchCase, NoteCase, ReceiveCase, RejectCase, UrgeCase
from core.desk import Desk
from core.kernel.command import Command
from core.kernel.errors import Unavailable
from storage.readers.queue import QueueReader
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.fakes import FeedByHand
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    STREET_DISPATCHER,
    SUPERVISOR,
    VIEWER,
)


async def test_the_desk_starts_in_the_work(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        assert isinstance(desk.app.focused, CaseList)
        assert desk.number == busy_house.numbers()[0]
        assert "5 件" in desk.head
        assert "邻里纠纷" in desk.rows[0]


async def test_an_empty_queue_says_so(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        assert "0 件" in desk.head
        assert "这里没有案件。" in desk.rows[1]
        await desk.press("down", "end", "home", "pagedown", "enter", "t")
        await desk.sees_text("光标处没有案件。")


@pytest.mark.usefixtures("busy_house")
async def test_lanes_count_what_is_open_due_today_and_late(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "街道" in desk.lanes, "the lanes")
        assert desk.lanes.split() == [
            "▎∑",
            "全部",
            "5",
            "▎━━━━━━━━",
            "▲",
            "1",
            "一",
            "网格",
            "1",
            "━━━━━━━━",
            "二",
            "社区",
            "1",
            "━━━━━━━━",
            "▲",
            "1",
            "三",
            "街道",
            "3",
            "━━━━━━━━",
            "四",
            "区级部门",
            "0",
            "━━━━━━━━",
        ]


@pytest.mark.usefixtures("busy_house")
async def test_a_lane_shows_the_cases_of_its_tier(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "街道" in desk.lanes, "the lanes")
        await desk.press("right", "right", "right")
        await desk.settled()
        assert "三级 · 街道" in desk.head
        assert "3 件" in desk.head
        await desk.press("left")
        await desk.settled()
        assert "二级 · 社区" in desk.head
        assert desk.listing.total == 1


@pytest.mark.usefixtures("busy_house")
async def test_the_story_stands_beside_the_list(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "上报" in desk.story, "the story")
        assert "邻里噪声纠纷，𠮷先生来电" in desk.story
        assert "▲ 超 7 分" in desk.story
        assert "张敏  立案 邻里纠纷" in desk.story
        assert desk.possible.split() == ["可办", "a", "派遣", "e", "升级", "n", "备注", "g", "更多"]


@pytest.mark.usefixtures("busy_house")
async def test_a_filter_narrows_the_list(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter("井盖")
        assert desk.listing.total == 1
        assert desk.case is not None
        assert desk.case.matter == "井盖破损"
        await desk.press("escape")
        await desk.filtered()
        assert desk.listing.total == 5


@pytest.mark.usefixtures("busy_house")
async def test_a_filter_that_is_not_understood_says_so_and_changes_nothing(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        await desk.press("slash")
        await desk.write("stat:filed")
        await desk.sees(lambda: "没有筛选词 stat:，有 state:。" in desk.foot, "what is wrong")
        assert desk.listing.total == 5


@pytest.mark.usefixtures("busy_house")
async def test_a_key_that_does_not_apply_says_why(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("i")
        await desk.sees_text("“签收”用于待签收的案件，本件待派遣。")
        assert not desk.in_form


@pytest.mark.usefixtures("busy_house")
async def test_a_role_that_may_not_is_told_so(sit_down: SitDown) -> None:
    async with sit_down(VIEWER) as desk:
        await desk.press("e")
        await desk.sees_text("查看员无权升级。")
        await desk.press("plus")
        await desk.sees_text("查看员无权上报。")
        assert not desk.in_form


@pytest.mark.usefixtures("busy_house")
async def test_nobody_sees_beyond_their_street(sit_down: SitDown) -> None:
    async with sit_down(STREET_DISPATCHER) as desk:
        assert desk.listing.total == 4
        assert not any("流动摊贩" in row for row in desk.rows)


async def test_a_new_case_of_another_desk_arrives_under_a_still_cursor(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.press("down")
        before = desk.number
        busy_house.district.clock.move_to(busy_house.district.clock() - timedelta(hours=1))
        arrived = busy_house.district.report(matter="更急的一件", by=SUPERVISOR)
        await desk.sees(lambda: desk.listing.total == 6, "the new case")
        assert desk.number == before
        assert "商户" not in desk.rows[0]
        assert busy_house.numbers()[0] == arrived.number
        assert busy_house.numbers().index(before) == desk.listing.rank == 2


async def test_a_case_taken_by_somebody_else_says_by_whom(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "上报" in desk.story, "the story")
        number = desk.number
        busy_house.district.desk.execute(NoteCase(number=number, text="我来跟进"), by=SUPERVISOR)
        await desk.sees_text(f"{number}：王强 刚刚 备注 我来跟进。")
        assert desk.number == number


@pytest.mark.parametrize(("seconds", "news_in_time"), ((60.0, False), (0.2, True)))
async def test_news_takes_the_place_of_an_answer_only_when_it_could_be_read(
    busy_house: House,
    sit_down: SitDown,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    *,
    news_in_time: bool,
) -> None:
    monkeypatch.setattr("console.tui.app.ANSWER_SECONDS", seconds)
    async with sit_down() as desk:
        await desk.sees(lambda: "上报" in desk.story, "the story")
        desk.app.post_message(Say("已派遣"))
        await desk.sees(lambda: "已派遣" in desk.foot, "the answer")
        busy_house.district.desk.execute(
            NoteCase(number=desk.number, text="我来跟进"), by=SUPERVISOR
        )
        await desk.sees(lambda: "我来跟进" in desk.story, "the note")
        if news_in_time:
            await desk.sees(lambda: "王强 刚刚 备注" in desk.foot, "the news")
        else:
            await desk.settled()
            assert "已派遣" in desk.foot


async def test_a_case_that_leaves_the_list_says_who_did_what(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.filter("state:reported")
        number = desk.number
        busy_house.district.desk.execute(
            RejectCase(number=number, reason="off_list"), by=SUPERVISOR
        )
        await desk.sees(lambda: desk.listing.total == 1, "the shorter list")
        await desk.sees_text(f"{number}：王强 刚刚 不予立案 不在准入清单。")
        assert desk.number != number


async def test_my_own_deeds_are_not_told_as_somebody_elses(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = desk.number
        busy_house.district.desk.execute(
            DispatchCase(number=number, unit_code="C001"), by=DISPATCHER
        )
        await desk.sees(lambda: desk.case is not None and desk.case.state == "dispatched", "it")
        await desk.settled()
        assert "刚刚" not in desk.foot


async def test_the_cursor_follows_its_case_to_another_place(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await desk.press("end")
        await desk.press("home")
        number = desk.number
        execute = busy_house.district.desk.execute
        execute(DispatchCase(number=number, unit_code="C001"), by=SUPERVISOR)
        execute(ReceiveCase(number=number), by=SUPERVISOR)
        await desk.sees(lambda: desk.listing.rank == 4, "the new place")
        assert desk.number == number


async def test_the_line_of_a_lost_database_is_told_and_the_screen_stays(
    busy_house: House, sit_down: SitDown
) -> None:
    feed = FeedByHand()
    async with sit_down(feed=lambda: feed) as desk:
        assert "● 实时" in desk.header
        feed.lose(busy_house.district.clock())
        await desk.sees(lambda: "○ 离线，自 09:32" in desk.header, "the loss")
        assert desk.listing.total == 5
        busy_house.district.report(by=SUPERVISOR)
        feed.find()
        await desk.sees(lambda: "数据库已恢复。" in desk.foot, "that it is back")
        await desk.sees(lambda: desk.listing.total == 6, "what was missed")
        assert "● 实时" in desk.header


async def test_that_the_database_is_back_does_not_hide_what_was_done(
    busy_house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.tui.app.ANSWER_SECONDS", 60.0)
    feed = FeedByHand()
    async with sit_down(feed=lambda: feed) as desk:
        feed.lose(busy_house.district.clock())
        await desk.sees(lambda: "○ 离线" in desk.header, "the loss")
        desk.app.post_message(Say("已备注"))
        feed.find()
        await desk.sees(lambda: "● 实时" in desk.header, "the return")
        await desk.settled()
        assert "已备注" in desk.foot


@pytest.mark.usefixtures("busy_house")
async def test_the_unit_that_has_a_case_can_be_filtered_for(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter(f"unit:{ENFORCEMENT}")
        assert desk.listing.total == 2


@pytest.mark.usefixtures("busy_house")
async def test_a_database_that_does_not_answer_is_told_and_asked_again(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Unavailable("The database cannot be reached.")

    async with sit_down() as desk:
        with monkeypatch.context() as patch:
            patch.setattr(QueueReader, "before", refuse)
            await desk.press("R")
            await desk.sees(lambda: "○ 离线" in desk.header, "the loss")
            assert desk.listing.total == 5
            assert "邻里纠纷" in desk.rows[0]
        await desk.sees(lambda: "● 实时" in desk.header, "the way back")


async def test_an_answer_that_comes_after_its_dialog_was_closed_is_told_all_the_same(
    busy_house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()
    execute = Desk.execute

    def slowly(desk: Desk, command: Command, *, by: str) -> object:
        go_on.wait(10)
        return execute(desk, command, by=by)

    async with sit_down() as desk:
        number = desk.number
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("慢")
        monkeypatch.setattr(Desk, "execute", slowly)
        await desk.press("ctrl+s", "escape")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        go_on.set()
        await desk.sees_text(f"已备注 {number}")
        assert busy_house.shop().cases.row(number).version == 3


async def test_a_card_stands_before_the_matter_with_a_sign_and_a_word(
    busy_house: House, sit_down: SitDown
) -> None:
    urge, clock = busy_house.district.desk.execute, busy_house.district.clock
    shop = busy_house.shop()
    manhole = next(n for n in busy_house.numbers() if shop.cases.row(n).matter == "井盖破损")
    async with sit_down(SUPERVISOR) as desk:
        await desk.filter("井盖")
        urge(UrgeCase(number=manhole, reason="请尽快"), by=SUPERVISOR)
        await desk.sees(lambda: desk.case and desk.case.card == "reminder", "the reminder")
        assert desk.rows[0].split()[2] == "井盖破损"
        clock.advance(timedelta(hours=2))
        urge(UrgeCase(number=manhole, reason="已超时"), by=SUPERVISOR)
        await desk.sees(lambda: "◆黄牌 井盖破损" in desk.rows[0], "the yellow card")
        clock.advance(timedelta(days=1))
        urge(UrgeCase(number=manhole, reason="仍未处置"), by=SUPERVISOR)
        await desk.sees(lambda: "▲红牌 井盖破损" in desk.rows[0], "the red card")
        await desk.press("L")
        await desk.sees(lambda: "▲red Broken" in desk.rows[0], "the same in English")
        await desk.press("2")
        await desk.sees(lambda: "▲red Broken" in "".join(desk.rows), "the same among the timers")


@pytest.mark.parametrize("language", (CHINESE, ENGLISH))
@pytest.mark.usefixtures("busy_house")
async def test_the_smallest_screen_names_the_menu_of_verbs(
    sit_down: SitDown, language: Language
) -> None:
    async with sit_down(size=(80, 24), language=language) as desk:
        for _case in range(5):
            assert {CHINESE: "g 更多", ENGLISH: "g more"}[language] in desk.keys
            assert {CHINESE: "? 帮助", ENGLISH: "? help"}[language] in desk.keys
            await desk.press("down")


@pytest.mark.usefixtures("busy_house")
async def test_a_narrow_head_keeps_the_numbers_of_the_screens(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        assert desk.header.split()[:7] == ["GridDesk", "滨江区", "1", "队列", "2", "3", "4"]
        await desk.resize(168, 40)
        assert desk.header.split()[3:11] == [
            "1", "队列", "2", "时限", "3", "网格", "4", "人员",
        ]  # fmt: skip


@pytest.mark.usefixtures("busy_house")
async def test_the_cases_of_a_day_can_be_filtered_for(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.filter("due:2026-09-14")
        assert desk.listing.total == 5
        await desk.press("escape")
        await desk.filter("到期:2026-09-15")
        assert desk.listing.total == 0
