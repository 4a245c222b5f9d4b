"""Sheets of spot checks: drawn once, recognised again, and recorded by the verb alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text

from core.cases.commands import (
    DispatchCase,
    DrawSpotCheck,
    FileCase,
    PassCheck,
    ReceiveCase,
    ReopenCase,
    ResolveCase,
)
from core.cases.sampling import Candidate, draw
from core.cases.spot_checks import KeptSample
from core.imports.commands import ImportSpotChecks, SpotCheckRow, UndoImport
from core.imports.result import ImportResult
from core.imports.spot_checks import read_spot_check_file, spot_check_rows
from core.kernel.errors import Forbidden, Invalid, Refused
from core.operators.jurisdiction import Scope
from core.operators.models import Operator, Role
from storage.database import Database
from storage.readers.spot_checks import SpotCheckReader
from tests.databases import run_sql
from tests.district import (
    ADMIN,
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    OTHER_ENFORCEMENT,
    OTHER_GRID,
    OTHER_STREET,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.stored import everything_in

MONDAY = date(2026, 9, 14)
ALL = DrawSpotCheck(since=MONDAY, until=MONDAY, size=3, seed="九月")
WHO = Scope(SUPERVISOR, "王强", Role.SUPERVISOR, "330108", "330108")


def close(district: District, area: str) -> str:
    matter = "来电0571-88881234，身份证11010519491231002X"
    number = district.report(area_code=area, matter=matter).number
    unit = ENFORCEMENT if area == GRID else OTHER_ENFORCEMENT
    for command in (
        FileCase(number=number, item_code=STALLS),
        DispatchCase(number=number, unit_code=unit),
        ReceiveCase(number=number),
        ResolveCase(number=number, result="已办，回电13800138000"),
        PassCheck(number=number, rating=5),
    ):
        district.desk.execute(command, by=DISPATCHER)
    return number


@pytest.fixture
def closed(district: District) -> list[str]:
    """Three cases that are closed, the last one in another street."""
    numbers = []
    for area in (GRID, GRID, OTHER_GRID):
        district.clock.advance(timedelta(minutes=1))
        numbers.append(close(district, area))
    return numbers


def drawn(district: District, command: DrawSpotCheck = ALL, by: str = SUPERVISOR) -> KeptSample:
    kept: KeptSample = district.desk.execute(command, by=by)
    return kept


def row(sample: str, number: str, line: int = 3, **more: Any) -> SpotCheckRow:
    blank = SpotCheckRow(line, sample, number, None, "属实", "第三方甲", MONDAY)
    return blank._replace(**({"passed": True} | more))


def take_in(
    district: District, *rows: SpotCheckRow, commit: bool = True, by: str = SUPERVISOR
) -> ImportResult:
    result: ImportResult = district.desk.execute(ImportSpotChecks(rows=rows, commit=commit), by=by)
    return result


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in result.refused]


@pytest.fixture
def look(database: Database) -> Callable[[str], list[tuple[Any, ...]]]:
    def ask(statement: str) -> list[tuple[Any, ...]]:
        with database.reading() as connection:
            return [tuple(found) for found in connection.execute(text(statement))]

    return ask


def test_a_kept_sample_is_what_anybody_draws_from_the_candidates(
    district: District, closed: list[str], database: Database
) -> None:
    kept = drawn(district, replace(ALL, size=2))
    candidates = SpotCheckReader(database, WHO).candidates(MONDAY, MONDAY)
    assert sorted(candidates) == sorted(
        Candidate(number, "330108002" if number == closed[2] else "330108001") for number in closed
    )
    assert kept.sample == draw(candidates, 2, "九月")
    assert not kept.repeated
    assert closed[2] in kept.sample.numbers


def test_the_same_asking_keeps_one_sample_and_another_one_another(
    district: District, closed: list[str], look: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    first, again = drawn(district), drawn(district)
    assert (again.id, again.repeated) == (first.id, True)
    other = drawn(district, replace(ALL, seed="十月"))
    assert other.id != first.id
    assert look("SELECT count(*) FROM spot_check_sample") == [(2,)]
    assert look("SELECT count(*) FROM spot_check_drawn") == [(2 * len(closed),)]
    audited = look("SELECT operator, subject FROM audit_entry WHERE action = 'draw spot check'")
    assert audited == [(SUPERVISOR, first.id)] * 2 + [(SUPERVISOR, other.id)]


def test_the_sheet_has_what_a_checker_needs_and_no_phone(
    district: District, closed: list[str], database: Database
) -> None:
    run_sql(database, "UPDATE cases SET address = '长河路1号 138 0013 8000'")
    kept = drawn(district)
    rows = SpotCheckReader(database, WHO).sheet(kept.id)
    assert [one.number for one in rows] == sorted(closed)
    first = rows[0]
    assert (first.street, first.community, first.grid) == ("西兴街道", "西陵社区", "第一网格")
    assert first.item_code == STALLS
    assert first.address == "长河路1号 138****8000"
    assert first.done == "已办，回电138****8000"
    assert first.matter == "来电0571-****1234，身份证110****002X"
    assert first.closed_at.date() == MONDAY
    street = replace(WHO, area_code=OTHER_STREET)
    assert [one.number for one in SpotCheckReader(database, street).sheet(kept.id)] == [closed[2]]
    abroad = replace(WHO, district_code="330109", area_code="330109")
    assert SpotCheckReader(database, abroad).sheet(kept.id) == ()


def test_a_filled_in_sheet_is_recorded_by_the_verb_and_only_once(
    district: District, closed: list[str], look: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    sample = drawn(district).id
    good, bad = sorted(closed)[:2]
    rows = (
        row(sample, good),
        row(sample, bad, line=4, passed=False, finding="仍占道"),
        SpotCheckRow(5, sample, sorted(closed)[2], None, "", "", None),
    )
    before = everything_in(district.transactions)
    dry = take_in(district, *rows, commit=False)
    assert (dry.new, dry.unchanged, dry.committed, dry.refused) == (2, 0, False, ())
    assert [(c.line, c.key, c.said) for c in dry.changes.listed] == [
        (3, good, "passed"), (4, bad, "failed"),
    ]  # fmt: skip
    assert everything_in(district.transactions) == before

    done = take_in(district, *rows)
    assert (done.new, done.unchanged, done.committed) == (2, 0, True)
    checks = "SELECT number, spot_check FROM cases ORDER BY number"
    assert look(checks) == [(good, "passed"), (bad, "failed"), (sorted(closed)[2], None)]
    verbs = look("SELECT operator FROM case_history WHERE verb = 'spot_check'")
    assert verbs == [(SUPERVISOR,)] * 2

    after = everything_in(district.transactions)
    again = take_in(district, *rows)
    assert (again.new, again.unchanged, again.committed, again.import_id) == (0, 2, True, None)
    assert everything_in(district.transactions) == after


def test_what_does_not_fit_the_sample_is_refused_by_name_and_nothing_is_recorded(
    district: District, closed: list[str]
) -> None:
    sample = drawn(district, replace(ALL, size=2)).id
    outside = next(
        n for n in closed if n not in drawn(district, replace(ALL, size=2)).sample.numbers
    )
    inside, reopened = sorted(set(closed) - {outside})
    district.clock.advance(timedelta(minutes=1))
    district.desk.execute(ReopenCase(number=reopened, reason="又来了"), by=SUPERVISOR)
    before = everything_in(district.transactions)
    result = take_in(
        district,
        row(sample, inside),
        row(sample, inside, line=4),
        row(sample, outside, line=5),
        row("0123456789abcdef", inside, line=6),
        row(sample, reopened, line=7),
        row(sample, inside, line=8, passed=None),
    )
    again = (
        "Case {} was reopened since it was drawn, so that the finding is of what is no more. Take "
        "this row out, and draw again when it is closed."
    )
    assert reasons(result) == [
        (4, "number", "It stands on line 3 already."),
        (5, "number", f"Case {outside} was not drawn in sample {sample}; take this row out."),
        (
            6,
            "sample",
            "No sample 0123456789abcdef was drawn here; take the sheet that spot-check draw wrote.",
        ),
        (7, "number", again.format(reopened)),
        (8, "number", "It stands on line 3 already."),
        (8, "passed", "It is missing."),
    ]
    assert not result.committed
    assert everything_in(district.transactions) == before

    # Closed anew it is another handling: the sheet is of the former one.
    district.clock.advance(timedelta(minutes=1))
    close_again(district, reopened)
    assert reasons(take_in(district, row(sample, reopened))) == [
        (3, "number", again.format(reopened))
    ]
    anew = drawn(district, replace(ALL, size=2))
    assert anew.sample.numbers == tuple(sorted((inside, reopened)))
    assert anew.id != sample
    assert reasons(take_in(district, row(anew.id, reopened))) == []


def close_again(district: District, number: str) -> None:
    unit = OTHER_ENFORCEMENT if number.endswith("3") else ENFORCEMENT
    for command in (
        DispatchCase(number=number, unit_code=unit),
        ReceiveCase(number=number),
        ResolveCase(number=number, result="又办"),
        PassCheck(number=number, rating=5),
    ):
        district.desk.execute(command, by=DISPATCHER)


def test_what_is_recorded_stays_and_a_sheet_that_says_otherwise_is_refused(
    district: District, closed: list[str]
) -> None:
    sample, number = drawn(district).id, min(closed)
    take_in(district, row(sample, number, passed=False, finding="仍占道"))
    before = everything_in(district.transactions)
    result = take_in(district, row(sample, number))
    why = (
        f"Case {number} is recorded as failed already, by 第三方甲; what is recorded stays. "
        "Correct the row, or check the case once more by hand."
    )
    assert reasons(result) == [(3, "passed", why)]
    assert everything_in(district.transactions) == before
    later = take_in(district, row(sample, sorted(closed)[1], checked_on=date(2026, 9, 15)))
    assert reasons(later) == [(3, "checked_on", "This day is yet to come.")]


def test_only_who_may_spot_check_draws_and_records(district: District, closed: list[str]) -> None:
    sample = drawn(district).id
    before = everything_in(district.transactions)
    for command in (ALL, ImportSpotChecks(rows=(row(sample, closed[0]),), commit=True)):
        with pytest.raises(Forbidden):
            district.desk.execute(command, by=DISPATCHER)
    after = everything_in(district.transactions)
    denied = [entry for entry in after.pop("audit_entry") if entry not in before["audit_entry"]]
    assert len(denied) == 2, "each attempt is on record, and nothing else is"
    assert after == {table: rows for table, rows in before.items() if table != "audit_entry"}
    with district.transactions.writing() as session:
        session.add(Operator(login="other", name="陈", role="supervisor", area_code=OTHER_STREET))
    result = take_in(district, row(sample, closed[0]), by="other")
    why = f"Case {closed[0]} was not drawn in sample {sample}; take this row out."
    assert reasons(result) == [(3, "number", why)]
    assert not result.committed
    assert drawn(district, by="other").sample.numbers == (closed[2],)


def test_a_record_of_spot_checks_cannot_be_undone(district: District, closed: list[str]) -> None:
    done = take_in(district, row(drawn(district).id, closed[0]))
    before = everything_in(district.transactions)
    undo = UndoImport(import_id=done.import_id or 0, commit=True)
    with pytest.raises(Refused, match="the history of a case is never erased"):
        district.desk.execute(undo, by=ADMIN)
    assert everything_in(district.transactions) == before


@pytest.mark.usefixtures("closed")
def test_a_sample_needs_a_seed_and_a_size(district: District) -> None:
    before = everything_in(district.transactions)
    for field, wrong in (("size", replace(ALL, size=0)), ("seed", replace(ALL, seed=" "))):
        with pytest.raises(Invalid) as invalid:
            district.desk.execute(wrong, by=SUPERVISOR)
        assert set(invalid.value.fields) == {field}
    with pytest.raises(Refused, match="No case was closed in these days"):
        drawn(district, replace(ALL, since=date(2026, 9, 13), until=date(2026, 9, 13)))
    assert everything_in(district.transactions) == before


def test_a_sheet_is_read_whatever_words_it_uses() -> None:
    sheet = (
        "抽查表 九月\n"
        "抽样号,案件编号,抽查结果,抽查意见,抽查人,抽查日期\n"
        "ab12,330108-26-000001,通过,属实,甲,2026/9/14\n"
        "ab12,330108-26-000002,不合格,仍占道,甲,2026年9月14日\n"
        "ab12,330108-26-000003,,,,\n"
        "ab12,330108-26-000004,差不多,属实,甲,昨天\n"
    )
    table = read_spot_check_file(lambda: BytesIO(sheet.encode("gb18030")), "s.csv")
    first, second, blank, result, day = spot_check_rows(table)
    assert first == row("ab12", "330108-26-000001", checker="甲")
    assert second == row(
        "ab12", "330108-26-000002", 4, passed=False, finding="仍占道", checker="甲"
    )
    assert isinstance(blank, SpotCheckRow)
    assert blank.blank
    assert (result.line, getattr(result, "column", ""), getattr(day, "column", "")) == (
        6, "抽查结果", "抽查日期",
    )  # fmt: skip
