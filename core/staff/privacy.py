"""Personal data of staff: masked everywhere, shown on request, every look on record."""

from sqlmodel import Session, col, select

from core.areas.codes import holds
from core.areas.models import Area
from core.audit.trail import write_audit
from core.kernel.errors import NotFound
from core.kernel.words import N_
from core.operators.hand import Hand
from core.staff.commands import RevealPosts, RevealStaff
from core.staff.models import Posting, Staff
from core.staff.rows import Person


def reveal_posts(hand: Hand, command: RevealPosts) -> tuple[Person, ...]:
    """Return who is posted now in an area or below it, by number, and write down who looked.

    Raises:
        NotFound: no such area today inside the jurisdiction.
    """
    code = command.area_code
    if not _covers(hand, code) or not _is_area_of_today(hand.session, code):
        raise NotFound(
            N_("There is no area %(area)s in your jurisdiction; see the list of grids."), area=code
        )
    posted = select(Posting.staff_id).where(
        col(Posting.area_code).startswith(code, autoescape=True), col(Posting.valid_to).is_(None)
    )
    people = hand.session.exec(
        select(Staff).where(col(Staff.id).in_(posted)).order_by(col(Staff.number))
    ).all()
    write_audit(hand, "reveal_posts", code)
    return tuple(_person(person) for person in people)


def reveal_staff(hand: Hand, command: RevealStaff) -> Person:
    """Return a member of staff and write down who looked.

    Raises:
        NotFound: nobody of that number is posted now inside the jurisdiction.
    """
    person = hand.session.exec(select(Staff).where(Staff.number == command.number)).one_or_none()
    if person is None or not any(_covers(hand, code) for code in _posts_of(hand.session, person)):
        raise NotFound(
            N_("There is no member of staff %(staff)s in your area."), staff=command.number
        )
    write_audit(hand, "reveal_staff", person.number)
    return _person(person)


def _covers(hand: Hand, code: str) -> bool:
    return hand.scope.covers(code) and holds(hand.scope.district_code, code)


def _is_area_of_today(session: Session, code: str) -> bool:
    today = select(Area.id).where(Area.code == code, col(Area.valid_to).is_(None))
    return session.exec(today).first() is not None


def _posts_of(session: Session, person: Staff) -> list[str]:
    now = select(Posting.area_code).where(
        Posting.staff_id == person.id, col(Posting.valid_to).is_(None)
    )
    return list(session.exec(now))


def _person(person: Staff) -> Person:
    return Person(person.number, person.name, person.phone or "")
