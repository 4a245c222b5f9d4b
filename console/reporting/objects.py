"""A report as programs read it: one JSON object, whose keys `docs/scripting.md` promises."""

from typing import Any
from zoneinfo import ZoneInfo

from console.present.figures import SECTIONS
from core.cases.rows import CaseRow
from core.reports.bulletin import Bulletin, Waiting
from core.reports.figures import Figure
from core.reports.nightly import Named, NightlyReport, Section
from core.reports.signals import Signal


def figures_object(drawn: NightlyReport, zone: ZoneInfo) -> dict[str, Any]:
    """Return the figures of some days with every part of them."""
    return {
        "date": drawn.on,
        "area_code": drawn.whole.key,
        "area": drawn.whole.name,
        "begins_at": drawn.begins_at.astimezone(zone),
        "ends_at": drawn.ends_at.astimezone(zone),
        "drawn_at": drawn.drawn_at.astimezone(zone),
        "late_now": drawn.outlook.late_now,
        "next_working_day": drawn.outlook.next_working_day,
        "due_next": drawn.outlook.due_next,
        "figures": _figures(drawn.whole.figures),
        "counts": _counts(drawn.whole),
        "silent_communities": [line.key for line in drawn.silent],
        **{name: [section_object(line) for line in getattr(drawn, name)] for name in SECTIONS},
        "hand_downs": [line._asdict() for line in drawn.hand_downs],
    }


def section_object(line: Section) -> dict[str, Any]:
    """Return one line of a report."""
    return {
        "key": line.key,
        "name": line.name,
        "name_en": line.name_en,
        "figures": _figures(line.figures),
        "counts": _counts(line),
    }


def bulletin_object(bulletin: Bulletin, zone: ZoneInfo) -> dict[str, Any]:
    """Return a whole report."""
    return {
        "kind": bulletin.kind,
        "since": bulletin.since,
        **figures_object(bulletin.report, zone),
        "uncirculated_communities": [line.key for line in bulletin.uncirculated],
        "comparisons": [
            {
                "name": one.name,
                "since": one.span.since,
                "until": one.span.until,
                "figures": _figures(one.figures),
            }
            for one in bulletin.comparisons
        ],
        "days": [{"date": day.on, "figures": _figures(day.figures)} for day in bulletin.days],
        "overdue": _waiting(bulletin.overdue, zone),
        "due_on_next_working_day": _waiting(bulletin.due_next, zone),
        "staffing": [
            {**_named(line.area), "grids": line.grids, "vacant": dict(line.vacant)}
            for line in bulletin.staffing
        ],
        "warnings": [signal_object(one) for one in bulletin.warnings],
        "padding": [signal_object(one) for one in bulletin.padding],
        "data_flaws": [flaw._asdict() for flaw in bulletin.flaws],
    }


def signal_object(signal: Signal) -> dict[str, Any]:
    """Return one signal with its rule and its evidence."""
    return {
        "rule": signal.rule,
        "what": _named(signal.what),
        "where": _named(signal.where) if signal.where else None,
        "measured": round(signal.measured, 6),
        "usual": round(signal.usual, 6),
        "limit": round(signal.limit, 6),
        "before": list(signal.before),
        "text": signal.text,
        "cases": list(signal.cases),
    }


def _named(named: Named) -> dict[str, Any]:
    return {"key": named.key, "name": named.name, "name_en": named.name_en}


def _figures(figures: tuple[Figure, ...]) -> dict[str, Any]:
    return {
        figure.name: {
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            "rate": None if figure.rate is None else round(figure.rate, 6),
            "unit": figure.unit,
        }
        for figure in figures
    }


def _counts(line: Section) -> dict[str, int]:
    tally = line.tally
    return tally._asdict() | {"should_be_closed": tally.should_be_closed}


def _waiting(waiting: Waiting, zone: ZoneInfo) -> dict[str, Any]:
    return {"total": waiting.total, "cases": [_case(row, zone) for row in waiting.rows]}


def _case(row: CaseRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": row.number,
        "tier": row.tier,
        "item_code": row.item_code,
        "matter": row.matter,
        "area_code": row.area_code,
        "unit_code": row.unit_code,
        "stage": row.stage,
        "due_at": row.due_at.astimezone(zone) if row.due_at else None,
    }
