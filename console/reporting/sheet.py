"""A report as one CSV table: a line for each thing it tells, figures first.

``part`` says what a line is about. Lines of figures have their rates and counts; a comparison
has the rates of the headline; everything else says what it has in ``note``, in words of the
program that do not change with the language.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from console.present.data import csv_cell
from console.present.figures import FIGURES, SECTIONS
from core.reports.bulletin import Bulletin, Waiting
from core.reports.figures import Figure
from core.reports.nightly import NightlyReport
from core.reports.signals import Signal
from core.reports.tallies import Tally

COUNTED: Final = (
    "reported",
    "patrol_log",
    "valid",
    "circulated",
    "handled",
    "closed_in_time",
    "overdue",
    "closed",
    "solved",
    "reworked",
    "returned",
    "closed_late",
    "late_exempt",
    "handed_down",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; ``key`` is a code."""

    part: str
    key: str
    name: str
    figures: tuple[Figure, ...] = ()
    tally: Tally | None = None
    note: str = ""

    def rate(self, name: str) -> float | None:
        """Return the rate of a figure; nothing where the line has none."""
        found = next((figure.rate for figure in self.figures if figure.name == name), None)
        return None if found is None else round(found, 6)


def sheet_of(bulletin: Bulletin, zone: ZoneInfo, *, bom: bool = False) -> str:
    """Return a whole report as CSV, with a mark for spreadsheets if ``bom``."""
    out = io.StringIO()
    out.write("\ufeff" if bom else "")
    writer = csv.writer(out, lineterminator="\n")
    rates = [f"{name}_rate" for name in FIGURES]
    writer.writerow(["part", "key", "name", *rates, *COUNTED, "note"])
    for line in _lines(bulletin, zone):
        counts = [getattr(line.tally, name) if line.tally else None for name in COUNTED]
        cells = [line.part, line.key, line.name, *map(line.rate, FIGURES), *counts, line.note]
        writer.writerow([csv_cell(cell) for cell in cells])
    return out.getvalue()


def lines_of(drawn: NightlyReport) -> Iterator[Line]:
    """Yield every line of figures, the whole first."""
    whole = drawn.whole
    yield Line("whole", whole.key, whole.name, whole.figures, whole.tally)
    for part in SECTIONS:
        for one in getattr(drawn, part):
            yield Line(part, one.key, one.name, one.figures, one.tally)


def _lines(bulletin: Bulletin, zone: ZoneInfo) -> Iterator[Line]:
    yield from lines_of(bulletin.report)
    for one in bulletin.comparisons:
        yield Line("comparisons", one.name, f"{one.span.since}/{one.span.until}", one.figures)
    yield from _waiting("overdue", bulletin.overdue, zone)
    yield from _waiting("due_next", bulletin.due_next, zone)
    for area in bulletin.staffing:
        vacant = {f"without_{post}": number for post, number in area.vacant.items()}
        note = _told({"grids": area.grids} | vacant)
        yield Line("staffing", area.area.key, area.area.name, note=note)
    for part, signals in (("warnings", bulletin.warnings), ("padding", bulletin.padding)):
        for signal in signals:
            yield Line(part, signal.rule, signal.what.name, note=_evidence(signal))
    for down in bulletin.report.hand_downs:
        note = _told({"from_tier": down.from_tier, "tier": down.tier, "cases": down.cases})
        yield Line("hand_downs", down.sender, down.name, note=note)
    for flaw in bulletin.flaws:
        yield Line("data_flaws", flaw.name, "", note=_told({"cases": flaw.cases, "of": flaw.of}))


def _waiting(part: str, waiting: Waiting, zone: ZoneInfo) -> Iterator[Line]:
    for row in waiting.rows:
        due_at = row.due_at.astimezone(zone).isoformat() if row.due_at else ""
        note = _told({"due_at": due_at, "tier": row.tier, "unit": row.unit_code or ""})
        yield Line(part, row.number, row.matter, note=note)


def _evidence(signal: Signal) -> str:
    told: dict[str, object] = {"what": signal.what.key}
    if signal.where:
        told["where"] = signal.where.key
    for name in ("measured", "usual", "limit"):
        told[name] = round(getattr(signal, name), 6)
    if signal.before:
        told["before"] = "/".join(map(str, signal.before))
    if signal.cases:
        told["cases"] = "/".join(signal.cases)
    return _told(told)


def _told(pairs: Mapping[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in pairs.items())
