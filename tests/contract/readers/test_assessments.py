"""Scores on both databases: what a naive computation gives, down to the cases of every point."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

import pytest

from core.assessments.scoring import Score
from core.kernel.errors import Forbidden, Invalid, NotFound
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from core.reports.nightly import Section
from storage.readers.assessments import PARTS, AssessmentReader
from storage.readers.drill import DrillReader
from storage.readers.figures import FigureReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import (
    BEGINNING,
    COMMUNITY,
    FINDINGS,
    HOME,
    NOW,
    PROFILES,
    SCOPES,
    STREET,
    WEIGHED,
    ZONE,
)

UNTIL: Final = date(2026, 9, 16)
SINCE: Final = UNTIL - timedelta(days=6)
SUPERVISOR: Final = {name: replace(who, role=Role.SUPERVISOR) for name, who in SCOPES.items()}
PROFILE_OF: Final = {"unit": "units", "staff": "people"}


def scores(written: Written, who: Scope, target: str) -> tuple[Score, ...]:
    reader = AssessmentReader(written.database, who)
    return reader.scores(PROFILE_OF.get(target, "areas"), target, SINCE, UNTIL, ZONE, NOW)


def lines(written: Written, who: Scope, target: str) -> tuple[Section, ...]:
    reader = FigureReader(written.database, who)
    if target in {"grid", "staff"}:
        return reader.closer(PARTS[target], SINCE, UNTIL, ZONE, NOW)
    drawn = reader.over(SINCE, UNTIL, ZONE, NOW)
    return {"street": drawn.streets, "community": drawn.communities, "unit": drawn.units}[target]


def naive(line: Section, target: str, visible: str) -> tuple[list[tuple[str, int]], int | None]:
    """Work a score out the plain way, from the counts of a line and the data as written."""
    elderly = target == "community" and line.key in PROFILES[4][3].split()
    weighed = WEIGHED["elderly" if elderly else PROFILE_OF.get(target, "areas")]
    rates = {figure.name: figure for figure in line.figures}
    counting = [row for row in weighed if rates[row[0]].denominator >= row[4]]
    total_weight = sum(row[1] for row in counting)
    exact = [Fraction(10_000 * row[1], total_weight) for row in counting]
    worths = [int(one) for one in exact]
    rests = sorted(range(len(exact)), key=lambda n: (worths[n] - exact[n], n))
    for n in rests[: 10_000 - sum(worths)]:
        worths[n] += 1
    points = []
    for (figure, _, zero, full, _), worth in zip(counting, worths, strict=True):
        part = Fraction(round(rates[figure].numerator * 10**6), 10**6)
        rate = part / rates[figure].denominator
        reached = (rate - Fraction(zero, 10**6)) / Fraction(full - zero, 10**6)
        value = worth * max(Fraction(0), min(Fraction(1), reached))
        told = Decimal(value.numerator) / Decimal(value.denominator)
        points.append((figure, int(told.quantize(Decimal(1), ROUND_HALF_UP))))
    found = sum(
        value
        for kind, key, area, value in FINDINGS
        if (kind, key) == (target, line.key) and area.startswith(visible)
    )
    if 2 * total_weight < 10_000:
        return points, None
    return points, sum(value for _, value in points) + max(-500, min(500, found))


@pytest.mark.parametrize("target", PARTS)
def test_every_score_is_what_a_naive_computation_gives(written: Written, target: str) -> None:
    scored = 0
    for name in ("district", "street", "abroad"):
        who = SUPERVISOR[name]
        expected = {
            line.key: naive(line, target, who.area_code)
            for line in lines(written, who, target)
            if line.key
        }
        found = {
            score.key: (
                [(one.figure.name, one.points) for one in score.indicators if one.counts],
                score.total,
            )
            for score in scores(written, who, target)
        }
        assert found == expected
        scored += sum(total is not None for _, total in found.values())
    assert scored >= 2


def test_areas_have_their_line_and_units_stand_beside_them(written: Written) -> None:
    who = SUPERVISOR["district"]
    assert [score.key for score in scores(written, who, "street")] == [STREET, "330108002"]
    assert f"D{HOME}" in {score.key for score in scores(written, who, "unit")}
    assert {score.name for score in scores(written, who, "staff") if score.key == "N0001"} == {
        "王*1"
    }


def test_a_community_of_its_own_kind_is_weighed_by_its_own_profile(written: Written) -> None:
    by_key = {score.key: score for score in scores(written, SUPERVISOR["district"], "community")}
    assert by_key[COMMUNITY].profile.code == "elderly"
    assert {one.profile.code for key, one in by_key.items() if key != COMMUNITY} == {"areas"}
    # It is for communities: the grids in it are weighed as all others.
    grids = scores(written, SUPERVISOR["district"], "grid")
    assert {score.profile.code for score in grids} == {"areas"}


def test_findings_are_bounded_and_only_those_of_the_jurisdiction_count(written: Written) -> None:
    whole = {score.key: score for score in scores(written, SUPERVISOR["district"], "community")}
    assert [finding.points for finding in whole[COMMUNITY].findings] == [-150, -900]
    assert whole[COMMUNITY].found == -500
    # The bureau is of the district: whoever has a street alone learns of no finding about it.
    for name, seen in (("district", ["F-5"]), ("street", [])):
        units = {score.key: score for score in scores(written, SUPERVISOR[name], "unit")}
        if f"D{HOME}" in units:
            assert [one.number for one in units[f"D{HOME}"].findings] == seen
    reader = AssessmentReader(written.database, SUPERVISOR["district"])
    later = reader.scores("areas", "community", SINCE + timedelta(days=5), UNTIL, ZONE, NOW)
    assert [score.findings for score in later if score.key == COMMUNITY] == [()]


def points(written: Written, who: Scope) -> Iterator[tuple[Score, int]]:
    for target in PARTS:
        for score in scores(written, who, target):
            yield from ((score, place) for place in range(len(score.indicators)))


def test_behind_every_point_are_exactly_its_cases(written: Written) -> None:
    who = SUPERVISOR["district"]
    reader, drill = AssessmentReader(written.database, who), DrillReader(written.database, who)
    costly = 0
    for score, place in points(written, who):
        scored = score.indicators[place]
        if not scored.counts or place > 1:
            continue
        figure = scored.figure
        shares = drill.shares(
            figure.name, SINCE, UNTIL, ZONE, NOW, part=PARTS[score.target], key=score.key
        )
        assert sum(share.denominator for share in shares) == figure.denominator
        assert sum(share.numerator for share in shares) == pytest.approx(figure.numerator)
        costing = reader.costing(score, scored, SINCE, UNTIL, ZONE, NOW)
        assert set(costing) <= set(shares)
        if figure.name in {"valid", "closing", "effectively_solved"}:
            lacking = figure.denominator - figure.numerator
            assert len(costing) == (lacking if scored.lost else 0)
        elif figure.name == "rework":
            assert len(costing) == (figure.numerator if scored.lost else 0)
        assert bool(costing) == bool(scored.lost)
        costly += len(costing)
    assert costly > 20


def test_a_part_of_the_jurisdiction_is_assessed_as_its_own(written: Written) -> None:
    reader = AssessmentReader(written.database, SUPERVISOR["district"])
    narrow = reader.of_area(STREET).scores("areas", "community", SINCE, UNTIL, ZONE, NOW)
    assert narrow == scores(written, SUPERVISOR["street"], "community")
    with pytest.raises(NotFound):
        AssessmentReader(written.database, SUPERVISOR["street"]).of_area("330108002")


@pytest.mark.parametrize("role", (Role.VIEWER, Role.DISPATCHER))
def test_who_may_not_assess_sees_no_score(written: Written, role: Role) -> None:
    with pytest.raises(Forbidden) as refused:
        AssessmentReader(written.database, replace(SCOPES["district"], role=role))
    assert str(refused.value) == (
        f"As {role} you may not look at this; it is for admin, auditor, supervisor."
    )


def test_a_profile_that_does_not_fit_is_refused_in_words(written: Written) -> None:
    reader = AssessmentReader(written.database, SUPERVISOR["district"])
    with pytest.raises(NotFound, match="There is no profile"):
        reader.scores("nothing", "street", SINCE, UNTIL, ZONE, NOW)
    with pytest.raises(Invalid) as refused:
        reader.scores("units", "street", SINCE, UNTIL, ZONE, NOW)
    assert refused.value.fields == {"by": "The profile units is for unit and not for street."}
    with pytest.raises(Invalid) as refused:
        reader.base("areas", BEGINNING - timedelta(days=1))
    assert refused.value.fields == {
        "since": "The profile areas is in force from 2024-01-01 on, and the days begin before."
    }
