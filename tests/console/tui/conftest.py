"""A small district with its desk, and operators who sit at screens of it."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from console.bootstrap import Shop
from console.faults import LOG
from console.present.words import CHINESE, Language, use_language
from console.settings import Settings, state_folder
from console.tui.app import DeskApp
from console.tui.keys import use_keys
from storage.database import Database, open_database
from storage.readers.operators import scope_of
from tests.console.tui.driver import DeskDriver
from tests.databases import Shelves, shelves
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    GRIDDER,
    MANHOLE,
    MONDAY_MORNING,
    NEXT_GRID,
    OTHER_GRID,
    QUARREL,
    STALLS,
    District,
    small_district,
)

__all__ = ["shelves"]

HALF_PAST_NINE: Final = MONDAY_MORNING + timedelta(minutes=32)

SitDown = Callable[..., AbstractAsyncContextManager[DeskDriver]]


@dataclass
class House:
    """The district and its database."""

    district: District
    database: Database
    url: str

    def shop(self, login: str = DISPATCHER) -> Shop:
        """Return everything a front end of ``login`` works with."""
        from zoneinfo import ZoneInfo

        scope = scope_of(self.database, login)
        zone = ZoneInfo("Asia/Shanghai")
        return Shop(self.database, Settings(), scope, zone, self.district.clock)

    def numbers(self) -> list[str]:
        """Return the numbers of the open cases in the order of the queue."""
        from core.cases.rows import CaseFilter

        shop = self.shop()
        return [row.number for row in shop.queue.after(CaseFilter(), None, 100, shop.clock())]


@pytest.fixture(autouse=True)
def nothing_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep drafts and logs of a test to itself, and give the next one plain keys.

    The terminal has all colours, whatever the one that the tests are run from has.
    """
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    yield
    use_keys({})


@pytest.fixture(autouse=True)
def nothing_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paint nothing where nobody looks: half of the time of these tests would go into it.

    What a widget shows is read from the widget, and pictures are drawn when they are taken.
    """
    monkeypatch.setattr(Screen, "_compositor_refresh", _forget_what_is_to_be_painted)


def _forget_what_is_to_be_painted(screen: Screen[Any]) -> None:
    screen._compositor._dirty_regions.clear()  # noqa: SLF001  as Textual's own does
    screen._dirty_widgets.clear()  # noqa: SLF001


_parse = Stylesheet.parse
_READ: Final[defaultdict[frozenset[tuple[str, str]], dict[Any, Any]]] = defaultdict(dict)


@pytest.fixture(autouse=True)
def styles_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the styles of a widget once for all desks; Textual does it several times for each."""
    monkeypatch.setattr(Stylesheet, "parse", _parse_what_is_new)


def _parse_what_is_new(sheet: Stylesheet) -> None:
    own = sheet._parse_cache  # noqa: SLF001  it holds fewer than there are, and so none of them
    sheet._parse_cache = _READ[frozenset(sheet._variables.items())]  # type: ignore[assignment]  # noqa: SLF001
    try:
        _parse(sheet)
    finally:
        sheet._parse_cache = own  # noqa: SLF001


@pytest.fixture
def house(request: pytest.FixtureRequest, shelves: Shelves) -> Iterator[House]:
    """The small district in a database of its own; nothing reported, unless the test says so."""
    busy = "busy_house" in request.fixturenames
    url = shelves.sqlite.take(_five_cases if busy else small_district)
    database = open_database(url)
    district = District(database.transactions, HALF_PAST_NINE if busy else MONDAY_MORNING)
    yield House(district, database, url)
    database.close()
    shelves.sqlite.give_back(url)


@pytest.fixture
def busy_house(house: House) -> House:
    """The district on a Monday at 09:32, with five cases in different states."""
    return house


