"""Undo where there is a way back, said plainly where there is none; and the last verb again."""

from datetime import timedelta

import pytest
from textual.widgets import TextArea

from console.tui.dialogs.ready import ReadyDialog
from console.tui.dialogs.several import SeveralDialog
from core.cases.commands import NoteCase
from tests.console.tui.conftest import (
    House,
    SitDown,
    file,
    file_and_dispatch,
    receive,
)
from tests.console.tui.driver import DeskDriver
from tests.district import DISPATCHER, ENFORCEMENT, STALLS, SUPERVISOR


def verbs(house: House, number: str) -> list[str]:
    """Return the verbs in the story of a case."""
    detail = house.shop().cases.detail(number, house.district.clock())
    return [entry.verb for entry in detail.history]


def reported(house: House, count: int) -> list[str]:
    """Report so many cases; return their numbers in the order of the queue."""
    numbers = []
    for n in range(count):
        numbers.append(house.district.report(matter=f"占道第{n}处").number)
        house.district.clock.advance(timedelta(minutes=1))
    return numbers


async def suspend(desk: DeskDriver) -> None:
    """Suspend the case under the cursor."""
    await desk.press("g", "s")
    await desk.sees(lambda: desk.in_form, "the dialog")
    await desk.write("+30")
    await desk.press("tab")
    await desk.write("等材料")
    await desk.press("ctrl+s")
    await desk.sees(lambda: not desk.in_form, "the end of the dialog")
    await desk.sees_text("已挂账")


@pytest.fixture
def handled(house: House) -> str:
    """The number of a case that is being handled."""
    number = house.district.report(matter="商户占用盲道").number
    file_and_dispatch(house.district, number, STALLS, ENFORCEMENT)
    receive(house.district, number)
    return number


# Undo.


