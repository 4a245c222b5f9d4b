"""One language at a time, decided by wish, environment and locale in that order."""

import pytest

from console.present.vocabulary import (
    SOURCES,
    STAGES,
    STATES,
    VERBS,
    field_sentences,
    sentence,
    tier_word,
    word,
)
from console.present.words import CHINESE, ENGLISH, _n, choose_language, use_language
from core.cases.states import Source, Stage, State, Verb
from core.kernel.errors import FieldFault, WrongState


@pytest.mark.parametrize(
    ("asked", "environment", "expected"),
    (
        (None, {}, ENGLISH),
        (None, {"LANG": "C.UTF-8"}, ENGLISH),
        (None, {"LANG": "zh_CN.UTF-8"}, CHINESE),
        (None, {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, ENGLISH),
        (None, {"LANG": "en_US.UTF-8", "GRIDDESK_LANG": "zh"}, CHINESE),
        ("en", {"LANG": "zh_CN.UTF-8", "GRIDDESK_LANG": "zh_CN"}, ENGLISH),
        ("zh-Hans", {}, CHINESE),
    ),
)
def test_language_is_chosen_by_wish_then_variable_then_locale(
    asked: str | None, environment: dict[str, str], expected: str
) -> None:
    assert expected == choose_language(asked, environment)


def test_a_switch_of_language_reaches_every_word_at_once() -> None:
    use_language(CHINESE)
    chinese = (word(STATES, "filed"), word(VERBS, "escalate"), tier_word(3), _days(2))
    use_language(ENGLISH)
    english = (word(STATES, "filed"), word(VERBS, "escalate"), tier_word(3), _days(2))
    assert chinese == ("待派遣", "升级", "三级", "2 天")
    assert english == ("to dispatch", "escalate", "tier 3", "2 days")


def _days(n: int) -> str:
    return _n("%(n)s day", "%(n)s days", n)


def test_every_state_verb_stage_and_source_has_a_word() -> None:
    assert set(State) == STATES.keys()
    assert set(Verb) == VERBS.keys()
    assert set(Stage) == STAGES.keys()
    assert set(Source) == SOURCES.keys()


def test_an_unknown_code_is_shown_as_it_is_and_harmless() -> None:
    assert word(STATES, "on\x1bhold") == "on␛hold"


def test_a_refusal_speaks_with_the_words_of_the_domain() -> None:
    use_language(CHINESE)
    refusal = WrongState(
        "Case %(number)s is %(state)s; %(verb)s is not possible now.",
        number="330108-26-1",
        state="closed",
        verb="escalate",
    )
    assert sentence(refusal) == "案件 330108-26-1 已结案，现在不能升级。"


def test_a_refusal_cannot_smuggle_escapes_through_its_parameters() -> None:
    refusal = WrongState("There is no case %(number)s in your area.", number="\x1b[2J")
    assert sentence(refusal) == "There is no case ␛[2J in your area."


def test_faults_of_fields_are_named_by_field() -> None:
    use_language(CHINESE)
    fault = FieldFault("reason", "%(field)s must not be empty.", field="reason")
    assert field_sentences((fault,)) == {"reason": "理由不能为空。"}
