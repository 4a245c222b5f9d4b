"""A district with the demo in it, and what its database then holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from core.cases.history import ChainFault, verify_chain
from core.cases.models import Case, CaseHistory
from core.desk import Desk
from core.imports.founding import FoundDistrict, found_district
from core.kernel.clock import HandClock
from seeds.demo.life import DAYS, LifeTally
from seeds.demo.rhythm import ZONE
from seeds.loading import IMPORTER, load_demo
from storage.database import Database

SATURDAY_NOON = datetime(2026, 11, 21, 11, 20, tzinfo=ZONE)
ONE_WORKER = pytest.mark.xdist_group("the demo")  # which is loaded once for all of its tests
FRIDAY_AFTERNOON = datetime(2026, 11, 20, 14, 32, tzinfo=ZONE)
DISTRICT = FoundDistrict(
    district_code="330108", district_name="滨江区", login=IMPORTER, person="周宁"
)


def founded(database: Database, clock: HandClock) -> Desk:
    """Found the demo's district in an empty database."""
    found_district(database.transactions, clock, DISTRICT)
    return Desk(database.transactions, clock)


class Demo:
    """A database with the life of the district up to ``ending``; founded unless it is there."""

    def __init__(self, database: Database, ending: datetime) -> None:
        self.database = database
        self.ending = ending
        self.clock = HandClock(ending)
        self.desk = Desk(database.transactions, self.clock)
        if not self.number("SELECT count(*) FROM operator"):
            founded(database, self.clock)

    def load(self, days: int = DAYS, **more: Any) -> LifeTally | None:
        """Load it, or find that it is there."""
        return load_demo(self.desk, self.clock, self.ending, days=days, **more)

    @property
    def now(self) -> str:
        """The last moment, as an SQLite database writes it."""
        return self.ending.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

    def ask(self, question: str, **values: object) -> list[tuple[Any, ...]]:
        """Ask the database in plain SQL."""
        with self.database.reading() as connection:
            return [tuple(row) for row in connection.execute(text(question), values)]

    def number(self, question: str, **values: object) -> float:
        """Ask for one number."""
        return float(self.ask(question, **values)[0][0])

    def chain_faults(self) -> list[ChainFault]:
        """Verify the history of every case."""
        with self.database.transactions.rehearsing() as session:
            entries: dict[int, list[CaseHistory]] = {}
            for entry in session.exec(select(CaseHistory).order_by(col(CaseHistory.seq))):
                entries.setdefault(entry.case_id, []).append(entry)
            faults = [
                verify_chain(case.number, case.version, case.history_hash, entries[case.id or 0])
                for case in session.exec(select(Case)).all()
            ]
        return [fault for fault in faults if fault]


def last_days(database: Database) -> None:
    """Load the last days of the demo, enough to hold something of everything."""
    Demo(database, SATURDAY_NOON).load(days=5)
