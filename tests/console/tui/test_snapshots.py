"""Pictures of the screens, kept to be compared; the clock and the cases are always the same.

They guard against change, not against ugliness: an SVG counts characters, so that Chinese
does not stand in columns there as it does on a terminal. `make snap` records them anew.
"""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from console.present.words import CHINESE, ENGLISH, Language, use_language
from console.tui.app import DeskApp
from tests.console.tui.conftest import House
from tests.console.tui.driver import DeskDriver

Compare = Callable[..., bool]
Steps = Callable[[DeskDriver], Awaitable[None]]

SIZES = ((80, 24), (120, 40))
LANGUAGES = (CHINESE, ENGLISH)


async def queue(desk: DeskDriver) -> None:
    """The queue, the second case in hand."""
    await desk.press("down", "down", "down")
    await desk.sees(lambda: desk.app.size.width < 96 or desk.story.count("●") == 3, "the story")


async def timers(desk: DeskDriver) -> None:
    """The timers."""
    await desk.press("2")
    await desk.sees(lambda: desk.timers.is_mounted and desk.listing.total == 7, "the timers")
    await desk.press("down")


async def dispatch(desk: DeskDriver) -> None:
    """A dialog with its consequence."""
    await desk.press("a")
    await desk.sees_text("→")


async def keys(desk: DeskDriver) -> None:
    """The help."""
    await desk.press("question_mark")
    await desk.sees(lambda: "^S" in desk.screen, "the help")


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[Language]:
    """Chinese, then English."""
    use_language(request.param)
    yield request.param
    use_language(ENGLISH)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("steps", (queue, timers, dispatch, keys), ids=lambda f: f.__name__)
@pytest.mark.usefixtures("spoken")
def test_the_screen_looks_as_it_did(
    busy_house: House, snap_compare: Compare, steps: Steps, size: tuple[int, int]
) -> None:
    assert _looks_the_same(busy_house, snap_compare, steps, size)


@pytest.mark.usefixtures("spoken")
def test_the_light_theme_looks_as_it_did(busy_house: House, snap_compare: Compare) -> None:
    assert _looks_the_same(busy_house, snap_compare, queue, (120, 40), theme="light")


@pytest.mark.usefixtures("spoken")
def test_a_wide_screen_looks_as_it_did(busy_house: House, snap_compare: Compare) -> None:
    assert _looks_the_same(busy_house, snap_compare, queue, (200, 50))


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
