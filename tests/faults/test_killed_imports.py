"""An import killed at any moment is all there or not at all; ``make kills`` tries many moments."""

from pathlib import Path
from random import Random

from tests.faults.imports import kill_imports, write_staff

ROWS = 2_000
KILLS = 4


def test_a_killed_import_is_all_there_or_not_at_all(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    write_staff(path, ROWS)
    ended = kill_imports(database_url, path, ROWS, KILLS, Random(1))
    assert sum(ended.values()) == KILLS
