"""What an import of areas would break of the rules of division, and codes that had their day.

The rules and how grave they are stand in `core.staff.division`, as for ``griddesk check grids``.
"""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from core.areas.codes import Change, CodeScheme, holds
from core.areas.models import Area, AreaSuccession
from core.imports.commands import AreaRow
from core.imports.grids import AreaRules, AreaVerdict, HeldArea
from core.kernel.settings import DIVISION, read_setting
from core.staff.division import (
    Breach,
    DividedArea,
    DivisionRule,
    Severity,
    breaches_of_grids,
    parse_severities,
)


def breaches_of_file(
    verdict: AreaVerdict, rules: AreaRules, severities: Mapping[DivisionRule, Severity]
) -> tuple[Breach, ...]:
    """Return what areas of a file would break if it were taken in, by code.

    Judged is the division as it would stand; told is what concerns rows of the file, and
    communities of the jurisdiction that rows of the file are in.
    """
    scheme = rules.scheme
    areas = {code: _divided(area, scheme) for code, area in rules.held.items()}
    coming = (*verdict.new_rows(), *(row for _, row in verdict.changed))
    areas |= {row.code: _divided(row, scheme) for row in coming}
    parents = {scheme.parent(code) for code in verdict.named if code in areas}
    concerned = {*verdict.named, *parents}
    return tuple(
        breach
        for breach in breaches_of_grids(areas.values(), severities)
        if breach.area_code in concerned and holds(rules.jurisdiction, breach.area_code)
    )


def severities_of(session: Session) -> Mapping[DivisionRule, Severity]:
    """Return how grave the district holds a breach of each rule to be."""
    return parse_severities(read_setting(session, DIVISION))


def codes_that_ended(session: Session) -> dict[str, date]:
    """Return the codes that were ended for ever, with the day."""
    ended = (
        select(Area)
        .join(AreaSuccession, col(AreaSuccession.from_code) == col(Area.code))
        .where(AreaSuccession.change != Change.SPLIT)
        .order_by(col(Area.id))
    )
    return {area.code: area.valid_to for area in session.exec(ended) if area.valid_to}


def _divided(area: HeldArea | AreaRow, scheme: CodeScheme) -> DividedArea:
    return DividedArea(
        area.code,
        area.name,
        int(scheme.level_of(area.code)),
        scheme.parent(area.code),
        area.kind,
        area.households,
        area.residents,
    )
