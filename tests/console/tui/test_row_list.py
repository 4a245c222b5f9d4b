"""The list alone: right at any length, still under the hand, never holding more than a piece."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from console.present.words import CHINESE, use_language
from console.tui.marks import Marks
from console.tui.reading import MOST
from console.tui.themes import NIGHT, Surface, theme_of
from console.tui.widgets.case_list import CaseList, QueueSource
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseFilter, CaseRow
from core.kernel.text import width
from tests.console.tui.fakes import NOW, RowsInMemory


@pytest.fixture(autouse=True)
def nothing_painted() -> None:
    """Paint everything: what a painter keeps is looked at here."""


class ListApp(App[None]):
    """Nothing but the list."""

    def __init__(self, rows: RowsInMemory) -> None:
        super().__init__()
        self.cases = CaseList(lambda: NOW, ZoneInfo("Asia/Shanghai"), Marks())
        self.source = QueueSource(rows, rows, CaseFilter())
        self.left: list[CaseRow] = []
        self.failures = 0

    def compose(self) -> ComposeResult:
        yield self.cases

    def on_mount(self) -> None:
        self.register_theme(theme_of(NIGHT))
        self.theme = NIGHT.name
        self.cases.show(self.source)
        self.cases.focus()

    @on(RowList.Left)
    def _left(self, event: RowList.Left) -> None:
        self.left.append(event.row)

    @on(RowList.Failed)
    def _failed(self) -> None:
        self.failures += 1


class Lister:
    """Presses keys at the list and looks at it."""

    def __init__(self, app: ListApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.cases = app.cases
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        for _ in range(500):
            await self.pilot.pause()
            idle = all(worker.is_finished for worker in self.app.workers)
            if idle and self.cases.loaded:
                await self.pilot.pause()
                return
            await asyncio.sleep(0.01)
        pytest.fail("the list was never read")

    async def renew(self) -> None:
        self.cases.renew()
        await self.settle()

    @property
    def key(self) -> int | None:
        return self.cases.current.id if self.cases.current else None

    @property
    def top(self) -> int:
        return self.cases.scroll_offset.y

    @property
    def line(self) -> int:
        return self.cases.rank - self.top

    @property
    def shown(self) -> list[str]:
        height = self.cases.scrollable_content_region.height
        return [self.cases.render_line(y).text for y in range(height)]

    @property
    def numbers(self) -> list[int]:
        return [int(text.split("330108-26-")[1][:6]) for text in self.shown if "330108" in text]


@asynccontextmanager
async def listing(rows: RowsInMemory, size: tuple[int, int] = (100, 20)) -> AsyncIterator[Lister]:
    use_language(CHINESE)
    app = ListApp(rows)
    async with app.run_test(size=size) as pilot:
        lister = Lister(app, pilot)
        await lister.settle()
        yield lister


@pytest.mark.parametrize("count", (0, 1, 19, 20, 21, 300, 300_000))
async def test_both_ends_and_every_page_are_right_at_any_length(count: int) -> None:
    async with listing(RowsInMemory(count)) as it:
        assert it.cases.total == count
        height = min(20, count)
        assert it.numbers == list(range(height))
        await it.press("end")
        assert it.numbers == list(range(count - height, count))
        assert it.cases.rank == max(0, count - 1)
        assert it.key == (count - 1 if count else None)
        await it.press("home")
        assert it.numbers == list(range(height))
        await it.press("pagedown")
        assert it.cases.rank == min(19, max(0, count - 1))
        await it.press("pageup")
        assert it.cases.rank == 0


async def test_paging_through_a_long_list_holds_only_a_piece_of_it() -> None:
    rows = RowsInMemory(300_000)
    async with listing(rows) as it:
        for page in range(1, 41):
            await it.press("pagedown")
            assert it.cases.rank == page * 19
            assert it.numbers == list(range(it.top, it.top + 20))
        held = it.cases._stretch.rows  # noqa: SLF001  what is held is the point
        assert len(held) <= MOST
        assert rows.read < 2000
        for page in range(39, -1, -1):
            await it.press("pageup")
            assert it.cases.rank == page * 19
        assert it.numbers == list(range(20))


async def test_a_jump_into_the_middle_paints_what_is_there() -> None:
    async with listing(RowsInMemory(300_000)) as it:
        it.cases.scroll_to(y=150_000, animate=False)
        await it.settle()
        assert it.numbers == list(range(150_000, 150_020))
        assert it.key == 0
        await it.press("down")
        assert it.cases.rank == 1
        assert it.numbers[0] <= 1


async def test_every_line_is_exactly_as_wide_as_the_screen() -> None:
    for size in ((37, 10), (80, 24), (120, 40), (233, 12)):
        async with listing(RowsInMemory(300), size) as it:
            assert {width(text) for text in it.shown} == {size[0] - 1}


async def test_a_row_that_arrives_above_moves_nothing_on_screen() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        await it.press("pagedown", "pagedown", "down", "down")
        before = (it.key, it.line, it.numbers)
        for key in range(1000, 1007):
            rows.add(key, minutes=-60)
        await it.renew()
        assert (it.key, it.line, it.numbers) == before
        assert it.cases.total == 307


async def test_a_row_that_arrives_is_seen_at_the_top_of_the_list() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        await it.press("down", "down")
        rows.add(1000, minutes=-60)
        await it.renew()
        assert it.key == 2
        assert it.numbers[:4] == [1000, 0, 1, 2]
        assert it.top == 0


async def test_the_cursor_follows_its_row_to_another_place() -> None:
    rows = RowsInMemory(5000)
    async with listing(rows) as it:
        await it.press("down", "down", "down")
        rows.move(3, minutes=4000)
        await it.renew()
        assert it.key == 3
        assert it.cases.rank == 4004
        assert 3 in it.numbers


async def test_when_its_row_leaves_the_cursor_takes_the_next_one() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        await it.press("pagedown", "pagedown")
        line = it.line
        rows.remove(38)
        await it.renew()
        assert it.key == 39
        assert it.line == line
        assert [row.id for row in it.app.left] == [38]


@pytest.mark.parametrize("gone", (1, 300))
async def test_the_last_rows_may_leave(gone: int) -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        await it.press("end")
        for key in range(300 - gone, 300):
            rows.remove(key)
        await it.renew()
        assert it.cases.total == 300 - gone
        assert it.key == (298 if gone == 1 else None)
        assert it.cases.rank == (298 if gone == 1 else 0)


async def test_a_changed_row_flashes_once() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        rows.touch(4)
        rows.add(1000, minutes=-1)
        await it.renew()
        assert _surfaces(it, Surface.FLASH) == {4, 1000}
        it.cases._calm_down()  # noqa: SLF001  what its timer does
        assert _surfaces(it, Surface.FLASH) == set()
        await it.renew()
        assert _surfaces(it, Surface.FLASH) == set()


def _surfaces(it: Lister, surface: Surface) -> set[int]:
    colour = NIGHT.surfaces[surface]
    found = set()
    for y, number in enumerate(it.numbers):
        segment = list(it.cases.render_line(y))[1]
        assert segment.style is not None
        background = segment.style.bgcolor
        if background is not None and background.name == colour:
            found.add(number)
    return found


async def test_reading_on_is_no_change_and_does_not_flash() -> None:
    async with listing(RowsInMemory(5000)) as it:
        for _ in range(20):
            await it.press("pagedown")
            assert _surfaces(it, Surface.FLASH) == set()


async def test_another_filter_keeps_to_the_same_case() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        await it.press("pagedown", "down")
        fewer = RowsInMemory(300)
        fewer.keys = [pair for pair in fewer.keys if pair[1] % 2 == 0]
        it.cases.show(QueueSource(fewer, fewer, CaseFilter()))
        await it.settle()
        assert it.key == 20
        assert it.cases.rank == 10


async def test_an_answer_for_an_earlier_list_is_dropped() -> None:
    few = RowsInMemory(3)
    async with listing(RowsInMemory(300)) as it:
        it.cases.show(it.app.source)
        it.cases.show(QueueSource(few, few, CaseFilter()))
        await it.settle()
        assert it.cases.total == 3
        assert it.numbers == [0, 1, 2]


async def test_steps_taken_while_the_list_is_read_are_kept() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        rows.add(999, -100)
        it.cases.renew()
        for _ in range(3):
            it.cases.action_down()
        await it.settle()
        assert (it.key, it.cases.rank) == (3, 4)


async def test_a_step_onto_a_row_that_is_just_leaving_ends_on_the_next_one() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        rows.remove(2)
        it.cases.renew()
        it.cases.action_down()
        it.cases.action_down()
        await it.settle()
        assert (it.key, it.cases.rank) == (3, 2)
        assert it.app.left == []


@pytest.mark.parametrize(
    ("steps", "rank"),
    (
        (("last", "first"), 0),
        (("last", "up", "up"), 4997),
        (("last", "up", "first", "down"), 1),
        (("last", "first", "last"), 4999),
    ),
)
async def test_a_key_overtakes_a_jump_that_is_still_being_read(
    steps: tuple[str, ...], rank: int
) -> None:
    async with listing(RowsInMemory(5000)) as it:
        for step in steps:
            getattr(it.cases, f"action_{step}")()
        await it.settle()
        assert (it.cases.rank, it.key) == (rank, rank)
        assert rank in it.numbers


async def test_a_jump_asked_for_while_the_list_is_read_arrives() -> None:
    rows = RowsInMemory(5000)
    async with listing(rows) as it:
        rows.add(9999, -100)
        it.cases.renew()
        it.cases.action_last()
        await it.settle()
        assert (it.cases.rank, it.cases.total) == (4999, 5001)
        assert it.key == 4998  # what was the last place when the key was pressed


async def test_a_read_that_fails_keeps_what_is_shown_and_is_made_up_for() -> None:
    rows = RowsInMemory(300)
    async with listing(rows) as it:
        rows.broken = True
        rows.touch(0)
        await it.renew()
        assert it.app.failures == 1
        assert it.numbers == list(range(20))
        rows.broken = False
        await it.renew()
        assert _surfaces(it, Surface.FLASH) == {0}


async def test_the_mouse_puts_the_cursor_and_a_resize_keeps_it() -> None:
    async with listing(RowsInMemory(300)) as it:
        await it.pilot.click(CaseList, offset=(10, 7))
        assert it.key == 7
        await it.press("pagedown", "pagedown")
        key = it.key
        for size in ((80, 6), (30, 3), (200, 60), (100, 20)):
            await it.pilot.resize_terminal(*size)
            await it.settle()
            assert it.key == key
            assert key in it.numbers or size[0] < 60
