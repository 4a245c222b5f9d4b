"""Looking at one grid: what it is, what it was, what became of it."""

from typing import TYPE_CHECKING, Any

import typer

from console.cli.asked import Format, asked
from console.cli.grids.noun import Code, app
from console.cli.opening import opened
from console.cli.output import write_facts, write_object
from console.present.register import area_kind, area_name, span_of
from console.present.vocabulary import GRID_CHANGES, word
from console.present.words import _
from core.kernel.words import N_

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from core.areas.rows import AreaLife, AreaRow, LineageStep


@app.verb(
    "show",
    N_(
        "Show a grid, or an area of any level, with its lineage; also one that has ended.\n"
        "Cases that ended before a change are counted where they happened."
    ),
    examples=("griddesk grid show 330108001001001",),
)
def show(context: typer.Context, code: Code) -> None:
    """Show a grid."""
    with opened(context) as shop:
        life, version, zone = shop.lineage.of(code), shop.lineage.version(), shop.zone
    said = asked(context)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_object(life) | {"version": version})
        return
    write_facts(_facts(life, zone))


def _facts(life: "AreaLife", zone: "ZoneInfo") -> list[tuple[str, str]]:
    area = life.spans[-1]
    spans = "\n".join(
        f"{span_of(span.valid_from, span.valid_to)}  {area_name(span)}  {_size(span)}"
        for span in life.spans
    )
    cases = _("%(open)s open, %(ended)s ended") % {
        "open": f"{life.open:,}",
        "ended": f"{life.ended:,}",
    }
    facts = [
        (N_("Code"), area.code),
        (N_("Name"), area_name(area)),
        (N_("Kind"), area_kind(area)),
        (N_("Cases"), cases),
        (N_("Was"), spans),
    ]
    if life.steps:
        told = "\n".join(_told(step, zone) for step in life.steps)
        facts.append((N_("Lineage"), told))
    return facts


def _size(area: "AreaRow") -> str:
    def count(value: int | None) -> str:
        return "–" if value is None else f"{value:,}"

    return f"{count(area.households)} / {count(area.residents)}"


def _told(step: "LineageStep", zone: "ZoneInfo") -> str:
    at = f"{step.at.astimezone(zone):%Y-%m-%d %H:%M}"
    change = word(GRID_CHANGES, step.change)
    return f"{at}  {change}  {step.from_code or '…'} → {step.to_code or '…'}  {step.operator}"


def _object(life: "AreaLife") -> dict[str, Any]:
    area = life.spans[-1]
    return {
        "code": area.code,
        "name": area.name,
        "kind": area.kind,
        "in_force": area.valid_to is None,
        "open_cases": life.open,
        "ended_cases": life.ended,
        "spans": [
            {
                "name": span.name,
                "households": span.households,
                "residents": span.residents,
                "valid_from": span.valid_from,
                "valid_to": span.valid_to,
            }
            for span in life.spans
        ],
        "lineage": [
            {
                "change": step.change,
                "from_code": step.from_code,
                "to_code": step.to_code,
                "at": step.at,
                "operator": step.operator,
            }
            for step in life.steps
        ],
    }
