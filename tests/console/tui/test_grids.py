"""The grids: a tree that opens by hand, what is known of an area, and its notice board."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text

from console.tui.dialogs.facts import FactsDialog
from console.tui.screens.queue import QueueScreen
from console.tui.widgets.area_list import read_tree
from core.areas.rows import AreaLoad, AreaRow, FoundArea
from core.cases.rows import LaneCount
from core.staff.rows import BoardRow
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.console.tui.fakes import NOW
from tests.district import GRID, NEXT_GRID, OTHER_GRID, SUPERVISOR, VIEWER


async def open_grids(desk: DeskDriver) -> None:
    """Go to the grids and wait for the streets."""
    await desk.press("3")
    await desk.sees(lambda: desk.listing.total == 3, "the streets")
    await desk.settled()


async def open_all_of_the_first_street(desk: DeskDriver) -> None:
    """Open the first street and its one community; the cursor ends on the first grid."""
    await open_grids(desk)
    await desk.press("down", "right")
    await desk.sees(lambda: desk.listing.total == 4, "the community")
    await desk.press("right", "right")
    await desk.sees(lambda: desk.listing.total == 6, "the grids")
    await desk.press("right")
    await desk.settled()


def areas(desk: DeskDriver) -> list[str]:
    """Return sign, name and open cases of the areas in sight."""
    lines = (row[1:].split() for row in desk.rows if row.strip())
    return [" ".join(line[: 3 if line[0] in "▸▾" else 2]) for line in lines]


def chosen(desk: DeskDriver) -> int:
    """Return the line that the cursor is on."""
    return next(n for n, row in enumerate(desk.rows) if row.startswith("▌"))


def looks(house: House) -> list[tuple[str, str, str]]:
    """Return who looked at what, as it is kept."""
    with house.database.reading() as connection:
        kept = connection.execute(
            text("SELECT operator, action, subject FROM audit_entry WHERE action LIKE 'reveal%'")
        )
        return [tuple(row) for row in kept]


@pytest.mark.usefixtures("busy_house")
async def test_the_tree_opens_and_closes_a_level_at_a_time(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_grids(desk)
        assert desk.head.splitlines()[0] == " 滨江区   3 个网格   ▲ 超时 1"
        assert areas(desk) == ["▾ 滨江区 5", "▸ 西兴街道 4", "▸ 长河街道 1"]
        await desk.press("down", "right")
        await desk.sees(lambda: desk.listing.total == 4, "the community")
        assert areas(desk)[2] == "▸ 西陵社区 4"
        await desk.press("right", "left")
        await desk.press("left")
        await desk.sees(lambda: desk.listing.total == 3, "the streets alone")
        assert chosen(desk) == 1
        await desk.press("left")
        assert chosen(desk) == 0


@pytest.mark.usefixtures("busy_house")
async def test_a_line_tells_cases_staff_and_vacancies(sit_down: SitDown) -> None:
    async with sit_down(size=(140, 40)) as desk:
        await open_all_of_the_first_street(desk)
        assert [row[1:].split() for row in desk.rows[:6]] == [
            ["▾", "滨江区", "5", "▲1", "1", "▲", "专职", "2", "+6", "·", "·"],
            ["▾", "西兴街道", "4", "▲1", "1", "▲", "专职", "1", "+4", "·", "·"],
            ["▾", "西陵社区", "4", "▲1", "1", "▲", "专职", "1", "+4", "·", "·"],
            ["第一网格", "3", "▲1", "0+0+1+0", "◆", "网格长", "+1", "·", "·"],
            ["第二网格", "1", "·", "0+0+0+0", "▲", "专职", "+2", "·", "·"],
            ["▸", "长河街道", "1", "·", "·", "▲", "专职", "1", "+2", "·", "·"],
        ]


@pytest.mark.usefixtures("busy_house")
async def test_the_pane_tells_staff_by_post_and_cases_by_tier(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_all_of_the_first_street(desk)
        await desk.sees(lambda: "公示牌" in desk.facts, "the notice board")
        told = [line.split() for line in desk.facts.splitlines()]
        assert told[:4] == [
            ["第一网格"],
            [GRID, "综合网格"],
            ["西兴街道", "·", "西陵社区"],
            ["0", "户", "0", "人"],
        ]
        assert ["未结案件", "3"] in told
        assert ["二级", "社区", "▲1", "1"] in told
        assert ["三级", "街道", "◆1", "1"] in told
        assert ["网格长", "◆", "空缺", "·"] in told
        assert ["专职", "1"] in told


@pytest.mark.usefixtures("busy_house")
async def test_a_street_names_its_grids_without_a_full_time_member(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_grids(desk)
        await desk.press("down")
        await desk.sees(lambda: "▲ 西陵社区 第二网格" in desk.facts, "the alarm")
        assert "第一网格" not in desk.facts


async def test_the_notice_board_is_masked_until_somebody_looks_and_the_look_is_kept(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_all_of_the_first_street(desk)
        await desk.sees(lambda: "𠮷*网" in desk.facts, "the masked name")
        assert "101****0001" in desk.facts
        await desk.press("v")
        await desk.sees(lambda: "𠮷小网" in desk.facts, "the name")
        assert "10100000001" in desk.facts
        assert "已显示姓名和电话，本次查看已留痕。" in desk.foot
        assert looks(busy_house) == [("zhangmin", "reveal_posts", GRID)]
        await desk.press("down", "up")
        await desk.sees(lambda: "𠮷*网" in desk.facts, "the mask again")
        assert len(looks(busy_house)) == 1


async def test_a_viewer_is_shown_no_name(busy_house: House, sit_down: SitDown) -> None:
    async with sit_down(VIEWER) as desk:
        await open_all_of_the_first_street(desk)
        await desk.sees(lambda: "𠮷*网" in desk.facts, "the masked name")
        await desk.press("v")
        await desk.sees(lambda: "您的角色不能查看完整姓名和电话。" in desk.foot, "the reason")
        assert "𠮷*网" in desk.facts
        assert looks(busy_house) == []


@pytest.mark.usefixtures("busy_house")
async def test_a_street_has_no_names_to_show(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_grids(desk)
        await desk.press("down", "v")
        await desk.sees(lambda: "此处没有可显示的姓名。" in desk.foot, "the reason")


@pytest.mark.usefixtures("busy_house")
async def test_enter_lists_the_cases_of_the_area_in_the_queue(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_all_of_the_first_street(desk)
        await desk.press("down", "enter")
        await desk.sees(lambda: isinstance(desk.app.screen, QueueScreen), "the queue")
        await desk.filtered()
        assert f"grid:{NEXT_GRID}" in desk.foot
        assert desk.listing.total == 1
        assert desk.case
        assert desk.case.area_code == NEXT_GRID


@pytest.mark.usefixtures("busy_house")
async def test_an_area_is_found_by_its_code_and_the_way_to_it_is_opened(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        await open_grids(desk)
        await desk.press("slash")
        await desk.write(OTHER_GRID)
        await desk.press("enter")
        await desk.sees(lambda: desk.listing.total == 5, "the other street opened")
        await desk.sees(lambda: chosen(desk) == 4, "the grid")
        assert "找到 1 个，第 1 个：第一网格" in desk.foot


@pytest.mark.usefixtures("busy_house")
async def test_areas_of_one_name_are_walked_one_after_the_other(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_grids(desk)
        await desk.press("slash")
        await desk.write("第一网格")
        await desk.press("enter")
        await desk.sees(lambda: desk.listing.total == 6, "the first one")
        await desk.sees(lambda: chosen(desk) == 3, "the cursor on it")
        await desk.press("n")
        await desk.sees(lambda: desk.listing.total == 8, "the second one")
        await desk.sees(lambda: chosen(desk) == 7, "the cursor on it")
        await desk.press("p")
        await desk.sees(lambda: chosen(desk) == 3, "the first again")


@pytest.mark.usefixtures("busy_house")
async def test_what_is_not_found_is_said_and_nothing_moves(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await open_grids(desk)
        await desk.press("slash")
        await desk.write("没有这里")
        await desk.press("enter")
        await desk.sees(lambda: "没有这个编码或名称的区域。" in desk.foot, "the answer")
        assert chosen(desk) == 0
        await desk.press("escape")
        await desk.sees(lambda: "按编码或名称查找区域" in desk.foot, "the hint")


async def test_cases_of_others_are_counted_live_and_the_cursor_stays(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        await open_all_of_the_first_street(desk)
        await desk.press("down")
        busy_house.district.report(by=SUPERVISOR, area_code=NEXT_GRID)
        await desk.sees(lambda: areas(desk)[4] == "第二网格 2", "the new case")
        assert chosen(desk) == 4
        assert areas(desk)[0] == "▾ 滨江区 6"


@pytest.mark.usefixtures("busy_house")
async def test_a_small_terminal_has_two_lines_and_the_rest_in_a_window(sit_down: SitDown) -> None:
    async with sit_down(size=(80, 24)) as desk:
        await open_all_of_the_first_street(desk)
        assert [" ".join(line.split()) for line in desk.facts.splitlines()] == [
            f"第一网格 {GRID} 未结 3 ▲1",
            "0 户 0 人 人员 0+0+1+0 ◆ 网格长 +1",
        ]
        await desk.settled()
        await desk.press("space")
        await desk.sees(lambda: isinstance(desk.app.screen, FactsDialog), "the window")
        await desk.sees_text("公示牌")


class ManyGrids:
    """A province's worth of grids in memory, which says what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def top(self, now: datetime) -> tuple[AreaLoad, ...]:
        assert now == NOW
        return (self.load("33", 61_000),)

    def below(self, code: str, now: datetime) -> tuple[AreaLoad, ...]:
        assert now == NOW
        self.asked.append(code)
        return tuple(self.load(f"{code}{n:02}", 100) for n in range(10))

    def load(self, code: str, grids: int) -> AreaLoad:
        area = AreaRow(code, None, 4, code, None, None, None, None, date(2024, 1, 1), None)
        return AreaLoad(area, 10, grids, 0, 0, ())

    def lanes(self, code: str, now: datetime) -> tuple[LaneCount, ...]:
        raise AssertionError((code, now))

    def find(self, text: str, limit: int) -> tuple[FoundArea, ...]:
        raise AssertionError((text, limit))

    def board(self, code: str, today: date) -> tuple[BoardRow, ...]:
        raise AssertionError((code, today))

    def without(self, code: str, post: str, limit: int) -> tuple[FoundArea, ...]:
        raise AssertionError((code, post, limit))


def test_only_what_is_opened_is_read() -> None:
    grids = ManyGrids()

    nodes = read_tree(grids, frozenset({"33", "3304", "330405", "99"}), NOW)

    assert grids.asked == ["33", "3304", "330405"]
    assert [node.code for node in nodes][:7] == [
        "33",
        "3300",
        "3301",
        "3302",
        "3303",
        "3304",
        "330400",
    ]
    assert len(nodes) == 31
    assert [
        (node.depth, node.opened) for node in nodes if node.code in {"33", "3304", "33040501"}
    ] == [
        (0, True),
        (1, True),
        (3, False),
    ]


def test_an_opened_area_with_nothing_in_it_is_shown_closed() -> None:
    class NoGrids(ManyGrids):
        def top(self, now: datetime) -> tuple[AreaLoad, ...]:
            return tuple(replace(load, below=0) for load in super().top(now))

    grids = NoGrids()

    (node,) = read_tree(grids, frozenset({"33"}), NOW)

    assert (node.opened, grids.asked) == (False, [])
