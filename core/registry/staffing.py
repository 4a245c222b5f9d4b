"""Who is on which post: joining, leaving, moving, standing in."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, col, select

from core.areas.codes import Level, holds
from core.areas.models import Area
from core.areas.succession import living_area
from core.audit.trail import write_audit
from core.cases.models import Case
from core.deadlines.policy import load_policy
from core.kernel.errors import Duplicate, Invalid, NotFound, Refused
from core.kernel.fields import LONGEST_WORD, checked_text
from core.kernel.masking import mask_name
from core.kernel.settings import DIVISION, note_reference_change, read_setting
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import CoverStaff, JoinStaff, LeaveStaff, MoveStaff
from core.registry.outcome import PostStep, StaffOutcome
from core.registry.posts import begin_post, end_post, shorten
from core.staff.division import Breach, DividedArea, breaches_of_staff, parse_severities
from core.staff.models import Cover, Post, Posting, Staff

LONGEST_COVER: Final = timedelta(days=366)
"""How many days somebody may stand in; longer is a post."""


def join_staff(hand: Hand, command: JoinStaff) -> StaffOutcome:
    """Let somebody take up a post; who is new or had left is in the service from then on.

    Raises:
        NotFound: no such area in force inside the jurisdiction.
        Duplicate: the number is held for another name.
        Invalid: an unknown post, a day to come, or a new person without a name.
    """
    area, post, on = _area(hand, command.area_code), _post(command.post), _day(hand, command.on)
    person, changed = _person_or_new(hand.session, command, on)
    began = begin_post(hand.session, person.id or 0, area.code, post, on)
    if not began and not changed:
        return _outcome(hand, person, repeated=True)
    write_audit(hand, "join staff", person.number, detail=f"{area.code} {post} {on}")
    steps = [PostStep(area.code, post, on, ended=False)] if began else []
    return _outcome(hand, person, steps)


def leave_staff(hand: Hand, command: LeaveStaff) -> StaffOutcome:
    """Let somebody leave the service; every post and every cover ends.

    What they still have in hand stays in hand, and is told, for somebody to dispatch anew.

    Raises:
        NotFound: nobody of that number is posted inside the jurisdiction.
        Refused: they hold a post outside the jurisdiction, too.
        Invalid: the day is to come, or before a post began.
    """
    session, on = hand.session, _day(hand, command.on)
    person = _person(session, command.number)
    if person and person.left_on == on and not _posts(session, person):
        return _outcome(hand, person, repeated=True)
    person, posts = _known(hand, command.number)
    outside = [post for post in _posts(session, person) if post not in posts]
    if outside:
        raise Refused(
            N_("%(staff)s holds a post outside your jurisdiction, too; ask the district."),
            staff=person.number,
        )
    for cover in session.exec(select(Cover).where(Cover.staff_id == person.id)).all():
        if cover.last_on >= on:
            shorten(session, cover, on - timedelta(days=1))
    steps = [_ended(session, post, on) for post in posts]
    person.left_on = on
    session.add(person)
    write_audit(hand, "leave staff", person.number, detail=str(on))
    return _outcome(hand, person, steps, in_hand=True)


def move_staff(hand: Hand, command: MoveStaff) -> StaffOutcome:
    """Let somebody's post end in one area and go on in another, on the same day.

    Raises:
        NotFound: nobody of that number is posted, or there is no such area, in the jurisdiction.
        Invalid: which of several posts is meant is not said, an unknown post, a day to come or
            before the post began.
    """
    session, on = hand.session, _day(hand, command.on)
    to = _area(hand, command.to_code, "to_code")
    person, posts = _known(hand, command.number)
    wanted = _post(command.post) if command.post else ""
    if _is_there(posts, to.code, wanted, command.area_code):
        return _outcome(hand, person, repeated=True)
    moving = [post for post in posts if command.area_code in {"", post.area_code}]
    if len(moving) != 1:
        raise Invalid(
            N_("%(staff)s holds %(count)s posts that may be meant; name the area of the one."),
            field="area_code",
            staff=person.number,
            count=len(moving),
        )
    ended = _ended(session, moving[0], on)
    post = wanted or ended.post
    begin_post(session, person.id or 0, to.code, post, on)
    write_audit(
        hand, "move staff", person.number, detail=f"{ended.area_code} → {to.code} {post} {on}"
    )
    steps = [ended, PostStep(to.code, post, on, ended=False)]
    return _outcome(hand, person, steps, in_hand=True)


def cover_staff(hand: Hand, command: CoverStaff) -> StaffOutcome:
    """Let somebody stand in at a post for some days; nobody changes their own post for that.

    Raises:
        NotFound: no such area, or nobody of that number is posted, in the jurisdiction.
        Invalid: an unknown post, the last day is long after the first, or it is their own post.
        Duplicate: somebody else stands in on one of these days.
    """
    session = hand.session
    area, post = _area(hand, command.area_code), _post(command.post)
    person, posts = _known(hand, command.number)
    first, last = command.first_on, command.last_on
    if last - first > LONGEST_COVER:
        raise Invalid(N_("Nobody stands in for more than a year."), field="last_on")
    if any((held.area_code, held.post) == (area.code, post) for held in posts):
        raise Invalid(N_("That is the own post of %(staff)s."), field="number", staff=person.number)
    held = _own_cover(session, person, _covers_then(session, area.code, post, first, last))
    if held and (held.first_on, held.last_on) == (first, last):
        return _outcome(hand, person, cover=(first, last), repeated=True)
    if held:
        held.first_on = first
        shorten(session, held, last)
    elif last < first:
        raise Invalid(N_("The last day is before the first."), field="last_on")
    else:
        session.add(
            Cover(
                staff_id=person.id or 0,
                absent_id=_holder(session, area.code, post),
                area_code=area.code,
                post=post,
                first_on=first,
                last_on=last,
            )
        )
    detail = f"{area.code} {post} {first} – {last}"
    write_audit(hand, "cover staff", person.number, detail=detail)
    return _outcome(hand, person, cover=(first, last) if last >= first else None)


def _day(hand: Hand, on: date | None) -> date:
    today = hand.reference(load_policy).local_day(hand.now)
    if on is not None and on > today:
        raise Invalid(N_("That day is yet to come; do it when it has."), field="on")
    return on or today


def _post(text: str) -> str:
    if text not in tuple(Post):
        raise Invalid(
            N_("There is no post %(post)s; the posts are %(known)s."),
            field="post",
            post=text,
            known=", ".join(Post),
        )
    return text


def _area(hand: Hand, code: str, field: str = "area_code") -> Area:
    covered = hand.scope.covers(code) and holds(hand.scope.district_code, code)
    area = living_area(hand.session, code) if covered else None
    if area is None:
        raise NotFound(
            N_("There is no area %(area)s in your jurisdiction; see the list of grids."), area=code
        )
    if area.level < Level.STREET:
        raise Invalid(N_("A post is in a street or below."), field=field)
    return area


def _person(session: Session, number: str) -> Staff | None:
    return session.exec(select(Staff).where(Staff.number == number)).one_or_none()


def _posts(session: Session, person: Staff) -> list[Posting]:
    now = select(Posting).where(Posting.staff_id == person.id, col(Posting.valid_to).is_(None))
    return list(session.exec(now.order_by(col(Posting.area_code), col(Posting.id))))


def _known(hand: Hand, number: str) -> tuple[Staff, list[Posting]]:
    """Return somebody with the posts held now inside the jurisdiction."""
    person = _person(hand.session, number)
    posts = _posts(hand.session, person) if person else []
    here = [post for post in posts if hand.scope.covers(post.area_code)]
    if person is None or not here:
        raise NotFound(N_("There is no member of staff %(staff)s in your area."), staff=number)
    return person, here


def _person_or_new(session: Session, command: JoinStaff, on: date) -> tuple[Staff, bool]:
    """Return who joins, and whether anything of what is held of them changes."""
    number = checked_text("number", command.number, longest=LONGEST_WORD)
    person = _person(session, number)
    name = command.name.strip()
    if person is None:
        name = checked_text("name", name, longest=LONGEST_WORD)
        person = Staff(number=number, name=name, phone=command.phone.strip() or None, joined_on=on)
    elif name and name != person.name:
        # The name that is held is personal data of somebody who may be anywhere.
        raise Duplicate(
            N_("The staff number %(number)s is held for %(held)s, not for %(name)s."),
            number=number,
            held=mask_name(person.name),
            name=name,
        )
    else:
        person.left_on = None
        person.phone = command.phone.strip() or person.phone
    changed = person.id is None or session.is_modified(person)
    session.add(person)
    session.flush()
    return person, changed


def _ended(session: Session, post: Posting, on: date) -> PostStep:
    if on < post.valid_from:
        raise Invalid(
            N_("The post in %(area)s began on %(first)s; it cannot end before."),
            field="on",
            area=post.area_code,
            first=str(post.valid_from),
        )
    end_post(session, post.id or 0, on)
    return PostStep(post.area_code, post.post, on, ended=True)


def _is_there(posts: Sequence[Posting], to: str, post: str, origin: str) -> bool:
    """Say whether the move has been made: the post is there, and no longer where it was."""
    there = any(held.area_code == to and post in {"", held.post} for held in posts)
    return there and (
        all(held.area_code != origin for held in posts) if origin else len(posts) == 1
    )


def _covers_then(
    session: Session, code: str, post: str, first: date, last: date
) -> Sequence[Cover]:
    """Return who stands in at a post on one of some days; the first day is always one of them."""
    then = select(Cover).where(
        Cover.area_code == code,
        Cover.post == post,
        Cover.first_on <= max(first, last),
        Cover.last_on >= first,
    )
    return session.exec(then.order_by(col(Cover.first_on))).all()


def _own_cover(session: Session, person: Staff, covers: Sequence[Cover]) -> Cover | None:
    """Return the cover that is somebody's own, if there is one; no other may be among them."""
    other = next((cover for cover in covers if cover.staff_id != person.id), None)
    if other is not None:
        raise Duplicate(
            N_("%(other)s stands in there from %(first)s to %(last)s."),
            other=session.get_one(Staff, other.staff_id).number,
            first=str(other.first_on),
            last=str(other.last_on),
        )
    return covers[0] if covers else None


