"""The calendar from the command line: taking years in, and looking at one."""

from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN

AUTUMN = (
    "日期,类型,名称,英文名称\n"
    "2026-09-16,放假,台风,Typhoon\n"
    "2026-09-19,补班,台风,Typhoon\n"
)  # fmt: skip


@pytest.fixture
def autumn(tmp_path: Path) -> str:
    path = tmp_path / "2026.csv"
    path.write_text(AUTUMN, "utf-8")
    return str(path)


def test_a_calendar_says_which_clocks_it_would_move_and_then_moves_them(
    desk: Griddesk, autumn: str
) -> None:
    dry = desk("calendar", "import", autumn, "--format", "json", by=ADMIN)
    assert (dry.code, dry.json["committed"]) == (0, False)
    moves = [(move["number"], move["stage"]) for move in dry.json["moves"]]
    assert ("330108-26-000001", "handle") in moves
    before = desk("case", "show", "1", "--format", "json").json["handle_due_at"]
    done = desk("calendar", "import", autumn, "--commit", "--format", "json", by=ADMIN).json
    assert (done["committed"], done["moves"]) == (True, dry.json["moves"])
    moved = next(move for move in done["moves"] if move["number"] == "330108-26-000001")
    assert moved["due_before"] == before
    after = desk("case", "show", "1", "--format", "json").json["handle_due_at"]
    assert moved["due_after"] == after != before
    story = desk("case", "show", "1", lang="zh").out
    assert "重新计时 2026 年日历 · 处置 时限 2026-" in story


def test_rows_that_contradict_are_refused_by_line(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "date,kind,name\n2026-10-01,day_off,x\n2026-10-01,make_up_day,x\n"
        "2026-10-12,make_up_day,x\n2026-10-13,feast,x\n",
        "utf-8",
    )
    ended = desk("calendar", "import", str(path), "--format", "json", by=ADMIN)
    assert ended.code == 4
    assert [(row["line"], row["column"]) for row in ended.json["refused"]] == [
        (3, "date"),
        (4, "kind"),
        (5, "kind"),
    ]


def test_a_dispatcher_does_not_change_the_calendar(desk: Griddesk, autumn: str) -> None:
    assert desk("calendar", "import", autumn, "--commit").code == 5


def test_a_year_is_shown_with_marks_and_a_legend(desk: Griddesk) -> None:
    ended = desk("calendar", "show", "2026", lang="zh")
    assert ended.code == 0
    assert "28   29   30\n" in ended.out
    assert ended.out.endswith("* 放假   + 补班   . 周末\n")
    told = desk("calendar", "show", "2026", "--format", "json").json
    kinds = {day["date"]: day["kind"] for day in told["days"]}
    assert (len(kinds), kinds["2026-10-10"]) == (365, "make_up_day")
    unannounced = desk("calendar", "show", "2031")
    assert unannounced.err == "The days off of 2031 are not announced yet.\n"


def test_explain_is_another_name_of_due(griddesk: Griddesk) -> None:
    asked = ("--start", "2026-09-30T15:00+08:00", "--limit", "3 working_day")
    assert griddesk("calendar", "explain", *asked).out == griddesk("calendar", "due", *asked).out
