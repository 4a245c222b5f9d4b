"""Rulings of who answers, as later suggestions use them."""

from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from core.areas.register import load_area_register
from core.cases.casework import Casework
from core.cases.models import Precedent
from core.operators.jurisdiction import Scope
from core.units.responsibility import load_responsibility_list
from core.units.suggestion import Place, Ruling, suggest_units

_RULINGS = select(
    col(Precedent.number),
    col(Precedent.tier),
    col(Precedent.area_code),
    col(Precedent.unit_id),
    col(Precedent.ruled_at),
).where(
    col(Precedent.district_code) == bindparam("district"),
    col(Precedent.item_code) == bindparam("item"),
)


def read_rulings(connection: Connection, scope: Scope, item_code: str) -> tuple[Ruling, ...]:
    """Return what was ruled on an item inside a jurisdiction; elsewhere is nobody's business."""
    found = connection.execute(_RULINGS, {"district": scope.district_code, "item": item_code})
    return tuple(Ruling(*row) for row in found if scope.covers(row.area_code))


def suggestion_noted(work: Casework, item_code: str) -> dict[str, Any]:
    """Return the unit suggested for the case as it stands, as the history keeps it, and why."""
    hand, case = work.hand, work.case
    place = Place(case.area_code, hand.reference(load_area_register).scheme)
    rulings = read_rulings(hand.writes.unsent.connection(), hand.scope, item_code)
    units = suggest_units(
        hand.reference(load_responsibility_list), rulings, item_code, case.tier, place
    )
    if not units:
        return {"suggested_unit": None}
    first = units[0]
    why = {"precedents": list(first.precedents)} if first.precedents else {"rule": first.pattern}
    return {"suggested_unit": first.code, "suggested_by": why}