async def test_a_suspension_is_taken_back_after_a_preview(
    house: House, handled: str, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        await suspend(desk)
        await desk.sees_text(f"已挂账 {handled}")
        assert "u 撤销" in desk.foot
        await desk.press("u")
        await desk.sees(lambda: isinstance(desk.app.screen, ReadyDialog), "the preview")
        await desk.sees_text("撤销：挂账")
        await desk.sees_text("挂账  →  处置中")
        assert house.shop().cases.row(handled).state == "suspended"
        await desk.press("enter")
        await desk.sees_text(f"已恢复 {handled}")
        assert house.shop().cases.row(handled).state == "handling"
        assert verbs(house, handled)[-2:] == ["suspend", "resume"]
        await desk.press("u")
        await desk.sees_text("此处尚无可撤销的操作。")


async def test_what_somebody_has_acted_on_since_is_not_taken_back(
    house: House, handled: str, sit_down: SitDown
) -> None:
    async with sit_down(SUPERVISOR) as desk:
        await suspend(desk)
        note = NoteCase(number=handled, text="已联系")
        house.district.desk.execute(note, by=DISPATCHER)
        await desk.sees_text("刚刚 备注")
        await desk.press("u")
        await desk.sees_text(f"{handled} 此后已有变动，“挂账”不能再撤销。")
        assert not desk.in_form
        assert house.shop().cases.row(handled).state == "suspended"


async def test_several_that_were_merged_together_are_unmerged_together(
    house: House, sit_down: SitDown
) -> None:
    numbers = reported(house, 3)
    async with sit_down() as desk:
        await desk.press("asterisk", "g", "m")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        await desk.press("escape")
        await desk.sees(lambda: desk.listing.total == 1, "the one that stays")
        await desk.press("u")
        await desk.sees(lambda: isinstance(desk.app.screen, SeveralDialog), "the dialog")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        await desk.press("escape")
        await desk.sees(lambda: desk.listing.total == 3, "all of them")
        assert [verbs(house, number) for number in numbers] == [
            ["report"],
            ["report", "merge", "unmerge"],
            ["report", "merge", "unmerge"],
        ]


async def test_where_there_is_no_way_back_the_foot_says_so_and_what_comes_nearest(
    house: House, sit_down: SitDown
) -> None:
    [number] = reported(house, 1)
    file(house.district, number, STALLS)
    async with sit_down() as desk:
        await desk.press("a")
        await desk.sees_text("→")
        await desk.press("enter")
        await desk.sees_text(f"已派遣 {number}")
        assert "u 撤销" not in desk.foot
        await desk.press("u")
        await desk.sees_text("没有操作能撤销“派遣”。最接近的是“转派”（o）。")
        assert not desk.in_form
        assert verbs(house, number) == ["report", "file", "dispatch"]


async def test_marks_are_taken_back(house: House, sit_down: SitDown) -> None:
    reported(house, 3)
    async with sit_down() as desk:
        await desk.press("space")
        await desk.press("asterisk")
        await desk.sees_text("已勾选 3 件")
        await desk.press("u")
        await desk.sees_text("已勾选 1 件")
        await desk.press("u")
        await desk.sees(lambda: "已勾选" not in desk.screen, "no marks")


async def test_a_report_is_cancelled_by_who_may_and_others_are_told(
    house: House, sit_down: SitDown
) -> None:
    for login, told in ((DISPATCHER, "派遣员无权作废。"), (SUPERVISOR, "撤销：上报")):
        async with sit_down(login) as desk:
            await desk.press("plus")
            await desk.sees_text("西兴街道 西陵社区 第一网格")
            desk.form.query_one("LongTextField .entry").focus()
            await desk.sees(lambda: isinstance(desk.app.focused, TextArea), "the matter in hand")
            await desk.write("误报的一件")
            await desk.press("ctrl+s")
            await desk.sees(lambda: not desk.in_form, "the end of the dialog")
            await desk.settled()
            await desk.press("u")
            await desk.sees_text(told)
            if login == DISPATCHER:
                assert "最接近的是“不予立案”（x）。" in desk.foot
                continue
            await desk.press("ctrl+s")
            await desk.sees_text("已作废")
    assert len(house.numbers()) == 1


async def test_nothing_done_is_nothing_to_take_back(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("u")
        await desk.sees_text("此处尚无可撤销的操作。")
        await desk.press("full_stop")
        await desk.sees_text("光标处没有案件。")


# Repeat.


async def test_the_last_verb_is_done_to_another_case_filled_in_alike(
    house: House, sit_down: SitDown
) -> None:
    numbers = reported(house, 2)
    async with sit_down() as desk:
        await desk.press("full_stop")
        await desk.sees_text("此处尚无可重复的操作。")
        await desk.press("e")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("需要执法权")
        await desk.press("ctrl+s")
        await desk.sees(lambda: not desk.in_form, "the end of the dialog")
        await desk.sees(lambda: desk.listing.total == 2, "the queue")
        other = next(n for n in numbers if house.shop().cases.row(n).tier == 3)
        await desk.filter(other)
        await desk.press("full_stop")
        await desk.sees_text("三级  →  四级")
        await desk.sees_text("理由：需要执法权")
        assert verbs(house, other) == ["report"]
        await desk.press("enter")
        await desk.sees_text(f"已升级 {other}")
        assert [verbs(house, number) for number in numbers] == [["report", "escalate"]] * 2


async def test_the_last_verb_is_done_to_all_marked_cases(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 3)
    async with sit_down() as desk:
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("同一施工队")
        await desk.press("ctrl+s")
        await desk.sees_text("已备注")
        await desk.press("asterisk")
        await desk.sees_text("已勾选 3 件")
        await desk.press("full_stop")
        await desk.sees_text("共 3 件，其中 3 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 3 件，被拒 0 件")
        assert sorted(verbs(house, number).count("note") for number in numbers) == [1, 1, 2]


async def test_the_last_verb_is_not_repeated_where_it_does_not_apply(
    house: House, handled: str, sit_down: SitDown
) -> None:
    [number] = reported(house, 1)
    async with sit_down(SUPERVISOR) as desk:
        await desk.filter(handled)
        await suspend(desk)
        await desk.press("escape")
        await desk.filter(number)
        await desk.press("full_stop")
        await desk.sees_text("“挂账”用于处置中的案件，本件待受理。")
        assert not desk.in_form
        assert verbs(house, number) == ["report"]
