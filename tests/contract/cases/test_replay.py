"""Replaying what happened at given moments."""

from collections.abc import Generator
from datetime import datetime, timedelta

import pytest

from core.cases.commands import FileCase, NoteCase, ReportCase
from core.cases.rows import CaseOutcome
from core.desk import Timed
from core.kernel.command import Command
from core.kernel.errors import Forbidden, NotFound
from tests.district import (
    DISPATCHER,
    GRID,
    MONDAY_MORNING,
    OTHER_GRID,
    STALLS,
    STREET_DISPATCHER,
    VIEWER,
    District,
)
from tests.stored import everything_in, history

YESTERDAY = MONDAY_MORNING - timedelta(days=1)
MINUTE = timedelta(minutes=1)

Story = Generator[Timed, CaseOutcome, str]


def reported(ref: str, area: str = GRID) -> ReportCase:
    return ReportCase(
        source="gridder", source_ref=ref, matter="商户占用盲道", area_code=area, item_code=STALLS
    )


def reported_and_filed(first: datetime, second: datetime) -> Story:
    outcome = yield Timed(first, DISPATCHER, reported("past"))
    file = FileCase(number=outcome.number, item_code=STALLS)
    outcome = yield Timed(second, STREET_DISPATCHER, file)
    return outcome.state


def told(*commands: tuple[str, Command]) -> Story:
    for by, command in commands:
        yield Timed(YESTERDAY, by, command)
    return "told"


def test_a_story_stands_in_history_at_its_moments_and_by_its_people(district: District) -> None:
    state = district.desk.replay(reported_and_filed(YESTERDAY, YESTERDAY + 4 * MINUTE))

    assert state == "filed"
    entries = history(district.transactions, "330108-26-000001")
    assert [(entry.at, entry.operator, entry.verb) for entry in entries] == [
        (YESTERDAY, DISPATCHER, "report"),
        (YESTERDAY + 4 * MINUTE, STREET_DISPATCHER, "file"),
    ]


def test_several_commands_may_share_a_moment_even_the_present_one(district: District) -> None:
    assert district.desk.replay(reported_and_filed(MONDAY_MORNING, MONDAY_MORNING)) == "filed"


@pytest.mark.parametrize(
    ("second", "complaint"),
    (
        (YESTERDAY - timedelta(seconds=1), "lies before"),
        (MONDAY_MORNING + timedelta(seconds=1), "is yet to come"),
    ),
)
def test_a_moment_that_goes_back_or_is_yet_to_come_undoes_the_story(
    district: District, second: datetime, complaint: str
) -> None:
    before = everything_in(district.transactions)

    with pytest.raises(ValueError, match=complaint):
        district.desk.replay(reported_and_filed(YESTERDAY, second))

    assert everything_in(district.transactions) == before


def test_one_refusal_undoes_the_whole_story(district: District) -> None:
    before = everything_in(district.transactions)
    unknown = NoteCase(number="330108-26-000009", text="查无此案")

    with pytest.raises(NotFound):
        district.desk.replay(told((DISPATCHER, reported("kept?")), (DISPATCHER, unknown)))

    assert everything_in(district.transactions) == before


def test_each_operator_of_a_story_stays_within_their_own_rights(district: District) -> None:
    before = everything_in(district.transactions)

    with pytest.raises(Forbidden):
        district.desk.replay(told((DISPATCHER, reported("one")), (VIEWER, reported("two"))))

    after = everything_in(district.transactions)
    (noted,) = set(after.pop("audit_entry")) - set(before.pop("audit_entry"))
    assert {"viewer", "ReportCase", "two", "refused"} <= set(noted)
    assert after == before


def test_a_street_dispatcher_in_a_story_reaches_no_other_street(district: District) -> None:
    elsewhere = district.report(area_code=OTHER_GRID).number
    district.clock.advance(timedelta(days=2))
    note = NoteCase(number=elsewhere, text="越界")

    def story() -> Story:
        yield Timed(MONDAY_MORNING + MINUTE, STREET_DISPATCHER, note)
        return "told"

    with pytest.raises(NotFound):
        district.desk.replay(story())


def test_an_empty_story_is_told_at_once(district: District) -> None:
    assert district.desk.replay(told()) == "told"
