"""A month of the calendar: every day with what it is, its name, and what falls due on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from console.present.days import (
    day_in_one_line,
    due_of,
    how_many_due,
    kind_of,
    name_of,
    not_announced,
    reasons_of,
)
from console.present.times import ESTIMATED_SIGN, weekday
from console.present.tones import Tone
from console.present.words import _, _n
from console.tui.ink import BLANK, Line, Lines, Piece, fit, said
from console.tui.keys import BY_ID, shown, word_of
from console.tui.themes import Surface
from core.deadlines.rows import DayRow, MonthRow, YearRow
from core.kernel.text import cut, fold, pad, width

WEEK: Final = 7
DEPTH: Final = 3
"""Lines of a day: its number and kind, its name, what falls due."""
LEAST_DEPTH: Final = 2
"""Lines of a day where there are few: then what falls due goes before the name."""
MOST_DEPTH: Final = 5
CURSOR_SIGN: Final = "▌"
TODAY_SIGN: Final = "▸"


@dataclass(frozen=True, slots=True)
class Almanac:
    """A year of the calendar, with how many open cases fall due on each day, seen from today."""

    year: YearRow
    due: Mapping[date, int]
    today: date

    def month_of(self, day: date) -> MonthRow:
        """Return the month that holds a day of this year."""
        return self.year.months[day.month - 1]

    def row_of(self, day: date) -> DayRow:
        """Return what a day of this year is."""
        return self.month_of(day).days[day.day - 1]

    def due_on(self, day: date) -> int:
        """Count the open cases that fall due on a day."""
        return self.due.get(day, 0)

    def due_in(self, month: MonthRow) -> int:
        """Count the open cases that fall due in a month."""
        return sum(self.due_on(row.day) for row in month.days)


class Dated(Lines):
    """What every part of the calendar knows: the year, once it is read, and the chosen day."""

    def __init__(self) -> None:
        super().__init__()
        self._almanac: Almanac | None = None
        self._day = date.min

    def tell(self, almanac: Almanac | None, day: date) -> None:
        """Show another year, or choose another day."""
        self._almanac, self._day = almanac, day
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return what is known, or that it is being read."""
        if self._almanac is None:
            return [Line((Piece(" " + _("loading…"), Tone.DIM),))]
        return self.told(self._almanac, cells)

    def told(self, almanac: Almanac, cells: int) -> Sequence[Line]:
        """Return the lines of a year that has been read."""
        raise NotImplementedError


