"""One table of keys: nothing is bound twice, nothing is unsaid, everything can be given anew."""

from collections import Counter
from typing import Any

import pytest

from console.present.words import CHINESE, use_language
from console.tui.app import DeskApp, run
from console.tui.keys import (
    BY_ID,
    CHAPTERS,
    FOR_VERB,
    SCREENS,
    TABLE,
    Key,
    Place,
    bindings,
    given_keys,
    shown,
    use_keys,
    word_of,
)
from console.tui.screens.calendar import CalendarScreen
from console.tui.screens.inbox import InboxScreen
from console.tui.screens.queue import QueueScreen
from console.tui.screens.timers import TimersScreen
from core.cases.lifecycle import LIFECYCLE
from core.cases.states import Verb
from tests.console.tui.conftest import House, SitDown, file_and_dispatch
from tests.district import ENFORCEMENT, STALLS


@pytest.mark.parametrize(
    "together",
    (
        (Place.CASE, Place.LIST, Place.MARKS, Place.QUEUE, Place.DESK),
        (Place.CASE, Place.LIST, Place.INBOX, Place.DESK),
        (Place.CALENDAR, Place.DESK),
    ),
)
def test_no_key_is_bound_twice_where_it_applies(together: tuple[Place, ...]) -> None:
    keys = Counter(
        key for entry in TABLE if entry.place in together for key in entry.keys.split(",")
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_no_key_of_the_menu_is_bound_twice() -> None:
    keys = [key for entry in TABLE if entry.place is Place.MENU for key in entry.keys.split(",")]
    assert len(keys) == len(set(keys)) == 23
    assert shown(BY_ID["urge"]) == "g u"


def test_every_key_has_an_id_a_word_and_a_chapter() -> None:
    assert len(BY_ID) == len(TABLE)
    assert {key.place for key in TABLE} == set(CHAPTERS)
    use_language(CHINESE)
    assert [key.id for key in TABLE if word_of(key) == key.word and key.id != "language"] == []


def test_every_verb_on_a_case_has_a_key() -> None:
    assert set(FOR_VERB) == {verb for verb, step in LIFECYCLE.items() if step.by_hand} - {
        Verb.REPORT
    }


@pytest.mark.parametrize(
    ("name", "text"),
    (("escalate", "e"), ("filter", "/"), ("help", "?"), ("down", "↓ j"), ("send", "^S")),
)
def test_a_key_is_printed_as_it_is_pressed(name: str, text: str) -> None:
    assert shown(BY_ID[name]) == text


def test_bindings_carry_the_ids_that_settings_name() -> None:
    found = {binding.id: binding.key for binding in bindings(Place.CASE)}
    assert found["escalate"] == "e"
    assert set(found) == {key.id for key in TABLE if key.place is Place.CASE}


def test_a_name_that_no_key_has_is_given_back() -> None:
    assert use_keys({"escalate": "E", "excalate": "x"}) == (("excalate",), ())
    assert given_keys() == {"escalate": "E"}
    assert shown(BY_ID["escalate"]) == "E"


def test_a_key_that_another_one_has_is_not_taken_and_both_are_named() -> None:
    _unknown, clashes = use_keys({"escalate": "a", "urge": "a", "note": "E"})
    assert [(one.key.id, one.keys, one.other.id) for one in clashes] == [
        ("urge", "a", "answer_call"),
        ("escalate", "a", "dispatch"),
    ]
    assert given_keys() == {"note": "E"}
    assert shown(BY_ID["escalate"]) == "e"


def test_two_keys_may_be_exchanged_but_not_when_one_of_them_cannot_be() -> None:
    assert use_keys({"escalate": "a", "dispatch": "e"}) == ((), ())
    assert given_keys() == {"escalate": "a", "dispatch": "e"}
    _unknown, clashes = use_keys({"escalate": "a", "dispatch": "t"})
    assert [(one.key.id, one.other.id) for one in clashes] == [
        ("dispatch", "explain"),
        ("escalate", "dispatch"),
    ]
    assert given_keys() == {}


def test_the_same_key_may_serve_on_different_screens() -> None:
    assert use_keys({"mark": "t", "month_on": "v"})[1][0].other.id == "explain"
    assert given_keys() == {"month_on": "v"}


def test_the_clash_check_knows_the_places_of_every_screen() -> None:
    for screen in (QueueScreen, TimersScreen, InboxScreen, CalendarScreen):
        alive = {*screen.PLACES, Place.LIST} - {Place.MENU}
        if screen is CalendarScreen:
            alive -= {Place.LIST, Place.CASE}
        assert any(alive <= set(places) for places in SCREENS), screen


def test_a_clash_is_told_at_the_start_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[DeskApp] = []

    def start(app: DeskApp) -> None:
        started.append(app)

    monkeypatch.setattr(DeskApp, "run", start)

    def no_shop() -> Any:
        raise AssertionError

    run(no_shop, keys={"escalate": "a"})
    [app] = started
    assert app.status.notice is not None
    assert app.status.notice.text == (
        "The key a is given to “escalate”, but “dispatch” has it; its own key stays."
    )


@pytest.mark.parametrize(
    "verb",
    [key for key in TABLE if key.place is Place.CASE and key.verb],
    ids=lambda key: key.id,
)
async def test_every_dimmed_key_says_why_and_changes_nothing(
    house: House, sit_down: SitDown, verb: Key
) -> None:
    number = house.district.report(matter="已派的").number
    file_and_dispatch(house.district, number, STALLS, ENFORCEMENT)
    row = house.shop().cases.row(number)
    async with sit_down() as desk:
        assert verb.verb is not None
        reason = desk.queue.rights.why_not(verb.verb, row)
        await desk.press(verb.keys)
        if reason:
            await desk.sees_text(reason)
            assert not desk.in_form
        else:
            await desk.sees(lambda: desk.in_form, "the dialog")
        assert house.shop().cases.row(number).version == row.version


@pytest.mark.usefixtures("busy_house")
async def test_a_key_given_in_the_settings_works_and_is_printed(sit_down: SitDown) -> None:
    use_keys({"escalate": "E"})
    async with sit_down() as desk:
        assert "E 升级" in desk.keys
        await desk.press("e")
        assert not desk.in_form
        await desk.press("E")
        await desk.sees(lambda: desk.in_form, "the dialog")
