"""Figures of reports in words: their names, their definitions, their values."""

from collections.abc import Mapping, Sequence
from typing import Final

from console.present.vocabulary import SOURCES, tier_word, word
from console.present.words import _, in_chinese
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.reports.drill import WHOLE, Share
from core.reports.figures import Figure, FigureUnit
from core.reports.nightly import Section

FIGURES: Final = {
    "valid": N_("valid rate"),
    "circulation": N_("circulation rate"),
    "on_time": N_("on-time rate"),
    "effectively_solved": N_("effectively-solved rate"),
    "rework": N_("rework rate"),
    "valid_self_handled": N_("valid, self-handled"),
    "valid_circulated": N_("valid, circulated"),
    "closing": N_("closing rate"),
    "return": N_("return rate"),
    "groundless_return": N_("groundless returns"),
    "dispatch_accuracy": N_("dispatch accuracy"),
    "extension": N_("extension rate"),
    "extension_now": N_("extended now"),
    "suspension": N_("suspension rate"),
    "suspension_now": N_("suspended now"),
    "hand_down": N_("hand-down rate"),
    "miss": N_("miss rate"),
    "satisfaction": N_("satisfaction"),
    "lateness_multiple": N_("lateness multiple"),
}

HEADLINE: Final[tuple[str, ...]] = tuple(FIGURES)[:5]

SHORT: Final = {
    "valid": N_("Valid"),
    "circulation": N_("Circulated"),
    "on_time": N_("On time"),
    "effectively_solved": N_("Solved"),
    "rework": N_("Rework"),
    "closing": N_("Closing rate"),
    "groundless_return": N_("Groundless returns"),
    "miss": N_("Miss rate"),
    "satisfaction": N_("Satisfaction"),
}
"""Names of the headline where there are few cells."""

DEFINITIONS: Final = {
    "valid": N_(
        "Filed, or settled under a valid item, and neither cancelled nor failed in a spot check"
        " ÷ reported. Patrol-log entries are no reports."
    ),
    "circulation": N_("Cases that ever left tier 1 ÷ reported."),
    "on_time": N_(
        "Handled in time and since closed, or late and found exempt on appeal ÷ should be closed:"
        " handled and closed, or not handled and late already."
    ),
    "effectively_solved": N_(
        "Closed, never reopened, no failed spot check, not rated below 3 ÷ closed. A case can be"
        " reopened for thirty days; then the figure is final."
    ),
    "rework": N_("Cases that failed a check ÷ cases checked, of those closed."),
    "valid_self_handled": N_("Settled on the spot under a valid item ÷ reported."),
    "valid_circulated": N_("Valid and ever beyond tier 1 ÷ reported."),
    "closing": N_("Handled and since closed ÷ these and what is late and not handled."),
    "return": N_("Cases ever sent back ÷ cases ever dispatched, of those handled."),
    "groundless_return": N_(
        "Returns that a supervisor ruled against ÷ returns, of the cases handled. A case counts"
        " as often as it was sent back."
    ),
    "dispatch_accuracy": N_(
        "Cases whose first unit is the last ÷ cases ever dispatched to a unit, of those handled."
    ),
    "extension": N_("Cases ever granted an extension ÷ should be closed."),
    "extension_now": N_(
        "Cases whose clock runs on granted time now ÷ should be closed. They are not due yet, so"
        " the figure may exceed 100 %."
    ),
    "suspension": N_("Cases ever suspended ÷ should be closed."),
    "suspension_now": N_("Cases suspended now ÷ should be closed; it may exceed 100 %."),
    "hand_down": N_("Cases ever handed down ÷ cases ever dispatched, of those handled."),
    "miss": N_(
        "Filed from another source than the gridders, under an item that they should see"
        " ÷ filed in a known grid."
    ),
    "satisfaction": N_(
        "The mean of 5 → 100, 4 → 80, 3 → 50, 2 → 0, 1 → −100 over the rated, of those closed."
    ),
    "lateness_multiple": N_(
        "The mean of (used − limit) ÷ limit over those closed late, exempt ones left out."
    ),
}

SECTIONS: Final = {
    "courses": N_("Course"),
    "tiers": N_("Tier"),
    "streets": N_("Street"),
    "communities": N_("Community"),
    "units": N_("Unit"),
    "sources": N_("Source"),
}
"""Part of a report to what its lines are about."""

CLOSER: Final = {
    "grids": N_("Grid"),
    "items": N_("Item"),
    "staff": N_("Gridder"),
}
"""The same for divisions too fine for a report."""

_UNKNOWN: Final = {
    "communities": N_("(no closer than the street)"),
    "grids": N_("(no closer than the community)"),
    "items": N_("(no item)"),
    "staff": N_("(nobody posted here)"),
}
"""What a line without a key holds."""

TABLES: Final = {
    name: SECTIONS[name]
    for name in ("tiers", "streets", "communities", "units", "sources", "courses")
}
"""The same in the order of the screen, which begins with who answers."""

COURSES: Final = {
    "self_handled": N_("self-handled"),
    "circulated": N_("circulated"),
    "local": N_("kept in the grid"),
}

NO_RATE: Final = "–"
_SHARES_SHOWN: Final[Mapping[bool, str]] = {True: N_("counted"), False: N_("not counted")}


def rate_of(figure: Figure) -> str:
    """Return the value of a figure as people read it; a dash where nothing could count."""
    if figure.rate is None:
        return NO_RATE
    return value_of(figure.rate, figure.unit)


def value_of(rate: float, unit: FigureUnit) -> str:
    """Return a value as people read it."""
    return f"{rate:.1%}" if unit is FigureUnit.SHARE else f"{rate:.2f}"


def number_of(value: float) -> str:
    """Return a numerator or denominator without needless digits."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def parts_of(figure: Figure) -> str:
    """Return what a figure was made of: ``87 / 100``."""
    return f"{number_of(figure.numerator)} / {number_of(figure.denominator)}"


def line_name(part: str, line: Section) -> str:
    """Name a line of a report in the language spoken now."""
    if part == "tiers":
        return tier_word(int(line.key)) if line.key.isdecimal() else neutralise(line.name)
    if part == "sources":
        return word(SOURCES, line.key)
    if part == "courses":
        return word(COURSES, line.key)
    name = line.name if in_chinese() else line.name_en or line.name
    if part == WHOLE:
        return neutralise(name) or line.key
    return neutralise(name) or word(_UNKNOWN, part)


def share_of(share: Share, unit: FigureUnit) -> str:
    """Say how a case has a part in a figure."""
    if unit is not FigureUnit.SHARE:
        return number_of(share.numerator)
    return _(_SHARES_SHOWN[share.counted])


def how_many(shares: Sequence[Share], unit: FigureUnit) -> str:
    """Say how many cases are behind a figure, the counted and the others."""
    counted = sum(share.counted for share in shares)
    if unit is not FigureUnit.SHARE:
        return _("%(n)s cases with a part in the mean") % {"n": f"{counted:,}"}
    return _("%(n)s counted, %(rest)s not") % {
        "n": f"{counted:,}",
        "rest": f"{len(shares) - counted:,}",
    }
