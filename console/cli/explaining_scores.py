"""A score point by point: formulas, cases that cost points, findings, and the sum."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import typer

from console.cli.asked import Asked, Format
from console.cli.cases.listing import PAGE
from console.cli.columns import Column
from console.cli.figure_days import Days
from console.cli.output import write_facts, write_object, write_rows
from console.present.assessments import (
    TARGETS,
    drill_command,
    finding_object,
    formula_of,
    indicator_name,
    indicator_object,
    points_of,
    profile_name,
    score_name,
    score_object,
    sum_of,
)
from console.present.cases import handler_of, place_of, state_of, title_of
from console.present.figures import DEFINITIONS, parts_of, rate_of
from console.present.words import _, _n
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.assessments.scoring import Finding, Score, ScoredIndicator
    from core.cases.rows import CaseRow
    from storage.readers.assessments import AssessmentReader

SHOWN: Final = 10
"""Cases that cost points that people are shown of each indicator; programs get all."""


@dataclass(frozen=True, slots=True)
class Point:
    """One indicator with the command to its cases, and those that keep it from its goal."""

    scored: "ScoredIndicator"
    command: str
    cases: "tuple[CaseRow, ...]"


def explained_points(
    shop: "Shop", reader: "AssessmentReader", score: "Score", days: Days, said: Asked
) -> list[Point]:
    """Read what explains each indicator of a score."""
    return [_point(shop, reader, score, one, days, said) for one in score.indicators]


def tell_points(
    score: "Score", points: list[Point], days: Days, zone: ZoneInfo, said: Asked
) -> None:
    """Explain a score."""
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_object(score, points, days, zone))
    elif said.format is Format.CSV:
        write_rows(points, _CSV_COLUMNS, said)
    else:
        _tell(score, points, days, said)


def _point(
    shop: "Shop",
    reader: "AssessmentReader",
    score: "Score",
    scored: "ScoredIndicator",
    days: Days,
    said: Asked,
) -> Point:
    asked = {"since": days.since, "until": days.until, "area": days.area, "as_at": said.as_at}
    command = drill_command(score, scored.indicator.figure, asked)
    costing = reader.costing(score, scored, days.since, days.until, shop.zone, days.now)
    pages = (costing[n : n + PAGE] for n in range(0, len(costing), PAGE))
    return Point(scored, command, tuple(row for page in pages for row in shop.drill.rows(page)))


def _object(score: "Score", points: list[Point], days: Days, zone: ZoneInfo) -> dict[str, Any]:
    told = {
        "since": days.since,
        "until": days.until,
        "drawn_at": days.now.astimezone(zone),
        **score_object(score),
        "sum": sum_of(score),
    }
    told["indicators"] = [
        indicator_object(point.scored)
        | {
            "definition": _(DEFINITIONS[point.scored.indicator.figure]),
            "formula": formula_of(point.scored),
            "command": point.command,
            "cost_points": [case.number for case in point.cases],
        }
        for point in points
    ]
    return told


def _tell(score: "Score", points: list[Point], days: Days, said: Asked) -> None:
    write_facts(
        [
            (TARGETS[score.target], f"{neutralise(score.key)} {score_name(score)}"),
            (N_("Days"), f"{days.since} … {days.until}"),
            (N_("Profile"), f"{score.profile.code} {profile_name(score.profile)}"),
            (N_("Score"), points_of(score.total)),
            (N_("Sum"), sum_of(score)),
        ]
    )
    for point in points:
        _tell_point(point, said)
    if score.findings:
        typer.echo(f"\n{_('Findings')}  {points_of(score.found)}")
        write_rows(score.findings, _FINDING_COLUMNS, said)


def _tell_point(point: Point, said: Asked) -> None:
    scored = point.scored
    name = indicator_name(scored.indicator.figure)
    typer.echo(f"\n{name}  {points_of(scored.points)}/{points_of(scored.worth)}")
    write_facts(
        [
            (N_("What it is"), _(DEFINITIONS[scored.indicator.figure])),
            (N_("Value"), f"{parts_of(scored.figure)} = {rate_of(scored.figure)}"),
            (N_("Points"), formula_of(scored)),
            (N_("Its cases"), point.command),
        ]
    )
    if not point.cases:
        return
    typer.echo(
        _n("%(n)s case costs points:", "%(n)s cases cost points:", len(point.cases))
        % {"n": f"{len(point.cases):,}"}
    )
    write_rows(point.cases[:SHOWN], _CASE_COLUMNS, said)
    more = len(point.cases) - SHOWN
    if more > 0:
        typer.echo(
            _n(
                "%(n)s more is among the cases that the command lists.",
                "%(n)s more are among the cases that the command lists.",
                more,
            )
            % {"n": f"{more:,}"}
        )


_CASE_COLUMNS: "Final[tuple[Column[CaseRow], ...]]" = (
    Column("number", lambda row: row.number, N_("Number")),
    Column("state", lambda row: row.state, N_("State"), lambda row: state_of(row).text),
    Column("item", lambda row: row.item_code, N_("Item")),
    Column("matter", lambda row: row.matter, N_("Matter"), title_of, roomy=True),
    Column("area", lambda row: row.area_code, N_("Place"), place_of, roomy=True),
    Column("unit", lambda row: row.unit_code, N_("Unit"), handler_of, roomy=True),
)

_FINDING_COLUMNS: "Final[tuple[Column[Finding], ...]]" = (
    Column("number", lambda one: one.number, N_("Number")),
    Column("found_on", lambda one: one.found_on, N_("Day")),
    Column("finder", lambda one: one.finder, N_("Found by"), roomy=True),
    Column("points", lambda one: finding_object(one)["points"], N_("Points"),
           lambda one: points_of(one.points), align="right"),
    Column("reason", lambda one: one.reason, N_("Reason"), roomy=True),
    Column("evidence", lambda one: one.evidence, N_("Evidence")),
    Column("case", lambda one: one.case_number, N_("Case")),
)  # fmt: skip


def _csv(name: str) -> Column[Point]:
    return Column(name, lambda point: indicator_object(point.scored)[name])


_CSV_COLUMNS: Final[tuple[Column[Point], ...]] = (
    *map(_csv, ("figure", "rate", "numerator", "denominator", "zero_at", "full_at", "least")),
    *map(_csv, ("counts", "weight", "worth", "points", "lost")),
    Column("formula", lambda point: formula_of(point.scored)),
    Column("command", lambda point: point.command),
    Column("cost_points", lambda point: " ".join(case.number for case in point.cases)),
)
