"""A run writes what is new, what has changed and what is to be withdrawn, and nothing twice."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from console.upstreams import running
from console.upstreams.mappings import wanted_cases
from core.cases.commands import CancelCase, DispatchCase, FileCase, NoteCase, ReturnCase
from core.cases.rows import CaseFilter
from core.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from core.kernel.settings import note_reference_change
from core.operators.models import Operator
from core.upstreams.commands import Answer, RecordRun, StopStream, TakeReceipts
from core.upstreams.comparing import Again
from storage.database import Database
from tests.databases import MakeDatabase, run_sql
from tests.district import (
    ADMIN,
    AUDITOR,
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    MONDAY_MORNING,
    NEXT_GRID,
    OTHER_GRID,
    STALLS,
    STREET,
    SUPERVISOR,
    VIEWER,
    District,
)
from tests.upstreams import EVENTS, PEOPLE, Handover, mapping_of, told

FIRST, SECOND, THIRD = (f"330108-26-00000{n}" for n in (1, 2, 3))
TABLES = ("upstream_stream", "upstream_waiting", "upstream_record", "upstream_run", "audit_entry")


def held(database: Database, *tables: str) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {
            table: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]
            for table in tables or TABLES
        }


def audited(database: Database) -> list[tuple[str, str]]:
    with database.reading() as connection:
        found = connection.execute(
            text("SELECT action, detail FROM audit_entry WHERE action LIKE 'upstream%' ORDER BY id")
        )
        return [tuple(row) for row in found]


def test_the_first_run_sends_everything_and_the_next_only_what_has_changed(
    handover: Handover, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report(matter="一")
    district.report(matter="二")

    first = handover.run(events)
    district.report(matter="三")
    district.desk.execute(FileCase(number=SECOND, item_code=STALLS), by=DISPATCHER)
    second = handover.run(events)

    assert (told(first), told(second)) == ((1, 2, 0, 0, 0), (2, 1, 1, 0, 0))
    assert handover.rows(first) == [
        [FIRST, "new", STALLS, "01", "", "一"],
        [SECOND, "new", STALLS, "01", "", "二"],
    ]
    assert handover.rows(second) == [
        [SECOND, "changed", STALLS, "02", "", "二"],
        [THIRD, "new", STALLS, "01", "", "三"],
    ]


def test_without_a_change_nothing_is_written_and_no_number_spent(
    handover: Handover, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report()
    handover.run(events)
    files = handover.names()

    again = handover.run(events)

    assert (told(again), again.files, again.manifest) == ((None, 0, 0, 0, 0), (), None)
    assert handover.names() == files
    district.report()
    assert handover.run(events).run == 2


def test_a_change_that_the_mapping_does_not_show_is_no_change(
    handover: Handover, database: Database, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report()
    handover.run(events)
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    handover.run(events)
    run_sql(database, "UPDATE cases SET address = '别处'")

    again = handover.run(events)

    assert (told(again), again.unchanged) == ((None, 0, 0, 0, 0), 1)
    assert held(database, "upstream_waiting") == {"upstream_waiting": []}


def test_what_leaves_the_filter_is_withdrawn_once_and_new_when_it_comes_back(
    handover: Handover, district: District
) -> None:
    events = mapping_of(EVENTS, ("what: cases", "what: cases\nfilter: state:reported,filed"))
    district.report(matter="一")
    district.report(matter="二")
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    handover.run(events)
    district.desk.execute(DispatchCase(number=FIRST, unit_code=ENFORCEMENT), by=DISPATCHER)

    gone = handover.run(events)
    district.desk.execute(NoteCase(number=FIRST, text="已派"), by=DISPATCHER)
    nothing = handover.run(events)
    district.desk.execute(ReturnCase(number=FIRST, reason="不属我们"), by=DISPATCHER)
    back = handover.run(events)

    assert told(gone) == (2, 0, 0, 1, 0)
    assert handover.rows(gone) == [[FIRST, "withdrawn", STALLS, "99", "西兴综合行政执法队", "一"]]
    assert told(nothing) == (None, 0, 0, 0, 0)
    assert told(back) == (3, 1, 0, 0, 0)
    assert [row[1] for row in handover.rows(back)] == ["new"]


def test_without_a_column_for_it_what_is_withdrawn_has_a_file_of_its_own(
    handover: Handover, district: District
) -> None:
    events = mapping_of(
        EVENTS,
        ("  - {header: 操作, field: change}\n", ""),
        ("what: cases", "what: cases\nfilter: -state:cancelled"),
    )
    district.report(matter="一")
    handover.run(events)
    district.desk.execute(CancelCase(number=FIRST, reason="重复"), by=SUPERVISOR)

    gone = handover.run(events)

    assert [(file.holds, file.name) for file in gone.files] == [
        ("withdrawn", "events-330108-000002-withdrawn.csv")
    ]
    assert handover.rows(gone, "withdrawn") == [[FIRST, STALLS, "99", "", "一"]]


def test_what_cannot_be_sent_is_told_with_its_reason_and_tried_again(
    handover: Handover, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report(matter="没有事项", item_code=None)
    district.report()

    first = handover.run(events)
    (trouble,) = handover.shop().upstreams.troubles("events")
    again = handover.run(events)
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    mended = handover.run(events)

    assert told(first) == (1, 1, 0, 0, 1)
    assert handover.rows(first, "unmapped") == [
        [FIRST, "new", "", "01", "", "没有事项", "事项: It is required, and empty here."]
    ]
    assert (trouble.key, trouble.sent_run, trouble.answer) == (FIRST, 0, "")
    assert (*told(again), again.still_unmapped) == (None, 0, 0, 0, 0, 1)
    assert (*told(mended), mended.still_unmapped) == (2, 1, 0, 0, 0, 0)
    assert handover.shop().upstreams.troubles("events") == ()


def test_what_cannot_be_sent_is_written_again_only_once_it_has_changed(
    handover: Handover, database: Database, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report(item_code=None, matter="没有事项")
    handover.run(events)

    whole = handover.run(mapping_of(EVENTS, ("title: 事件", "title: 又一事件")))
    files = handover.names()
    run_sql(database, f"UPDATE cases SET version = version + 1 WHERE number = '{FIRST}'")
    looked_at = handover.run(mapping_of(EVENTS, ("title: 事件", "title: 又一事件")))
    unwritten = handover.names()
    run_sql(database, f"UPDATE cases SET matter = '还是没有' WHERE number = '{FIRST}'")
    changed = handover.run(events)
    asked_for = handover.run(events, again=Again.EVERYTHING)

    assert (*told(whole), whole.still_unmapped) == (None, 0, 0, 0, 0, 1)
    assert (*told(looked_at), looked_at.still_unmapped) == (None, 0, 0, 0, 0, 1)
    assert unwritten == files
    assert (*told(changed), changed.still_unmapped) == (2, 0, 0, 0, 1, 0)
    assert [row[5] for row in handover.rows(changed, "unmapped")] == ["还是没有"]
    assert (*told(asked_for), asked_for.still_unmapped) == (3, 0, 0, 0, 1, 0)
    assert len(handover.shop().upstreams.troubles("events")) == 1


def test_what_is_again_as_the_upstream_has_it_is_no_trouble_any_more(
    handover: Handover, database: Database, district: District
) -> None:
    events = mapping_of(EVENTS, ("field: matter", "field: matter, required: true"))
    district.report(matter="一")
    handover.run(events)
    for matter, troubles in (("", 1), ("一", 0)):
        run_sql(database, f"UPDATE cases SET matter = '{matter}' WHERE number = '{FIRST}'")

        ran = handover.run(events)

        assert (ran.new, ran.changed, ran.unmapped) == (0, 0, troubles)
        assert len(handover.shop().upstreams.troubles("events")) == troubles


def test_everything_is_sent_when_asked_for(handover: Handover, district: District) -> None:
    events = mapping_of(EVENTS)
    district.report()
    district.report()
    handover.run(events)

    whole = handover.run(events, again=Again.EVERYTHING)

    assert told(whole) == (2, 0, 2, 0, 0)
    assert handover.manifest(whole)["whole"] is True


def test_a_name_that_is_looked_up_changes_every_record_that_shows_it(
    handover: Handover, database: Database, district: District
) -> None:
    events = mapping_of(EVENTS)
    for _ in range(2):
        district.report()
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=FIRST, unit_code=ENFORCEMENT), by=DISPATCHER)
    handover.run(events)
    with database.transactions.writing() as session:
        session.connection().execute(
            text(f"UPDATE unit SET name = '执法一中队' WHERE code = '{ENFORCEMENT}'")
        )
        note_reference_change(session)

    renamed = handover.run(events)

    assert told(renamed) == (2, 0, 1, 0, 0)
    assert handover.rows(renamed) == [
        [FIRST, "changed", STALLS, "99", "执法一中队", "商户占用盲道"]
    ]


def test_another_mapping_of_the_same_code_compares_everything(
    handover: Handover, district: District
) -> None:
    district.report()
    handover.run(mapping_of(EVENTS))

    other = mapping_of(EVENTS, ("field: matter", "field: matter, cut: 2"))

    assert told(handover.run(other)) == (2, 0, 1, 0, 0)
    assert told(handover.run(other)) == (None, 0, 0, 0, 0)


def test_a_case_that_commits_after_the_run_has_read_is_in_the_next(
    handover: Handover, database: Database, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its clock says: it is reported with a time before that of the run."""
    events = mapping_of(EVENTS)
    district.report(matter="一")
    handover.run(events)
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    recorded = RecordRun

    def late(**fields: Any) -> Any:
        run_sql(
            database,
            f"UPDATE cases SET matter = '一改', filed_at = reported_at WHERE number = '{FIRST}'",
        )
        district.report(matter="二")
        return recorded(**fields)

    monkeypatch.setattr(running, "RecordRun", late)
    second = handover.run(events)
    monkeypatch.undo()
    third = handover.run(events)

    assert [row[5] for row in handover.rows(second)] == ["一"]
    assert [(row[0], row[1], row[5]) for row in handover.rows(third)] == [
        (FIRST, "changed", "一改"),
        (SECOND, "new", "二"),
    ]


