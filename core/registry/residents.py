"""Who else names a grid by its code: units that answer there and operators who work there."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from core.operators.models import Operator
from core.registry.outcome import Followed
from core.units.models import Unit


def units_in(session: Session, code: str) -> list[Unit]:
    """Return the units in force whose own area is ``code``."""
    here = select(Unit).where(Unit.area_code == code, col(Unit.valid_to).is_(None))
    return list(session.exec(here.order_by(col(Unit.code))))


def follow_units(session: Session, old: str, new: str) -> Iterator[Followed]:
    """Let the units of an area that ended answer in what follows it."""
    for unit in units_in(session, old):
        unit.area_code = new
        session.add(unit)
        yield Followed("unit", unit.code, unit.name, old, new)


def follow_operators(session: Session, old: str, new: str) -> Iterator[Followed]:
    """Let the operators of an area that ended work in what follows it."""
    here = select(Operator).where(Operator.area_code == old, col(Operator.active))
    for operator in session.exec(here.order_by(col(Operator.login))).all():
        operator.area_code = new
        session.add(operator)
        yield Followed("operator", operator.login, operator.name, old, new)
