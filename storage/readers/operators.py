"""Who an operator is, read without the desk: a list must not wait for anybody's writing."""

from sqlalchemy import select

from core.kernel.errors import Forbidden
from core.kernel.settings import DEFAULT_OPERATOR, DEFAULTS, DISTRICT
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.tables import CASES, OPERATORS, SETTINGS


def read_settings(database: Database) -> dict[str, str]:
    """Return the settings of the district, defaults included."""
    with database.reading() as connection:
        found = connection.execute(select(SETTINGS.c.key, SETTINGS.c.value))
        return DEFAULTS | {row.key: row.value for row in found}


def scope_of(database: Database, login: str | None = None) -> Scope:
    """Return who ``login`` is, or the district's default operator, and where they may look.

    Raises:
        Forbidden: there is no such operator, or not any more.
    """
    settings = read_settings(database)
    login = login or settings[DEFAULT_OPERATOR]
    columns = OPERATORS.c
    wanted = select(columns.name, columns.role, columns.area_code).where(
        columns.login == login, columns.active
    )
    with database.reading() as connection:
        found = connection.execute(wanted).one_or_none()
    if found is None:
        raise Forbidden(N_("There is no operator %(login)s at this desk."), login=login)
    return Scope(
        login=login,
        name=found.name,
        role=Role(found.role),
        district_code=settings[DISTRICT],
        area_code=found.area_code,
    )


def password_hash_of(database: Database, login: str) -> str | None:
    """Return the hash of the password of an active operator, if there are both."""
    columns = OPERATORS.c
    wanted = select(columns.password_hash).where(columns.login == login, columns.active)
    with database.reading() as connection:
        found: str | None = connection.execute(wanted).scalar_one_or_none()
    return found


def holds_other_cases(database: Database, source_ref: str) -> bool:
    """Say whether there are cases, and none of them has the reference ``source_ref``."""
    with database.reading() as connection:
        if connection.execute(select(CASES.c.id).limit(1)).first() is None:
            return False
        mine = select(CASES.c.id).where(CASES.c.source_ref == source_ref).limit(1)
        return connection.execute(mine).first() is None
