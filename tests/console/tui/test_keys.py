"""One table of keys: nothing is bound twice, nothing is unsaid, everything can be given anew."""

from collections import Counter

import pytest

from console.present.words import CHINESE, ENGLISH, use_language
from console.tui.keys import (
    BY_ID,
    CHAPTERS,
    FOR_VERB,
    TABLE,
    Place,
    bindings,
    given_keys,
    shown,
    use_keys,
    word_of,
)
from core.cases.lifecycle import LIFECYCLE
from core.cases.states import Verb
from tests.console.tui.conftest import SitDown


def test_no_key_is_bound_twice_where_it_applies() -> None:
    together = (Place.CASE, Place.LIST, Place.QUEUE, Place.DESK)
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
    use_language(ENGLISH)


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
    assert use_keys({"escalate": "E", "excalate": "x"}) == ("excalate",)
    assert given_keys() == {"escalate": "E"}
    assert shown(BY_ID["escalate"]) == "E"


@pytest.mark.usefixtures("busy_house")
async def test_a_key_given_in_the_settings_works_and_is_printed(sit_down: SitDown) -> None:
    use_keys({"escalate": "E"})
    async with sit_down() as desk:
        assert "E 升级" in desk.keys
        await desk.press("e")
        assert not desk.in_form
        await desk.press("E")
        await desk.sees(lambda: desk.in_form, "the dialog")
