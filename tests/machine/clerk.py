"""A clerk who reads only which verbs were done when, and keeps the clocks of a case by hand.

The history also tells what was started and stopped and when it is due. The clerk looks at none
of that: from verbs, moments and the law of the lifecycle the clerk says what must run now, and
from what it is reckoned. What the product keeps is compared with it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Final, Protocol

from core.cases.states import ENDED_STATES, TO_BE_VERIFIED, Stage, Verb
from core.deadlines.engine import Deadlines, Extension, Pause, Reckoning
from core.deadlines.limits import parse_limit
from core.deadlines.policy import Policy

Key = tuple[str, int]
"""Stage and call; 0 for a clock of the case itself."""

HANDLE: Final[Key] = (Stage.HANDLE, 0)


class Told(Protocol):
    """What the clerk reads of a history entry."""

    at: datetime
    verb: str
    to_state: str
    payload: str


@dataclass(frozen=True)
class Clock:
    """A clock that runs, and all that its due time is reckoned from."""

    started_at: datetime
    limit: str
    target: str | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    ends_at: datetime | None = None
    """For a suspension, which ends at a given instant and has no limit."""

    def paused(self, since: datetime, until: datetime) -> "Clock":
        if since == until:
            return self
        return replace(self, pauses=(*self.pauses, Pause(since, until)))

    def reckoned(self, deadlines: Deadlines) -> Reckoning:
        if self.ends_at:
            return Reckoning(self.ends_at, self.ends_at, estimated=False)
        return deadlines.reckon(
            self.started_at,
            parse_limit(self.limit),
            self.pauses,
            self.extensions,
            target=parse_limit(self.target) if self.target else None,
        )


@dataclass
class Clerk:
    """Keeps the clocks of one case."""

    policy: Policy
    clocks: dict[Key, Clock] = field(default_factory=dict)
    _standing: Clock | None = None
    """The handling clock of a case that is suspended or resolved."""
    _laid_by: dict[Key, Clock] = field(default_factory=dict)
    """What ran when the case was merged."""
    _since: datetime | None = None
    """Since when the case is suspended or merged."""
    _limit: str = ""
    _target: str | None = None

    def hear(self, entry: Told) -> None:
        """Take one entry in, oldest first."""
        told = json.loads(entry.payload)
        self._limit = told["changes"].get("handling_limit", self._limit)
        self._target = told["changes"].get("handling_target", self._target)
        if entry.to_state in ENDED_STATES and entry.verb != Verb.MERGE:
            self.clocks.clear()
            return
        done = getattr(self, f"_{entry.verb}", None)
        if done:
            done(entry, told)

    def _start(self, stage: str, at: datetime, *, call: int = 0, limit: str = "") -> None:
        self.clocks[stage, call] = Clock(at, str(self.policy.stages[limit or stage]))

    def _start_handling(self, at: datetime) -> None:
        self.clocks[HANDLE] = Clock(at, self._limit, self._target)

    def _stop(self, *stages: str) -> None:
        for stage in stages:
            self.clocks.pop((stage, 0), None)

    def _report(self, entry: Told, told: Mapping[str, Any]) -> None:
        self._start(Stage.ACCEPT, entry.at)
        if told["changes"]["source"] in TO_BE_VERIFIED:
            self._start(Stage.VERIFY, entry.at)

    def _verify(self, _: Told, __: Mapping[str, Any]) -> None:
        self._stop(Stage.VERIFY)

    def _file(self, entry: Told, _: Mapping[str, Any]) -> None:
        self._stop(Stage.ACCEPT, Stage.VERIFY)
        self._start(Stage.DISPATCH, entry.at)

    def _dispatch(self, entry: Told, _: Mapping[str, Any]) -> None:
        self._stop(Stage.DISPATCH)
        if HANDLE not in self.clocks:
            self._start_handling(entry.at)
        self._start(Stage.RECEIVE, entry.at)

    _rule = _transfer = _dispatch

    def _receive(self, _: Told, __: Mapping[str, Any]) -> None:
        self._stop(Stage.RECEIVE)

    def _return(self, entry: Told, _: Mapping[str, Any]) -> None:
        self._stop(Stage.RECEIVE)
        self._start(Stage.DISPATCH, entry.at)

    def _escalate(self, entry: Told, told: Mapping[str, Any]) -> None:
        was_handling = HANDLE in self.clocks
        self.clocks.clear()
        if was_handling:
            self._start_handling(entry.at)
        if entry.to_state == "dispatched":
            self._dispatch(entry, told)
        else:
            self._start(Stage.DISPATCH, entry.at)

    _hand_down = _escalate

    def _grant_extension(self, entry: Told, told: Mapping[str, Any]) -> None:
        clock = self.clocks[HANDLE]
        granted = Extension(entry.at, parse_limit(told["details"]["limit"]))
        self.clocks[HANDLE] = replace(clock, extensions=(*clock.extensions, granted))

    def _suspend(self, entry: Told, told: Mapping[str, Any]) -> None:
        self._standing = self.clocks.pop(HANDLE)
        self._since = entry.at
        until = date.fromisoformat(told["details"]["until"])
        ends_at = datetime.combine(until, time(), self.policy.zone)
        self.clocks[Stage.SUSPENSION, 0] = Clock(entry.at, "", ends_at=ends_at)

    def _resume(self, entry: Told, _: Mapping[str, Any]) -> None:
        assert self._standing
        assert self._since
        self._stop(Stage.SUSPENSION)
        self.clocks[HANDLE] = self._standing.paused(self._since, entry.at)

    def _resolve(self, entry: Told, _: Mapping[str, Any]) -> None:
        self._standing = self.clocks[HANDLE]
        self.clocks.clear()
        self._start(Stage.CHECK, entry.at)

    def _fail_check(self, _: Told, __: Mapping[str, Any]) -> None:
        assert self._standing
        self.clocks = {HANDLE: self._standing}

    def _merge(self, entry: Told, _: Mapping[str, Any]) -> None:
        self._laid_by, self.clocks, self._since = self.clocks, {}, entry.at

    def _unmerge(self, entry: Told, _: Mapping[str, Any]) -> None:
        assert self._since
        for key, clock in self._laid_by.items():
            self.clocks[key] = clock.paused(self._since, entry.at)

    def _reopen(self, entry: Told, _: Mapping[str, Any]) -> None:
        self._start(Stage.DISPATCH, entry.at)

    def _whistle(self, entry: Told, told: Mapping[str, Any]) -> None:
        limit = "call_answer_urgent" if told["details"]["urgent"] else "call_answer"
        for call in told["details"]["calls"]:
            self._start(Stage.CALL_ANSWER, entry.at, call=call["call"], limit=limit)

    def _answer_call(self, entry: Told, told: Mapping[str, Any]) -> None:
        self._excuse_call(entry, told)
        self._start(Stage.CALL_FINISH, entry.at, call=told["details"]["call"])

    def _excuse_call(self, _: Told, told: Mapping[str, Any]) -> None:
        for stage in (Stage.CALL_ANSWER, Stage.CALL_FINISH):
            self.clocks.pop((stage, told["details"]["call"]), None)

    _finish_call = _excuse_call
