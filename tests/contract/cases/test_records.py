"""A public matter is closed only with a whole record, and its record file tells everything."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from core.cases.commands import (
    DispatchCase,
    EscalateCase,
    FailCheck,
    FileCase,
    PassCheck,
    RateCase,
    ReceiveCase,
    ReopenCase,
    ResolveCase,
    ReturnCase,
    RevealReporter,
    SettleCase,
    VerifyCase,
)
from core.cases.records import CaseRecordFile, Part
from core.kernel.errors import NotFound, Refused
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database, open_database
from storage.readers.records import RecordReader
from tests.contract.cases.plans import steps_of
from tests.databases import Shelves, run_sql
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    GRIDDER,
    LITTER,
    OTHER_GRID,
    OTHER_STREET,
    SAFETY,
    STALLS,
    STREET,
    SUPERVISOR,
    District,
)
from tests.stored import everything_in

WHOLE = Scope(DISPATCHER, "张敏", Role.DISPATCHER, "330108", "330108")
OF_STREET = Scope("lina", "李娜", Role.DISPATCHER, "330108", STREET)
OF_OTHER_STREET = Scope("other", "他", Role.DISPATCHER, "330108", OTHER_STREET)
REPORTER = {"reporter_name": "张小敏", "reporter_phone": "13812345678"}


LACKS = (
    ("validity = NULL", ("was not found valid", Part.VALIDITY)),
    ("validity = 'invalid'", ("was not found valid", Part.VALIDITY)),
    ("unit_id = NULL", ("nobody answered for it", Part.ANSWER)),
    ("result = ' '", ("has no written result", Part.RESULT)),
)
"""What is done to a resolved case, why it cannot be closed, and what its record lacks."""


def does(district: District, *commands: object, by: str = DISPATCHER) -> None:
    for command in commands:
        district.desk.execute(command, by=by)  # type: ignore[arg-type]
        district.clock.advance(timedelta(minutes=10))


def taken_in(district: District, source: str = "hotline", **fields: Any) -> str:
    number = district.report(source=source, **(REPORTER | fields)).number
    district.clock.advance(timedelta(minutes=10))
    return number


def resolved(district: District, source: str = "hotline", **fields: Any) -> str:
    """Bring a public matter to its check, ten minutes a verb."""
    number = taken_in(district, source, **fields)
    if source in {"hotline", "online"}:
        does(district, VerifyCase(number=number, valid=True, finding="现场属实"))
    does(
        district,
        FileCase(number=number, item_code=STALLS),
        DispatchCase(number=number, unit_code=ENFORCEMENT),
        ReceiveCase(number=number),
        ResolveCase(number=number, result="已劝离，恢复畅通"),
    )
    return number


def closed(district: District, source: str = "hotline", **fields: Any) -> str:
    number = resolved(district, source, **fields)
    does(district, PassCheck(number=number, rating=4))
    return number


@pytest.fixture
def records(database: Database) -> RecordReader:
    return RecordReader(database, WHOLE)


def spoil(database: Database, number: str, change: str) -> None:
    """Change a case past every rule, as an older program might have left it."""
    with database.transactions.writing() as session:
        session.connection().execute(
            text(f"UPDATE cases SET {change} WHERE number = :number"), {"number": number}
        )


@pytest.mark.parametrize("source", ("hotline", "online"))
@pytest.mark.parametrize(("change", "refused"), LACKS)
def test_a_public_matter_is_not_closed_while_its_record_lacks_something(
    district: District,
    database: Database,
    records: RecordReader,
    source: str,
    change: str,
    refused: tuple[str, Part],
) -> None:
    sentence, part = refused
    number = resolved(district, source)
    spoil(database, number, change)
    before = everything_in(district.transactions)

    with pytest.raises(Refused, match=sentence):
        district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)

    assert everything_in(district.transactions) == before
    assert records.record(number, district.clock()).lacking == (part,)


def test_a_matter_that_the_public_did_not_bring_needs_no_such_record(
    district: District, database: Database, records: RecordReader
) -> None:
    number = resolved(district, "video")
    spoil(database, number, "result = ''")
    outcome = district.desk.execute(PassCheck(number=number, rating=4), by=DISPATCHER)
    assert outcome.state == "closed"
    record = records.record(number, district.clock())
    assert (record.lacking, record.awaits_call_back) == ((), False)
    assert records.awaiting_call_back(None, 10) == ()


def test_a_gridder_who_handled_a_public_matter_has_answered_for_it(
    district: District, records: RecordReader
) -> None:
    number = taken_in(district, item_code=LITTER)
    does(
        district,
        VerifyCase(number=number, valid=True),
        FileCase(number=number, item_code=LITTER),
        DispatchCase(number=number, gridder_number=GRIDDER),
        ReceiveCase(number=number),
        ResolveCase(number=number, result="已清扫"),
        PassCheck(number=number, rating=5),
    )
    record = records.record(number, district.clock())
    assert record.lacking == (Part.CALL_BACK,)
    # Who they are stays masked.
    assert [(answer.who, answer.code) for answer in record.answers] == [("𠮷*网", None)]


def test_the_record_file_as_json(district: District, records: RecordReader) -> None:
    number = closed(district, source_ref="12345-0001")
    does(district, RateCase(number=number, satisfaction=5, comment="很快"))

    record = records.record(number, district.clock())
    told = json.loads(json.dumps(record.as_json(), ensure_ascii=False))

    story = told.pop("story")
    assert told == {
        "number": "330108-26-000001",
        "version": 8,
        "drawn_at": "2026-09-14T10:20:00+08:00",
        "source": "hotline",
        "source_ref": "12345-0001",
        "state": "closed",
        "tier": 3,
        "item": STALLS,
        "item_name": "占道经营",
        "matter": "商户占用盲道",
        "area": "330108001001001",
        "place": ["西兴街道", "西陵社区", "第一网格"],
        "address": "",
        "reported_at": "2026-09-14T09:00:00+08:00",
        "reporter": {"name": "张*敏", "phone": "138****5678", "masked": True},
        "verification": {
            "validity": "valid",
            "finding": "现场属实",
            "at": "2026-09-14T09:10:00+08:00",
            "by": "张敏",
        },
        "answers": [
            {
                "who": "西兴综合行政执法队",
                "code": ENFORCEMENT,
                "assigned_at": "2026-09-14T09:30:00+08:00",
                "received_at": "2026-09-14T09:40:00+08:00",
            }
        ],
        "self_handled": False,
        "limit": "7 working_day",
        "due_at": "2026-09-22T18:00:00+08:00",
        "estimated": False,
        "handled_late": False,
        "result": "已劝离，恢复畅通",
        "resolved_at": "2026-09-14T09:50:00+08:00",
        "check_rating": 4,
        "call_back": {
            "satisfaction": 5,
            "comment": "很快",
            "at": "2026-09-14T10:10:00+08:00",
            "by": "张敏",
        },
        "ended_at": "2026-09-14T10:00:00+08:00",
        "lacking": [],
    }
    assert [(entry["seq"], entry["verb"], entry["texts"]) for entry in story] == [
        (1, "report", {}),
        (2, "verify", {"finding": "现场属实"}),
        (3, "file", {}),
        (4, "dispatch", {"unit_name": "西兴综合行政执法队"}),
        (5, "receive", {"unit_name": "西兴综合行政执法队"}),
        (6, "resolve", {"result": "已劝离，恢复畅通"}),
        (7, "pass_check", {}),
        (8, "rate", {"comment": "很快"}),
    ]
    assert len(story[7]["hash"]) == 64


def test_a_closed_public_matter_awaits_a_call_back_until_it_is_rated(
    district: District, records: RecordReader
) -> None:
    first, second = closed(district), closed(district, "online")
    closed(district, "video")
    on_the_spot = taken_in(district, item_code=LITTER)
    does(district, SettleCase(number=on_the_spot, result="当场清扫"))
    district.report(source="hotline")

    waiting = records.awaiting_call_back(None, 10)
    assert [row.number for row in waiting] == [first, second, on_the_spot]
    assert [row.number for row in records.awaiting_call_back(None, 2)] == [first, second]
    assert [row.number for row in records.awaiting_call_back(waiting[1], 2)] == [on_the_spot]
    assert records.count_awaiting_call_back() == 3
    assert records.record(first, district.clock()).awaits_call_back

    does(district, RateCase(number=first, satisfaction=2, comment="太慢"))

    assert [row.number for row in records.awaiting_call_back(None, 10)] == [second, on_the_spot]
    assert records.count_awaiting_call_back() == 2
    record = records.record(first, district.clock())
    assert (record.lacking, record.awaits_call_back) == ((), False)
    assert record.call_back is not None
    assert (record.call_back.satisfaction, record.call_back.comment) == (2, "太慢")

    # Taken up again, nobody is called back before it is closed once more.
    does(district, ReopenCase(number=second, reason="又来了"), by=SUPERVISOR)
    assert [row.number for row in records.awaiting_call_back(None, 10)] == [on_the_spot]


def test_what_was_settled_unverified_shows_what_it_lacks(
    district: District, records: RecordReader
) -> None:
    number = taken_in(district, item_code=LITTER)
    does(district, SettleCase(number=number, result="当场清扫"))
    record = records.record(number, district.clock())
    assert record.lacking == (Part.VALIDITY, Part.CALL_BACK)
    assert (record.self_handled, record.verification, record.answers) == (True, None, ())


def test_everybody_who_answered_is_told_in_order_but_not_who_gave_it_back(
    district: District, records: RecordReader
) -> None:
    number = taken_in(district)
    does(
        district,
        VerifyCase(number=number, valid=True),
        FileCase(number=number, item_code=STALLS),
        DispatchCase(number=number, unit_code=ENFORCEMENT),
        ReturnCase(number=number, reason="不属我处"),
        DispatchCase(number=number, unit_code=SAFETY),
        ReceiveCase(number=number),
        EscalateCase(number=number, reason="权限不足", unit_code="D001"),
        ReceiveCase(number=number),
        ResolveCase(number=number, result="已办"),
        FailCheck(number=number, reason="未清理干净"),
    )
    record = records.record(number, district.clock())
    assert [(answer.code, answer.received_at is not None) for answer in record.answers] == [
        (SAFETY, True),
        ("D001", True),
    ]
    # Back at work: it has a result from before, and no time of resolution.
    assert (record.state, record.resolved_at) == ("handling", None)


class Chinese:
    """A reader's language with a few words of its own."""

    def say(self, text: str) -> str:
        return {"Source": "来源", "%(label)s: %(value)s": "%(label)s：%(value)s"}.get(text, text)

    def word(self, vocabulary: str, code: str) -> str:
        return f"<{vocabulary} {code}>"

    def name(self, name: str, name_en: str | None) -> str:
        return f"{name}/{name_en}"


