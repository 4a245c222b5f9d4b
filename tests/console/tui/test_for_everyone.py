"""Themes, help where one is, the tour, looking only, and the bell."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from console.present.words import ENGLISH
from console.settings import Settings, state_folder
from console.tui.app import DeskApp
from console.tui.bell import Bell
from core.cases.commands import NoteCase
from core.cases.states import Verb
from core.desk import Desk
from core.kernel.clock import HandClock
from core.kernel.errors import Unavailable
from storage.database import open_database
from tests.console.tui.conftest import House, SitDown
from tests.databases import database_url, filling, make_database
from tests.district import DISPATCHER, District

__all__ = ["database_url", "filling", "make_database"]


# Themes.


@pytest.mark.usefixtures("busy_house")
async def test_the_themes_come_one_after_the_other(sit_down: SitDown) -> None:
    async with sit_down(theme="light") as desk:
        seen = [desk.app.theme]
        for _press in range(3):
            await desk.press("D")
            seen.append(desk.app.theme)
    assert seen == ["griddesk-light", "griddesk-contrast", "griddesk-dark", "griddesk-light"]


@pytest.mark.usefixtures("busy_house")
async def test_a_theme_that_there_is_not_is_the_dark_one(sit_down: SitDown) -> None:
    async with sit_down(theme="solarized") as desk:
        assert desk.app.theme == "griddesk-dark"


# Help where one is.


@pytest.mark.usefixtures("busy_house")
async def test_f1_begins_with_what_has_the_keys(sit_down: SitDown) -> None:
    async with sit_down(language=ENGLISH) as desk:
        await desk.press("f1")
        await desk.sees_text("Lanes and filter")
        told = desk.screen
        assert told.index("Lanes and filter") < told.index("The case under the cursor")
        await desk.press("f1")
        await desk.press("2", "f1")
        await desk.sees_text("Several cases at once")
        assert desk.screen.index("Several cases") < desk.screen.index("Lanes and filter")


@pytest.mark.usefixtures("busy_house")
async def test_f1_in_the_filter_begins_with_its_words(sit_down: SitDown) -> None:
    async with sit_down(language=ENGLISH) as desk:
        await desk.press("slash", "f1")
        await desk.sees_text("Words of the filter")
        assert desk.screen.index("Words of the filter") < desk.screen.index("The list")


@pytest.mark.usefixtures("busy_house")
async def test_f1_in_a_dialog_tells_of_its_verb_and_field_and_keeps_what_was_typed(
    sit_down: SitDown,
) -> None:
    async with sit_down(language=ENGLISH) as desk:
        await desk.press("n")
        await desk.sees(lambda: desk.in_form, "the dialog")
        await desk.write("kept")
        await desk.press("f1")
        await desk.sees_text("Add a remark, open or ended. · Field: Remark")
        assert desk.screen.index("In a dialog") < desk.screen.index("The list")
        await desk.press("escape")
        await desk.sees(lambda: desk.in_form, "the dialog again")
        assert "kept" in desk.screen


# The tour.


@pytest.mark.usefixtures("busy_house")
async def test_a_newcomer_is_shown_around_once(sit_down: SitDown) -> None:
    async with sit_down(tour=True, language=ENGLISH) as desk:
        names = []
        await desk.sees_text("1 of 7")
        for n in range(1, 8):
            await desk.sees_text(f"{n} of 7")
            names.append([w.__class__.__name__ for w in desk.queue.query(".-pointed")])
            await desk.press("enter")
        await desk.sees(lambda: desk.app.at_work is desk.queue, "the end of the tour")
        assert names == [[], ["LaneColumn"], ["CaseList"], ["CasePane"], [], [], ["CaseList"]]
        assert not desk.queue.query(".-pointed")
    async with sit_down(tour=True) as desk:
        assert desk.app.at_work is desk.queue


@pytest.mark.usefixtures("busy_house")
async def test_a_tour_that_was_left_does_not_come_again_but_can_be_asked_for(
    sit_down: SitDown,
) -> None:
    async with sit_down(tour=True, language=ENGLISH) as desk:
        await desk.sees_text("1 of 7")
        await desk.press("escape")
        await desk.sees(lambda: desk.app.at_work is desk.queue, "the queue")
    assert [file.name for file in (state_folder() / "tours").iterdir()] == [DISPATCHER]
    async with sit_down(tour=True, language=ENGLISH, size=(80, 24)) as desk:
        assert desk.app.at_work is desk.queue
        await desk.press("f2")
        await desk.sees_text("1 of 7")


@pytest.mark.usefixtures("busy_house")
async def test_nobody_is_shown_around_a_district_of_their_own(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        assert desk.app.at_work is desk.queue


# Looking only.


@pytest.mark.usefixtures("busy_house")
async def test_a_desk_for_looking_dims_every_verb_and_says_why(sit_down: SitDown) -> None:
    async with sit_down(settings=Settings(read_only=True)) as desk:
        assert "只读" in desk.header
        for key in ("n", "plus"):
            await desk.press(key)
            await desk.sees_text("本指挥台只读（--read-only），不能改动。")
            assert not desk.in_form
        case = desk.case
        assert case is not None
        assert all(desk.queue.rights.why_not(verb, case) for verb in Verb)


def test_a_connection_for_looking_cannot_write(database_url: str) -> None:
    whole = open_database(database_url)
    district = District(whole.transactions)
    number = district.report().number
    looking = open_database(database_url, read_only=True)
    with pytest.raises(Unavailable, match="may only be read"):
        Desk(looking.transactions, HandClock(district.clock())).execute(
            NoteCase(number=number, text="x"), by=DISPATCHER
        )
    with whole.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM case_history")).scalar() == 1
        assert connection.execute(text("SELECT count(*) FROM audit_entry")).scalar() == 1
    looking.close()
    whole.close()


# The bell.


async def test_cases_that_grow_late_ring_once(
    busy_house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(DeskApp, "bell", lambda _app: rung.append(1))
    async with sit_down(settings=Settings(bell=True)) as desk:
        bell = desk.queue.query_one(Bell)

        async def look() -> None:
            bell._looking.ask()  # noqa: SLF001  rather than wait ten seconds
            await desk.settled()

        await look()
        assert rung == []
        busy_house.district.clock.advance(timedelta(days=20))
        await look()
        assert rung == [1]
        assert "刚刚超时" in desk.foot
        await look()
        assert rung == [1]


@pytest.mark.usefixtures("busy_house")
async def test_nothing_rings_unless_it_was_wanted(sit_down: SitDown) -> None:
    async with sit_down() as desk:
        assert not desk.queue.query(Bell)


def test_the_settings_file_asks_for_the_bell_and_for_looking_only(tmp_path: Path) -> None:
    from console.settings import load_settings

    file = tmp_path / "settings.toml"
    file.write_text("bell = true\nread_only = true\n", "utf-8")
    settings = load_settings(environment={"GRIDDESK_SETTINGS": str(file)})
    assert (settings.bell, settings.read_only) == (True, True)
    assert load_settings(environment={"GRIDDESK_SETTINGS": str(tmp_path / "none")}).bell is False
