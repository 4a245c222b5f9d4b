"""Addresses of databases are read, and never shown with a password."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.errors import Invalid
from storage.location import locate, without_password


def test_a_bare_file_name_is_an_sqlite_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    location = locate("desk.db")
    assert location.dialect == "sqlite"
    assert location.path == tmp_path / "desk.db"
    assert location.label == f"sqlite:///{tmp_path}/desk.db"


@pytest.mark.parametrize(
    ("url", "path"),
    (
        ("sqlite:////var/lib/griddesk/desk.db", "/var/lib/griddesk/desk.db"),
        ("sqlite:////var/lib/griddesk/desk", "/var/lib/griddesk/desk"),
        ("sqlite:////srv/%E7%BD%91%E6%A0%BC.db", "/srv/网格.db"),
        ("/srv/网格 一.db", "/srv/网格 一.db"),
        ("/srv/50%25.db", "/srv/50%25.db"),
    ),
)
def test_the_path_of_a_file_is_found_in_its_address(url: str, path: str) -> None:
    assert locate(url).file == Path(path)


def test_a_relative_address_starts_from_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert locate("sqlite:///data/desk.db").file == tmp_path / "data" / "desk.db"


def test_a_tilde_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert locate("~/desk.db").file == tmp_path / "desk.db"


@pytest.mark.parametrize("scheme", ("postgresql", "postgres", "postgresql+psycopg"))
def test_a_server_is_reached_with_psycopg_whatever_the_scheme(scheme: str) -> None:
    location = locate(f"{scheme}://li:secret@db.example:5433/desk?sslmode=require")
    assert location.dialect == "postgresql"
    assert location.url == "postgresql+psycopg://li:secret@db.example:5433/desk?sslmode=require"
    assert location.label.endswith("://li@db.example:5433/desk?sslmode=require")
    assert location.path is None


@pytest.mark.parametrize("password", ("secret", "s%40cret", "a:b@c", "sec/ret", "sec?r#et"))
def test_no_part_of_a_password_is_shown(password: str) -> None:
    shown = without_password(f"postgresql://li:{password}@db.example/desk")
    assert shown == "postgresql://li@db.example/desk"


@pytest.mark.parametrize(
    ("url", "label"),
    (
        ("postgres://db.example/desk", "postgres://db.example/desk"),
        (
            "postgresql+psycopg://li@/desk?host=/run/pg&password=secret",
            "postgresql://li@/desk?host=/run/pg",
        ),
        (
            "postgresql://db.example/desk?sslpassword=secret&sslmode=require",
            "postgresql://db.example/desk?sslmode=require",
        ),
    ),
)
def test_an_address_is_shown_without_its_password(url: str, label: str) -> None:
    assert without_password(url) == label


@given(
    start=st.sampled_from(("", "sqlite://", "sqlite:///", "postgresql://", "postgres://li:")),
    rest=st.text(alphabet=st.sampled_from("a:/@?&=[]%.#0 \0\n网\u202e")),
)
def test_whatever_is_given_as_an_address_is_read_or_refused(start: str, rest: str) -> None:
    with suppress(Invalid):
        locate(start + rest)


@pytest.mark.parametrize(
    "url",
    (
        "postgresql://li:secret@host:fivefour/desk",
        "postgresql://li:secret@[::1/desk",
        "postgresql://li:secret@host/desk\0",
        "desk\0.db",
    ),
)
def test_a_garbled_address_is_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(Invalid, match="is no address of a database") as refusal:
        locate(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "url", ("desk", "", "mysql://li:secret@db/desk", "postgresql+asyncpg://li:secret@db/desk")
)
def test_what_is_no_address_is_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(Invalid, match="is no address of a database") as refusal:
        locate(url)
    assert list(refusal.value.fields) == ["database"]
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("url", ("sqlite://", "sqlite:///", "sqlite:///:memory:"))
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="needs a file"):
        locate(url)


def test_a_server_without_the_name_of_a_database_is_refused() -> None:
    with pytest.raises(Invalid, match="names no database") as refusal:
        locate("postgresql://li:secret@db.example")
    assert "secret" not in str(refusal.value)
