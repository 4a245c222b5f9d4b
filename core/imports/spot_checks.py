"""Taking in what others found of the cases of a sample: the filled-in sheet of a spot check."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Table, and_, bindparam, select, update

from core.cases.commands import SpotCheckCase
from core.cases.judging import spot_check_case
from core.cases.models import Case, SpotCheckDrawn
from core.cases.states import SpotCheck, State
from core.imports.bulk import local_today
from core.imports.cells import to_code, to_day, to_text, to_word
from core.imports.changes import RowChange, listed
from core.imports.columns import Column, Layout
from core.imports.commands import ImportSpotChecks, SpotCheckRow
from core.imports.encodings import Opener
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import FileRows, Reader, refused
from core.imports.tables import AS_IT_IS, Reading, read_table
from core.imports.tables import Table as FileTable
from core.kernel.errors import FieldFault, Refused
from core.kernel.words import N_
from core.operators.hand import Hand

KIND: Final = "spot_checks"

SPOT_CHECK_COLUMNS: Final[Layout] = (
    Column("sample", ("抽样号", "样本号", "样本", "sample"), required=True),
    Column("number", ("案件编号", "事件编号", "编号", "number", "case"), required=True),
    Column("passed", ("抽查结果", "结果", "spotcheckresult", "result"), required=True),
    Column(
        "finding", ("抽查意见", "抽查情况", "意见", "spotcheckfinding", "finding"), required=True
    ),
    Column("checker", ("抽查人", "检查人", "checker"), required=True),
    Column("checked_on", ("抽查日期", "检查日期", "日期", "spotcheckdate", "date"), required=True),
)

RESULT_WORDS: Final[Mapping[str, str]] = {
    "通过": "passed",
    "合格": "passed",
    "pass": "passed",
    "passed": "passed",
    "不通过": "failed",
    "不合格": "failed",
    "fail": "failed",
    "failed": "failed",
}
"""How a sheet writes what came of a check, folded."""


def _passed(field: str, text: str) -> bool | None:
    word = to_word(field, text, RESULT_WORDS)
    return None if word is None else word == SpotCheck.PASSED


def _checker(field: str, text: str) -> str:
    return to_text(field, text) or ""


def _finding(_field: str, text: str) -> str:
    return " ".join(text.split())


_READERS: Final[dict[str, Reader]] = {
    "sample": to_code,
    "number": to_code,
    "passed": _passed,
    "finding": _finding,
    "checker": _checker,
    "checked_on": to_day,
}


def read_spot_check_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> FileTable:
    """Understand a filled-in sheet as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, SPOT_CHECK_COLUMNS, reading)


def spot_check_rows(table: FileTable) -> Iterable[SpotCheckRow | RefusedRow]:
    """Return the cases of a sheet, line by line."""
    return FileRows(table, SPOT_CHECK_COLUMNS, _READERS, SpotCheckRow)


_CASES: Final[Table] = Case.__table__  # type: ignore[attr-defined]
_DRAWN: Final[Table] = SpotCheckDrawn.__table__  # type: ignore[attr-defined]