def test_the_record_file_as_text(district: District, records: RecordReader) -> None:
    number = closed(
        district, source_ref="12345-0001", matter="占道\x1b[2J\n还有异味", address="江陵路1号"
    )
    lines = list(records.record(number, district.clock()).as_text(Chinese()))
    assert lines == [
        "Record file of case 330108-26-000001",
        "来源：<source hotline> 12345-0001",
        "Reported at：2026-09-14 09:00",
        "Reporter：张*敏 138****5678",
        "Item：E0401 占道经营/Street stalls",
        "Matter：占道␛[2J⏎还有异味",
        "Place：西兴街道 西陵社区 第一网格 江陵路1号",
        "State：<state closed>",
        "Tier：<tier 3>",
        "Verified：<validity valid> 现场属实 张敏 2026-09-14 09:10",
        "Answered by：西兴综合行政执法队 2026-09-14 09:30",
        "Due at：2026-09-22 18:00",
        "Result：已劝离，恢复畅通",
        "Resolved at：2026-09-14 09:50",
        "Rating of the check：4",
        "Ended at：2026-09-14 10:00",
        "Still missing：a call-back rating",
        "Drawn at：2026-09-14 10:10",
        "What happened",
        "2026-09-14 09:00  <verb report>  张敏",
        "2026-09-14 09:10  <verb verify>  张敏  现场属实",
        "2026-09-14 09:20  <verb file>  张敏",
        "2026-09-14 09:30  <verb dispatch>  张敏  西兴综合行政执法队",
        "2026-09-14 09:40  <verb receive>  张敏  西兴综合行政执法队",
        "2026-09-14 09:50  <verb resolve>  张敏  已劝离，恢复畅通",
        "2026-09-14 10:00  <verb pass_check>  张敏",
    ]


