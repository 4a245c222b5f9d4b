"""Taking in staff and their posts, any number of them, in steady memory.

The rows of a file are put on a temporary table first. Everything that needs a view of the
whole file or of what is held (repetitions, contradictions, unknown areas, what is new) is
then asked of the database in a few statements, however long the file is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Computed,
    Date,
    FromClause,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Session

from core.areas.codes import holds
from core.areas.models import Area
from core.imports.bulk import in_chunks, load_columns, local_today, run_for_each
from core.imports.changes import LISTED, Changes, RowChange, differences, listed
from core.imports.commands import ImportStaff, StaffRow
from core.imports.images import Journal
from core.imports.judging import sifted
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import Columns, refused, row_parts
from core.imports.staff import staff_faults
from core.kernel.columns import CodeText
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.staff.models import Posting, Staff

KIND: Final = "staff"

_STAFF: Final[Table] = Staff.__table__  # type: ignore[attr-defined]
_POSTING: Final[Table] = Posting.__table__  # type: ignore[attr-defined]
_AREA: Final[Table] = Area.__table__  # type: ignore[attr-defined]

_IN_FILE: Final = Table(
    "import_staff",
    MetaData(),
    Column("line", Integer, primary_key=True),
    Column("number", CodeText),
    Column("name", String),
    Column("area_code", CodeText),
    Column("post", String),
    Column("phone", String),
    Column("joined_on", Date),
    Column("left_on", Date),
    Column("posted_from", Date),
    Column("posted_to", Date),
    Column("ended_on", Date, Computed("COALESCE(posted_to, left_on)", persisted=True)),
    Column("held_now", Boolean, Computed("COALESCE(posted_to, left_on) IS NULL", persisted=True)),
    prefixes=["TEMPORARY"],
)
_BY_NUMBER: Final = Index("ix_import_staff_number", _IN_FILE.c.number)
"""Made when the rows are there, which is quicker than keeping it from the first."""


def import_staff(hand: Hand, command: ImportStaff) -> ImportResult:
    """Judge every row, then take in all of them, or none when one is refused."""
    session, today = hand.session, local_today(hand)
    session.execute(CreateTable(_IN_FILE))
    refusals = _fill(hand, command, today)
    file = _seen_as_a_whole(session)
    refusals += _refused_as_a_whole(session, command, file)
    refusals.sort(key=lambda refusal: refusal.line)
    if command.partial:
        _take_out(session, refusals)
    ends = not command.partial
    new, changed, unchanged = _counts(session, file, ends=ends)
    result = ImportResult(KIND, new, changed, unchanged, tuple(refusals))
    if not command.commit:
        result = replace(result, changes=_changes(hand, file, ends=ends))
    elif not command.refuses(refusals):
        journal = None
        if new or changed:
            journal = Journal(session, grown=(_STAFF, _POSTING))
            _write(session, journal, file, today, ends=ends)
        result = recorded(hand, command, result, journal)
    _IN_FILE.drop(session.connection())
    return result


def _fill(hand: Hand, command: ImportStaff, today: date) -> list[RefusedRow]:
    """Put the good rows on the temporary table and return the bad ones."""
    refusals: list[RefusedRow] = []
    good = _good_parts(command, hand.scope.area_code, today, refusals)
    load_columns(hand.session, _IN_FILE, StaffRow._fields, good)
    hand.session.execute(CreateIndex(_BY_NUMBER))
    return refusals


def _good_parts(
    command: ImportStaff, jurisdiction: str, today: date, refusals: list[RefusedRow]
) -> Iterator[Sequence[Sequence[Any]]]:
    """Give the good rows column by column."""
    for part in row_parts(command.rows):
        if isinstance(part, Columns) and not _may_be_wrong(part, jurisdiction):
            yield part.values
            continue
        good, bad = sifted(
            part, lambda row: staff_faults(row, jurisdiction, today), command.columns
        )
        refusals += bad
        if good:
            yield tuple(zip(*good, strict=True))


def _may_be_wrong(rows: Columns[StaffRow], jurisdiction: str) -> bool:
    """Say, quickly and of nearly no rows, that `staff_faults` may find something."""
    inside = all(holds(jurisdiction, code) for code in rows.of("area_code"))
    return not inside or any(rows.of("left_on")) or any(rows.of("posted_to"))


class _File(NamedTuple):
    """What is asked of the file once, because much follows from it.

    ``repeats``: some staff number stands on several rows. ``known``: some person is held.
    """

    repeats: bool
    known: bool


def _seen_as_a_whole(session: Session) -> _File:
    twice = select(_IN_FILE.c.number).group_by(_IN_FILE.c.number).having(func.count() > 1)
    held = select(_STAFF.c.id).join(_IN_FILE, _IN_FILE.c.number == _STAFF.c.number)
    return _File(
        session.execute(twice.limit(1)).first() is not None,
        session.execute(held.limit(1)).first() is not None,
    )


def _refused_as_a_whole(session: Session, command: ImportStaff, file: _File) -> list[RefusedRow]:
    refusals: list[RefusedRow] = []
    if file.repeats:
        refusals += [*_repetitions(session, command), *_contradictions(session, command)]
    refusals += _unknown_areas(session, command)
    if file.known and not command.rename:
        refusals += _other_names(session, command)
    return refusals


def _repetitions(session: Session, command: ImportStaff) -> Iterator[RefusedRow]:
    """Refuse a post of a person that stands in the file twice."""
    row = _IN_FILE.alias()
    first = (
        select(
            *_KEY,
            func.coalesce(_IN_FILE.c.ended_on, _NEVER).label("until"),
            func.min(_IN_FILE.c.line).label("line"),
        )
        .group_by(*_KEY, func.coalesce(_IN_FILE.c.ended_on, _NEVER))
        .having(func.count() > 1)
    )
    repeated = first.subquery()
    earlier = _IN_FILE.alias()
    found = session.execute(
        select(row.c.line, row.c.number, earlier.c.line.label("first"))
        .join(
            repeated,
            and_(
                *(row.c[name] == repeated.c[name] for name in ("number", "area_code", "post")),
                func.coalesce(row.c.ended_on, _NEVER) == repeated.c.until,
                row.c.line > repeated.c.line,
            ),
        )
        .join(earlier, earlier.c.line == repeated.c.line)
    )
    for line, number, first_line in found:
        fault = FieldFault(
            "number",
            N_("The same person in the same post and area stands on line %(line)s already."),
            line=first_line,
        )
        yield refused(line, "number", number, fault, command.columns)


_KEY: Final = (_IN_FILE.c.number, _IN_FILE.c.area_code, _IN_FILE.c.post)
_NEVER: Final = literal(date(9999, 12, 31), Date)


def _contradictions(session: Session, command: ImportStaff) -> Iterator[RefusedRow]:
    """Refuse a staff number that has two names or two phones in the file."""
    first = (
        select(_IN_FILE.c.number, func.min(_IN_FILE.c.line).label("line"))
        .group_by(_IN_FILE.c.number)
        .having(func.count() > 1)
        .subquery()
    )
    row, earlier = _IN_FILE.alias(), _IN_FILE.alias()
    for name in ("name", "phone"):
        found = session.execute(
            select(row.c.line, row.c[name], earlier.c.line, earlier.c[name])
            .select_from(row)
            .join(first, row.c.number == first.c.number)
            .join(earlier, earlier.c.line == first.c.line)
            .where(row.c[name] != earlier.c[name])
        )
        for line, value, first_line, first_value in found:
            fault = FieldFault(
                name,
                N_("On line %(line)s the same staff number has %(value)s."),
                line=first_line,
                value=first_value,
            )
            yield refused(line, name, value, fault, command.columns)


def _unknown_areas(session: Session, command: ImportStaff) -> Iterator[RefusedRow]:
    found = session.execute(
        select(_IN_FILE.c.line, _IN_FILE.c.area_code)
        .outerjoin(_AREA, and_(_AREA.c.code == _IN_FILE.c.area_code, _AREA.c.valid_to.is_(None)))
        .where(_AREA.c.id.is_(None))
    )
    fault = FieldFault("area_code", N_("There is no such area today; import the grids first."))
    for line, area_code in found:
        yield refused(line, "area_code", area_code, fault, command.columns)


def _other_names(session: Session, command: ImportStaff) -> Iterator[RefusedRow]:
    found = session.execute(
        select(_IN_FILE.c.line, _IN_FILE.c.name, _IN_FILE.c.number, _STAFF.c.name)
        .join(_STAFF, _STAFF.c.number == _IN_FILE.c.number)
        .where(_STAFF.c.name != _IN_FILE.c.name)
    )
    for line, name, number, held in found:
        fault = FieldFault(
            "name",
            N_(
                "The staff number %(number)s is held for %(held)s. Correct the number or the "
                "name, or allow renaming with --rename."
            ),
            number=number,
            held=held,
        )
        yield refused(line, "name", name, fault, command.columns)


def _take_out(session: Session, refusals: list[RefusedRow]) -> None:
    """Take refused rows off the temporary table."""
    for lines in in_chunks({refusal.line for refusal in refusals}):
        session.execute(delete(_IN_FILE).where(_IN_FILE.c.line.in_(lines)))


def _people(file: _File) -> FromClause:
    """One row for each person in the file."""
    row = _IN_FILE.c
    if not file.repeats:
        alone = (row.number, row.line, row.name, row.phone, row.joined_on, row.left_on)
        return select(*alone, row.posted_from).subquery("people")
    return (
        select(
            row.number,
            func.min(row.line).label("line"),
            func.max(row.name).label("name"),
            func.max(row.phone).label("phone"),
            func.min(row.joined_on).label("joined_on"),
            func.max(row.left_on).label("left_on"),
            func.min(row.posted_from).label("posted_from"),
        )
        .group_by(row.number)
        .subquery("people")
    )


def _changed_people(file: _File) -> Select[Any]:
    """People held whose own particulars differ from the file."""
    person = _people(file)
    return (
        select(
            _STAFF.c.id,
            person.c.number,
            person.c.name,
            func.coalesce(person.c.phone, _STAFF.c.phone).label("phone"),
            func.coalesce(person.c.joined_on, _STAFF.c.joined_on).label("joined_on"),
            person.c.left_on,
        )
        .join(_STAFF, _STAFF.c.number == person.c.number)
        .where(
            or_(
                person.c.name != _STAFF.c.name,
                person.c.phone.is_distinct_from(_STAFF.c.phone) & person.c.phone.is_not(None),
                and_(person.c.joined_on.is_not(None), person.c.joined_on != _STAFF.c.joined_on),
                person.c.left_on.is_distinct_from(_STAFF.c.left_on),
            )
        )
    )


def _same_post(row: FromClause, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that a staged ``row`` is about the posting of the person at hand."""
    return and_(
        row.c.number == _STAFF.c.number,
        row.c.area_code == _POSTING.c.area_code,
        row.c.post == _POSTING.c.post,
        *more,
    )


