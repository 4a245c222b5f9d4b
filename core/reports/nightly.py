"""The report of some days: the whole, and the same figures by tier, place, unit, source, course."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from core.reports.figures import HEADLINE, Figure, figures_of
from core.reports.tallies import Course, Tally, TallyKey, roll_up, total

K = TypeVar("K")


class Named(NamedTuple):
    """What a line of a report is about; ``name_en`` is ``None`` where there is no English."""

    key: str
    name: str
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One line of a report: a tier, a street, a unit … with its counts and figures."""

    key: str
    name: str
    name_en: str | None
    tally: Tally
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ReportNames:
    """What a line is headed with, in the order to show.

    Tiers and places get their line even when nothing happened there.
    """

    tiers: Mapping[int, Named]
    streets: Mapping[str, Named]
    communities: Mapping[str, Named]
    units: Mapping[int, Named]
    operators: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands open: late at the moment of drawing, and due by the next working day.

    ``due_next`` counts clocks due after the day of the report, up to the end of
    ``next_working_day``.
    """

    late_now: int
    next_working_day: date
    due_next: int


class HandDowns(NamedTuple):
    """How many of the cases handled that day ``sender`` (a login) had given to a lower tier."""

    sender: str
    name: str
    from_tier: int
    tier: int
    cases: int


@dataclass(frozen=True, slots=True)
class NightlyReport:
    """The figures of one local day of one area, or of several in a row, drawn at ``drawn_at``.

    They run from ``begins_at`` up to, not including, ``ends_at``; ``on`` is the last of them. A
    report drawn before that day is over ends at that moment. ``communities`` may hold a line with
    an empty key: the cases placed no more closely than their street. ``silent`` are the
    communities without a single report. ``whole`` is named after the area. ``hand_downs`` shows
    the funnel effect, whoever pushed down most first.
    """

    on: date
    begins_at: datetime
    ends_at: datetime
    drawn_at: datetime
    outlook: Outlook
    whole: Section
    courses: tuple[Section, ...]
    tiers: tuple[Section, ...]
    streets: tuple[Section, ...]
    communities: tuple[Section, ...]
    units: tuple[Section, ...]
    sources: tuple[Section, ...]
    hand_downs: tuple[HandDowns, ...]

    @property
    def headline(self) -> tuple[Figure, ...]:
        """The five figures to lead with."""
        return self.whole.figures[: len(HEADLINE)]

    @property
    def silent(self) -> tuple[Section, ...]:
        """The communities that reported nothing; a patrol-log entry is no report."""
        return tuple(line for line in self.communities if line.key and not line.tally.reported)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The headline figures of one local day."""

    on: date
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The day of a report, or several that end with ``on``.

    ``runs`` is whether the last day is not over yet; then ``ends_at`` is the moment of drawing.
    """

    on: date
    begins_at: datetime
    ends_at: datetime
    drawn_at: datetime
    runs: bool

    @property
    def counts_until(self) -> datetime:
        """Before when something happened in it.

        While the last day runs, what happens at the very moment of drawing is in it. Drawn at
        the stroke of midnight, what happens then belongs to the new day and to that alone.
        """
        return self.ends_at + timedelta.resolution if self.runs else self.ends_at


@dataclass(frozen=True, slots=True)
class Tallies:
    """Everything counted for a report: all cases by key, and by the unit that answers.

    Reports have no unit; ``by_unit`` counts what was handled, is overdue, or was closed.
    ``hand_downs`` counts cases by login, the tier they came from and the tier they went to.
    """

    by_key: Mapping[TallyKey, Tally]
    by_unit: Mapping[int, Tally]
    hand_downs: Mapping[tuple[str, int, int], int]


def compose(
    area: Named,
    period: Period,
    outlook: Outlook,
    tallies: Tallies,
    names: ReportNames,
) -> NightlyReport:
    """Make a report from its tallies; only units with something to show get a line."""
    by_key = tallies.by_key
    courses = {course.value: Named(course, course) for course in Course}
    units = {key: name for key, name in names.units.items() if key in tallies.by_unit}
    return NightlyReport(
        on=period.on,
        begins_at=period.begins_at,
        ends_at=period.ends_at,
        drawn_at=period.drawn_at,
        outlook=outlook,
        whole=_section(area, total(by_key.values())),
        courses=_sections(roll_up(by_key, lambda key: key.course), courses),
        tiers=_sections(roll_up(by_key, lambda key: key.tier), names.tiers),
        streets=_sections(roll_up(by_key, lambda key: key.street_code), names.streets),
        communities=_sections(roll_up(by_key, lambda key: key.community_code), names.communities),
        units=_sections(tallies.by_unit, units),
        sources=_sections(roll_up(by_key, lambda key: key.source), {}),
        hand_downs=_hand_downs(tallies.hand_downs, names.operators),
    )


def _hand_downs(
    counted: Mapping[tuple[str, int, int], int], names: Mapping[str, str]
) -> tuple[HandDowns, ...]:
    told = (
        HandDowns(sender, names.get(sender, sender), from_tier, tier, cases)
        for (sender, from_tier, tier), cases in counted.items()
    )
    return tuple(sorted(told, key=lambda line: (-line.cases, *line)))


def _sections(tallies: Mapping[K, Tally], names: Mapping[K, Named]) -> tuple[Section, ...]:
    """Give every name a line, and every tally without a name one after them."""
    unnamed = sorted(tallies.keys() - names.keys(), key=str)
    known: Iterable[tuple[K, Named]] = (
        *names.items(),
        *((key, Named(str(key), str(key))) for key in unnamed),
    )
    return tuple(_section(name, tallies.get(key, Tally())) for key, name in known)


def sections_by_key(lines: Iterable[tuple[Named, Tally]]) -> tuple[Section, ...]:
    """Make lines of tallies, by key; those of one key are one line, an empty key comes last."""
    names: dict[str, Named] = {}
    found: dict[str, list[Tally]] = {}
    for name, tally in lines:
        names.setdefault(name.key, name)
        found.setdefault(name.key, []).append(tally)
    keys = sorted(found, key=lambda key: (not key, key))
    return tuple(_section(names[key], total(found[key])) for key in keys)


def _section(name: Named, tally: Tally) -> Section:
    return Section(name.key, name.name, name.name_en, tally, figures_of(tally))
