"""The verbs behind the menu key, each through its dialog; what does not apply says why."""

from datetime import date, timedelta

import pytest

from console.tui.dialogs.dates import day_of
from console.tui.dialogs.menu import MenuDialog
from core.cases.commands import (
    AnswerCall,
    AskExtension,
    PassCheck,
    ResolveCase,
    UrgeCase,
    WhistleCase,
)
from core.cases.rows import CaseDetail
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import ADMIN, DISPATCHER, SUPERVISOR


async def open_more(desk: DeskDriver, line: str, key: str) -> str:
    """Put the cursor on the one case of a filter and press a verb of the menu."""
    await desk.filter(line)
    number = desk.number
    await press_more(desk, key)
    return number


async def press_more(desk: DeskDriver, key: str) -> None:
    """Open the menu and press a verb."""
    await desk.press("g")
    await desk.sees(lambda: isinstance(desk.app.screen, MenuDialog), "the menu")
    await desk.press(key)
    await desk.sees(lambda: desk.in_form, "the dialog")


async def send(desk: DeskDriver) -> None:
    """Send the form and wait for its end."""
    await desk.press("ctrl+s")
    await desk.sees(lambda: not desk.in_form, "the end of the dialog")


def detail_of(house: House, number: str) -> CaseDetail:
    """Return a case as it stands."""
    return house.shop().cases.detail(number, house.district.clock())