def _five_cases(database: Database) -> None:
    district = District(database.transactions)
    clock = district.clock
    dispatched = district.report(matter="商户占用盲道约12米", address="江陵路与春波路口")
    clock.advance(timedelta(minutes=2))
    handled = district.report(matter="井盖破损", item_code=MANHOLE, area_code=NEXT_GRID)
    clock.advance(timedelta(minutes=3))
    quarrel = district.report(matter="邻里噪声纠纷，𠮷先生来电", item_code=QUARREL)
    clock.advance(timedelta(minutes=1))
    file_and_dispatch(district, dispatched.number, STALLS, "S001")
    file_and_dispatch(district, handled.number, MANHOLE, "S001")
    receive(district, handled.number)
    clock.advance(timedelta(minutes=4))
    file(district, quarrel.number, QUARREL)
    clock.advance(timedelta(minutes=12))
    district.report(source="hotline", matter="市民来电反映夜间施工扰民", item_code=None)
    clock.advance(timedelta(minutes=6))
    district.report(matter="流动摊贩占道", area_code=OTHER_GRID)
    clock.move_to(HALF_PAST_NINE)


def file(district: District, number: str, item: str) -> None:
    """File a case under an item."""
    from core.cases.commands import FileCase

    district.desk.execute(FileCase(number=number, item_code=item), by=DISPATCHER)


def file_and_dispatch(district: District, number: str, item: str, unit: str) -> None:
    """File a case and send it to a unit."""
    from core.cases.commands import DispatchCase

    file(district, number, item)
    district.desk.execute(DispatchCase(number=number, unit_code=unit), by=DISPATCHER)


def receive(district: District, number: str) -> None:
    """Sign for a case."""
    from core.cases.commands import ReceiveCase

    district.desk.execute(ReceiveCase(number=number), by=DISPATCHER)


@pytest.fixture
def reports(house: House) -> dict[str, str]:
    """The numbers of three reports of one gridder, by what has become of them."""
    from core.cases.commands import PassCheck

    made = {}
    for state, matter in (("reported", "新报"), ("resolved", "已办"), ("closed", "已结")):
        made[state] = house.district.report(matter=matter, reporter_staff_number=GRIDDER).number
        house.district.clock.advance(timedelta(minutes=1))
    house.district.report(matter="别人报的")
    bring_to_the_check(house, made["resolved"], "已劝离")
    bring_to_the_check(house, made["closed"], "已清场")
    house.district.desk.execute(PassCheck(number=made["closed"], rating=4), by=DISPATCHER)
    return made


def bring_to_the_check(house: House, number: str, result: str) -> None:
    """Let a case be dealt with."""
    from core.cases.commands import DispatchCase, FileCase, ReceiveCase, ResolveCase

    for command in (
        FileCase(number=number, item_code=STALLS),
        DispatchCase(number=number, unit_code=ENFORCEMENT),
        ReceiveCase(number=number),
        ResolveCase(number=number, result=result),
    ):
        house.district.desk.execute(command, by=DISPATCHER)


@pytest.fixture
def sit_down(house: House) -> SitDown:
    """Make operators sit down, each at a screen of their own."""

    @asynccontextmanager
    async def sit(
        login: str = DISPATCHER,
        *,
        size: tuple[int, int] = (120, 40),
        language: Language = CHINESE,
        feed: Callable[[], Any] | None = None,
        theme: str | None = None,
        faults: int = 0,
        tour: bool = False,
        settings: Settings | None = None,
    ) -> AsyncIterator[DeskDriver]:
        use_language(language)
        shop = replace(house.shop(login), settings=settings or Settings())
        seated = with_feed(shop, feed) if feed else shop
        app = DeskApp(lambda: seated, theme=theme, tour=tour)
        async with app.run_test(size=size) as pilot:
            desk = DeskDriver(app, pilot)
            await desk.settled()
            yield desk
        assert len(app.faults) == faults, (state_folder() / LOG).read_text("utf-8")

    return sit


class _ShopWithFeed:
    def __init__(self, shop: Shop, feed: Callable[[], Any]) -> None:
        self._shop = shop
        self.feed = feed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._shop, name)


def with_feed(shop: Shop, feed: Callable[[], Any]) -> Any:
    """Return the shop with another change feed."""
    return _ShopWithFeed(shop, feed)
