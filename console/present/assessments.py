"""Scores in words: points, rates, formulas, and the commands that lead to the cases."""

import shlex
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from console.present.figures import FIGURES, NO_RATE, number_of, rate_of, value_of
from console.present.vocabulary import word
from console.present.words import _, in_chinese
from core.assessments.profiles import HUNDREDTHS, UNITS, Indicator, Profile
from core.assessments.scoring import Finding, Score, ScoredIndicator
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.figures import Figure
from core.reports.tallies import MILLIONTHS

TARGETS: Final = {
    "street": N_("Street"),
    "community": N_("Community"),
    "grid": N_("Grid"),
    "unit": N_("Unit"),
    "staff": N_("Gridder"),
}
"""What can be assessed."""


def points_of(hundredths: int | None) -> str:
    """Return points as people read them: ``87.35``; a dash where there is no score."""
    if hundredths is None:
        return NO_RATE
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02d}"


def bound_of(millionths: int, figure: str) -> str:
    """Return a bound of an indicator in the unit of its figure."""
    return value_of(millionths / MILLIONTHS, UNITS[figure])


def goal_of(indicator: Indicator) -> str:
    """Say between which values an indicator gives nothing and everything: ``30.0% → 90.0%``."""
    zero, full = (bound_of(at, indicator.figure) for at in (indicator.zero_at, indicator.full_at))
    return f"{zero} → {full}"


def profile_name(profile: Profile) -> str:
    """Name a profile in the language spoken now."""
    return neutralise(profile.name if in_chinese() else profile.name_en or profile.name)


def score_name(score: Score) -> str:
    """Name what was scored in the language spoken now."""
    return neutralise(score.name if in_chinese() else score.name_en or score.name)


def reached(scored: ScoredIndicator) -> str:
    """Say what an indicator came to: ``92.0% 18.40/20.00``; a dash with too few cases."""
    if not scored.counts:
        return NO_RATE
    return f"{rate_of(scored.figure)} {points_of(scored.points)}/{points_of(scored.worth)}"


def formula_of(scored: ScoredIndicator) -> str:
    """Write out how the points of an indicator were made."""
    one, figure = scored.indicator, scored.figure
    if not scored.counts:
        return _(
            "Too few cases (%(cases)s, the least is %(least)s): it does not count, and its weight "
            "of %(weight)s is spread over the others."
        ) % {
            "cases": number_of(figure.denominator),
            "least": max(one.least, 1),
            "weight": points_of(one.weight),
        }
    told = {
        "worth": points_of(scored.worth),
        "rate": _exact(figure),
        "zero": bound_of(one.zero_at, one.figure),
        "full": bound_of(one.full_at, one.figure),
        "points": points_of(scored.points),
    }
    return (
        _("%(worth)s × (%(rate)s − %(zero)s) ÷ (%(full)s − %(zero)s), from 0 to 1 = %(points)s")
        % told
    )


def _exact(figure: Figure) -> str:
    return f"{number_of(figure.numerator)}/{number_of(figure.denominator)}"


def sum_of(score: Score) -> str:
    """Write out how a score adds up: ``30.00 + 18.40 - 1.00 = 47.40``."""
    if score.total is None:
        return _("Less than half of the weight has cases enough: there is no score.")
    parts = [points_of(one.points) for one in score.indicators if one.counts]
    found = f" {'-' if score.found < 0 else '+'} {points_of(abs(score.found))}"
    return f"{' + '.join(parts)}{found if score.findings else ''} = {points_of(score.total)}"


def drill_command(score: Score, figure: str, days: Mapping[str, Any]) -> str:
    """Return the command that lists the cases behind a figure of a score.

    Args:
        score: whose figure it is.
        figure: its name.
        days: ``since`` and ``until``, and ``area`` and ``as_at`` where they were said.
    """
    words = ["griddesk", "figures", "--drill", figure, "--by", score.target, "--key", score.key]
    for name in ("since", "until", "area", "as_at"):
        said = days.get(name)
        if said is not None:
            shown = said.isoformat() if isinstance(said, date | datetime) else str(said)
            words += [f"--{name.replace('_', '-')}", shown]
    return " ".join(map(shlex.quote, words))


def indicator_name(figure: str) -> str:
    """Name the figure of an indicator."""
    return word(FIGURES, figure)


def finding_object(finding: Finding) -> dict[str, Any]:
    """Return a finding as programs read it."""
    return {
        "number": finding.number,
        "found_on": finding.found_on,
        "finder": finding.finder,
        "points": finding.points / HUNDREDTHS,
        "reason": finding.reason,
        "evidence": finding.evidence,
        "case": finding.case_number,
    }


def indicator_object(scored: ScoredIndicator) -> dict[str, Any]:
    """Return an indicator of a score as programs read it; points have two decimals."""
    one, figure = scored.indicator, scored.figure
    return {
        "figure": one.figure,
        "rate": figure.rate,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "zero_at": one.zero_at / MILLIONTHS,
        "full_at": one.full_at / MILLIONTHS,
        "least": one.least,
        "counts": scored.counts,
        "weight": one.weight / HUNDREDTHS,
        "worth": scored.worth / HUNDREDTHS,
        "points": scored.points / HUNDREDTHS,
        "lost": scored.lost / HUNDREDTHS,
    }


def score_object(score: Score) -> dict[str, Any]:
    """Return a score as programs read it."""
    return {
        "profile": score.profile.code,
        "profile_from": score.profile.valid_from,
        "target": score.target,
        "key": score.key,
        "name": score.name,
        "name_en": score.name_en,
        "score": None if score.total is None else score.total / HUNDREDTHS,
        "found": score.found / HUNDREDTHS,
        "indicators": [indicator_object(one) for one in score.indicators],
        "findings": [finding_object(finding) for finding in score.findings],
    }
