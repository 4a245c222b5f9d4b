"""The figures of a report by hand: from biographies, in plain loops, by the definitions in words.

A desk of old would count like this with a pencil, case after case. No query, no packed flags,
no formula of the product is used; of the product there are only the names of what is counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from core.cases.states import Source
from core.reports.tallies import Tally
from tests.machine.biography import Biography, Books

POINTS: Final = {5: 100, 4: 80, 3: 50, 2: 0, 1: -100}
GOOD_ENOUGH: Final = 3
STREET, COMMUNITY, GRID = 9, 12, 15
"""How long the codes of areas are."""


@dataclass(frozen=True)
class Days:
    """Some local days in a row, as far as they have run."""

    since: date
    until: date
    zone: ZoneInfo
    now: datetime

    @property
    def end(self) -> datetime:
        """The midnight after them, or now while the last still runs."""
        return min(self._midnight(self.until + timedelta(days=1)), self.now)

    def has(self, moment: datetime | None) -> bool:
        """Say whether a moment lies in them."""
        if moment is None:
            return False
        return self.since <= moment.astimezone(self.zone).date() <= self.until

    def over_at(self, moment: datetime) -> bool:
        """Say whether they were over at a moment; at the moment of drawing they still run."""
        return moment.astimezone(self.zone).date() > self.until

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)


class Part(NamedTuple):
    """What a case adds to a report in one respect, and whom it is charged to beside its place."""

    life: Biography
    tally: Tally
    unit: str
    staff: str


def parts_of(life: Biography, days: Days, books: Books) -> list[Part]:
    """Work out everything that a case adds to the report of some days."""
    # A report is charged to who made it, whatever became of the case.
    reporter = books.staff.get(life.reporter or 0, "")
    parts = [Part(life, _as_reported(life, books), "", reporter)] * days.has(life.reported_at)
    whole = (
        [_as_handled(life)] * days.has(life.handled_at)
        + [_as_overdue(life)] * _was_overdue(life, days)
        + [_as_closed(life)] * days.has(life.closed_at)
        + [Tally(extended_now=1)] * (life.clock_runs and life.more_time)
        + [Tally(suspended_now=1)] * life.stands_suspended
    )
    parts += [Part(life, tally, life.unit, life.gridder) for tally in whole]
    if days.has(life.handled_at):
        # A return is charged to the unit that sent it back, whoever has it now.
        parts += [Part(life, Tally(returns=1), unit, life.gridder) for unit in life.returns]
        groundless = Tally(groundless_returns=1)
        parts += [Part(life, groundless, unit, life.gridder) for unit in life.found_groundless]
    return parts


def _as_reported(life: Biography, books: Books) -> Tally:
    if life.patrol_log:
        return Tally(patrol_log=1)
    stands = not life.cancelled and not life.failed_spot_check
    in_grid = life.filed and len(life.area) >= GRID
    missed = in_grid and life.source != Source.GRIDDER and life.item in books.seen
    return Tally(
        reported=1,
        valid=stands and (life.filed or life.on_the_spot),
        valid_self_handled=stands and life.on_the_spot,
        valid_circulated=stands and life.left_the_grid,
        circulated=life.left_the_grid,
        filed_in_grid=in_grid,
        missed=missed,
    )


def _as_handled(life: Biography) -> Tally:
    closed = life.closed_at is not None
    late = life.handled_late
    to_unit = bool(life.first_unit)
    return Tally(
        handled=1,
        handled_closed=closed,
        closed_in_time=closed and not late,
        closed_exempt=closed and late and life.exempt,
        extended=closed and life.ever_extended,
        suspended=closed and life.ever_suspended,
        dispatched=life.was_sent,
        returned=life.was_sent and bool(life.returns),
        handed_down=life.was_sent and bool(life.sent_down),
        dispatched_to_unit=to_unit,
        well_dispatched=to_unit and life.unit == life.first_unit,
    )


def _was_overdue(life: Biography, days: Days) -> bool:
    """Not handled when the days ended, and over its limit by then; as far as is known now."""
    if life.clock is None or life.cancelled:
        return False
    not_handled = life.clock_runs or (life.handled_at is not None and days.over_at(life.handled_at))
    return not_handled and life.clock[1] < days.end


def _as_overdue(life: Biography) -> Tally:
    return Tally(overdue=1, extended=life.ever_extended, suspended=life.ever_suspended)


def _as_closed(life: Biography) -> Tally:
    late, rating = life.handled_late, life.rating
    lateness = 0
    if late and not life.exempt and life.clock and life.handled_at:
        begun, due = life.clock
        used, limit = ((end - begun) // timedelta.resolution for end in (life.handled_at, due))
        lateness = round(Fraction(used - limit, limit) * 1_000_000)
    good = rating is None or rating >= GOOD_ENOUGH
    return Tally(
        closed=1,
        solved=good and not life.ever_reopened and not life.failed_spot_check,
        checked=life.checks > 0,
        reworked=life.reworks > 0,
        reworks=life.reworks,
        rated=rating is not None,
        satisfaction=POINTS[rating] if rating else 0,
        closed_late=late,
        late_exempt=late and life.exempt,
        lateness=lateness,
    )


Line = tuple[str, str]
"""A part of a report, and the key of a line of it."""

KEYS: Final[Mapping[str, Callable[[Part, Books], str | None]]] = {
    "whole": lambda _, __: "",
    "courses": lambda part, _: _course(part.life),
    "tiers": lambda part, _: str(part.life.tier),
    "streets": lambda part, _: part.life.area[:STREET],
    "communities": lambda part, _: _as_far_as(COMMUNITY, part.life.area),
    "sources": lambda part, _: part.life.source,
    "units": lambda part, _: part.unit or None,
    "grids": lambda part, books: _grid(part.life, books),
    "items": lambda part, books: books.items.get(part.life.item or 0, ""),
    "staff": lambda part, _: part.staff,
}
"""To which line of each part something is added; to none where no unit had to do with it."""


def _course(life: Biography) -> str:
    if life.on_the_spot:
        return "self_handled"
    return "circulated" if life.left_the_grid else "local"


def _as_far_as(length: int, area: str) -> str:
    return area[:length] if len(area) >= length else ""


def _grid(life: Biography, books: Books) -> str:
    grid = _as_far_as(GRID, life.area)
    return grid if grid in books.grids else ""


@dataclass(frozen=True)
class ByHand:
    """A report by hand; ``lines`` are those to which anything was added, whole first."""

    days: Days
    lines: Mapping[Line, Mapping[int, Tally]]
    """What each case adds to each line."""
    sent_down: Mapping[tuple[str, int, int], int]

    def tallies(self, part: str) -> dict[str, Tally]:
        """Return the sums of the lines of a part."""
        return {key: added(cases.values()) for (of, key), cases in self.lines.items() if of == part}


def counted_by_hand(lives: Iterable[Biography], days: Days, books: Books, area: str = "") -> ByHand:
    """Count what the cases inside an area add to the report of some days."""
    found: dict[Line, dict[int, Tally]] = {("whole", ""): {}}
    inside = [life for life in lives if life.area.startswith(area)]
    for life in inside:
        for part in parts_of(life, days, books):
            for name, key_of in KEYS.items():
                key = key_of(part, books)
                if key is not None:
                    cases = found.setdefault((name, key), {})
                    cases[life.case] = added((cases.get(life.case, Tally()), part.tally))
    sent = Counter(sent for life in inside if days.has(life.handled_at) for sent in life.sent_down)
    return ByHand(days, found, sent)


def added(tallies: Iterable[Tally]) -> Tally:
    """Add up, field by field."""
    sums = [0] * len(Tally._fields)
    for tally in tallies:
        for place, number in enumerate(tally):
            sums[place] += number
    return Tally(*sums)


def figures(t: Tally) -> dict[str, tuple[float, int]]:
    """Return numerator and denominator of every figure, as the table of figures has them."""
    due = t.handled_closed + t.overdue
    return {
        "valid": (t.valid, t.reported),
        "circulation": (t.circulated, t.reported),
        "on_time": (t.closed_in_time + t.closed_exempt, due),
        "effectively_solved": (t.solved, t.closed),
        "rework": (t.reworked, t.checked),
        "valid_self_handled": (t.valid_self_handled, t.reported),
        "valid_circulated": (t.valid_circulated, t.reported),
        "closing": (t.handled_closed, due),
        "return": (t.returned, t.dispatched),
        "groundless_return": (t.groundless_returns, t.returns),
        "dispatch_accuracy": (t.well_dispatched, t.dispatched_to_unit),
        "extension": (t.extended, due),
        "extension_now": (t.extended_now, due),
        "suspension": (t.suspended, due),
        "suspension_now": (t.suspended_now, due),
        "hand_down": (t.handed_down, t.dispatched),
        "miss": (t.missed, t.filed_in_grid),
        "satisfaction": (t.satisfaction, t.rated),
        "lateness_multiple": (t.lateness / 1_000_000, t.closed_late - t.late_exempt),
    }


MEANS: Final = frozenset({"satisfaction", "lateness_multiple"})
"""Figures that every case of the denominator has its part in."""


def behind(figure: str, cases: Mapping[int, Tally]) -> Sequence[tuple[int, float, int, bool]]:
    """Return what each case adds to a figure, and whether it is counted; the counted first."""
    parts = [(case, *figures(tally)[figure]) for case, tally in cases.items()]
    told = [(*part, figure in MEANS or part[1] > 0) for part in parts]
    return sorted((t for t in told if t[1] or t[2]), key=lambda t: (not t[3], -t[0]))
