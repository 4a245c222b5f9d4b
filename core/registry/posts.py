"""Posts and covers, and what becomes of them when an area ends."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from core.staff.models import Cover, Posting, Staff


class OnPost(NamedTuple):
    """Who is on a post, by number."""

    number: str
    post: str


def posts_in(session: Session, code: str) -> list[int]:
    """Return the posts held now in an area itself, in the order they began."""
    held = select(Posting.id).where(Posting.area_code == code, col(Posting.valid_to).is_(None))
    return [key for key in session.exec(held.order_by(col(Posting.id))) if key is not None]


def end_post(session: Session, key: int, on: date) -> OnPost:
    """Let a post end on a day; it stays in the records."""
    post = session.get_one(Posting, key)
    post.valid_to = on
    session.add(post)
    session.flush()
    return OnPost(session.get_one(Staff, post.staff_id).number, post.post)


def follow_post(session: Session, key: int, code: str, on: date) -> OnPost:
    """Let a post end on a day and go on in another area, unless it is held there already."""
    told = end_post(session, key, on)
    person = session.get_one(Posting, key).staff_id
    begin_post(session, person, code, told.post, on)
    return told


def begin_post(session: Session, person: int, code: str, post: str, on: date) -> bool:
    """Let somebody take up a post; say whether they had not held it already."""
    same = select(Posting.id).where(
        Posting.staff_id == person,
        Posting.area_code == code,
        Posting.post == post,
        col(Posting.valid_to).is_(None),
    )
    if session.exec(same).first() is not None:
        return False
    session.add(Posting(staff_id=person, area_code=code, post=post, valid_from=on))
    session.flush()
    return True


def end_covers(session: Session, code: str, on: date) -> None:
    """Let the covers of an area that ended end the day before, and take back those to come."""
    for cover in session.exec(select(Cover).where(Cover.area_code == code, Cover.last_on >= on)):
        shorten(session, cover, on - timedelta(days=1))


def shorten(session: Session, cover: Cover, last_on: date) -> None:
    """Let a cover end on ``last_on``; one that would never have begun is taken back."""
    if last_on < cover.first_on:
        session.delete(cover)
    else:
        cover.last_on = last_on
        session.add(cover)
    session.flush()


def follow_cover(session: Session, old: str, new: str) -> None:
    """Let the covers of an area go on in another."""
    for cover in session.exec(select(Cover).where(Cover.area_code == old)).all():
        cover.area_code = new
        session.add(cover)
    session.flush()
