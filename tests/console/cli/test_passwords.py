"""Setting a password at a terminal and from a script; serving beyond this machine."""

import io
import sys
from collections.abc import Iterator

import pytest

from core.access.passwords import fits
from storage.database import open_database
from storage.readers.operators import password_hash_of
from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN, DISPATCHER

PASSWORD = "correct horse battery"


class Keyboard(io.StringIO):
    """An input at which somebody sits."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def stored(db: str) -> str | None:
    """Return the hash of the dispatcher's password."""
    database = open_database(db)
    try:
        return password_hash_of(database, DISPATCHER)
    finally:
        database.close()


def somebody_types(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Sit down at the keyboard; return what will have been asked."""
    asked: list[str] = []
    lines: Iterator[str] = iter(answers)

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return next(lines)

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr("getpass.getpass", ask)
    return asked


def test_a_person_types_it_twice_and_unseen(
    desk: Griddesk, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = somebody_types(monkeypatch, PASSWORD, PASSWORD)
    ended = desk("operator", "password", DISPATCHER)

    assert (ended.code, ended.out, ended.err) == (0, "", "The password of zhangmin is set.\n")
    assert asked == ["New password of zhangmin: ", "Once more: "]
    assert fits(stored(db), PASSWORD)


def test_two_different_passwords_change_nothing(
    desk: Griddesk, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    somebody_types(monkeypatch, PASSWORD, PASSWORD + "!")
    ended = desk("operator", "password", DISPATCHER)

    assert (ended.code, stored(db)) == (4, None)
    assert ended.err == "Error: The two passwords differ; nothing was changed.\n"


def test_a_script_writes_it_on_one_line(
    desk: Griddesk, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\r\nmore\n"))
    ended = desk("operator", "password", DISPATCHER, "--format", "json", by=ADMIN)

    assert (ended.code, ended.json) == (0, {"login": DISPATCHER, "password": "set"})
    assert fits(stored(db), PASSWORD)


def test_a_command_line_is_no_place_for_a_password(desk: Griddesk, db: str) -> None:
    ended = desk("operator", "password", DISPATCHER, PASSWORD)
    assert (ended.code, stored(db)) == (2, None)


def test_anothers_password_is_forbidden_to_a_dispatcher(
    desk: Griddesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD))
    ended = desk("operator", "password", ADMIN)
    assert ended.code == 5
    assert PASSWORD not in ended.err


@pytest.mark.parametrize("host", ("0.0.0.0", "192.168.1.5", "::", "desk.example"))  # noqa: S104  refused
def test_other_machines_are_not_served_by_mistake(desk: Griddesk, host: str) -> None:
    ended = desk("serve", "--host", host)
    assert ended.code == 2
    assert f"At {host} other machines could reach the desk. Add --expose" in ended.err


@pytest.mark.parametrize("url", ("desk.example", "ftp://desk.example", "https://desk.example/x"))
def test_an_address_for_browsers_is_a_whole_one(desk: Griddesk, url: str) -> None:
    assert desk("serve", "--url", url).code == 2
