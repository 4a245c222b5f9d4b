"""Taking in findings of third parties."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, Table, bindparam, insert, select, update

from core.areas.codes import Level
from core.areas.register import load_area_register
from core.assessments.models import AssessmentFinding, Target
from core.cases.models import Case
from core.imports.bulk import local_today, run_for_each
from core.imports.cells import to_code, to_day, to_name, to_scaled, to_text
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.columns import Column, Layout
from core.imports.commands import FindingRow, ImportFindings
from core.imports.encodings import Opener
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.profile_file import to_target
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import AS_IT_IS, Reading, read_table
from core.imports.tables import Table as FileTable
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.staff.models import Posting, Staff
from core.units.models import Unit

KIND: Final = "findings"

FINDING_COLUMNS: Final[Layout] = (
    Column("number", ("编号", "检查编号", "number", "findingnumber"), required=True),
    Column("found_on", ("日期", "检查日期", "foundon", "date"), required=True),
    Column("finder", ("检查方", "检查单位", "检查人", "finder"), required=True),
    Column("target", ("对象类型", "考核对象", "类型", "target"), required=True),
    Column("target_key", ("对象编码", "对象", "区域编码", "targetkey", "key"), required=True),
    Column("points", ("分值", "加减分", "points"), required=True),
    Column("reason", ("事由", "理由", "原因", "reason"), required=True),
    Column("evidence", ("证据", "证据编号", "依据", "evidence")),
    Column("case_number", ("事件编号", "案件编号", "casenumber", "case")),
)


def _required_day(field: str, text: str) -> Any:
    day = to_day(field, text)
    if day is None:
        raise FieldFault(field, N_("It is missing."))
    return day


def _points(field: str, text: str) -> int:
    points = to_scaled(field, text, 2)
    if points is None:
        raise FieldFault(field, N_("It is missing."))
    return points


_READERS: Final[dict[str, Reader]] = {
    "number": to_code,
    "found_on": _required_day,
    "finder": to_name,
    "target": to_target,
    "target_key": to_code,
    "points": _points,
    "reason": to_name,
    "evidence": to_text,
    "case_number": lambda field, text: to_code(field, text) if text else None,
}


def read_finding_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> FileTable:
    """Understand a file of findings as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, FINDING_COLUMNS, reading)


def finding_rows(table: FileTable) -> Iterable[FindingRow | RefusedRow]:
    """Return the findings of a file, line by line."""
    return FileRows(table, FINDING_COLUMNS, _READERS, FindingRow)


_FINDINGS: Final[Table] = AssessmentFinding.__table__  # type: ignore[attr-defined]
_CASES: Final[Table] = Case.__table__  # type: ignore[attr-defined]
_UNITS: Final[Table] = Unit.__table__  # type: ignore[attr-defined]
_STAFF: Final[Table] = Staff.__table__  # type: ignore[attr-defined]
_POSTINGS: Final[Table] = Posting.__table__  # type: ignore[attr-defined]
_KEPT: Final = (
    "found_on", "finder", "target", "target_key", "area_code", "points", "reason", "evidence",
    "case_number",
)  # fmt: skip
_LEVELS: Final = {
    Target.STREET: Level.STREET,
    Target.COMMUNITY: Level.COMMUNITY,
    Target.GRID: Level.GRID,
}


def import_findings(hand: Hand, command: ImportFindings) -> ImportResult:
    """Judge every finding, then take in all of them, or none when one is refused."""
    held = _held(hand)
    seen, places = Repetitions(), _Places(hand, held)
    good, refusals = sifted(
        command.rows,
        lambda row: (*_faults(row, seen, places, hand), *_taken(row, held, hand)),
        command.columns,
    )
    values = {row.number: _values(row, places) for row in good}
    new = [row.number for row in good if row.number not in held]
    changed = [key for key in values if key in held and held[key] != values[key]]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if not command.commit:
        return replace(result, changes=_changes(good, values, held))
    if command.refuses(refusals):
        return result
    journal = Journal(hand.session, whole=(_FINDINGS,))
    run_for_each(hand.session, insert(_FINDINGS), ({"number": key, **values[key]} for key in new))
    fields: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _KEPT}
    run_for_each(
        hand.session,
        update(_FINDINGS).where(_FINDINGS.c.number == bindparam("key")).values(fields),
        (
            {"key": key} | {f"new_{name}": value for name, value in values[key].items()}
            for key in changed
        ),
    )
    return recorded(hand, command, result, journal)


