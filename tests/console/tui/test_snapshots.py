"""Pictures of the screens, kept to be compared; the clock and the cases are always the same.

They guard against change, not against ugliness: an SVG counts characters, so that Chinese
does not stand in columns there as it does on a terminal. `make snap` records them anew.
"""

from collections.abc import Awaitable, Callable
from math import inf
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from console.present.words import CHINESE, ENGLISH, Language, use_language
from console.tui.app import DeskApp
from console.tui.dialogs.several import SeveralDialog
from console.tui.widgets import views
from tests.console.tui.conftest import House
from tests.console.tui.driver import DeskDriver
from tests.district import GRIDDER, STALLS

Compare = Callable[..., bool]
Steps = Callable[[DeskDriver], Awaitable[None]]

SIZES = ((80, 24), (120, 40))
LANGUAGES = (CHINESE, ENGLISH)


async def queue(desk: DeskDriver) -> None:
    """The queue, the second case in hand."""
    await desk.press("down", "down", "down")
    await desk.sees(lambda: desk.app.size.width < 96 or desk.story.count("●") == 3, "the story")


async def board(desk: DeskDriver) -> None:
    """The tiers side by side, the second case of the third in hand."""
    await desk.press("B")
    await desk.sees(lambda: desk.queue.boarded, "the board")
    await desk.settled()
    await desk.press("right", "down")
    await desk.settled()


async def timers(desk: DeskDriver) -> None:
    """The timers."""
    await desk.press("2")
    await desk.sees(lambda: desk.timers.is_mounted and desk.listing.total == 7, "the timers")
    await desk.press("down")


async def calendar(desk: DeskDriver) -> None:
    """The month with a holiday, the cursor on a make-up day; the year is announced."""
    await desk.press("7")
    await desk.sees(lambda: desk.calendar.is_mounted and desk.calendar.almanac, "the year")
    await desk.press("up", "left", "down", "down")


async def unannounced(desk: DeskDriver) -> None:
    """A month of a year that nobody has announced."""
    await calendar(desk)
    await desk.press("right_curly_bracket")
    await desk.sees(lambda: desk.calendar.almanac, "the next year")


async def reports(desk: DeskDriver) -> None:
    """The figures of today, the third one chosen."""
    await desk.press("6")
    await desk.sees(lambda: desk.reports.is_mounted and desk.reports.days, "the charts")
    await desk.sees(lambda: desk.listing.loaded, "the figures")
    await desk.press("right", "right")


async def behind(desk: DeskDriver) -> None:
    """The cases behind the first figure."""
    await reports(desk)
    await desk.press("left", "left", "enter")
    await desk.sees_text("330108-26-000001")


async def admission_list(desk: DeskDriver) -> None:
    """The first tab beside the calendar."""
    await calendar(desk)
    await desk.press("tab")
    await desk.sees(lambda: desk.admin.is_mounted and desk.listing.total, "the admission list")


async def inbox(desk: DeskDriver) -> None:
    """The reports of a gridder, one to be checked and one to be rated."""
    await desk.press("8")
    await desk.sees_text(GRIDDER)
    await desk.press("enter")
    await desk.sees(lambda: desk.listing.total == 3, "the reports")
    await desk.press("down")
    await desk.sees(lambda: desk.app.size.width < 96 or "已劝离" in desk.story, "the story")


async def grids(desk: DeskDriver) -> None:
    """The tree of areas, opened down to a grid."""
    await desk.press("3")
    await desk.sees(lambda: desk.listing.total == 3, "the streets")
    await desk.press("down", "right")
    await desk.sees(lambda: desk.listing.total == 4, "the community")
    await desk.press("down", "right")
    await desk.sees(lambda: desk.listing.total == 6, "the grids")
    await desk.press("down")
    await desk.sees(lambda: desk.app.size.width < 96 or "𠮷*网" in desk.facts, "the notice board")


async def staff(desk: DeskDriver) -> None:
    """The roster."""
    await desk.press("4")
    await desk.sees(lambda: desk.listing.loaded and desk.listing.total == 1, "the roster")
    await desk.sees(lambda: desk.app.size.width < 96 or "●" in desk.facts, "the posts")


