"""The rules of division, asked of what a change has touched."""

from collections.abc import Collection

from sqlmodel import Session, col, or_, select

from core.areas.codes import CodeScheme, Level
from core.areas.models import Area
from core.kernel.settings import DIVISION, read_setting
from core.staff.division import Breach, DividedArea, breaches_of_grids, parse_severities


def breaches_around(
    session: Session, scheme: CodeScheme, grids: Collection[str], subject: str
) -> tuple[Breach, ...]:
    """Return what ``grids`` and the communities around them and ``subject`` break now."""
    communities = {scheme.ancestor(code, Level.COMMUNITY) for code in (*grids, subject)}
    a = Area.__table__.c  # type: ignore[attr-defined]
    touched = or_(col(Area.code).in_(communities), col(Area.parent_code).in_(communities))
    rows = session.execute(
        select(*(a[name] for name in DividedArea._fields)).where(
            touched, col(Area.valid_to).is_(None)
        )
    )
    severities = parse_severities(read_setting(session, DIVISION))
    found = breaches_of_grids((DividedArea(*row) for row in rows), severities)
    return tuple(breach for breach in found if breach.area_code in {*grids, *communities})
