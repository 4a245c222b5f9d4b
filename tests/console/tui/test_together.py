"""Marks in the queue, and every verb that is given to several cases at once."""

from datetime import date, timedelta

import pytest

from console.tui.dialogs.menu import TogetherMenu
from console.tui.dialogs.several import SeveralDialog
from console.tui.dialogs.together import TOGETHER
from console.tui.screens.marking import MOST_MARKED
from core.cases.states import Verb
from core.kernel.errors import Unavailable
from tests.console.tui.conftest import (
    House,
    SitDown,
    bring_to_the_check,
    file,
    file_and_dispatch,
    receive,
)
from tests.console.tui.driver import DeskDriver
from tests.district import ENFORCEMENT, SAFETY, STALLS, SUPERVISOR


def reported(house: House, count: int) -> list[str]:
    """Report so many cases, a minute apart; return their numbers in the order of the queue."""
    numbers = []
    for n in range(count):
        numbers.append(house.district.report(matter=f"占道第{n}处").number)
        house.district.clock.advance(timedelta(minutes=1))
    return numbers


def states(house: House, numbers: list[str]) -> list[str]:
    """Return the states of cases."""
    return [house.shop().cases.row(number).state for number in numbers]


def verbs(house: House, number: str) -> list[str]:
    """Return the verbs in the story of a case."""
    detail = house.shop().cases.detail(number, house.district.clock())
    return [entry.verb for entry in detail.history]


async def mark_all(desk: DeskDriver, count: int) -> None:
    """Mark every case of the queue."""
    await desk.press("asterisk")
    await desk.sees_text(f"已勾选 {count} 件")


async def open_together(desk: DeskDriver, *keys: str) -> None:
    """Press a verb and wait for the dialog of several cases."""
    await desk.press(*keys)
    await desk.sees(lambda: isinstance(desk.app.screen, SeveralDialog), "the dialog")


async def close(desk: DeskDriver) -> None:
    """Leave the dialog."""
    await desk.press("escape")
    await desk.sees(lambda: desk.app.screen is desk.queue, "the queue")


def marked(desk: DeskDriver) -> list[int]:
    """Return the ranks of the rows that carry a mark."""
    return [n for n, row in enumerate(desk.rows) if row.startswith("✓")]


# Marking.


async def test_space_marks_and_goes_on_and_space_again_unmarks(
    house: House, sit_down: SitDown
) -> None:
    reported(house, 3)
    async with sit_down() as desk:
        await desk.press("space", "space")
        await desk.sees_text("已勾选 2 件")
        assert (marked(desk), desk.listing.rank) == ([0, 1], 2)
        await desk.press("up", "space")
        await desk.sees_text("已勾选 1 件")
        assert marked(desk) == [0]


async def test_all_of_the_list_is_marked_inverted_and_unmarked(
    house: House, sit_down: SitDown
) -> None:
    reported(house, 3)
    async with sit_down() as desk:
        await desk.press("space", "tilde")
        await desk.sees_text("已勾选 2 件")
        assert marked(desk) == [1, 2]
        await mark_all(desk, 3)
        await desk.press("minus")
        await desk.sees(lambda: "已勾选" not in desk.screen, "no marks")
        assert marked(desk) == []


async def test_a_filter_bounds_what_one_key_marks_and_escape_takes_marks_off_before_it(
    house: House, sit_down: SitDown
) -> None:
    reported(house, 3)
    async with sit_down() as desk:
        await desk.filter("第2处")
        await mark_all(desk, 1)
        await desk.press("escape")
        await desk.sees(lambda: "已勾选" not in desk.screen, "no marks")
        assert desk.listing.total == 1
        await desk.press("escape")
        await desk.filtered()
        assert (desk.listing.total, marked(desk)) == (3, [])


