"""Taking in operators."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Table, bindparam, insert, select, update

from core.areas.codes import holds
from core.areas.register import AreaRegister, load_area_register
from core.imports.bulk import run_for_each
from core.imports.cells import to_code, to_name, to_required_word, to_word
from core.imports.columns import OPERATOR_COLUMNS, ROLE_WORDS, YES_WORDS
from core.imports.commands import ImportOperators, OperatorRow
from core.imports.encodings import Opener
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import Table as FileTable
from core.imports.tables import read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import Operator, Role

KIND: Final = "operators"


def _active(field: str, text: str) -> bool:
    return to_word(field, text, YES_WORDS) != "no"


_READERS: Final[dict[str, Reader]] = {
    "login": to_code,
    "name": to_name,
    "role": lambda field, text: to_required_word(field, text, ROLE_WORDS),
    "area_code": to_code,
    "active": _active,
}


def read_operator_file(opener: Opener, name: str) -> FileTable:
    """Understand a file of operators as a table.

    Raises:
        Invalid: it is no text in a known encoding, or lacks a column.
    """
    return read_table(opener, name, OPERATOR_COLUMNS)


def operator_rows(table: FileTable) -> Iterable[OperatorRow | RefusedRow]:
    """Return the operators of a file, line by line."""
    return FileRows(table, OPERATOR_COLUMNS, _READERS, OperatorRow)


_OPERATORS: Final[Table] = Operator.__table__  # type: ignore[attr-defined]
_KEPT: Final = ("name", "role", "area_code", "active")


def import_operators(hand: Hand, command: ImportOperators) -> ImportResult:
    """Judge every operator, then take in all of them, or none when one is refused.

    Nobody can take their own admin role or login away: a district must keep somebody who
    can repair a mistake.
    """
    register = load_area_register(hand.session)
    seen = Repetitions()
    good, refusals = sifted(
        command.rows, lambda row: _faults(row, register, hand, seen), command.columns
    )
    columns = (_OPERATORS.c[name] for name in ("login", *_KEPT))
    held = {row.login: tuple(row[1:]) for row in hand.session.execute(select(*columns))}
    new = [row for row in good if row.login not in held]
    changed = [row for row in good if row.login in held and held[row.login] != row[2:]]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if refusals or not command.commit:
        return result
    _write(hand, new, changed)
    return recorded(hand, command, result)


def _faults(
    row: OperatorRow, register: AreaRegister, hand: Hand, seen: Repetitions
) -> Iterator[FieldFault]:
    yield from seen.faults("login", row.login, row.line)
    if not row.login.strip() or any(sign.isspace() for sign in row.login):
        yield FieldFault("login", N_("A login is one word."))
    if row.role not in tuple(Role):
        yield FieldFault(
            "role", N_("It is not one of the known words: %(known)s."), known=", ".join(Role)
        )
    if row.area_code not in register.areas or not holds(hand.scope.area_code, row.area_code):
        yield FieldFault("area_code", N_("There is no such area in your jurisdiction."))
    if row.login == hand.scope.login and not (row.active and row.role == hand.scope.role):
        yield FieldFault("role", N_("Nobody can take their own role away."))


def _write(hand: Hand, new: list[OperatorRow], changed: list[OperatorRow]) -> None:
    run_for_each(
        hand.session,
        insert(_OPERATORS),
        ({name: getattr(row, name) for name in ("login", *_KEPT)} for row in new),
    )
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _KEPT}
    run_for_each(
        hand.session,
        update(_OPERATORS).where(_OPERATORS.c.login == bindparam("key")).values(values),
        (
            {"key": row.login} | {f"new_{name}": getattr(row, name) for name in _KEPT}
            for row in changed
        ),
    )
