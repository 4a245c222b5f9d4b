"""Roll-ups from the command line: made by hand, told, recounted."""

import sqlite3
from contextlib import closing

import pytest

from console.cli.exits import ExitCode
from core.reports.rolled import Cut, pack
from core.reports.tallies import Tally
from tests.console.cli.conftest import Griddesk
from tests.console.cli.test_sweep import POLICIES, take_in
from tests.district import STREET_DISPATCHER, SUPERVISOR


@pytest.fixture
def timed(db: str) -> str:
    """The district with its timers."""
    take_in(db, *POLICIES)
    return db


def test_days_are_rolled_up_once(desk: Griddesk, timed: str) -> None:
    del timed
    nothing = desk("rollups", "status", "--format", "json")
    assert nothing.json == {"since": None, "until": None, "days": 0, "months": 0, "changed": []}
    done = desk("rollups", "update", "--format", "json")
    assert (done.code, done.json) == (0, {"days": 13, "months": 0})
    again = desk("rollups", "update", "--format", "json")
    assert again.json == {"days": 0, "months": 0}
    told = desk("rollups", "status", "--format", "json").json
    assert (told["since"], told["until"], told["days"]) == ("2026-09-01", "2026-09-13", 13)


def test_a_recount_finds_what_is_wrong_and_heals_it(desk: Griddesk, timed: str) -> None:
    desk("rollups", "update")
    right = desk("rollups", "recount", "--sample", "5", "--seed", "s", by=SUPERVISOR)
    assert (right.code, right.out) == (0, "")
    assert "5 days were recounted; every number is right." in right.err

    cell = ("330108001001", 3, "gridder", "local")
    (part,) = pack({(Cut.KEYS, "330108001"): {cell: Tally(reported=7)}})
    with closing(sqlite3.connect(timed)) as connection, connection:
        connection.execute(
            "INSERT INTO rollup_cut (district_code, span, day, cut, street_code, rows)"
            " VALUES ('330108', 'day', '2026-09-07', 'keys', '330108001', ?)",
            (part.rows,),
        )
    wrong = desk("rollups", "recount", "--format", "jsonl", by=SUPERVISOR)
    assert wrong.code == ExitCode.FAULT
    assert wrong.lines == [
        {
            "span": "day",
            "day": "2026-09-07",
            "cut": "keys",
            "street": "330108001",
            "cell": "330108001001 3 gridder local",
            "field": "reported",
            "stored": 7,
            "counted": 0,
        }
    ]
    assert desk("rollups", "recount", "--heal", by=SUPERVISOR).code == ExitCode.FAULT
    assert desk("rollups", "recount", by=SUPERVISOR).code == 0


def test_who_sees_one_street_recounts_nothing(desk: Griddesk, timed: str) -> None:
    del timed
    desk("rollups", "update")
    refused = desk("rollups", "recount", by=STREET_DISPATCHER)
    assert (refused.code, refused.out) == (ExitCode.FORBIDDEN, "")
