"""Office hours, which change with the season and break for lunch."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Final, TypeAlias

from core.kernel.errors import Invalid
from core.kernel.words import N_

Spell: TypeAlias = tuple[time, time]
"""Opens, closes. A close of 00:00 means 24:00, the end of the day."""

MIDNIGHT: Final = time(0)
STANDARD: Final[tuple[Spell, ...]] = ((time(8), time(12)), (time(14), time(18)))


class OfficeHours:
    """The spells of a working day, by the date from which they are valid.

    The standard hours, 08:00-12:00 and 14:00-18:00, hold until the first date given. Every
    working day has the same hours as its season; whether a day is worked at all is for the
    calendar to say. Immutable.

    Args:
        seasons: ``(valid_from, ((opens, closes), ...))`` in any order.

    Raises:
        Invalid: when spells are missing, unsorted, overlapping or back to front, or when two
            seasons begin on one day.
    """

    __slots__ = ("_seasons", "_starts")

    def __init__(self, seasons: Iterable[tuple[date, Sequence[Spell]]] = ()) -> None:
        given = sorted(((day, tuple(spells)) for day, spells in seasons), key=lambda s: s[0])
        for day, spells in given:
            _check(day, spells)
        self._seasons = ((date.min, STANDARD), *given)
        self._starts = [day for day, _ in given]
        for day, following in zip(self._starts, self._starts[1:], strict=False):
            if day == following:
                raise Invalid(
                    N_("Two sets of office hours begin on %(day)s; keep one of them."),
                    field="hours",
                    day=day.isoformat(),
                )

    @property
    def seasons(self) -> tuple[tuple[date, tuple[Spell, ...]], ...]:
        """Every set of hours with its first day, earliest first, the standard hours included."""
        return self._seasons

    def on(self, day: date) -> tuple[Spell, ...]:
        """Return the spells of ``day``, were it worked."""
        return self._seasons[bisect_right(self._starts, day)][1]


def _check(day: date, spells: tuple[Spell, ...]) -> None:
    if not spells:
        raise Invalid(
            N_("The office hours from %(day)s are empty; give at least one spell."),
            field="hours",
            day=day.isoformat(),
        )
    for position, (opens, closes) in enumerate(spells):
        is_last = position == len(spells) - 1
        if opens >= closes and not (is_last and closes == MIDNIGHT):
            raise Invalid(
                N_("The office hours from %(day)s close at %(closes)s, before they open."),
                field="hours",
                day=day.isoformat(),
                closes=f"{closes:%H:%M}",
            )
        if position and opens < spells[position - 1][1]:
            raise Invalid(
                N_(
                    "The office hours from %(day)s overlap at %(opens)s;"
                    " list the spells in order, each after the one before."
                ),
                field="hours",
                day=day.isoformat(),
                opens=f"{opens:%H:%M}",
            )
