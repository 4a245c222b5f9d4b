"""The board: the tiers side by side, each a list of its own, under the same keys."""

from datetime import timedelta

import pytest

from console.tui.themes import NIGHT, Surface
from console.tui.widgets.board import LaneList
from core.cases.commands import EscalateCase
from core.cases.rows import CaseRow
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.district import DISPATCHER, QUARREL

WIDE = (200, 50)


async def spread(desk: DeskDriver) -> None:
    """Set the tiers side by side."""
    await desk.sees(lambda: "街道" in desk.lanes, "the lanes")
    await desk.press("B")
    await desk.sees(lambda: desk.queue.boarded, "the board")
    await columns_read(desk)


async def columns_read(desk: DeskDriver) -> None:
    """Wait until every column has been read and its head told."""
    await desk.filtered()
    lists = list(desk.queue.query(LaneList))
    await desk.sees(lambda: all(rows.loaded for rows in lists), "the columns")
    await desk.settled()


def heads(desk: DeskDriver) -> list[str]:
    """Return tier and counts over each column, without the spaces between them."""
    return [" ".join(column[0].splitlines()[0].split()) for column in desk.board]


def shorts(desk: DeskDriver) -> list[list[str]]:
    """Return the short numbers in each column."""
    return [[row.split()[-1] for row in rows if "26-" in row] for _head, *rows in desk.board]


def in_hand(desk: DeskDriver) -> CaseRow:
    """Return the case under the cursor."""
    assert desk.case is not None
    return desk.case


@pytest.mark.usefixtures("busy_house")
async def test_the_tiers_stand_side_by_side_with_their_counts(sit_down: SitDown) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        assert heads(desk) == [
            "一 网格 1 ◆ 今日 1",
            "▎二 社区 1 ▲ 超时 1",
            "三 街道 3 ◆ 今日 3",
            "四 区级部门 0",
        ]
        assert [len(column) for column in shorts(desk)] == [1, 1, 3, 0]
        assert "这里没有案件。" in desk.board[3][1]


async def test_the_case_in_hand_stays_in_hand_on_the_board_and_back(
    busy_house: House, sit_down: SitDown
) -> None:
    number = busy_house.numbers()[2]
    async with sit_down(size=WIDE) as desk:
        await desk.press("down", "down")
        await spread(desk)
        assert desk.number == number
        await desk.press("B")
        await desk.sees(lambda: not desk.queue.boarded, "the list")
        await desk.settled()
        assert (desk.number, desk.listing.total) == (number, 5)


@pytest.mark.usefixtures("busy_house")
async def test_the_arrows_go_from_column_to_column_on_the_same_line(sit_down: SitDown) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        await desk.press("right" if in_hand(desk).tier == 2 else "left")
        await desk.sees(lambda: in_hand(desk).tier == 3, "the third tier")
        await desk.press("down")
        third = desk.number
        assert desk.listing.line == 1
        await desk.press("left")
        assert in_hand(desk).tier == 2
        await desk.press("right", "down", "right")
        assert (desk.case, desk.foot.rstrip().endswith("0 / 0")) == (None, True)
        await desk.press("left", "down")
        assert desk.number == third


async def test_verbs_act_on_the_case_under_the_cursor_of_the_board(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        await desk.press("right")
        await desk.settled()
        number = desk.number
        assert in_hand(desk).tier == 3
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("已联系")
        await desk.press("ctrl+s")
        await desk.sees_text("已备注")
    story = busy_house.shop().cases.detail(number, busy_house.district.clock()).history
    assert story[-1].verb == "note"


@pytest.mark.usefixtures("busy_house")
async def test_a_filter_narrows_every_column_and_its_counts(sit_down: SitDown) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        await desk.filter("tier:2,3 -井盖")
        await columns_read(desk)
        await desk.sees(lambda: heads(desk)[0] == "一 网格 0", "the counts")
        assert [len(column) for column in shorts(desk)] == [0, 1, 2, 0]
        assert heads(desk)[1:] == ["▎二 社区 1 ▲ 超时 1", "三 街道 2 ◆ 今日 2", "四 区级部门 0"]
        await desk.press("escape")
        await columns_read(desk)
        assert [len(column) for column in shorts(desk)] == [1, 1, 3, 0]


async def test_a_case_that_somebody_raises_appears_in_the_next_column_and_flashes(
    busy_house: House, sit_down: SitDown
) -> None:
    district = busy_house.district
    raised = district.report(matter="夜间噪声", item_code=QUARREL)
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        before = shorts(desk)
        district.clock.advance(timedelta(minutes=1))
        district.desk.execute(EscalateCase(number=raised.number, reason="需执法"), by=DISPATCHER)
        short = f"26-{int(raised.number[-6:])}"
        lane = next(n for n, column in enumerate(before) if short in column)
        await desk.press("R")
        await desk.sees(lambda: short in shorts(desk)[lane + 1], "the case in the next column")
        rows = list(desk.queue.query(LaneList))[lane + 1]
        flashing = [
            y
            for y in range(rows.total)
            if {s.style.bgcolor.name for s in rows.render_line(y) if s.style and s.style.bgcolor}
            == {NIGHT.surfaces[Surface.FLASH]}
        ]
        assert [shorts(desk)[lane + 1][y] for y in flashing] == [short]
        assert short not in shorts(desk)[lane]


@pytest.mark.usefixtures("busy_house")
async def test_a_click_on_a_case_takes_it_in_hand(sit_down: SitDown) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        third = list(desk.queue.query(LaneList))[2]
        await desk.pilot.click(third, offset=(5, 1))
        await desk.sees(lambda: desk.listing is third and third.rank == 1, "the case in hand")
        assert [rows.shows_cursor for rows in desk.queue.query(LaneList)] == [
            False,
            False,
            True,
            False,
        ]


@pytest.mark.usefixtures("busy_house")
async def test_a_narrow_terminal_says_why_there_is_no_board(sit_down: SitDown) -> None:
    async with sit_down(size=(159, 40)) as desk:
        await desk.press("B")
        await desk.sees_text("看板需要 160 列，此终端只有 159 列。")
        assert not desk.queue.boarded


@pytest.mark.usefixtures("busy_house")
async def test_a_terminal_made_narrow_shows_the_list_and_made_wide_the_board_again(
    sit_down: SitDown,
) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        number = desk.number
        await desk.resize(120, 40)
        await desk.sees(lambda: not desk.queue.boarded, "the list")
        await desk.settled()
        assert desk.number == number
        await desk.resize(160, 40)
        await desk.sees(lambda: desk.queue.boarded, "the board")
        await columns_read(desk)
        assert desk.number == number


@pytest.mark.usefixtures("busy_house")
async def test_marks_are_the_same_on_the_board(sit_down: SitDown) -> None:
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        await desk.press("space")
        assert "已勾选 1 件" in desk.foot
        assert [sum("✓" in row for row in rows) for _head, *rows in desk.board].count(1) == 1


async def test_going_to_a_case_by_number_goes_to_its_column(
    busy_house: House, sit_down: SitDown
) -> None:
    number = busy_house.numbers()[-1]
    async with sit_down(size=WIDE) as desk:
        await spread(desk)
        await desk.press("J")
        await desk.write(number)
        await desk.press("enter")
        await desk.sees(lambda: desk.number == number, "the case")
        assert isinstance(desk.app.focused, LaneList)
        assert desk.app.focused.tier == in_hand(desk).tier
