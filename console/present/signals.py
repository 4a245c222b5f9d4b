"""Signals, data flaws and what a report is compared with, in words."""

from collections.abc import Mapping
from typing import Final

from console.present.figures import value_of
from console.present.words import _, in_chinese
from core.kernel.text import cut, neutralise
from core.kernel.words import N_
from core.reports.figures import FigureUnit
from core.reports.nightly import Named
from core.reports.signals import Rule, Signal

RULES: Final[Mapping[str, str]] = {
    Rule.ITEM_RISING: N_("item rising"),
    Rule.UNIT_SLOWING: N_("unit slowing down"),
    Rule.GRID_SILENT: N_("grid fallen silent"),
    Rule.REPEATED_PLACE: N_("repeated at one place"),
    Rule.ONLY_TRIVIA: N_("settled on the spot only"),
    Rule.SAME_TEXT: N_("identical text"),
    Rule.EVEN_QUOTA: N_("two a day, no more"),
    Rule.MONTH_END_BURST: N_("burst at the end of the month"),
}

EXPLAINED: Final[Mapping[str, str]] = {
    Rule.ITEM_RISING: N_(
        "An item has at least five cases in seven days, more than in each of the eight weeks"
        " before, and more than once in a thousand by chance (Poisson, around their median)."
    ),
    Rule.UNIT_SLOWING: N_(
        "Half of a unit's cases of 14 days took half as much again of their limits as in the"
        " eight weeks before, and more than three in four took then."
    ),
    Rule.GRID_SILENT: N_(
        "The gridders of a grid have reported nothing for longer than happens once in a hundred"
        " by chance, given how often they reported before."
    ),
    Rule.REPEATED_PLACE: N_("Three or more cases of one item at one address in four weeks."),
    Rule.ONLY_TRIVIA: N_(
        "Nine in ten of a community's reports of four weeks, twenty at least, were settled by the"
        " gridders themselves."
    ),
    Rule.SAME_TEXT: N_("Three or more reports of one person in the very same words in four weeks."),
    Rule.EVEN_QUOTA: N_(
        "Somebody reported exactly two a day on nine in ten of the days with reports, ten at"
        " least, in four weeks."
    ),
    Rule.MONTH_END_BURST: N_(
        "Half of somebody's reports of a month, ten at least, came in its last three days."
    ),
}
"""What makes each rule fire; the formulas stand in `core.reports`."""

_FOUND: Final[Mapping[str, str]] = {
    Rule.ITEM_RISING: N_(
        "%(measured)s cases in seven days; about %(usual)s are usual, up to %(limit)s is its band."
        " Weeks before: %(before)s."
    ),
    Rule.UNIT_SLOWING: N_(
        "Half of its cases of 14 days took more than %(measured)s of their limit; %(usual)s is"
        " usual, up to %(limit)s is its band."
    ),
    Rule.GRID_SILENT: N_(
        "No report of a gridder for %(measured)s days; one every %(usual)s days is usual, up to"
        " %(limit)s days of silence is chance."
    ),
    Rule.REPEATED_PLACE: N_("%(measured)s cases in 28 days at “%(text)s”: %(cases)s."),
    Rule.ONLY_TRIVIA: N_(
        "%(measured)s of the reports of 28 days were settled on the spot; %(usual)s everywhere."
    ),
    Rule.SAME_TEXT: N_("%(measured)s reports of 28 days in the same words: “%(text)s”."),
    Rule.EVEN_QUOTA: N_("Exactly two reports on %(measured)s of the days with reports."),
    Rule.MONTH_END_BURST: N_(
        "%(measured)s of the month's reports came in its last three days; evenly it would be"
        " %(usual)s."
    ),
}

_SHARES: Final = {Rule.UNIT_SLOWING, Rule.ONLY_TRIVIA, Rule.EVEN_QUOTA, Rule.MONTH_END_BURST}
"""Rules that measure parts of a whole; the others measure counts or days."""

_LONGEST_TEXT: Final = 40

FLAWS: Final[Mapping[str, str]] = {
    "no_grid": N_("placed no closer than the community"),
    "no_address": N_("without an address"),
    "no_reporter": N_("by a gridder nobody can name"),
    "no_result": N_("closed without a result in words"),
    "estimated": N_("open, due on a calendar not announced yet"),
}

COMPARED: Final[Mapping[str, str]] = {
    "day_before": N_("day before"),
    "day_of_last_week": N_("last week"),
    "week_before": N_("week before"),
    "four_weeks_before": N_("4 weeks before"),
    "month_before": N_("month before"),
    "year_before": N_("year before"),
}


def name_of(named: Named) -> str:
    """Name what a line is about in the language spoken now."""
    return neutralise(named.name if in_chinese() else named.name_en or named.name) or named.key


def about_of(signal: Signal) -> str:
    """Say what a signal is about, and where."""
    parts = (name_of(part) for part in (signal.what, signal.where) if part is not None)
    return " · ".join(parts)


def finding_of(signal: Signal) -> str:
    """Say what was measured, and what it was held against."""
    shares = signal.rule in _SHARES

    def number(value: float) -> str:
        if shares:
            return value_of(value, FigureUnit.SHARE)
        return f"{value:,.1f}".removesuffix(".0")

    return _(_FOUND[signal.rule]) % {
        "measured": number(signal.measured),
        "usual": number(signal.usual),
        "limit": number(signal.limit),
        "before": " ".join(map(str, signal.before)),
        "text": cut(neutralise(signal.text), _LONGEST_TEXT),
        "cases": " ".join(signal.cases),
    }