class _Places:
    """Where every target lies: an area in itself, a unit and a person where they belong.

    A finding that is held stays where it was, though a person has moved or a grid has ended since.
    """

    def __init__(self, hand: Hand, held: Mapping[str, Mapping[str, Any]]) -> None:
        self._held = held
        register = load_area_register(hand.session)
        self._known: dict[str, dict[str, str]] = {
            target: {code: code for code, area in register.areas.items() if area.level == level}
            for target, level in _LEVELS.items()
        }
        units = select(_UNITS.c.code, _UNITS.c.area_code)
        self._known[Target.UNIT] = _by_key(hand, units)
        posts = (
            select(_STAFF.c.number, _POSTINGS.c.area_code)
            .join(_POSTINGS, _POSTINGS.c.staff_id == _STAFF.c.id)
            .order_by(_POSTINGS.c.valid_to.is_not(None).desc(), _POSTINGS.c.id.desc())
        )
        # The last one said stays: a post held today, the first one of several.
        self._known[Target.STAFF] = _by_key(hand, posts)

    def of(self, row: FindingRow) -> str | None:
        """Return the area that the target of a finding belongs to, ``None`` if there is none."""
        held = self._held.get(row.number)
        if held and (held["target"], held["target_key"]) == (row.target, row.target_key):
            area: str = held["area_code"]
            return area
        return self._known[row.target].get(row.target_key)


def _by_key(hand: Hand, question: Select[Any]) -> dict[str, str]:
    return {row[0]: row[1] for row in hand.session.execute(question)}


def _faults(
    row: FindingRow, seen: Repetitions, places: _Places, hand: Hand
) -> Iterator[FieldFault]:
    yield from seen.faults("number", row.number, row.line)
    area = places.of(row)
    if area is None or not hand.scope.covers(area):
        yield FieldFault("target_key", N_("There is no such target in your jurisdiction."))
    if row.found_on > local_today(hand):
        yield FieldFault("found_on", N_("This day is yet to come."))
    if not row.points:
        yield FieldFault("points", N_("A finding adds points or takes some away."))
    if row.case_number is not None and not _is_case(hand, row.case_number):
        yield FieldFault(
            "case_number", N_("There is no case %(number)s in your jurisdiction."),
            number=row.case_number,
        )  # fmt: skip


def _taken(
    row: FindingRow, held: Mapping[str, Mapping[str, Any]], hand: Hand
) -> Iterator[FieldFault]:
    """Keep what was found elsewhere from being written over."""
    known = held.get(row.number)
    if known is not None and not hand.scope.covers(known["area_code"]):
        yield FieldFault("number", N_("The number is that of a finding outside your jurisdiction."))


def _is_case(hand: Hand, number: str) -> bool:
    c = _CASES.c
    area = hand.session.execute(
        select(c.area_code).where(c.number == number, c.district_code == hand.scope.district_code)
    ).scalar_one_or_none()
    return area is not None and hand.scope.covers(area)


def _values(row: FindingRow, places: _Places) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in _KEPT if name != "area_code"}
    return {**values, "evidence": row.evidence or "", "area_code": places.of(row)}


def _held(hand: Hand) -> dict[str, dict[str, Any]]:
    f = _FINDINGS.c
    rows = hand.session.execute(select(f.number, *(f[name] for name in _KEPT)))
    return {number: dict(zip(_KEPT, values, strict=True)) for number, *values in rows}


def _told(
    line: int, number: str, held: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[RowChange]:
    """Give each field that differs; people know a finding by its reason."""
    name = {"name": said["reason"]}
    return differences(line, number, {**held, **name}, {**said, **name})


def _changes(
    good: list[FindingRow],
    values: Mapping[str, Mapping[str, Any]],
    held: Mapping[str, Mapping[str, Any]],
) -> Changes:
    """Tell what would change; a file is of some findings, so that none is missing from it."""
    return listed(
        (
            RowChange("new", row.line, row.number, row.reason)
            for row in good
            if row.number not in held
        ),
        (
            change
            for row in good
            if row.number in held
            for change in _told(row.line, row.number, held[row.number], values[row.number])
        ),
        (),
    )
