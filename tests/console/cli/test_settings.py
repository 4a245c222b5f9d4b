"""Where the database, the operator and the language come from."""

from pathlib import Path

import pytest

from console.settings import load_settings, settings_file
from core.kernel.errors import Invalid
from tests.console.cli.conftest import Griddesk


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a settings file of our own."""
    path = tmp_path / "settings.toml"
    monkeypatch.setenv("GRIDDESK_SETTINGS", str(path))
    return path


def test_the_environment_names_database_and_operator(
    griddesk: Griddesk, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDDESK_DB", db)
    monkeypatch.setenv("GRIDDESK_OPERATOR", "viewer")
    assert griddesk("status", "--format", "json").json["operator"] == "viewer"


def test_the_settings_file_names_database_and_operator(
    griddesk: Griddesk, db: str, file: Path
) -> None:
    file.write_text(f'db = "{db}"\noperator = "auditor"\n', "utf-8")
    assert griddesk("status", "--format", "json").json["operator"] == "auditor"


def test_the_command_line_beats_the_environment_and_that_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('db = "file.db"\noperator = "f"\ntheme = "light"\n', "utf-8")
    monkeypatch.setenv("GRIDDESK_DB", "environment.db")
    settings = load_settings(operator="said")
    assert (settings.db, settings.operator, settings.theme) == (
        "environment.db",
        "said",
        "light",
    )


def test_the_default_operator_is_the_districts(griddesk: Griddesk, db: str) -> None:
    assert griddesk("--db", db, "status", "--format", "json").json["operator"] == "admin"


def test_the_database_of_the_user_is_where_they_expect_it(
    griddesk: Griddesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    ended = griddesk("status", "--format", "json")
    assert ended.code == 3
    assert ended.error["message"] == (
        f"There is no database at sqlite:///{tmp_path}/griddesk/griddesk.db yet. Run griddesk "
        "init to make it."
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    (
        ({"GRIDDESK_LANG": "zh_CN"}, "错误"),
        ({"GRIDDESK_LANG": "en", "LANG": "zh_CN.UTF-8"}, "Error"),
        ({"LC_ALL": "zh_CN.UTF-8"}, "错误"),
        ({"LC_ALL": "C"}, "Error"),
    ),
)
def test_the_language_is_that_of_the_environment(
    environment: dict[str, str],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from console.entry import run

    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert run(["nothing"]) == 2
    assert capsys.readouterr().err.startswith(language)


def test_the_language_of_the_settings_file_beats_the_locale(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from console.entry import run

    monkeypatch.setenv("LC_ALL", "C")
    file.write_text('lang = "zh"\n', "utf-8")
    assert run(["nothing"]) == 2
    assert capsys.readouterr().err.startswith("错误")


@pytest.mark.parametrize(
    "text", ("db = ", 'dbb = "x"', "db = 5", "[keys]\nescalate = 1", "[keys.more]\na = 'b'")
)
def test_a_settings_file_that_will_not_do_is_named(
    text: str, file: Path, griddesk: Griddesk
) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(Invalid):
        load_settings()
    ended = griddesk("status")
    assert ended.code == 4
    assert str(file) in ended.err


def test_keys_can_be_remapped_in_the_settings_file(file: Path) -> None:
    file.write_text('[keys]\nescalate = "E"\n', "utf-8")
    assert dict(load_settings().keys) == {"escalate": "E"}
    assert settings_file() == file
