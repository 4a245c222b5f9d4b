"""Opening a database says clearly what is missing."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from core.kernel.errors import Corrupt, Invalid, Unavailable
from storage import database as opening
from storage.database import open_database
from storage.schema import state_of


def test_a_missing_file_is_not_made_by_looking_at_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with pytest.raises(Unavailable, match="Run griddesk init"):
        open_database(str(path))
    assert not path.exists()


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    open_database(str(path), create=True).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    folder = tmp_path / "desk.db"
    folder.mkdir()
    with pytest.raises(Invalid, match="cannot hold a database"):
        open_database(str(folder))


def test_a_file_in_a_folder_that_does_not_exist_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot hold a database"):
        open_database(str(tmp_path / "nowhere" / "desk.db"), create=True)


def test_a_file_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="File name too long"):
        open_database(str(tmp_path / f"{'desk' * 100}.db"), create=True)


@pytest.mark.parametrize("content", (b"GIF89a" + bytes(5000), b"SQLite format 3\0" + b"x" * 5000))
def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    database = open_database(str(path))
    with pytest.raises(Corrupt, match="damaged or is no database"):
        state_of(database)
    database.close()
    assert path.read_bytes() == content


def test_without_its_driver_postgresql_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_found(_name: str) -> None:
        return None

    monkeypatch.setattr(opening, "find_spec", none_found)
    with pytest.raises(Unavailable, match=r"griddesk\[postgres\]"):
        open_database("postgresql://localhost/desk")


def test_a_server_that_does_not_answer_is_unavailable(tmp_path: Path) -> None:
    database = open_database(f"postgresql://li:secret@/desk?host={tmp_path}")
    with pytest.raises(Unavailable, match="cannot be reached") as refusal:
        state_of(database)
    database.close()
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("database_url", ("postgresql",), indirect=True)
def test_a_server_without_that_database_says_so(database_url: str) -> None:
    database = open_database(database_url.replace("/test_", "/no_such_"))
    with pytest.raises(Unavailable, match="does not exist"):
        state_of(database)
    database.close()


def test_opening_a_file_loads_neither_the_other_driver_nor_the_migrations(tmp_path: Path) -> None:
    program = (
        "import sys; from storage.database import open_database;"
        f"open_database({str(tmp_path / 'desk.db')!r}, create=True).close();"
        "print(sorted({'psycopg', 'alembic', 'sqlmodel', 'textual'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "['sqlmodel']"
