"""Undoing an import: all of it, in one transaction, while nothing has built on it.

What the import made is taken out, what it changed or took out is put back as it was. A row that
was changed since, or that something now points to, keeps the whole import in place and is named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Date, Table, bindparam, delete, func, insert, select, tuple_, update
from sqlmodel import Session

from core.audit.trail import write_audit
from core.imports.bulk import in_chunks, run_for_each
from core.imports.changes import LISTED, Changes, RowChange
from core.imports.commands import UndoImport
from core.imports.hindering import (
    DOOMED,
    called,
    changed_since,
    codes_that_stay,
    doom,
    let_stay,
    pointed_at,
)
from core.imports.images import (
    RELATIONS,
    Images,
    RowImage,
    Values,
    key_names,
    key_of,
    key_places,
    read_images,
)
from core.imports.models import ImportImage, ImportRun
from core.imports.result import Hindrance, UndoResult
from core.kernel.errors import NotFound, Refused
from core.kernel.settings import hold_reference_data, note_reference_change
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import Operator

NEVER_UNDONE: Final = {
    "boundaries": N_(
        "Import %(id)s drew boundaries, and no copy of the former ones is kept. Take in those "
        "that should stand; griddesk export boundaries writes what there is."
    ),
    "calendar": N_(
        "Import %(id)s changed the calendar, by which clocks have run since. Take the calendar in "
        "again as it was: the clocks move with it."
    ),
    "cases": N_(
        "Import %(id)s took in cases, and the history of a case is never erased. Cancel those "
        "that should not be here."
    ),
    "spot_checks": N_(
        "Import %(id)s recorded spot checks, and the history of a case is never erased. One "
        "failure stays a failure; the case can be reopened."
    ),
}
"""Kinds of imports that stay, and why."""

_RUNS: Final[Table] = ImportRun.__table__  # type: ignore[attr-defined]
_IMAGES: Final[Table] = ImportImage.__table__  # type: ignore[attr-defined]
_OPERATORS: Final[Table] = Operator.__table__  # type: ignore[attr-defined]


def undo_import(hand: Hand, command: UndoImport) -> UndoResult:
    """Undo an import, or tell what stands in the way.

    Raises:
        NotFound: there is none of that number in the jurisdiction.
        Refused: it was undone before, or is of those that cannot be.
    """
    session = hand.session
    kind = _kind_to_undo(hand, command.import_id)
    if command.commit:
        hold_reference_data(session)
    DOOMED.create(session.connection())
    result = _judged(session, command.import_id, kind)
    if command.commit and not result.hindered:
        _put_back(session, command.import_id)
        _note(hand, result)
        result = replace(result, changes=Changes(), committed=True)
    DOOMED.drop(session.connection())
    return result


def _kind_to_undo(hand: Hand, import_id: int) -> str:
    run = hand.session.execute(
        select(_RUNS.c.kind, _RUNS.c.undone_at, _RUNS.c.undone_by)
        .join(_OPERATORS, _OPERATORS.c.login == _RUNS.c.operator)
        .where(
            _RUNS.c.id == import_id,
            _OPERATORS.c.area_code.startswith(hand.scope.area_code, autoescape=True),
        )
        .with_for_update(of=_RUNS)
    ).one_or_none()
    if run is None:
        raise NotFound(
            N_("There is no import %(id)s in your jurisdiction; see griddesk import list."),
            id=import_id,
        )
    if run.undone_at:
        raise Refused(
            N_("Import %(id)s was undone by %(who)s already; it cannot be undone twice."),
            id=import_id,
            who=run.undone_by,
        )
    if run.kind in NEVER_UNDONE:
        raise Refused(NEVER_UNDONE[run.kind], id=import_id)
    images = select(func.count()).where(_IMAGES.c.import_id == import_id)
    if not hand.session.execute(images).scalar_one():
        raise Refused(N_("Import %(id)s was made before imports could be undone."), id=import_id)
    kind: str = run.kind
    return kind


class _Judgement:
    """What undoing would do, counted, and what stands in the way."""

    def __init__(self) -> None:
        self.counts = {"new": 0, "changed": 0, "missing": 0}
        self.listed: list[RowChange] = []
        self.hindrances: list[Hindrance] = []
        self.hindered = 0

    def hinder(self, found: Iterable[Hindrance]) -> None:
        for hindrance in found:
            self.hindered += 1
            if len(self.hindrances) < LISTED:
                self.hindrances.append(hindrance)

    def add(self, images: Images, row: RowImage) -> None:
        sort = "missing" if row.before is None else "new" if row.after is None else "changed"
        self.counts[sort] += 1
        if self.counts[sort] <= LISTED:
            self.listed.extend(_told(images, row, sort))


def _told(images: Images, row: RowImage, sort: str) -> Iterator[RowChange]:
    """Tell one row: taken out (missing), brought back (new) or put back, field by field."""
    key, name = called(images, row.after or row.before or ())
    if row.before is None or row.after is None:
        yield RowChange(sort, None, key, name)
        return
    for column, before, after in zip(images.columns, row.before, row.after, strict=True):
        if before != after:
            yield RowChange(sort, None, key, name, column, after, before)


def _judged(session: Session, import_id: int, kind: str) -> UndoResult:
    judgement = _Judgement()
    kept_codes: set[str] = set()
    for images in read_images(session, import_id):
        for row in images.rows:
            judgement.add(images, row)
        doom(session, images)
        judgement.hinder(changed_since(session, import_id, images))
        if images.relation == "area":
            kept_codes |= codes_that_stay(images)
    let_stay(session, kept_codes)
    judgement.hinder(pointed_at(session))
    return UndoResult(
        import_id,
        kind,
        removed=judgement.counts["missing"],
        restored=judgement.counts["changed"],
        brought_back=judgement.counts["new"],
        changes=Changes(tuple(judgement.listed)),
        hindrances=tuple(judgement.hindrances),
        hindered=judgement.hindered,
    )


def _put_back(session: Session, import_id: int) -> None:
    """Take out what was made, last things first, then restore what stood before."""
    for images in read_images(session, import_id, backwards=True):
        table, places = RELATIONS[images.relation], key_places(images)
        made = [key_of(row, places) for row in images.rows if row.before is None]
        keys = [tuple(_keyed(table, key).values()) for key in made]
        columns = [table.c[name] for name in key_names(table)]
        for chunk in in_chunks(keys):
            alone = len(columns) == 1
            mine = (
                columns[0].in_([key for (key,) in chunk]) if alone else tuple_(*columns).in_(chunk)
            )
            session.execute(delete(table).where(mine))
    for images in read_images(session, import_id):
        _restore(session, images)


def _restore(session: Session, images: Images) -> None:
    table, places = RELATIONS[images.relation], key_places(images)
    one = [table.c[name] == bindparam(f"key_{name}") for name in key_names(table)]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in images.columns}
    changed = [row for row in images.rows if row.before is not None and row.after is not None]
    run_for_each(
        session,
        update(table).where(*one).values(values),
        (
            _keyed(table, key_of(row, places))
            | {f"new_{name}": value for name, value in _stored(table, images, row.before)}
            for row in changed
        ),
    )
    run_for_each(
        session,
        insert(table),
        (
            dict(_stored(table, images, row.before))
            for row in images.rows
            if row.before is not None and row.after is None
        ),
    )


def _keyed(table: Table, key: Values) -> dict[str, Any]:
    return {
        f"key_{name}": _typed(table, name, value)
        for name, value in zip(key_names(table), key, strict=True)
    }


def _stored(table: Table, images: Images, values: Values | None) -> Iterator[tuple[str, Any]]:
    for name, value in zip(images.columns, values or (), strict=True):
        yield name, _typed(table, name, value)


def _typed(table: Table, name: str, value: Any) -> Any:
    """Return a value of an image as its column takes it."""
    if isinstance(table.c[name].type, Date) and value is not None:
        return date.fromisoformat(value)
    return value


def _note(hand: Hand, result: UndoResult) -> None:
    """Leave the import in the list as undone, and its images nowhere."""
    session = hand.session
    mine = _RUNS.c.id == result.import_id
    session.execute(
        update(_RUNS).where(mine).values(undone_at=hand.now, undone_by=hand.scope.login)
    )
    session.execute(delete(_IMAGES).where(_IMAGES.c.import_id == result.import_id))
    note_reference_change(session)
    write_audit(
        hand,
        "undo import",
        result.kind,
        detail=(
            f"import {result.import_id}: {result.removed} removed, {result.restored} restored, "
            f"{result.brought_back} brought back"
        ),
    )
