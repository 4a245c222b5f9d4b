"""What readers give back about staff: frozen rows, personal data masked."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PostingRow:
    """One post that somebody holds now."""

    area_code: str
    area_name: str
    post: str
    valid_from: date


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
