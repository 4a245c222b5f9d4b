"""Cases from the command line: reporting, listing, showing, handling."""

import json
from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import BUREAU, ENFORCEMENT, GRID, SAFETY, STALLS

FIRST = "330108-26-000001"
SECOND = "330108-26-000002"
THIRD = "330108-26-000003"
FOURTH = "330108-26-000004"


def numbers(lines: list[dict[str, str]]) -> list[str]:
    return [line["number"] for line in lines]


def test_the_queue_is_listed_soonest_first(desk: Griddesk) -> None:
    ended = desk("case", "list", "--format", "jsonl")
    assert (ended.code, ended.err) == (0, "")
    assert numbers(ended.lines) == [SECOND, FOURTH, THIRD, FIRST]


def test_a_line_has_stable_keys(desk: Griddesk) -> None:
    (line,) = desk("case", "list", "--unit", ENFORCEMENT, "--format", "jsonl").lines
    assert line == {
        "number": FIRST,
        "state": "dispatched",
        "tier": 3,
        "matter": "商户占用盲道",
        "unit": "西兴综合行政执法队",
        "source": "gridder",
        "item_code": STALLS,
        "item_name": "占道经营",
        "address": "江陵路100号",
        "area_code": GRID,
        "street": "西兴街道",
        "community": "西陵社区",
        "grid": "第一网格",
        "unit_code": ENFORCEMENT,
        "gridder": None,
        "stage": "receive",
        "due_at": "2026-09-14T11:10:00+08:00",
        "late": False,
        "estimated": False,
        "reported_at": "2026-09-14T09:00:00+08:00",
        "ended_at": None,
        "version": 3,
    }


