"""Taking in the boundaries of areas, and giving them out again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from sqlalchemy import Table, bindparam, insert, select, update

from core.areas.codes import holds
from core.areas.geometry import boundary_text, measure
from core.areas.models import Area, AreaBoundary
from core.audit.trail import write_audit
from core.imports.boundary_commands import (
    BoundaryRow,
    ExportBoundaries,
    ExportedBoundary,
    ImportBoundaries,
)
from core.imports.bulk import run_for_each
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.judging import Repetitions
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import refused
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand

KIND: Final = "boundaries"

_AREAS: Final[Table] = Area.__table__  # type: ignore[attr-defined]
_BOUNDARIES: Final[Table] = AreaBoundary.__table__  # type: ignore[attr-defined]


class _KnownArea(NamedTuple):
    """An area of today; ``geometry`` is its boundary as it is held, ``None`` without one."""

    code: str
    name: str
    parent_code: str | None
    geometry: str | None


class _Drawn(NamedTuple):
    """A good row: the area it is of, and its boundary as it would be kept."""

    line: int
    area: _KnownArea
    geometry: str


@dataclass(slots=True)
class _Verdict:
    """What is to be done with every row; ``named`` are the codes of the good ones."""

    new: list[_Drawn] = field(default_factory=list)
    changed: list[_Drawn] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    named: set[str] = field(default_factory=set)


def import_boundaries(hand: Hand, command: ImportBoundaries) -> ImportResult:
    """Judge every boundary, then take in all of them, or none when one is refused.

    Whether boundaries fit together is not judged here: that of a neighbour may come with the
    next file. ``griddesk check boundaries`` does.
    """
    areas = _areas_of(hand)
    verdict = _judge(command, areas, hand.scope.area_code)
    result = ImportResult(
        KIND,
        len(verdict.new),
        len(verdict.changed),
        verdict.unchanged,
        tuple(verdict.refused),
    )
    if not command.commit:
        return replace(result, changes=_changes(verdict, areas, hand.scope.area_code))
    if command.refuses(verdict.refused):
        return result
    _write(hand, verdict)
    return recorded(hand, command, result)


def export_boundaries(hand: Hand, _command: ExportBoundaries) -> tuple[ExportedBoundary, ...]:
    """Return the boundaries of the jurisdiction by code, and write down who took them along."""
    found = sorted(area for area in _areas_of(hand).values() if hand.scope.covers(area.code))
    rows = tuple(
        ExportedBoundary(area.code, area.name, area.geometry) for area in found if area.geometry
    )
    write_audit(hand, "export", KIND, detail=f"{len(rows)} rows")
    return rows


def _areas_of(hand: Hand) -> dict[str, _KnownArea]:
    a, b = _AREAS.c, _BOUNDARIES.c
    question = (
        select(a.code, a.name, a.parent_code, b.geometry)
        .join(_BOUNDARIES, b.area_code == a.code, isouter=True)
        .where(a.valid_to.is_(None))
    )
    return {
        area.code: area for area in (_KnownArea(*row) for row in hand.session.execute(question))
    }


def _judge(
    command: ImportBoundaries, areas: Mapping[str, _KnownArea], jurisdiction: str
) -> _Verdict:
    verdict, seen = _Verdict(), Repetitions()
    for row in command.rows:
        if isinstance(row, RefusedRow):
            verdict.refused.append(row)
            continue
        try:
            area = _area_of(row, areas, jurisdiction)
            for repeated in seen.faults("code", area.code, row.line):
                raise repeated
            drawn = _Drawn(row.line, area, boundary_text(row.geometry))
        except FieldFault as fault:
            value = "" if fault.field == "geometry" else getattr(row, fault.field)
            verdict.refused.append(refused(row.line, fault.field, value, fault, command.columns))
            continue
        verdict.named.add(area.code)
        if area.geometry is None:
            verdict.new.append(drawn)
        elif area.geometry != drawn.geometry:
            verdict.changed.append(drawn)
        else:
            verdict.unchanged += 1
    return verdict


def _area_of(row: BoundaryRow, areas: Mapping[str, _KnownArea], jurisdiction: str) -> _KnownArea:
    area = _by_code(row, areas) if row.code else _by_name(row, areas)
    if not holds(jurisdiction, area.code):
        raise FieldFault(
            "code" if row.code else "name",
            N_("It lies outside your jurisdiction %(jurisdiction)s."),
            jurisdiction=jurisdiction,
        )
    return area


def _by_code(row: BoundaryRow, areas: Mapping[str, _KnownArea]) -> _KnownArea:
    area = areas.get(row.code)
    if area is None:
        raise FieldFault(
            "code",
            N_("There is no area %(area)s today; see the list of grids."),
            area=row.code,
        )
    if row.name and area.name not in {row.name, area.code}:
        raise FieldFault(
            "name",
            N_("The area %(area)s is held as %(held)s. Correct the code or the name."),
            area=row.code,
            held=area.name,
        )
    return area


def _by_name(row: BoundaryRow, areas: Mapping[str, _KnownArea]) -> _KnownArea:
    """Find an area by its own name and the code or the name of the area around it."""
    if not row.name:
        raise FieldFault("code", N_("It names no area, neither by code nor by name."))
    found = [
        area
        for area in areas.values()
        if area.name == row.name and (not row.parent or _lies_in(area, row.parent, areas))
    ]
    if not found:
        raise FieldFault("name", N_("There is no such area today; see the list of grids."))
    if len(found) > 1:
        raise FieldFault(
            "name",
            N_("%(count)s areas have this name: %(areas)s … Name the one around it, or the code."),
            count=len(found),
            areas=", ".join(sorted(area.code for area in found)[:3]),
        )
    return found[0]


def _lies_in(area: _KnownArea, parent: str, areas: Mapping[str, _KnownArea]) -> bool:
    around = areas.get(area.parent_code or "")
    return parent == area.parent_code or (around is not None and around.name == parent)


def _changes(verdict: _Verdict, areas: Mapping[str, _KnownArea], jurisdiction: str) -> Changes:
    """Tell what would change, boundaries by their figures."""
    return listed(
        (RowChange("new", row.line, row.area.code, row.area.name) for row in verdict.new),
        _differences(verdict),
        (
            RowChange("missing", None, area.code, area.name)
            for area in sorted(areas.values())
            if area.geometry and area.code not in verdict.named and holds(jurisdiction, area.code)
        ),
    )


def _differences(verdict: _Verdict) -> Iterator[RowChange]:
    for row in verdict.changed:
        name = {"name": row.area.name}
        held = name | measure(row.area.geometry or "")._asdict()
        said = name | measure(row.geometry)._asdict()
        yield from differences(row.line, row.area.code, held, said)


def _write(hand: Hand, verdict: _Verdict) -> None:
    run_for_each(
        hand.session,
        insert(_BOUNDARIES),
        ({"area_code": row.area.code, "geometry": row.geometry} for row in verdict.new),
    )
    run_for_each(
        hand.session,
        update(_BOUNDARIES)
        .where(_BOUNDARIES.c.area_code == bindparam("code"))
        .values(geometry=bindparam("drawn")),
        ({"code": row.area.code, "drawn": row.geometry} for row in verdict.changed),
    )
