"""The course of one case, from its report to its end, as the people of a district take it.

A course is a generator: it yields what is done next and when, is sent what came of it, and
goes on from there. It knows nothing of other cases and waits for nobody, so that any number
of courses can be told together in order of time.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from core.cases.commands import (
    DispatchCase,
    EscalateCase,
    FailCheck,
    FileCase,
    NoteCase,
    PassCheck,
    ReceiveCase,
    RejectCase,
    ReplyToUrge,
    ResolveCase,
    ReturnCase,
    RuleCase,
    TransferCase,
    UrgeCase,
    VerifyCase,
)
from core.cases.rows import CaseOutcome
from core.cases.states import TO_BE_VERIFIED, RejectReason, Tier
from core.deadlines.limits import Limit, LimitUnit
from core.desk import Timed
from core.kernel.command import Command
from seeds.demo.directory import DISTRICT_DESK, SUPERVISOR, Directory, GridSeat
from seeds.demo.limits import known_limits, limit_at
from seeds.demo.matters import MatterSeed, phrases
from seeds.demo.reports import report, report_padding, report_settled
from seeds.demo.rhythm import Rhythm, at_night, minutes, on_rounds

Course = Generator[Timed, CaseOutcome, None]
Stretch = Generator[Timed, CaseOutcome, datetime]
"""A part of a course; returns when the next part may begin."""

REFUTED: Final = 0.12
"""Share of public reports that turn out not to be true."""
OFF_LIST: Final = 0.03
"""Share of reports that are no matter for any desk of this district."""
MISSENT: Final = 0.1
"""Share of the cases of streets and departments that are first sent to the wrong unit."""
RETURNED: Final = 0.6
"""Share of these that the unit returns; the others are transferred by the desk."""
PASSED_ON, RULED = 0.12, 0.3
"""Shares of what a unit returned: the right unit returns it too, or a supervisor decides."""
OVER_THEIR_HEAD: Final = 0.035
"""Share of a community's cases that it returns because it cannot deal with them."""
ESCALATED: Final = 0.04
"""Share of cases that are raised to the next tier while being handled."""
SLOW_DESK, LATE, LATE_TO_SIGN, LATE_TO_CHECK = 0.02, 0.031, 0.03, 0.02
"""Shares of what takes a desk, a unit, its signature and a check too long."""
REWORKED: Final = 0.047
NOTED: Final = 0.12
RATINGS: Final = {5: 54, 4: 36, 3: 8, 2: 1, 1: 1}
"""How satisfied people are with what was done in time, in percent."""
LATE_RATINGS: Final = {5: 18, 4: 42, 3: 26, 2: 9, 1: 5}

