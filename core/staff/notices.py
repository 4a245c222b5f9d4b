"""Notice boards (公示牌): who answers for a grid, and how the desk is reached.

A board hangs in the street, so it names the people of the grid in full and gives the phone of
the desk; their own phones stand on it only when asked for. Who draws a board sees personal
data, which is kept on record; whose role may not see them is given a board with masked names.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from core.areas.codes import Level, holds
from core.areas.models import Area
from core.areas.register import AreaRegister, load_area_register
from core.audit.trail import write_audit
from core.kernel.errors import Forbidden, NotFound
from core.kernel.masking import mask_name, mask_phone
from core.kernel.settings import DUTY_PHONE, REPORT_LINE, TIME_ZONE, read_setting
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.jurisdiction import SEES_PERSONAL_DATA
from core.staff.commands import DrawNotices
from core.staff.models import Cover, Post, Posting, Staff
from core.staff.rows import GridNotice, NoticePerson

_RANKS: Final = {post.value: rank for rank, post in enumerate(Post)}


def draw_notices(hand: Hand, command: DrawNotices) -> tuple[GridNotice, ...]:
    """Return the notice boards of an area: of a grid its own, else of every grid in it, by code.

    Raises:
        NotFound: there is no such area, or no grid in it, inside the jurisdiction.
        Forbidden: phones were asked for, and the role may not see them.
    """
    code, scope = command.area_code, hand.scope
    sees = scope.role in SEES_PERSONAL_DATA
    if command.phones and not sees:
        raise Forbidden(N_("A %(role)s may not see phones."), role=str(scope.role))
    known = scope.covers(code) and holds(scope.district_code, code)
    grids = _grids(hand.session, code) if known else []
    if not grids:
        raise NotFound(
            N_("There is no grid %(area)s in your jurisdiction; see the list of grids."), area=code
        )
    people = _people(hand, code, names=sees, phones=command.phones)
    register = hand.reference(load_area_register)
    duty_phone = read_setting(hand.session, DUTY_PHONE)
    report_line = read_setting(hand.session, REPORT_LINE)
    if sees:
        detail = "with phones" if command.phones else ""
        write_audit(hand, "draw_notices", code, detail=detail)
    return tuple(
        GridNotice(
            code=grid.code,
            name=grid.name,
            street=_name(register, grid.code, Level.STREET),
            community=_name(register, grid.code, Level.COMMUNITY),
            households=grid.households,
            residents=grid.residents,
            people=tuple(people.get(grid.code, ())),
            duty_phone=duty_phone,
            report_line=report_line.replace("{grid}", grid.code),
        )
        for grid in grids
    )


def _grids(session: Session, code: str) -> list[Area]:
    today = select(Area).where(
        col(Area.code).startswith(code, autoescape=True),
        col(Area.valid_to).is_(None),
        Area.level == Level.GRID,
    )
    return list(session.exec(today.order_by(col(Area.code))))


def _name(register: AreaRegister, code: str, level: Level) -> str:
    area = register.areas.get(register.scheme.ancestor(code, level))
    return area.name if area else ""


def _people(
    hand: Hand, code: str, *, names: bool, phones: bool
) -> Mapping[str, list[NoticePerson]]:
    """Return who is on the board of each grid: those on a post, and who stands in for them."""
    zone = ZoneInfo(read_setting(hand.session, TIME_ZONE))
    today = hand.now.astimezone(zone).date()
    boards: dict[str, list[NoticePerson]] = {}
    for area, post, until, person in (
        *_posted(hand.session, code),
        *_standing_in(hand.session, code, today),
    ):
        phone = person.phone or ""
        boards.setdefault(area, []).append(
            NoticePerson(
                post,
                person.number,
                person.name if names else mask_name(person.name),
                phone if phones else mask_phone(phone),
                until,
            )
        )
    for board in boards.values():
        board.sort(key=_order)
    return boards


def _order(person: NoticePerson) -> tuple[int, bool, str]:
    return _RANKS.get(person.post, len(_RANKS)), person.covers_until is not None, person.number


def _posted(session: Session, code: str) -> Iterator[tuple[str, str, None, Staff]]:
    held = (
        select(Posting, Staff)
        .join(Staff)
        .where(
            col(Posting.area_code).startswith(code, autoescape=True),
            col(Posting.valid_to).is_(None),
        )
    )
    for posting, person in session.exec(held):
        yield posting.area_code, posting.post, None, person


def _standing_in(
    session: Session, code: str, today: date
) -> Iterator[tuple[str, str, date, Staff]]:
    then = (
        select(Cover, Staff)
        .join(Staff, col(Staff.id) == col(Cover.staff_id))
        .where(
            col(Cover.area_code).startswith(code, autoescape=True),
            Cover.first_on <= today,
            Cover.last_on >= today,
        )
    )
    for cover, person in session.exec(then):
        yield cover.area_code, cover.post, cover.last_on, person
