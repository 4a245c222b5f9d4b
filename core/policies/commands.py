"""The command of policies."""

from dataclasses import dataclass
from datetime import datetime

from core.kernel.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class ApplyPolicy(Command):
    """Let the policy ``rule`` act on one clock of a case; given by the timers, not by people.

    ``started_at`` is when the clock started: the same stage may run again later, and is then
    another clock.
    """

    number: str
    rule: str
    stage: str
    call: int
    started_at: datetime
