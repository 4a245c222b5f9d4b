"""Figures by grid, item and member of staff: exact, whole, and down to their cases."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from core.reports.drill import CLOSER
from core.reports.tallies import Tally
from storage.readers.drill import DrillReader
from storage.readers.figures import FigureReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import ITEMS, NOW, SCOPES, ZONE
from tests.contract.readers.test_figures import pairs, recount_of

ON: Final = date(2026, 9, 15)
WHERE: Final = {
    "grids": "substr(c.area_code, 1, 15) = :key AND length(c.area_code) >= 15",
    "items": "c.item_id IN (SELECT i.id FROM item i WHERE i.code = :key)",
}


@pytest.mark.parametrize("part", WHERE)
def test_every_line_is_what_plain_sql_counts(written: Written, part: str) -> None:
    who = SCOPES["district"]
    lines = FigureReader(written.database, who).closer(part, ON, ON, ZONE, NOW)

    with written.database.reading() as connection:
        recount = recount_of(connection, who, ON, where=WHERE[part])
        for line in (line for line in lines if line.key):
            assert pairs(line) == replace(recount, key=line.key).figures(), line.key
    assert len(lines) >= 3


@pytest.mark.parametrize("part", CLOSER)
def test_the_lines_add_up_to_the_whole(written: Written, part: str) -> None:
    for who in SCOPES.values():
        reader = FigureReader(written.database, who)
        lines = reader.closer(part, ON, ON, ZONE, NOW)
        whole = reader.nightly(ON, ZONE, NOW).whole.tally
        tallies = [line.tally for line in lines] or [Tally()]
        assert Tally(*map(sum, zip(*tallies, strict=True))) == whole, who


@pytest.mark.parametrize("part", CLOSER)
def test_behind_every_line_are_the_cases_that_make_it(written: Written, part: str) -> None:
    who = SCOPES["district"]
    lines = FigureReader(written.database, who).closer(part, ON, ON, ZONE, NOW)
    drill = DrillReader(written.database, who)
    for line in (lines[0], lines[-1]):
        for figure in line.figures:
            shares = drill.shares(figure.name, ON, ON, ZONE, NOW, part=part, key=line.key)
            assert sum(s.numerator for s in shares) == pytest.approx(figure.numerator)
            assert sum(s.denominator for s in shares) == figure.denominator, figure.name


def test_staff_are_charged_with_what_they_reported_and_what_they_handled(
    written: Written,
) -> None:
    who = SCOPES["district"]
    lines = FigureReader(written.database, who).closer("staff", ON, ON, ZONE, NOW)
    mine = {line.key: line for line in lines}["N0001"].tally
    cases = [case for case in written.data.within(who) if case.reject_reason != "patrol_log"]
    local = {case.id: case.reported_at.astimezone(ZONE).date() for case in cases}

    assert mine.reported == sum(c.reporter_staff_id == 1 and local[c.id] == ON for c in cases)
    handled = [c for c in cases if c.resolved_at and c.resolved_at.astimezone(ZONE).date() == ON]
    assert mine.handled == sum(c.gridder_id == 1 for c in handled)
    assert mine.reported > 5
    assert {line.name for line in lines if line.key == "N0001"} == {"王*1"}


def test_several_versions_of_an_item_are_one_line(written: Written) -> None:
    lines = FigureReader(written.database, SCOPES["province"]).closer("items", ON, ON, ZONE, NOW)
    keys = [line.key for line in lines]
    assert sorted(keys, key=lambda key: (not key, key)) == keys
    assert set(keys) <= {code for code, *_ in ITEMS.values()} | {""}