def import_spot_checks(hand: Hand, command: ImportSpotChecks) -> ImportResult:
    """Judge every row, then record all that is filled in, or none when one is refused.

    Each check is carried out by its verb, so that a row may do no more than an operator; what was
    recorded before stays and counts as unchanged.
    """
    filled = [row for row in command.rows if isinstance(row, RefusedRow) or not row.blank]
    samples = {row.sample for row in filled if isinstance(row, SpotCheckRow)}
    drawn, seen, today = _drawn(hand, samples), Repetitions(), local_today(hand)
    good, refusals = sifted(filled, lambda row: _faults(row, drawn, seen, today), command.columns)
    new = [row for row in good if drawn[row.sample, row.number].result is None]
    attempt = hand.session.begin_nested()
    refusals += _carried_out(hand, new, drawn, command.columns)
    hand.writes.send()
    refusals.sort(key=lambda refusal: refusal.line)
    result = ImportResult(KIND, len(new), 0, len(good) - len(new), tuple(refusals))
    if refusals or not command.commit:
        attempt.rollback()
        return replace(result, changes=listed(map(_change, new), (), ()))
    attempt.commit()
    return recorded(hand, command, result)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A case of a sample as it is now, and what was recorded of it."""

    case_id: int
    again: bool
    result: str | None
    finding: str
    checker: str
    checked_on: date | None

    def agrees(self, row: SpotCheckRow) -> bool:
        """Say whether ``row`` repeats what was recorded."""
        told = (_result(row), row.finding, row.checker, row.checked_on)
        return told == (self.result, self.finding, self.checker, self.checked_on)


def _result(row: SpotCheckRow) -> str:
    return str(SpotCheck.PASSED if row.passed else SpotCheck.FAILED)


def _drawn(hand: Hand, samples: Iterable[str]) -> dict[tuple[str, str], _Drawn]:
    """Return the cases of samples that lie in the jurisdiction, by sample and number."""
    c, d = _CASES.c, _DRAWN.c
    columns = (d.case_id, d.result, d.finding, d.checker, d.checked_on)
    query = (
        select(d.sample_id, c.number, c.state, c.ended_at, d.closed_at, *columns)
        .join(_CASES, and_(c.district_code == d.district_code, c.id == d.case_id))
        .where(
            d.district_code == hand.scope.district_code,
            d.sample_id.in_(samples),
            c.area_code.startswith(hand.scope.area_code, autoescape=True),
        )
    )
    return {
        (sample, number): _Drawn(key, _reopened(state, ended_at, closed_at), *told)
        for sample, number, state, ended_at, closed_at, key, *told in hand.session.execute(query)
    }


def _reopened(state: str, ended_at: datetime | None, closed_at: datetime) -> bool:
    return state != State.CLOSED or ended_at != closed_at


def _faults(
    row: SpotCheckRow,
    drawn: Mapping[tuple[str, str], _Drawn],
    seen: Repetitions,
    today: date,
) -> Iterator[FieldFault]:
    yield from seen.faults("number", (row.sample, row.number), row.line)
    for field in ("passed", "finding", "checker", "checked_on"):
        if getattr(row, field) in {None, ""}:
            yield FieldFault(field, N_("It is missing."))
    if row.checked_on and row.checked_on > today:
        yield FieldFault("checked_on", N_("This day is yet to come."))
    if row.sample not in {sample for sample, _ in drawn}:
        yield FieldFault(
            "sample",
            N_("No sample %(sample)s was drawn here; take the sheet that spot-check draw wrote."),
            sample=row.sample,
        )
        return
    case = drawn.get((row.sample, row.number))
    if case is None:
        yield FieldFault(
            "number",
            N_("Case %(number)s was not drawn in sample %(sample)s; take this row out."),
            number=row.number,
            sample=row.sample,
        )
    elif case.result is not None and not case.agrees(row):
        yield FieldFault(
            "passed",
            N_(
                "Case %(number)s is recorded as %(result)s already, by %(checker)s; what is "
                "recorded stays. Correct the row, or check the case once more by hand."
            ),
            number=row.number,
            result=case.result,
            checker=case.checker,
        )
    elif case.result is None and case.again:
        yield FieldFault(
            "number",
            N_(
                "Case %(number)s was reopened since it was drawn, so that the finding is of what "
                "is no more. Take this row out, and draw again when it is closed."
            ),
            number=row.number,
        )


def _carried_out(
    hand: Hand,
    rows: Iterable[SpotCheckRow],
    drawn: Mapping[tuple[str, str], _Drawn],
    columns: Mapping[str, str],
) -> list[RefusedRow]:
    """Carry every check out by its verb; return what was refused."""
    refusals: list[RefusedRow] = []
    for row in rows:
        check = SpotCheckCase(
            number=row.number, passed=bool(row.passed), finding=row.finding, checker=row.checker
        )
        try:
            spot_check_case(hand, check)
        except Refused as refusal:
            fault = FieldFault("number", refusal.template, **refusal.params)
            refusals.append(refused(row.line, "number", row.number, fault, columns))
            continue
        hand.session.execute(
            _RECORD,
            {
                "this_district": hand.scope.district_code,
                "this_sample": row.sample,
                "this_case": drawn[row.sample, row.number].case_id,
                "result": _result(row),
                "finding": row.finding,
                "checker": row.checker,
                "checked_on": row.checked_on,
                "recorded_at": hand.now,
            },
        )
    return refusals


_RECORD: Final = update(_DRAWN).where(
    _DRAWN.c.district_code == bindparam("this_district"),
    _DRAWN.c.sample_id == bindparam("this_sample"),
    _DRAWN.c.case_id == bindparam("this_case"),
)


def _change(row: SpotCheckRow) -> RowChange:
    return RowChange("new", row.line, row.number, row.finding, "passed", said=_result(row))
