"""Taking in the admission list (准入清单): versions of items and their filing conditions."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Table, bindparam, delete, insert, select, update

from core.catalogue.models import FilingCondition, Item
from core.deadlines.limits import Limit, LimitUnit
from core.imports.bulk import local_today, run_for_each
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.commands import ImportItems, ItemRow
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_
from core.operators.hand import Hand

KIND: Final = "items"

_ITEMS: Final[Table] = Item.__table__  # type: ignore[attr-defined]
_CONDITIONS: Final[Table] = FilingCondition.__table__  # type: ignore[attr-defined]
_COLUMNS: Final = {
    "class_": "class",
    "class_name": "class_name",
    "subclass": "subclass",
    "name": "name",
    "name_en": "name_en",
    "default_tier": "default_tier",
    "gridder_sees": "gridder_sees",
    "valid_to": "valid_to",
}
"""Field of a row to column of the table, for what may change within a version."""

_PLAIN: Final[Mapping[str, Any]] = {
    "class_": "",
    "class_name": "",
    "subclass": "",
    "name_en": "",
    "gridder_sees": True,
    "valid_to": None,
    "conditions": (),
}
"""What holds for a new item that says nothing else."""

_Key = tuple[str, date]


class _Held(NamedTuple):
    """A version of an item as it is held."""

    id: int
    values: Mapping[str, Any]


def import_items(hand: Hand, command: ImportItems) -> ImportResult:
    """Judge every item, then take in all of them, or none when one is refused."""
    seen = Repetitions()
    held = _held(hand)
    rows = _completed(command.rows, held, local_today(hand))
    good, refusals = sifted(rows, lambda row: _faults(row, seen), command.columns)
    refusals.sort(key=lambda refusal: refusal.line)
    new = [row for row in good if _key(row) not in held]
    changed = [row for row in good if _key(row) in held and _differs(row, held[_key(row)])]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if not command.commit:
        return replace(result, changes=_changes(good, held, local_today(hand)))
    if command.refuses(refusals):
        return result
    journal = Journal(hand.session, whole=(_ITEMS, _CONDITIONS))
    _write(hand, new, changed)
    _write_conditions(hand, [*new, *changed])
    return recorded(hand, command, result, journal)


def _completed(
    rows: Iterable[ItemRow | RefusedRow], held: Mapping[_Key, "_Held"], today: date
) -> Iterator[ItemRow | RefusedRow]:
    """Take from what is held what a row says nothing about, and else what is plain.

    A class named by the word of one that is held (事件) is that one (event), not another.
    """
    newest = {code: begins for code, begins in sorted(held) if begins <= today}
    classes = _classes(held)
    for row in rows:
        if isinstance(row, RefusedRow):
            yield row
            continue
        begins = row.valid_from or newest.get(row.code, today)
        known = held.get((row.code, begins))
        values = dict(known.values) if known else _PLAIN
        said = {name: getattr(row, name) for name in (*_COLUMNS, "conditions")}
        told = row._replace(class_=classes.get(row.class_, row.class_))
        yield told._replace(
            valid_from=begins,
            **{name: values[name] for name, value in said.items() if value is None},
        )


def _classes(held: Mapping[_Key, "_Held"]) -> dict[str | None, str]:
    """Return the classes that are held by their words, and by their codes, which go before."""
    pairs = {
        (item.values["class_name"], item.values["class_"])
        for item in held.values()
        if item.values["class_"]
    }
    return dict(sorted(pairs)) | {code: code for _, code in pairs}


def _changes(good: list[ItemRow], held: Mapping[_Key, "_Held"], today: date) -> Changes:
    """Tell what would change; missing are items valid today."""
    named = {row.code for row in good}
    return listed(
        (RowChange("new", row.line, row.code, row.name) for row in good if _key(row) not in held),
        (
            change
            for row in good
            if _key(row) in held
            for change in differences(
                row.line,
                row.code,
                _told(held[_key(row)].values),
                _told({name: getattr(row, name) for name in (*_COLUMNS, "conditions")}),
            )
        ),
        (
            RowChange("missing", None, code, item.values["name"])
            for (code, begins), item in sorted(held.items())
            if code not in named and begins <= today < (item.values["valid_to"] or date.max)
        ),
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with the conditions in one line."""
    conditions = (f"{name} {amount} {unit}" for name, _, amount, unit in values["conditions"] or ())
    return {**values, "conditions": "; ".join(conditions)}