def test_personal_data_are_shown_only_as_the_desk_revealed_them(
    district: District, records: RecordReader
) -> None:
    number = closed(district)
    record = records.record(number, district.clock())
    assert "13812345678" not in everything_said(record)
    assert "张小敏" not in everything_said(record)

    reporter = district.desk.execute(RevealReporter(number=number), by=DISPATCHER)
    revealed = record.revealed(reporter.name, reporter.phone)

    assert revealed.as_json()["reporter"] == {
        "name": "张小敏",
        "phone": "13812345678",
        "masked": False,
    }
    assert "Reporter：张小敏 13812345678" in list(revealed.as_text(Chinese()))
    assert record.as_json()["reporter"]["masked"]


def everything_said(record: CaseRecordFile) -> str:
    return "\n".join([json.dumps(record.as_json(), ensure_ascii=False), *record.as_text(Chinese())])


@pytest.fixture
def of_both_streets(district: District) -> tuple[str, str]:
    """A closed public matter in each of two streets."""
    district.clock.move_to(datetime(2026, 9, 14, 1, 0, tzinfo=UTC))
    here = closed(district)
    there = taken_in(district, area_code=OTHER_GRID)
    does(
        district,
        VerifyCase(number=there, valid=True),
        FileCase(number=there, item_code=STALLS),
        DispatchCase(number=there, unit_code="S101"),
        ReceiveCase(number=there),
        ResolveCase(number=there, result="已办"),
        PassCheck(number=there, rating=3),
    )
    return here, there


