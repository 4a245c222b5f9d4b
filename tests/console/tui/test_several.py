"""Several timers are marked and urged or escalated together, each with a result of its own."""

from console.tui.dialogs.several import SeveralDialog
from core.cases.commands import CancelCase
from tests.console.tui.conftest import House, SitDown, file_and_dispatch
from tests.console.tui.driver import DeskDriver
from tests.console.tui.test_timers import open_timers
from tests.district import DISPATCHER, STALLS, SUPERVISOR


def many(house: House, count: int) -> list[str]:
    """Report, file and dispatch cases; each then has two clocks."""
    numbers = [house.district.report(matter=f"占道第{n}处").number for n in range(count)]
    for number in numbers:
        file_and_dispatch(house.district, number, STALLS, "S001")
    return numbers


async def mark_all(desk: DeskDriver, stage_steps: int, count: int) -> None:
    """Show one stage and mark every clock of it."""
    await open_timers(desk)
    for _ in range(stage_steps):
        await desk.press("right")
    await desk.sees(lambda: desk.listing.loaded and desk.listing.total == count, "the stage")
    await desk.press(*["space"] * count)
    await desk.sees_text(f"已勾选 {count} 件")


def shown(desk: DeskDriver, sign: str) -> int:
    """Count the lines of the dialog that begin with a sign."""
    return sum(line.startswith(sign) for line in desk.screen.splitlines())


async def test_ten_cases_are_urged_together_and_each_has_its_result(
    house: House, sit_down: SitDown
) -> None:
    numbers = many(house, 10)
    async with sit_down(SUPERVISOR) as desk:
        await mark_all(desk, stage_steps=1, count=10)
        await desk.press("g", "u")
        await desk.sees(lambda: isinstance(desk.app.screen, SeveralDialog), "the dialog")
        # Somebody else is quicker with one of them.
        house.district.desk.execute(CancelCase(number=numbers[3], reason="误报"), by=SUPERVISOR)
        await desk.write("批量督办")
        await desk.sees_text("共 10 件，其中 9 件可办。")
        assert "状态和计时不变" in desk.screen
        assert {house.shop().cases.row(n).version for n in numbers if n != numbers[3]} == {3}
        await desk.press("ctrl+s")
        await desk.sees_text("已办 9 件，被拒 1 件")
        assert (shown(desk, "✓ "), shown(desk, f"▲ {numbers[3]}")) == (9, 1)
        await desk.press("escape")
        await desk.sees_text("已勾选 1 件")
        now = house.district.clock()
        told = [house.shop().cases.detail(n, now).supervision.urge_count for n in numbers]
        assert told == [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]


async def test_marked_cases_are_escalated_together(house: House, sit_down: SitDown) -> None:
    numbers = many(house, 3)
    async with sit_down(DISPATCHER) as desk:
        await mark_all(desk, stage_steps=1, count=3)
        await desk.press("b")
        await desk.sees_text("此操作一次只能办一件，请先取消勾选（-）。")
        await desk.press("e")
        await desk.sees(lambda: isinstance(desk.app.screen, SeveralDialog), "the dialog")
        await desk.press("ctrl+s")
        await desk.sees_text("理由不能为空。")
        await desk.write("超出能力")
        await desk.sees_text("三级 → 四级")
        await desk.press("ctrl+s")
        await desk.sees_text("已办 3 件，被拒 0 件")
        await desk.press("escape")
        await desk.sees(lambda: not isinstance(desk.app.screen, SeveralDialog), "the end")
        assert [house.shop().cases.row(number).tier for number in numbers] == [4, 4, 4]


async def test_marks_are_taken_off_by_one_key(house: House, sit_down: SitDown) -> None:
    many(house, 2)
    async with sit_down(SUPERVISOR) as desk:
        await mark_all(desk, stage_steps=1, count=2)
        assert all(row.startswith("✓") for row in desk.rows[:2])
        await desk.press("escape")
        await desk.sees(lambda: "已勾选" not in desk.screen, "no marks")
        assert not any(row.startswith("✓") for row in desk.rows)
