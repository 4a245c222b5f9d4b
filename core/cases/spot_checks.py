"""Drawing a sample for others to check, kept so that their sheet can be recognised."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Table, insert, select

from core.audit.trail import write_audit
from core.cases.commands import DrawSpotCheck
from core.cases.models import Case, SpotCheckDraw, SpotCheckDrawn
from core.cases.sampling import Candidate, SpotCheckSample, draw
from core.cases.states import State
from core.kernel.errors import Refused
from core.kernel.fields import LONGEST_WORD, checked_text
from core.kernel.settings import TIME_ZONE, read_setting
from core.kernel.words import N_
from core.operators.hand import Hand

_CASES: Final[Table] = Case.__table__  # type: ignore[attr-defined]
_SAMPLES: Final[Table] = SpotCheckDraw.__table__  # type: ignore[attr-defined]
_DRAWN: Final[Table] = SpotCheckDrawn.__table__  # type: ignore[attr-defined]
_Closed = Row[tuple[int, str, str, datetime]]

_LETTER: Final = "S"
"""Leads the hash, so that no spreadsheet takes one that is all digits for a number."""
_SHOWN: Final = 15
"""Hexadecimal digits of the hash that a sample is known by."""


@dataclass(frozen=True, slots=True)
class KeptSample:
    """A sample and what it is known by; ``repeated`` when it had been drawn before."""

    id: str
    sample: SpotCheckSample
    repeated: bool


def draw_spot_check(hand: Hand, command: DrawSpotCheck) -> KeptSample:
    """Draw closed cases of the jurisdiction, keep which, and write down who took them along.

    The same asking draws the same cases and keeps them once, as long as none of the candidates
    has been reopened or closed meanwhile.

    Raises:
        Invalid: the size is less than one, or the seed is empty or too long.
        Refused: no case was closed in these days.
    """
    seed = checked_text("seed", command.seed, longest=LONGEST_WORD)
    closed = _closed(hand, command.since, command.until)
    if not closed:
        raise Refused(N_("No case was closed in these days; there is nothing to draw."))
    sample = draw((Candidate(row.number, row.street_code) for row in closed), command.size, seed)
    chosen = set(sample.numbers)
    drawn = [row for row in closed if row.number in chosen]
    key = _hash(hand, command, seed, drawn)
    repeated = _is_kept(hand, key)
    if not repeated:
        _keep(hand, command, key, sample, drawn)
    write_audit(hand, "draw spot check", key, detail=f"{len(drawn)} cases, seed {seed}")
    return KeptSample(key, sample, repeated)


def _closed(hand: Hand, since: date, until: date) -> list[_Closed]:
    zone = ZoneInfo(read_setting(hand.session, TIME_ZONE))
    begins_at, ends_at = (
        datetime.combine(day, time(), zone).astimezone(UTC)
        for day in (since, until + timedelta(days=1))
    )
    c = _CASES.c
    query = select(c.id, c.number, c.street_code, c.ended_at).where(
        c.district_code == hand.scope.district_code,
        c.area_code.startswith(hand.scope.area_code, autoescape=True),
        c.state == State.CLOSED,
        c.ended_at >= begins_at,
        c.ended_at < ends_at,
    )
    return list(hand.session.execute(query.order_by(c.number)))


def _hash(hand: Hand, command: DrawSpotCheck, seed: str, drawn: list[_Closed]) -> str:
    told = [
        hand.scope.district_code,
        hand.scope.area_code,
        command.since.isoformat(),
        command.until.isoformat(),
        seed,
        command.size,
        [[row.number, row.ended_at.isoformat()] for row in drawn],
    ]
    digest = hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
    return _LETTER + digest[:_SHOWN]


def _is_kept(hand: Hand, key: str) -> bool:
    s = _SAMPLES.c
    held = select(s.id).where(s.district_code == hand.scope.district_code, s.id == key)
    return hand.session.execute(held).first() is not None


def _keep(
    hand: Hand,
    command: DrawSpotCheck,
    key: str,
    sample: SpotCheckSample,
    drawn: list[_Closed],
) -> None:
    hand.session.execute(
        insert(_SAMPLES).values(
            district_code=hand.scope.district_code,
            id=key,
            area_code=hand.scope.area_code,
            seed=sample.seed,
            since=command.since,
            until=command.until,
            asked=sample.asked,
            candidates=sample.candidates,
            drawn_at=hand.now,
            drawn_by=hand.scope.login,
        )
    )
    hand.session.execute(
        insert(_DRAWN),
        [
            {
                "district_code": hand.scope.district_code,
                "sample_id": key,
                "case_id": row.id,
                "closed_at": row.ended_at,
                "finding": "",
                "checker": "",
            }
            for row in drawn
        ],
    )
