"""Due times from the command line, without and with a database."""

import json
from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk

START = "2026-09-30T15:00+08:00"


def test_three_working_days_over_the_golden_week(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--start", START, "--limit", "3 working_day",
                     "--format", "json")  # fmt: skip
    told = ended.json
    assert (ended.code, ended.err) == (0, "")
    assert told["due_at"] == "2026-10-10T18:00:00+08:00"
    assert told["target_at"] == "2026-10-10T10:36:00+08:00"
    assert told["estimated"] is False
    assert [(day["date"], day["kind"]) for day in told["days"] if day["counted"]] == [
        ("2026-10-08", "working_day"),
        ("2026-10-09", "working_day"),
        ("2026-10-10", "make_up_day"),
    ]
    assert [day["kind"] for day in told["days"]].count("day_off") == 7


def test_the_other_family_of_counting(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--start", START, "--limit", "3 working_day",
                     "--counting", "minutes", "--format", "json")  # fmt: skip
    assert ended.json["due_at"] == "2026-10-10T15:00:00+08:00"


def test_a_year_nobody_has_announced_is_estimated(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--start", "2031-01-02T09:00+08:00", "--limit",
                     "3 working_day", "--format", "json")  # fmt: skip
    assert ended.json["estimated"] is True


def test_a_table_tells_every_day(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--start", START, "--limit", "2 working_day")
    assert ended.out.splitlines()[:4] == [
        "Start  2026-09-30 Wed 15:00",
        "Limit  2 working days",
        "Warn   2026-10-09 Fri 14:12",
        "Due    2026-10-09 Fri 18:00",
    ]
    assert ended.out.count("day off") == 7


def test_a_start_without_an_offset_is_local(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--start", "2026-10-01T23:30", "--limit", "2 hour",
                     "--format", "json")  # fmt: skip
    assert ended.json["due_at"] == "2026-10-02T01:30:00+08:00"


@pytest.mark.parametrize(
    ("start", "limit", "field"),
    ((START, "3 fortnights", "limit"), ("yesterday", "3 day", "start")),
)
def test_what_cannot_be_understood_is_refused_by_field(
    start: str, limit: str, field: str, griddesk: Griddesk
) -> None:
    ended = griddesk("calendar", "due", "--start", start, "--limit", limit, "--format", "json")
    assert (ended.code, ended.out) == (4, "")
    assert list(ended.error["fields"]) == [field]


def test_start_and_limit_belong_together(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--start", START)
    assert ended.code == 2
    assert ended.err.startswith("Error: Say --start and --limit, or --batch.")


def test_a_batch_answers_line_by_line(griddesk: Griddesk, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    lines = (
        {"start": START, "limit": "3 working_day"},
        {"start": "2026-10-01T23:30+08:00", "limit": "2 hour"},
        {"start": START, "limit": "soon"},
    )
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    ended = griddesk("calendar", "due", "--batch", str(questions), "--format", "jsonl")
    assert ended.code == 0
    assert [line.get("due_at") for line in ended.lines] == [
        "2026-10-10T18:00:00+08:00",
        "2026-10-02T01:30:00+08:00",
        None,
    ]
    assert ended.lines[2]["line"] == 3
    array = griddesk("calendar", "due", "--batch", str(questions), "--format", "json")
    assert array.json == ended.lines


def test_a_batch_that_is_not_there_is_refused(griddesk: Griddesk) -> None:
    ended = griddesk("calendar", "due", "--batch", "nowhere.jsonl")
    assert ended.code == 4
    assert (
        ended.err == "Error: The file nowhere.jsonl cannot be opened: No such file or directory.\n"
    )


def test_a_database_lends_its_calendar(griddesk: Griddesk, db: str) -> None:
    # The small district knows 2026 only, and of it only autumn.
    plain = ("calendar", "due", "--start", "2026-02-13T15:00+08:00", "--limit", "1 working_day")
    standard = griddesk(*plain, "--format", "json")
    district = griddesk("--db", db, *plain, "--format", "json")
    assert standard.json["due_at"] == "2026-02-14T18:00:00+08:00"
    assert district.json["due_at"] == "2026-02-16T18:00:00+08:00"


def test_a_database_that_is_named_must_be_there(griddesk: Griddesk) -> None:
    ended = griddesk("--db", "nowhere.db", "calendar", "due", "--start", START, "--limit", "1 day")
    assert ended.code == 3
