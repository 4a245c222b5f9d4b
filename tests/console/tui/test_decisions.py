"""What is decided on a case, and on the units called to it, each through its dialog."""

from datetime import timedelta
from typing import Any

from console.tui.dialogs.menu import MenuDialog
from core.cases.commands import (
    AnswerCall,
    AskAppeal,
    AskExtension,
    PassCheck,
    ResolveCase,
    ReturnCase,
    WhistleCase,
)
from core.cases.rows import CallRow
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.console.tui.test_more_verbs import detail_of, open_more, send
from tests.district import ADMIN, COMMITTEE, DISPATCHER, ENFORCEMENT, SAFETY, SUPERVISOR


def number_of(house: House, matter: str) -> str:
    """Return the number of the open case of a matter."""
    rows = [house.shop().cases.row(number) for number in house.numbers()]
    return next(row.number for row in rows if matter in row.matter)


def last_deed(house: House, number: str) -> tuple[str, str, Any]:
    """Return verb, operator and details of the last entry of a story."""
    entry = detail_of(house, number).history[-1]
    return entry.verb, entry.operator, entry.payload["details"]


def call_units(house: House) -> str:
    """Call two units to the broken manhole; the first one is there. Return the case's number."""
    number = number_of(house, "井盖")
    for command in (
        WhistleCase(
            number=number, unit_codes=(ENFORCEMENT, SAFETY), lead=SAFETY, reason="联合处置"
        ),
        AnswerCall(number=number, call=1),
    ):
        house.district.desk.execute(command, by=DISPATCHER)
    return number


def call_of(house: House, number: str, call: int) -> CallRow:
    """Return a call as it stands."""
    calls = detail_of(house, number).supervision.calls
    return next(one for one in calls if one.call == call)


# The case.


async def test_a_case_is_handed_down_to_the_tier_below(
    busy_house: House, sit_down: SitDown
) -> None:
    returned = ReturnCase(number=number_of(busy_house, "井盖"), reason="社区可办")
    busy_house.district.desk.execute(returned, by=DISPATCHER)
    async with sit_down(DISPATCHER) as desk:
        number = await open_more(desk, "井盖", "d")
        await desk.sees_text("● 二级")
        await desk.press("ctrl+s")
        await desk.sees_text("理由不能为空。")
        await desk.write("社区可办")
        await desk.sees_text("三级  →  二级")
        assert detail_of(busy_house, number).row.tier == 3
        await send(desk)
        row = detail_of(busy_house, number).row
        assert (row.state, row.tier, row.unit_code) == ("filed", 2, None)
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["reason"]) == ("hand_down", DISPATCHER, "社区可办")
        assert details["suggested_unit"] == COMMITTEE


async def test_a_ruling_keeps_the_unit_the_reason_and_that_it_binds(
    busy_house: House, sit_down: SitDown
) -> None:
    returned = ReturnCase(number=number_of(busy_house, "商户占用"), reason="不在管辖范围")
    busy_house.district.desk.execute(returned, by=DISPATCHER)
    async with sit_down(SUPERVISOR) as desk:
        number = await open_more(desk, "商户占用", "j")
        await desk.sees_text("西兴综合行政执法队  ◂ 责任清单：E")
        await desk.press("down", "tab")
        await desk.write("按职责分工")
        await desk.sees_text("–  →  西兴应急安监站")
        await desk.sees_text("该单位不得退回案件。")
        await send(desk)
        detail = detail_of(busy_house, number)
        assert (detail.row.state, detail.row.unit_code) == ("dispatched", SAFETY)
        assert detail.supervision.ruled
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["reason"]) == ("rule", SUPERVISOR, "按职责分工")


async def test_a_case_that_should_not_be_one_is_cancelled(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        number = await open_more(desk, "邻里噪声", "c")
        await desk.press("ctrl+s")
        await desk.sees_text("理由不能为空。")
        assert detail_of(busy_house, number).row.state == "filed"
        await desk.write("重复录入")
        await desk.sees_text("待派遣  →  已作废")
        await send(desk)
        assert detail_of(busy_house, number).row.state == "cancelled"
        assert number not in busy_house.numbers()
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["reason"]) == ("cancel", SUPERVISOR, "重复录入")


async def test_an_extension_is_refused_by_another_and_the_due_time_stays(
    busy_house: House, sit_down: SitDown
) -> None:
    number = number_of(busy_house, "商户占用")
    due_at = detail_of(busy_house, number).handle_due_at
    ask = AskExtension(number=number, limit="3 working_day", reason="等待鉴定")
    busy_house.district.desk.execute(ask, by=DISPATCHER)
    async with sit_down(SUPERVISOR) as desk:
        await open_more(desk, "商户占用", "n")
        await desk.sees_text("张敏 申请延期 3 个工作日 · 等待鉴定")
        await desk.write("理由不足")
        await send(desk)
        await desk.sees_text(f"已驳回延期 {number}")
        told = detail_of(busy_house, number)
        assert (told.supervision.extension_asked, told.supervision.extensions) == (None, ())
        assert told.handle_due_at == due_at
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["reason"]) == ("refuse_extension", SUPERVISOR, "理由不足")


