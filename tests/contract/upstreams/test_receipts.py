"""What an upstream answered: taken in once however often, refused records sent again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from core.cases.commands import FileCase
from core.kernel.errors import Forbidden, NotFound
from core.upstreams.commands import Answer, TakeReceipts
from core.upstreams.comparing import Again
from core.upstreams.recording import Taken
from storage.database import Database
from tests.district import DISPATCHER, STALLS, STREET, SUPERVISOR, District
from tests.upstreams import EVENTS, Handover, mapping_of, told

FIRST, SECOND, THIRD = (f"330108-26-00000{n}" for n in (1, 2, 3))
GOOD = Answer(2, FIRST, "accepted", "")
BAD = Answer(3, SECOND, "refused", "描述太短")


@pytest.fixture
def sent(handover: Handover, district: District) -> Handover:
    """Three cases that were sent in run 1."""
    for _ in range(3):
        district.report()
    handover.run(mapping_of(EVENTS))
    return handover


def take(
    handover: Handover, *answers: Answer, by: str = SUPERVISOR, run: int | None = None
) -> Taken:
    command = TakeReceipts(mapping="events", area_code="330108", answers=answers, run=run)
    taken: Taken = handover.district.desk.execute(command, by=by)
    return taken


def counts(handover: Handover) -> list[tuple[int, int, int, int]]:
    runs = handover.shop().upstreams.runs()
    return [(run.number, run.accepted, run.refused, run.unanswered) for run in runs]


def answers_of(database: Database) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        found = connection.execute(
            text("SELECT key, answer, reason, answered_at FROM upstream_record ORDER BY key")
        )
        return [tuple(row) for row in found]


def test_answers_are_counted_run_by_run(sent: Handover) -> None:
    assert counts(sent) == [(1, 0, 0, 3)]

    taken = take(sent, GOOD, BAD)

    assert taken == Taken(accepted=1, refused=1, unchanged=0, late=0, unknown=())
    assert counts(sent) == [(1, 1, 1, 1)]
    (trouble,) = sent.shop().upstreams.troubles("events")
    assert (trouble.key, trouble.sent_run, trouble.answer, trouble.reason) == (
        SECOND, 1, "refused", "描述太短",
    )  # fmt: skip


def test_taken_in_twice_nothing_changes(sent: Handover, database: Database) -> None:
    take(sent, GOOD, BAD)
    before = answers_of(database)
    sent.district.clock.advance(timedelta(hours=1))

    again = take(sent, GOOD, BAD)

    assert again == Taken(accepted=0, refused=0, unchanged=2, late=0, unknown=())
    assert answers_of(database) == before


def test_an_answer_to_nothing_is_named_and_the_others_stand(sent: Handover) -> None:
    stray = Answer(4, "330108-26-000099", "accepted", "")

    taken = take(sent, GOOD, stray)

    assert (taken.accepted, taken.unknown) == (1, (stray,))


def test_a_refused_record_is_sent_again_once_it_changes(sent: Handover) -> None:
    events = mapping_of(EVENTS)
    take(sent, GOOD, BAD)
    unchanged = sent.run(events)
    sent.district.desk.execute(FileCase(number=SECOND, item_code=STALLS), by=DISPATCHER)

    changed = sent.run(events)

    assert told(unchanged) == (None, 0, 0, 0, 0)
    assert [row[:2] for row in sent.rows(changed)] == [[SECOND, "changed"]]
    assert counts(sent) == [(2, 0, 0, 1), (1, 1, 0, 1)]
    assert sent.shop().upstreams.troubles("events") == ()


def test_a_refused_record_is_sent_again_when_asked_for(sent: Handover) -> None:
    take(sent, GOOD, BAD)

    retried = sent.run(mapping_of(EVENTS), again=Again.REFUSED)

    assert [row[0] for row in sent.rows(retried)] == [SECOND]


def test_what_was_not_taken_back_is_withdrawn_again_when_asked_for(
    handover: Handover, district: District
) -> None:
    events = mapping_of(EVENTS, ("what: cases", "what: cases\nfilter: state:reported"))
    district.report()
    handover.run(events)
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    handover.run(events)
    take(handover, Answer(2, FIRST, "refused", "已锁定"))

    again = handover.run(events)
    retried = handover.run(events, again=Again.REFUSED)

    assert told(again) == (None, 0, 0, 0, 0)
    assert told(retried) == (3, 0, 0, 1, 0)


def test_an_answer_to_a_run_says_nothing_of_what_was_sent_since(sent: Handover) -> None:
    sent.district.desk.execute(FileCase(number=SECOND, item_code=STALLS), by=DISPATCHER)
    sent.run(mapping_of(EVENTS))

    taken = take(sent, GOOD, BAD, run=1)

    assert (taken.accepted, taken.refused, taken.late) == (1, 0, 1)
    assert counts(sent) == [(2, 0, 0, 1), (1, 1, 0, 1)]


def test_who_may_not_send_takes_no_answers_in(sent: Handover, database: Database) -> None:
    before = answers_of(database)

    with pytest.raises(Forbidden):
        take(sent, GOOD, by=DISPATCHER)

    assert answers_of(database) == before


def test_answers_to_a_mapping_that_never_ran_are_refused(
    handover: Handover, database: Database
) -> None:
    with pytest.raises(NotFound):
        take(handover, GOOD)
    command = TakeReceipts(mapping="events", area_code=STREET, answers=[GOOD])
    with pytest.raises(NotFound):
        handover.district.desk.execute(command, by=SUPERVISOR)
    assert answers_of(database) == []


def test_of_several_answers_to_one_record_the_last_counts_however_often_it_is_taken_in(
    sent: Handover, database: Database
) -> None:
    """A platform that writes one growing list has first refused the record, then taken it."""
    mended = Answer(4, SECOND, "accepted", "")
    first = take(sent, BAD, mended)
    before = answers_of(database)
    sent.district.clock.advance(timedelta(hours=1))

    again = take(sent, BAD, mended)

    assert first == Taken(accepted=1, refused=0, unchanged=0, late=0, unknown=())
    assert again == Taken(accepted=0, refused=0, unchanged=1, late=0, unknown=())
    assert answers_of(database) == before
    assert [said[1] for said in before] == ["", "accepted", ""]
