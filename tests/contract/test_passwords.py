"""Who may set whose password, on both databases."""

import pytest
from sqlalchemy import text

from core.access.commands import NoteSignIn, SetPassword
from core.access.passwords import fits
from core.kernel.errors import CoreError, Forbidden, Invalid, NotFound
from storage.database import Database
from storage.readers.operators import password_hash_of
from tests.databases import run_sql
from tests.district import ADMIN, AUDITOR, DISPATCHER, STREET, STREET_DISPATCHER, District

pytestmark = pytest.mark.usefixtures("quick_passwords")

PASSWORD = "correct horse battery"


def audited(database: Database) -> list[tuple[str, str, str, str]]:
    """Return operator, action, subject and outcome of the audit trail."""
    asked = text("SELECT operator, action, subject, outcome FROM audit_entry ORDER BY id")
    with database.reading() as connection:
        return [(a, b, c, d) for a, b, c, d in connection.execute(asked)]


@pytest.mark.parametrize("by", (DISPATCHER, ADMIN))
def test_operators_set_their_own_and_an_admin_anyones(database: Database, by: str) -> None:
    desk = District(database.transactions).desk
    desk.execute(SetPassword(login=DISPATCHER, password=PASSWORD), by=by)

    assert fits(password_hash_of(database, DISPATCHER), PASSWORD)
    assert password_hash_of(database, ADMIN) is None
    assert audited(database) == [(by, "set_password", DISPATCHER, "done")]


def test_anothers_password_is_the_admins_alone(database: Database) -> None:
    desk = District(database.transactions).desk
    with pytest.raises(Forbidden, match="Only an admin sets the password of another operator"):
        desk.execute(SetPassword(login=STREET_DISPATCHER, password=PASSWORD), by=DISPATCHER)

    assert password_hash_of(database, STREET_DISPATCHER) is None
    assert audited(database) == [(DISPATCHER, "SetPassword", STREET_DISPATCHER, "refused")]


@pytest.mark.parametrize("login", ("nobody", "timers", AUDITOR))
def test_an_admin_of_a_street_finds_nobody_outside_it_nor_the_timers(
    database: Database, login: str
) -> None:
    desk = District(database.transactions).desk
    run_sql(
        database,
        "INSERT INTO operator (login, name, role, area_code, active) "
        f"VALUES ('timers', '计时', 'supervisor', '{STREET}', true)",
        f"UPDATE operator SET area_code = '{STREET}' WHERE login = '{ADMIN}'",
    )
    with pytest.raises(NotFound):
        desk.execute(SetPassword(login=login, password=PASSWORD), by=ADMIN)
    assert password_hash_of(database, login) is None


def test_a_password_that_will_not_do_leaves_the_old_one(database: Database) -> None:
    desk = District(database.transactions).desk
    desk.execute(SetPassword(login=ADMIN, password=PASSWORD), by=ADMIN)
    held = password_hash_of(database, ADMIN)

    with pytest.raises(Invalid):
        desk.execute(SetPassword(login=ADMIN, password="short"), by=ADMIN)
    assert password_hash_of(database, ADMIN) == held


def test_whoever_is_put_out_has_no_password_any_more(database: Database) -> None:
    desk = District(database.transactions).desk
    desk.execute(SetPassword(login=DISPATCHER, password=PASSWORD), by=ADMIN)
    run_sql(database, f"UPDATE operator SET active = false WHERE login = '{DISPATCHER}'")

    assert password_hash_of(database, DISPATCHER) is None
    with pytest.raises(CoreError):
        desk.execute(SetPassword(login=DISPATCHER, password=PASSWORD), by=ADMIN)


def test_signing_in_is_written_down_either_way(database: Database) -> None:
    desk = District(database.transactions).desk
    desk.execute(NoteSignIn(admitted=True), by=DISPATCHER)
    desk.execute(NoteSignIn(admitted=False), by=DISPATCHER)
    assert audited(database) == [
        (DISPATCHER, "sign_in", DISPATCHER, "done"),
        (DISPATCHER, "sign_in", DISPATCHER, "refused"),
    ]
