"""What else befalls the cases of the demo: what supervisors decide and other units do.

Shares are of the cases that it may befall at all; they are small, as in a good district, and
large enough that a supervisor always finds something of everything.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from core.cases.commands import (
    AnswerCall,
    AskAppeal,
    AskExtension,
    CancelCase,
    DismissAppeal,
    ExcuseCall,
    FinishCall,
    GrantExtension,
    HandDownCase,
    MergeCase,
    PassCheck,
    RateCall,
    RateCase,
    RefuseExtension,
    ReopenCase,
    ResolveCase,
    ResumeCase,
    SpotCheckCase,
    SuspendCase,
    UpholdAppeal,
    WhistleCase,
)
from core.cases.states import TO_BE_VERIFIED, Tier, Verb
from core.deadlines.limits import Limit, LimitUnit
from seeds.demo.course import CaseCourse, Course, Stretch, Surroundings
from seeds.demo.directory import DISTRICT_DESK, SUPERVISOR, GridSeat
from seeds.demo.limits import known_limits, length, limit_at
from seeds.demo.matters import MatterSeed
from seeds.demo.reports import report
from seeds.demo.rhythm import ZONE, minutes

CANCELLED: Final = 0.008
HANDED_DOWN: Final = 0.02
REPORTED_TWICE: Final = 0.03
WHISTLED: Final = 0.04
EXCUSED: Final = 0.3
EXTENDED: Final = 0.05
GRANTED: Final = 0.75
SUSPENDED: Final = 0.02
CALLED_BACK: Final = 0.6
SPOT_CHECKED: Final = 0.04
FAILED: Final = 0.12
"""Share of spot checks that find the matter as bad as before."""
TAKEN_UP: Final = 0.5
"""Share of dissatisfied reporters whose case is taken up again."""
APPEALED: Final = 0.45
UPHELD: Final = 0.35

_DISSATISFIED: Final = 2
_HALF_A_DAY: Final = Limit(4, LimitUnit.WORKING_HOUR)
_A_DAY: Final = Limit(8, LimitUnit.WORKING_HOUR)
_DAYS: Final = Limit(3, LimitUnit.WORKING_DAY)
_MARGIN: Final = timedelta(minutes=30)
"""Nobody asks for more time in the last half hour."""
_OFF_OFFICE: Final = timedelta(hours=8)
"""How long before the day on which a suspension would end by itself somebody resumes it."""


class SupervisedCourse(CaseCourse):
    """One matter on its way through the desks, with a supervisor looking on.

    ``bound_for`` is a verb that certainly comes to pass, as far as time allows.
    """

    def __init__(
        self,
        around: Surroundings,
        rng: Random,
        matter: MatterSeed,
        seat: GridSeat,
        ref: str,
        bound_for: Verb | None = None,
    ) -> None:
        super().__init__(around, rng, matter, seat, ref)
        self._bound_for = bound_for
        if bound_for:
            by_length = sorted(known_limits(matter), key=lambda known: length(known[1]))
            self._condition, self._limit = by_length[0 if self._bound_to_be_late else -1]

    @property
    def _bound_to_be_late(self) -> bool:
        return self._bound_for in {Verb.URGE, Verb.ASK_APPEAL}

    def settled(self, at: datetime) -> Course:
        """A gridder deals with the matter on the spot; now and then somebody looks."""
        yield from super().settled(at)
        yield from self._spot_checked(at)

    def _carried_through(self, at: datetime) -> Course:
        if self._comes(CANCELLED, Verb.CANCEL):
            reason = self._say("cancel")
            yield self._give(at, CancelCase(number=self._number, reason=reason), by=SUPERVISOR)
            return
        at = yield from self._handed_down(at)
        at = yield from self._assigned(at)
        at = yield from self._raised(at)
        at = yield from self._merged(at)
        at = yield from self._whistled(at)
        at = yield from self._extended(at)
        at = yield from self._suspended(at)
        handled_at = yield from self._resolved(at)
        late = handled_at > self._due()
        at = yield from self._checked(handled_at)
        if late:
            at = yield from self._appealed(at)
        at = yield from self._called_back(at, late=late)
        yield from self._spot_checked(at)

    def _handed_down(self, at: datetime) -> Stretch:
        """Give the case to the tier below, though it was filed for this one."""
        below = self._tier - 1
        answers = self._directory.unit_for(self._matter.item_code, below, self._area)
        if not answers or not self._comes(HANDED_DOWN, Verb.HAND_DOWN):
            return at
        down = HandDownCase(number=self._number, tier=below, reason=self._say("hand_down"))
        yield self._give(at, down)
        self._tier = below
        self._limit = limit_at(self._matter, self._condition, below)
        return at + minutes(self._rng, 3)

    def _merged(self, at: datetime) -> Stretch:
        """Let somebody else report the same matter; the desk makes one case of both."""
        if not self._comes(REPORTED_TWICE, Verb.MERGE):
            return at
        again = report(self._rng, self._matter, self._seat, f"{self._ref}-again")
        reported_at = at + minutes(self._rng, 25)
        outcome = yield self._give(reported_at, again)
        merged_at = reported_at + self._desk_delay()
        merge = MergeCase(number=outcome.number, into=self._number, reason=self._say("merge"))
        yield self._give(merged_at, merge)
        return merged_at

    def _whistled(self, at: datetime) -> Stretch:
        """Call other units of the street to the place; the unit that has the case leads."""
        lead = self._unit() or ""
        others = self._directory.other_units(lead, self._area) if self._tier == Tier.STREET else ()
        if not others or not self._comes(WHISTLED, Verb.FINISH_CALL):
            return at
        called = self._rng.sample(others, min(2, len(others)))
        at = self._soon(at)
        whistle = WhistleCase(
            number=self._number,
            unit_codes=(lead, *called),
            lead=lead,
            reason=self._say("whistle"),
        )
        yield self._give(at, whistle)
        came = []
        for call in range(1, len(called) + 2):
            at = self._soon(at)
            if call > 1 and self._rng.random() < EXCUSED:
                excuse = ExcuseCall(number=self._number, call=call, reason=self._say("excuse"))
                yield self._give(at, excuse)
                continue
            yield self._give(at, AnswerCall(number=self._number, call=call))
            came.append(call)
        for call in came:
            at = self._soon(at, _A_DAY)
            done = FinishCall(number=self._number, call=call, result=self._say("call_result"))
            yield self._give(at, done)
            yield self._give(at, RateCall(number=self._number, call=call, rating=self._rating()))
        return at

    def _extended(self, at: datetime) -> Stretch:
        """Ask for more time while there is some, and be granted or refused it."""
        if self._limit.unit is not LimitUnit.WORKING_DAY or not self._comes(
            EXTENDED, Verb.ASK_EXTENSION
        ):
            return at
        asked_at = self._soon(at)
        if not self._bound_for:
            asked_at = max(asked_at, self._part_of_limit(self._rng.uniform(0.4, 0.8)))
        if asked_at > self._due() - _MARGIN:
            return at
        more = Limit(self._rng.randint(1, self._limit.amount), self._limit.unit)
        ask = AskExtension(number=self._number, limit=str(more), reason=self._say("extend"))
        yield self._give(asked_at, ask)
        at = min(self._soon(asked_at), self._due() - timedelta(minutes=2))
        if self._rng.random() >= GRANTED:
            refuse = RefuseExtension(number=self._number, reason=self._say("refuse_extension"))
            yield self._give(at, refuse, by=SUPERVISOR)
            return at
        outcome = yield self._give(at, GrantExtension(number=self._number), by=SUPERVISOR)
        self._moved_due = outcome.due_at
        return at

    def _suspended(self, at: datetime) -> Stretch:
        """Let the clock stand for a week or more, until somebody can go on."""
        suspended_at = self._soon(at)
        patient = self._limit.unit is LimitUnit.WORKING_DAY and suspended_at < self._due()
        if not patient or not self._comes(SUSPENDED, Verb.SUSPEND):
            return at
        until = suspended_at.astimezone(ZONE).date() + timedelta(days=self._rng.randint(8, 45))
        suspend = SuspendCase(number=self._number, until=until, reason=self._say("suspend"))
        yield self._give(suspended_at, suspend, by=SUPERVISOR)
        at = datetime.combine(until, datetime.min.time(), ZONE) - _OFF_OFFICE
        resume = ResumeCase(number=self._number, reason=self._say("resume"))
        outcome = yield self._give(at, resume, by=SUPERVISOR)
        self._moved_due = outcome.due_at
        return at

    def _appealed(self, at: datetime) -> Stretch:
        """Appeal against being late; somebody else decides a few days on."""
        if not self._comes(APPEALED, Verb.ASK_APPEAL):
            return at
        at = self._soon(at)
        yield self._give(at, AskAppeal(number=self._number, reason=self._say("appeal")))
        at = self._soon(at, _DAYS)
        if self._rng.random() < UPHELD:
            uphold = UpholdAppeal(number=self._number, reason=self._say("uphold_appeal"))
            yield self._give(at, uphold, by=SUPERVISOR)
        else:
            dismiss = DismissAppeal(number=self._number, reason=self._say("dismiss_appeal"))
            yield self._give(at, dismiss, by=SUPERVISOR)
        return at

    def _called_back(self, at: datetime, *, late: bool) -> Stretch:
        """Ask a reporter of the public how it went; take up again what went badly."""
        public = self._matter.source in TO_BE_VERIFIED
        if not public or self._rng.random() >= CALLED_BACK:
            return at
        at = self._soon(at, _A_DAY)
        said = self._rating(late=late)
        yield self._give(at, RateCase(number=self._number, satisfaction=said), by=DISTRICT_DESK)
        if said <= _DISSATISFIED and self._rng.random() < TAKEN_UP:
            at = yield from self._reopened(at)
        return at

    def _spot_checked(self, at: datetime) -> Course:
        """Go and see whether the matter stayed as it was reported done."""
        if self._rng.random() >= SPOT_CHECKED:
            return
        at = self._soon(at, _DAYS)
        passed = self._rng.random() >= FAILED
        finding = self._say("spot_check" if passed else "spot_check_failed")
        check = SpotCheckCase(number=self._number, passed=passed, finding=finding)
        yield self._give(at, check, by=SUPERVISOR)
        if not passed:
            yield from self._reopened(at)

    def _reopened(self, at: datetime) -> Stretch:
        """Take the case up again; the same unit or gridder does it once more."""
        at = self._soon(at)
        reopen = ReopenCase(number=self._number, reason=self._say("reopen"))
        yield self._give(at, reopen, by=SUPERVISOR)
        at += self._desk_delay()
        self._clock_from, self._moved_due = at, None
        yield self._give(at, self._dispatch())
        at = yield from self._received(at)
        at = max(self._part_of_limit(self._rng.uniform(0.3, 0.8)), at + minutes(self._rng, 15))
        again = f"{self._matter.result}，并已安排专人回访"
        yield self._give(at, ResolveCase(number=self._number, result=again))
        at = self._checking_time(at)
        yield self._give(at, PassCheck(number=self._number, rating=self._rating()))
        return at

    def _is_late(self) -> bool:
        return self._bound_to_be_late or super()._is_late()

    def _late_after(self, due: datetime) -> datetime:
        if self._bound_for is Verb.URGE:
            return super()._late_after(due) + timedelta(days=1)
        if self._bound_for is Verb.ASK_APPEAL:
            return due + minutes(self._rng, 30)
        return super()._late_after(due)

    def _comes(self, share: float, verb: Verb) -> bool:
        """Draw whether something comes to pass that ends in ``verb``."""
        if self._bound_for:
            return self._bound_for is verb
        return self._rng.random() < share

    def _soon(self, at: datetime, within: Limit = _HALF_A_DAY) -> datetime:
        """Return a moment in office hours."""
        return self._rhythm.within(at, within, self._rng.uniform(0.1, 1.0))
