"""The settings of the district are looked at and changed, by its administrator only."""

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN, GRID, SUPERVISOR


def test_only_the_rules_that_are_named_change(desk: Griddesk) -> None:
    change = ("setting", "set", "division_rules", "residents=warning guide=off")
    foreseen = desk(*change, "--dry-run", by=ADMIN)
    assert foreseen.out.startswith("Would be: division_rules: households=warning residents=error")
    told = desk(*change, "--format", "json", by=ADMIN).json
    assert told["value"] == (
        "households=warning residents=warning coverage=error leader=error guide=off "
        "full_time=error one_grid=error"
    )
    found = desk("check", "grids", "--format", "jsonl").lines
    assert {row["severity"] for row in found} == {"warning"}
    assert desk(*change, "--format", "json", by=ADMIN).json["before"] == told["value"]


def test_boards_print_the_phone_and_the_line_that_are_set(desk: Griddesk) -> None:
    plain = desk("grid", "board", GRID).out
    assert desk("setting", "set", "duty_phone", "0571-8770 2222", by=ADMIN).code == 0
    line = "https://report.example/?grid={grid}"
    assert desk("setting", "set", "report_line", line, by=ADMIN).code == 0
    drawn = desk("grid", "board", GRID).out
    assert "Phone of the desk: 0571-8770 2222" in drawn
    assert drawn.splitlines()[-20:] != plain.splitlines()[-20:]
    listed = {
        row["key"]: row["value"] for row in desk("setting", "list", "--format", "jsonl").lines
    }
    assert (listed["duty_phone"], listed["report_line"]) == ("0571-8770 2222", line)


@pytest.mark.parametrize(
    ("key", "value", "by", "code"),
    (
        ("division_rules", "residents=grave", ADMIN, 4),
        ("division_rules", "homes=error", ADMIN, 4),
        ("duty_phone", "call us", ADMIN, 4),
        ("report_line", "javascript:alert(1)", ADMIN, 4),
        ("report_line", "https://a b", ADMIN, 4),
        ("district_code", "330106", ADMIN, 4),
        ("duty_phone", "12345", SUPERVISOR, 5),
    ),
)
def test_what_cannot_be_is_refused(
    desk: Griddesk, key: str, value: str, by: str, code: int
) -> None:
    before = desk("setting", "list").out
    assert desk("setting", "set", key, value, by=by).code == code
    assert desk("setting", "list").out == before
