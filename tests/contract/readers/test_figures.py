"""The report of a day, held against an independent recount."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import pytest
from sqlalchemy import Connection

from core.kernel.errors import Invalid
from core.operators.jurisdiction import Scope
from core.reports.nightly import NightlyReport, Section
from core.reports.tallies import Tally
from storage.readers.figures import FigureReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import COMMUNITIES, HOME, NOW, SCOPES, UNITS_OF, ZONE
from tests.contract.readers.recount import Recount

TODAY: Final = date(2026, 9, 16)
DAYS: Final = tuple(TODAY - timedelta(days=n) for n in range(5))
OF_REPORTS: Final = frozenset(
    {"valid", "circulation", "valid_self_handled", "valid_circulated", "miss"}
)


def nightly(written: Written, who: Scope, on: date) -> NightlyReport:
    return FigureReader(written.database, who).nightly(on, ZONE, NOW)


def begins(on: date) -> datetime:
    return datetime.combine(on, time(), ZONE).astimezone(UTC)


def ends(on: date) -> datetime:
    """Return when the day ends; what happens at the very moment of drawing is still in it."""
    return min(begins(on + timedelta(days=1)), NOW + timedelta.resolution)


def recount_of(connection: Connection, who: Scope, on: date, where: str = "true") -> Recount:
    late = min(begins(on + timedelta(days=1)), NOW)
    place = (who.district_code, who.area_code)
    return Recount(connection, *place, begins(on), ends(on), late, where)


def pairs(section: Section) -> dict[str, tuple[float, int]]:
    return {f.name: (f.numerator, f.denominator) for f in section.figures}


def test_the_whole_is_what_plain_sql_counts_for_every_jurisdiction_and_day(
    written: Written,
) -> None:
    met: Counter[str] = Counter()
    for who in SCOPES.values():
        for on in DAYS:
            whole = nightly(written, who, on).whole
            with written.database.reading() as connection:
                recount = recount_of(connection, who, on)
                assert pairs(whole) == recount.figures(), (who, on)
            met.update(name for name, (part, _) in pairs(whole).items() if part)

    assert {name for name, number in met.items() if number > 5} == met.keys()
    assert len(met) == 19, "every figure should have had something to count"


SECTIONS: Final = {
    "tiers": "c.tier = :key",
    "streets": "c.street_code = :key",
    "communities": "substr(c.area_code, 1, 12) = :key AND length(c.area_code) >= 12",
    "sources": "c.source = :key",
}
COURSES: Final = {
    "self_handled": "c.self_handled",
    "circulated": "c.circulated_at IS NOT NULL",
    "local": "NOT c.self_handled AND c.circulated_at IS NULL",
}


@pytest.mark.parametrize("name", SECTIONS)
def test_every_line_is_what_plain_sql_counts(written: Written, name: str) -> None:
    who, on = SCOPES["district"], DAYS[1]
    lines: tuple[Section, ...] = getattr(nightly(written, who, on), name)

    with written.database.reading() as connection:
        recount = recount_of(connection, who, on, where=SECTIONS[name])
        for line in (line for line in lines if line.key):
            key = int(line.key) if name == "tiers" else line.key
            assert pairs(line) == replace(recount, key=key).figures(), line.key
    assert len(lines) > 1


def test_self_handled_and_circulated_cases_stand_apart(written: Written) -> None:
    who, on = SCOPES["district"], DAYS[1]
    lines = {line.key: line for line in nightly(written, who, on).courses}

    with written.database.reading() as connection:
        recount = recount_of(connection, who, on)
        for course, where in COURSES.items():
            assert pairs(lines[course]) == replace(recount, where=where).figures(), course


def test_a_unit_is_judged_by_what_it_handled_and_not_by_reports(written: Written) -> None:
    who, on = SCOPES["district"], DAYS[1]
    report = nightly(written, who, on)

    with written.database.reading() as connection:
        recount = recount_of(connection, who, on, where="c.unit_id = :key")
        for line in report.units:
            area = line.key[1:]
            expected = replace(recount, key=UNITS_OF[area]).figures()
            for name, pair in pairs(line).items():
                if name != "groundless_return":
                    assert pair == ((0, 0) if name in OF_REPORTS else expected[name]), line.key
    assert {line.key for line in report.units} >= {"D330108"}


def test_a_unit_is_charged_with_every_return_of_its_own_and_with_every_ruling_against_it(
    written: Written,
) -> None:
    returns = groundless = 0
    for on in DAYS:
        with written.database.reading() as connection:
            recount = recount_of(connection, SCOPES["district"], on)
            sent_back = Counter(unit for _, unit in recount.returns())
            ruled_against = Counter(unit for _, unit in recount.groundless())
        units = nightly(written, SCOPES["district"], on).units

        assert {u.key: u.tally.returns for u in units if u.tally.returns} == sent_back
        assert {
            u.key: u.tally.groundless_returns for u in units if u.tally.groundless_returns
        } == ruled_against
        returns, groundless = returns + sent_back.total(), groundless + ruled_against.total()
    assert returns > groundless > 5


def test_who_hands_cases_down_is_told_with_how_many(written: Written) -> None:
    senders = set()
    for who in SCOPES.values():
        for on in DAYS:
            told = nightly(written, who, on).hand_downs
            with written.database.reading() as connection:
                expected = recount_of(connection, who, on).hand_downs()

            assert {line[:1] + line[2:4]: line.cases for line in told} == expected
            assert [line.cases for line in told] == sorted(expected.values(), reverse=True)
            senders |= {(line.sender, line.name) for line in told}
    assert senders == {("zhangmin", "张敏"), ("gone", "gone")}


def test_the_parts_of_every_division_add_up_to_the_whole(written: Written) -> None:
    for on in DAYS:
        report = nightly(written, SCOPES["district"], on)
        for lines in (
            report.courses,
            report.tiers,
            report.streets,
            report.communities,
            report.sources,
        ):
            tallies = [line.tally for line in lines]
            assert Tally(*map(sum, zip(*tallies, strict=True))) == report.whole.tally


def test_a_community_without_a_report_is_named(written: Written) -> None:
    for on in DAYS:
        reported = {
            case.area_code[:12]
            for case in written.data.cases
            if begins(on) <= case.reported_at < ends(on) and case.reject_reason != "patrol_log"
        }
        silent = nightly(written, SCOPES["district"], on).silent
        at_home = [code for code in COMMUNITIES if code.startswith(HOME)]

        assert [line.key for line in silent] == [c for c in at_home if c not in reported]


def test_an_empty_jurisdiction_has_only_silent_communities_and_no_rate(written: Written) -> None:
    report = nightly(written, SCOPES["nowhere"], TODAY)

    assert {figure.rate for figure in report.whole.figures} == {None}
    assert (report.streets, report.communities, report.units) == ((), (), ())
    assert (report.outlook.late_now, report.outlook.due_next) == (0, 0)


def test_the_outlook_skips_days_off(written: Written) -> None:
    # Thursday 17 September is off in this calendar.
    for who in SCOPES.values():
        for on, working_day in ((DAYS[1], TODAY), (TODAY, date(2026, 9, 18))):
            outlook = nightly(written, who, on).outlook
            due = [case.due_at for case in written.data.within(who) if case.due_at]
            until = begins(working_day + timedelta(days=1))

            assert outlook.next_working_day == working_day
            assert outlook.late_now == sum(moment < NOW for moment in due)
            day_ends = begins(on + timedelta(days=1))
            assert outlook.due_next == sum(day_ends <= moment < until for moment in due)


def test_a_day_that_still_runs_ends_now_and_one_to_come_is_refused(written: Written) -> None:
    report = nightly(written, SCOPES["district"], TODAY)

    assert (report.begins_at, report.ends_at, report.drawn_at) == (begins(TODAY), NOW, NOW)
    with pytest.raises(Invalid) as refused:
        nightly(written, SCOPES["district"], TODAY + timedelta(days=1))
    assert refused.value.fields == {
        "on": "The day 2026-09-17 has not begun yet; there is nothing to report."
    }


def test_a_report_leads_with_its_five_figures_and_is_named_after_its_area(
    written: Written,
) -> None:
    report = nightly(written, SCOPES["street"], DAYS[1])

    assert [figure.name for figure in report.headline] == [
        "valid",
        "circulation",
        "on_time",
        "effectively_solved",
        "rework",
    ]
    assert (report.whole.key, report.whole.name) == ("330108001", "区域330108001")
    assert [(line.key, line.name) for line in report.tiers][:2] == [("1", "网格"), ("2", "社区")]
