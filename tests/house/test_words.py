"""Every word that the program can show stands in the Chinese catalogue, translated and whole."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.house.tree import ROOT

CHINESE: Final = ROOT / "console/locale/zh_CN/LC_MESSAGES/griddesk.po"
PLACE: Final = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*[^{}]*\}")


def read_catalogue(path: Path, locale: str | None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def words(catalogue: Catalog) -> dict[object, Message]:
    """Return the messages by id, without the header."""
    return {message.id: message for message in catalogue if message.id}


@pytest.fixture(scope="module")
def in_the_code(tmp_path_factory: pytest.TempPathFactory) -> dict[object, Message]:
    """Collect the words from the source exactly as `make words` does."""
    template = tmp_path_factory.mktemp("words") / "griddesk.pot"
    subprocess.run(
        ["make", "-s", "template", f"POT={template}", f"BIN={Path(sys.executable).parent}"],
        cwd=ROOT,
        check=True,
    )
    return words(read_catalogue(template, locale=None))


@pytest.fixture(scope="module")
def in_chinese() -> dict[object, Message]:
    return words(read_catalogue(CHINESE, locale="zh_CN"))


def forms(text: object) -> tuple[str, ...]:
    """Return singular and plural, or the one form there is."""
    return tuple(text) if isinstance(text, list | tuple) else (str(text),)


def places(text: str) -> set[str]:
    """Return the places in ``text`` that a value is put into."""
    return set(PLACE.findall(text.replace("%%", "")))


def test_the_catalogue_has_every_word_of_the_code(
    in_the_code: dict[object, Message], in_chinese: dict[object, Message]
) -> None:
    missing = in_the_code.keys() - in_chinese.keys()
    assert sorted(map(str, missing)) == [], "run `make words` and translate what is new"


def test_the_catalogue_has_no_word_that_the_code_dropped(
    in_the_code: dict[object, Message], in_chinese: dict[object, Message]
) -> None:
    dropped = in_chinese.keys() - in_the_code.keys()
    assert sorted(map(str, dropped)) == [], "run `make words`"


def test_every_word_is_translated_and_none_is_a_guess(in_chinese: dict[object, Message]) -> None:
    open_words = [
        str(message.id)
        for message in in_chinese.values()
        if message.fuzzy or not all(forms(message.string))
    ]
    assert open_words == []


def test_a_translation_keeps_the_places_for_values(in_chinese: dict[object, Message]) -> None:
    differing = [
        str(message.id)
        for message in in_chinese.values()
        if all(forms(message.string))
        and {frozenset(places(form)) for form in forms(message.string)}
        != {frozenset(places(forms(message.id)[-1]))}
    ]
    assert differing == []


def test_a_lost_place_would_be_found() -> None:
    assert places("Case %(number)s is {state}, 100%%") == {"%(number)s", "{state}"}
    assert places("案件 {state}") == {"{state}"}


OTHER_WORDS: Final = {"策略": "规则"}
"""What a thing is not called, and what it is called (see docs/lifecycle.md)."""


@pytest.mark.parametrize("other", OTHER_WORDS)
def test_a_thing_has_one_word_in_the_catalogue_and_the_documents(other: str) -> None:
    documents = [CHINESE, ROOT / "README.zh-CN.md", *(ROOT / "docs").glob("*.md")]
    calling_it_so = [path.name for path in documents if other in path.read_text("utf-8")]
    assert calling_it_so == [], f"say {OTHER_WORDS[other]}"


def test_escalating_is_called_what_the_lifecycle_calls_it(
    in_chinese: dict[object, Message],
) -> None:
    differing = [
        str(message.id)
        for message in in_chinese.values()
        if "escalat" in str(message.id).lower()
        and not all("升级" in form for form in forms(message.string))
    ]
    assert differing == []
