"""Every pair of a state and a verb is legal or refused by name; every open case can end."""

import pytest

from core.cases.lifecycle import LIFECYCLE, is_open, verbs_from
from core.cases.states import ENDED_STATES, OPEN_STATES, State, Verb
from core.kernel.command import Command
from core.kernel.errors import CoreError, WrongState
from tests.contract.cases.states import COMMAND, IN_STATE
from tests.district import SUPERVISOR, District
from tests.stored import case_fields, everything_in

OF_NO_PERSON = {verb for verb in Verb if verb in {"report", "reckon"}}
"""Reporting begins a case; clocks are reckoned anew by an import of a calendar."""


def tried(district: District, command: Command) -> CoreError | None:
    """Try a command as the supervisor; return what refused it."""
    try:
        district.desk.execute(command, by=SUPERVISOR)
    except CoreError as refusal:
        return refusal
    return None


@pytest.mark.parametrize("state", tuple(State))
def test_every_verb_is_legal_or_refused_by_name(district: District, state: State) -> None:
    district.report()
    refused: set[Verb] = set()
    for verb, command in COMMAND.items():
        number = IN_STATE[state](district)
        assert case_fields(district.transactions, number)["state"] == state
        before = everything_in(district.transactions)
        refusal = tried(district, command(number))
        if refusal:
            assert everything_in(district.transactions) == before
        if isinstance(refusal, WrongState):
            assert refusal.params["verb"] == verb
            assert refusal.allowed == verbs_from(state)
            refused.add(verb)
        # Any other refusal is by a rule of the verb's own, which has its own test.
    legal = {verb for verb, step in LIFECYCLE.items() if state in step.sources}
    assert set(COMMAND) - refused == legal - OF_NO_PERSON


def test_every_verb_of_a_person_is_tried_above() -> None:
    assert set(COMMAND) == set(Verb) - OF_NO_PERSON
    assert set(LIFECYCLE) == set(Verb)
    assert set(OPEN_STATES) | set(ENDED_STATES) == set(State)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_open_case_can_end(state: State) -> None:
    reached, frontier = {state}, [state]
    while frontier:
        here = frontier.pop()
        steps = (step for step in LIFECYCLE.values() if here in step.sources and step.target)
        for step in steps:
            if step.target and step.target not in reached:
                reached.add(step.target)
                frontier.append(step.target)
    assert State.CLOSED in reached
    assert any(not is_open(there) for there in reached)


def test_roles_without_a_desk_change_nothing() -> None:
    for step in LIFECYCLE.values():
        assert not step.roles & {"viewer", "auditor"}
        assert "admin" in step.roles
