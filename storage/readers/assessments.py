"""The scores of areas, units and staff: figures of some days weighed by a profile."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from core.assessments.models import Target
from core.assessments.profiles import Indicator, Profile, in_force, profile_of
from core.assessments.scoring import (
    Finding,
    Score,
    ScoredIndicator,
    costs,
    found_within,
    score_indicators,
    total_of,
)
from core.kernel.errors import Forbidden, Invalid, NotFound
from core.kernel.words import N_
from core.operators.jurisdiction import ASSESSES, Scope
from core.reports.drill import CLOSER, Share
from core.reports.nightly import Section
from storage.database import Database
from storage.readers.drill import DrillReader
from storage.readers.figures import FigureReader, narrowed
from storage.readers.places import inside, narrower
from storage.readers.tables import (
    ASSESSMENT_FINDINGS,
    ASSESSMENT_INDICATORS,
    ASSESSMENT_PROFILES,
)

PARTS: Final[Mapping[str, str]] = {
    Target.STREET: "streets",
    Target.COMMUNITY: "communities",
    Target.GRID: "grids",
    Target.UNIT: "units",
    Target.STAFF: "staff",
}
"""What is assessed, and the part of a report that its figures stand in."""

_NOWHERE: Final = "-"


class AssessmentReader:
    """Reads profiles, and makes the scores of a jurisdiction.

    Raises:
        Forbidden: the role may not read scores.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        if scope.role not in ASSESSES:
            raise Forbidden(
                N_("As %(role)s you may not look at this; it is for %(roles)s."),
                role=scope.role,
                roles=", ".join(sorted(ASSESSES)),
            )
        self._database = database
        self._scope = scope

    def profiles(self) -> tuple[Profile, ...]:
        """Return every version of every profile, by code and first day."""
        with self._database.reading() as connection:
            return self._profiles(connection)

    def base(self, code: str, since: date) -> Profile:
        """Return the profile by which days that begin with ``since`` are assessed.

        A period is judged by the version in force when it begins: nobody is measured by a rule
        that was not there.

        Raises:
            NotFound: there is no such profile.
            Invalid: none of its versions is in force by then.
        """
        return _base(self.profiles(), code, since)

    def scores(
        self,
        code: str,
        target: str,
        since: date,
        until: date,
        zone: ZoneInfo,
        now: datetime,
    ) -> tuple[Score, ...]:
        """Return the score of every street, unit … of the jurisdiction, by key.

        Areas have their line even when nothing happened there; units and staff when there is
        something to show. Names of staff are masked.

        Args:
            code: the profile; where another one replaces it, that one counts.
            target: one of the targets of the profile.
            since: the first local day.
            until: the last local day.
            zone: the zone of the days.
            now: when the figures are drawn.

        Raises:
            NotFound: there is no such profile.
            Invalid: it is not in force, not for this target, or the days are none.
        """
        with self._database.reading() as connection:
            known = self._profiles(connection)
            findings = self._findings(connection, target, since, until)
        base = _base(known, code, since)
        if target not in base.targets:
            raise Invalid(
                N_("The profile %(code)s is for %(targets)s and not for %(target)s."),
                field="by",
                code=code,
                targets=", ".join(base.targets),
                target=target,
            )
        groups = [one for one in in_force(known, since).values() if target in one.targets]
        lines = self._lines(PARTS[target], since, until, zone, now)
        by_key = {line.key: line for line in lines if line.key}
        return tuple(
            _score(profile_of(key, base, groups), target, line, findings.get(key, ()))
            for key, line in sorted(by_key.items())
        )

    def costing(
        self, score: Score, scored: ScoredIndicator, since: date, until: date, zone: ZoneInfo,
        now: datetime,
    ) -> tuple[Share, ...]:  # fmt: skip
        """Return the cases that keep an indicator of a score from its goal, newest first.

        None where nothing was lost, or there were too few cases for it to count.
        """
        if not scored.lost:
            return ()
        shares = DrillReader(self._database, self._scope).shares(
            scored.indicator.figure,
            since,
            until,
            zone,
            now,
            part=PARTS[score.target],
            key=score.key,
        )
        costing = (share for share in shares if costs(scored.indicator, share))
        return tuple(sorted(costing, key=lambda share: -share.case_id))

    def of_area(self, area: str) -> "AssessmentReader":
        """Return a reader of the part of the jurisdiction that lies in ``area``.

        Raises:
            NotFound: no part of it does.
        """
        return AssessmentReader(self._database, narrowed(self._scope, area))

    def _profiles(self, connection: Connection) -> tuple[Profile, ...]:
        """Return every profile; of the areas it is for, those that the jurisdiction knows."""
        p, i = ASSESSMENT_PROFILES.c, ASSESSMENT_INDICATORS.c
        top = self._top()
        indicators: dict[int, list[Indicator]] = {}
        weighed = select(i.profile_id, i.figure, i.weight, i.zero_at, i.full_at, i.least)
        for key, *values in connection.execute(weighed.order_by(i.profile_id, i.ordinal)):
            indicators.setdefault(key, []).append(Indicator(*values))
        versions = select(ASSESSMENT_PROFILES).order_by(p.code, p.valid_from)
        return tuple(
            Profile(
                code=row.code,
                valid_from=row.valid_from,
                name=row.name,
                name_en=row.name_en,
                targets=tuple(map(Target, row.targets.split())),
                indicators=tuple(indicators.get(row.id, ())),
                replaces=row.replaces,
                areas=tuple(code for code in row.areas.split() if narrower(code, top)),
                findings_limit=row.findings_limit,
                star_floors=tuple(map(int, row.star_floors.split())),
                ranking=row.ranking,
            )
            for row in connection.execute(versions)
        )

    def _top(self) -> str:
        return narrower(self._scope.district_code, self._scope.area_code) or _NOWHERE

    def _lines(
        self, part: str, since: date, until: date, zone: ZoneInfo, now: datetime
    ) -> tuple[Section, ...]:
        reader = FigureReader(self._database, self._scope)
        if part in CLOSER:
            return reader.closer(part, since, until, zone, now)
        lines: tuple[Section, ...] = getattr(reader.over(since, until, zone, now), part)
        return lines

    def _findings(
        self, connection: Connection, target: str, since: date, until: date
    ) -> dict[str, tuple[Finding, ...]]:
        """Return what was found of each target of the jurisdiction in those days, by day."""
        f = ASSESSMENT_FINDINGS.c
        query = (
            select(*(f[name] for name in Finding.__slots__))
            .where(
                f.target == target,
                f.found_on >= since,
                f.found_on <= until,
                inside(f.area_code, self._top()),
            )
            .order_by(f.found_on, f.number)
        )
        found: dict[str, list[Finding]] = {}
        for row in connection.execute(query):
            finding = Finding(*row)
            found.setdefault(finding.target_key, []).append(finding)
        return {key: tuple(findings) for key, findings in found.items()}


def _base(known: Iterable[Profile], code: str, since: date) -> Profile:
    versions = [profile for profile in known if profile.code == code]
    if not versions:
        raise NotFound(N_("There is no profile %(code)s; see griddesk assess profiles."), code=code)
    base = in_force(versions, since).get(code)
    if base is None:
        raise Invalid(
            N_("The profile %(code)s is in force from %(day)s on, and the days begin before."),
            field="since",
            code=code,
            day=min(profile.valid_from for profile in versions).isoformat(),
        )
    return base


def _score(profile: Profile, target: str, line: Section, findings: tuple[Finding, ...]) -> Score:
    scored = score_indicators(profile, {figure.name: figure for figure in line.figures})
    found = found_within(findings, profile.findings_limit)
    return Score(
        profile=profile,
        target=target,
        key=line.key,
        name=line.name,
        name_en=line.name_en,
        indicators=scored,
        findings=findings,
        found=found,
        total=total_of(scored, found),
    )