def test_a_record_outside_the_jurisdiction_is_not_found_and_not_counted(
    district: District, database: Database, of_both_streets: tuple[str, str]
) -> None:
    here, there = of_both_streets
    for scope, own, foreign in (
        (OF_STREET, here, there),
        (OF_OTHER_STREET, there, here),
    ):
        reader = RecordReader(database, scope)
        assert reader.record(own, district.clock()).number == own
        with pytest.raises(NotFound) as refused:
            reader.record(foreign, district.clock())
        with pytest.raises(NotFound) as unknown:
            reader.record("330108-26-999999", district.clock())
        assert refused.value.template == unknown.value.template
        assert refused.value.params == {"number": foreign}
        assert [row.number for row in reader.awaiting_call_back(None, 10)] == [own]
        assert reader.count_awaiting_call_back() == 1
    nowhere = RecordReader(database, Scope("x", "x", Role.DISPATCHER, "330108", "330109"))
    assert nowhere.awaiting_call_back(None, 10) == ()
    assert nowhere.count_awaiting_call_back() == 0


@pytest.mark.parametrize("statistics", (False, True))
def test_those_to_call_back_are_a_range_of_an_index(shelves: Shelves, *, statistics: bool) -> None:
    url = shelves.sqlite.take()
    database = open_database(url)
    district = District(database.transactions)
    number = closed(district)
    if statistics:
        run_sql(database, "ANALYZE")
    for scope in (WHOLE, OF_STREET):
        reader = RecordReader(database, scope)
        (row,) = reader.awaiting_call_back(None, 5)
        assert row.number == number
        for read in (
            partial(reader.awaiting_call_back, None, 5),
            partial(reader.awaiting_call_back, row, 5),
            reader.count_awaiting_call_back,
        ):
            step, *more = steps_of(database, read, "satisfaction IS NULL")
            assert "INDEX ix_cases_call_back (district_code=?" in step
            assert not any("SCAN" in other or "TEMP" in other for other in more)
    database.close()
    shelves.sqlite.give_back(url)
