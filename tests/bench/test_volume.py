"""The districts made for the benches fit the tables, so that a bench measures the product."""

from pathlib import Path

from core.cases.rows import CaseFilter
from storage.database import open_database
from storage.readers.queue import QueueReader
from storage.readers.timers import TimerReader
from tests.bench.volume import NOW, generate, scope


def test_a_generated_district_is_read_as_any_other(tmp_path: Path) -> None:
    path = tmp_path / "volume.db"
    generate(path, open_cases=30, closed_cases=70)
    database = open_database(str(path))

    assert QueueReader(database, scope()).total(CaseFilter(), NOW) == 30
    assert len(TimerReader(database, scope()).open(CaseFilter(), NOW, None, 50)) == 30

    database.close()
