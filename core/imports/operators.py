"""Taking in operators."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Table, bindparam, insert, select, update

from core.areas.codes import holds
from core.areas.register import AreaRegister, load_area_register
from core.imports.bulk import run_for_each
from core.imports.cells import to_code, to_name, to_required_word, to_word
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.columns import OPERATOR_COLUMNS, ROLE_WORDS, YES_WORDS
from core.imports.commands import ImportOperators, OperatorRow
from core.imports.encodings import Opener
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import AS_IT_IS, Reading, read_table
from core.imports.tables import Table as FileTable
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import TIMERS, Operator, Role

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


def read_operator_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> FileTable:
    """Understand a file of operators as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, OPERATOR_COLUMNS, reading)


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
    if not command.commit:
        return replace(result, changes=_changes(hand, good, held, command))
    if command.refuses(refusals):
        return result
    journal = Journal(hand.session, whole=(_OPERATORS,))
    _write(hand, new, changed)
    return recorded(hand, command, result, journal)


def _changes(
    hand: Hand,
    good: list[OperatorRow],
    held: Mapping[str, tuple[Any, ...]],
    command: ImportOperators,
) -> Changes:
    """Tell what would change; missing are operators of the jurisdiction."""
    named = {row.login for row in command.rows if isinstance(row, OperatorRow)}
    known = {login: dict(zip(_KEPT, values, strict=True)) for login, values in held.items()}
    return listed(
        (RowChange("new", row.line, row.login, row.name) for row in good if row.login not in held),
        (
            change
            for row in good
            if row.login in held
            for change in differences(
                row.line, row.login, known[row.login], dict(zip(_KEPT, row[2:], strict=True))
            )
        ),
        (
            RowChange("missing", None, login, values["name"])
            for login, values in sorted(known.items())
            if login not in {*named, TIMERS} and hand.scope.covers(values["area_code"])
        ),
    )


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
