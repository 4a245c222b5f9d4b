"""Operators, imports and the audit trail, as far as they are of a jurisdiction."""

from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from core.audit.rows import AuditFilter, AuditRow
from core.imports.runs import ImportRunRow
from core.kernel.columns import BigKey
from core.kernel.errors import Forbidden
from core.kernel.words import N_
from core.operators.jurisdiction import READS_AUDIT, SEES_OPERATORS, Scope
from core.operators.models import TIMERS, Role
from core.operators.rows import OperatorRow
from storage.database import Database
from storage.readers.conditions import storable
from storage.readers.places import code_range, narrower
from storage.readers.tables import AUDIT, IMPORT_RUNS, OPERATORS

_FIELDS: Final = ("operator", "action", "outcome", "subject")


class AdminReader:
    """Reads what administrators and auditors look after.

    An import or an entry of the audit trail belongs to the jurisdictions that hold the one of
    its operator; what policies did by themselves belongs to those that hold the district.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope

    def operators(self) -> tuple[OperatorRow, ...]:
        """Return the operators whose jurisdiction lies in this one, by login.

        Raises:
            Forbidden: the role may not see operators.
        """
        self._require(SEES_OPERATORS)
        o = OPERATORS.c
        columns = (o.login, o.name, o.role, o.area_code, o.active)
        with self._database.reading() as connection:
            found = connection.execute(
                select(*columns).where(_inside()).order_by(o.login), self._values()
            )
            return tuple(OperatorRow(*row) for row in found)

    def imports(self, after: int | None, limit: int) -> tuple[ImportRunRow, ...]:
        """Return committed imports, newest first, following the one with the id ``after``.

        Raises:
            Forbidden: the role may not read what others did.
        """
        self._require(READS_AUDIT)
        r = IMPORT_RUNS.c
        columns = [r[name] for name in ImportRunRow.__slots__]
        query = select(*columns).where(self._by_mine(r.operator))
        if after is not None:
            query = query.where(r.id < after)
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(r.id.desc()).limit(limit), self._values())
            return tuple(ImportRunRow(*row) for row in found)

    def count_imports(self) -> int:
        """Count the committed imports.

        Raises:
            Forbidden: the role may not read what others did.
        """
        self._require(READS_AUDIT)
        query = select(func.count()).where(self._by_mine(IMPORT_RUNS.c.operator))
        with self._database.reading() as connection:
            return _number(connection, query, self._values())

    def audit(self, wanted: AuditFilter, after: int | None, limit: int) -> tuple[AuditRow, ...]:
        """Return the audit trail, newest first, following the entry with the id ``after``.

        Raises:
            Forbidden: the role may not read the audit trail.
        """
        self._require(READS_AUDIT)
        names, values = _asked(wanted)
        if names is None:
            return ()
        a = AUDIT.c
        columns = [a[name] for name in AuditRow.__slots__]
        query = select(*columns).where(self._by_mine(a.operator), *_met(names))
        if after is not None:
            query = query.where(a.id < bindparam("after", type_=BigKey))
            values["after"] = after
        with self._database.reading() as connection:
            found = connection.execute(
                query.order_by(a.id.desc()).limit(limit), self._values() | values
            )
            return tuple(AuditRow(*row) for row in found)

    def count_audit(self, wanted: AuditFilter) -> int:
        """Count the entries of the audit trail.

        Raises:
            Forbidden: the role may not read the audit trail.
        """
        self._require(READS_AUDIT)
        names, values = _asked(wanted)
        if names is None:
            return 0
        query = select(func.count()).where(self._by_mine(AUDIT.c.operator), *_met(names))
        with self._database.reading() as connection:
            return _number(connection, query, self._values() | values)

    def _require(self, roles: frozenset[Role]) -> None:
        if self._scope.role not in roles:
            raise Forbidden(
                N_("As %(role)s you may not look at this; it is for %(roles)s."),
                role=self._scope.role,
                roles=", ".join(sorted(roles)),
            )

    def _top(self) -> str | None:
        return narrower(self._scope.district_code, self._scope.area_code)

    def _values(self) -> dict[str, Any]:
        return dict(code_range(self._top() or "-"))

    def _by_mine(self, login: ColumnElement[str]) -> ColumnElement[bool]:
        mine = login.in_(select(OPERATORS.c.login).where(_inside()))
        if self._top() == self._scope.district_code:
            return or_(mine, login == TIMERS)
        return mine


@cache
def _inside() -> ColumnElement[bool]:
    code = OPERATORS.c.area_code
    return (code >= bindparam("area_from")) & (code < bindparam("area_to"))


def _asked(wanted: AuditFilter) -> tuple[tuple[str, ...] | None, dict[str, Any]]:
    """Return the names and values of what is wanted; no names when nothing can match."""
    given = {name: getattr(wanted, name) for name in _FIELDS}
    values = {name: value for name, value in given.items() if value is not None}
    if not all(storable(value) for value in values.values()):
        return None, {}
    return tuple(values), values


def _met(names: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [AUDIT.c[name] == bindparam(name) for name in names]


def _number(connection: Connection, query: Select[Any], values: dict[str, Any]) -> int:
    return int(connection.execute(query, values).scalar_one())
