"""Supervision from the command line: each verb, several cases at once, what is shown of it."""

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import DISPATCHER, ENFORCEMENT, SAFETY, SUPERVISOR

FIRST = "330108-26-000001"
SECOND = "330108-26-000002"
THIRD = "330108-26-000003"
FOURTH = "330108-26-000004"


def handled(desk: Griddesk) -> str:
    """Bring the first case to work and return its number."""
    assert desk("case", "receive", FIRST).code == 0
    return FIRST


def closed(desk: Griddesk) -> str:
    """Close the first case and return its number."""
    handled(desk)
    assert desk("case", "resolve", FIRST, "--result", "已整改").code == 0
    assert desk("case", "pass-check", FIRST, "--rating", "5").code == 0
    return FIRST


def test_a_ruling_binds_the_unit(desk: Griddesk) -> None:
    ended = desk("case", "rule", "3", "--unit", SAFETY, "--reason", "权责清单", "--format", "json",
                 by=SUPERVISOR)  # fmt: skip
    assert (ended.code, ended.json["state"], ended.json["verb"]) == (0, "dispatched", "rule")
    returned = desk("case", "return", "3", "--reason", "x")
    assert (returned.code, returned.out) == (4, "")
    assert "cannot be returned" in returned.err
    told = desk("case", "show", "3", "--format", "json").json["supervision"]
    assert told["ruled"] is True


def test_a_dispatcher_does_not_rule(desk: Griddesk) -> None:
    ended = desk("case", "rule", "3", "--unit", SAFETY, "--reason", "x", by=DISPATCHER)
    assert ended.code == 5
    assert ended.err == "Error: A dispatcher may not do this (rule).\n"


def test_a_case_goes_down_to_a_tier_that_answers(desk: Griddesk) -> None:
    ended = desk(
        "case", "hand-down", "3", "--tier", "2", "--reason", "社区可办", "--format", "json"
    )
    assert (ended.code, ended.json["tier"], ended.json["state"]) == (0, 2, "filed")
    again = desk("case", "hand-down", "3", "--tier", "2", "--reason", "x", "--format", "json")
    assert (again.code, list(again.error["fields"])) == (4, ["tier"])


def test_an_extension_is_asked_for_by_one_and_granted_by_another(desk: Griddesk) -> None:
    number = handled(desk)
    asked = desk("case", "ask-extension", number, "--limit", "2 working_day", "--reason", "等备件")
    assert (asked.code, asked.err) == (0, "")
    shown = desk("case", "show", number)
    assert "Extension asked for  2 working days" in shown.out
    assert "张敏 ask for an extension 2 working days · 等备件" in shown.out
    granted = desk("case", "grant-extension", number, "--format", "json", by=SUPERVISOR)
    assert granted.json["due_at"] == "2026-09-24T18:00:00+08:00"
    told = desk("case", "show", number, "--format", "json").json["supervision"]
    assert told["extensions"] == [
        {"granted_at": "2026-09-14T10:00:00+08:00", "limit": "2 working_day"}
    ]
    assert (told["extension_asked"], told["extension_count"]) == (None, 1)


def test_nobody_decides_what_they_asked_for(desk: Griddesk) -> None:
    number = handled(desk)
    desk("case", "ask-extension", number, "--limit", "1 working_day", "--reason", "x",
         by=SUPERVISOR)  # fmt: skip
    ended = desk("case", "refuse-extension", number, "--reason", "x", by=SUPERVISOR)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err == "Error: Who asked cannot decide; another supervisor must.\n"
    assert desk("case", "refuse-extension", number, "--reason", "x", by="admin").code == 0


def test_a_case_is_suspended_and_resumed(desk: Griddesk) -> None:
    number = handled(desk)
    ended = desk("case", "suspend", number, "--until", "2026-10-12", "--reason", "等树木休眠",
                 by=SUPERVISOR, lang="zh")  # fmt: skip
    assert (
        ended.out
        == f"已挂账 {number} · 挂账 · 三级 · 西兴综合行政执法队 · 挂账期限 10-12 周一 00:00\n"
    )
    shown = desk("case", "show", number, lang="zh")
    assert "挂账至    2026-10-12" in shown.out
    assert "王强 挂账 至 2026-10-12 · 等树木休眠" in shown.out
    resumed = desk("case", "resume", number, "--format", "json", by=SUPERVISOR)
    assert resumed.json["state"] == "handling"


