"""How far an import has come is told in numbers that a log can keep."""

from collections.abc import Iterator

import pytest

from console.cli.progress import Watched, progress


def seconds() -> Iterator[float]:
    yield from (0.0, 2.0, 5.0)


def test_a_log_is_told_the_pace_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    ticks = seconds()
    with progress("Rows", 1000, lambda: next(ticks)) as tell:
        assert list(Watched(range(2500), tell, 5000)) == list(range(2500))
    assert capsys.readouterr().err == (
        "Rows: 1,000 of 5,000, 500 a second, 8 s left\n"
        "Rows: 2,000 of 5,000, 400 a second, 8 s left\n"
    )


def test_without_an_end_in_sight_no_time_left_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    ticks = seconds()
    with progress("Rows", 1000, lambda: next(ticks)) as tell:
        assert len(list(Watched(range(1000), tell))) == 1000
    assert capsys.readouterr().err == "Rows: 1,000, 500 a second\n"


def test_parts_of_a_file_are_told_as_its_rows_are() -> None:
    told: list[tuple[int, int | None]] = []
    rows = Watched(range(3500), lambda done, total: told.append((done, total)), 5000)
    assert [len(part) for part in rows.parts()] == [1000, 1000, 1000, 500]
    assert told == [(1000, 5000), (2000, 5000), (3000, 5000)]


def test_a_part_that_is_longer_than_a_step_skips_none() -> None:
    class Long(list[int]):
        def parts(self) -> Iterator[list[int]]:
            yield self[:700]
            yield self[700:]

    told: list[int] = []
    rows = Watched(Long(range(3100)), lambda done, _total: told.append(done))
    assert [row for part in rows.parts() for row in part] == list(range(3100))
    assert told == [1000, 2000, 3000]
