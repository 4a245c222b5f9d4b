"""The filter language and views on the command line, the same as on the screen."""

from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk
from tests.console.cli.test_cases import FIRST, FOURTH, SECOND, THIRD, numbers


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the views of a test to itself."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.parametrize(
    ("words", "expected"),
    (
        (["late tier:1"], [SECOND, FOURTH]),
        (["-late"], [FIRST]),
        (["tier:1,3", "-source:12345"], [FOURTH, THIRD, FIRST]),
        (["-source:12345"], [FOURTH, THIRD, FIRST]),
        (["unit:zhxzzf"], [FIRST]),
        (["单位：执法"], [FIRST]),
        (["-unit:zhxzzf", "-tier:1"], [THIRD]),
        (["item:zdjy"], [THIRD, FIRST]),
        (["grid:西兴街道", "垃圾"], [FOURTH]),
        (['"垃圾桶满溢"'], [FOURTH]),
        (["垃圾", "满溢"], [FOURTH]),
        (["-垃圾", "tier:1"], [SECOND]),
        (["state:filed,dispatched"], [THIRD, FIRST]),
        (["since:2026-09-14T09:03+08:00"], [SECOND, FOURTH, THIRD]),
        (["until:2026-09-13"], []),
        (["card:red"], []),
        (["is:ended"], []),
        (["tier:3", "--tier", "1"], [SECOND, FOURTH]),
        (["--view", "Late", "tier:1"], [SECOND, FOURTH]),
        (["--view", "待派遣"], [THIRD]),
    ),
    ids=" ".join,
)
def test_a_filter_lists_what_it_means(
    words: list[str], expected: list[str], desk: Griddesk
) -> None:
    ended = desk("case", "list", *words, "--format", "jsonl")
    assert (ended.code, ended.err, numbers(ended.lines)) == (0, "", expected)


def test_timers_understand_the_same(desk: Griddesk) -> None:
    ended = desk("timers", "stage:handle,receive -late", "--format", "jsonl")
    assert [(line["number"], line["stage"]) for line in ended.lines] == [
        (FIRST, "receive"),
        (FIRST, "handle"),
    ]
    assert desk("timers", "--view", "To dispatch", "--format", "jsonl").lines[0]["number"] == THIRD


def test_an_error_points_at_the_word(desk: Griddesk) -> None:
    ended = desk("case", "list", "late stat:filed 积水")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "Error: There is no filter word stat:, but state: is one.\n"
        "  late stat:filed 积水\n"
        "       ^^^^\n"
    )


def test_the_mark_stands_below_the_word_in_cells(desk: Griddesk) -> None:
    ended = desk("timers", "积水 单位:没有的", lang="zh")
    assert ended.err.splitlines()[1:] == ["  积水 单位:没有的", "            ^^^^^^"]


def test_programs_are_told_where_the_word_stands(desk: Griddesk) -> None:
    ended = desk("case", "list", "late tier:x", "--format", "json")
    assert ended.code == 2
    assert ended.error == {
        "code": "usage",
        "message": "tier: takes a number, such as tier:3.",
        "fields": {},
        "at": {"start": 10, "end": 11},
    }


def test_a_mistaken_option_is_no_filter(desk: Griddesk) -> None:
    ended = desk("case", "list", "--lat")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: There is no option --lat here. Did you mean --late?")
    assert desk("case", "list", "--", "--lat", "--format", "jsonl").code == 0


def test_a_view_is_saved_listed_used_and_removed(desk: Griddesk) -> None:
    saved = desk("views", "save", "西兴超时", "grid：xxjd   late")
    assert (saved.code, saved.out, saved.err) == (0, "", "Saved 西兴超时: grid:xxjd late\n")
    listed = desk("views", "list", "--format", "jsonl").lines
    assert [(line["name"], line["cases"], line["saved"]) for line in listed] == [
        ("Late", 3, False),
        ("Due today", 1, False),
        ("To accept", 2, False),
        ("To dispatch", 1, False),
        ("To receive", 1, False),
        ("Handling", 0, False),
        ("To check", 0, False),
        ("西兴超时", 3, True),
    ]
    found = desk("case", "list", "--view", "西兴超时", "tier:3", "--format", "jsonl")
    assert numbers(found.lines) == [THIRD]
    assert desk("views", "remove", "西兴超时").code == 0
    gone = desk("case", "list", "--view", "西兴超时")
    assert (gone.code, gone.out) == (4, "")


def test_a_view_is_its_operators_own(desk: Griddesk) -> None:
    desk("views", "save", "mine", "late")
    assert desk("case", "list", "--view", "mine", by="lina").code == 4


def test_a_filter_that_is_not_understood_is_not_saved(desk: Griddesk) -> None:
    ended = desk("views", "save", "bad", "unit:没有的")
    assert ended.code == 2
    assert len(desk("views", "list", "--format", "jsonl").lines) == 7


def test_a_jurisdiction_holds_whatever_the_filter_says(desk: Griddesk) -> None:
    elsewhere = desk("case", "list", "grid:330108002", "--format", "jsonl", by="lina")
    assert (elsewhere.code, elsewhere.lines) == (0, [])
    unknown = desk("case", "list", "grid:长河", by="lina")
    assert unknown.code == 2
