"""The staff: the roster by number, and what is known of a person."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from console.tui.screens.queue import QueueScreen
from core.cases.commands import DispatchCase, FileCase
from core.staff.models import Posting, Staff
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import (
    BEGINNING,
    DISPATCHER,
    GRID,
    GRIDDER,
    LITTER,
    NEXT_GRID,
    OTHER_GRID,
    VIEWER,
)


@pytest.fixture
def staffed_house(house: House) -> House:
    """Four people: one with two posts, one who moved, one from the other street."""
    with house.database.transactions.writing() as session:
        for key, (number, name) in enumerate(
            (("BJ0002", "李小红"), ("BJ0003", "王强国"), ("BJ0004", "李大明")), start=2
        ):
            session.add(
                Staff(
                    id=key, number=number, name=name, phone=f"1010000000{key}", joined_on=BEGINNING
                )
            )
        session.flush()
        for key, area, post, since, until in (
            (2, GRID, "leader", BEGINNING, None),
            (2, NEXT_GRID, "leader", date(2025, 3, 1), None),
            (3, NEXT_GRID, "full_time", BEGINNING, None),
            (3, GRID, "part_time", date(2023, 1, 1), date(2024, 1, 1)),
            (4, OTHER_GRID, "guide", BEGINNING, None),
        ):
            session.add(
                Posting(staff_id=key, area_code=area, post=post, valid_from=since, valid_to=until)
            )
    return house


def give_litter_to_the_gridder(house: House) -> str:
    """Let a case at tier 1 be dispatched to the gridder, and return its number."""
    district = house.district
    number = district.report(
        matter="墙角垃圾", item_code=LITTER, reporter_staff_number=GRIDDER
    ).number
    district.desk.execute(FileCase(number=number, item_code=LITTER), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=number, gridder_number=GRIDDER), by=DISPATCHER)
    return number


async def open_staff(desk: DeskDriver, people: int = 4) -> None:
    """Go to the roster and wait for it."""
    await desk.press("4")
    await desk.sees(lambda: desk.listing.loaded and desk.listing.total == people, "the roster")
    await desk.settled()


def people(desk: DeskDriver) -> list[list[str]]:
    """Return the words of each line."""
    return [row[1:].split() for row in desk.rows if row.strip()]


@pytest.mark.usefixtures("staffed_house")
async def test_the_roster_lists_posts_places_and_since_when(sit_down: SitDown) -> None:
    async with sit_down(size=(200, 40)) as desk:
        await open_staff(desk)
        assert desk.head.splitlines()[0] == " 人员名册   4 人"
        assert [" ".join(words) for words in people(desk)] == [
            f"{GRIDDER} 𠮷*网 专职 西兴 · 西陵社区 01 · · 2024-01-01 101****0001",
            "BJ0002 李*红 网格长 西兴 · 西陵社区 01 +1 · · 2024-01-01 101****0002",
            "BJ0003 王*国 专职 西兴 · 西陵社区 02 · · 2024-01-01 101****0003",
            "BJ0004 李*明 指导员 长河 · 长河社区 01 · · 2024-01-01 101****0004",
        ]


async def test_the_cases_in_hand_are_counted_and_named(
    staffed_house: House, sit_down: SitDown
) -> None:
    give_litter_to_the_gridder(staffed_house)
    async with sit_down() as desk:
        await open_staff(desk)
        await desk.sees(lambda: "在办案件" in desk.facts, "what is known")
        told = [line.split() for line in desk.facts.splitlines()]
        assert ["在办案件", "1"] in told
        assert ["24", "小时", "乱扔垃圾"] in told or ["◆", "2:00", "乱扔垃圾"] in told, told
        assert ["上报", "1"] in told
        assert people(desk)[0][-3:-1] == ["1", "·"]
        staffed_house.district.clock.advance(timedelta(hours=30))
        await desk.press("R")
        await desk.sees(lambda: people(desk)[0][-3:-1] == ["1", "▲1"], "the late case")


@pytest.mark.usefixtures("staffed_house")
async def test_posts_of_now_stand_before_past_ones(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_staff(desk)
        await desk.press("down", "down")
        await desk.sees(lambda: "○" in desk.facts, "the past post")
        lines = desk.facts.splitlines()
        begin = lines.index("任职")
        assert [" ".join(line.split()) for line in lines[begin + 1 : begin + 5]] == [
            "● 专职 2024-01-01 起",
            "西兴 · 西陵社区 02",
            "○ 兼职 2023-01-01 – 2024-01-01",
            "西兴 · 西陵社区 01",
        ]


@pytest.mark.usefixtures("staffed_house")
async def test_somebody_is_found_by_number_or_name(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_staff(desk)
        await desk.press("slash")
        await desk.write("李")
        await desk.sees(lambda: desk.listing.total == 2, "the two 李")
        await desk.write("大")
        await desk.sees(lambda: desk.listing.total == 1, "one of them")
        await desk.press("enter")
        assert people(desk)[0][0] == "BJ0004"
        await desk.press("escape")
        await desk.sees(lambda: desk.listing.total == 4, "everybody again")


@pytest.mark.usefixtures("staffed_house")
async def test_a_viewer_cannot_guess_names(sit_down: SitDown) -> None:
    async with sit_down(VIEWER) as desk:
        await open_staff(desk)
        await desk.press("slash")
        await desk.write("李大")
        await desk.sees(lambda: "没有这个编号或姓名的人员。" in desk.screen, "nobody")


async def test_one_person_is_shown_in_full_and_the_look_is_kept(
    staffed_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_staff(desk)
        await desk.press("down", "v")
        await desk.sees(lambda: "李小红" in desk.facts, "the name")
        assert "10100000002" in desk.facts
        assert "李*红" in desk.rows[1]
    with staffed_house.database.reading() as connection:
        kept = connection.execute(text("SELECT operator, action, subject FROM audit_entry"))
        assert (DISPATCHER, "reveal_staff", "BJ0002") in [tuple(row) for row in kept]


async def test_enter_lists_the_cases_of_the_grid_in_the_queue(
    staffed_house: House, sit_down: SitDown
) -> None:
    staffed_house.district.report(area_code=NEXT_GRID)
    staffed_house.district.report(area_code=OTHER_GRID)
    async with sit_down() as desk:
        await open_staff(desk)
        await desk.press("end", "enter")
        await desk.sees(lambda: isinstance(desk.app.screen, QueueScreen), "the queue")
        await desk.filtered()
        assert f"grid:{OTHER_GRID}" in desk.foot
        assert desk.listing.total == 1


@pytest.mark.usefixtures("staffed_house")
async def test_a_small_terminal_tells_every_post_below_the_list(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_staff(desk)
        await desk.press("down")
        assert [" ".join(line.split()) for line in desk.facts.splitlines()] == [
            "李*红 BJ0002 101****0002 在办 0",
            "网格长 西兴 · 西陵社区 01 网格长 西兴 · 西陵社区 02",
        ]