def _postings_held_of_the_file() -> Select[Any]:
    """Postings held today of people whom the file names."""
    named = _IN_FILE.alias()
    return (
        select(_POSTING.c.id, _STAFF.c.number)
        .join(_STAFF, _STAFF.c.id == _POSTING.c.staff_id)
        .where(
            _POSTING.c.valid_to.is_(None),
            exists().where(named.c.number == _STAFF.c.number),
        )
    )


def _postings_to_end() -> Select[Any]:
    """Postings held of which the file says nothing any more."""
    return _postings_held_of_the_file().where(~exists().where(_same_post(_IN_FILE)))


def _postings_that_ended() -> Select[Any]:
    """Postings held of which the file knows the last day."""
    same = _IN_FILE.alias()
    return (
        _postings_held_of_the_file()
        .add_columns(func.max(_IN_FILE.c.ended_on).label("ended_on"))
        .join(_IN_FILE, _same_post(_IN_FILE, ~_IN_FILE.c.held_now))
        .where(~exists().where(_same_post(same, same.c.held_now)))
        .group_by(_POSTING.c.id, _STAFF.c.number)
    )


def _postings_of_the_file() -> Select[Any]:
    """Posts of the file, for people who are held."""
    row = _IN_FILE.c
    return (
        select(_STAFF.c.id, row.number, row.area_code, row.post, row.posted_from, row.ended_on)
        .select_from(_IN_FILE)
        .join(_STAFF, _STAFF.c.number == row.number)
        .order_by(row.line)
    )