def _holder(session: Session, code: str, post: str) -> int | None:
    held = select(Posting.staff_id).where(
        Posting.area_code == code, Posting.post == post, col(Posting.valid_to).is_(None)
    )
    return session.exec(held.order_by(col(Posting.id))).first()


def _outcome(
    hand: Hand,
    person: Staff,
    steps: Sequence[PostStep] = (),
    *,
    cover: tuple[date, date] | None = None,
    in_hand: bool = False,
    repeated: bool = False,
) -> StaffOutcome:
    if not repeated:
        note_reference_change(hand.session)
    return StaffOutcome(
        person.number,
        mask_name(person.name),
        tuple(steps),
        cover,
        _in_hand(hand, person) if in_hand else (),
        _breaches(hand.session, [step.area_code for step in steps]),
        repeated,
    )


def _in_hand(hand: Hand, person: Staff) -> tuple[str, ...]:
    cases = select(Case.number).where(
        Case.district_code == hand.scope.district_code,
        Case.gridder_id == person.id,
        col(Case.ended_at).is_(None),
    )
    return tuple(hand.session.exec(cases.order_by(col(Case.number))))


def _breaches(session: Session, codes: Sequence[str]) -> tuple[Breach, ...]:
    """Return what the grids concerned break of the rules of staffing now."""
    a = Area.__table__.c  # type: ignore[attr-defined]
    rows = session.execute(
        select(*(a[name] for name in DividedArea._fields)).where(
            col(Area.code).in_(codes), col(Area.valid_to).is_(None)
        )
    )
    posts = session.exec(
        select(Posting).where(col(Posting.area_code).in_(codes), col(Posting.valid_to).is_(None))
    )
    held: dict[tuple[str, str], int] = {}
    for post in posts:
        key = (post.area_code, post.post)
        held[key] = held.get(key, 0) + 1
    severities = parse_severities(read_setting(session, DIVISION))
    return tuple(breaches_of_staff((DividedArea(*row) for row in rows), held, severities))
