"""A district whose operators have passwords, and the program that serves its desk."""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from core.access.commands import SetPassword
from core.cases.rows import HistoryRow
from core.kernel.clock import system_clock
from storage.database import Database, open_database
from storage.readers.cases import CaseReader
from storage.readers.operators import scope_of
from tests.console.serving.chromium import Page, browser, find_chromium
from tests.databases import Shelves, shelves
from tests.district import ADMIN, DISPATCHER, District
from tests.passwords import quick_passwords

__all__ = ["quick_passwords", "shelves"]

PASSWORD = "correct horse battery"
BROWSER_WANTED = "GRIDDESK_TESTS_NEED_BROWSER"
"""Set where the tests must not pass by without a browser."""


@dataclass
class House:
    """The district and its database, which is a file."""

    district: District
    database: Database
    url: str

    def history(self, number: str) -> tuple[HistoryRow, ...]:
        """Return the story of a case."""
        reader = CaseReader(self.database, scope_of(self.database, DISPATCHER))
        return reader.detail(number, system_clock()).history

    def audited(self, action: str) -> list[tuple[str, str, str]]:
        """Return operator, subject and outcome of every such entry of the audit trail."""
        from sqlalchemy import text

        asked = text(
            "SELECT operator, subject, outcome FROM audit_entry WHERE action = :action ORDER BY id"
        )
        with self.database.reading() as connection:
            return [(a, b, c) for a, b, c in connection.execute(asked, {"action": action})]


@pytest.fixture
def house(shelves: Shelves) -> Iterator[House]:
    """The small district today; its dispatcher has a password."""
    url = shelves.sqlite.take()
    database = open_database(url)
    district = District(database.transactions)
    district.clock.advance(system_clock() - district.clock() - timedelta(hours=1))
    district.desk.execute(SetPassword(login=DISPATCHER, password=PASSWORD), by=ADMIN)
    yield House(district, database, url)
    database.close()
    shelves.sqlite.give_back(url)


@dataclass
class Served:
    """A server that runs."""

    address: str
    process: "subprocess.Popen[str]"

    @property
    def desks(self) -> list[int]:
        """The processes of the desks that are open."""
        process = self.process.pid
        children = Path(f"/proc/{process}/task/{process}/children")
        return [int(child) for child in children.read_text().split()]


@pytest.fixture
def served(house: House, tmp_path: Path) -> Iterator[Served]:
    """The desk of the district, served by a process of its own on a free port."""
    log = tmp_path / "server.log"
    ours = ("--lang", "en", "--db", house.url, "--as", ADMIN)
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "console", *ours, "serve", "--port", "0"],
            stderr=subprocess.PIPE,
            stdout=file,
            text=True,
        )
    assert process.stderr is not None
    told = process.stderr.readline()
    yield Served(told.split()[4].rstrip(";"), process)
    process.send_signal(signal.SIGTERM)
    _out, rest = process.communicate(timeout=60)
    # Whatever was typed, shown or refused: the server's own output has nothing of it.
    assert (process.returncode, rest, log.read_text()) == (0, "", "")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser of this machine."""
    found = find_chromium()
    if found is None:
        if os.environ.get(BROWSER_WANTED):
            pytest.fail("there is no chromium, and these tests must not pass by without one")
        pytest.skip("there is no chromium on this machine (Debian: apt-get install chromium)")
    return found


@pytest.fixture
async def page(chromium: str, tmp_path: Path) -> AsyncIterator[Page]:
    """An empty page of a browser."""
    async with browser(chromium, tmp_path / "browser") as page:
        yield page