def _faults(row: ItemRow, seen: Repetitions) -> Iterator[FieldFault]:
    yield from seen.faults("code", _key(row), row.line)
    if not row.code.strip() or not row.name.strip():
        yield FieldFault("name", N_("An item needs a code and a name."))
    if row.default_tier < 1:
        yield FieldFault("default_tier", N_("A tier is 1 or more."))
    if row.valid_to and row.valid_from and row.valid_to <= row.valid_from:
        yield FieldFault("valid_to", N_("It is not after the first day."))
    for condition in row.conditions or ():
        if condition.limit_unit not in tuple(LimitUnit):
            yield FieldFault(
                "conditions",
                N_("%(unit)s is no unit of time; the units are %(known)s."),
                unit=condition.limit_unit,
                known=", ".join(LimitUnit),
            )
            continue
        try:
            Limit(condition.limit_amount, LimitUnit(condition.limit_unit))
        except Invalid as error:
            yield FieldFault("conditions", error.template, **error.params)


def _key(row: ItemRow) -> _Key:
    return row.code, row.valid_from or date.min


def _differs(row: ItemRow, held: _Held) -> bool:
    conditions = tuple(map(tuple, row.conditions or ()))
    values = {name: getattr(row, name) for name in _COLUMNS} | {"conditions": conditions}
    return values != held.values


def _held(hand: Hand) -> dict[_Key, _Held]:
    conditions: dict[int, list[tuple[Any, ...]]] = {}
    ordered = select(_CONDITIONS).order_by(_CONDITIONS.c.item_id, _CONDITIONS.c.ordinal)
    for row in hand.session.execute(ordered):
        conditions.setdefault(row.item_id, []).append(
            (row.name, row.name_en, row.limit_amount, row.limit_unit)
        )
    kept = (_ITEMS.c[column] for column in _COLUMNS.values())
    rows = hand.session.execute(select(_ITEMS.c.code, _ITEMS.c.valid_from, _ITEMS.c.id, *kept))
    return {
        (code, begins): _Held(
            key,
            dict(zip(_COLUMNS, values, strict=True))
            | {"conditions": tuple(conditions.get(key, ()))},
        )
        for code, begins, key, *values in rows
    }


def _write(hand: Hand, new: Iterable[ItemRow], changed: Iterable[ItemRow]) -> None:
    run_for_each(
        hand.session,
        insert(_ITEMS),
        (
            {column: getattr(row, name) for name, column in _COLUMNS.items()}
            | {"code": row.code, "valid_from": row.valid_from}
            for row in new
        ),
    )
    values: dict[str, Any] = {column: bindparam(f"new_{name}") for name, column in _COLUMNS.items()}
    one = (_ITEMS.c.code == bindparam("key_code"), _ITEMS.c.valid_from == bindparam("key_from"))
    run_for_each(
        hand.session,
        update(_ITEMS).where(*one).values(values),
        (
            {"key_code": row.code, "key_from": row.valid_from}
            | {f"new_{name}": getattr(row, name) for name in _COLUMNS}
            for row in changed
        ),
    )


def _write_conditions(hand: Hand, rows: list[ItemRow]) -> None:
    ids = {key: item.id for key, item in _held(hand).items()}
    run_for_each(
        hand.session,
        delete(_CONDITIONS).where(_CONDITIONS.c.item_id == bindparam("key")),
        ({"key": ids[_key(row)]} for row in rows),
    )
    run_for_each(
        hand.session,
        insert(_CONDITIONS),
        (
            {"item_id": ids[_key(row)], "ordinal": ordinal} | condition._asdict()
            for row in rows
            for ordinal, condition in enumerate(row.conditions or (), start=1)
        ),
    )
