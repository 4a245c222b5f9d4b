"""What goes wrong beside the desk, or inside it, stops nobody from working."""

from threading import Event
from typing import Any

import pytest

from console.faults import LOG
from console.settings import state_folder
from console.tui import app as app_module
from console.tui.screens.queue import QueueScreen
from core.desk import Desk
from core.kernel.command import Command
from core.kernel.errors import InDoubt, Unavailable
from storage.readers.cases import CaseReader
from storage.readers.queue import QueueReader
from storage.refusals import IN_DOUBT
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.fakes import FeedByHand


def refuse(*_: object, **__: object) -> None:
    raise Unavailable("The database cannot be reached.")


@pytest.mark.usefixtures("busy_house")
async def test_a_fault_in_a_handler_is_told_by_its_id_and_the_desk_lives_on(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    async with sit_down(faults=1) as desk:
        with monkeypatch.context() as patch:
            patch.setattr(QueueScreen, "action_lane", fail)
            await desk.press("right")
            await desk.sees_text("程序出错")
        (fault,) = desk.app.faults
        assert fault in desk.foot
        told = (state_folder() / LOG).read_text("utf-8")
        assert f"fault {fault}\nbuiltins.ZeroDivisionError" in told
        await desk.press("down")
        assert desk.listing.rank == 1
        await desk.press("right", "right")
        await desk.sees(lambda: "二级 · 社区" in desk.head, "the lane")


@pytest.mark.usefixtures("busy_house")
async def test_a_fault_in_a_read_is_told_by_its_id_and_the_list_stays(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    lanes = QueueReader.lanes
    once = iter((True,))

    def fail_once(*told: Any, **more: Any) -> Any:
        if next(once, False):
            raise ZeroDivisionError
        return lanes(*told, **more)

    async with sit_down(faults=1) as desk:
        monkeypatch.setattr(QueueReader, "lanes", fail_once)
        desk.queue.renew()
        await desk.sees_text("程序出错")
        assert desk.app.faults[0] in desk.foot
        assert desk.listing.total == 5


@pytest.mark.usefixtures("busy_house")
async def test_a_fault_of_the_watch_is_no_silence(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.tui.watch.ANEW_AFTER", 0.1)
    feed, broken = FeedByHand(), FeedByHand()
    monkeypatch.setattr(broken, "wait", lambda _timeout: 1 // 0)
    feeds = iter((broken, feed))
    async with sit_down(feed=lambda: next(feeds)) as desk:
        await desk.sees_text("数据库已恢复。")
        assert "● 实时" in desk.header
    assert "ZeroDivisionError" in (state_folder() / LOG).read_text("utf-8")


@pytest.mark.usefixtures("busy_house")
async def test_a_lost_database_is_asked_again_ever_more_seldom_and_once_at_a_time(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    async with sit_down() as desk:
        set_timer = desk.app.set_timer

        def at_once(delay: float, callback: Any = None, **more: Any) -> Any:
            if callback == desk.app._ask_again:  # noqa: SLF001  the pause is the point
                pauses.append(delay)
                delay = 0.01
            return set_timer(delay, callback, **more)

        monkeypatch.setattr(desk.app, "set_timer", at_once)
        with monkeypatch.context() as patch:
            patch.setattr(QueueReader, "before", refuse)
            patch.setattr(QueueReader, "lanes", refuse)
            await desk.press("R")
            await desk.sees(lambda: len(pauses) >= 7, "the attempts")
            assert "○ 离线，自" in desk.header
            assert "邻里纠纷" in desk.rows[0]
        await desk.sees(lambda: "● 实时" in desk.header, "the way back")
        assert pauses[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
        assert desk.app._pause == app_module.FIRST_RETRY  # noqa: SLF001


async def test_a_verb_in_doubt_is_told_as_such_and_never_sent_by_itself(
    busy_house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Command] = []
    execute = Desk.execute

    def break_while_saving(desk: Desk, command: Command, *, by: str) -> object:
        sent.append(command)
        execute(desk, command, by=by)
        raise InDoubt(IN_DOUBT)

    async with sit_down() as desk:
        number = desk.number
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("存了吗")
        monkeypatch.setattr(Desk, "execute", break_while_saving)
        await desk.press("ctrl+s")
        await desk.sees_text("▲ 保存时与数据库断开")
        assert "存了吗" in desk.screen
        await desk.press("R", "escape")
        await desk.settled()
    assert len(sent) == 1
    assert [entry.verb for entry in busy_house.shop().cases.detail(
        number, busy_house.district.clock()).history].count("note") == 1  # fmt: skip


@pytest.mark.usefixtures("busy_house")
async def test_a_slow_query_never_freezes_the_keys(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = Event()

    def slowly(read: Any) -> Any:
        def wait(*arguments: Any, **more: Any) -> Any:
            answer.wait(30)
            return read(*arguments, **more)

        return wait

    async with sit_down() as desk:
        for name in ("after", "before", "at", "rank", "total", "lanes"):
            monkeypatch.setattr(QueueReader, name, slowly(getattr(QueueReader, name)))
        for name in ("row", "detail"):
            monkeypatch.setattr(CaseReader, name, slowly(getattr(CaseReader, name)))
        monkeypatch.setattr(Desk, "preview", slowly(Desk.preview))
        await desk.press("R", "down", "down")
        assert desk.listing.rank == 2
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("边等边写")
        assert "边等边写" in desk.screen
        await desk.press("escape", "question_mark")
        await desk.sees_text("对话框内")
        await desk.press("escape", "up")
        assert desk.listing.rank == 1
        answer.set()
        await desk.settled()


@pytest.mark.usefixtures("busy_house")
async def test_a_key_pressed_twice_in_haste_closes_one_dialog(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        await desk.press("colon")
        await desk.sees_text("命令")
        palette = desk.app.screen
        palette.dismiss(None)
        palette.dismiss(None)
        await desk.sees(lambda: desk.app.at_work is desk.queue, "the queue")
        await desk.press("down")
        assert desk.listing.rank == 1


@pytest.mark.usefixtures("busy_house")
async def test_what_was_typed_just_before_sending_is_sent(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        number = desk.number
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.press(*"all of it", "ctrl+s")
        await desk.sees_text(f"已备注 {number}")
        await desk.press("enter")
        await desk.sees_text("all of it")


HOSTILE = "\x1b]0;pwned\x07\x1b[2J\x9b31m"


async def test_hostile_text_in_dialogs_foot_and_palette_is_shown_as_text(
    house: House, sit_down: SitDown
) -> None:
    house.district.report(matter=HOSTILE, address=HOSTILE, item_code=None)
    async with sit_down() as desk:
        seen = ""
        for key in ("n", "g", "f", "x", "colon", "t", "enter", "plus"):
            await desk.press(key)
            await desk.sees(lambda: desk.app.at_work is None, "the dialog")
            await desk.pilot.pause()
            seen += desk.screen
            await desk.press("escape")
            await desk.sees(lambda: desk.app.at_work, "the list")
        await desk.filter(HOSTILE)
        seen += desk.foot
        assert "␛[2J" in seen
        assert not set(seen) & set("\x1b\x07\x9b")


def test_news_of_a_change_while_the_desk_has_no_screen_any_more_are_let_be(house: House) -> None:
    app = app_module.DeskApp(house.shop)
    assert (app.screen_stack, app.at_work) == ([], None)
    app.on_database_changed()
