"""Policies from the command line: what is due is done once, in order, and told."""

from datetime import timedelta

import pytest
import time_machine

from core.desk import Desk
from core.imports.commands import (
    ImportOperators,
    ImportPolicies,
    OperatorRow,
    PolicyRow,
)
from core.imports.result import ImportResult
from core.kernel.clock import system_clock
from storage.database import open_database
from tests.console.cli.conftest import TEN_O_CLOCK, Griddesk
from tests.district import ADMIN, SUPERVISOR

FIRST = "330108-26-000001"
SECOND = "330108-26-000002"

POLICIES = (
    PolicyRow(1, "accept-urge", "accept", "due", "urge", tier=1),
    PolicyRow(2, "handle-notify", "handle", "target", "notify"),
    PolicyRow(3, "wake", "suspension", "due", "resume"),
    PolicyRow(4, "late-escalate", "handle", "after_due", "escalate", 4, after="1 working_day"),
)


def take_in(db: str, *policies: PolicyRow) -> ImportResult:
    """Give the district its timers and policies."""
    database = open_database(db)
    try:
        desk = Desk(database.transactions, system_clock)
        timers = OperatorRow(1, "timers", "计时", "supervisor", "330108")
        desk.execute(ImportOperators(rows=(timers,), commit=True), by=ADMIN)
        result: ImportResult = desk.execute(ImportPolicies(rows=policies, commit=True), by=ADMIN)
        return result
    finally:
        database.close()


def test_what_is_due_is_done_once(desk: Griddesk, db: str) -> None:
    take_in(db, *POLICIES)
    ended = desk("sweep", "--format", "jsonl")
    assert (ended.code, ended.err) == (0, "2 done, 0 refused\n")
    assert [(line["number"], line["rule"], line["result"]) for line in ended.lines] == [
        (SECOND, "accept-urge", "done"),
        ("330108-26-000004", "accept-urge", "done"),
    ]
    assert ended.lines[0]["meant_at"] == "2026-09-14T09:20:00+08:00"
    again = desk("sweep", "--now")
    assert (again.code, again.out, again.err) == (0, "", "0 done, 0 refused\n")
    assert "计时 督办 红牌 · 按规则 accept-urge" in desk("case", "show", SECOND, lang="zh").out


def test_a_suspended_case_wakes_by_itself(desk: Griddesk, db: str) -> None:
    take_in(db, POLICIES[2])
    desk("case", "receive", FIRST)
    desk("case", "suspend", FIRST, "--until", "2026-09-16", "--reason", "x", by=SUPERVISOR)
    assert desk("sweep").err == "0 done, 0 refused\n"
    with time_machine.travel(TEN_O_CLOCK + timedelta(days=2), tick=False):
        ended = desk("sweep", lang="zh")
        assert (ended.code, ended.err) == (0, "已办 1 件，被拒 0 件\n")
        assert desk("case", "show", FIRST, "--format", "json").json["state"] == "handling"


def test_nothing_is_swept_in_the_past(desk: Griddesk) -> None:
    ended = desk("sweep", "--as-at", "2026-09-14T09:30")
    assert (ended.code, ended.out) == (2, "")


def test_a_district_without_timers_says_so(desk: Griddesk) -> None:
    ended = desk("sweep", "--format", "json")
    assert (ended.code, ended.error["code"]) == (5, "forbidden")


def test_policies_are_listed(desk: Griddesk, db: str) -> None:
    take_in(db, *POLICIES)
    ended = desk("policies", "list", "--format", "jsonl")
    assert ended.lines[2] == {
        "code": "late-escalate",
        "stage": "handle",
        "tier": 4,
        "item_pattern": "",
        "moment": "after_due",
        "after": "1 working_day",
        "action": "escalate",
    }
    assert "超时 1 个工作日后" in desk("policies", "list", lang="zh").out


@pytest.mark.parametrize(
    ("bad", "column"),
    (
        (PolicyRow(1, "two words", "handle", "due", "urge"), "code"),
        (PolicyRow(1, "a", "nap", "due", "urge"), "stage"),
        (PolicyRow(1, "a", "handle", "never", "urge"), "moment"),
        (PolicyRow(1, "a", "handle", "due", "sing"), "action"),
        (PolicyRow(1, "a", "handle", "due", "urge", after="1 hour"), "after"),
        (PolicyRow(1, "a", "handle", "after_due", "urge"), "after"),
        (PolicyRow(1, "a", "handle", "after_due", "urge", after="soon"), "after"),
        (PolicyRow(1, "a", "handle", "due", "resume"), "action"),
    ),
)
def test_a_policy_that_makes_no_sense_is_refused_by_column(
    bad: PolicyRow, column: str, db: str
) -> None:
    result = take_in(db, bad)
    assert ([row.column for row in result.refused], result.committed) == ([column], False)


def test_a_founded_district_has_standard_policies_and_limits(
    griddesk: Griddesk, tmp_path: object
) -> None:
    new = f"{tmp_path}/new.db"
    loaded = griddesk("init", "--db", new, "--format", "json").json["loaded"]
    assert loaded["policies"] == 8
    again = griddesk("init", "--db", new, "--format", "json").json["loaded"]
    assert set(again.values()) == {0}
    assert griddesk("--db", new, "sweep").code == 0
    database = open_database(new)
    try:
        from storage.readers.explain import ExplainReader
        from storage.readers.operators import scope_of

        policy = ExplainReader(database, scope_of(database, "admin")).policy()
    finally:
        database.close()
    limits = {name: str(limit) for name, limit in policy.stages.items() if "call" in name}
    assert limits == {
        "call_answer": "1 working_day",
        "call_answer_urgent": "30 minute",
        "call_finish": "5 working_day",
    }