async def test_a_case_is_urged_with_its_card_shown_first_and_then_answered(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        number = await open_more(desk, "井盖", "u")
        await desk.write("请尽快处置")
        await desk.sees_text("–  →  提醒")
        await desk.sees_text("该单位须书面回复；计时不变。")
        assert detail_of(busy_house, number).supervision.card is None
        await send(desk)
        await desk.sees_text(f"已督办 {number}")
        told = detail_of(busy_house, number).supervision
        assert (told.card, told.urge_count, told.reply_awaited) == ("reminder", 1, True)
        await press_more(desk, "y")
        await desk.sees_text("王强 督办 提醒 · 请尽快处置")
        await desk.write("今日完工")
        await send(desk)
        await desk.sees_text(f"已回复 {number}")
        assert not detail_of(busy_house, number).supervision.reply_awaited


async def test_a_case_a_whole_limit_late_is_shown_the_red_card(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        busy_house.district.clock.advance(timedelta(hours=3))
        number = await open_more(desk, "井盖", "u")
        await desk.write("已超时")
        await desk.sees_text("–  →  黄牌")
        await send(desk)
        assert detail_of(busy_house, number).supervision.card == "yellow"
        await press_more(desk, "u")
        await desk.write("再次督办")
        await desk.sees_text("黄牌  →  红牌")
        await send(desk)
        assert detail_of(busy_house, number).supervision.card == "red"


async def test_a_case_is_suspended_and_resumed(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down(SUPERVISOR) as desk:
        number = await open_more(desk, "井盖", "s")
        await desk.write("13-45")
        await desk.press("tab")
        await desk.write("等待备件")
        await desk.press("ctrl+s")
        await desk.sees_text("这不是日期")
        await desk.press(*["backspace"] * 5)
        await desk.write("+16")
        await desk.sees_text("处置中  →  挂账")
        await desk.sees_text("处置计时停止；到那天自动从停止之处继续。")
        await send(desk)
        await desk.sees_text(f"已挂账 {number}")
        assert detail_of(busy_house, number).supervision.suspended_until == date(2026, 9, 30)
        await press_more(desk, "r")
        await desk.sees_text("等待备件")
        await desk.sees_text("挂账  →  处置中")
        await send(desk)
        assert detail_of(busy_house, number).row.state == "handling"


async def test_an_extension_is_asked_for_by_one_and_granted_by_another(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        number = await open_more(desk, "商户占用", "x")
        await desk.sees_text("本件时限为 7 个工作日")
        await desk.write("3")
        await desk.press("tab")
        await desk.write("等待鉴定")
        await desk.sees_text("如获批准，期限由 09-22 周二 18:00 延至 09-28 周一 18:00")
        await send(desk)
        assert detail_of(busy_house, number).supervision.extension_asked == "3 working_day"
        await press_more(desk, "g")
        await desk.sees_text("王强 申请延期 3 个工作日 · 等待鉴定")
        await desk.sees_text("申请人自己不能审批")
        await desk.press("escape")
    async with sit_down(ADMIN) as desk:
        await open_more(desk, "商户占用", "g")
        await desk.sees_text("王强 申请延期 3 个工作日 · 等待鉴定")
        await send(desk)
    told = detail_of(busy_house, number)
    assert [limit for _, limit in told.supervision.extensions] == ["3 working_day"]
    assert told.handle_due_at is not None
    assert told.handle_due_at.isoformat() == "2026-09-28T10:00:00+00:00"


async def test_a_ruling_names_the_unit_and_cannot_be_returned(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        number = await open_more(desk, "邻里噪声", "j")
        await desk.sees_text("西陵社区居委会  ◂ 责任清单")
        await desk.press("tab")
        await desk.write("权责清单")
        await desk.sees_text("该单位不得退回案件。")
        await send(desk)
        assert detail_of(busy_house, number).supervision.ruled
        await desk.settled()
        await desk.press("r")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("不归我管")
        await desk.sees_text("不能退回")


async def test_three_units_are_called_and_one_leads(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down(DISPATCHER) as desk:
        number = await open_more(desk, "井盖", "w")
        await desk.sees_text("西兴综合行政执法队  ◂ 现责任单位")
        await desk.press("space")
        await desk.press("ctrl+s")
        await desk.sees_text("至少选 2 个。")
        await desk.write("安监")
        await desk.press("space")
        await desk.write("D001")
        await desk.press("space", "tab", "right", "tab", "right", "tab")
        await desk.write("联合处置")
        await desk.sees_text("西兴应急安监站（牵头）")
        await desk.sees_text("各单位须在 30 分钟内报到，至 09-14 周一 10:02。")
        await send(desk)
        await desk.sees_text(f"已吹哨 {number}")
        calls = detail_of(busy_house, number).supervision.calls
        assert [(call.unit_code, call.leads, call.urgent) for call in calls] == [
            ("S001", False, True),
            ("S002", True, True),
            ("D001", False, True),
        ]
        await press_more(desk, "a")
        await desk.sees_text("西兴应急安监站  ◂ 牵头")
        await desk.write("安监")
        await send(desk)
        answered = [call.answered_at for call in detail_of(busy_house, number).supervision.calls]
        assert [at is not None for at in answered] == [False, True, False]


async def test_a_case_is_merged_and_taken_back_from_the_ended_ones(
    busy_house: House, sit_down: SitDown
) -> None:
    other = busy_house.district.report(matter="同一处占道").number
    async with sit_down(DISPATCHER) as desk:
        number = await open_more(desk, "商户占用", "m")
        await desk.sees_text("◂ 同事项同地点")
        await desk.write(other)
        await desk.sees_text("待签收  →  已并案")
        await send(desk)
        assert detail_of(busy_house, number).supervision.merged_into == other
        await desk.press("number_sign")
        await desk.sees_text("已并案 ")
        await desk.press("enter")
        await desk.sees(lambda: isinstance(desk.app.screen, MenuDialog), "the menu")
        await desk.press("b")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.sees_text(f"并入 {other}")
        await desk.write("并错了")
        await send(desk)
        told = detail_of(busy_house, number)
        assert (told.row.state, told.supervision.merged_into) == ("dispatched", None)


async def test_a_closed_late_case_is_rated_checked_and_appealed_against(
    busy_house: House, sit_down: SitDown
) -> None:
    number = next(
        n for n in busy_house.numbers() if busy_house.shop().cases.row(n).matter == "井盖破损"
    )
    busy_house.district.clock.advance(timedelta(hours=3))
    for command in (ResolveCase(number=number, result="好"), PassCheck(number=number, rating=4)):
        busy_house.district.desk.execute(command, by=DISPATCHER)
    async with sit_down(SUPERVISOR) as desk:

        async def on_it(key: str) -> None:
            await desk.press("number_sign")
            await desk.sees_text(f"{number}")
            await desk.press("enter")
            await desk.sees(lambda: isinstance(desk.app.screen, MenuDialog), "the menu")
            await desk.press(key)
            await desk.sees(lambda: desk.in_form, "the dialog")

        await on_it("l")
        await desk.press("3")
        await send(desk)
        await on_it("p")
        await desk.press("2", "tab")
        await desk.write("仍有松动")
        await desk.sees_text("不合格")
        await send(desk)
        await on_it("h")
        await desk.write("等待备件")
        await send(desk)
        await on_it("v")
        await desk.sees_text("王强 申诉 等待备件")
        await desk.write("属实")
        await desk.sees_text("申请人自己不能审批")
        await desk.press("escape")
        told = detail_of(busy_house, number).supervision
        assert (told.satisfaction, told.spot_check, told.appeal) == (3, "failed", "asked")
        await on_it("o")
        await desk.write("反弹")
        await send(desk)
        assert detail_of(busy_house, number).row.state == "filed"


@pytest.mark.usefixtures("busy_house")
async def test_the_menu_says_why_a_verb_does_not_apply_and_stays(sit_down: SitDown) -> None:
    async with sit_down(DISPATCHER) as desk:
        await desk.filter("井盖")
        await desk.press("g", "u")
        await desk.sees_text("▲ 派遣员无权督办。")
        await desk.sees_text("不欠回复")
        await desk.press("o")
        await desk.sees_text("▲ 派遣员无权重启")
        assert isinstance(desk.app.screen, MenuDialog)
        await desk.press("x")
        await desk.sees(lambda: desk.in_form, "the dialog")


async def test_escalating_at_the_highest_tier_says_that_there_is_none_above(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        await desk.filter("邻里噪声")
        for _ in range(2):
            await desk.press("e")
            await desk.sees(lambda: desk.in_form, "the dialog")
            await desk.write("升")
            await send(desk)
            await desk.settled()
        await desk.sees(lambda: desk.case is not None and desk.case.tier == 4, "tier four")
        await desk.press("e")
        await desk.sees_text("4 级已是最高")
        assert not desk.in_form
        assert busy_house.shop().cases.row(desk.number).tier == 4


@pytest.mark.parametrize(
    ("text", "day"),
    (
        ("2026-12-01", date(2026, 12, 1)),
        ("12-01", date(2026, 12, 1)),
        ("01-05", date(2027, 1, 5)),
        ("+30", date(2026, 10, 14)),
        ("13-45", None),
        ("morgen", None),
        ("+9999999", None),
        ("", None),
    ),
)
def test_a_day_is_read_in_three_ways(text: str, day: date | None) -> None:
    assert day_of(text, date(2026, 9, 14)) == day


async def test_the_pane_shows_what_supervision_has_done(
    busy_house: House, sit_down: SitDown
) -> None:
    district = busy_house.district
    number = next(
        n for n in busy_house.numbers() if busy_house.shop().cases.row(n).matter == "井盖破损"
    )
    for command, by in (
        (AskExtension(number=number, limit="1 hour", reason="等待备件"), DISPATCHER),
        (
            WhistleCase(
                number=number, unit_codes=("S001", "S002"), lead="S002", reason="联合", urgent=True
            ),
            DISPATCHER,
        ),
        (AnswerCall(number=number, call=2), DISPATCHER),
        (UrgeCase(number=number, reason="尽快"), SUPERVISOR),
    ):
        district.desk.execute(command, by=by)
    district.clock.advance(timedelta(hours=2))
    for _ in range(2):
        district.desk.execute(UrgeCase(number=number, reason="再催"), by=SUPERVISOR)
    async with sit_down(SUPERVISOR, size=(150, 50)) as desk:
        await desk.filter("井盖")
        await desk.sees(lambda: "吹哨" in desk.story, "the calls")
        lines = [line.strip() for line in desk.story.splitlines()]
        assert "牌  ▲ 红牌 3 次 · 待回复" in lines
        assert "延期  张敏 申请 1 小时" in lines
        assert "1 西兴综合行政执法队 · 紧急" in lines
        assert "待报到 ▲ -1:30" in lines
        assert "2 西兴应急安监站 · 牵头 · 紧急" in lines
        assert "待办结 6 天" in lines
        assert any("王强  督办 黄牌 · 再催" in line for line in lines)
