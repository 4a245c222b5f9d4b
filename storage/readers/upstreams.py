"""What is to be sent upstream, and what was.

A run of a mapping of cases reads only those that wait: triggers note every change of a case, in
its own transaction, for each stream (`core.upstreams.models.UpstreamWaiting`). What is looked up
by id, the names of units, items, areas and people, can change without a case being written; so
can what a mapping wants. A digest tells of both, and then everything is compared.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from core.cases.rows import CaseFilter
from core.imports.bulk import in_chunks
from core.kernel.errors import Forbidden, NotFound
from core.kernel.words import N_
from core.operators.jurisdiction import SEES_PERSONAL_DATA, Scope
from core.upstreams.commands import ACCEPTED, REFUSED
from core.upstreams.fields import What
from core.upstreams.mapping import Mapping as Sheet
from core.upstreams.rows import Known, RunRow, StreamRow, TroubleRow
from storage.database import Database
from storage.readers.places import inside, narrower
from storage.readers.reference import Reference, reference_book
from storage.readers.tables import (
    STAFF,
    UPSTREAM_RECORDS,
    UPSTREAM_RUNS,
    UPSTREAM_STREAMS,
    UPSTREAM_WAITING,
)
from storage.readers.upstream_cases import CasesUpstream, Wish
from storage.readers.upstream_figures import figure_records, period_to_send
from storage.readers.upstream_registers import register_records

_R: Final = UPSTREAM_RECORDS.c


class UpstreamReader:
    """Reads what is sent upstream from a jurisdiction."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def area_of(self, sheet: Sheet) -> str:
        """Return the area that a mapping is run for: its own, as far as it is ours.

        Raises:
            NotFound: no part of it is.
        """
        top = narrower(self._scope.district_code, self._scope.area_code)
        code = top and (narrower(top, sheet.area) if sheet.area else top)
        if not code:
            raise NotFound(
                N_("The mapping %(mapping)s is for the area %(area)s, which is not in yours."),
                mapping=sheet.code,
                area=sheet.area or self._scope.area_code,
            )
        return code

    def streams(self) -> tuple[StreamRow, ...]:
        """Return what is sent from inside the jurisdiction, by mapping and area."""
        c = UPSTREAM_STREAMS.c
        counts = select(
            _R.stream_id,
            func.count().filter(_R.answer == REFUSED).label("refused"),
            func.count().filter(_R.faults != "").label("unmapped"),
        ).where(_R.district_code == self._scope.district_code, _troubled())
        counted = counts.group_by(_R.stream_id).subquery()
        statement = (
            select(
                c.id, c.mapping, c.area_code, c.what, c.last_run, c.sha256, c.registers,
                func.coalesce(counted.c.refused, 0), func.coalesce(counted.c.unmapped, 0),
            )
            .outerjoin(counted, counted.c.stream_id == c.id)
            .where(*self._here())
            .order_by(c.mapping, c.area_code)
        )  # fmt: skip
        with self._database.reading() as connection:
            return tuple(StreamRow(*row) for row in connection.execute(statement))

    def runs(self, mapping: str | None = None, *, most: int = 500) -> tuple[RunRow, ...]:
        """Return the newest runs, and what was answered of what they sent."""
        s, c = UPSTREAM_STREAMS.c, UPSTREAM_RUNS.c
        answered = (
            select(
                _R.district_code, _R.stream_id, _R.sent_run,
                *(func.count().filter(_R.answer == said).label(f"n{place}")
                  for place, said in enumerate((ACCEPTED, REFUSED, ""))),
            )
            .where(_R.sent_run > 0)
            .group_by(_R.district_code, _R.stream_id, _R.sent_run)
            .subquery()
        )  # fmt: skip
        same = and_(
            answered.c.district_code == c.district_code,
            answered.c.stream_id == c.stream_id,
            answered.c.sent_run == c.number,
        )
        statement = (
            select(
                s.mapping, s.area_code, c.number, c.at, c.as_at, c.operator, c.whole, c.new_rows,
                c.changed_rows, c.withdrawn_rows, c.unmapped_rows, c.folder, c.files,
                *(func.coalesce(answered.c[f"n{place}"], 0) for place in range(3)),
            )
            .join(s.id.table, s.id == c.stream_id)
            .outerjoin(answered, same)
            .where(*self._here(), *([s.mapping == mapping] if mapping else []))
            .order_by(c.at.desc(), s.mapping, s.area_code, c.number.desc())
            .limit(most)
        )  # fmt: skip
        with self._database.reading() as connection:
            found: Any = connection.execute(statement)
            return tuple(RunRow(*row) for row in found)

    def troubles(self, mapping: str | None = None) -> tuple[TroubleRow, ...]:
        """Return the records that were refused, and those that cannot be sent."""
        s = UPSTREAM_STREAMS.c
        statement = (
            select(
                s.mapping, s.area_code, _R.key, _R.sent_run, _R.answer, _R.reason, _R.faults
            )
            .join(s.id.table, s.id == _R.stream_id)
            .where(*self._here(), _R.district_code == self._scope.district_code, _troubled())
            .where(*([s.mapping == mapping] if mapping else []))
            .order_by(s.mapping, s.area_code, _R.key)
        )  # fmt: skip
        with self._database.reading() as connection:
            return tuple(TroubleRow(*row) for row in connection.execute(statement))

    @contextmanager
    def looking(self, sheet: Sheet, wanted: CaseFilter, now: datetime) -> Iterator["Look"]:
        """Open one snapshot on everything that a run of ``sheet`` needs.

        Raises:
            Forbidden: it shows personal data, and the role may not see them.
            NotFound: the area is none of ours.
        """
        if sheet.plain and self._scope.role not in SEES_PERSONAL_DATA:
            raise Forbidden(
                N_("A %(role)s may not see names and phones."), role=str(self._scope.role)
            )
        area = self.area_of(sheet)
        with self._database.reading() as connection:
            wish = Wish(sheet, area, wanted, now)
            yield Look(connection, self._scope, self._book.at(connection), wish)

    def figures(
        self, sheet: Sheet, zone: ZoneInfo, now: datetime
    ) -> tuple[str, list[Mapping[str, Any]]]:
        """Return the last whole period before a moment, and a record for each of its lines."""
        area = self.area_of(sheet)
        period, _ = period_to_send(sheet.period, zone, now)
        records = figure_records(self._database, self._scope, sheet, area, zone, now)
        return period, list(records)

    def _here(self) -> tuple[ColumnElement[bool], ...]:
        s = UPSTREAM_STREAMS.c
        return s.district_code == self._scope.district_code, inside(
            s.area_code, self._scope.area_code
        )


