"""Every triple of a state, a verb and a role is legal or refused by name; every open case can end.

What is legal stands here a second time, as the design has it, so that the table of the program
is compared with something other than itself.
"""

from typing import Final

import pytest

from core.cases.lifecycle import LIFECYCLE, is_open, verbs_from
from core.cases.states import ENDED_STATES, OPEN_STATES, State, Verb
from core.kernel.command import Command
from core.kernel.errors import CoreError, Forbidden, WrongState
from core.operators.models import Role
from tests.contract.cases.states import COMMAND, IN_STATE
from tests.district import ADMIN, AUDITOR, DISPATCHER, SUPERVISOR, VIEWER, District
from tests.stored import case_fields, everything_in

NOT_GIVEN: Final = {"report", "reckon", "regrid", "import"}
OF_NO_PERSON: Final = {verb for verb in Verb if verb in NOT_GIVEN}
"""Reporting and importing begin a case; the others come with a calendar or a change of grids."""

LOGINS: Final = {
    Role.VIEWER: VIEWER,
    Role.DISPATCHER: DISPATCHER,
    Role.SUPERVISOR: SUPERVISOR,
    Role.ADMIN: ADMIN,
    Role.AUDITOR: AUDITOR,
}

LEGAL: Final = {
    "reported": "settle>closed verify file>filed reject>rejected escalate>filed urge reply"
    " merge>merged cancel>cancelled note reckon regrid",
    "filed": "dispatch>dispatched escalate>filed rule>dispatched hand_down>filed urge reply"
    " merge>merged cancel>cancelled note reckon regrid",
    "dispatched": "receive>handling return>filed transfer>dispatched escalate>filed"
    " hand_down>filed ask_extension grant_extension refuse_extension urge reply merge>merged"
    " cancel>cancelled note reckon regrid",
    "handling": "return>filed transfer>dispatched escalate>filed ask_extension grant_extension"
    " refuse_extension suspend>suspended urge reply whistle answer_call finish_call excuse_call"
    " rate_call merge>merged resolve>resolved cancel>cancelled note reckon regrid",
    "suspended": "resume>handling urge reply cancel>cancelled note reckon regrid",
    "resolved": "pass_check>closed fail_check>handling urge reply rate_call cancel>cancelled note"
    " reckon regrid",
    "closed": "reopen>filed rate spot_check ask_appeal uphold_appeal dismiss_appeal rate_call note",
    "rejected": "note",
    "merged": "unmerge note",
    "cancelled": "note",
}
"""For each state the verbs that are legal in it, and where those lead that change it."""

OF_SUPERVISION: Final = {
    "rule",
    "grant_extension",
    "refuse_extension",
    "suspend",
    "resume",
    "urge",
    "reopen",
    "cancel",
    "spot_check",
    "uphold_appeal",
    "dismiss_appeal",
}
"""Verbs that are not a dispatcher's."""


def tried(district: District, command: Command, by: str) -> CoreError | None:
    """Try a command; return what refused it."""
    try:
        district.desk.execute(command, by=by)
    except CoreError as refusal:
        return refusal
    return None


def steps_from(state: str) -> dict[str, str | None]:
    """Return the legal verbs of a state and where they lead, as written above."""
    steps = (step.partition(">") for step in LEGAL[state].split())
    return {verb: target or None for verb, _, target in steps}


@pytest.mark.parametrize("state", tuple(State))
@pytest.mark.parametrize("role", tuple(Role))
def test_every_verb_is_legal_or_refused_by_name(
    district: District, state: State, role: Role
) -> None:
    judged: set[Verb] = set()
    number, before = "", everything_in(district.transactions)
    for verb, command in COMMAND.items():
        # What was refused changed nothing, so the next verb may be tried on the same case.
        if not number:
            number = IN_STATE[state](district)
            assert case_fields(district.transactions, number)["state"] == state
            before = everything_in(district.transactions)
        refusal = tried(district, command(number), LOGINS[role])
        after = everything_in(district.transactions)
        judged.add(verb)
        if role not in roles_of(verb):
            assert isinstance(refusal, Forbidden)
            # That somebody tried is noted; nothing else is.
            before["audit_entry"] = after["audit_entry"]
        elif verb not in steps_from(state):
            assert isinstance(refusal, WrongState)
            assert (refusal.params["verb"], refusal.allowed) == (verb, verbs_from(state))
        else:
            # Another refusal is by a rule of the verb's own, which has its own test.
            assert not isinstance(refusal, Forbidden | WrongState)
        if refusal:
            assert after == before
            before = after
        else:
            number = ""
    assert judged == set(Verb) - OF_NO_PERSON


def roles_of(verb: str) -> set[Role]:
    """Return who may give a verb."""
    desk = {Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN}
    return desk - {Role.DISPATCHER} if verb in OF_SUPERVISION else desk


@pytest.mark.parametrize("state", tuple(State))
def test_the_table_of_the_program_is_that_of_the_design(state: State) -> None:
    table = {
        str(verb): step.target and str(step.target)
        for verb, step in LIFECYCLE.items()
        if state in step.sources
    }
    assert table == steps_from(state)


def test_every_verb_and_every_role_is_tried_above() -> None:
    assert set(COMMAND) == set(Verb) - OF_NO_PERSON
    assert set(LIFECYCLE) == set(Verb)
    assert {verb for steps in map(steps_from, LEGAL) for verb in steps} == set(Verb) - {
        "report",
        "import",
    }
    assert set(LEGAL) == set(OPEN_STATES) | set(ENDED_STATES) == set(State)
    assert not set(OPEN_STATES) & set(ENDED_STATES)
    assert set(LOGINS) == set(Role)
    for verb in COMMAND:
        assert LIFECYCLE[verb].roles == roles_of(verb)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_open_case_can_end(state: State) -> None:
    reached, frontier = {str(state)}, [str(state)]
    while frontier:
        led = {target for target in steps_from(frontier.pop()).values() if target}
        frontier.extend(led - reached)
        reached |= led
    assert "closed" in reached
    assert any(not is_open(there) for there in reached)


@pytest.mark.parametrize("state", OPEN_STATES)
def test_an_open_case_ends_whoever_holds_it_up(district: District, state: State) -> None:
    number = IN_STATE[state](district)
    command = COMMAND[Verb.CANCEL](number)
    assert tried(district, command, SUPERVISOR) is None
    case = case_fields(district.transactions, number)
    assert (case["state"], case["due_at"], case["ended_at"] is None) == ("cancelled", None, False)
