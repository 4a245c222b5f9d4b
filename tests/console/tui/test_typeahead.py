"""Who types faster than the desk can paint loses no letter, and starts nothing by accident."""

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from console.tui.dialogs.help import HelpDialog
from console.tui.dialogs.note import NoteDialog
from console.tui.dialogs.report import ReportDialog
from console.tui.typeahead import Typeahead
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.driver import DeskDriver


def burst(desk: DeskDriver, *keys: str) -> None:
    """Deliver keys all at once, as a slow line does."""
    for key in keys:
        desk.app.post_message(Key(key, key if len(key) == 1 else None))


@pytest.mark.usefixtures("busy_house")
async def test_letters_typed_with_the_key_that_opens_a_form_go_into_its_first_field(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        burst(desk, "plus", *"xacf")
        await desk.sees(lambda: isinstance(desk.app.screen, ReportDialog), "the form")
        await desk.sees(lambda: isinstance(desk.app.focused, Input), "a field in hand")
        await desk.sees(lambda: getattr(desk.app.focused, "value", "") == "xacf", "the letters")
        assert len(desk.app.screen_stack) == 3  # the doorway, the queue, the form


async def test_a_whole_note_in_one_burst_is_written_as_it_was_typed(
    busy_house: House, sit_down: SitDown
) -> None:
    async with sit_down() as desk:
        number = desk.number
        before = busy_house.shop().cases.row(number).version
        burst(desk, "n", *"called", "ctrl+s")
        await desk.sees_text(f"已备注 {number}")
        assert busy_house.shop().cases.row(number).version == before + 1
        history = busy_house.shop().cases.detail(number, busy_house.district.clock()).history
        assert history[-1].payload["details"]["text"] == "called"


@pytest.mark.usefixtures("busy_house")
async def test_what_is_pasted_right_behind_a_key_lands_in_the_form(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        burst(desk, "n")
        desk.app.post_message(Paste("盲道被占"))
        burst(desk, "!")
        await desk.sees(lambda: isinstance(desk.app.screen, NoteDialog), "the form")
        await desk.sees_text("盲道被占!")


@pytest.mark.usefixtures("busy_house")
async def test_keys_for_a_dialog_and_for_what_lies_below_keep_their_order(
    sit_down: SitDown,
) -> None:
    async with sit_down() as desk:
        burst(desk, "question_mark", "escape", "down", "down", "question_mark")
        await desk.sees(lambda: desk.listing.rank == 2, "the third row")
        await desk.sees(lambda: isinstance(desk.app.screen, HelpDialog), "the help again")


@pytest.mark.usefixtures("busy_house")
async def test_a_widget_that_never_tells_that_it_is_done_does_not_stop_the_keys(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sit_down() as desk:
        monkeypatch.setattr(Typeahead, "_follow", lambda *_: None)
        burst(desk, "down", "down", "down")
        await desk.sees(lambda: desk.listing.rank == 3, "the third step")
