"""The demo that goes on: people report and handle cases while somebody watches.

Nobody plans ahead here. At every beat somebody looks at what is open and does the next
thing, as an operator would who has nothing but the queue before them, or reports something
new. Whatever the desk refuses is let go: somebody else was faster.
"""

from collections.abc import Callable, Sequence
from random import Random
from threading import Event
from typing import Final

from core.cases.commands import (
    DispatchCase,
    FailCheck,
    FileCase,
    NoteCase,
    PassCheck,
    ReceiveCase,
    RejectCase,
    ResolveCase,
    VerifyCase,
)
from core.cases.rows import CaseRow
from core.cases.states import TO_BE_VERIFIED, RejectReason, State, Tier
from core.desk import Desk
from core.kernel.clock import Clock
from core.kernel.command import Command
from core.kernel.errors import CoreError
from seeds.demo.course import RATINGS, REFUTED, REWORKED
from seeds.demo.directory import Directory, directory
from seeds.demo.matters import item_described, phrases, pick_matter, results
from seeds.demo.places import SEED
from seeds.demo.reports import report, report_settled

NEW: Final = 0.2
"""Share of beats at which something new is reported; a case takes about six beats to its end."""
ON_THE_SPOT: Final = 0.35
"""Share of what is new that has been settled already."""
FINISHED: Final = 0.5
"""Share of looks at a case being handled that find it done."""
NOTED: Final = 0.2
DONE: Final = ("已处置完毕，现场恢复正常",)
"""What is written of an item that the demo knows nothing of."""
HORIZON: Final = 40
"""How many of the most urgent cases somebody may turn to."""
DESK_FIRST: Final = 0.5
"""Share of beats at which a desk does what waits for the desk, before all else."""

OpenCases = Callable[[], Sequence[CaseRow]]
"""Returns open cases, the most urgent first; called at every beat."""

_WAIT_FOR_DESK: Final = frozenset({State.REPORTED, State.FILED})


def live(
    *,
    desk: Desk,
    clock: Clock,
    pace: float,
    stop: Event,
    open_cases: OpenCases,
    seed: int = SEED,
) -> int:
    """Go on until ``stop`` is set; return how many beats changed something.

    Args:
        desk: of a district with the demo in it, going by the real time.
        clock: the time, which tells new reports from those of earlier sessions.
        pace: beats per minute, more than 0.
        stop: ends the wait for the next beat at once.
        open_cases: reads the queue.
        seed: where chance comes from.
    """
    session = f"live-{clock():%Y%m%d%H%M%S%f}"
    hands = _Hands(Random(f"{seed} {session}"), directory(seed), session)
    done = 0
    while not stop.wait(60 / pace):
        try:
            commands, by = hands.next_deed(open_cases())
            if commands:
                desk.execute_together(commands, by=by)
                done += 1
        except CoreError:
            # Somebody else was faster, or the database is busy: the next beat comes anyway.
            continue
    return done


class _Hands:
    """Everybody at work: decides what is done next, and by whom."""

    def __init__(self, rng: Random, who: Directory, session: str) -> None:
        self._rng = rng
        self._directory = who
        self._session = session
        self._reports = 0

    def next_deed(self, queue: Sequence[CaseRow]) -> tuple[list[Command], str]:
        """Return what is done, and by whom."""
        if not queue or self._rng.random() < NEW:
            return self._something_new()
        row = self._pick(queue[:HORIZON])
        return self._next_step(row), self._directory.desk(row.area_code, row.tier)

    def _pick(self, queue: Sequence[CaseRow]) -> CaseRow:
        waiting = [row for row in queue if row.state in _WAIT_FOR_DESK]
        return self._rng.choice(waiting if waiting and self._rng.random() < DESK_FIRST else queue)

    def _something_new(self) -> tuple[list[Command], str]:
        self._reports += 1
        rng, ref = self._rng, f"{self._session}-{self._reports:05}"
        seat = self._directory.pick_grid(rng)
        if rng.random() < ON_THE_SPOT:
            matter = pick_matter(rng, seat.code[:9], Tier.GRID)
            return [report_settled(rng, matter, seat, ref)], self._directory.desk(seat.code, 1)
        matter = pick_matter(rng, seat.code[:9])
        return [report(rng, matter, seat, ref)], self._directory.desk(seat.code, matter.tier)

    def _next_step(self, row: CaseRow) -> list[Command]:
        match row.state:
            case State.REPORTED:
                return self._take_in(row)
            case State.FILED:
                return self._dispatch(row)
            case State.DISPATCHED:
                return [ReceiveCase(number=row.number, seen_version=row.version)]
            case State.HANDLING:
                return self._handle(row)
            case State.RESOLVED:
                return self._check(row)
            case _:
                return []

    def _take_in(self, row: CaseRow) -> list[Command]:
        steps: list[Command] = []
        if row.source in TO_BE_VERIFIED:
            true = self._rng.random() >= REFUTED
            finding = self._say("verify" if true else "refute")
            steps.append(
                VerifyCase(number=row.number, seen_version=row.version, valid=true, finding=finding)
            )
            if not true:
                reason = RejectReason.INVALID
                return [*steps, RejectCase(number=row.number, reason=reason, note=finding)]
        item = row.item_code or item_described(row.matter)
        # What somebody watching has reported without an item is theirs to judge.
        return [*steps, FileCase(number=row.number, item_code=item)] if item else []

    def _dispatch(self, row: CaseRow) -> list[Command]:
        unit = self._directory.unit_for(row.item_code or "", row.tier, row.area_code)
        seat = self._directory.grid(row.area_code)
        if unit:
            return [DispatchCase(number=row.number, seen_version=row.version, unit_code=unit)]
        if seat is None:
            return []
        return [
            DispatchCase(number=row.number, seen_version=row.version, gridder_number=seat.gridder)
        ]

    def _handle(self, row: CaseRow) -> list[Command]:
        chance = self._rng.random()
        if chance < FINISHED:
            result = self._rng.choice(results(row.item_code or "") or DONE)
            return [ResolveCase(number=row.number, seen_version=row.version, result=result)]
        if chance < FINISHED + NOTED:
            return [NoteCase(number=row.number, text=self._say("note"))]
        return []

    def _check(self, row: CaseRow) -> list[Command]:
        if self._rng.random() < REWORKED:
            reason = self._say("rework")
            return [FailCheck(number=row.number, seen_version=row.version, reason=reason)]
        rating = self._rng.choices(tuple(RATINGS), tuple(RATINGS.values()))[0]
        return [PassCheck(number=row.number, seen_version=row.version, rating=rating)]

    def _say(self, purpose: str) -> str:
        return self._rng.choice(phrases(purpose))
