"""Taking in units and the items they answer for (权责清单)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Table, bindparam, delete, insert, select, update

from core.areas.register import AreaRegister, load_area_register
from core.imports.bulk import local_today, run_for_each
from core.imports.commands import ImportUnits, UnitRow
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.units.models import Duty, Platform, Unit

KIND: Final = "units"

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
    new = [row for row in good if row.code not in held]
    changed = [row for row in good if row.code in held and held[row.code][1] != _shape(row)]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if refusals or not command.commit:
        return result
    _write(hand, new, changed)
    _write_duties(hand, [*new, *changed])
    return recorded(hand, command, result)


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


def _shape(row: UnitRow) -> tuple[Any, ...]:
    return (*(getattr(row, name) for name in _KEPT), tuple(sorted(set(row.item_patterns))))


def _held(hand: Hand) -> Mapping[str, tuple[int, tuple[Any, ...]]]:
    patterns: dict[int, list[str]] = {}
    for unit_id, pattern in hand.session.execute(select(_DUTIES)):
        patterns.setdefault(unit_id, []).append(pattern)
    kept = (_UNITS.c[name] for name in _KEPT)
    rows = hand.session.execute(
        select(_UNITS.c.code, _UNITS.c.id, *kept).where(_UNITS.c.valid_to.is_(None))
    )
    return {row.code: (row.id, (*row[2:], tuple(sorted(patterns.get(row.id, ()))))) for row in rows}


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
    ids = {code: key for code, (key, _) in _held(hand).items()}
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
            for pattern in sorted(set(row.item_patterns))
        ),
    )