async def test_more_than_one_key_marks_is_never_cut_silently(
    house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_MARKED == 200
    monkeypatch.setattr("console.tui.screens.marking.MOST_MARKED", 2)
    reported(house, 3)
    async with sit_down() as desk:
        await desk.press("asterisk")
        await desk.sees_text("列表中超过 2 件，请先缩小范围。")
        assert marked(desk) == []


# Verbs.


async def test_the_menu_for_several_offers_what_several_can_have(
    house: House, sit_down: SitDown
) -> None:
    reported(house, 2)
    async with sit_down(SUPERVISOR) as desk:
        await mark_all(desk, 2)
        await desk.press("g")
        await desk.sees(lambda: isinstance(desk.app.screen, TogetherMenu), "the menu")
        assert "2 件" in desk.screen
        await desk.press("o")
        await desk.sees_text("▲ 此操作一次只能办一件，请先取消勾选（-）。")
        assert isinstance(desk.app.screen, TogetherMenu)


async def test_several_are_dispatched_and_what_is_refused_says_why_and_stops_nothing(
    house: House, sit_down: SitDown
) -> None:
    numbers = reported(house, 3)
    for number in numbers[:2]:
        file(house.district, number, STALLS)
    async with sit_down() as desk:
        await mark_all(desk, 3)
        await open_together(desk, "a")
        await desk.sees_text("S001  西兴综合行政执法队                       可办 3/3 件")
        await desk.write("综合行政执法队")
        await desk.sees_text("共 3 件，其中 2 件可办。")
        assert (
            "◆ 对待受理的案件不能派遣" in desk.screen.replace("\n", "") or "待受理" in desk.screen
        )
        assert states(house, numbers) == ["filed", "filed", "reported"]
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 1 件")
        assert states(house, numbers) == ["dispatched", "dispatched", "reported"]
        assert [house.shop().cases.row(n).unit_code for n in numbers] == [
            ENFORCEMENT,
            ENFORCEMENT,
            None,
        ]
        await close(desk)
        await desk.sees_text("已勾选 1 件")


async def test_several_are_transferred(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 2)
    for number in numbers:
        file_and_dispatch(house.district, number, STALLS, ENFORCEMENT)
    async with sit_down() as desk:
        await mark_all(desk, 2)
        await open_together(desk, "o")
        await desk.write("安监")
        await desk.press("enter")
        await desk.write("职责调整")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("enter")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert {house.shop().cases.row(n).unit_code for n in numbers} == {SAFETY}


async def test_several_are_received_without_a_word(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 2)
    for number in numbers:
        file_and_dispatch(house.district, number, STALLS, ENFORCEMENT)
    async with sit_down() as desk:
        await mark_all(desk, 2)
        await open_together(desk, "i")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        assert states(house, numbers) == ["dispatched", "dispatched"]
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert states(house, numbers) == ["handling", "handling"]


async def test_several_are_noted(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 2)
    async with sit_down() as desk:
        await mark_all(desk, 2)
        await open_together(desk, "n")
        await desk.write("同一施工队所为")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert [verbs(house, n) for n in numbers] == [["report", "note"]] * 2


async def test_several_pass_their_check_with_one_rating(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 2)
    for number in numbers:
        bring_to_the_check(house, number, "已清场")
    async with sit_down() as desk:
        await mark_all(desk, 2)
        await open_together(desk, "p")
        await desk.press("4")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert states(house, numbers) == ["closed", "closed"]


async def test_several_are_suspended_until_one_day(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 2)
    for number in numbers:
        file_and_dispatch(house.district, number, STALLS, ENFORCEMENT)
        receive(house.district, number)
    async with sit_down(SUPERVISOR) as desk:
        await mark_all(desk, 2)
        await open_together(desk, "g", "s")
        await desk.write("2026-10-15")
        await desk.press("enter")
        await desk.write("等材料")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert states(house, numbers) == ["suspended", "suspended"]
        now = house.district.clock()
        until = {
            house.shop().cases.detail(n, now).history[-1].payload["details"]["until"]
            for n in numbers
        }
        assert until == {date(2026, 10, 15).isoformat()}


async def test_several_are_cancelled(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 2)
    async with sit_down(SUPERVISOR) as desk:
        await mark_all(desk, 2)
        await open_together(desk, "g", "c")
        await desk.write("演练数据")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert states(house, numbers) == ["cancelled", "cancelled"]


async def test_the_first_marked_case_takes_in_the_others(house: House, sit_down: SitDown) -> None:
    numbers = reported(house, 3)
    async with sit_down() as desk:
        await desk.press("down", "space")
        await desk.press("g", "m")
        await desk.sees_text("请至少勾选两件")
        await desk.press("escape")
        await desk.press("home", "space", "end", "space")
        await desk.sees_text("已勾选 3 件")
        await open_together(desk, "g", "m")
        await desk.sees_text(f"● {numbers[1]} 占道经营")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 2 件，被拒 0 件")
        assert states(house, numbers) == ["merged", "reported", "merged"]
        assert verbs(house, numbers[1]) == ["report"]
        await close(desk)
        await desk.sees(lambda: "已勾选" not in desk.screen, "no marks")


async def test_a_failure_in_the_middle_loses_nothing(
    house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = reported(house, 3)
    async with sit_down() as desk:
        await mark_all(desk, 3)
        await open_together(desk, "n")
        await desk.write("写好的备注")
        await desk.sees_text("共 3 件，其中 3 件可办。")
        door = type(desk.app.shop.desk)
        whole = door.execute

        def lose_the_second(self: object, command: object, *, by: str) -> object:
            if getattr(command, "number", "") == numbers[1]:
                raise Unavailable("The database is busy; nothing was changed. Try again.")
            return whole(self, command, by=by)  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            patch.setattr(door, "execute", lose_the_second)
            await desk.press("ctrl+s")
            await desk.sees_text("已办 2 件，被拒 1 件")
        assert "写好的备注" in desk.screen
        assert [len(verbs(house, n)) for n in numbers] == [2, 1, 2]
        await desk.press("ctrl+s")
        await desk.sees_text("已办 3 件，被拒 0 件")
        assert [verbs(house, n) for n in numbers] == [["report", "note"]] * 3


async def test_a_case_that_has_moved_on_is_refused_on_the_version_that_was_marked(
    house: House, sit_down: SitDown
) -> None:
    numbers = reported(house, 2)
    async with sit_down(SUPERVISOR) as desk:
        await mark_all(desk, 2)
        await open_together(desk, "g", "c")
        await desk.write("误报")
        await desk.sees_text("共 2 件，其中 2 件可办。")
        file(house.district, numbers[0], STALLS)
        await desk.press("ctrl+s")
        await desk.sees_text("已办 1 件，被拒 1 件")
        await desk.sees_text("现第 2 版，您看到第 1 版")
        assert states(house, numbers) == ["filed", "cancelled"]


async def test_a_role_that_may_not_is_told_before_any_dialog(
    house: House, sit_down: SitDown
) -> None:
    numbers = reported(house, 2)
    async with sit_down() as desk:
        await mark_all(desk, 2)
        await desk.press("g", "c")
        await desk.sees_text("派遣员无权作废。")
        assert isinstance(desk.app.screen, TogetherMenu)
        assert states(house, numbers) == ["reported", "reported"]


def test_these_verbs_can_be_given_to_several_cases() -> None:
    assert set(TOGETHER) == {
        Verb.URGE,
        Verb.ESCALATE,
        Verb.DISPATCH,
        Verb.TRANSFER,
        Verb.RECEIVE,
        Verb.PASS_CHECK,
        Verb.NOTE,
        Verb.SUSPEND,
        Verb.MERGE,
        Verb.CANCEL,
    }
