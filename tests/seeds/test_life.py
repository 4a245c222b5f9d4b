"""The life of the demo's district: every state, believable figures, the same every time."""

from collections import Counter
from datetime import datetime

import pytest

from core.cases.states import OPEN_STATES, State, Tier
from seeds.demo.directory import DISTRICT_DESK, SUPERVISOR
from seeds.demo.golden_week import DUE_AT, SOURCE_REF
from seeds.demo.people import OPERATORS
from seeds.demo.rhythm import ZONE
from storage.database import Database, open_database
from tests.databases import Shelves
from tests.seeds.demo import ONE_WORKER, SATURDAY_NOON, Demo
from tests.stored import everything_in

pytestmark = ONE_WORKER


def test_a_few_days_bring_cases_into_every_state_and_tier(week: Demo) -> None:
    states = dict(week.ask("SELECT state, count(*) FROM cases GROUP BY state"))
    open_tiers = week.ask("SELECT DISTINCT tier FROM cases WHERE ended_at IS NULL")

    assert set(states) == set(State)
    assert all(states[state] >= 3 for state in OPEN_STATES)
    assert {tier for (tier,) in open_tiers} == set(Tier)


def test_a_few_days_hold_every_accident_of_a_case(week: Demo) -> None:
    verbs = {verb for (verb,) in week.ask("SELECT DISTINCT verb FROM case_history")}

    assert verbs >= {
        *("report", "settle", "verify", "file", "reject", "dispatch", "receive", "return"),
        *("transfer", "escalate", "resolve", "pass_check", "fail_check", "note", "rate"),
        *("rule", "ask_extension", "grant_extension", "suspend", "urge", "merge", "cancel"),
        *("whistle", "answer_call", "finish_call", "excuse_call", "rate_call", "spot_check"),
        *("ask_appeal",),
    }


def test_a_supervisor_finds_something_of_everything_to_decide(week: Demo) -> None:
    def standing(condition: str) -> float:
        return week.number(f"SELECT count(*) FROM cases WHERE {condition}", now=week.now)

    waiting = "extension_asked IS NOT NULL AND handle_due_at > :now"
    assert standing(f"ended_at IS NULL AND {waiting}") >= 2
    assert standing("ended_at IS NULL AND card = 'yellow' AND reply_awaited AND due_at < :now") >= 1
    assert standing("appeal = 'asked' AND handled_late AND :now IS NOT NULL") >= 1
    assert standing("state = 'suspended' AND suspended_until > :now") >= 3
    under_way = week.ask(
        "SELECT count(*), count(answered_at), count(finished_at) FROM case_call k "
        "JOIN cases c ON c.id = k.case_id WHERE c.state = 'handling' AND excused_at IS NULL "
        "GROUP BY c.id ORDER BY 3"
    )
    assert (under_way[-1][2], under_way[-1][0] - under_way[-1][2]) >= (1, 1)


def test_nobody_decides_what_they_asked_for_themselves(week: Demo) -> None:
    for asked, decided in (
        ("ask_extension", ("grant_extension", "refuse_extension")),
        ("ask_appeal", ("uphold_appeal", "dismiss_appeal")),
    ):
        pairs = week.ask(
            "SELECT a.operator, d.operator FROM case_history a JOIN case_history d "
            "ON d.case_id = a.case_id AND d.seq > a.seq "
            f"WHERE a.verb = '{asked}' AND d.verb IN {decided}"
        )
        assert pairs
        assert all(by == SUPERVISOR != asker for asker, by in pairs)


def test_every_history_of_the_demo_is_whole(week: Demo) -> None:
    assert week.chain_faults() == []


def test_nothing_happens_after_the_end(week: Demo) -> None:
    (latest,) = week.ask("SELECT max(at) FROM case_history")[0]

    assert latest <= week.now


def test_nights_are_quiet(week: Demo) -> None:
    moments = week.ask("SELECT reported_at FROM cases")
    hours = Counter(
        datetime.fromisoformat(f"{moment}+00:00").astimezone(ZONE).hour for (moment,) in moments
    )

    night = sum(hours[hour] for hour in range(6))
    assert 0 < night < hours.total() * 0.04
    assert hours[9] > 10 * hours[3]


