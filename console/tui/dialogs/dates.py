"""A field for a day: a date, a day of the month and year that comes next, or so many days on."""

import re
from datetime import date, timedelta
from typing import Final

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from console.present.words import _
from console.tui.dialogs.fields import Field
from console.tui.widgets.typed import Entry

_DAYS_ON: Final = re.compile(r"\+(\d{1,4})")
_MONTH_AND_DAY: Final = re.compile(r"(\d{1,2})-(\d{1,2})")


class DayField(Field[date | None]):
    """A day: ``2026-12-01``, ``12-01`` or ``+30``."""

    def __init__(self, name: str, label: str, today: date, *, required: bool = False) -> None:
        super().__init__(name, label, required=required)
        self._today = today
        hint = _("2026-12-01, or 12-01, or +30 for so many days on")
        self._input = Entry(placeholder=hint, compact=True, classes="entry")

    def entry(self) -> Widget:
        """Return the input."""
        return self._input

    @property
    def value(self) -> date | None:
        """The day; ``None`` when there is none or it is not understood."""
        return day_of(self._input.value.strip(), self._today)

    def check(self) -> bool:
        """Say what is wrong with the day."""
        if self._input.value.strip() and self.value is None:
            self.fault.tell(_("This is no day; write it as 2026-12-01, 12-01 or +30."))
            return False
        return super().check()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.fault.tell("")
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _sent(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Sent())


def day_of(text: str, today: date) -> date | None:
    """Read a day; one without a year is the next that comes."""
    try:
        if days := _DAYS_ON.fullmatch(text):
            return today + timedelta(days=int(days[1]))
        if found := _MONTH_AND_DAY.fullmatch(text):
            day = date(today.year, int(found[1]), int(found[2]))
            return day if day > today else day.replace(year=today.year + 1)
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
