"""The formulas, on tallies small enough to reckon by hand."""

import doctest

from core.reports import figures
from core.reports.figures import FORMULAS, FigureUnit, figures_of
from core.reports.tallies import Tally, TallyKey, roll_up, total

BUSY = Tally(
    reported=20,
    patrol_log=3,
    valid=15,
    valid_self_handled=5,
    valid_circulated=8,
    circulated=9,
    filed_in_grid=8,
    missed=2,
    handled=12,
    handled_closed=9,
    closed_in_time=6,
    closed_exempt=1,
    dispatched=10,
    returned=4,
    handed_down=1,
    dispatched_to_unit=8,
    well_dispatched=6,
    returns=5,
    groundless_returns=2,
    overdue=4,
    extended=3,
    suspended=2,
    extended_now=5,
    suspended_now=26,
    closed=10,
    solved=9,
    checked=8,
    reworked=2,
    rated=4,
    closed_late=3,
    late_exempt=1,
    reworks=3,
    satisfaction=100 + 80 + 50 - 100,
    lateness=500_000 + 1_000_000,
)


def rates(tally: Tally) -> dict[str, float | None]:
    return {figure.name: figure.rate for figure in figures_of(tally)}


def test_every_figure_of_a_busy_day_is_its_formula() -> None:
    assert rates(BUSY) == {
        "valid": 15 / 20,
        "circulation": 9 / 20,
        "on_time": 7 / 13,
        "effectively_solved": 9 / 10,
        "rework": 2 / 8,
        "valid_self_handled": 5 / 20,
        "valid_circulated": 8 / 20,
        "closing": 9 / 13,
        "return": 4 / 10,
        "groundless_return": 2 / 5,
        "dispatch_accuracy": 6 / 8,
        "extension": 3 / 13,
        "extension_now": 5 / 13,
        "suspension": 2 / 13,
        "suspension_now": 2.0,
        "hand_down": 1 / 10,
        "miss": 2 / 8,
        "satisfaction": 130 / 4,
        "lateness_multiple": 0.75,
    }


def test_every_figure_is_what_its_worked_example_says() -> None:
    examples = doctest.DocTestFinder().find(figures)
    shown = {found.name.rpartition(".")[2] for found in examples if found.examples}

    assert shown == {formula.__name__ for formula in FORMULAS}
    assert doctest.testmod(figures).failed == 0


def test_an_upheld_appeal_mends_the_rate_and_hides_nothing() -> None:
    late = Tally(handled=1, handled_closed=1, closed=1, closed_late=1, lateness=500_000)
    exempt = late._replace(closed_exempt=1, late_exempt=1, lateness=0)

    assert (rates(late)["on_time"], rates(late)["lateness_multiple"]) == (0.0, 0.5)
    assert (rates(exempt)["on_time"], rates(exempt)["lateness_multiple"]) == (1.0, None)
    assert exempt.closed_late == late.closed_late == 1


def test_the_headline_leads_and_holds_no_volume() -> None:
    names = [figure.name for figure in figures_of(BUSY)]

    assert names[:5] == ["valid", "circulation", "on_time", "effectively_solved", "rework"]
    assert not {"reported", "handled", "closed"} & set(names)


def test_a_day_without_cases_has_no_rate_rather_than_a_bad_one() -> None:
    assert set(rates(Tally()).values()) == {None}
    assert {figure.denominator for figure in figures_of(Tally())} == {0}


def test_only_means_are_not_shares() -> None:
    units = {f.name: f.unit for f in figures_of(BUSY) if f.unit is not FigureUnit.SHARE}

    assert units == {
        "satisfaction": FigureUnit.POINTS,
        "lateness_multiple": FigureUnit.TIMES,
    }


def test_late_cases_nobody_handled_are_held_against_the_closing_rate() -> None:
    handled = Tally(handled=3, handled_closed=3, closed_in_time=3)

    assert rates(handled)["closing"] == 1.0
    assert rates(handled._replace(overdue=1))["closing"] == 0.75
    assert rates(handled._replace(overdue=1))["on_time"] == 0.75


def test_the_tally_of_a_whole_is_the_sum_of_its_parts() -> None:
    one = TallyKey(1, "330108001", "330108001001", "gridder", "self_handled")
    two = one._replace(tier=3, course="circulated")
    three = two._replace(community_code="330108001002")
    tallies = {one: Tally(reported=1), two: Tally(reported=2), three: Tally(reported=4, valid=1)}

    assert total(tallies.values()) == Tally(reported=7, valid=1)
    assert total([]) == Tally()
    assert roll_up(tallies, lambda key: key.tier) == {
        1: Tally(reported=1),
        3: Tally(reported=6, valid=1),
    }
