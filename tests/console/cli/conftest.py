"""Running the command line inside the test, on a small district, at a known moment."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
import typer

from console.entry import run
from core.cases.commands import DispatchCase, FileCase
from storage.database import open_database
from storage.schema import migrate
from tests.databases import say_nothing
from tests.district import DISPATCHER, ENFORCEMENT, MONDAY_MORNING, STALLS, District

SAMPLES = Path(__file__).parent / "samples"
TEN_O_CLOCK = MONDAY_MORNING + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What was written, read as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """What was written, read as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> Any:
        """The error object on standard error."""
        return json.loads(self.err)["error"]


Griddesk = Callable[..., Ended]


def raise_again(error: BaseException) -> str:
    """Show a fault as what it is."""
    raise error


understood = cache(typer.main.get_command)
"""What Typer makes of functions: a process does it once, and the tests not for every command."""


@pytest.fixture
def griddesk(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Griddesk:
    """Run a command line in English and return how it ended; a fault fails the test."""
    monkeypatch.setattr("console.faults.record_fault", raise_again)
    monkeypatch.setattr(typer.main, "get_command", understood)

    def command(*arguments: str, lang: str = "en") -> Ended:
        capsys.readouterr()
        code = run(["--lang", lang, *arguments])
        out, err = capsys.readouterr()
        return Ended(code, out, err)

    return command


@pytest.fixture(scope="session")
def district_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a district with four cases: two to accept, one to dispatch, one to receive."""
    path = tmp_path_factory.mktemp("district") / "district.db"
    database = open_database(str(path), create=True)
    migrate(database, say_nothing)
    district = District(database.transactions)
    first = district.report(matter="商户占用盲道", reporter_name="李大明",
                            reporter_phone="13800138000", address="江陵路100号").number  # fmt: skip
    district.clock.advance(timedelta(minutes=5))
    district.report(source="hotline", matter="\x1b[31m路灯不亮\x1b[0m\n第二行", item_code=None)
    second = district.report(matter="=cmd|' /C calc'!A0").number
    district.report(matter="垃圾桶满溢", item_code="S0101")
    district.clock.advance(timedelta(minutes=5))
    for number in (first, second):
        district.desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)
    district.desk.execute(DispatchCase(number=first, unit_code=ENFORCEMENT), by=DISPATCHER)
    database.close()
    return path


@pytest.fixture
def db(district_file: Path, tmp_path: Path) -> str:
    """Return the path of a copy of the district."""
    path = tmp_path / "copy.db"
    shutil.copyfile(district_file, path)
    return str(path)


@pytest.fixture
def desk(griddesk: Griddesk, db: str) -> Griddesk:
    """Run a command line as the district's dispatcher."""

    def command(*arguments: str, by: str = DISPATCHER, lang: str = "en") -> Ended:
        return griddesk("--db", db, "--as", by, *arguments, lang=lang)

    return command


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[None]:
    """Let it be Monday 2026-09-14 10:00 in Hangzhou."""
    with time_machine.travel(TEN_O_CLOCK, tick=False):
        yield
