"""What readers give back about the calendar: frozen rows, never table objects."""

from dataclasses import dataclass
from datetime import date

from core.deadlines.calendar import DayKind


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the calendar; the names are empty for a day that its weekday explains."""

    day: date
    kind: DayKind
    name: str = ""
    name_en: str = ""

    @property
    def is_worked(self) -> bool:
        """Whether clocks of working time run on it."""
        return self.kind in {DayKind.WORKING_DAY, DayKind.MAKE_UP_DAY}


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month, every day of it in order."""

    month: int
    days: tuple[DayRow, ...]

    @property
    def working_days(self) -> int:
        """How many of its days are worked."""
        return sum(day.is_worked for day in self.days)


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year, its twelve months in order.

    ``source`` says where its days off come from. A year that is not ``announced`` knows
    weekends only, and whatever is due in it is an estimate.
    """

    year: int
    announced: bool
    source: str
    months: tuple[MonthRow, ...]

    @property
    def working_days(self) -> int:
        """How many of its days are worked."""
        return sum(month.working_days for month in self.months)
