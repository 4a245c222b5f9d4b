"""Policies from the command line: what happens by itself, and changing it."""

from pathlib import Path

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN


def policy_codes(desk: Griddesk) -> list[str]:
    listed = desk("policies", "list", "--format", "json", by=ADMIN)
    return [policy["code"] for policy in listed.json]


def test_policies_are_taken_in_under_chinese_heads(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "policies.csv"
    path.write_text(
        "编码,时限,级,事项,何时,逾期后,动作\n"
        "slow-urge,处置,3,E01,到期后,2 working_day,督办\n"
        "warn,handle,,,target,,notify\n",
        "utf-8",
    )
    before = policy_codes(desk)

    dry = desk("policies", "import", str(path), "--format", "json", by=ADMIN)
    assert (dry.code, dry.json["new"], dry.json["committed"]) == (0, 2, False)
    assert policy_codes(desk) == before

    done = desk("policies", "import", str(path), "--commit", "--format", "json", by=ADMIN)
    assert (done.code, done.json["new"]) == (0, 2)
    listed = desk("policies", "list", "--format", "json", by=ADMIN).json
    assert {
        "code": "slow-urge",
        "stage": "handle",
        "tier": 3,
        "item_pattern": "E01",
        "moment": "after_due",
        "after": "2 working_day",
        "action": "urge",
    } in listed


def test_what_is_listed_can_be_taken_in_again(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "policies.csv"
    path.write_text(
        "code,stage,moment,action,active\nwarn,handle,target,notify,yes\nold,check,due,urge,no\n",
        "utf-8",
    )
    desk("policies", "import", str(path), "--commit", by=ADMIN)
    path.write_text(desk("policies", "list", "--format", "csv", by=ADMIN).out, "utf-8")

    again = desk("policies", "import", str(path), "--commit", "--format", "json", by=ADMIN)

    assert (again.code, again.json["new"], again.json["changed"]) == (0, 0, 0)
    assert "old" not in policy_codes(desk)


def test_policies_that_make_no_sense_are_refused_by_line(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "policies.csv"
    path.write_text(
        "code,stage,tier,moment,after,action\n"
        "a,lunch,,due,,urge\n"
        "b,handle,,due,2 working_day,urge\n"
        "c,handle,,due,,resume\n"
        "d,handle,,after_due,soon,urge\n",
        "utf-8",
    )
    before = policy_codes(desk)

    ended = desk("policies", "import", str(path), "--commit", "--format", "json", by=ADMIN)

    assert ended.code == 4
    assert [(row["line"], row["column"]) for row in ended.json["refused"]] == [
        (2, "stage"),
        (3, "after"),
        (4, "action"),
        (5, "after"),
    ]
    assert policy_codes(desk) == before


def test_a_dispatcher_does_not_change_policies(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "policies.csv"
    path.write_text("code,stage,moment,action\nwarn,handle,target,notify\n", "utf-8")
    before = policy_codes(desk)

    assert desk("policies", "import", str(path), "--commit").code == 5
    assert policy_codes(desk) == before
