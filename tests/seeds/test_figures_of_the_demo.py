"""The demo at full size is as busy, as late and as good as a district is."""

from datetime import UTC, timedelta

from core.cases.lifecycle import LIFECYCLE
from core.cases.states import Verb
from core.reports.drill import CLOSER
from seeds.demo.life import DAYS, LANES
from seeds.demo.rhythm import ZONE
from seeds.loading import IMPORTER
from storage.database import Database
from tests.machine.drawings import Drawings
from tests.machine.figures_by_hand import Days
from tests.seeds.demo import FRIDAY_AFTERNOON, Demo

SATISFACTION = {5: 100, 4: 80, 3: 50, 2: 0, 1: -100}


def test_the_demo_at_full_size_is_believable(fresh: Database) -> None:
    """One test, since loading the demo takes most of its time."""
    whole_demo = Demo(fresh, FRIDAY_AFTERNOON)
    whole_demo.load()
    assert 3000 <= whole_demo.number("SELECT count(*) FROM cases") <= 4000
    _queue_is_full_but_not_overflowing(whole_demo)
    _figures_are_those_of_a_good_district(whole_demo)
    _every_verb_was_given(whole_demo)
    assert whole_demo.chain_faults() == []
    _figures_are_what_the_histories_tell(whole_demo)


def _queue_is_full_but_not_overflowing(demo: Demo) -> None:
    lanes = {
        tier: (count, late, today)
        for tier, count, late, today in demo.ask(
            "SELECT tier, count(*), sum(due_at < :now), sum(due_at >= :now AND due_on = :day) "
            "FROM cases WHERE ended_at IS NULL GROUP BY tier",
            now=demo.now,
            day=demo.ending.date().isoformat(),
        )
    }
    open_, late, today = (sum(column) for column in zip(*lanes.values(), strict=True))
    assert 300 <= open_ <= 420
    assert 0.03 <= late / open_ <= 0.06
    assert 30 <= today <= 90
    assert {tier: abs(lanes[tier][0] / LANES[tier] - 1) < 0.25 for tier in LANES} == dict.fromkeys(
        LANES, True
    )


def _figures_are_those_of_a_good_district(demo: Demo) -> None:
    ratings = demo.ask("SELECT rating, count(*) FROM cases WHERE rating IS NOT NULL GROUP BY 1")
    rated = sum(count for _, count in ratings)
    assert 83 <= sum(SATISFACTION[rating] * count for rating, count in ratings) / rated <= 87

    handled, late = demo.ask(
        "SELECT count(*), sum(handled_late) FROM cases "
        "WHERE handled_late IS NOT NULL AND NOT self_handled"
    )[0]
    still_late = demo.number(
        "SELECT count(*) FROM case_timer WHERE stage = 'handle' AND due_at < :now", now=demo.now
    )
    assert 0.93 <= (handled - late) / (handled + still_late) <= 0.97

    reworked = "SELECT avg(rework_count > 0) FROM cases WHERE check_count > 0"
    returned = "SELECT avg(return_count > 0) FROM cases WHERE dispatch_count > 0"
    assert 0.03 <= demo.number(reworked) <= 0.05
    assert 0.02 <= demo.number(returned) <= 0.04
    assert 0.25 <= demo.number("SELECT avg(self_handled) FROM cases") <= 0.4
    assert 0.4 <= demo.number("SELECT avg(circulated_at IS NOT NULL) FROM cases") <= 0.6

    closed = "FROM cases WHERE state = 'closed'"
    assert 0.02 <= demo.number(f"SELECT avg(spot_check IS NOT NULL) {closed}") <= 0.06
    assert 0.001 <= demo.number(f"SELECT avg(reopen_count > 0) {closed}") <= 0.02
    in_work = "FROM cases WHERE dispatch_count > 0"
    assert 0.01 <= demo.number(f"SELECT avg(suspension_count > 0) {in_work}") <= 0.03
    assert 0.01 <= demo.number(f"SELECT avg(extension_count > 0) {in_work}") <= 0.05
    merged, cancelled = (
        demo.number("SELECT avg(state = :state) FROM cases", state=state)
        for state in ("merged", "cancelled")
    )
    assert 0.01 <= merged <= 0.04
    assert 0.002 <= cancelled <= 0.01


def _figures_are_what_the_histories_tell(demo: Demo) -> None:
    """Of three thousand cases counted by hand, on the day before the last and on all days."""
    now = demo.ending.astimezone(UTC)
    yesterday = demo.ending.date() - timedelta(days=1)
    drawings = Drawings(demo.database, demo.desk.scope(by=IMPORTER))
    drawings.draw(Days(yesterday, yesterday, ZONE, now))
    all_days = Days(demo.ending.date() - timedelta(days=DAYS), demo.ending.date(), ZONE, now)
    drawn = drawings.draw(all_days)
    drawings.draw_streets(drawn, all_days)
    for part in CLOSER:
        drawings.draw_closer(part, all_days, drawn.whole.tally)
    assert drawn.whole.tally.reported > 2500


def _every_verb_was_given(demo: Demo) -> None:
    given = {verb for (verb,) in demo.ask("SELECT DISTINCT verb FROM case_history")}
    people_give = {verb for verb, step in LIFECYCLE.items() if step.by_hand}

    # No merge of the demo is wrong, so none is taken back.
    assert given == (people_give | {Verb.SETTLE}) - {Verb.UNMERGE}
