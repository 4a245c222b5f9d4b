"""Looking further: duplicates, record files, inboxes, the responsibility list, spot checks."""

import json
from pathlib import Path

from tests.console.cli.conftest import Griddesk
from tests.district import GRID, GRIDDER, VIEWER

FIRST = "330108-26-000001"


def closed(desk: Griddesk) -> None:
    """Close the first case."""
    for verb in (("receive",), ("resolve", "--result", "已整改"), ("pass-check", "--rating", "5")):
        assert desk("case", verb[0], FIRST, *verb[1:]).code == 0


def test_a_repeated_report_is_a_likely_duplicate(desk: Griddesk) -> None:
    again = desk("case", "report", "--source", "gridder", "--area", GRID, "--matter",
                 "商户占用盲道", "--item", "E0401", "--format", "json").json["number"]  # fmt: skip
    ended = desk("case", "duplicates", again, "--format", "jsonl")
    assert ended.code == 0
    assert FIRST in [line["number"] for line in ended.lines]
    assert {"ground": "same_item", "amount": None} in ended.lines[0]["reasons"]
    assert "同一事项" in desk("case", "duplicates", again, lang="zh").out
    assert desk("case", "duplicates", "77").code == 4


def test_a_record_file_is_written(desk: Griddesk, tmp_path: Path) -> None:
    told = desk("case", "record", "1", "--format", "text", lang="zh")
    assert told.out.startswith(f"案件档案 {FIRST}\n")
    assert "李*明 138****8000" in told.out
    path = tmp_path / "record.json"
    ended = desk("case", "record", "1", "--format", "json", "-o", str(path))
    assert (ended.code, ended.out) == (0, "")
    assert json.loads(path.read_text("utf-8"))["number"] == FIRST
    refused = desk("case", "record", "1", "-o", str(tmp_path / "no" / "x"))
    assert refused.code == 4


def test_an_inbox_tells_what_became_of_reports(desk: Griddesk) -> None:
    made = desk("case", "report", "--source", "gridder", "--area", GRID, "--matter", "井盖",
                "--staff-number", GRIDDER, "--format", "json")  # fmt: skip
    assert made.code == 0, made.err
    ended = desk("inbox", "--staff", GRIDDER, "--format", "jsonl")
    assert [line["number"] for line in ended.lines] == [made.json["number"]]
    assert desk("inbox", "--staff", "nobody").code == 4
    assert desk("inbox").code == 2


def test_flaws_of_the_responsibility_list_end_as_refused(desk: Griddesk) -> None:
    ended = desk("check", "units", "--format", "jsonl", by=VIEWER)
    assert ended.code == 4
    assert ended.err.endswith("found.\n")
    assert {line["flaw"] for line in ended.lines} <= {"gap", "overlap"}


def test_a_draw_can_be_repeated(desk: Griddesk) -> None:
    closed(desk)
    asked = ("spot-check", "draw", "--since", "2026-09-14", "--until", "2026-09-14",
             "--size", "1", "--seed", "九月")  # fmt: skip
    first, second = desk(*asked, "--format", "csv"), desk(*asked, "--format", "csv")
    assert first.out == second.out == f"number,street_code\n{FIRST},330108001\n"
    assert first.err == "1 of 1 closed cases drawn.\n"
    told = desk(*asked, "--format", "json").json
    assert (told["numbers"], told["candidates"]) == ([FIRST], 1)
    assert desk(*asked[:-3], "0", *asked[-2:]).code == 4
