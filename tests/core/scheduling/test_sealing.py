"""A line covers every entry of its day and the line before it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from core.scheduling.sealing import FIRST, Seal, SealedEntry, seal_of, verify_seals

MIDNIGHT = datetime(2026, 9, 13, 16, 0, tzinfo=UTC)
ENTRIES: list[list[SealedEntry]] = [[(1, 1, "aa"), (2, 1, "bb")], [(1, 2, "cc")], []]


def lines() -> list[Seal]:
    made: list[Seal] = []
    begins: datetime | None = None
    for place, entries in enumerate(ENTRIES):
        ends = MIDNIGHT + timedelta(days=place)
        before = made[-1].hash if made else FIRST
        made.append(seal_of(date(2026, 9, 13 + place), begins, ends, before, entries))
        begins = ends
    return made


def faults(seals: list[Seal], entries: list[list[SealedEntry]]) -> list[tuple[int, str, int, int]]:
    def read(_begins: datetime | None, ends: datetime) -> Iterable[SealedEntry]:
        return entries[(ends - MIDNIGHT).days]

    found = verify_seals(seals, read)
    return [(one.day.day, one.problem, one.sealed, one.found) for one in found]


def test_what_was_not_touched_is_found_whole() -> None:
    assert [line.entries for line in lines()] == [2, 1, 0]
    assert faults(lines(), ENTRIES) == []


@pytest.mark.parametrize(
    ("day", "entries", "told"),
    (
        (0, [(1, 1, "aa")], (13, "entries are missing", 2, 1)),
        (0, [(1, 1, "aa"), (2, 1, "b0")], (13, "entries were changed", 2, 2)),
        (0, [(2, 1, "bb"), (1, 1, "aa")], (13, "entries were changed", 2, 2)),
        (1, [(1, 2, "cc"), (9, 1, "dd")], (14, "entries were added", 1, 2)),
        (2, [(9, 1, "dd")], (15, "entries were added", 0, 1)),
    ),
)
def test_the_day_is_named_whose_history_is_another(
    day: int, entries: list[SealedEntry], told: tuple[int, str, int, int]
) -> None:
    changed = [entries if place == day else kept for place, kept in enumerate(ENTRIES)]
    assert faults(lines(), changed) == [told]


def test_a_line_that_was_removed_or_written_anew_is_missed_by_the_next() -> None:
    first, _second, third = lines()
    assert faults([first, third], ENTRIES) == [(15, "does not follow the line before it", 0, 0)]
    anew = seal_of(first.day, None, first.ends_at, FIRST, ENTRIES[0][:1])
    shorter = [ENTRIES[0][:1], *ENTRIES[1:]]
    assert faults([anew, *lines()[1:]], shorter) == [
        (14, "does not follow the line before it", 1, 1)
    ]
