"""Whether the timers run stands on every desk: discreetly while they do, loudly when not."""

from datetime import timedelta

import pytest

from core.operators.models import TIMERS
from core.scheduling.commands import HoldLease
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver
from tests.console.tui.fakes import FeedByHand
from tests.timers import seat_timers


@pytest.fixture
def timed(house: House) -> House:
    """A district whose timers have just shown that they live."""
    seat_timers(house.district)
    beat(house)
    return house


def head(desk: DeskDriver) -> str:
    return desk.screen.splitlines()[0]


def beat(house: House) -> None:
    house.district.desk.execute(HoldLease(runner="r"), by=TIMERS)


@pytest.mark.usefixtures("timed")
async def test_timers_that_run_are_told_where_there_is_room(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.sees(lambda: "计时运行中" in desk.screen)
    async with sit_down(size=(80, 24)) as desk:
        await desk.sees(lambda: "● 实时" in desk.screen)
        assert "计时" not in head(desk)


@pytest.mark.parametrize("size", ((120, 40), (80, 24)))
async def test_timers_that_fall_silent_are_told_loudly_on_every_desk(
    timed: House, sit_down: SitDown, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.tui.watch.BEAT_READ_EVERY", 0)
    async with sit_down(size=size) as desk:
        await desk.sees(lambda: desk.app.status.beat_at is not None)
        timed.district.clock.advance(timedelta(minutes=4))
        await desk.sees(lambda: "▲ 计时已静默 4 分" in head(desk))
        assert "● 实时" in head(desk)
        beat(timed)
        await desk.sees(lambda: "静默" not in head(desk))


async def test_where_timers_never_ran_nothing_is_told(house: House, sit_down: SitDown) -> None:
    async with sit_down() as desk:
        house.district.clock.advance(timedelta(days=1))
        await desk.settled()
        assert "计时" not in head(desk)


@pytest.mark.usefixtures("timed")
async def test_the_beat_is_read_when_somebody_commits_and_at_most_now_and_then(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk that is left alone asks the database for nothing."""
    read: list[int] = []
    monkeypatch.setattr(
        "storage.readers.scheduling.SchedulingReader.beat_at", lambda _reader: read.append(1)
    )
    feed = FeedByHand()
    async with sit_down(feed=lambda: feed) as desk:
        for _ in range(3):
            feed.tell()
            await desk.settled()
    assert len(read) == 1
