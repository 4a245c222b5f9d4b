"""Lines of figures of the last whole day, week or month as a mapping sends them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.operators.jurisdiction import Scope
from core.reports.drill import CLOSER
from core.reports.nightly import Section
from core.reports.periods import Kind, Span, last_whole, span_of
from core.upstreams.loading import LINES_OF_FIGURES
from core.upstreams.mapping import Mapping as Sheet
from storage.database import Database
from storage.readers.figures import FigureReader, narrowed


def period_to_send(kind: Kind, zone: ZoneInfo, now: datetime) -> tuple[str, Span]:
    """Return the last whole period before a moment: how it is called, and its days."""
    today = now.astimezone(zone).date()
    span = span_of(kind, last_whole(kind, today), today)
    if kind is Kind.MONTHLY:
        return f"{span.since:%Y-%m}", span
    return f"{span.since:%G-W%V}" if kind is Kind.WEEKLY else f"{span.since}", span


def figure_records(
    database: Database, scope: Scope, sheet: Sheet, area: str, zone: ZoneInfo, now: datetime
) -> Iterator[Mapping[str, Any]]:
    """Yield a record for every line of the last whole period, by key."""
    period, span = period_to_send(sheet.period, zone, now)
    reader = FigureReader(database, narrowed(scope, area))
    part = LINES_OF_FIGURES[sheet.by]
    lines: tuple[Section, ...]
    if part in CLOSER:
        lines = reader.closer(part, span.since, span.until, zone, now)
    else:
        drawn = reader.over(span.since, span.until, zone, now)
        lines = (drawn.whole,) if part == "whole" else getattr(drawn, part)
    of_period = {"period": period, "since": span.since, "until": span.until}
    for line in sorted(lines, key=lambda each: each.key):
        yield of_period | _of_line(line) | {"line": f"{period}/{line.key or '-'}"}


def _of_line(line: Section) -> dict[str, Any]:
    record: dict[str, Any] = {"key": line.key, "name": line.name}
    for name in ("reported", "closed", "overdue"):
        record[name] = getattr(line.tally, name)
    for figure in line.figures:
        record[figure.name] = figure.rate
        record[f"{figure.name}_part"] = figure.numerator
        record[f"{figure.name}_of"] = figure.denominator
    return record
