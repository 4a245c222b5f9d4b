"""How commands end when something is wrong with the program or its surroundings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.cli.exits import ExitCode, exit_code_of
from console.entry import run
from core.kernel.errors import (
    Conflict,
    CoreError,
    Corrupt,
    Duplicate,
    Forbidden,
    InDoubt,
    Invalid,
    NotFound,
    Refused,
    Unavailable,
    WrongState,
)
from tests.house.tree import ROOT


@pytest.mark.parametrize(
    ("error", "code"),
    (
        (Refused("x"), 4),
        (Invalid("x"), 4),
        (NotFound("x"), 4),
        (WrongState("x"), 4),
        (Duplicate("x"), 4),
        (Forbidden("x"), 5),
        (Conflict("x"), 6),
        (Unavailable("x"), 3),
        (InDoubt("x"), 3),
        (Corrupt("x"), 1),
    ),
    ids=lambda value: type(value).__name__ if isinstance(value, CoreError) else "",
)
def test_every_error_has_its_exit_code(error: CoreError, code: int) -> None:
    assert exit_code_of(error) == code


def test_a_fault_gets_an_id_and_a_log_without_personal_data(
    db: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    secret = "13800138000 " + "李大明"

    def break_down(*_: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr("storage.readers.queue.QueueReader.after", break_down)
    assert run(["--lang", "en", "--db", db, "case", "list", "--format", "json"]) == ExitCode.FAULT
    out, err = capsys.readouterr()
    assert out in {"", "["}
    log = tmp_path / "griddesk" / "faults.log"
    text = log.read_text("utf-8")
    assert '"code": "fault"' in err
    assert f'"id": "{text.split()[2]}"' in err
    assert str(log) in err
    assert "RuntimeError" in text
    assert "break_down" in text
    assert "13800138000" not in text + err
    assert "李大明" not in text + err


def test_a_log_that_cannot_be_written_hides_no_fault(
    db: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "griddesk").write_text("in the way", "utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def break_down(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("storage.readers.queue.QueueReader.after", break_down)
    assert run(["--lang", "en", "--db", db, "case", "list"]) == ExitCode.FAULT
    assert capsys.readouterr().err.startswith("Error: GridDesk has made a mistake and stopped.")


def griddesk_process(*arguments: str) -> subprocess.Popen[bytes]:
    """Start griddesk in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "console", *arguments],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("LC_")} | {"LANG": "C"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("command", (("case", "list", "--format", "jsonl"), ("--help",)))
def test_a_reader_that_has_had_enough_is_no_error(db: str, command: tuple[str, ...]) -> None:
    process = griddesk_process("--db", db, "--as", "zhangmin", *command)
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    if process.stdin:
        process.stdin.close()


def test_pipes_speak_utf_8_whatever_the_locale(db: str) -> None:
    process = griddesk_process("--db", db, "--as", "zhangmin", "--lang", "zh", "case", "list")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert "商户占用盲道" not in out.decode("utf-8")  # the item names the matter
    assert "占道经营" in out.decode("utf-8")


def test_a_batch_is_answered_before_more_of_it_comes(db: str) -> None:
    process = griddesk_process("--db", db, "--as", "zhangmin", "case", "report", "--batch", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    for number in (1, 2):
        line = f'{{"source": "sensor", "source_ref": "s{number}", "matter": "x", '
        process.stdin.write((line + '"area": "330108001001001"}\n').encode())
        process.stdin.flush()
        assert b'"repeated": false' in process.stdout.readline()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"2 taken, 0 repeated, 0 refused\n")
