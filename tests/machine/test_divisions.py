"""Random changes of the division: whatever is done in whatever order, the promises hold.

Every open case lies in a grid in force, or where nothing followed its grid in the closest area
around it; splitting and merging lose no home; a code is given once; histories stay whole.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.cases.commands import MergeCase, ReopenCase, SettleCase, UnmergeCase
from core.cases.history import replay
from core.kernel.command import Command
from core.kernel.errors import Refused
from core.registry.commands import (
    GridPart,
    MergeGrids,
    MoveGrid,
    RenumberGrid,
    RetireGrid,
    SplitGrid,
)
from storage.database import Database, open_database
from tests.databases import Shelves
from tests.district import ADMIN, DISPATCHER, LITTER, SUPERVISOR, District
from tests.stored import case_fields, chain_fault, payloads

COMMUNITIES: Final = ("330108001001", "330108002001")
KINDS: Final = ("split", "merge", "move", "renumber", "retire", "report", "end", "reopen", "join")

Step = tuple[str, int, int]
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 99), st.integers(0, 99)),
    min_size=4,
    max_size=16,
)


class Division:
    """A district whose grids are changed at random, and what is to be kept meanwhile."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.district = District(database.transactions)
        self.numbers: list[str] = []
        self.names = 0
        self.given: set[str] = set()
        self.done = 0
        with database.transactions.writing() as session:
            session.connection().execute(
                text(
                    "UPDATE area SET households = 400, residents = 900, kind = 'comprehensive' "
                    "WHERE level = 6"
                )
            )
        self.given |= self.living()

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]

    def living(self) -> set[str]:
        rows = self.ask("SELECT code FROM area WHERE valid_to IS NULL AND level = 6")
        return {code for (code,) in rows}

    def homes(self) -> int:
        rows = self.ask("SELECT SUM(households) FROM area WHERE valid_to IS NULL AND level = 6")
        return int(rows[0][0] or 0)

    def name(self) -> str:
        self.names += 1
        return f"网格{self.names}"

    def do(self, kind: str, one: int, other: int) -> None:
        """Try a step; what is refused leaves everything as it was."""
        before, homes = self.living(), self.homes()
        grids = sorted(before)
        if not grids:
            return
        grid, second = grids[one % len(grids)], grids[other % len(grids)]
        command, by = self.command(kind, grid, second, one, other)
        if command is None:
            return
        try:
            self.district.desk.execute(command, by=by)
        except Refused:
            assert (self.living(), self.homes()) == (before, homes)
            return
        self.done += 1
        begun = self.living() - before
        assert not begun & self.given, "a code was given twice"
        self.given |= begun
        if kind != "retire":
            assert self.homes() == homes

    def command(
        self, kind: str, grid: str, second: str, one: int, other: int
    ) -> tuple[Command | None, str]:
        cases = self.numbers
        case = cases[one % len(cases)] if cases else ""
        beside = cases[other % len(cases)] if cases else ""
        part = GridPart(name=self.name(), households=1 + one, residents=1 + other)
        makers: dict[str, tuple[Callable[[], Command | None], str]] = {
            "split": (lambda: self.split(grid, part, case, one), ADMIN),
            "merge": (lambda: MergeGrids(area_code=grid, merged=(second,)), ADMIN),
            "move": (lambda: self.move(grid, other), ADMIN),
            "renumber": (lambda: RenumberGrid(area_code=grid), ADMIN),
            "retire": (
                lambda: RetireGrid(area_code=grid, into=second if other % 2 else None),
                ADMIN,
            ),
            "report": (lambda: self.report(grid), DISPATCHER),
            "end": (lambda: SettleCase(number=case, item_code=LITTER, result="好"), DISPATCHER),
            "join": (lambda: MergeCase(number=case, into=beside), DISPATCHER),
            "reopen": (lambda: self.again(case, other), SUPERVISOR),
        }
        make, by = makers[kind]
        needs_case = kind in {"end", "join", "reopen"}
        return (None, by) if needs_case and not case else (make(), by)

    def split(self, grid: str, part: GridPart, case: str, one: int) -> SplitGrid:
        lies_here = case and case_fields(self.district.transactions, case)["area_code"] == grid
        cases = ((case, part.name),) if lies_here and one % 2 else ()
        return SplitGrid(area_code=grid, parts=(part,), cases=cases)

    def move(self, grid: str, other: int) -> MoveGrid:
        return MoveGrid(area_code=grid, to_code=COMMUNITIES[other % 2], name=self.name())

    def report(self, grid: str) -> None:
        outcome = self.district.report(area_code=grid, item_code=LITTER)
        self.numbers.append(outcome.number)

    def again(self, case: str, other: int) -> Command:
        if other % 2:
            return ReopenCase(number=case, reason="再来")
        return UnmergeCase(number=case, reason="分开")

    def check(self) -> None:
        """Hold everything against the promises."""
        force = {code for (code,) in self.ask("SELECT code FROM area WHERE valid_to IS NULL")}
        for number in self.numbers:
            fields = case_fields(self.district.transactions, number)
            if fields["ended_at"] is None:
                assert fields["area_code"] in force
                in_a_grid = len(fields["area_code"]) == 15
                assert in_a_grid or fields["area_code"] in COMMUNITIES
            assert fields["street_code"] == fields["area_code"][:9]
            assert chain_fault(self.district.transactions, number) is None
            told = replay(payloads(self.district.transactions, number))
            assert told["area_code"] == fields["area_code"]
        lost = self.ask(
            "SELECT c.number FROM case_timer t JOIN cases c ON c.id = t.case_id "
            "WHERE t.area_code <> c.area_code OR t.street_code <> c.street_code"
        )
        assert lost == []
        twice = self.ask(
            "SELECT code FROM area WHERE valid_to IS NULL GROUP BY code HAVING COUNT(*) > 1"
        )
        assert twice == []
        assert {len(code) for code in self.given} == {15}


def live(database: Database, steps: list[Step]) -> None:
    division = Division(database)
    for kind, one, other in steps:
        division.do(kind, one, other)
    division.check()


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS)
def test_open_cases_homes_codes_and_histories_outlive_every_change_on_sqlite(
    shelves: Shelves, steps: list[Step]
) -> None:
    url = shelves.sqlite.take()
    database = open_database(url)
    try:
        live(database, steps)
    finally:
        database.close()
        shelves.sqlite.give_back(url)


@pytest.mark.parametrize("turn", range(3))
def test_they_do_on_each_database(database: Database, turn: int) -> None:
    steps = [
        (KINDS[(n * (turn + 2) + n // 3) % len(KINDS)], (n * 31 + turn * 7) % 100, (n * 17) % 100)
        for n in range(40)
    ]
    live(database, steps)
