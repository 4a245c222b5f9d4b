"""Clocks, explanations and the verification of histories from the command line."""

import sqlite3

import pytest

from tests.console.cli.conftest import Griddesk

FIRST = "330108-26-000001"


def test_timers_are_listed_soonest_first(desk: Griddesk) -> None:
    ended = desk("timers", "--format", "jsonl")
    assert [(line["number"][-1], line["stage"]) for line in ended.lines] == [
        ("2", "accept"),
        ("4", "accept"),
        ("3", "dispatch"),
        ("2", "verify"),
        ("1", "receive"),
        ("1", "handle"),
    ]


@pytest.mark.parametrize(
    ("filters", "count"),
    (
        (("--late",), 4),
        (("--stage", "handle"), 1),
        (("--today",), 1),
        (("--tier", "3"), 3),
        (("--late", "--as-at", "2026-09-14T09:00"), 0),
        (("--unit", "S001"), 2),
        (("--source", "hotline"), 2),
    ),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_timers_are_filtered(filters: tuple[str, ...], count: int, desk: Griddesk) -> None:
    assert len(desk("timers", *filters, "--format", "jsonl").lines) == count


def test_a_cut_list_of_timers_says_how_many_there_are(desk: Griddesk) -> None:
    ended = desk("timers", "--limit", "2", "--format", "jsonl")
    assert (len(ended.lines), ended.err) == (2, "Showing the first 2 of 6; --limit 0 lists all.\n")


def test_timers_are_counted_by_stage(desk: Griddesk) -> None:
    ended = desk("timers", "--summary", "--format", "json")
    assert [(line["stage"], line["open"], line["late"]) for line in ended.json] == [
        ("accept", 2, 2),
        ("verify", 1, 1),
        ("dispatch", 1, 1),
        ("receive", 1, 0),
        ("handle", 1, 0),
    ]


def test_a_due_time_is_explained_day_by_day(desk: Griddesk) -> None:
    ended = desk("explain", "1", "--format", "json")
    told = ended.json
    assert (told["number"], told["limit"]) == (FIRST, "7 working_day")
    assert told["due_at"] == "2026-09-22T18:00:00+08:00"
    assert [day["kind"] for day in told["days"]].count("make_up_day") == 1
    assert sum(day["counted"] for day in told["days"]) == 7


def test_another_clock_is_explained(desk: Griddesk) -> None:
    told = desk("explain", FIRST, "--stage", "receive", "--format", "json").json
    assert (told["stage"], told["due_at"]) == ("receive", "2026-09-14T11:10:00+08:00")


def test_a_clock_that_does_not_run_is_refused(desk: Griddesk) -> None:
    assert desk("explain", FIRST, "--stage", "check").code == 4


def test_whole_histories_are_found_whole(desk: Griddesk) -> None:
    ended = desk("history", "verify", "--format", "json")
    assert (ended.code, ended.json) == (
        0,
        {
            "whole": True,
            "cases": 4,
            "entries": 7,
            "faults": [],
            "sealed_days": 0,
            "day_faults": [],
        },
    )
    assert desk("history", "verify", FIRST).err == "Every history is whole: 1 case, 3 entries.\n"


def test_an_altered_entry_is_named(desk: Griddesk, db: str) -> None:
    with sqlite3.connect(db) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'case_history'"
        ).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(
            "UPDATE case_history SET operator = 'nobody' WHERE case_id = 1 AND seq = 2"
        )
    connection.close()
    ended = desk("history", "verify", "--format", "json")
    assert ended.code == 1
    assert ended.json["faults"] == [{"number": FIRST, "seq": 2, "problem": "was changed"}]
    table = desk("history", "verify")
    assert table.err == "1 history is not whole, of 4 cases, 7 entries.\n"
