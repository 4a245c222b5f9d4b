"""A stored tally that is wrong is found, named and put right; and the jobs of the night."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update

from console.bootstrap import Shop
from console.rolling_up import days_to_check, recount, roll_up
from console.scheduler.jobs import JOBS
from console.scheduler.runner import Ran, Runner
from core.cases.commands import RateCase, SettleCase
from core.kernel.errors import Conflict, Forbidden
from core.operators.models import TIMERS
from core.reports.commands import BeginRollUp, KeepRollUp
from core.reports.rolled import Cells, Cut, Span, pack, unpack
from core.reports.tallies import Tally
from storage import guards
from storage.readers.tables import ROLLUP_CUTS, ROLLUP_DAYS
from tests.contract.rollups.lives import compare
from tests.district import COMMUNITY, LITTER, STREET, SUPERVISOR, District
from tests.timers import ZONE, runner_of

MONDAY = date(2026, 9, 14)
BY_NAME = {job.name: job for job in JOBS}
REPORTED = Tally._fields.index("reported")


@pytest.fixture
def rolled(shop: Shop, district: District) -> str:
    """A case reported and settled on a Monday that was rolled up after the month was over."""
    number = district.report(item_code=LITTER).number
    district.desk.execute(SettleCase(number=number, result="已清理"), by=SUPERVISOR)
    district.clock.advance(timedelta(days=20))
    done = roll_up(shop, district.clock())
    assert (done.days, done.months) == (33, 1)
    return number


def plant(shop: Shop, span: Span, day: date, cut: Cut, *, more: int) -> None:
    """Add to the number of reports in every cell of a cut, past the desk."""
    c = ROLLUP_CUTS.c
    where = (c.span == span, c.day == day, c.cut == cut)
    with shop.database.transactions.writing() as session:
        rows = session.connection().execute(select(c.rows).where(*where)).scalar_one()
        cells: Cells = {
            cell: [*numbers[:REPORTED], numbers[REPORTED] + more, *numbers[REPORTED + 1 :]]
            for cell, numbers in unpack(rows).items()
        }
        (part,) = pack({(cut, STREET): cells})
        session.connection().execute(update(ROLLUP_CUTS).where(*where).values(rows=part.rows))


def test_a_wrong_tally_is_named_by_day_and_cell_and_put_right(shop: Shop, rolled: str) -> None:
    del rolled
    days = days_to_check(shop, None, None, None, "")
    assert len(days) == 33
    assert list(recount(shop, days)) == []
    plant(shop, Span.DAY, MONDAY, Cut.ITEMS, more=2)

    found = list(recount(shop, days))
    assert [(one.span, one.day, one.cut, one.street_code, one.cell) for one in found] == [
        (Span.DAY, MONDAY, "items", STREET, (COMMUNITY, 4)),
        (Span.MONTH, MONDAY.replace(day=1), "items", STREET, (COMMUNITY, 4)),
    ]
    assert [one.fields for one in found] == [{"reported": (3, 1)}, {"reported": (1, 3)}]

    assert roll_up(shop, shop.clock(), again={MONDAY}).days == 1
    assert list(recount(shop, days)) == []


def test_a_wrong_month_is_found_though_its_days_are_right(shop: Shop, rolled: str) -> None:
    del rolled
    plant(shop, Span.MONTH, MONDAY.replace(day=1), Cut.KEYS, more=1)

    (found,) = recount(shop, days_to_check(shop, MONDAY, MONDAY, None, ""))
    assert (found.span, found.fields) == (Span.MONTH, {"reported": (2, 1)})

    done = roll_up(shop, shop.clock(), again={found.day})
    assert (done.days, done.months) == (1, 1)
    assert list(recount(shop, days_to_check(shop, MONDAY, MONDAY, None, ""))) == []


def test_a_month_without_cases_is_added_up_once(shop: Shop, district: District) -> None:
    district.report()
    district.clock.advance(timedelta(days=50))
    assert roll_up(shop, district.clock()).months == 2
    assert roll_up(shop, district.clock()).months == 0
    assert shop.rollups.months() == (date(2026, 9, 1), date(2026, 10, 1))
    (found, *_) = compare(shop, [(date(2026, 10, 1), date(2026, 10, 31))])
    assert (found.months, found.days, found.rest) == ((date(2026, 10, 1),), (), ())


def test_a_sample_is_drawn_by_its_seed(shop: Shop, rolled: str) -> None:
    del rolled
    one, same, other = (days_to_check(shop, None, None, 5, seed) for seed in "aab")

    assert one == same != other
    assert len(set(one)) == 5
    assert days_to_check(shop, MONDAY, MONDAY + timedelta(days=1), 5, "a") == (
        MONDAY,
        MONDAY + timedelta(days=1),
    )


def test_a_late_change_marks_its_day_and_the_night_heals_it(
    shop: Shop, district: District, rolled: str
) -> None:
    october = (MONDAY, date(2026, 10, 4))
    assert {found.rest for found in compare(shop, [october])[:1]} != {()}, "today is counted"
    district.desk.execute(RateCase(number=rolled, satisfaction=1), by=SUPERVISOR)

    assert [day.day for day in shop.rollups.days() if day.marked] == [MONDAY]
    assert MONDAY not in days_to_check(shop, None, None, None, "")
    (found, *_) = compare(shop, [(MONDAY, MONDAY + timedelta(days=1))])
    assert (found.days, len(found.rest)) == ((MONDAY + timedelta(days=1),), 1)

    assert roll_up(shop, shop.clock()).days == 1
    assert not any(day.marked for day in shop.rollups.days())
    (found, *_) = compare(shop, [(MONDAY, MONDAY + timedelta(days=1))])
    assert found.rest == ()


def all_stored(shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the roll-ups."""
    with shop.database.reading() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))))
            for table in ("rollup_turn", "rollup_day", "rollup_mark", "rollup_cut")
        }