def _postings_to_add() -> Select[Any]:
    """Posts of the file that are not held, for people who are."""
    row = _IN_FILE.c
    return _postings_of_the_file().where(
        ~exists().where(
            _POSTING.c.staff_id == _STAFF.c.id,
            _POSTING.c.area_code == row.area_code,
            _POSTING.c.post == row.post,
            func.coalesce(_POSTING.c.valid_to, _NEVER) == func.coalesce(row.ended_on, _NEVER),
        )
    )


def _counts(session: Session, file: _File, *, ends: bool) -> tuple[int, int, int]:
    """Return how many rows are of new people, of people who change, and of all others."""
    total = session.execute(select(func.count()).select_from(_IN_FILE)).scalar_one()
    if not file.known:
        return total, 0, 0
    new = session.execute(
        select(func.count())
        .select_from(_IN_FILE)
        .where(~exists().where(_STAFF.c.number == _IN_FILE.c.number))
    ).scalar_one()
    parts = [_changed_people(file), _postings_to_add().order_by(None)]
    if ends:
        parts.append(_postings_to_end())
    touched = union(*(select(part.subquery().c.number) for part in parts))
    changed = session.execute(
        select(func.count()).select_from(_IN_FILE).where(_IN_FILE.c.number.in_(touched))
    ).scalar_one()
    return new, changed, total - new - changed