def test_a_suspension_needs_a_day_ahead(desk: Griddesk) -> None:
    number = handled(desk)
    ended = desk("case", "suspend", number, "--until", "2026-09-14", "--reason", "x",
                 "--format", "json", by=SUPERVISOR)  # fmt: skip
    assert (ended.code, list(ended.error["fields"])) == (4, ["until"])
    misread = desk("case", "suspend", number, "--until", "soon", "--reason", "x", by=SUPERVISOR)
    assert misread.code == 2


def test_several_cases_are_urged_in_one_call(desk: Griddesk) -> None:
    ended = desk("case", "urge", "1", "2", "3", "--reason", "请加快", by=SUPERVISOR)
    assert ended.code == 0
    assert [line.split(" · ")[0] for line in ended.out.splitlines()] == [
        f"Urged {FIRST}",
        f"Urged {SECOND}",
        f"Urged {THIRD}",
    ]
    assert ended.err == "3 done, 0 refused\n"
    cards = [
        desk("case", "show", number, "--format", "json").json["supervision"]["card"]
        for number in (FIRST, SECOND, THIRD)
    ]
    assert cards == ["reminder", "red", "red"]


def test_one_refusal_among_several_is_told_and_ends_as_refused(desk: Griddesk) -> None:
    number = closed(desk)
    ended = desk("case", "urge", "2", "1", "9", "--reason", "x", by=SUPERVISOR)
    assert ended.code == 4
    lines = ended.out.splitlines()
    assert lines[0].startswith(f"Urged {SECOND} · ")
    assert lines[1].startswith(f"Refused: {number} · ")
    assert lines[2] == "Refused: 9 · There is no case 9 in your area."
    assert ended.err == "1 done, 2 refused\n"


def test_several_cases_answer_scripts_case_by_case(desk: Griddesk) -> None:
    ended = desk("case", "urge", "2", "9", "--reason", "x", "--dry-run", "--format", "jsonl",
                 by=SUPERVISOR)  # fmt: skip
    assert ended.code == 4
    done, refused = ended.lines
    assert (done["number"], done["verb"], done["dry_run"]) == (SECOND, "urge", True)
    assert refused == {
        "number": "9",
        "error": {
            "code": "not_found",
            "message": "There is no case 9 in your area.",
            "fields": {},
        },
        "dry_run": True,
    }
    assert desk("case", "show", SECOND, "--format", "json").json["supervision"]["urge_count"] == 0
    sheet = desk("case", "urge", "2", "9", "--reason", "x", "--format", "csv", by=SUPERVISOR)
    assert sheet.out.splitlines()[0] == (
        "number,version,verb,state,tier,unit,stage,due_at,estimated,error,message"
    )
    assert len(sheet.out.splitlines()) == 3


def test_a_version_belongs_to_one_case(desk: Griddesk) -> None:
    ended = desk("case", "urge", "1", "2", "--reason", "x", "--seen-version", "3", by=SUPERVISOR)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: --seen-version is for a single case.")


def test_an_urging_is_answered_in_writing(desk: Griddesk) -> None:
    desk("case", "urge", FIRST, "--reason", "请加快", by=SUPERVISOR)
    assert "提醒 · 待回复" in desk("case", "show", FIRST, lang="zh").out
    assert desk("case", "reply", FIRST, "--text", "今日完成").code == 0
    shown = desk("case", "show", FIRST, lang="zh").out
    assert "待回复" not in shown
    assert "王强 督办 提醒 · 请加快" in shown
    assert desk("case", "reply", FIRST, "--text", "x").code == 4