def test_who_began_a_turn_too_early_may_not_keep_what_they_counted(shop: Shop, rolled: str) -> None:
    del rolled
    begin = BeginRollUp(basis=shop.rollups.basis(), days=())
    turn = shop.desk.execute(begin, by=TIMERS)
    shop.desk.execute(begin, by=TIMERS)
    before = all_stored(shop)
    with pytest.raises(Conflict):
        shop.desk.execute(KeepRollUp(turn=turn, span=Span.DAY, day=MONDAY, parts=()), by=TIMERS)

    assert all_stored(shop) == before
    assert list(recount(shop, [MONDAY])) == []


def test_only_the_timers_keep_roll_ups(shop: Shop, rolled: str) -> None:
    del rolled
    before = all_stored(shop)
    for command in (
        BeginRollUp(basis="another", days=()),
        KeepRollUp(turn=1, span=Span.DAY, day=MONDAY, parts=()),
    ):
        with pytest.raises(Forbidden):
            shop.desk.execute(command, by=SUPERVISOR)

    assert all_stored(shop) == before
    assert len(shop.rollups.days()) == 33


def test_what_was_counted_by_other_definitions_is_left_aside_and_counted_anew(
    shop: Shop, rolled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del rolled
    monkeypatch.setattr("core.reports.rolled.VERSION", 2)
    (found, *_) = compare(shop, [(MONDAY, MONDAY)])
    assert (found.days, len(found.rest)) == ((), 1)

    assert roll_up(shop, shop.clock()).days == 33
    (found, *_) = compare(shop, [(MONDAY, MONDAY)])
    assert (found.days, found.rest) == ((MONDAY,), ())


def test_whoever_takes_the_triggers_down_leaves_no_roll_ups_behind(shop: Shop, rolled: str) -> None:
    """As a migration does: nobody marks what changes meanwhile."""
    with shop.database.transactions.writing() as session:
        connection = session.connection()
        guards.take_down(connection)
        connection.exec_driver_sql(f"UPDATE cases SET satisfaction = 1 WHERE number = '{rolled}'")
        guards.recount(connection)
        guards.put_up(connection)

    assert (shop.rollups.days(), shop.rollups.months()) == ((), ())
    (found, *_) = compare(shop, [(MONDAY, MONDAY)])
    assert (found.days, len(found.rest)) == ((), 1)
    assert roll_up(shop, shop.clock()).days == 33


def test_a_moment_in_the_middle_of_a_day_is_counted_up_to_it(shop: Shop, rolled: str) -> None:
    del rolled
    noon = shop.clock() - timedelta(days=20, hours=-3)
    drawn = shop.figures.over(MONDAY, MONDAY, ZONE, noon)
    assert (drawn.ends_at, drawn.whole.tally.reported) == (noon, 1)
    early = shop.clock() - timedelta(days=20, hours=1)
    assert shop.figures.over(MONDAY, MONDAY, ZONE, early).whole.tally.reported == 0


@pytest.fixture
def runner(shop: Shop) -> Runner:
    """A runner that has the lease."""
    made = runner_of(shop, "first")
    made.beat()
    return made


def run(runner: Runner, name: str) -> Ran:
    (ran,) = runner.ring(BY_NAME[name])
    return ran


def test_the_night_rolls_up_and_checks_what_it_rolled_up(
    shop: Shop, district: District, runner: Runner
) -> None:
    district.report()
    district.clock.advance(timedelta(days=1))
    assert run(runner, "rollup").result == {"days": 14, "months": 0}
    assert run(runner, "integrity").result["days"] == 5
    district.clock.advance(timedelta(days=1))
    assert run(runner, "rollup").result == {"days": 1, "months": 0}

    plant(shop, Span.DAY, MONDAY, Cut.KEYS, more=1)
    with shop.database.transactions.writing() as session:  # so that the sample must meet it
        session.connection().execute(ROLLUP_DAYS.delete().where(ROLLUP_DAYS.c.day != MONDAY))
    failed = run(runner, "integrity")
    assert (failed.state, failed.result["params"]) == ("failed", {"day": "2026-09-14"})
