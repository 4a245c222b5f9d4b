"""Cases and the division into grids: open ones follow it, ended ones stay where they happened."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select

from core.areas.codes import Change, Level
from core.areas.models import Area
from core.areas.register import load_area_register
from core.areas.succession import standing_for
from core.cases.casework import Casework, load_case
from core.cases.models import Case
from core.cases.states import Verb
from core.cases.timers import read_timers
from core.operators.hand import Hand

_CASES = Case.__table__  # type: ignore[attr-defined]

_OPEN_IN: Final = (
    select(_CASES.c.number)
    .where(
        _CASES.c.district_code == bindparam("district"),
        _CASES.c.area_code == bindparam("code"),
        _CASES.c.ended_at.is_(None),
    )
    .order_by(_CASES.c.number)
)


def open_cases_in(hand: Hand, code: str) -> list[str]:
    """Return the numbers of the open cases that lie in an area itself, not in one below it."""
    values = {"district": hand.scope.district_code, "code": code}
    return list(hand.session.connection().execute(_OPEN_IN, values).scalars())


def regrid_cases(hand: Hand, numbers: Iterable[str], to: Area, change: Change, street: str) -> None:
    """Let open cases lie in another area because the division has changed.

    Everything else of a case stays: who handles it, its clocks, when it is due. One history
    entry tells from where it came, and why.

    Args:
        hand: of the command that changes the division.
        numbers: of open cases.
        to: the area that they lie in from now on.
        change: what was done to the area they lay in.
        street: the code of the street around ``to``.
    """
    for number in numbers:
        case = load_case(hand, number)
        timers = read_timers(hand.session.connection(), case)
        work = Casework(hand, case, Verb.REGRID, timers)
        work.details |= {"change": str(change), "from": case.area_code, "into": to.code}
        _put(work, to, street)
        work.finish()


def follow_division(work: Casework) -> None:
    """Let a case that opens again lie in what stands today for the area it lay in."""
    case, session = work.case, work.hand.session
    register = work.hand.reference(load_area_register)
    if case.area_code in register.areas:
        return
    area = standing_for(session, register.scheme, case.area_code)
    if area is not None:
        work.details["area"] = area.code
        _put(work, area, register.scheme.ancestor(area.code, Level.STREET))


def _put(work: Casework, area: Area, street: str) -> None:
    case = work.case
    case.area_id, case.area_code, case.street_code = area.id or 0, area.code, street