def test_operators_act_where_they_sit(week: Demo) -> None:
    streets = {
        operator.login: operator.area_code for operator in OPERATORS if len(operator.area_code) == 9
    }
    acted = week.ask(
        "SELECT DISTINCT operator, street_code FROM case_history h JOIN cases c ON c.id = h.case_id"
    )

    assert {operator for operator, _ in acted} == {*streets, DISTRICT_DESK, SUPERVISOR}
    assert all(streets.get(operator, street) == street for operator, street in acted)


def test_only_the_district_desk_verifies_what_the_public_says(week: Demo) -> None:
    verified = week.ask("SELECT DISTINCT operator FROM case_history WHERE verb = 'verify'")

    assert [operator for (operator,) in verified] == [DISTRICT_DESK]


def test_a_second_load_says_so_and_changes_nothing(week: Demo) -> None:
    before = everything_in(week.database.transactions)
    imports = week.number("SELECT count(*) FROM import_run")

    assert week.load(days=5) is None
    assert week.load(days=60) is None

    assert everything_in(week.database.transactions) == before
    assert week.number("SELECT count(*) FROM import_run") == imports
    assert week.clock() == week.ending


def test_the_golden_week_case_is_due_on_the_make_up_saturday(week: Demo) -> None:
    case = week.ask(
        "SELECT tier, handling_limit, dispatched_at, handle_due_at, state, handled_late "
        "FROM cases WHERE source_ref = :ref",
        ref=SOURCE_REF,
    )

    assert DUE_AT.isoformat() == "2026-10-10T18:00:00+08:00"
    assert case == [
        (
            2,
            "3 working_day",
            "2026-09-30 07:00:00.000000",
            "2026-10-10 10:00:00.000000",
            "closed",
            0,
        )
    ]


@pytest.mark.parametrize(
    ("ending", "state"),
    (
        (datetime(2026, 10, 9, 23, 59, tzinfo=ZONE), None),
        (datetime(2026, 10, 10, 9, 0, tzinfo=ZONE), "handling"),
        (datetime(2026, 10, 10, 17, 0, tzinfo=ZONE), "closed"),
        (datetime(2027, 5, 4, 9, 0, tzinfo=ZONE), "closed"),
    ),
)
def test_the_golden_week_case_is_there_whenever_the_demo_ends_from_that_saturday_on(
    fresh: Database, ending: datetime, state: str | None
) -> None:
    demo = Demo(fresh, ending)
    demo.load(days=1)

    found = demo.ask("SELECT state FROM cases WHERE source_ref = :ref", ref=SOURCE_REF)
    assert found == ([(state,)] if state else [])


def test_equal_arguments_give_equal_rows_and_another_seed_others(shelves: Shelves) -> None:
    lives = []
    for seed in (7, 7, 8):
        url = shelves.sqlite.take()
        database = open_database(url)
        demo = Demo(database, SATURDAY_NOON)
        demo.load(days=1, seed=seed)
        lives.append(everything_in(database.transactions))
        database.close()
        shelves.sqlite.give_back(url)

    one, same, other = lives
    assert one == same
    assert other["cases"] != one["cases"]


def test_a_load_that_is_cut_short_can_be_repeated(fresh: Database) -> None:
    demo = Demo(fresh, SATURDAY_NOON)

    def cut_short(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.load(days=3, progress=cut_short)
    assert demo.number("SELECT count(*) FROM cases") == 0

    told = demo.load(days=3)
    assert told
    assert demo.number("SELECT count(*) FROM cases") == told.cases


def test_the_demo_loads_on_both_databases(database: Database) -> None:
    demo = Demo(database, SATURDAY_NOON)
    days: list[tuple[int, int]] = []

    told = demo.load(days=2, progress=lambda done, of: days.append((done, of)))

    assert told
    assert demo.number("SELECT count(*) FROM cases") == told.cases > 100
    # The entries beyond the commands told: a matter settled on the spot has two.
    settled = demo.number("SELECT count(*) FROM case_history WHERE verb = 'settle'")
    assert demo.number("SELECT count(*) FROM case_history") == told.commands + settled
    assert days == [(1, 2), (2, 2)]
    assert demo.load(days=2) is None
    assert demo.chain_faults() == []
