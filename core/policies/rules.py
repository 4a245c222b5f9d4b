"""Which policies a clock has set off by now; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from core.deadlines.engine import Deadlines
from core.deadlines.limits import parse_limit
from core.policies.commands import ApplyPolicy
from core.policies.models import Moment, PolicyRule


@dataclass(frozen=True, slots=True)
class Rule:
    """One policy as it is applied; see `PolicyRule`."""

    code: str
    stage: str
    tier: int | None
    item_pattern: str
    moment: str
    after: str
    action: str

    def watches(self, clock: "Clock") -> bool:
        """Say whether this policy is for ``clock``."""
        return (
            self.stage == clock.stage
            and self.tier in {None, clock.tier}
            and clock.item_code.startswith(self.item_pattern)
        )

    def acts_at(self, clock: "Clock", deadlines: Deadlines) -> datetime:
        """Return when this policy acts on ``clock``."""
        if self.moment == Moment.TARGET:
            return clock.target_at
        if self.moment == Moment.DUE or not self.after:
            return clock.due_at
        return deadlines.extend(clock.due_at, parse_limit(self.after)).due_at


@dataclass(frozen=True, slots=True)
class Clock:
    """An open timer as policies see it."""

    number: str
    stage: str
    call: int
    tier: int
    item_code: str
    started_at: datetime
    target_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DueAction:
    """A policy that a clock has set off, at the moment when it was to act."""

    meant_at: datetime
    rule: Rule
    clock: Clock

    def command(self) -> ApplyPolicy:
        """Return what the timers ask the desk for."""
        return ApplyPolicy(
            number=self.clock.number,
            rule=self.rule.code,
            stage=self.clock.stage,
            call=self.clock.call,
            started_at=self.clock.started_at,
        )


def due_actions(
    clocks: Iterable[Clock], rules: Iterable[Rule], deadlines: Deadlines, now: datetime
) -> Iterator[DueAction]:
    """Yield what ``clocks`` have set off by ``now``, done or not."""
    rules = tuple(rules)
    for clock in clocks:
        for rule in rules:
            if rule.watches(clock):
                meant_at = rule.acts_at(clock, deadlines)
                if meant_at <= now:
                    yield DueAction(meant_at, rule, clock)


def load_rules(session: Session) -> tuple[Rule, ...]:
    """Read the active policies, by code."""
    rows = session.exec(
        select(PolicyRule).where(col(PolicyRule.active)).order_by(col(PolicyRule.code))
    )
    return tuple(
        Rule(row.code, row.stage, row.tier, row.item_pattern, row.moment, row.after, row.action)
        for row in rows
    )
