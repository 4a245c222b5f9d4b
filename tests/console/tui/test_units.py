"""The units: what they have in hand, what they send back, what they answer for."""

from datetime import timedelta

import pytest

from console.tui.screens.queue import QueueScreen
from core.cases.commands import DispatchCase, ReturnCase, RuleCase
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import DISPATCHER, ENFORCEMENT, SAFETY, SUPERVISOR


@pytest.fixture
def returned(busy_house: House) -> str:
    """The number of a case that enforcement sent back and that was ruled to be for safety."""
    district = busy_house.district
    number = next(
        number
        for number in busy_house.numbers()
        if busy_house.shop().cases.row(number).state == "dispatched"
    )
    district.desk.execute(ReturnCase(number=number, reason="不属我处"), by=DISPATCHER)
    district.desk.execute(
        RuleCase(number=number, unit_code=SAFETY, reason="就近处置"), by=SUPERVISOR
    )
    return number


async def open_units(desk: DeskDriver) -> None:
    """Go to the units and wait for them."""
    await desk.press("5")
    await desk.sees(lambda: desk.listing.loaded and desk.listing.total == 5, "the units")
    await desk.settled()


def units(desk: DeskDriver) -> list[list[str]]:
    """Return the words of each line."""
    return [row[1:].split() for row in desk.rows if row.strip()]


@pytest.mark.usefixtures("returned")
async def test_units_are_listed_by_tier_with_their_work(sit_down: SitDown) -> None:
    async with sit_down(size=(200, 40)) as desk:
        await open_units(desk)
        assert desk.head.splitlines()[0] == " 全部单位   5 个单位"
        assert units(desk) == [
            ["二级", "西陵社区居委会", "综治工作", "·", "·", "·", "·", "4"],
            ["三级", "西兴综合行政执法队", "综合执法", "1", "·", "50%", "·", "2"],
            ["三级", "长河综合行政执法队", "综合执法", "·", "·", "·", "·", "1"],
            ["三级", "西兴应急安监站", "综治工作", "1", "·", "0%", "1", "3"],
            ["四级", "区综合行政执法局", "综合执法", "·", "·", "·", "·", "4"],
        ]


async def test_the_pane_tells_returns_rulings_and_duties(returned: str, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_units(desk)
        await desk.press("down", "down", "down")
        await desk.sees(lambda: "指定管辖" in desk.facts, "the ruling")
        told = [line.split() for line in desk.facts.splitlines()]
        assert told[0] == ["西兴应急安监站"]
        assert ["派给", "1"] in told
        assert ["退回", "0"] in told
        assert ["09-14", "E0401", returned] in told
        assert ["就近处置"] in told
        assert ["D*", "邻里纠纷"] in told
        assert ["P01*", "井盖破损"] in told


async def test_a_tier_is_chosen_by_keys_and_told_with_what_is_late_of_it(
    busy_house: House, sit_down: SitDown
) -> None:
    busy_house.district.clock.advance(timedelta(days=30))
    async with sit_down() as desk:
        await open_units(desk)
        assert desk.head.splitlines()[0] == " 全部单位   5 个单位   ▲ 超时 2"
        await desk.press("right")
        await desk.sees(lambda: desk.listing.total == 1, "the second tier")
        assert desk.head.splitlines()[0] == " 二级   1 个单位"
        await desk.press("right")
        await desk.sees(lambda: desk.listing.total == 3, "the third tier")
        assert desk.head.splitlines()[0] == " 三级   3 个单位   ▲ 超时 2"
        await desk.press("left", "left")
        await desk.sees(lambda: desk.listing.total == 5, "all tiers")


@pytest.mark.usefixtures("busy_house")
async def test_a_unit_is_found_by_code_or_name(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_units(desk)
        await desk.press("slash")
        await desk.write("执法队")
        await desk.sees(lambda: desk.listing.total == 2, "the two brigades")
        await desk.press("enter", "escape", "slash")
        await desk.write("s002")
        await desk.sees(lambda: desk.listing.total == 1, "the station")
        assert units(desk)[0][1] == "西兴应急安监站"


@pytest.mark.usefixtures("busy_house")
async def test_enter_lists_the_cases_of_the_unit_in_the_queue(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_units(desk)
        await desk.press("down", "enter")
        await desk.sees(lambda: isinstance(desk.app.screen, QueueScreen), "the queue")
        await desk.filtered()
        assert f"unit:{ENFORCEMENT}" in desk.foot
        assert desk.listing.total == 2


async def test_work_of_others_is_counted_live_and_the_cursor_stays(
    busy_house: House, sit_down: SitDown
) -> None:
    filed = next(
        number
        for number in busy_house.numbers()
        if busy_house.shop().cases.row(number).state == "filed"
    )
    async with sit_down() as desk:
        await open_units(desk)
        await desk.press("down", "down")
        busy_house.district.clock.advance(timedelta(minutes=1))
        busy_house.district.desk.execute(
            DispatchCase(number=filed, unit_code="C001"), by=SUPERVISOR
        )
        await desk.sees(lambda: units(desk)[0][3] == "1", "the case of the committee")
        assert desk.rows[2].startswith("▌三级")


@pytest.mark.usefixtures("returned")
async def test_a_small_terminal_tells_the_unit_below_the_list(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_units(desk)
        await desk.press("down")
        assert [" ".join(line.split()) for line in desk.facts.splitlines()] == [
            "西兴综合行政执法队 S001 未结 1",
            "三级 · 综合执法 近 30 日派给 2 件，退回 1 件",
        ]
