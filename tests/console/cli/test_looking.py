"""Looking further: duplicates, record files, inboxes, the responsibility list, spot checks."""

import json
from pathlib import Path

from tests.console.cli.conftest import Griddesk
from tests.district import ENFORCEMENT, GRID, GRIDDER, SAFETY, SUPERVISOR, VIEWER

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


def test_reporting_names_the_likely_duplicates_and_keeps_to_one_line_of_data(
    desk: Griddesk,
) -> None:
    report = ("case", "report", "--source", "gridder", "--area", GRID, "--matter", "商户占用盲道",
              "--item", "E0401", "--source-ref", "again")  # fmt: skip
    told = desk(*report, lang="zh")
    assert told.out == "已上报 330108-26-000005 · 待受理 · 三级 · 受理期限 09-14 周一 10:15\n"
    assert told.err.splitlines() == [
        "疑似重复，可用 griddesk case merge 并案：",
        f"   93%  {FIRST}  占道经营 · 待签收 · 描述相似 100%、同一事项、同一网格、上报相隔 1 小时",
        "   51%  330108-26-000003  占道经营 · 待派遣 · 同一事项、同一网格、上报相隔 55 分",
    ]
    again = desk(*report, "--format", "json")
    assert (again.json["repeated"], again.err) == (True, "")
    assert [one["number"] for one in again.json["duplicates"]] == [FIRST, "330108-26-000003"]
    assert again.json["duplicates"][0] == {
        "number": FIRST,
        "likelihood": 0.928,
        "state": "dispatched",
        "reasons": [
            {"ground": "similar_words", "amount": 1.0},
            {"ground": "same_item", "amount": None},
            {"ground": "same_grid", "amount": None},
            {"ground": "soon", "amount": 1.0},
        ],
    }


def test_filing_tells_before_and_after_who_is_suggested_and_what_is_alike(desk: Griddesk) -> None:
    number = desk("case", "report", "--source", "gridder", "--area", GRID, "--matter",
                  "商户占用盲道", "--item", "E0401", "--format", "json").json["number"]  # fmt: skip
    file = ("case", "file", number, "--item", "E0401")
    tried = desk(*file, "--dry-run", "--format", "json").json
    assert tried["suggestion"] == {
        "unit": ENFORCEMENT,
        "unit_name": "西兴综合行政执法队",
        "why": "rule",
        "rule": "E",
        "precedents": [],
    }
    assert tried["duplicates"][0]["number"] == FIRST
    told = desk(*file, "--dry-run")
    assert told.out.startswith(f"Would be: Filed {number} · to dispatch · tier 3")
    assert told.err.splitlines()[:2] == [
        "Suggested: 西兴综合行政执法队 · rule: E",
        "Likely duplicates, to be merged with “griddesk case merge”:",
    ]
    assert desk("case", "show", number, "--format", "json").json["version"] == 1
    done = desk(*file, "--format", "json").json
    assert done["state"] == "filed"
    assert (done["suggestion"], done["duplicates"]) == (tried["suggestion"], tried["duplicates"])


def test_filing_by_rulings_names_the_precedent(desk: Griddesk) -> None:
    ruled = "330108-26-000003"
    rule = ("case", "rule", ruled, "--unit", SAFETY, "--reason", "属地")
    assert desk(*rule, by=SUPERVISOR).code == 0
    number = desk("case", "report", "--source", "gridder", "--area", GRID, "--matter", "夜市扰民",
                  "--format", "json").json["number"]  # fmt: skip
    told = desk("case", "file", number, "--item", "E0401", "--dry-run")
    assert told.err.splitlines()[0] == f"Suggested: 西兴应急安监站 · precedent: {ruled}"


def test_a_dispatch_to_nobody_is_refused_and_names_who_is_suggested(desk: Griddesk) -> None:
    filed = "330108-26-000003"
    refused = desk("case", "dispatch", filed, "--format", "json")
    assert refused.code == 4
    assert refused.error["message"] == (
        "Name either a unit or a gridder; suggested is S001 西兴综合行政执法队 (rule: E)."
    )
    assert list(refused.error["fields"]) == ["unit_code"]
    assert "（责任清单：E）" in desk("case", "dispatch", filed, lang="zh").err
    both = desk("case", "dispatch", filed, "--unit", ENFORCEMENT, "--gridder", GRIDDER)
    assert both.err == "Error: Name either a unit or a gridder.\n"
    assert desk("case", "dispatch", FIRST, "--format", "json").error["code"] == "wrong_state"
    assert desk("case", "show", filed, "--format", "json").json["version"] == 2


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
