"""Which days are worked: weekends, days off, and the make-up days that repay them."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from core.kernel.errors import Invalid
from core.kernel.words import N_

_SATURDAY: Final = 5


class DayKind(StrEnum):
    """What a day is to the clocks. The word 调休 means both of the last two: never use it alone."""

    WORKING_DAY = "working_day"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"
    MAKE_UP_DAY = "make_up_day"


class WorkCalendar:
    """The days that are not what their weekday says, and the years that have been announced.

    A day that is not listed is a working day from Monday to Friday and a weekend otherwise, in
    every year; whatever is reckoned over a year that is not announced is only an estimate.
    Immutable.

    Args:
        days: only days off and make-up days. A day off may be a Saturday, since holidays cover
            weekends; a make-up day must be a Saturday or a Sunday.

    Raises:
        Invalid: when an entry contradicts its weekday or is of another kind.
    """

    __slots__ = ("_announced", "_days")

    def __init__(self, days: Mapping[date, DayKind], announced: Iterable[int] = ()) -> None:
        for day, kind in days.items():
            _check(day, kind)
        self._days: Mapping[date, DayKind] = MappingProxyType(dict(days))
        self._announced = frozenset(announced)

    @property
    def days(self) -> Mapping[date, DayKind]:
        """The days off and make-up days, as given."""
        return self._days

    @property
    def announced(self) -> frozenset[int]:
        """The years whose days off and make-up days are known."""
        return self._announced

    def kind(self, day: date) -> DayKind:
        """Tell what ``day`` is."""
        listed = self._days.get(day)
        if listed is not None:
            return listed
        return DayKind.WORKING_DAY if day.weekday() < _SATURDAY else DayKind.WEEKEND

    def is_working(self, day: date) -> bool:
        """Tell whether ``day`` is worked; a make-up Saturday is."""
        return self.kind(day) in {DayKind.WORKING_DAY, DayKind.MAKE_UP_DAY}

    def is_announced(self, year: int) -> bool:
        """Tell whether the days off of ``year`` are known."""
        return year in self._announced


def build_calendar(
    entries: Iterable[tuple[date, DayKind]], announced: Iterable[int]
) -> WorkCalendar:
    """Make a calendar of a list, in which a day may stand once, or twice alike.

    Raises:
        Invalid: when a day is given two kinds, or a kind that its weekday contradicts.
    """
    days: dict[date, DayKind] = {}
    for day, kind in entries:
        if days.setdefault(day, kind) is not kind:
            raise Invalid(
                N_("%(day)s is listed both as %(one)s and as %(other)s; keep one of them."),
                field="calendar",
                day=day.isoformat(),
                one=days[day].value,
                other=kind.value,
            )
    return WorkCalendar(days, announced)


def _check(day: date, kind: DayKind) -> None:
    if kind is DayKind.MAKE_UP_DAY and day.weekday() < _SATURDAY:
        raise Invalid(
            N_(
                "%(day)s is neither a Saturday nor a Sunday: it is worked anyway and cannot be a"
                " make-up day."
            ),
            field="calendar",
            day=day.isoformat(),
        )
    if kind not in {DayKind.DAY_OFF, DayKind.MAKE_UP_DAY}:
        raise Invalid(
            N_("%(day)s is listed as %(kind)s; list only day_off and make_up_day."),
            field="calendar",
            day=day.isoformat(),
            kind=kind.value,
        )
