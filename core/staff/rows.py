"""What readers give back about staff: frozen rows, personal data masked but in `Person`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One post that somebody holds now, or stands in at until ``covers_until``."""

    area_code: str
    area_name: str
    post: str
    valid_from: date
    covers_until: date | None = None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff with the posts held now inside the jurisdiction.

    ``name`` and ``phone`` are masked; the number tells two people apart.
    """

    number: str
    name: str
    phone: str
    joined_on: date
    left_on: date | None
    postings: tuple[PostingRow, ...]


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post with the place it is held in; ``until`` is the day it ended, if it has.

    ``street``, ``community`` and ``grid`` are names, empty where the area has none.
    """

    area_code: str
    street: str
    community: str
    grid: str
    post: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One line of the roster: a person, the posts held now, and the cases in their hands.

    ``name`` and ``phone`` are masked. ``open`` counts the open cases dispatched to the person
    as a gridder, ``late`` those of them that are late.
    """

    number: str
    name: str
    phone: str
    joined_on: date
    posts: tuple[PostRow, ...]
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One person of the notice board (公示牌) of an area, masked.

    ``covers_until`` is the last day of who stands in at the post (顶岗), ``None`` of who holds it.
    """

    number: str
    name: str
    phone: str
    post: str
    since: date
    covers_until: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One member of staff, unmasked."""

    number: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class NoticePerson:
    """One person as a notice board names them.

    ``covers_until`` is the last day of who stands in at the post, ``None`` of who holds it.
    """

    post: str
    number: str
    name: str
    phone: str
    covers_until: date | None = None


@dataclass(frozen=True, slots=True)
class GridNotice:
    """What stands on the notice board of one grid.

    ``street`` and ``community`` are names. ``report_line`` is what its QR code leads to.
    """

    code: str
    name: str
    street: str
    community: str
    households: int | None
    residents: int | None
    people: tuple[NoticePerson, ...]
    duty_phone: str
    report_line: str
