"""Holding what was drawn against what was counted by hand from the histories, to the last case.

Whoever draws figures in another way than `FigureReader` (from what was added up beforehand, say)
hands the drawing to `same_as_by_hand`, made over the same days at the same moment.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, text

from core.kernel.columns import UtcDateTime
from core.operators.jurisdiction import Scope
from core.reports.drill import PARTS, WHOLE
from core.reports.nightly import NightlyReport, Section
from core.reports.tallies import Tally
from storage.database import Database
from storage.readers.drill import DrillReader
from storage.readers.figures import FigureReader
from tests.machine.biography import Biography, Books, Entry, biographies
from tests.machine.figures_by_hand import (
    ByHand,
    Days,
    added,
    behind,
    counted_by_hand,
    figures,
)

HISTORIES: Final = text(
    "SELECT case_id, at, verb, operator, payload FROM case_history ORDER BY case_id, seq"
).columns(at=UtcDateTime())
DIVISIONS: Final = ("courses", "tiers", "streets", "communities", "sources")
"""Parts of a report whose lines add up to the whole; units do not, for who reports is no unit."""


def read_histories(connection: Connection, books: Books) -> list[Biography]:
    """Read every history there is, and nothing else."""
    found = connection.execute(HISTORIES)
    entries = (
        Entry(case, at, verb, operator, json.loads(payload))
        for case, at, verb, operator, payload in found
    )
    return biographies(entries, books)


def read_books(connection: Connection) -> Books:
    """Read what is known beside the cases."""
    items = connection.execute(text("SELECT id, code, gridder_sees FROM item")).all()
    units = connection.execute(text("SELECT id, code FROM unit")).all()
    staff = connection.execute(text("SELECT id, number FROM staff")).all()
    grids = connection.execute(text("SELECT code FROM area WHERE level = 6")).scalars()
    return Books(
        items={key: code for key, code, _ in items},
        seen=frozenset(key for key, _, seen in items if seen),
        units={unit.id: unit.code for unit in units},
        staff={person.id: person.number for person in staff},
        grids=frozenset(grids),
    )


def same_as_by_hand(drawn: NightlyReport, by_hand: ByHand) -> None:
    """Every line of every part of a report, every count and every figure of it."""
    for part in PARTS:
        lines = (drawn.whole,) if part == WHOLE else getattr(drawn, part)
        _same_lines(part, lines, by_hand)
    told = {(line.sender, line.from_tier, line.tier): line.cases for line in drawn.hand_downs}
    assert told == by_hand.sent_down
    for part in DIVISIONS:
        _add_up(part, getattr(drawn, part), drawn.whole.tally)


def same_closer(part: str, lines: Iterable[Section], whole: Tally, by_hand: ByHand) -> None:
    """The same of one of the finer divisions."""
    lines = tuple(lines)
    _same_lines(part, lines, by_hand)
    _add_up(part, lines, whole)


def _same_lines(part: str, lines: Iterable[Section], by_hand: ByHand) -> None:
    expected = by_hand.tallies(part)
    keys = [line.key for line in lines]
    assert len(keys) == len(set(keys)), f"a line of {part} twice"
    for line in lines:
        tally = expected.pop("" if part == WHOLE else line.key, Tally())
        assert _unlike(line.tally._asdict(), tally._asdict()) == {}, (part, line.key)
        told = {f.name: (f.numerator, f.denominator, f.rate) for f in line.figures}
        rates = {
            name: (over, under, over / under if under else None)
            for name, (over, under) in figures(tally).items()
        }
        assert _unlike(told, rates) == {}, (part, line.key)
    assert not any(map(any, expected.values())), (part, sorted(expected))


def _unlike(drawn: Mapping[str, Any], by_hand: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was drawn otherwise than counted, the drawn before the counted."""
    assert drawn.keys() == by_hand.keys()
    both = {name: (drawn[name], by_hand[name]) for name in drawn}
    return {name: pair for name, pair in both.items() if pair[0] != pair[1]}


def _add_up(part: str, lines: Iterable[Section], whole: Tally) -> None:
    assert added(line.tally for line in lines) == whole, part


class Drawings:
    """Draws what can be drawn of a database and holds it against the histories as they stand."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._figures = FigureReader(database, scope)
        self._drill = DrillReader(database, scope)
        with database.reading() as connection:
            self._books = read_books(connection)
            self._lives = read_histories(connection, self._books)
        self._counted: dict[tuple[Days, str], ByHand] = {}

    def by_hand(self, days: Days, area: str = "") -> ByHand:
        """Count by hand what lies in an area."""
        if (days, area) not in self._counted:
            by_hand = counted_by_hand(self._lives, days, self._books, area)
            self._counted[days, area] = by_hand
        return self._counted[days, area]

    def draw(self, days: Days) -> NightlyReport:
        """Draw the report of some days, and hold every line against one by hand."""
        drawn = self._figures.over(days.since, days.until, days.zone, days.now)
        same_as_by_hand(drawn, self.by_hand(days))
        return drawn

    def draw_closer(self, part: str, days: Days, whole: Tally) -> None:
        """Draw one of the finer divisions, and hold it against one by hand."""
        lines = self._figures.closer(part, days.since, days.until, days.zone, days.now)
        same_closer(part, lines, whole, self.by_hand(days))

    def draw_streets(self, drawn: NightlyReport, days: Days) -> None:
        """Draw each street by itself: it is the line that the district has of it."""
        for line in drawn.streets:
            reader = self._figures.of_area(line.key)
            child = reader.over(days.since, days.until, days.zone, days.now)
            same_as_by_hand(child, self.by_hand(days, line.key))
            assert child.whole.tally == line.tally, line.key

    def take_apart(self, figure: str, part: str, days: Days) -> int:
        """Take a figure of every line of a part down to its cases; return how many there were."""
        found = 0
        by_hand = self.by_hand(days)
        span = (days.since, days.until, days.zone, days.now)
        for (of, key), cases in by_hand.lines.items():
            if of != part:
                continue
            shares = self._drill.shares(figure, *span, part=part, key=key)
            told = [(s.case_id, s.numerator, s.denominator, s.counted) for s in shares]
            assert told == behind(figure, cases), (figure, part, key)
            found += len(told)
        return found
