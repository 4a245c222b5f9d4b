"""A district from its founding to its report, on each database."""

import json
from pathlib import Path

import pytest

from tests.console.cli.conftest import SAMPLES, Griddesk
from tests.databases import database_url, filling, make_database, shelves

__all__ = ["database_url", "filling", "make_database", "shelves"]

AREAS = (
    "编码,名称\n330108001,西兴街道\n330108001001,西陵社区\n330108001001001,第一网格\n"
    "330108001001002,第二网格\n"
)


@pytest.mark.usefixtures("ten_o_clock")
def test_a_district_works_from_its_founding_on(
    griddesk: Griddesk, database_url: str, tmp_path: Path
) -> None:
    db = ("--db", database_url)
    assert griddesk(*db, "init", "--name", "滨江区").code == 0
    areas = tmp_path / "areas.csv"
    areas.write_text(AREAS, "utf-8")
    taken = griddesk(*db, "import", "grids", str(areas), "--commit", "--format", "json")
    assert (taken.code, taken.json["new"]) == (0, 4)
    staff = ("import", "staff", str(SAMPLES / "staff_gb18030.csv"), "--commit", "--format", "json")
    assert griddesk(*db, *staff).json["new"] == 5
    assert griddesk(*db, *staff).json["unchanged"] == 5
    batch = tmp_path / "batch.jsonl"
    lines = (
        {"source": "hotline", "source_ref": f"h{n}", "matter": "路灯不亮", "area": "330108001"}
        for n in range(3)
    )
    batch.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    reported = griddesk(*db, "case", "report", "--batch", str(batch))
    assert (reported.code, len(reported.lines)) == (0, 3)
    assert griddesk(*db, "case", "verify", "1", "--valid").code == 0
    assert griddesk(*db, "case", "file", "1", "--item", "P0101").code == 0
    assert griddesk(*db, "case", "list", "--tier", "1", "--format", "jsonl").code == 0
    told = griddesk(*db, "status", "--format", "json").json
    assert (told["open"], told["late"], told["areas"], told["staff"]) == (3, 0, 5, 4)
    later = griddesk(*db, "status", "--format", "json", "--as-at", "2026-09-14T18:00").json
    assert later["late"] == 3
    assert len(griddesk(*db, "timers", "--format", "jsonl").lines) == 5
    verified = griddesk(*db, "history", "verify", "--format", "json").json
    assert (verified["whole"], verified["cases"], verified["entries"]) == (True, 3, 5)
    night = ("report", "nightly", "--as-at", "2026-09-15T00:10", "--format", "json")
    assert griddesk(*db, *night).json["counts"]["reported"] == 3
