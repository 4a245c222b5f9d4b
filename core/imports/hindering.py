"""What stands in the way of undoing an import: rows changed since, and what points to them."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    func,
    select,
    update,
)
from sqlmodel import Session

from core.areas.models import Area
from core.audit.models import AuditEntry
from core.cases.models import Case, CaseCall, Precedent
from core.imports.bulk import in_chunks, load_rows
from core.imports.images import (
    RELATIONS,
    Images,
    Values,
    columns_of,
    key_of,
    key_places,
    later_imports,
    read_by_key,
)
from core.imports.result import Hindrance
from core.kernel.columns import CodeText
from core.kernel.words import N_
from core.operators.models import Operator
from core.policies.models import PolicyAction

_OPERATORS: Final[Table] = Operator.__table__  # type: ignore[attr-defined]
_CASES: Final[Table] = Case.__table__  # type: ignore[attr-defined]
_CALLS: Final[Table] = CaseCall.__table__  # type: ignore[attr-defined]
_PRECEDENTS: Final[Table] = Precedent.__table__  # type: ignore[attr-defined]
_AUDIT: Final[Table] = AuditEntry.__table__  # type: ignore[attr-defined]
_ACTIONS: Final[Table] = PolicyAction.__table__  # type: ignore[attr-defined]
_AREAS: Final[Table] = Area.__table__  # type: ignore[attr-defined]

DOOMED: Final = Table(
    "undo_row",
    MetaData(),
    Column("nth", Integer, primary_key=True),
    Column("relation", String),
    Column("key", Integer),
    Column("code", CodeText),
    Column("part", CodeText),
    Column("label", String),
    Column("name", String),
    # By the relation alone every row of a large import would be compared with every other.
    Index("ix_undo_row_key", "relation", "key"),
    Index("ix_undo_row_code", "relation", "code"),
    prefixes=["TEMPORARY"],
)
"""Rows that the import made: ``key`` is what others point to by number, ``code`` by code, and
``part`` tells apart what a row has several of; people know it by ``label`` and ``name``."""


class _Naming(NamedTuple):
    """Which columns of a table tell people what a row is, and how others point to it."""

    key: str | None
    code: str
    name: str
    part: str | None = None


_NAMING: Final = {
    "area": _Naming("id", "code", "name"),
    "staff": _Naming("id", "number", "name"),
    "posting": _Naming("id", "area_code", "post"),
    "unit": _Naming("id", "code", "name"),
    "duty": _Naming("unit_id", "item_pattern", "item_pattern", "item_pattern"),
    "item": _Naming("id", "code", "name"),
    "filing_condition": _Naming("item_id", "name", "name", "name"),
    "operator": _Naming(None, "login", "name"),
    "policy_rule": _Naming(None, "code", "action"),
    "tier_limit": _Naming("tier", "tier", "name"),
    "stage_limit": _Naming(None, "stage", "due_limit"),
    "office_hours_spell": _Naming(None, "valid_from", "hours"),
    "assessment_profile": _Naming("id", "code", "name"),
    "assessment_indicator": _Naming("profile_id", "figure", "figure", "figure"),
    "assessment_finding": _Naming(None, "number", "reason"),
}


class _Pointer(NamedTuple):
    """A column that points to rows of ``relation``, by ``by`` (key or code).

    ``name`` is the column that tells people who points.
    """

    relation: str
    by: str
    column: Column[Any]
    name: Column[Any]
    template: str


_HAPPENED: Final = N_("Case %(who)s happened there.")
_POINTED_AT: Final = N_("Case %(who)s refers to it.")
_LIES_IN: Final = N_("The area %(who)s lies in it.")
_POSTED: Final = N_("Somebody is posted to %(who)s since.")
_UNIT_IN: Final = N_("The unit %(who)s answers for it.")
_OPERATOR_IN: Final = N_("The operator %(who)s answers for it.")
_RULED: Final = N_("Case %(who)s was ruled by it.")
_ANSWERS: Final = N_("It answers for %(who)s since.")
_CONDITION: Final = N_("It has the condition %(who)s since.")
_WORKED: Final = N_("The operator has worked since.")
_ACTED: Final = N_("It has acted on cases since.")
_WEIGHS: Final = N_("It weighs %(who)s since.")
_REPLACES: Final = N_("The profile %(who)s replaces it.")
_CALLED: Final = N_("It was called to cases since.")
_CHANGED_BY: Final = N_("Import %(import)s has changed it since.")
_CHANGED: Final = N_("It has been changed since.")

_POSTINGS: Final = RELATIONS["posting"]
_UNITS: Final = RELATIONS["unit"]
_DUTIES: Final = RELATIONS["duty"]
_CONDITIONS: Final = RELATIONS["filing_condition"]
_PROFILES: Final = RELATIONS["assessment_profile"]
_INDICATORS: Final = RELATIONS["assessment_indicator"]

_POINTERS: Final = (
    _Pointer("area", "key", _CASES.c.area_id, _CASES.c.number, _HAPPENED),
    _Pointer("area", "code", _AREAS.c.parent_code, _AREAS.c.code, _LIES_IN),
    _Pointer("area", "code", _POSTINGS.c.area_code, _POSTINGS.c.area_code, _POSTED),
    _Pointer("area", "code", _UNITS.c.area_code, _UNITS.c.code, _UNIT_IN),
    _Pointer("area", "code", _OPERATORS.c.area_code, _OPERATORS.c.login, _OPERATOR_IN),
    _Pointer("area", "code", _PRECEDENTS.c.area_code, _PRECEDENTS.c.number, _RULED),
    _Pointer("staff", "key", _POSTINGS.c.staff_id, _POSTINGS.c.area_code, _POSTED),
    _Pointer("staff", "key", _CASES.c.reporter_staff_id, _CASES.c.number, _POINTED_AT),
    _Pointer("staff", "key", _CASES.c.gridder_id, _CASES.c.number, _POINTED_AT),
    _Pointer("unit", "key", _CASES.c.unit_id, _CASES.c.number, _POINTED_AT),
    _Pointer("unit", "key", _CASES.c.first_unit_id, _CASES.c.number, _POINTED_AT),
    _Pointer("unit", "key", _CALLS.c.unit_id, _CALLS.c.case_id, _CALLED),
    _Pointer("unit", "key", _PRECEDENTS.c.unit_id, _PRECEDENTS.c.number, _RULED),
    _Pointer("unit", "key", _DUTIES.c.unit_id, _DUTIES.c.item_pattern, _ANSWERS),
    _Pointer("item", "key", _CASES.c.item_id, _CASES.c.number, _POINTED_AT),
    _Pointer("item", "key", _CONDITIONS.c.item_id, _CONDITIONS.c.name, _CONDITION),
    _Pointer("operator", "code", _AUDIT.c.operator, _AUDIT.c.action, _WORKED),
    _Pointer("policy_rule", "code", _ACTIONS.c.rule, _ACTIONS.c.at, _ACTED),
    _Pointer("assessment_profile", "code", _PROFILES.c.replaces, _PROFILES.c.code, _REPLACES),
    _Pointer("assessment_profile", "key", _INDICATORS.c.profile_id, _INDICATORS.c.figure, _WEIGHS),
)


def called(images: Images, values: Values) -> tuple[str, str]:
    """Return how people call a row."""
    named = dict(zip(images.columns, values, strict=True))
    naming = _NAMING[images.relation]
    return str(named[naming.code]), str(named[naming.name])


def let_stay(session: Session, codes: Iterable[str]) -> None:
    """Note codes of areas that stand again though a row of theirs is taken out."""
    for chunk in in_chunks(sorted(codes)):
        staying = and_(DOOMED.c.relation == "area", DOOMED.c.code.in_(chunk))
        session.execute(update(DOOMED).where(staying).values(code=None))


def codes_that_stay(images: Images) -> set[str]:
    """Return codes of areas that stand again once their old rows are put back."""
    code, until = images.columns.index("code"), images.columns.index("valid_to")
    return {row.before[code] for row in images.rows if row.before and row.before[until] is None}


def doom(session: Session, images: Images) -> None:
    """Note the rows that would be taken out."""
    naming = _NAMING[images.relation]
    places = {name: at for at, name in enumerate(images.columns)}
    made = (row.after for row in images.rows if row.before is None and row.after is not None)
    load_rows(
        session,
        DOOMED,
        ("relation", "key", "code", "label", "part", "name"),
        (
            (
                images.relation,
                row[places[naming.key]] if naming.key else None,
                str(row[places[naming.code]]),
                str(row[places[naming.code]]),
                row[places[naming.part]] if naming.part else None,
                str(row[places[naming.name]]),
            )
            for row in made
        ),
    )


def changed_since(session: Session, import_id: int, images: Images) -> Iterator[Hindrance]:
    """Name rows that are not any more what the import left."""
    table, places = RELATIONS[images.relation], key_places(images)
    left = {key_of(row, places): row for row in images.rows}
    now = dict(read_by_key(session, table, left))
    names = columns_of(table)
    changed = {
        key: row
        for key, row in left.items()
        if _by_name(names, now.get(key), images.columns) != row.after
    }
    if not changed:
        return
    by = _changed_by(session, import_id, images.relation, changed.keys())
    for key, row in changed.items():
        told = called(images, row.after or row.before or ())
        if key in by:
            yield Hindrance(images.relation, *told, _CHANGED_BY, {"import": by[key]})
        else:
            yield Hindrance(images.relation, *told, _CHANGED, {})


def _by_name(
    names: tuple[str, ...], values: Values | None, wanted: tuple[str, ...]
) -> Values | None:
    """Return values in the order of the columns that an image has."""
    if values is None:
        return None
    held = dict(zip(names, values, strict=True))
    return tuple(held[name] for name in wanted)


def _changed_by(
    session: Session, import_id: int, relation: str, keys: Iterable[Values]
) -> dict[Values, int]:
    """Return the first later import that touched each of ``keys``, where one did."""
    wanted, found = set(keys), dict[Values, int]()
    for later, images in later_imports(session, import_id, relation):
        places = key_places(images)
        for row in images.rows:
            key = key_of(row, places)
            if key in wanted:
                found.setdefault(key, later)
    return found


def pointed_at(session: Session) -> Iterator[Hindrance]:
    """Name rows to be taken out that something points to which stays."""
    for pointer in _POINTERS:
        yield from _pointing(session, pointer)


def _pointing(session: Session, pointer: _Pointer) -> Iterator[Hindrance]:
    source = pointer.column.table
    aim, mine = DOOMED.alias(), DOOMED.alias()
    asked = (
        select(aim.c.label, aim.c.name, func.min(pointer.name))
        .join(source, pointer.column == aim.c[pointer.by])
        .where(aim.c.relation == pointer.relation)
        .group_by(aim.c.nth, aim.c.label, aim.c.name)
        .order_by(aim.c.nth)
    )
    naming = _NAMING.get(source.name)
    if naming:
        # What the import made itself goes with it.
        same = [mine.c.relation == source.name]
        if naming.key:
            same.append(mine.c.key == source.c[naming.key])
            if naming.part:
                same.append(mine.c.part == source.c[naming.part])
        else:
            same.append(mine.c.code == source.c[naming.code])
        asked = asked.outerjoin(mine, and_(*same)).where(mine.c.nth.is_(None))
    for label, name, who in session.execute(asked):
        yield Hindrance(pointer.relation, label, name, pointer.template, {"who": who})
