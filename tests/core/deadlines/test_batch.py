"""Due times by the line."""

import json
from collections.abc import Iterator
from itertools import count, islice

from core.deadlines.batch import due_lines
from core.deadlines.limits import parse_limit
from core.kernel.errors import Invalid
from tests.core.deadlines.china import at, desk

GOOD = '{"start": "2026-09-30T15:00:00+08:00", "limit": "3 working_day"}'
ANSWER = (
    '{"due_at": "2026-10-10T18:00:00+08:00", "target_at": "2026-10-10T10:36:00+08:00",'
    ' "estimated": false}'
)


def test_a_line_asked_is_a_line_answered() -> None:
    other = '{"limit": "2 hours", "start": "2026-10-01T15:30Z", "case": "330108-1"}'
    unknown = '{"start": "2026-12-31T09:00:00.5+08:00", "limit": "1 day"}'
    assert [*due_lines(desk(), [GOOD, other, unknown + "\n"])] == [
        ANSWER,
        (
            '{"due_at": "2026-10-02T01:30:00+08:00", "target_at": "2026-10-02T01:06:00+08:00",'
            ' "estimated": false}'
        ),
        (
            '{"due_at": "2027-01-02T00:00:00+08:00",'
            ' "target_at": "2027-01-01T16:12:00.100000+08:00", "estimated": true}'
        ),
    ]


def test_the_answer_is_what_the_engine_says() -> None:
    starts = [
        f"2026-{month:02}-{day:02}T1{day % 10}:00+08:00" for month in (4, 9) for day in (1, 30)
    ]
    limits = ["15 minute", "24 hour", "2 working_hour", "7 working_day", "10 day"]
    asked = [(start, limit) for start in starts for limit in limits]
    lines = [json.dumps({"start": start, "limit": limit}) for start, limit in asked]
    for (start, limit), line in zip(asked, due_lines(desk(), lines), strict=True):
        moment = at(start[:10] + " " + start[11:16])
        explained = desk().explain(moment, parse_limit(limit)).as_json()
        assert json.loads(line) == {
            key: explained[key] for key in ("due_at", "target_at", "estimated")
        }


def test_a_bad_line_is_named_and_the_rest_goes_on() -> None:
    no_object = 'The line is no JSON object with the texts "start" and "limit".'
    lines = [
        GOOD,
        "",
        "start,limit",
        "[]",
        '{"start": 5, "limit": "3 day"}',
        '{"start": "2026-09-30T15:00:00+08:00"}',
        "[" * 100_000,
        '{"start": "tomorrow", "limit": "3 day"}',
        '{"start": "2026-09-30T15:00:00", "limit": "3 day"}',
        '{"start": "2026-09-30T15:00:00+08:00", "limit": "3 weeks"}',
        '{"start": "2026-09-30T15:00:00+08:00", "limit": "100001 day"}',
        '{"start": "2999-12-31T15:00:00+08:00", "limit": "3 day"}',
        GOOD,
    ]
    answers = [json.loads(line) for line in due_lines(desk(), lines)]
    assert [answers[0], answers[-1]] == [json.loads(ANSWER)] * 2
    assert [answer["line"] for answer in answers[1:-1]] == [*range(2, 13)]
    assert [answer["error"] for answer in answers[1:-1]] == [
        *[no_object] * 6,
        "“tomorrow” is no time; write it as 2026-09-30T15:00+08:00.",
        "The time 2026-09-30T15:00:00 has no zone; write it with an offset, such as +08:00.",
        (
            "“3 weeks” is no limit; write a number and a unit, such as 3 working_day."
            " The units are minute, hour, working_hour, working_day, day."
        ),
        "A limit of 100001 is out of bounds; give an amount from 0 to 100000.",
        "Deadlines are reckoned from 1900 to 2999; this one lies outside.",
    ]


def test_hostile_text_comes_back_escaped_and_cut() -> None:
    line = json.dumps({"start": "\x1b[31m\u202e" + "x" * 10_000, "limit": "3 day"})
    [answer] = due_lines(desk(), [line])
    assert answer.isascii()
    assert answer.isprintable()
    assert len(answer) < 200


def test_a_refusal_is_said_in_the_words_of_the_reader() -> None:
    def shout(refusal: Invalid) -> str:
        return str(refusal).upper()

    [answer] = due_lines(desk(), ['{"start": "noon", "limit": "3 day"}'], shout)
    assert json.loads(answer)["error"].startswith("“NOON” IS NO TIME")


def test_lines_are_answered_as_they_come() -> None:
    def endless() -> Iterator[str]:
        for _ in count():
            yield GOOD

    assert [*islice(due_lines(desk(), endless()), 3)] == [ANSWER] * 3