_SIGN: Final = Limit(2, LimitUnit.WORKING_HOUR)
_CHECK: Final = Limit(1, LimitUnit.WORKING_DAY)
_AFTERNOON: Final = Limit(5, LimitUnit.WORKING_HOUR)
_TWO_DAYS: Final = Limit(2, LimitUnit.WORKING_DAY)
_SHORT: Final = timedelta(hours=6)
"""Whoever has less than this drops everything else."""
_JUST_IN_TIME: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every course takes place in."""

    directory: Directory
    rhythm: Rhythm


class CaseCourse:
    """One matter on its way through the desks."""

    def __init__(
        self, around: Surroundings, rng: Random, matter: MatterSeed, seat: GridSeat, ref: str
    ) -> None:
        self._directory = around.directory
        self._rhythm = around.rhythm
        self._rng = rng
        self._matter = matter
        self._seat = seat
        self._ref = ref
        self._area = seat.code
        self._tier = matter.tier
        self._condition, self._limit = rng.choice(known_limits(matter))
        self._number = ""
        self._clock_from: datetime | None = None
        self._moved_due: datetime | None = None

    def settled(self, at: datetime) -> Course:
        """A gridder deals with the matter on the spot and reports it afterwards."""
        settled = report_settled(self._rng, self._matter, self._seat, self._ref)
        outcome = yield self._give(at, settled)
        self._number = outcome.number

    def padded(self, at: datetime) -> Course:
        """A gridder reports what belongs into the patrol log, and is told so."""
        outcome = yield self._give(at, report_padding(self._rng, self._seat, self._ref))
        reason = RejectReason.PATROL_LOG
        yield self._give(at + self._desk_delay(), RejectCase(number=outcome.number, reason=reason))

    def handled(self, at: datetime, pace: float = 1.0) -> Course:
        """The matter goes the whole way, with its accidents.

        Args:
            at: when it is reported.
            pace: how fast the desk takes it in; at 2 in half the usual minutes.
        """
        reported = report(self._rng, self._matter, self._seat, self._ref)
        self._area = reported.area_code
        outcome = yield self._give(at, reported)
        self._number = outcome.number
        at += self._desk_delay() / pace
        public = self._matter.source in TO_BE_VERIFIED
        if public:
            true = self._rng.random() >= REFUTED
            finding = self._say("verify" if true else "refute")
            yield self._give(
                at, VerifyCase(number=self._number, valid=true, finding=finding), by=DISTRICT_DESK
            )
            at += minutes(self._rng, 1.5) / pace
            if not true:
                yield self._give(at, self._reject(RejectReason.INVALID, finding))
                return
        if self._rng.random() < OFF_LIST:
            reason = self._rng.choice((RejectReason.OFF_LIST, RejectReason.NOT_OURS))
            yield self._give(at, self._reject(reason, self._say("reject")))
            return
        file = FileCase(
            number=self._number, item_code=self._matter.item_code, condition=self._condition
        )
        yield self._give(at, file, by=DISTRICT_DESK if public else None)
        yield from self._carried_through(at + minutes(self._rng, 3) / pace)

    def _carried_through(self, at: datetime) -> Course:
        """Take the filed case to its end."""
        at = yield from self._assigned(at)
        at = yield from self._raised(at)
        at = yield from self._resolved(at)
        yield from self._checked(at)

    def _assigned(self, at: datetime) -> Stretch:
        """Send the case until somebody signs for it who keeps it."""
        self._clock_from = at
        wrong = self._wrong_unit()
        if wrong:
            at = yield from self._missent(at, wrong)
        elif self._tier == Tier.COMMUNITY and self._rng.random() < OVER_THEIR_HEAD:
            yield self._give(at, self._dispatch())
            at = self._signing_time(at)
            reason = self._say("return_community")
            yield self._give(at, ReturnCase(number=self._number, reason=reason))
            at += self._desk_delay()
            yield self._escalated(at)
        else:
            yield self._give(at, self._dispatch())
        return (yield from self._received(at))

    def _missent(self, at: datetime, wrong: str) -> Stretch:
        """Send the case to the wrong unit first; the unit notices, or the desk does."""
        yield self._give(at, self._dispatch(wrong))
        at = self._signing_time(at)
        if self._rng.random() < RETURNED:
            reason = self._say("return")
            yield self._give(at, ReturnCase(number=self._number, reason=reason))
            at = yield from self._sent_anew(at + self._desk_delay())
        else:
            reason, right = self._say("transfer"), self._unit() or ""
            yield self._give(at, TransferCase(number=self._number, unit_code=right, reason=reason))
        return at

    def _sent_anew(self, at: datetime) -> Stretch:
        """Send a returned case to the right unit, by a ruling where the units disagree."""
        chance = self._rng.random()
        if chance < PASSED_ON:
            yield self._give(at, self._dispatch())
            at = self._signing_time(at)
            yield self._give(at, ReturnCase(number=self._number, reason=self._say("return")))
            at += self._desk_delay()
        if chance >= RULED:
            yield self._give(at, self._dispatch())
            return at
        at = self._rhythm.within(at, _SIGN, self._rng.uniform(0.1, 0.9))
        ruling = RuleCase(
            number=self._number, unit_code=self._unit() or "", reason=self._say("rule")
        )
        yield self._give(at, ruling, by=SUPERVISOR)
        return at

    def _received(self, at: datetime) -> Stretch:
        at = self._signing_time(at)
        yield self._give(at, ReceiveCase(number=self._number))
        return at

    def _raised(self, at: datetime) -> Stretch:
        """Escalate a case that its tier cannot end."""
        above = self._directory.unit_for(self._matter.item_code, self._tier + 1, self._area)
        if not above or self._rng.random() >= ESCALATED:
            return at
        at = max(self._part_of_limit(self._rng.uniform(0.25, 0.7)), at + minutes(self._rng, 15))
        yield self._escalated(at)
        return (yield from self._received(at))

    def _resolved(self, at: datetime) -> Stretch:
        """Deal with the matter, mostly in time."""
        end = max(self._handled_at(at), at + minutes(self._rng, 12))
        if self._rng.random() < NOTED:
            noted = at + (end - at) * self._rng.uniform(0.2, 0.8)
            if noted < self._due() and not at_night(noted):
                yield self._give(noted, NoteCase(number=self._number, text=self._say("note")))
        yield from self._urged(at, end)
        yield self._give(end, ResolveCase(number=self._number, result=self._matter.result))
        return end

    def _urged(self, at: datetime, end: datetime) -> Course:
        """Urge a late case on: a yellow card, a written reply, a red card two days later."""
        urged = self._due() + minutes(self._rng, 40)
        if at_night(urged):
            urged = on_rounds(self._rng, urged)
        while at < urged < end:
            urge = UrgeCase(number=self._number, reason=self._say("urge"))
            yield self._give(urged, urge, by=SUPERVISOR)
            replied = self._rhythm.within(urged, _AFTERNOON, self._rng.uniform(0.1, 0.9))
            if replied < end:
                reply = ReplyToUrge(number=self._number, text=self._say("urge_reply"))
                yield self._give(replied, reply)
            urged = self._rhythm.within(max(urged, replied), _TWO_DAYS, self._rng.uniform(0.6, 1.0))

    def _checked(self, at: datetime) -> Stretch:
        """Look whether it is true, send back what is not, close what is."""
        late = at > self._due()
        at = self._checking_time(at)
        if self._rng.random() < REWORKED:
            yield self._give(at, FailCheck(number=self._number, reason=self._say("rework")))
            at = self._rhythm.within(at, _AFTERNOON, self._rng.uniform(0.2, 1.0))
            again = f"{self._matter.result}，已复查整改"
            yield self._give(at, ResolveCase(number=self._number, result=again))
            at = self._checking_time(at)
        yield self._give(at, PassCheck(number=self._number, rating=self._rating(late=late)))
        return at

    def _rating(self, *, late: bool = False) -> int:
        ratings = LATE_RATINGS if late else RATINGS
        return self._rng.choices(tuple(ratings), tuple(ratings.values()))[0]

    def _give(self, at: datetime, command: Command, by: str | None = None) -> Timed:
        """Have the desk on duty give ``command``, unless somebody else does."""
        on_duty = DISTRICT_DESK if at_night(at) else self._directory.desk(self._area, self._tier)
        return Timed(at, by or on_duty, command)

    def _reject(self, reason: RejectReason, note: str) -> RejectCase:
        return RejectCase(number=self._number, reason=reason, note=note)

    def _dispatch(self, unit: str | None = None) -> DispatchCase:
        unit = unit or self._unit()
        if unit:
            return DispatchCase(number=self._number, unit_code=unit)
        return DispatchCase(number=self._number, gridder_number=self._seat.gridder)

    def _escalated(self, at: datetime) -> Timed:
        """Raise the case and dispatch it in one step; its clock starts anew."""
        reason = self._say("escalate_community" if self._tier == Tier.COMMUNITY else "escalate")
        self._tier += 1
        self._limit = limit_at(self._matter, self._condition, self._tier)
        self._clock_from, self._moved_due = at, None
        return self._give(
            at, EscalateCase(number=self._number, reason=reason, unit_code=self._unit())
        )

    def _unit(self) -> str | None:
        return self._directory.unit_for(self._matter.item_code, self._tier, self._area)

    def _wrong_unit(self) -> str | None:
        right = self._unit()
        if self._tier < Tier.STREET or not right or self._rng.random() >= MISSENT:
            return None
        others = self._directory.other_units(right, self._area)
        return self._rng.choice(others) if others else None

    def _desk_delay(self) -> timedelta:
        """Return how long a desk takes: a few minutes, seldom more than it may."""
        return minutes(self._rng, 24 if self._rng.random() < SLOW_DESK else 4)

    def _signing_time(self, at: datetime) -> datetime:
        if self._in_a_hurry():
            signed = at + minutes(self._rng, 7)
            return signed if self._tier > Tier.GRID else on_rounds(self._rng, signed)
        return self._done_after(at, _SIGN, self._rng.triangular(0.03, 0.95, 0.2), LATE_TO_SIGN)

    def _checking_time(self, at: datetime) -> datetime:
        return self._done_after(at, _CHECK, self._rng.triangular(0.02, 0.98, 0.5), LATE_TO_CHECK)

    def _done_after(self, at: datetime, limit: Limit, share: float, late: float) -> datetime:
        """Return when ``share`` of a limit is used, or in a few cases a time after its end."""
        if self._rng.random() >= late:
            return self._rhythm.within(at, limit, share)
        return self._rhythm.within(self._rhythm.due(at, limit), _AFTERNOON, share)

    def _handled_at(self, at: datetime) -> datetime:
        due = self._due()
        if self._is_late():
            return self._late_after(due)
        if self._moved_due:
            return on_rounds(self._rng, at + (due - at) * self._rng.uniform(0.2, 0.9))
        end = self._part_of_limit(self._rng.triangular(0.2, 0.99, 0.95))
        if self._tier == Tier.GRID:
            end = on_rounds(self._rng, end)
        return min(end, due - _JUST_IN_TIME)

    def _is_late(self) -> bool:
        return self._rng.random() < LATE

    def _late_after(self, due: datetime) -> datetime:
        """Return when a case is ended whose time was up at ``due``: minutes or days later."""
        if self._in_a_hurry():
            return due + minutes(self._rng, 45)
        delay = Limit(self._rng.randint(3, 10), LimitUnit.WORKING_DAY)
        return self._rhythm.within(due, delay, self._rng.uniform(0.1, 1.0))

    def _in_a_hurry(self) -> bool:
        plain = self._limit.unit in {LimitUnit.MINUTE, LimitUnit.HOUR}
        return plain or self._due() - self._started() < _SHORT

    def _due(self) -> datetime:
        return self._moved_due or self._rhythm.due(self._started(), self._limit)

    def _part_of_limit(self, share: float) -> datetime:
        return self._rhythm.within(self._started(), self._limit, share)

    def _started(self) -> datetime:
        """Return when the handling clock started.

        Raises:
            ValueError: the case has not been dispatched.
        """
        if self._clock_from is None:
            raise ValueError(f"{self._ref} has not been dispatched")
        return self._clock_from

    def _say(self, purpose: str) -> str:
        return self._rng.choice(phrases(purpose))
