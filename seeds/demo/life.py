"""Weeks of life in the demo's district: thousands of cases, told in order of time.

Every case takes a course of its own; here the courses are merged, the next step of any of
them being the one that comes first. Matters come in by the rhythm of days and hours, and
more of them from week to week, as one street after another takes to the desk. What is open
stays near `LANES`: when a lane is full, gridders settle more on the spot.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Final

from core.cases.commands import ReportCase
from core.cases.rows import CaseOutcome
from core.cases.states import OPEN_STATES, Source, State, Tier, Verb
from core.desk import Timed
from seeds.demo.course import Course, Surroundings
from seeds.demo.directory import GridSeat, directory
from seeds.demo.golden_week import REPORTED_AT, TOLD_FROM, golden_week
from seeds.demo.limits import longest_limit
from seeds.demo.matters import MatterSeed, pick_local_time, pick_matter
from seeds.demo.places import SEED
from seeds.demo.rhythm import ZONE, Rhythm
from seeds.demo.supervision import SupervisedCourse

DAYS: Final = 60
LANES: Final = {1: 34, 2: 104, 3: 152, 4: 54}
"""How many open cases each tier has when its lane is comfortably full."""
ROOMY, FULL = 0.92, 1.12
"""Up to which share of that every case stays with the desk, and from which share none."""
FIRST_INTAKE: Final = 8
LAST_INTAKE: Final = 120
"""Matters on an ordinary weekday, on the first day and on the last."""
INTAKE: Final = {1: 40, 2: 28, 3: 22, 4: 10}
"""For which tier a matter is, before full lanes turn some away."""
ON_THE_SPOT: Final = 0.65
"""Share of the matters of tier 1 that a gridder settles before reporting them."""
PADDED: Final = 0.05
"""Share of what is reported as settled that is no case at all."""
UNFINISHED: Final = (
    (State.REPORTED, 6, timedelta(minutes=1), timedelta(minutes=12)),
    (State.FILED, 6, timedelta(minutes=2), timedelta(minutes=12)),
    (State.DISPATCHED, 5, timedelta(minutes=4), timedelta(minutes=50)),
    (State.HANDLING, 6, timedelta(days=8), timedelta(days=18)),
    (Verb.SUSPEND, 4, timedelta(days=2), timedelta(days=5)),
    (Verb.ASK_EXTENSION, 3, timedelta(days=1), timedelta(days=4)),
    (Verb.FINISH_CALL, 2, timedelta(days=2), timedelta(days=5)),
    (Verb.URGE, 2, timedelta(days=1), timedelta(days=5)),
    (Verb.ASK_APPEAL, 2, timedelta(days=3), timedelta(days=5)),
)
"""Cases that are in such a state or after such a verb, and no further, at the end: how many, come
in how long ago at least and at most. So a desk always has something to take in, something that
somebody forgot, and a supervisor something to decide."""
LATE_AT_THE_END: Final = frozenset({Verb.URGE, Verb.ASK_APPEAL})
"""What befalls late cases only."""
FEW: Final = 8
"""Of how many matters one is chosen to which something certainly happens."""
FIRST_REF: Final = "demo-000001"
"""The ``source_ref`` of the first case, which a gridder reports: a sign that the demo is there."""

STREET_DIGITS: Final = 9

Progress = Callable[[int, int], None]
"""Is told how many days are done, and of how many."""


@dataclass(frozen=True, slots=True)
class LifeTally:
    """How much was told."""

    cases: int
    commands: int


@dataclass(order=True, slots=True)
class _Turn:
    """When a course goes on; ``nth`` keeps turns of one moment in order.

    ``timed`` is ``None`` for a course that has not begun. A course is left alone once its
    case is in the state ``until``, or that verb has been given.
    """

    at: datetime
    nth: int
    course: Course = field(compare=False)
    timed: Timed | None = field(compare=False, default=None)
    until: State | Verb | None = field(compare=False, default=None)


class Life:
    """The life of the district during ``days`` up to ``ending``."""

    def __init__(self, ending: datetime, days: int = DAYS, seed: int = SEED) -> None:
        self.ending = ending
        self._days = days
        self._seed = seed
        self._rng = Random(seed)
        self._around = Surroundings(directory(seed), Rhythm())
        self._turns: list[_Turn] = []
        self._nth = 0
        self._lanes: Counter[int] = Counter()
        self._open: dict[str, int] = {}

    @property
    def beginning(self) -> datetime:
        """No command lies before this moment."""
        midnight = datetime.combine(self._day(0), datetime.min.time(), ZONE)
        return min(midnight, REPORTED_AT)

    def story(self, progress: Progress | None = None) -> Generator[Timed, CaseOutcome, LifeTally]:
        """Tell it, for `core.desk.Desk.replay`; a life can be told once."""
        self._expect_arrivals()
        cases = commands = 0
        told_to = 0
        while self._turns and self._turns[0].at <= self.ending:
            turn = heappop(self._turns)
            day = (turn.at.astimezone(ZONE).date() - self._day(0)).days
            if progress and day > told_to:
                progress(day, self._days)
            told_to = max(told_to, day)
            timed = turn.timed or next(turn.course)
            cases += isinstance(timed.command, ReportCase)
            commands += 1
            outcome = yield timed
            self._keep_count(outcome)
            if turn.until not in {outcome.state, outcome.verb}:
                self._follow(turn, outcome)
        return LifeTally(cases, commands)

    def _follow(self, turn: _Turn, outcome: CaseOutcome) -> None:
        try:
            timed = turn.course.send(outcome)
        except StopIteration:
            return
        self._expect(timed.at, turn.course, timed, turn.until)

    def _expect(
        self,
        at: datetime,
        course: Course,
        timed: Timed | None = None,
        until: State | Verb | None = None,
    ) -> None:
        self._nth += 1
        heappush(self._turns, _Turn(at, self._nth, course, timed, until))

    def _keep_count(self, outcome: CaseOutcome) -> None:
        """Know how many cases are open at each tier."""
        before = self._open.pop(outcome.number, None)
        if before:
            self._lanes[before] -= 1
        if outcome.state in OPEN_STATES:
            self._open[outcome.number] = outcome.tier
            self._lanes[outcome.tier] += 1

    def _expect_arrivals(self) -> None:
        if self.ending >= TOLD_FROM:
            self._expect(REPORTED_AT, golden_week(self._around.directory, self._seed))
        arrivals: list[tuple[datetime, State | Verb | None]] = [
            (at, None) for at in self._arrivals() if at < self.ending - timedelta(minutes=1)
        ]
        for state, count, least, most in UNFINISHED:
            ago = (least + (most - least) * self._rng.random() for _ in range(count))
            arrivals += ((self.ending - span, state) for span in ago if span.days < self._days)
        arrivals.sort(key=lambda arrival: arrival[0])
        for nth, (at, until) in enumerate(arrivals, 1):
            self._expect(at, self._arriving(at, f"demo-{nth:06}", until), until=until)

    def _arrivals(self) -> Iterator[datetime]:
        for nth in range(self._days + 1):
            day = self._day(nth)
            intake = FIRST_INTAKE + (LAST_INTAKE - FIRST_INTAKE) * nth / self._days
            busy = self._around.rhythm.busyness(day) / 100
            for _ in range(round(intake * busy * self._rng.uniform(0.88, 1.12))):
                yield datetime.combine(day, pick_local_time(self._rng), ZONE)

    def _day(self, nth: int) -> date:
        return self.ending.astimezone(ZONE).date() - timedelta(days=self._days - nth)

    def _arriving(self, at: datetime, ref: str, until: State | Verb | None) -> Course:
        """Decide, when a matter comes in, what becomes of it."""
        rng = Random(f"{self._seed} {ref}")
        seat = self._around.directory.pick_grid(rng)
        tier = rng.choices(tuple(INTAKE), tuple(INTAKE.values()))[0]
        on_the_spot = tier == Tier.GRID and rng.random() < ON_THE_SPOT
        if until is None and (on_the_spot or not self._has_room(tier, rng)):
            matter = _matter(rng, seat, Tier.GRID, by_gridder=True)
            course = SupervisedCourse(self._around, rng, matter, seat, ref)
            yield from course.padded(at) if rng.random() < PADDED else course.settled(at)
            return
        by_gridder = ref == FIRST_REF or until not in {None, State.REPORTED}
        bound_for = until if isinstance(until, Verb) else None
        if bound_for:
            tier = Tier.STREET
        # The quick ones end in the grid: of a few matters the desk gets the one that may last.
        few = range(FEW if bound_for else tier)
        matters = [_matter(rng, seat, tier, by_gridder=by_gridder) for _ in few]
        matter = (min if bound_for in LATE_AT_THE_END else max)(matters, key=longest_limit)
        course = SupervisedCourse(self._around, rng, matter, seat, ref, bound_for)
        yield from course.handled(at, pace=3.0 if until else 1.0)

    def _has_room(self, tier: int, rng: Random) -> bool:
        """Draw whether one more case of ``tier`` stays with the desk: the fuller, the less."""
        fill = self._lanes[tier] / LANES[tier]
        return rng.random() < (FULL - fill) / (FULL - ROOMY)


def _matter(rng: Random, seat: GridSeat, tier: int, *, by_gridder: bool) -> MatterSeed:
    """Invent a matter, one that a gridder reports if asked for."""
    matter = pick_matter(rng, seat.code[:STREET_DIGITS], tier)
    while by_gridder and matter.source != Source.GRIDDER:
        matter = pick_matter(rng, seat.code[:STREET_DIGITS], tier)
    return matter
