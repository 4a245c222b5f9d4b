"""The clocks of a district as its tables say: calendar, hours, limits by tier and stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.deadlines.calendar import DayKind, WorkCalendar, build_calendar
from core.deadlines.engine import Counting, Deadlines
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import Limit, parse_limit
from core.deadlines.models import (
    CalendarDay,
    CalendarYear,
    OfficeHoursSpell,
    StageLimit,
    TierLimit,
)
from core.kernel.errors import Refused
from core.kernel.settings import COUNTING, TIME_ZONE, read_setting
from core.kernel.words import N_

STAGE_LIMITS: Final = {
    "accept": "15 minute",
    "verify": "30 minute",
    "dispatch": "15 minute",
    "receive": "2 working_hour",
    "check": "1 working_day",
    "call_answer": "1 working_day",
    "call_answer_urgent": "30 minute",
    "call_finish": "5 working_day",
}
"""What holds for a stage that the district has set no limit for."""


@dataclass(frozen=True, slots=True)
class TierRule:
    """The name of a tier and how long it may take."""

    tier: int
    name: str
    name_en: str
    due: Limit
    target: Limit | None


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that decides when something is due."""

    deadlines: Deadlines
    tiers: Mapping[int, TierRule]
    stages: Mapping[str, Limit]

    @property
    def zone(self) -> ZoneInfo:
        """The district's time zone."""
        return self.deadlines.zone

    def local_day(self, moment: datetime) -> date:
        """Return the district's date at ``moment``."""
        return moment.astimezone(self.zone).date()

    def tier_above(self, tier: int) -> TierRule:
        """Return the next tier up.

        Raises:
            Refused: when ``tier`` is the highest.
        """
        above = min((t for t in self.tiers if t > tier), default=None)
        if above is None:
            raise Refused(N_("Tier %(tier)s is the highest; there is none above it."), tier=tier)
        return self.tiers[above]


def parse_hours(text: str) -> tuple[tuple[time, time], ...]:
    """Read ``08:00-12:00 14:00-18:00``."""
    spans = (span.split("-") for span in text.split())
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)


def load_calendar(session: Session) -> WorkCalendar:
    """Read the district's calendar."""
    days = session.exec(select(CalendarDay))
    years = session.exec(select(CalendarYear.year))
    return build_calendar(((day.on, DayKind(day.kind)) for day in days), years)


def load_policy(session: Session) -> Policy:
    """Read the district's clocks."""
    spells = session.exec(select(OfficeHoursSpell).order_by(col(OfficeHoursSpell.valid_from))).all()
    hours = (
        OfficeHours(tuple((spell.valid_from, parse_hours(spell.hours)) for spell in spells))
        if spells
        else OfficeHours()
    )
    deadlines = Deadlines(
        load_calendar(session),
        hours,
        ZoneInfo(read_setting(session, TIME_ZONE)),
        Counting(read_setting(session, COUNTING)),
    )
    tiers = {
        row.tier: TierRule(
            row.tier,
            row.name,
            row.name_en,
            parse_limit(row.due_limit),
            parse_limit(row.target_limit) if row.target_limit else None,
        )
        for row in session.exec(select(TierLimit).order_by(col(TierLimit.tier)))
    }
    stages = STAGE_LIMITS | {row.stage: row.due_limit for row in session.exec(select(StageLimit))}
    return Policy(deadlines, tiers, {stage: parse_limit(text) for stage, text in stages.items()})