class MonthHead(Dated):
    """Which month it is, how many days of it are worked, and whether the year is known."""

    DEFAULT_CSS = """
    MonthHead { height: 1; }
    """

    def told(self, almanac: Almanac, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        month = almanac.month_of(self._day)
        worked = _n("%(n)s working day", "%(n)s working days", month.working_days)
        left = (
            Piece(f" {self._day:%Y-%m}", Tone.STRONG),
            Piece(f"   {worked}   ", Tone.DIM),
        )
        if not almanac.year.announced:
            told = ESTIMATED_SIGN + " " + not_announced(almanac.year.year)
            return [Line((*left, Piece(told, Tone.SOON, bold=True)))]
        total = almanac.due_in(month)
        due = _n("%(n)s open case due", "%(n)s open cases due", total) if total else ""
        return [Line((*left, Piece(due)))]


class MonthGrid(Dated):
    """The days in weeks, from Monday to Sunday."""

    DEFAULT_CSS = """
    MonthGrid { height: 1fr; }
    """

    def on_resize(self) -> None:
        """Give the days as many lines as there is room for."""
        self.redraw(layout=False)

    def told(self, almanac: Almanac, cells: int) -> Sequence[Line]:
        """Return the names of the weekdays, then the weeks."""
        days = almanac.month_of(self._day).days
        before = days[0].day.weekday()
        places: list[DayRow | None] = [*[None] * before, *days]
        places += [None] * (-len(places) % WEEK)
        size = cells // WEEK
        heads = (pad(f"  {weekday(day.day)}", size) for day in _a_whole_week(days))
        told = [Line((Piece("".join(heads), Tone.DIM),))]
        depth = min(MOST_DEPTH, max(LEAST_DEPTH, (self.size.height - 1) * WEEK // len(places)))
        for begins in range(0, len(places), WEEK):
            week = [self._cell(almanac, row, size, depth) for row in places[begins : begins + WEEK]]
            told += [Line(tuple(chain.from_iterable(lines))) for lines in zip(*week, strict=True)][
                :depth
            ]
        return told

    def _cell(
        self, almanac: Almanac, row: DayRow | None, size: int, depth: int
    ) -> Sequence[tuple[Piece, ...]]:
        """Return the lines of one day, as many as a day may ever have."""
        if row is None:
            return [(Piece(" " * size),)] * MOST_DEPTH
        kind = kind_of(row)
        due = due_of(almanac.due_on(row.day), row.day, almanac.today)
        estimated = " " if almanac.year.announced else ESTIMATED_SIGN
        number = Piece(f"{row.day.day:2}{estimated}", kind.tone, bold=row.is_worked)
        lines = [(number, said(kind)), (Piece(name_of(row), kind.tone),), (said(due, bold=True),)]
        if depth < DEPTH:
            del lines[1 if due.text else 2]
        lines += [()] * (MOST_DEPTH - len(lines))
        chosen = row.day == self._day
        sign = CURSOR_SIGN if chosen else " "
        signs = [TODAY_SIGN if row.day == almanac.today else sign, *[sign] * (MOST_DEPTH - 1)]
        return [
            _filled(Piece(mark, Tone.ACCENT), line, size, row.day, chosen=chosen)
            for mark, line in zip(signs, lines, strict=True)
        ]


def _a_whole_week(days: Sequence[DayRow]) -> Sequence[DayRow]:
    monday = -days[0].day.weekday() % WEEK
    return days[monday : monday + WEEK]


def _filled(
    sign: Piece, pieces: Sequence[Piece], size: int, day: date, *, chosen: bool
) -> tuple[Piece, ...]:
    """Return pieces cut and filled to the cells of a day; a click on any of them chooses it."""
    surface = Surface.CURSOR if chosen else None
    click = f"screen.choose_day('{day}')"
    fitted = fit((sign, *pieces), size)
    blank = Piece(" " * (size - sum(width(piece.text) for piece in fitted)))
    return tuple(
        Piece(piece.text, piece.tone, piece.bold, click, surface) for piece in (*fitted, blank)
    )


class YearList(Dated):
    """The twelve months beside the one that is shown: days worked, days off, what falls due."""

    DEFAULT_CSS = """
    YearList { height: auto; }
    """

    def told(self, almanac: Almanac, cells: int) -> Sequence[Line]:
        """Return a head, then two lines for each month."""
        year = almanac.year
        sign = "" if year.announced else ESTIMATED_SIGN
        worked = _n("%(n)s working day", "%(n)s working days", year.working_days)
        told = [Line((Piece(f" {sign}{year.year}", Tone.STRONG), Piece(f"  {worked}", Tone.DIM)))]
        told.append(BLANK)
        for month in year.months:
            told += self._month(almanac, month, cells)
        return told

    def _month(self, almanac: Almanac, month: MonthRow, cells: int) -> Sequence[Line]:
        first = month.days[0].day
        here = month.month == self._day.month
        surface = Surface.CURSOR if here else None
        click = f"screen.choose_day('{first}')"
        worked = _n("%(n)s working day", "%(n)s working days", month.working_days)
        total = almanac.due_in(month)
        due = _("%(n)s due") % {"n": f"{total:,}"} if total else ""
        names = _(", ").join(dict.fromkeys(name_of(row) for row in month.days if name_of(row)))
        left = (
            Piece(CURSOR_SIGN if here else " ", Tone.ACCENT, click=click),
            Piece(f"{first:%m}", Tone.STRONG if here else Tone.PLAIN, click=click),
            Piece(f"  {worked}", Tone.DIM, click=click),
        )
        name = cut(names, cells - 5)
        return [
            Line(left, (Piece(f"{due} ", click=click),), surface),
            Line((Piece("     " + name, Tone.GOOD, click=click),), (), surface),
        ]


class DayStrip(Dated):
    """The chosen day in one line, for a narrow screen."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    DayStrip { height: 1; }
    """

    def told(self, almanac: Almanac, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        row = almanac.row_of(self._day)
        due = due_of(almanac.due_on(self._day), self._day, almanac.today)
        what = day_in_one_line(row, estimated=not almanac.year.announced)
        return [Line((Piece(f" {what}"),), (said(due, bold=True), Piece(" ")))]


class DayPane(Dated):
    """The chosen day on the right: what it is and why, and how many cases fall due on it."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    DayPane { width: 39; height: 1fr; background: $panel; padding: 1 2 0 2; }
    """

    def told(self, almanac: Almanac, cells: int) -> Sequence[Line]:
        """Return the day, its reasons, and what Enter does."""
        row, day = almanac.row_of(self._day), self._day
        count = almanac.due_on(day)
        told = [Line((Piece(f"{day} {weekday(day)}", Tone.STRONG),)), BLANK]
        for sentence in reasons_of(row, almanac.year):
            told += [Line((Piece(part),)) for part in fold(sentence, cells)]
        tone = due_of(count, day, almanac.today).tone if count else Tone.DIM
        told.append(BLANK)
        for part in fold(how_many_due(count, day, almanac.today), cells):
            told.append(Line((Piece(part, tone),)))
        key = BY_ID["open_day"]
        if count:
            told.append(
                Line((Piece(shown(key), Tone.ACCENT, bold=True), Piece(f" {word_of(key)}")))
            )
        return told
