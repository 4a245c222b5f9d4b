"""The mappings of a folder are run every night, each window once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.bootstrap import Shop
from console.scheduler.jobs import JOBS
from core.cases.commands import FileCase
from tests.district import DISPATCHER, STALLS, District
from tests.timers import runner_of
from tests.upstreams import EVENTS, PEOPLE

(JOB,) = (job for job in JOBS if job.name == "upstreams")
DAY = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two mappings to be run."""
    made = tmp_path / "upstreams"
    made.mkdir()
    (made / "events.yaml").write_text(EVENTS, "utf-8")
    (made / "people.yaml").write_text(PEOPLE, "utf-8")
    return made


@pytest.fixture
def sending(shop: Shop, folder: Path) -> Shop:
    """The timers' shop with the folder in its settings."""
    return replace(shop, settings=replace(shop.settings, upstreams=str(folder)))


def test_without_the_setting_there_is_nothing_to_do(shop: Shop) -> None:
    runner = runner_of(shop, "first")
    runner.beat()

    assert not JOB.fits(shop)
    assert runner.ring(JOB) == ()


def test_every_night_sends_what_the_day_has_changed(
    sending: Shop, folder: Path, district: District
) -> None:
    number = district.report().number
    runner = runner_of(sending, "first")
    runner.beat()

    (first,) = runner.ring(JOB)
    district.desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)
    again = runner.ring(JOB)
    district.clock.advance(DAY)
    runner.beat()
    (second,) = runner.ring(JOB)

    nothing = {"mappings": 2, "sent": 0, "withdrawn": 0, "unmapped": 0, "still_unmapped": 0}
    assert (first.state, first.result) == ("done", nothing | {"sent": 2})
    assert again == ()
    assert (second.state, second.result) == ("done", nothing | {"sent": 1})
    assert [run.number for run in sending.upstreams.runs("events")] == [2, 1]
    assert sorted(path.name for path in (folder / "sent").glob("*.csv")) == [
        "events-330108-000001.csv",
        "events-330108-000002.csv",
        "people-330108-000001.csv",
    ]


def test_a_mapping_that_fails_keeps_no_other_and_the_window_is_tried_again(
    sending: Shop, folder: Path, district: District
) -> None:
    district.report()
    (folder / "a-broken.yaml").write_text("code: [", "utf-8")
    runner = runner_of(sending, "first")
    runner.beat()

    (failed,) = runner.ring(JOB)
    (folder / "a-broken.yaml").unlink()
    district.clock.advance(timedelta(hours=3))
    runner.beat()
    (mended,) = runner.ring(JOB)

    assert failed.state == "failed"
    assert str(failed.result["error"]).startswith("%(file)s, line %(line)s: this is no YAML")
    assert [run.number for run in sending.upstreams.runs("events")] == [1]
    assert mended.result == {
        "mappings": 2,
        "sent": 0,
        "withdrawn": 0,
        "unmapped": 0,
        "still_unmapped": 0,
    }


def test_a_folder_that_is_not_there_fails_the_window(shop: Shop, tmp_path: Path) -> None:
    nowhere = replace(shop, settings=replace(shop.settings, upstreams=str(tmp_path / "typo")))
    runner = runner_of(nowhere, "first")
    runner.beat()

    (failed,) = runner.ring(JOB)

    assert failed.state == "failed"
    assert str(failed.result["error"]).startswith("The folder of mappings %(folder)s")


def test_of_two_mappings_with_the_same_code_neither_is_run(
    sending: Shop, folder: Path, district: District
) -> None:
    district.report()
    copied = EVENTS.replace("header: 描述", "header: 内容")
    (folder / "events-copy.yaml").write_text(copied, "utf-8")
    runner = runner_of(sending, "first")
    runner.beat()

    (failed,) = runner.ring(JOB)

    assert failed.state == "failed"
    assert str(failed.result["error"]).startswith("Another file has the code %(code)s")
    assert [run.mapping for run in sending.upstreams.runs()] == ["people"]