def test_units_are_called_answer_finish_and_are_rated(desk: Griddesk) -> None:
    number = handled(desk)
    ended = desk("case", "whistle", number, "--unit", ENFORCEMENT, "--unit", SAFETY,
                 "--lead", ENFORCEMENT, "--reason", "联合整治", "--urgent",
                 "--format", "json")  # fmt: skip
    assert (ended.code, ended.json["stage"]) == (0, "call_answer")
    assert ended.json["due_at"] == "2026-09-14T10:30:00+08:00"
    assert desk("case", "answer-call", number, "--call", "1", "--note", "到场").code == 0
    assert desk("case", "finish-call", number, "--call", "1", "--result", "已拆").code == 0
    assert desk("case", "rate-call", number, "--call", "1", "--rating", "4").code == 0
    assert desk("case", "excuse-call", number, "--call", "2", "--reason", "非其职责").code == 0
    first, second = desk("case", "show", number, "--format", "json").json["supervision"]["calls"]
    assert first == {
        "call": 1,
        "unit": "西兴综合行政执法队",
        "unit_code": ENFORCEMENT,
        "leads": True,
        "urgent": True,
        "called_at": "2026-09-14T10:00:00+08:00",
        "answered_at": "2026-09-14T10:00:00+08:00",
        "finished_at": "2026-09-14T10:00:00+08:00",
        "excused_at": None,
        "rating": 4,
    }
    assert (second["unit_code"], second["excused_at"]) == (SAFETY, "2026-09-14T10:00:00+08:00")
    shown = desk("case", "show", number, lang="zh").out
    assert "吹哨 紧急 · 1 号 西兴综合行政执法队（牵头）、2 号 西兴应急安监站 · 联合整治" in shown
    assert "张敏 报到 1 号哨 · 西兴综合行政执法队 · 到场" in shown


def test_a_call_that_there_is_not_is_refused_by_field(desk: Griddesk) -> None:
    number = handled(desk)
    ended = desk("case", "answer-call", number, "--call", "7", "--format", "json")
    assert (ended.code, list(ended.error["fields"])) == (4, ["call"])


def test_cases_are_merged_into_another_and_taken_apart(desk: Griddesk) -> None:
    ended = desk("case", "merge", "2", "3", "--into", "1", "--format", "jsonl")
    assert (ended.code, [line["state"] for line in ended.lines]) == (0, ["merged", "merged"])
    shown = desk("case", "show", SECOND).out
    assert f"Merged into  {FIRST}" in shown
    assert f"张敏 merge into {FIRST}" in shown
    apart = desk("case", "unmerge", "2", "--reason", "并非同一事项", "--format", "json")
    assert apart.json["state"] == "reported"
    assert f"张敏 unmerge from {FIRST} · 并非同一事项" in desk("case", "show", SECOND).out


def test_a_closed_case_is_reopened_and_an_open_one_cancelled(desk: Griddesk) -> None:
    number = closed(desk)
    ended = desk("case", "reopen", number, "--reason", "反弹", "--format", "json", by=SUPERVISOR)
    assert (ended.code, ended.json["state"]) == (0, "filed")
    gone = desk("case", "cancel", number, "--reason", "重复", by=SUPERVISOR, lang="zh")
    assert gone.out == f"已作废 {number} · 已作废 · 三级\n"


def test_a_closed_case_is_rated_and_spot_checked(desk: Griddesk) -> None:
    number = closed(desk)
    assert desk("case", "rate", number, "--satisfaction", "4", "--comment", "还行").code == 0
    ended = desk("case", "spot-check", number, "--failed", "--finding", "未清", "--checker",
                 "第三方", by=SUPERVISOR)  # fmt: skip
    assert ended.code == 0
    shown = desk("case", "show", number, lang="zh").out
    assert "抽查      不合格\n" in shown
    assert "王强 抽查 第三方 · 未清 · 不合格" in shown
    assert "张敏 评价 满意度 4 · 还行" in shown


def test_a_spot_check_says_what_it_found(desk: Griddesk) -> None:
    ended = desk("case", "spot-check", "1", "--finding", "x", by=SUPERVISOR)
    assert (ended.code, ended.out) == (2, "")


def test_what_was_not_late_is_not_appealed(desk: Griddesk) -> None:
    number = closed(desk)
    ended = desk("case", "ask-appeal", number, "--reason", "x")
    assert ended.code == 4
    assert ended.err == f"Error: Case {number} was not late; there is nothing to appeal.\n"
    for verb in ("uphold-appeal", "dismiss-appeal"):
        assert desk("case", verb, number, "--reason", "x", by=SUPERVISOR).code == 4


@pytest.mark.parametrize("lang", ("en", "zh"))
def test_a_rehearsal_changes_nothing(lang: str, desk: Griddesk) -> None:
    before = desk("case", "show", FIRST, "--format", "json").json
    ended = desk("case", "cancel", FIRST, "--reason", "x", "--dry-run", by=SUPERVISOR, lang=lang)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith({"en": "Would be: Cancelled", "zh": "将"}[lang])
    assert desk("case", "show", FIRST, "--format", "json").json == before