async def units(desk: DeskDriver) -> None:
    """The units, the second one in hand."""
    await desk.press("5")
    await desk.sees(lambda: desk.listing.loaded and desk.listing.total == 5, "the units")
    await desk.press("down")
    await desk.sees(lambda: desk.app.size.width < 96 or "S001" in desk.facts, "the unit")
    await desk.sees(lambda: desk.app.size.width < 96 or "P*" in desk.facts, "its duties")


async def dispatch(desk: DeskDriver) -> None:
    """A dialog with its consequence."""
    await desk.press("a")
    await desk.sees_text("→")


async def together(desk: DeskDriver) -> None:
    """One verb for every case of the list, two of them refused."""
    await desk.press("asterisk")
    await desk.sees(lambda: len(desk.queue.marks) == 5, "the marks")
    await desk.press("e")
    await desk.sees(lambda: isinstance(desk.app.screen, SeveralDialog), "the dialog")
    await desk.write("需要执法权")
    await desk.sees(lambda: desk.screen.count("→") + desk.screen.count("◆") >= 5, "it")


async def order(desk: DeskDriver) -> None:
    """An order behind the colon whose unit is not understood."""
    await desk.press("colon")
    await desk.write("dispatch 3 城管")
    await desk.press("enter")
    await desk.sees_text("^^^^")


async def report(desk: DeskDriver) -> None:
    """A report picked by the Pinyin initials of its item."""
    await desk.press("plus")
    await desk.sees_text(STALLS)
    await desk.press("enter")
    await desk.write("zdjy")
    await desk.sees(lambda: desk.screen.count("S001") or "西兴综合" in desk.screen, "the unit")


async def keys(desk: DeskDriver) -> None:
    """The help."""
    await desk.press("question_mark")
    await desk.sees(lambda: "^S" in desk.screen, "the help")


@pytest.fixture(autouse=True)
def never_rough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mark no count as rough: how long counting takes is this machine's matter."""
    monkeypatch.setattr(views, "ROUGH", inf)


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Language:
    """Chinese, then English."""
    spoken: Language = request.param
    use_language(spoken)
    return spoken


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    "steps",
    (
        queue,
        timers,
        grids,
        staff,
        units,
        reports,
        behind,
        calendar,
        unannounced,
        admission_list,
        dispatch,
        together,
        order,
        report,
        keys,
    ),
    ids=lambda f: f.__name__,
)
@pytest.mark.usefixtures("spoken")
def test_the_screen_looks_as_it_did(
    busy_house: House, snap_compare: Compare, steps: Steps, size: tuple[int, int]
) -> None:
    assert _looks_the_same(busy_house, snap_compare, steps, size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.usefixtures("spoken", "reports")
def test_an_inbox_looks_as_it_did(
    house: House, snap_compare: Compare, size: tuple[int, int]
) -> None:
    assert _looks_the_same(house, snap_compare, inbox, size)


@pytest.mark.usefixtures("spoken")
def test_a_wide_calendar_looks_as_it_did(busy_house: House, snap_compare: Compare) -> None:
    assert _looks_the_same(busy_house, snap_compare, calendar, (200, 50))


@pytest.mark.usefixtures("spoken")
def test_the_light_theme_looks_as_it_did(busy_house: House, snap_compare: Compare) -> None:
    assert _looks_the_same(busy_house, snap_compare, queue, (120, 40), theme="light")


@pytest.mark.usefixtures("spoken")
def test_a_wide_screen_looks_as_it_did(busy_house: House, snap_compare: Compare) -> None:
    assert _looks_the_same(busy_house, snap_compare, queue, (200, 50))


@pytest.mark.usefixtures("spoken")
def test_a_board_looks_as_it_did(busy_house: House, snap_compare: Compare) -> None:
    assert _looks_the_same(busy_house, snap_compare, board, (200, 50))


def _looks_the_same(
    house: House, compare: Compare, steps: Steps, size: tuple[int, int], theme: str = "dark"
) -> bool:
    app = DeskApp(house.shop, theme=theme)

    async def before(pilot: Pilot[Any]) -> None:
        desk = DeskDriver(app, pilot)
        await desk.settled()
        await steps(desk)
        for box in app.screen.query(Input):
            box.cursor_blink = False
        for area in app.screen.query(TextArea):
            area.cursor_blink = False
        await pilot.pause()
        await desk.sees(lambda: all(worker.is_finished for worker in app.workers), "the reads")

    return compare(app, terminal_size=size, run_before=before)
