"""The lineage of areas: which code is given next, and who stands for an area that has ended."""

from sqlmodel import Session, col, select

from core.areas.codes import Change, CodeScheme, Level
from core.areas.models import Area, AreaSuccession
from core.kernel.errors import Refused
from core.kernel.words import N_


def living_area(session: Session, code: str) -> Area | None:
    """Return the area of ``code`` as it is today, if it is in force."""
    today = select(Area).where(Area.code == code, col(Area.valid_to).is_(None))
    return session.exec(today).one_or_none()


def ending_of(session: Session, code: str) -> AreaSuccession | None:
    """Return the change that ended ``code``, if one did."""
    ended = select(AreaSuccession).where(
        AreaSuccession.from_code == code, AreaSuccession.change != Change.SPLIT
    )
    return session.exec(ended).one_or_none()


def next_code(session: Session, scheme: CodeScheme, parent: str) -> str:
    """Return the next code below ``parent``: its code and the next number of the sequence.

    The numbers of a parent are one sequence, whatever the kind of the grid, and no number is
    given twice: those of areas that have ended stay theirs. Once the highest number is given,
    those that never were follow, the lowest first.

    Raises:
        Refused: every number has been given.
    """
    length = scheme.lengths[scheme.level_of(parent)]
    digits = length - len(parent)
    given = select(Area.code).where(col(Area.code).startswith(parent, autoescape=True))
    numbers = {
        int(code[len(parent) :]) for code in session.exec(given).all() if len(code) == length
    }
    last = max(numbers, default=0)
    if last + 1 < 10**digits:
        return f"{parent}{last + 1:0{digits}}"
    free = next((number for number in range(1, last) if number not in numbers), None)
    if free is None:
        raise Refused(
            N_("Every number below %(area)s has been given; none is given twice."), area=parent
        )
    return f"{parent}{free:0{digits}}"


def standing_for(session: Session, scheme: CodeScheme, code: str) -> Area | None:
    """Return the area in force where what lay in ``code`` lies now.

    That is the area itself, or else what followed it, however often; where nothing followed,
    the closest area around it that is in force.
    """
    seen: set[str] = set()
    while code not in seen:
        seen.add(code)
        area = living_area(session, code)
        if area is not None:
            return area
        ended = ending_of(session, code)
        follows = ended.to_code if ended else None
        around = scheme.parent(code) if scheme.level_of(code) > Level.STREET else None
        code = follows or around or code
    return None