def _troubled() -> ColumnElement[bool]:
    return or_(_R.answer == REFUSED, _R.faults != "")


class Look:
    """One snapshot of what a mapping sends and what its upstream has."""

    def __init__(
        self, connection: Connection, scope: Scope, reference: Reference, wish: Wish
    ) -> None:
        self._connection = connection
        self._scope = scope
        self._sheet = wish.sheet
        self._reference = reference
        self._cases = CasesUpstream(connection, scope, reference, wish)
        self.area = wish.area
        self.stream = self._read_stream()
        self.registers = self._digest(wish.wanted)

    @property
    def changed(self) -> bool:
        """Whether the mapping, or a name it looks up, is another one than at the last run."""
        stream = self.stream
        return stream is None or (stream.sha256, stream.registers) != (
            self._sheet.sha256,
            self.registers,
        )

    def waiting(self) -> dict[int, int]:
        """Return the cases written since they were last looked at, and the count of changes."""
        if self.stream is None or self._sheet.what is not What.CASES:
            return {}
        c = UPSTREAM_WAITING.c
        statement = select(c.case_id, c.times).where(
            c.district_code == self._scope.district_code, c.stream_id == self.stream.id
        )
        return {row.case_id: row.times for row in self._connection.execute(statement)}

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Yield every record to be sent, in the order of their keys."""
        if self._sheet.what is What.CASES:
            return self._cases.all()
        return register_records(self._connection, self._sheet, self.area)

    def waiting_records(
        self, cases: Iterable[int], keys: Iterable[str]
    ) -> tuple[list[Mapping[str, Any]], list[str]]:
        """Return what is to be sent of some cases, and the numbers of those that are not to be.

        Args:
            cases: by their ids.
            keys: by their numbers.
        """
        return self._cases.some(cases, keys)

    def known(self, keys: Iterable[str] | None = None) -> dict[str, Known]:
        """Return what the upstream has of some records, or of all."""
        if self.stream is None:
            return {}
        mine = (_R.district_code == self._scope.district_code, _R.stream_id == self.stream.id)
        statement = select(_R.key, _R.sha256, _R.withdrawn, _R.answer, _R.faults).where(*mine)
        asked = [statement] if keys is None else [
            statement.where(_R.key.in_(chunk)) for chunk in in_chunks(keys)
        ]  # fmt: skip
        return {
            key: Known(sha256, bool(withdrawn), answer, faults)
            for each in asked
            for key, sha256, withdrawn, answer, faults in self._connection.execute(each)
        }

    def troubled(self, *, refused: bool) -> tuple[str, ...]:
        """Return the keys of what could not be sent, and of what was refused if asked for."""
        if self.stream is None:
            return ()
        wanted = _troubled() if refused else _R.faults != ""
        statement = select(_R.key).where(
            _R.district_code == self._scope.district_code, _R.stream_id == self.stream.id, wanted
        )
        return tuple(self._connection.scalars(statement.order_by(_R.key)))

    def gone(self, keys: Iterable[str]) -> dict[str, Mapping[str, Any]]:
        """Return what may be told of records that are no longer sent, by their keys."""
        if self._sheet.what is not What.CASES:
            return {}
        return self._cases.numbered(keys)

    def _read_stream(self) -> StreamRow | None:
        c = UPSTREAM_STREAMS.c
        statement = select(
            c.id, c.mapping, c.area_code, c.what, c.last_run, c.sha256, c.registers
        ).where(
            c.district_code == self._scope.district_code,
            c.mapping == self._sheet.code,
            c.area_code == self.area,
        )
        found = self._connection.execute(statement).one_or_none()
        return StreamRow(*found) if found else None

    def _digest(self, wanted: CaseFilter) -> str:
        """Return what tells whether a name that the mapping looks up has changed."""
        registers = set(self._sheet.registers)
        if wanted.unit or wanted.exclude_unit:
            registers.add("units")
        if wanted.item or wanted.exclude_item:
            registers.add("items")
        digest = hashlib.sha256()
        for register in sorted(registers):
            for row in self._names(register):
                digest.update(json.dumps([register, *row]).encode())
        return digest.hexdigest()

    def _names(self, register: str) -> Iterable[Sequence[Any]]:
        if register == "staff":
            c = STAFF.c
            names = select(c.id, c.name, c.phone).order_by(c.id)
            return (tuple(row) for row in self._connection.execute(names))
        names_by_id: Mapping[int, Sequence[Any]] = getattr(self._reference, register)
        return ((key, *names_by_id[key]) for key in sorted(names_by_id))
