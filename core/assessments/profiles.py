"""Profiles: which figures are weighed how, for whom; and which figures may not be weighed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.areas.codes import holds
from core.assessments.models import AREAS, Target
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.reports.figures import FigureUnit, figures_of
from core.reports.tallies import Tally

HUNDREDTHS: Final = 100
WHOLE: Final = 100 * HUNDREDTHS
"""What the weights of a profile add up to: 100 points, in hundredths."""
MOST_STARS: Final = 5
LARGEST: Final = 1000
"""The largest value of a figure, of either sign, that an indicator may begin or end at."""

UNITS: Final[Mapping[str, FigureUnit]] = {
    figure.name: figure.unit for figure in figures_of(Tally())
}
"""Every figure, and what it is measured in."""

OF_REPORTS: Final = frozenset(
    {"valid", "circulation", "valid_self_handled", "valid_circulated", "miss"}
)
"""Figures of how good reports are; no unit has a part in them."""

OF_NOW: Final = frozenset({"extension_now", "suspension_now"})
"""Figures of how things stand when they are drawn, whatever the days."""

_VOLUME: Final = N_(
    "“%(figure)s” is a volume, and volume is never assessed: a quota of 60 reports a month made "
    "staff report trivia, of which 9.5 %% were valid and 1.5 %% left the grid. Weigh a rate, such "
    "as valid, on_time or effectively_solved."
)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One weighted figure; see `core.assessments.models.AssessmentIndicator` for its units."""

    figure: str
    weight: int
    zero_at: int
    full_at: int
    least: int = 1

    @property
    def rises(self) -> bool:
        """Whether more is better."""
        return self.full_at > self.zero_at


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of a profile; see `core.assessments.models.AssessmentProfile`."""

    code: str
    valid_from: date
    name: str
    name_en: str | None
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    replaces: str = ""
    areas: tuple[str, ...] = ()
    findings_limit: int = 0
    star_floors: tuple[int, ...] = ()
    ranking: bool = False


def in_force(profiles: Iterable[Profile], on: date) -> dict[str, Profile]:
    """Return the version of each profile that is in force on a day, by code."""
    begun = sorted(
        (profile for profile in profiles if profile.valid_from <= on),
        key=lambda profile: profile.valid_from,
    )
    return {profile.code: profile for profile in begun}


def profile_of(area: str, base: Profile, known: Iterable[Profile]) -> Profile:
    """Return the profile by which ``area`` is assessed in place of ``base``, or that itself.

    Of several that replace it the one of the innermost area counts.
    """
    groups = (
        (len(code), profile)
        for profile in known
        if profile.replaces == base.code
        for code in profile.areas
        if holds(code, area)
    )
    return max(groups, key=lambda group: group[0], default=(0, base))[1]


def indicator_fault(figure: str, targets: Iterable[str]) -> FieldFault | None:
    """Return why a figure cannot be an indicator for ``targets``, or ``None``."""
    if figure not in UNITS and figure in Tally._fields:
        return FieldFault("figure", _VOLUME, figure=figure)
    if figure not in UNITS:
        known = ", ".join(name for name in UNITS if name not in OF_NOW)
        return FieldFault(
            "figure",
            N_("There is no figure “%(figure)s”; there are %(known)s."),
            figure=figure,
            known=known,
        )
    if figure in OF_NOW:
        return FieldFault(
            "figure",
            N_("“%(figure)s” tells how things stand now and not how they went; weigh another."),
            figure=figure,
        )
    if figure in OF_REPORTS and Target.UNIT in targets:
        return FieldFault(
            "figure",
            N_("“%(figure)s” is of reports, in which no unit has a part; weigh another."),
            figure=figure,
        )
    return None


def targets_fault(targets: tuple[str, ...]) -> FieldFault | None:
    """Return why ``targets`` do not go together, or ``None``."""
    if targets and (AREAS.issuperset(targets) or len(targets) == 1):
        return None
    return FieldFault(
        "targets",
        N_("A profile is for areas (street, community, grid), for units or for staff."),
    )
