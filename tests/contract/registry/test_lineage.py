"""A code is read back for ever: what it was, what became of it, which cases happened there."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from core.areas.rows import LineageStep
from core.cases.commands import SettleCase
from core.kernel.errors import NotFound
from core.operators.jurisdiction import Scope
from core.operators.models import Operator
from core.registry.commands import GridPart, MergeGrids, MoveGrid, SplitGrid
from storage.database import Database
from storage.readers.figures import FigureReader
from storage.readers.lineage import LineageReader
from tests.contract.registry.conftest import Do
from tests.district import (
    ADMIN,
    DISPATCHER,
    GRID,
    LITTER,
    MONDAY_MORNING,
    NEXT_GRID,
    STREET,
    District,
)

THIRD: Final = "330108001001003"
THERE: Final = "330108002001002"


@pytest.fixture
def scope(sized: District) -> Scope:
    return sized.desk.scope(by=ADMIN)


def test_a_code_that_ended_keeps_its_names_its_cases_and_what_followed_it(
    sized: District, do: Do, database: Database, scope: Scope
) -> None:
    ended = sized.report(area_code=NEXT_GRID, item_code=LITTER).number
    command = SettleCase(number=ended, item_code=LITTER, result="已清理")
    sized.desk.execute(command, by=DISPATCHER)
    sized.report(area_code=NEXT_GRID)
    part = GridPart(name="第三网格", households=180, residents=400)
    do(SplitGrid(area_code=GRID, parts=(part,)))
    do(MergeGrids(area_code=GRID, merged=(NEXT_GRID,)))
    life = LineageReader(database, scope).of(NEXT_GRID)
    assert [(span.name, str(span.valid_to)) for span in life.spans] == [("第二网格", "2026-09-14")]
    assert life.steps == (LineageStep("merge", NEXT_GRID, GRID, MONDAY_MORNING, ADMIN),)
    assert (life.open, life.ended) == (0, 1)
    stays = LineageReader(database, scope).of(GRID)
    assert [(step.change, step.from_code, step.to_code) for step in stays.steps] == [
        ("split", GRID, THIRD),
        ("merge", NEXT_GRID, GRID),
    ]
    assert (stays.open, stays.ended) == (1, 0)


def test_what_lies_outside_the_jurisdiction_is_not_named(
    sized: District, do: Do, database: Database
) -> None:
    with sized.transactions.writing() as session:
        session.add(Operator(login="xixing", name="西兴", role="viewer", area_code=STREET))
    do(MoveGrid(area_code=GRID, to_code="330108002001", name="江陵网格"))
    reader = LineageReader(database, sized.desk.scope(by="xixing"))
    assert [(step.from_code, step.to_code) for step in reader.of(GRID).steps] == [(GRID, None)]
    for code in (THERE, "330108001001999", "' OR 1=1", "\x00"):
        with pytest.raises(NotFound):
            reader.of(code)


def test_figures_of_the_past_count_where_it_happened(
    sized: District, do: Do, database: Database, scope: Scope
) -> None:
    for area in (NEXT_GRID, GRID):
        number = sized.report(area_code=area, item_code=LITTER).number
        command = SettleCase(number=number, item_code=LITTER, result="已清理")
        sized.desk.execute(command, by=DISPATCHER)

    def reported(code: str) -> int:
        figures = FigureReader(database, scope).of_area(LineageReader(database, scope).known(code))
        zone = ZoneInfo("Asia/Shanghai")
        drawn = figures.nightly(date(2026, 9, 14), zone, MONDAY_MORNING)
        return drawn.whole.tally.reported

    before = [reported(code) for code in (NEXT_GRID, GRID)]
    do(MergeGrids(area_code=GRID, merged=(NEXT_GRID,)))
    assert [reported(code) for code in (NEXT_GRID, GRID)] == before == [1, 1]
