"""A day of the calendar as an operator reads it: what it is, why, and what falls due on it."""

from datetime import date
from typing import Final

from console.present.explaining import KINDS
from console.present.times import ESTIMATED_SIGN, LATE_SIGN, SOON_SIGN, weekday
from console.present.tones import Said, Tone
from console.present.vocabulary import word
from console.present.words import _, _n, in_chinese
from core.deadlines.calendar import DayKind
from core.deadlines.rows import DayRow, YearRow
from core.kernel.text import neutralise
from core.kernel.words import N_

_IN_FEW_CELLS: Final = {
    DayKind.WEEKEND: N_("weekend"),
    DayKind.DAY_OFF: N_("day off"),
    DayKind.MAKE_UP_DAY: N_("make-up"),
}
_TONES: Final = {
    DayKind.WORKING_DAY: Tone.STRONG,
    DayKind.WEEKEND: Tone.DIM,
    DayKind.DAY_OFF: Tone.GOOD,
    DayKind.MAKE_UP_DAY: Tone.SOON,
}


def name_of(day: DayRow) -> str:
    """Return the name of a day off or a make-up day; of any other day nothing."""
    return neutralise(day.name if in_chinese() else day.name_en or day.name)


def kind_of(day: DayRow) -> Said:
    """Say what a day is, in the few cells of a month; a plain working day needs no word."""
    return Said(
        word(_IN_FEW_CELLS, day.kind) if day.kind in _IN_FEW_CELLS else "", _TONES[day.kind]
    )


def day_in_one_line(day: DayRow, *, estimated: bool) -> str:
    """Say which day it is and what: ``2026-10-01 周四 · 放假 · 国庆节``."""
    parts = [f"{day.day} {weekday(day.day)}", word(KINDS, day.kind), name_of(day)]
    if estimated:
        parts.append(ESTIMATED_SIGN + _("estimated"))
    return " · ".join(part for part in parts if part)


def due_of(count: int, day: date, today: date) -> Said:
    """Say how many open cases fall due on a day; what was due on a past day is late."""
    if not count:
        return Said("")
    if day < today:
        return Said(LATE_SIGN + _("%(n)s late") % {"n": f"{count:,}"}, Tone.LATE)
    sign, tone = (SOON_SIGN, Tone.SOON) if day == today else ("", Tone.PLAIN)
    return Said(sign + _("%(n)s due") % {"n": f"{count:,}"}, tone)


def reasons_of(day: DayRow, year: YearRow) -> tuple[str, ...]:
    """Explain a day in sentences: what clocks do on it, and how sure that is."""
    told = [_(_WHAT_CLOCKS_DO[day.kind]) % {"weekday": weekday(day.day)}]
    if name := name_of(day):
        told.append(_("It belongs to: %(name)s.") % {"name": name})
    if not year.announced:
        told.append(not_announced(year.year))
    elif year.source:
        told.append(_("Announced in: %(source)s") % {"source": neutralise(year.source)})
    return tuple(told)


def not_announced(year: int) -> str:
    """Say that a year knows weekends only."""
    told = _("The days off of %(year)s are not announced yet.") % {"year": year}
    return f"{told} " + _("Only weekends are known, and what is due then is an estimate.")


_WHAT_CLOCKS_DO: Final = {
    DayKind.WORKING_DAY: N_("A working day: clocks of working days and working hours run."),
    DayKind.WEEKEND: N_("A weekend: clocks of working days and working hours stand still."),
    DayKind.DAY_OFF: N_("A day off: clocks of working days and working hours stand still."),
    DayKind.MAKE_UP_DAY: N_(
        "A make-up working day: worked although it is a %(weekday)s, and clocks run."
    ),
}


def how_many_due(count: int, day: date, today: date) -> str:
    """Say in a sentence how many open cases fall due on a day."""
    if not count:
        return _("No open case falls due on this day.")
    if day < today:
        return _n(
            "%(n)s open case was due on this day.", "%(n)s open cases were due on this day.", count
        )
    return _n(
        "%(n)s open case falls due on this day.", "%(n)s open cases fall due on this day.", count
    )
