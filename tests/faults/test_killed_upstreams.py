"""A run upstream that is killed is whole in the database or not there, and runs again the same."""

from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event
from typing import Any, Final

import pytest

from console.upstreams import running
from console.upstreams.files import RunFiles
from core.kernel.clock import HandClock
from storage.database import Database, open_database
from tests.district import District
from tests.faults.children import started
from tests.upstreams import EVENTS, Handover, mapping_of, told

DATA: Final = "events-330108-000001.csv"
MANIFEST: Final = "events-330108-000001.manifest.json"


def run_and_hang(pipe: Connection, url: str, at: datetime, folder: Path, moment: str) -> None:
    """Run a mapping up to a moment, tell so, and never go on."""

    def hang(*_given: Any, **_more: Any) -> Any:
        pipe.send("there")
        Event().wait()

    class Hanging(RunFiles):
        def put_in_place(self) -> None:
            if moment == "files not yet in place":
                hang()
            if moment == "files in place, no manifest":
                del self._parts[-1]
            super().put_in_place()
            hang()

    vars(running)["RunFiles"] = Hanging
    if moment == "files written":
        vars(running)["RecordRun"] = hang
    database = open_database(url)
    district = District(database.transactions, at)
    district.clock = HandClock(at)
    Handover(database, district, folder).run(mapping_of(EVENTS))


@pytest.mark.parametrize(
    ("moment", "left"),
    (
        ("files written", set()),
        ("files not yet in place", set()),
        ("files in place, no manifest", {DATA}),
        ("everything in place, not yet written down", {DATA, MANIFEST}),
    ),
)
def test_a_killed_run_is_not_there_and_runs_again_the_same(
    database: Database, database_url: str, tmp_path: Path, moment: str, left: set[str]
) -> None:
    district = District(database.transactions)
    handover = Handover(database, district, tmp_path / "handover")
    for _ in range(3):
        district.report()
    arguments = (database_url, district.clock(), handover.folder, moment)

    with started(run_and_hang, *arguments) as (process, pipe):
        assert pipe.recv() == "there"
        process.kill()
        process.join(30)

    assert {name for name in handover.names() if not name.startswith(".")} == left
    assert len(handover.names()) == 2
    assert handover.shop().upstreams.runs() == ()
    before = {path.read_bytes() for path in handover.folder.glob("*")}
    again = handover.run(mapping_of(EVENTS))
    assert told(again) == (1, 3, 0, 0, 0)
    assert handover.names() == {DATA, MANIFEST}
    assert (handover.folder / DATA).read_bytes() in before
    assert told(handover.run(mapping_of(EVENTS))) == (None, 0, 0, 0, 0)
