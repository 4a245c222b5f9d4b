"""Taking in policies."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Table, delete, insert, select

from core.cases.states import Stage
from core.deadlines.limits import parse_limit
from core.imports.bulk import run_for_each
from core.imports.cells import to_code, to_count, to_required_word, to_word
from core.imports.columns import YES_WORDS, Column, Layout
from core.imports.commands import ImportPolicies, PolicyRow
from core.imports.encodings import Opener
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import AS_IT_IS, Reading, read_table
from core.imports.tables import Table as FileTable
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_
from core.operators.hand import Hand
from core.policies.models import Action, Moment, PolicyRule

KIND: Final = "policies"

POLICY_COLUMNS: Final[Layout] = (
    Column("code", ("编码", "规则", "规则编码", "code"), required=True),
    Column("stage", ("时限", "环节", "阶段", "stage"), required=True),
    Column("moment", ("何时", "时点", "moment"), required=True),
    Column("action", ("动作", "措施", "action"), required=True),
    Column("tier", ("级", "级别", "层级", "tier")),
    Column("item_pattern", ("事项", "准入事项", "事项编码", "itempattern", "items")),
    Column("after", ("逾期后", "多久之后", "after")),
    Column("active", ("启用", "在用", "状态", "active")),
)
STAGE_WORDS: Final[Mapping[str, str]] = {
    "受理": "accept",
    "核实": "verify",
    "派遣": "dispatch",
    "签收": "receive",
    "处置": "handle",
    "核查": "check",
    "挂账": "suspension",
    "报到": "call_answer",
    "哨单": "call_finish",
} | {stage.replace("_", ""): str(stage) for stage in Stage}
MOMENT_WORDS: Final[Mapping[str, str]] = {
    "提醒时": "target",
    "到期时": "due",
    "到期后": "after_due",
} | {moment.replace("_", ""): str(moment) for moment in Moment}
ACTION_WORDS: Final[Mapping[str, str]] = {
    "提醒": "notify",
    "督办": "urge",
    "升级": "escalate",
    "恢复": "resume",
} | {str(action): str(action) for action in Action}


def _text(_field: str, text: str) -> str:
    return " ".join(text.split())


_READERS: Final[dict[str, Reader]] = {
    "code": to_code,
    "stage": lambda field, text: to_required_word(field, text, STAGE_WORDS),
    "moment": lambda field, text: to_required_word(field, text, MOMENT_WORDS),
    "action": lambda field, text: to_required_word(field, text, ACTION_WORDS),
    "tier": to_count,
    "item_pattern": _text,
    "after": _text,
    "active": lambda field, text: to_word(field, text, YES_WORDS) != "no",
}


def read_policy_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> FileTable:
    """Understand a file of policies as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, POLICY_COLUMNS, reading)


def policy_rows(table: FileTable) -> Iterable[PolicyRow | RefusedRow]:
    """Return the policies of a file, line by line."""
    return FileRows(table, POLICY_COLUMNS, _READERS, PolicyRow)


_RULES: Final[Table] = PolicyRule.__table__  # type: ignore[attr-defined]
_KNOWN: Final = N_("It is not one of the known words: %(known)s.")
_WORDS: Final = (("stage", tuple(Stage)), ("moment", tuple(Moment)), ("action", tuple(Action)))


def import_policies(hand: Hand, command: ImportPolicies) -> ImportResult:
    """Judge every policy, then take in all of them, or none when one is refused.

    A policy that is held and not named stays as it is; to stop one, take it in inactive.
    """
    seen = Repetitions()
    good, refusals = sifted(command.rows, lambda row: _faults(row, seen), command.columns)
    held = {row["code"]: dict(row) for row in hand.session.execute(select(_RULES)).mappings()}
    new = [_values(row) for row in good if row.code not in held]
    changed = [_values(row) for row in good if held.get(row.code, _values(row)) != _values(row)]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if refusals or not command.commit:
        return result
    journal = Journal(hand.session, whole=(_RULES,))
    codes = [values["code"] for values in changed]
    hand.session.execute(delete(_RULES).where(_RULES.c.code.in_(codes)))
    run_for_each(hand.session, insert(_RULES), (*new, *changed))
    return recorded(hand, command, result, journal)


def _values(row: PolicyRow) -> dict[str, Any]:
    return {name: value for name, value in row._asdict().items() if name != "line"}


def _faults(row: PolicyRow, seen: Repetitions) -> Iterator[FieldFault]:
    yield from seen.faults("code", row.code, row.line)
    if not row.code or any(sign.isspace() for sign in row.code):
        yield FieldFault("code", N_("The code of a policy is one word."))
    for name, known in _WORDS:
        if getattr(row, name) not in known:
            yield FieldFault(name, _KNOWN, known=", ".join(known))
    if bool(row.after) != (row.moment == Moment.AFTER_DUE):
        yield FieldFault("after", N_("A time after the due time goes with after_due, and only so."))
    if row.after:
        try:
            parse_limit(row.after)
        except Invalid as error:
            yield FieldFault("after", error.template, **error.params)
    if (row.stage == Stage.SUSPENSION) != (row.action == Action.RESUME):
        yield FieldFault("action", N_("Only a suspension is resumed, and nothing else befalls it."))
