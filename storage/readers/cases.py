"""One case: its line in a list, and everything about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from core.areas.rows import Spot
from core.cases.lifecycle import LIFECYCLE, verbs_from
from core.cases.rows import CaseDetail, CaseRow, TimerRow
from core.cases.states import Verb
from core.kernel.masking import mask_name, mask_phone
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.boundaries import boundary_book
from storage.readers.case_rows import CASE_COLUMNS, case_rows
from storage.readers.history import find_case, history_of
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.supervision import SUPERVISION_COLUMNS, supervision_of
from storage.readers.tables import CASES, STAFF, TIMERS
from storage.readers.timers import TIMER_COLUMNS, timer_row

_DETAILS: Final = (
    "validity",
    "handling_limit",
    "handling_target",
    "handled_late",
    "result",
    "reject_reason",
    "rating",
    "dispatch_count",
    "return_count",
    "escalation_count",
    "rework_count",
)
"""Fields that a detail shows as they are stored."""

_INSTANTS: Final = ("handle_started_at", "handle_target_at", "handle_due_at")
_OTHERS: Final = (
    "handle_estimated",
    "self_handled",
    "circulated_at",
    "reporter_staff_id",
    "reporter_name",
    "reporter_phone",
    "longitude",
    "latitude",
)
_DETAIL_COLUMNS: Final = (
    *(CASES.c[name] for name in (*_DETAILS, *_INSTANTS, *_OTHERS)),
    *SUPERVISION_COLUMNS,
)


class CaseReader:
    """Reads single cases of a jurisdiction. A case outside it is not found, like any unknown one.

    Who reported a case is masked here; the command ``RevealReporter`` shows it and goes on
    record.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)
        self._boundaries = boundary_book(database)

    def row(self, number: str) -> CaseRow:
        """Return the line of a case in a list.

        Raises:
            NotFound: no such case inside the jurisdiction.
        """
        with self._database.reading() as connection:
            reference = self._book.recent(connection)
            place = place_of(self._scope, reference.scheme)
            found = find_case(connection, place, number, *CASE_COLUMNS)
            return case_rows(connection, self._book, [found])[0]

    def detail(self, number: str, now: datetime) -> CaseDetail:  # noqa: ARG002  see below
        """Return everything about a case, on one snapshot.

        ``allowed`` are the verbs that its state and the operator's role allow; what else a
        verb may refuse, only trying or `Desk.preview` can tell. ``now`` will decide with them
        once verbs have a last day, as reopening has.

        Raises:
            NotFound: no such case inside the jurisdiction.
        """
        with self._database.reading() as connection:
            reference = self._book.recent(connection)
            place = place_of(self._scope, reference.scheme)
            found = find_case(connection, place, number, *CASE_COLUMNS, *_DETAIL_COLUMNS)
            row = case_rows(connection, self._book, [found])[0]
            timers = _timers(connection, self._scope.district_code, row)
            history = history_of(connection, self._scope.district_code, row.id)
            more = dict(
                zip((c.name for c in _DETAIL_COLUMNS), found[len(CASE_COLUMNS) :], strict=True)
            )
            name, phone = _reporter(connection, more)
            supervision = supervision_of(connection, self._scope.district_code, row.id, more)
            spot = self._spot(connection, row, more)
        return CaseDetail(
            row=row,
            timers=timers,
            history=history,
            handle_estimated=bool(more["handle_estimated"]),
            self_handled=bool(more["self_handled"]),
            circulated=more["circulated_at"] is not None,
            reporter_name=mask_name(name),
            reporter_phone=mask_phone(phone),
            allowed=allowed_verbs(row.state, self._scope.role),
            supervision=supervision,
            spot=spot,
            **{field: more[field] for field in (*_DETAILS, *_INSTANTS)},
        )

    def _spot(self, connection: Connection, row: CaseRow, more: Mapping[str, Any]) -> Spot | None:
        """Hold where the case was said to be against the boundary of its area."""
        longitude, latitude = more["longitude"], more["latitude"]
        if longitude is None or latitude is None:
            return None
        version = self._book.at(connection).version
        known = self._boundaries.at_version(connection, version)
        return known.spot(row.area_code, longitude, latitude, self._scope.area_code)


def allowed_verbs(state: str, role: Role) -> tuple[Verb, ...]:
    """Return the verbs that are legal in ``state`` and open to ``role``."""
    return tuple(verb for verb in verbs_from(state) if role in LIFECYCLE[verb].roles)


def _timers(connection: Connection, district: str, row: CaseRow) -> tuple[TimerRow, ...]:
    t = TIMERS.c
    found = connection.execute(
        select(*TIMER_COLUMNS)
        .where(t.district_code == district, t.case_id == row.id)
        .order_by(t.due_at, t.stage, t.call)
    )
    return tuple(timer_row(row, cells) for cells in found)


def _reporter(connection: Connection, more: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name and phone of the reporter: of the member of staff, if it was one."""
    key = more["reporter_staff_id"]
    if key is None:
        return more["reporter_name"], more["reporter_phone"]
    s = STAFF.c
    name, phone = connection.execute(select(s.name, s.phone).where(s.id == key)).one()
    return name, phone or ""
