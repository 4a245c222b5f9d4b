"""Taking in policies."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Table, delete, insert, select

from core.cases.states import Stage
from core.deadlines.limits import parse_limit
from core.imports.bulk import run_for_each
from core.imports.commands import ImportPolicies, PolicyRow
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_
from core.operators.hand import Hand
from core.policies.models import Action, Moment, PolicyRule

KIND: Final = "policies"

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
    codes = [values["code"] for values in changed]
    hand.session.execute(delete(_RULES).where(_RULES.c.code.in_(codes)))
    run_for_each(hand.session, insert(_RULES), (*new, *changed))
    return recorded(hand, command, result)


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