# The units called.


async def test_a_called_unit_reports_that_its_part_is_done(
    busy_house: House, sit_down: SitDown
) -> None:
    number = call_units(busy_house)
    async with sit_down(DISPATCHER) as desk:
        await open_more(desk, "井盖", "f")
        await desk.sees_text("▌ 1  西兴综合行政执法队")
        assert "西兴应急安监站" not in desk.screen
        await desk.press("tab")
        await desk.write("已设围挡")
        await desk.sees_text("1 西兴综合行政执法队")
        await send(desk)
        assert call_of(busy_house, number, 1).finished_at == busy_house.district.clock()
        assert call_of(busy_house, number, 2).finished_at is None
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by) == ("finish_call", DISPATCHER)
        assert (details["call"], details["result"]) == (1, "已设围挡")


async def test_a_called_unit_is_excused_with_a_reason(busy_house: House, sit_down: SitDown) -> None:
    number = call_units(busy_house)
    async with sit_down(DISPATCHER) as desk:
        await open_more(desk, "井盖", "k")
        await desk.sees_text("西兴应急安监站  ◂ 牵头")
        await desk.write("安监")
        await desk.press("tab")
        await desk.write("另有抢险")
        await send(desk)
        assert call_of(busy_house, number, 2).excused_at == busy_house.district.clock()
        assert call_of(busy_house, number, 1).excused_at is None
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by) == ("excuse_call", DISPATCHER)
        assert (details["call"], details["reason"]) == (2, "另有抢险")


async def test_a_called_unit_is_rated(busy_house: House, sit_down: SitDown) -> None:
    number = call_units(busy_house)
    async with sit_down(DISPATCHER) as desk:
        await open_more(desk, "井盖", "t")
        await desk.sees_text("▌ 1  西兴综合行政执法队")
        await desk.press("ctrl+s")
        await desk.sees_text("评分不能为空。")
        assert call_of(busy_house, number, 1).rating is None
        await desk.press("4")
        await send(desk)
        assert call_of(busy_house, number, 1).rating == 4
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["call"], details["rating"]) == ("rate_call", DISPATCHER, 1, 4)


# The appeal.


def late_case_appealed_against(house: House) -> str:
    """Let a case be closed late and its lateness be appealed against by the dispatcher."""
    number = number_of(house, "井盖")
    house.district.clock.advance(timedelta(hours=3))
    for command in (
        ResolveCase(number=number, result="已更换"),
        PassCheck(number=number, rating=4),
        AskAppeal(number=number, reason="等待备件"),
    ):
        house.district.desk.execute(command, by=DISPATCHER)
    return number


async def open_on_ended(desk: DeskDriver, number: str, key: str) -> None:
    """Find an ended case and press a verb of the menu."""
    await desk.press("number_sign")
    await desk.sees_text(number)
    await desk.press("enter")
    await desk.sees(lambda: isinstance(desk.app.screen, MenuDialog), "the menu")
    await desk.press(key)
    await desk.sees(lambda: desk.in_form, "the dialog")


async def test_an_appeal_is_upheld_by_another_and_the_case_is_still_late(
    busy_house: House, sit_down: SitDown
) -> None:
    number = late_case_appealed_against(busy_house)
    async with sit_down(SUPERVISOR) as desk:
        await open_on_ended(desk, number, "v")
        await desk.sees_text("张敏 申诉 等待备件")
        await desk.write("厂家断货属实")
        await desk.sees_text("待审批  →  已支持")
        await desk.sees_text("案件仍显示超时，但不计入超时统计。")
        assert "不再计时" not in desk.screen
        await send(desk)
        told = detail_of(busy_house, number)
        assert (told.supervision.appeal, told.handled_late) == ("upheld", True)
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["reason"]) == ("uphold_appeal", SUPERVISOR, "厂家断货属实")


async def test_an_appeal_is_dismissed_by_another(busy_house: House, sit_down: SitDown) -> None:
    number = late_case_appealed_against(busy_house)
    async with sit_down(ADMIN) as desk:
        await open_on_ended(desk, number, "z")
        await desk.sees_text("张敏 申诉 等待备件")
        await desk.press("ctrl+s")
        await desk.sees_text("理由不能为空。")
        assert detail_of(busy_house, number).supervision.appeal == "asked"
        await desk.write("备件应常备")
        await send(desk)
        told = detail_of(busy_house, number)
        assert (told.supervision.appeal, told.handled_late) == ("dismissed", True)
        verb, by, details = last_deed(busy_house, number)
        assert (verb, by, details["reason"]) == ("dismiss_appeal", ADMIN, "备件应常备")
