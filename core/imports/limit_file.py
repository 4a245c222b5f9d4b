"""Limits of tiers and stages and office hours from a file: one row for each."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from core.deadlines.hours import OfficeHours
from core.deadlines.policy import STAGE_LIMITS, parse_hours
from core.imports.cells import to_day, to_limit, to_required_tier, to_text, to_word
from core.imports.columns import Column, Layout, folded
from core.imports.commands import ImportLimits, OfficeHoursRow, StageLimitRow, TierLimitRow
from core.imports.encodings import Opener
from core.imports.judging import Repetitions
from core.imports.policies import STAGE_WORDS
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader, refused
from core.imports.tables import AS_IT_IS, Reading, Table, narrowed, read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_

LIMIT_COLUMNS: Final[Layout] = (
    Column("kind", ("类型", "类别", "种类", "kind", "type"), required=True),
    Column("of", ("对象", "级别或环节", "级别", "环节", "of", "tier", "stage"), required=True),
    Column("name", ("名称", "name")),
    Column("name_en", ("英文名称", "英文名", "nameen", "englishname")),
    Column("due_limit", ("时限", "办理时限", "duelimit", "limit", "hours"), required=True),
    Column("target_limit", ("提醒时限", "目标时限", "targetlimit", "target")),
)

LIMIT_KINDS: Final[Mapping[str, str]] = {
    "级别": "tier",
    "层级": "tier",
    "tier": "tier",
    "环节": "stage",
    "阶段": "stage",
    "stage": "stage",
    "办公时间": "hours",
    "工作时间": "hours",
    "officehours": "hours",
    "hours": "hours",
}
"""How files write what a row is about, folded."""

_STAGES: Final[Mapping[str, str]] = {
    **{word: stage for word, stage in STAGE_WORDS.items() if stage in STAGE_LIMITS},
    "紧急报到": "call_answer_urgent",
    "callanswerurgent": "call_answer_urgent",
}


class LimitFileRow(NamedTuple):
    """One row of the file as it stands; what its cells mean depends on the kind."""

    line: int
    kind: str | None
    of: str
    name: str | None
    name_en: str | None
    due_limit: str | None
    target_limit: str | None


_READERS: Final[dict[str, Reader]] = {
    "kind": lambda field, text: to_word(field, text, LIMIT_KINDS),
    "of": lambda _, text: text,
    "name": to_text,
    "name_en": to_text,
    "due_limit": to_text,
    "target_limit": to_text,
}


def read_limit_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> Table:
    """Understand a file of limits as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, LIMIT_COLUMNS, reading)


def limit_rows(table: Table) -> Iterable[LimitFileRow | RefusedRow]:
    """Return the rows of a file, line by line."""
    return FileRows(table, LIMIT_COLUMNS, _READERS, LimitFileRow)


def limits_of(rows: Iterable[LimitFileRow | RefusedRow], **about: Any) -> ImportLimits:
    """Return the command that sets what the rows of a file say.

    Args:
        rows: of the file.
        about: what the command is told besides.
    """
    found: dict[str, list[Any]] = {"tier": [], "stage": [], "hours": []}
    refusals: list[RefusedRow] = []
    seen = Repetitions()
    for row in rows:
        if isinstance(row, RefusedRow):
            refusals.append(row)
            continue
        try:
            made = _made(row)
            for fault in seen.faults("of", made[0:2], row.line):
                raise fault
        except FieldFault as fault:
            value = getattr(row, fault.field)
            refusals.append(refused(row.line, fault.field, value, fault, about["columns"]))
        else:
            found[made[0]].append(made[2])
    return ImportLimits(
        tiers=tuple(found["tier"]),
        stages=tuple(found["stage"]),
        hours=tuple(found["hours"]),
        refused=tuple(refusals),
        **about,
    )


def _made(row: LimitFileRow) -> tuple[str, object, object]:
    """Return the kind of a row, what it is of, and the row that the command carries."""
    if row.kind == "tier":
        tier = to_required_tier("of", row.of)
        due, target = _limit("due_limit", row.due_limit), row.target_limit
        said = _limit("target_limit", target) if target else None
        return "tier", tier, TierLimitRow(tier, row.name or "", row.name_en or "", due, said)
    if row.kind == "stage":
        stage = _STAGES.get(folded(row.of))
        if stage is None:
            raise FieldFault(
                "of",
                N_("It is not one of the known words: %(known)s."),
                known=", ".join(STAGE_LIMITS),
            )
        return "stage", stage, StageLimitRow(stage, _limit("due_limit", row.due_limit))
    if row.kind == "hours":
        begins = to_day("of", row.of)
        if begins is None:
            raise FieldFault("of", N_("It is missing."))
        return "hours", begins, OfficeHoursRow(begins, _hours(begins, row.due_limit or ""))
    raise FieldFault("kind", N_("It is missing."))


def _limit(field: str, text: str | None) -> str:
    limit = to_limit(field, text or "")
    if limit is None:
        raise FieldFault(field, N_("It is missing."))
    return f"{limit[0]} {limit[1]}"


def _hours(begins: date, text: str) -> str:
    hours = narrowed(text)
    try:
        OfficeHours([(begins, parse_hours(hours))])
    except ValueError:
        raise FieldFault(
            "due_limit", N_("Office hours are written as 08:00-12:00 14:00-18:00.")
        ) from None
    return hours