def test_a_transaction_that_is_open_while_a_run_looks_is_in_the_next(
    handover: Handover, make_database: MakeDatabase, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report(matter="一")
    handover.run(events)
    other = make_database()
    change = text(f"UPDATE cases SET matter = '一改' WHERE number = '{FIRST}'")
    look = handover.shop().upstreams

    with other.transactions.writing() as session:
        session.connection().execute(change)
        session.flush()
        with look.looking(events, wanted_cases(handover.shop(), events), MONDAY_MORNING) as seen:
            assert seen.waiting() == {}

    assert [row[5] for row in handover.rows(handover.run(events))] == ["一改"]


def test_a_mapping_that_is_stopped_notes_nothing_and_begins_again_by_comparing(
    handover: Handover, database: Database, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report(matter="一")
    handover.run(events)
    stop = StopStream(mapping="events", area_code="330108")
    with pytest.raises(Forbidden):
        district.desk.execute(stop, by=DISPATCHER)
    district.report(matter="二")
    assert len(held(database, "upstream_waiting")["upstream_waiting"]) == 1

    district.desk.execute(stop, by=SUPERVISOR)
    run_sql(database, f"UPDATE cases SET matter = '一改' WHERE number = '{FIRST}'")

    assert held(database, "upstream_waiting") == {"upstream_waiting": []}
    again = handover.run(events)
    assert [(row[0], row[1]) for row in handover.rows(again)] == [
        (FIRST, "changed"),
        (SECOND, "new"),
    ]
    district.report(matter="三")
    assert told(handover.run(events)) == (3, 1, 0, 0, 0)


def test_who_may_not_see_names_reads_none(handover: Handover) -> None:
    people = mapping_of(PEOPLE)

    with (
        pytest.raises(Forbidden),
        handover.shop(VIEWER).upstreams.looking(people, CaseFilter(), MONDAY_MORNING),
    ):
        pass


def test_a_reader_gives_no_name_that_no_column_shows_plain(handover: Handover) -> None:
    people = mapping_of(PEOPLE, (", plain: true", ""))

    with handover.shop().upstreams.looking(people, CaseFilter(), MONDAY_MORNING) as look:
        (person,) = look.records()

    assert "*" in person["name"]
    assert "****" in person["phone"]


def test_of_two_runs_at_once_one_is_refused_and_leaves_nothing(
    handover: Handover, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = mapping_of(EVENTS)
    district.report()
    recorded = RecordRun

    def overtaken(**fields: Any) -> Any:
        monkeypatch.undo()
        district.report()
        handover.run(events)
        return recorded(**fields)

    monkeypatch.setattr(running, "RecordRun", overtaken)
    with pytest.raises(Conflict):
        handover.run(events)

    (run,) = handover.shop().upstreams.runs()
    assert run.number == 1
    assert handover.names() == {"events-330108-000001.csv", "events-330108-000001.manifest.json"}
    (file,) = json.loads(run.files)
    content = (handover.folder / file["name"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]


def test_a_run_takes_no_note_away_that_was_made_anew_while_it_ran(
    handover: Handover, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run with nothing to write comes and goes meanwhile, and the case changes then."""
    events = mapping_of(EVENTS)
    district.report()
    handover.run(events)
    district.desk.execute(NoteCase(number=FIRST, text="不在列"), by=DISPATCHER)
    recorded = RecordRun

    def overtaken(**fields: Any) -> Any:
        monkeypatch.undo()
        assert handover.run(events).run is None
        district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
        return recorded(**fields)

    monkeypatch.setattr(running, "RecordRun", overtaken)
    handover.run(events, again=Again.EVERYTHING)
    after = handover.run(events)

    assert [row[:2] for row in handover.rows(after)] == [[FIRST, "changed"]]


@pytest.mark.parametrize("form", ("csv", "xlsx", "jsonl"))
def test_what_tells_of_people_is_for_its_owner_alone(handover: Handover, form: str) -> None:
    people = mapping_of(PEOPLE, ("what: staff", f"what: staff\nformat: {form}"))

    (rows,) = handover.run(people).files

    assert (handover.folder / rows.name).stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_mapping_is_not_written_over(
    handover: Handover, district: District
) -> None:
    district.report()
    named = ("what: cases", 'what: cases\nfile: "上报-{run}"')
    handover.run(mapping_of(EVENTS, named))
    other = mapping_of(EVENTS, named, ("code: events", "code: others"))
    names, before = handover.names(), (handover.folder / "上报-000001.csv").read_bytes()

    with pytest.raises(Invalid, match="上报-000001"):
        handover.run(other)

    assert handover.names() == names
    assert (handover.folder / "上报-000001.csv").read_bytes() == before
    assert [run.mapping for run in handover.shop().upstreams.runs()] == ["events"]


def test_the_manifest_tells_of_the_run_and_its_files(
    handover: Handover, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report(item_code=None)
    district.report()

    ran = handover.run(events)

    told_of = handover.manifest(ran)
    files = told_of.pop("files")
    assert told_of == {
        "mapping": "events",
        "title": "事件",
        "mapping_sha256": events.sha256,
        "what": "cases",
        "run": 1,
        "previous": None,
        "at": "2026-09-14T09:00:00+08:00",
        "as_at": "2026-09-14T09:00:00+08:00",
        "by": SUPERVISOR,
        "district": "330108",
        "area": "330108",
        "whole": True,
        "new": 1,
        "changed": 0,
        "withdrawn": 0,
        "unmapped": 1,
    }
    assert [(file["name"], file["rows"]) for file in files] == [
        ("events-330108-000001-unmapped.csv", 1),
        ("events-330108-000001.csv", 1),
    ]
    for file in files:
        content = (handover.folder / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )
    assert ran.manifest is not None
    assert ran.manifest.name == "events-330108-000001.manifest.json"


def test_the_manifest_is_put_in_its_place_after_all_others(
    handover: Handover, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    district.report(item_code=None)
    district.report()
    placed: list[str] = []
    replace = Path.replace

    def noted(part: Path, target: Path) -> Path:
        placed.append(target.name)
        return replace(part, target)

    monkeypatch.setattr(Path, "replace", noted)
    handover.run(mapping_of(EVENTS))

    assert len(placed) == 3
    assert placed[-1] == "events-330108-000001.manifest.json"


def test_the_same_data_are_the_same_bytes(handover: Handover, district: District) -> None:
    for _ in range(3):
        district.report()

    for form in ("csv", "xlsx", "jsonl"):
        twins = [
            mapping_of(EVENTS, ("code: events", f"code: {code}\nformat: {form}"))
            for code in ("one", "other")
        ]
        first = handover.run(twins[0])
        district.clock.advance(timedelta(minutes=7))
        second = handover.run(twins[1])
        assert [file.sha256 for file in second.files] == [file.sha256 for file in first.files]


def test_a_dry_run_says_the_same_and_changes_nothing(
    handover: Handover, database: Database, district: District
) -> None:
    events = mapping_of(EVENTS)
    district.report()
    before = held(database)

    dry = handover.run(events, dry=True)

    assert told(dry) == (None, 1, 0, 0, 0)
    assert held(database) == before
    assert not handover.folder.exists()


def test_who_may_not_send_changes_nothing_but_the_audit_trail(
    handover: Handover, database: Database, district: District
) -> None:
    district.report()
    before = held(database, *TABLES[:-1])

    for by in (DISPATCHER, VIEWER, AUDITOR):
        with pytest.raises(Forbidden):
            handover.run(mapping_of(EVENTS), by=by)

    assert held(database, *TABLES[:-1]) == before
    assert not handover.folder.exists()
    with database.reading() as connection:
        refused = text(
            "SELECT operator, action, subject FROM audit_entry WHERE outcome = 'refused'"
        )
        assert [tuple(row) for row in connection.execute(refused)] == [
            (by, "OpenStream", "330108") for by in (DISPATCHER, VIEWER, AUDITOR)
        ]


def test_a_run_is_on_record_and_so_is_who_saw_personal_data(
    handover: Handover, database: Database, district: District
) -> None:
    district.report()
    events, people = mapping_of(EVENTS), mapping_of(PEOPLE)

    handover.run(events)
    ran = handover.run(people, by=ADMIN)
    handover.run(people, by=ADMIN)

    assert handover.rows(ran) == [[f"BJ0001/{GRID}/full_time", "𠮷小网", "101****0001"]]
    assert audited(database) == [
        ("upstream_open", "area 330108; plain: -"),
        (
            "upstream_run",
            f"run 1 for 330108: 1 new, 0 changed, 0 withdrawn, 0 unmapped; {events.sha256}",
        ),
        ("upstream_open", "area 330108; plain: name"),
        (
            "upstream_run",
            f"run 1 for 330108: 1 new, 0 changed, 0 withdrawn, 0 unmapped; {people.sha256}",
        ),
        ("upstream_open", "area 330108; plain: name"),
    ]


@pytest.fixture
def street_chief(database: Database) -> str:
    """Return the login of the supervisor of one street."""
    with database.transactions.writing() as session:
        session.add(Operator(login="chief", name="陈", role="supervisor", area_code=STREET))
    return "chief"


def test_a_run_covers_the_area_of_its_operator_and_no_other(
    handover: Handover, district: District, street_chief: str
) -> None:
    events = mapping_of(EVENTS)
    district.report(area_code=GRID, matter="西兴")
    district.report(area_code=OTHER_GRID, matter="长河")

    street = handover.run(events, by=street_chief)
    whole = handover.run(events)
    district.report(area_code=OTHER_GRID, matter="又是长河")

    assert (street.area, [row[5] for row in handover.rows(street)]) == (STREET, ["西兴"])
    assert (whole.area, [row[5] for row in handover.rows(whole)]) == ("330108", ["西兴", "长河"])
    assert told(handover.run(events, by=street_chief)) == (None, 0, 0, 0, 0)
    assert told(handover.run(events)) == (2, 1, 0, 0, 0)
    assert {run.area_code for run in handover.shop(street_chief).upstreams.runs()} == {STREET}
    assert len(handover.shop().upstreams.runs()) == 3


def test_who_is_of_a_street_stops_nothing_of_the_whole_district(
    handover: Handover, database: Database, district: District, street_chief: str
) -> None:
    district.report()
    handover.run(mapping_of(EVENTS))
    before = held(database, "upstream_stream", "upstream_waiting", "upstream_record")
    answer = Answer(2, FIRST, "accepted", "")

    for command in (
        StopStream(mapping="events", area_code="330108"),
        TakeReceipts(mapping="events", area_code="330108", answers=[answer]),
    ):
        with pytest.raises(Forbidden):
            district.desk.execute(command, by=street_chief)

    assert held(database, *before) == before


def test_a_mapping_of_another_area_is_refused(
    handover: Handover, database: Database, street_chief: str
) -> None:
    other = mapping_of(EVENTS, ("what: cases", 'what: cases\narea: "330108002"'))

    with pytest.raises(NotFound):
        handover.run(other, by=street_chief)

    assert not any(held(database).values())
    assert handover.run(other).area == "330108002"


def test_a_case_that_moves_out_of_the_area_is_withdrawn_by_its_number_alone(
    handover: Handover, database: Database, district: District, street_chief: str
) -> None:
    events = mapping_of(EVENTS)
    district.report(matter="西兴")
    handover.run(events, by=street_chief)
    run_sql(
        database,
        f"UPDATE cases SET area_code = '{OTHER_GRID}', street_code = '{OTHER_GRID[:9]}'",
    )

    moved = handover.run(events, by=street_chief)

    assert handover.rows(moved) == [[FIRST, "withdrawn", "", "", "", ""]]


def test_registers_are_compared_record_by_record(handover: Handover, database: Database) -> None:
    grids = mapping_of(
        "code: grids\ntitle: 网格\nwhat: grids\ncolumns:\n"
        "  - {header: 编码, field: code}\n  - {header: 名称, field: name}\n"
        "  - {header: 操作, field: change}\n  - {header: 网格员, field: gridder_name}\n"
    )

    first = handover.run(grids)
    run_sql(
        database,
        f"UPDATE area SET name = '第二网格东' WHERE code = '{NEXT_GRID}'",
        f"UPDATE area SET valid_to = '2026-09-01' WHERE code = '{OTHER_GRID}'",
    )
    second = handover.run(grids)

    assert handover.rows(first) == [
        [GRID, "第一网格", "new", "𠮷*网"],
        [NEXT_GRID, "第二网格", "new", ""],
        [OTHER_GRID, "第一网格", "new", ""],
    ]
    assert handover.rows(second) == [
        [NEXT_GRID, "第二网格东", "changed", ""],
        [OTHER_GRID, "", "withdrawn", ""],
    ]


def test_figures_are_of_the_last_whole_month_and_those_of_others_stay(
    handover: Handover, district: District
) -> None:
    figures = mapping_of(
        "code: figures\ntitle: 指标\nwhat: figures\nby: street\ncolumns:\n"
        "  - {header: 记录, field: line}\n  - {header: 上报, field: reported}\n"
        "  - {header: 有效率, field: valid, percent: true}\n  - {header: 操作, field: change}\n"
    )
    for _ in range(3):
        district.report()
    district.desk.execute(FileCase(number=FIRST, item_code=STALLS), by=DISPATCHER)
    district.clock.move_to(datetime(2026, 10, 1, 1, tzinfo=UTC))

    september = handover.run(figures)
    again = handover.run(figures)
    district.clock.move_to(datetime(2026, 11, 1, 1, tzinfo=UTC))
    october = handover.run(figures)

    assert handover.rows(september) == [
        ["2026-09/330108001", "3", "33.33", "new"],
        ["2026-09/330108002", "0", "", "new"],
    ]
    assert told(again) == (None, 0, 0, 0, 0)
    assert handover.rows(october) == [
        ["2026-10/330108001", "0", "", "new"],
        ["2026-10/330108002", "0", "", "new"],
    ]


def test_a_filter_that_means_something_else_every_day_is_refused(
    handover: Handover, database: Database
) -> None:
    before = held(database)

    for line in ("late", "since:7d", "today", "until:today", "-late"):
        with pytest.raises(Invalid, match="means something else every day"):
            handover.run(mapping_of(EVENTS, ("what: cases", f"what: cases\nfilter: {line}")))

    assert held(database) == before


def test_cases_wait_only_where_something_is_sent(database: Database, district: District) -> None:
    district.report()

    assert held(database, "upstream_waiting") == {"upstream_waiting": []}
