"""The days that a report is of, and those it is compared with."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_FOUR_WEEKS: Final = timedelta(days=28)


class Kind(StrEnum):
    """How many days a report is of."""

    NIGHTLY = "nightly"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from ``since`` to ``until``, both in it."""

    since: date
    until: date


def span_of(kind: Kind, on: date, today: date) -> Span:
    """Return the day, the week from Monday to Sunday, or the month that ``on`` lies in.

    One that still runs ends ``today``.

    >>> span_of(Kind.WEEKLY, date(2026, 9, 16), date(2026, 9, 30))
    Span(since=datetime.date(2026, 9, 14), until=datetime.date(2026, 9, 20))
    """
    if kind is Kind.NIGHTLY:
        return Span(on, on)
    if kind is Kind.WEEKLY:
        since = on - timedelta(days=on.weekday())
        until = since + _WEEK - _DAY
    else:
        since = on.replace(day=1)
        until = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    return Span(since, max(on, min(until, today)))


def last_whole(kind: Kind, today: date) -> date:
    """Return a day of the last day, week or month that was over when ``today`` began."""
    if kind is Kind.WEEKLY:
        return today - timedelta(days=today.weekday()) - _DAY
    return today.replace(day=1) - _DAY if kind is Kind.MONTHLY else today - _DAY


def compared_with(kind: Kind, span: Span) -> dict[str, Span]:
    """Return the whole spans to stand beside ``span``, by what they are called.

    A night stands beside the day before and the same weekday of the week before; a week beside
    the one before and the one four weeks before; a month beside the one before and the same
    month of the year before.
    """
    if kind is Kind.NIGHTLY:
        return {
            name: Span(span.since - back, span.until - back)
            for name, back in (("day_before", _DAY), ("day_of_last_week", _WEEK))
        }
    if kind is Kind.WEEKLY:
        ends = span.since + _WEEK - _DAY
        return {
            name: Span(span.since - back, ends - back)
            for name, back in (("week_before", _WEEK), ("four_weeks_before", _FOUR_WEEKS))
        }
    before = span.since - _DAY
    year_before = span.since.replace(year=span.since.year - 1)
    return {
        "month_before": span_of(kind, before, before),
        "year_before": span_of(kind, year_before, span.since),
    }
