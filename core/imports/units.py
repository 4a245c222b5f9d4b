"""Taking in units and the items they answer for (权责清单)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from sqlalchemy import Table, bindparam, delete, insert, select, update

from core.areas.register import AreaRegister, load_area_register
from core.imports.bulk import local_today, run_for_each
from core.imports.cells import (
    to_code,
    to_credit_code,
    to_day,
    to_name,
    to_required_tier,
    to_required_word,
    to_text,
)
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.columns import PLATFORM_WORDS, UNIT_COLUMNS
from core.imports.commands import ImportUnits, UnitRow
from core.imports.encodings import Opener
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import AS_IT_IS, Reading, narrowed, read_table
from core.imports.tables import Table as FileTable
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.units.models import Duty, Platform, Unit

KIND: Final = "units"

_BETWEEN_ITEMS: Final = re.compile(r"[\s,;、，；/]+")


def _patterns(text: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN_ITEMS.split(narrowed(text))))


_READERS: Final[dict[str, Reader]] = {
    "code": to_code,
    "name": to_name,
    "name_en": to_text,
    "kind": to_name,
    "platform": lambda field, text: to_required_word(field, text, PLATFORM_WORDS),
    "tier": to_required_tier,
    "area_code": to_code,
    "item_patterns": lambda _, text: _patterns(text) if text else None,
    "valid_from": to_day,
    "credit_code": to_credit_code,
}


def read_unit_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> FileTable:
    """Understand a file of units as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, UNIT_COLUMNS, reading)


def unit_rows(table: FileTable) -> Iterable[UnitRow | RefusedRow]:
    """Return the units of a file, line by line."""
    return FileRows(table, UNIT_COLUMNS, _READERS, UnitRow)


_UNITS: Final[Table] = Unit.__table__  # type: ignore[attr-defined]
_DUTIES: Final[Table] = Duty.__table__  # type: ignore[attr-defined]
_KEPT: Final = ("name", "name_en", "kind", "platform", "tier", "area_code")


def import_units(hand: Hand, command: ImportUnits) -> ImportResult:
    """Judge every unit, then take in all of them, or none when one is refused."""
    register = load_area_register(hand.session)
    seen = Repetitions()
    good, refusals = sifted(
        command.rows, lambda row: _faults(row, register, hand, seen), command.columns
    )
    held = _held(hand)
    good = [_completed(row, held.get(row.code)) for row in good]
    new = [row for row in good if row.code not in held]
    changed = [row for row in good if row.code in held and held[row.code].differs(row)]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if not command.commit:
        return replace(result, changes=_changes(hand, good, held, command))
    if command.refuses(refusals):
        return result
    journal = Journal(hand.session, whole=(_UNITS, _DUTIES))
    _write(hand, new, changed)
    _write_duties(hand, [*new, *changed])
    return recorded(hand, command, result, journal)


def _changes(
    hand: Hand, good: list[UnitRow], held: Mapping[str, "_Held"], command: ImportUnits
) -> Changes:
    """Tell what would change; missing are units of the jurisdiction."""
    named = {row.code for row in command.rows if isinstance(row, UnitRow)}
    return listed(
        (RowChange("new", row.line, row.code, row.name) for row in good if row.code not in held),
        (
            change
            for row in good
            if row.code in held
            for change in differences(
                row.line,
                row.code,
                held[row.code].told(),
                {name: getattr(row, name) for name in _KEPT}
                | {"item_patterns": " ".join(_sorted_patterns(row))},
            )
        ),
        (
            RowChange("missing", None, code, unit.told()["name"])
            for code, unit in sorted(held.items())
            if code not in named and hand.scope.covers(unit.told()["area_code"])
        ),
    )


def _faults(
    row: UnitRow, register: AreaRegister, hand: Hand, seen: Repetitions
) -> Iterator[FieldFault]:
    yield from seen.faults("code", row.code, row.line)
    if not row.code.strip() or not row.name.strip():
        yield FieldFault("name", N_("A unit needs a code and a name."))
    if row.platform not in tuple(Platform):
        known = ", ".join(Platform)
        yield FieldFault(
            "platform", N_("It is not one of the known words: %(known)s."), known=known
        )
    if row.tier < 1:
        yield FieldFault("tier", N_("A tier is 1 or more."))
    if row.area_code not in register.areas or not hand.scope.covers(row.area_code):
        yield FieldFault("area_code", N_("There is no such area in your jurisdiction."))


class _Held(NamedTuple):
    """A unit as it is held; ``values`` are those of `_KEPT`."""

    id: int
    values: tuple[Any, ...]
    patterns: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return its values by their names."""
        values = dict(zip(_KEPT, self.values, strict=True))
        return values | {"item_patterns": " ".join(self.patterns)}

    def differs(self, row: UnitRow) -> bool:
        """Say whether ``row`` would change the unit."""
        values = tuple(getattr(row, name) for name in _KEPT)
        return (self.values, self.patterns) != (values, _sorted_patterns(row))


def _completed(row: UnitRow, held: _Held | None) -> UnitRow:
    """Take from what is held what the row says nothing about."""
    if held is None:
        return row
    return row._replace(
        name_en=row.name_en or held.values[_KEPT.index("name_en")],
        item_patterns=held.patterns if row.item_patterns is None else row.item_patterns,
    )


def _sorted_patterns(row: UnitRow) -> tuple[str, ...]:
    return tuple(sorted(set(row.item_patterns or ())))


def _held(hand: Hand) -> Mapping[str, _Held]:
    patterns: dict[int, list[str]] = {}
    for unit_id, pattern in hand.session.execute(select(_DUTIES)):
        patterns.setdefault(unit_id, []).append(pattern)
    kept = (_UNITS.c[name] for name in _KEPT)
    rows = hand.session.execute(
        select(_UNITS.c.code, _UNITS.c.id, *kept).where(_UNITS.c.valid_to.is_(None))
    )
    return {
        code: _Held(key, tuple(values), tuple(sorted(patterns.get(key, ()))))
        for code, key, *values in rows
    }


def _write(hand: Hand, new: Iterable[UnitRow], changed: Iterable[UnitRow]) -> None:
    today = local_today(hand)
    run_for_each(
        hand.session,
        insert(_UNITS),
        (
            {name: getattr(row, name) for name in ("code", *_KEPT)}
            | {"valid_from": row.valid_from or today, "valid_to": None}
            for row in new
        ),
    )
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _KEPT}
    run_for_each(
        hand.session,
        update(_UNITS).where(_UNITS.c.code == bindparam("key")).values(values),
        (
            {"key": row.code} | {f"new_{name}": getattr(row, name) for name in _KEPT}
            for row in changed
        ),
    )


def _write_duties(hand: Hand, rows: list[UnitRow]) -> None:
    ids = {code: held.id for code, held in _held(hand).items()}
    run_for_each(
        hand.session,
        delete(_DUTIES).where(_DUTIES.c.unit_id == bindparam("key")),
        ({"key": ids[row.code]} for row in rows),
    )
    run_for_each(
        hand.session,
        insert(_DUTIES),
        (
            {"unit_id": ids[row.code], "item_pattern": pattern}
            for row in rows
            for pattern in _sorted_patterns(row)
        ),
    )