@pytest.mark.parametrize(
    ("filters", "expected"),
    (
        (("--late",), [SECOND, FOURTH, THIRD]),
        (("--tier", "1"), [SECOND, FOURTH]),
        (("--state", "filed"), [THIRD]),
        (("--source", "hotline"), [SECOND]),
        (("--not-source", "hotline"), [FOURTH, THIRD, FIRST]),
        (("--stage", "receive"), [FIRST]),
        (("--item", "E04"), [THIRD, FIRST]),
        (("--area", "330108001*"), [SECOND, FOURTH, THIRD, FIRST]),
        (("--area", "330108002"), []),
        (("--text", "垃圾"), [FOURTH]),
        (("--unit", "执法"), [FIRST]),
        (("--today",), [FIRST]),
        (("--since", "57m"), None),
        (("--since", "2026-09-14T09:03"), [SECOND, FOURTH, THIRD]),
        (("--ended",), []),
    ),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_filters_narrow_the_list(
    filters: tuple[str, ...], expected: list[str] | None, desk: Griddesk
) -> None:
    ended = desk("case", "list", *filters, "--format", "jsonl")
    if expected is None:
        assert ended.code == 2
    else:
        assert (ended.code, numbers(ended.lines)) == (0, expected)


def test_lateness_is_judged_as_of_a_moment(desk: Griddesk) -> None:
    ended = desk("case", "list", "--late", "--as-at", "2026-09-14T09:22", "--format", "jsonl")
    assert numbers(ended.lines) == [SECOND, FOURTH]


def test_a_cut_list_says_how_many_there_are(desk: Griddesk) -> None:
    ended = desk("case", "list", "--limit", "3", "--format", "jsonl")
    assert len(ended.lines) == 3
    assert ended.err == "Showing the first 3 of 4; --limit 0 lists all.\n"
    whole = desk("case", "list", "--limit", "4", "--format", "jsonl")
    assert (len(whole.lines), whole.err) == (4, "")
    assert len(desk("case", "list", "--limit", "0", "--format", "jsonl").lines) == 4


def test_a_jurisdiction_sees_its_own(desk: Griddesk) -> None:
    ended = desk("case", "list", "--format", "jsonl", by="lina")
    assert len(ended.lines) == 4
    desk("case", "report", "--source", "gridder", "--area", "330108002001001", "--matter", "x")
    assert len(desk("case", "list", "--format", "jsonl", by="lina").lines) == 4


def test_hostile_text_is_shown_and_not_obeyed(desk: Griddesk) -> None:
    table = desk("case", "list")
    assert "\x1b" not in table.out
    assert "␛[31m路灯不亮␛[0m⏎第二行" in table.out
    sheet = desk("case", "list", "--format", "csv")
    assert "'=cmd|' /C calc'!A0" in sheet.out
    assert "\x1b" not in sheet.out
    assert "\x1b" not in desk("case", "list", "--format", "json").out


@pytest.mark.parametrize("short", ("1", "…1", "26-1", "000001", FIRST))
def test_a_case_is_found_by_a_short_number(short: str, desk: Griddesk) -> None:
    ended = desk("case", "show", short, "--format", "json")
    assert ended.json["number"] == FIRST


def test_a_case_is_shown_with_its_clocks_and_its_story(desk: Griddesk) -> None:
    told = desk("case", "show", FIRST, "--format", "json").json
    assert [timer["stage"] for timer in told["timers"]] == ["receive", "handle"]
    assert [entry["verb"] for entry in told["history"]] == ["report", "file", "dispatch"]
    assert (told["reporter_name"], told["reporter_phone"]) == ("李*明", "138****8000")
    assert told["allowed"] == ["receive", "return", "transfer", "escalate", "hand_down",
                               "ask_extension", "reply", "merge", "note"]  # fmt: skip


def test_a_case_is_shown_to_people(desk: Griddesk) -> None:
    ended = desk("case", "show", FIRST)
    assert ended.out.startswith("Number ")
    assert "Possible now: receive, return, transfer, escalate, hand down, " in ended.out
    assert "09-14 09:10  张敏 dispatch 西兴综合行政执法队\n" in ended.out


def test_an_unknown_case_is_refused(desk: Griddesk) -> None:
    ended = desk("case", "show", "77", "--format", "json")
    assert (ended.code, ended.out) == (4, "")
    assert ended.error == {
        "code": "not_found",
        "message": "There is no case 77 in your area.",
        "fields": {},
    }


def test_a_case_goes_its_way_by_verbs(desk: Griddesk) -> None:
    steps = (
        (("receive", FIRST), "handling"),
        (("transfer", FIRST, "--unit", SAFETY, "--reason", "权属变更"), "dispatched"),
        (("receive", FIRST), "handling"),
        (("return", FIRST, "--reason", "不在管辖范围"), "filed"),
        (("escalate", FIRST, "--reason", "需要执法权", "--unit", BUREAU), "dispatched"),
        (("receive", FIRST), "handling"),
        (("resolve", FIRST, "--result", "已清理"), "resolved"),
        (("fail-check", FIRST, "--reason", "现场未恢复"), "handling"),
        (("resolve", FIRST, "--result", "已清理"), "resolved"),
        (("pass-check", FIRST, "--rating", "5"), "closed"),
        (("note", FIRST, "--text", "已回访"), "closed"),
        (("verify", SECOND, "--valid"), "reported"),
        (("file", SECOND, "--item", "P0101", "--condition", "2"), "filed"),
        (("settle", FOURTH, "--result", "已清理"), "closed"),
    )
    for arguments, state in steps:
        ended = desk("case", *arguments, "--format", "json")
        assert (ended.code, ended.err, ended.json["state"]) == (0, "", state), arguments
    assert desk("history", "verify").code == 0


def test_a_report_may_be_rejected(desk: Griddesk) -> None:
    ended = desk("case", "reject", FOURTH, "--reason", "off-list", "--note", "不在清单")
    assert ended.out == f"Rejected {FOURTH} · rejected · tier 1\n"


def test_a_dry_run_says_what_would_be_and_changes_nothing(desk: Griddesk) -> None:
    before = desk("case", "show", THIRD, "--format", "json").json
    ended = desk("case", "dispatch", THIRD, "--unit", ENFORCEMENT, "--dry-run")
    assert ended.out == (
        f"Would be: Dispatched {THIRD} · to receive · tier 3 · 西兴综合行政执法队 · receive due "
        "09-14 Mon 12:00\n"
    )
    assert desk("case", "show", THIRD, "--format", "json").json == before


def test_a_verb_may_ask_for_the_version_that_was_seen(desk: Griddesk) -> None:
    ended = desk("case", "note", FIRST, "--text", "x", "--seen-version", "1", "--format", "json")
    assert (ended.code, ended.error["code"]) == (6, "conflict")
    assert desk("case", "note", FIRST, "--text", "x", "--seen-version", "3").code == 0


def test_a_verb_in_the_wrong_state_tells_which_are_right(desk: Griddesk) -> None:
    ended = desk("case", "receive", THIRD, "--format", "json")
    assert (ended.code, ended.error["code"]) == (4, "wrong_state")
    assert ended.error["allowed"] == ["dispatch", "escalate", "rule", "hand_down", "urge", "reply",
                                      "merge", "cancel", "note"]  # fmt: skip


def test_a_viewer_is_forbidden(desk: Griddesk) -> None:
    ended = desk("case", "note", FIRST, "--text", "x", "--format", "json", by="viewer")
    assert (ended.code, ended.error["code"]) == (5, "forbidden")


def test_nothing_is_done_in_the_past(desk: Griddesk) -> None:
    ended = desk("case", "note", FIRST, "--text", "x", "--as-at", "2026-09-14T09:30")
    assert ended.code == 2


def test_a_report_is_taken_once(desk: Griddesk) -> None:
    plain = ("case", "report", "--source", "gridder", "--source-ref", "g-1", "--area", GRID,
             "--matter", "垃圾", "--format", "json")  # fmt: skip
    first, again = desk(*plain), desk(*plain)
    assert (first.json["number"], first.json["repeated"]) == ("330108-26-000005", False)
    assert (again.json["number"], again.json["repeated"]) == ("330108-26-000005", True)


def test_a_report_without_a_reference_gets_one(desk: Griddesk) -> None:
    plain = ("case", "report", "--source", "gridder", "--area", GRID, "--matter", "垃圾")
    assert desk(*plain).code == desk(*plain).code == 0
    assert len(desk("case", "list", "--format", "jsonl").lines) == 6


def test_a_report_that_will_not_do_names_every_field(desk: Griddesk) -> None:
    ended = desk("case", "report", "--source", "gridder", "--area", GRID, "--matter", " ",
                 "--latitude", "91", "--format", "json")  # fmt: skip
    assert ended.code == 4
    assert sorted(ended.error["fields"]) == ["latitude", "matter"]


def test_a_report_needs_source_area_and_matter(desk: Griddesk) -> None:
    ended = desk("case", "report", "--source", "gridder")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: --area, --matter is missing.".replace(
        "--area, --matter", "--matter, --area"))  # fmt: skip


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A batch with two good lines, a repetition and every kind of bad one."""
    lines = (
        {"source": "hotline", "source_ref": "h1", "matter": "路灯不亮", "area": GRID},
        {"source": "hotline", "source_ref": "h1", "matter": "路灯不亮", "area_code": GRID},
        {"source": "x", "source_ref": "h2", "description": "", "grid": GRID},
        {"source": "gridder", "source_ref": "g1", "text": "垃圾", "grid_code": int(GRID),
         "item": "S0101", "settled": "已清理", "latitude": 30.2, "longitude": 120.2},
        {"source": "gridder", "source_ref": "g2", "matter": "x", "area": GRID, "colour": "red"},
        {"source": "gridder", "source_ref": "g3", "matter": ["x"], "area": GRID},
        {"source": "gridder", "matter": "x", "text": "y", "area": "999"},
    )  # fmt: skip
    path = tmp_path / "batch.jsonl"
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text + "\nnot json\n[1]\n", "utf-8")
    return path


def test_a_batch_answers_every_line(desk: Griddesk, batch: Path) -> None:
    ended = desk("case", "report", "--batch", str(batch))
    assert ended.code == 4
    assert ended.err == "2 taken, 1 repeated, 6 refused\n"
    assert ended.lines[:2] == [
        {"line": 1, "number": "330108-26-000005", "state": "reported", "repeated": False},
        {"line": 2, "number": "330108-26-000005", "state": "reported", "repeated": True},
    ]
    assert ended.lines[3] == {
        "line": 4,
        "number": "330108-26-000006",
        "state": "closed",
        "repeated": False,
    }
    assert {
        line["line"]: sorted(line["error"]["fields"]) for line in ended.lines if "error" in line
    } == {
        3: ["matter", "source"],
        5: ["colour"],
        6: ["matter"],
        7: ["source_ref", "text"],
        9: ["line"],
        10: ["line"],
    }


def test_a_second_run_of_a_batch_takes_nothing(desk: Griddesk, batch: Path) -> None:
    desk("case", "report", "--batch", str(batch))
    again = desk("case", "report", "--batch", str(batch), "--format", "json")
    assert again.err == "0 taken, 3 repeated, 6 refused\n"
    assert len(again.json) == 9


def test_a_clean_batch_ends_well(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "clean.jsonl"
    lines = (
        {"source": "sensor", "source_ref": f"s{n}", "matter": "x", "area": GRID} for n in range(450)
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    ended = desk("case", "report", "--batch", str(path))
    assert (ended.code, len(ended.lines)) == (0, 450)
    assert len({line["number"] for line in ended.lines}) == 450


def test_a_batch_of_one_who_may_not_report_is_forbidden(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "one.jsonl"
    path.write_text(
        json.dumps({"source": "sensor", "source_ref": "s", "matter": "x", "area": GRID}), "utf-8"
    )
    ended = desk("case", "report", "--batch", str(path), by="viewer")
    assert (ended.code, ended.lines[0]["error"]["code"]) == (5, "forbidden")


def test_a_line_without_an_end_is_bounded(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"source": "' + b"x" * 5_000_000)
    ended = desk("case", "report", "--batch", str(path))
    assert ended.lines[0]["error"]["message"] == "The line is longer than a million bytes."