def _changes(hand: Hand, file: _File, *, ends: bool) -> Changes:
    """Tell what would change; missing are people with a post in the jurisdiction."""
    session = hand.session
    missing = session.execute(_missing_people(hand.scope.area_code))
    return listed(
        (RowChange("new", *row) for row in session.execute(_new_people(file))),
        [*_changed_fields(session, file), *_changed_posts(session, ends=ends)],
        (RowChange("missing", None, row.number, row.name) for row in missing),
    )


def _new_people(file: _File) -> Select[Any]:
    person = _people(file)
    return (
        select(_IN_FILE.c.line, person.c.number, person.c.name)
        .join(_IN_FILE, _IN_FILE.c.line == person.c.line)
        .where(~exists().where(_STAFF.c.number == person.c.number))
        .order_by(person.c.line)
        .limit(LISTED)
    )


def _missing_people(jurisdiction: str) -> Select[Any]:
    return (
        select(_STAFF.c.number, _STAFF.c.name)
        .where(
            _STAFF.c.left_on.is_(None),
            ~exists().where(_IN_FILE.c.number == _STAFF.c.number),
            exists().where(
                _POSTING.c.staff_id == _STAFF.c.id,
                _POSTING.c.valid_to.is_(None),
                _POSTING.c.area_code.startswith(jurisdiction, autoescape=True),
            ),
        )
        .order_by(_STAFF.c.number)
    )


