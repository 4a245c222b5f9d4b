"""The cases behind a figure: exactly as many as it says, by the flags that it was made of."""

from datetime import date, timedelta
from typing import Final

import pytest

from core.kernel.errors import Invalid, NotFound
from core.operators.jurisdiction import Scope
from core.reports.drill import PARTS, WHOLE, Share
from core.reports.figures import FORMULAS, Figure
from core.reports.nightly import NightlyReport, Section
from core.reports.tallies import Tally
from storage.readers.drill import DrillReader
from storage.readers.figures import FigureReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import HOME, NOW, SCOPES, STREET, ZONE

TODAY: Final = date(2026, 9, 16)
WEEK_AGO: Final = TODAY - timedelta(days=6)
NAMES: Final = tuple(formula(Tally()).name for formula in FORMULAS)


def report(written: Written, who: Scope, since: date, until: date) -> NightlyReport:
    return FigureReader(written.database, who).over(since, until, ZONE, NOW)


def behind(
    written: Written, who: Scope, figure: str, line: tuple[str, str] = (WHOLE, "")
) -> tuple[Share, ...]:
    part, key = line
    reader = DrillReader(written.database, who)
    return reader.shares(figure, WEEK_AGO, TODAY, ZONE, NOW, part=part, key=key)


def summed(shares: tuple[Share, ...]) -> tuple[float, int]:
    return round(sum(s.numerator for s in shares), 6), sum(s.denominator for s in shares)


def told(figure: Figure) -> tuple[float, int]:
    return round(figure.numerator, 6), figure.denominator


def lines_of(drawn: NightlyReport) -> list[tuple[tuple[str, str], Section]]:
    found = [((WHOLE, ""), drawn.whole)]
    for part in PARTS[1:]:
        found += [((part, line.key), line) for line in getattr(drawn, part) if any(line.tally)]
    return found


@pytest.mark.parametrize("figure", NAMES)
def test_every_figure_of_every_line_has_exactly_its_cases_behind_it(
    written: Written, figure: str
) -> None:
    somewhere = 0
    for name in ("district", "abroad"):
        drawn = report(written, SCOPES[name], WEEK_AGO, TODAY)
        for line, section in lines_of(drawn):
            [shown] = [f for f in section.figures if f.name == figure]
            shares = behind(written, SCOPES[name], figure, line)
            assert summed(shares) == told(shown), (name, line)
            somewhere += bool(shown.denominator)
    assert somewhere > 3


def test_counted_come_first_and_then_what_only_the_denominator_holds(written: Written) -> None:
    who = SCOPES["district"]
    shares = behind(written, who, "valid")
    figure = report(written, who, WEEK_AGO, TODAY).whole.figures[0]

    counted = [share for share in shares if share.counted]
    assert [share.counted for share in shares] == [True] * len(counted) + [False] * (
        figure.denominator - len(counted)
    )
    assert len(counted) == figure.numerator > 0
    ids = [share.case_id for share in counted]
    assert ids == sorted(set(ids), reverse=True)


def test_the_rows_behind_a_figure_are_the_cases_of_its_shares(written: Written) -> None:
    reader = DrillReader(written.database, SCOPES["district"])
    shares = behind(written, SCOPES["district"], "on_time")
    numbers = {case.id: case.number for case in written.data.within(SCOPES["district"])}

    assert [row.number for row in reader.rows(shares)] == [numbers[s.case_id] for s in shares]
    assert DrillReader(written.database, SCOPES["abroad"]).rows(shares) == ()
    assert DrillReader(written.database, SCOPES["nowhere"]).rows(shares) == ()


def test_a_figure_of_an_area_has_its_own_cases(written: Written) -> None:
    reader = DrillReader(written.database, SCOPES["district"])
    narrow = reader.of_area(STREET).shares("valid", WEEK_AGO, TODAY, ZONE, NOW)

    assert narrow == behind(written, SCOPES["street"], "valid")
    assert 0 < len(narrow) < len(behind(written, SCOPES["district"], "valid"))
    with pytest.raises(NotFound):
        DrillReader(written.database, SCOPES["street"]).of_area("330108002")
    with pytest.raises(NotFound):
        FigureReader(written.database, SCOPES["street"]).of_area("330108002")


def test_an_unknown_figure_is_refused_with_those_there_are(written: Written) -> None:
    with pytest.raises(Invalid) as refused:
        behind(written, SCOPES["district"], "volume")
    assert refused.value.fields["figure"].startswith(
        "There is no figure “volume”; there are valid, circulation, on_time,"
    )


def test_days_in_a_row_count_what_each_of_them_counted(written: Written) -> None:
    who = SCOPES["district"]
    days = [WEEK_AGO + timedelta(days=n) for n in range(7)]
    drawn = report(written, who, WEEK_AGO, TODAY)
    each = [report(written, who, day, day).whole.tally for day in days]

    for flag in ("reported", "valid", "circulated", "handled", "closed", "solved", "reworked"):
        assert getattr(drawn.whole.tally, flag) == sum(getattr(t, flag) for t in each) > 0, flag
    assert drawn.whole.tally.overdue == each[-1].overdue
    assert (drawn.whole.key, drawn.on, drawn.ends_at) == (HOME, TODAY, NOW)


def test_every_day_has_the_headline_that_its_own_report_has(written: Written) -> None:
    reader = FigureReader(written.database, SCOPES["district"])
    days = reader.daily(WEEK_AGO, TODAY, ZONE, NOW)

    assert [day.on for day in days] == [WEEK_AGO + timedelta(days=n) for n in range(7)]
    for day in days:
        assert day.figures == reader.nightly(day.on, ZONE, NOW).headline


def test_days_that_end_before_they_begin_are_refused(written: Written) -> None:
    with pytest.raises(Invalid) as refused:
        report(written, SCOPES["district"], TODAY, WEEK_AGO)
    assert refused.value.fields == {
        "since": "The days end (2026-09-10) before they begin (2026-09-16)."
    }