def _changed_fields(session: Session, file: _File) -> Iterator[RowChange]:
    """Give the particulars of people that would change."""
    said = _changed_people(file).subquery()
    line = select(func.min(_IN_FILE.c.line)).where(_IN_FILE.c.number == said.c.number)
    names = ("name", "phone", "joined_on", "left_on")
    found = session.execute(
        select(line.scalar_subquery(), said, *(_STAFF.c[name] for name in names))
        .join(_STAFF, _STAFF.c.id == said.c.id)
        .limit(LISTED)
    )
    for at, _key, number, *values in found:
        new, old = (dict(zip(names, part, strict=True)) for part in (values[:4], values[4:]))
        yield from differences(at, number, old, new)


def _changed_posts(session: Session, *, ends: bool) -> Iterator[RowChange]:
    """Give the posts that people who are held would take up or leave."""
    added = _postings_to_add().add_columns(_STAFF.c.name, _IN_FILE.c.line).limit(LISTED)
    for _key, number, area, post, _start, ended, name, line in session.execute(added):
        said = f"{area} {post}" if ended is None else f"{area} {post} – {ended}"
        yield RowChange("changed", line, number, name, "post", None, said)
    if ends:
        gone = _postings_to_end().add_columns(_POSTING.c.area_code, _POSTING.c.post, _STAFF.c.name)
        for _key, number, area, post, name in session.execute(gone.limit(LISTED)):
            yield RowChange("changed", None, number, name, "post", f"{area} {post}", None)


def _write(session: Session, journal: Journal, file: _File, today: date, *, ends: bool) -> None:
    if file.known:
        _update_people(session, journal, file)
        _end_postings(session, journal, today, ends=ends)
    _insert_people(session, file, today)
    to_add = (_postings_to_add() if file.known else _postings_of_the_file()).subquery()
    session.execute(
        insert(_POSTING).from_select(
            ["staff_id", "area_code", "post", "valid_from", "valid_to"],
            select(
                to_add.c.id,
                to_add.c.area_code,
                to_add.c.post,
                func.coalesce(to_add.c.posted_from, to_add.c.ended_on, literal(today, Date)),
                to_add.c.ended_on,
            ),
        )
    )


def _update_people(session: Session, journal: Journal, file: _File) -> None:
    changed = session.execute(_changed_people(file)).mappings().all()
    if not changed:
        return
    journal.keep(_STAFF, (row["id"] for row in changed))
    values: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in ("name", "phone", "joined_on", "left_on")
    }
    statement = update(_STAFF).where(_STAFF.c.id == bindparam("key")).values(values)
    run_for_each(session, statement, _renamed(changed, values))


def _renamed(rows: Iterable[Any], values: Iterable[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {"key": row["id"]} | {f"new_{name}": row[name] for name in values}


def _insert_people(session: Session, file: _File, today: date) -> None:
    person = _people(file)
    session.execute(
        insert(_STAFF).from_select(
            ["number", "name", "phone", "joined_on", "left_on"],
            select(
                person.c.number,
                person.c.name,
                person.c.phone,
                func.coalesce(person.c.joined_on, person.c.posted_from, literal(today, Date)),
                person.c.left_on,
            )
            .where(~exists().where(_STAFF.c.number == person.c.number))
            .order_by(person.c.line),
        )
    )


def _end_postings(session: Session, journal: Journal, today: date, *, ends: bool) -> None:
    ended = session.execute(_postings_that_ended()).mappings().all()
    if ended:
        journal.keep(_POSTING, (row["id"] for row in ended))
        closing = update(_POSTING).where(_POSTING.c.id == bindparam("key"))
        run_for_each(
            session,
            closing.values(valid_to=bindparam("last")),
            ({"key": row["id"], "last": row["ended_on"]} for row in ended),
        )
    gone = [row.id for row in session.execute(_postings_to_end())] if ends else []
    journal.keep(_POSTING, gone)
    for keys in in_chunks(gone):
        mine = _POSTING.c.id.in_(keys)
        # A post that began today and is gone today was a mistake, not a day's work.
        session.execute(delete(_POSTING).where(mine, _POSTING.c.valid_from >= today))
        session.execute(update(_POSTING).where(mine).values(valid_to=today))
