"""What is known about a member of staff: posts, cases in hand, what became of reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.present.cases import left_of, state_of, title_of
from console.present.register import POSTS, late_of, post_place, span_of
from console.present.times import LEFT_CELLS, month_and_day
from console.present.tones import Tone
from console.present.vocabulary import word
from console.present.words import _
from console.tui.ink import Line, Piece, said
from console.tui.widgets.facts import apart, folded, heading
from core.cases.inbox import InboxRow
from core.cases.rows import CaseRow
from core.kernel.text import neutralise, pad
from core.staff.rows import Person, PostRow, RosterRow

NEWEST: Final = 8
"""Reports that the pane names; the inbox has all of them."""


@dataclass(frozen=True, slots=True)
class StaffDetail:
    """A member of staff, read in full; of the reports only the newest, and how many there are."""

    row: RosterRow
    posts: tuple[PostRow, ...]
    cases: tuple[CaseRow, ...]
    newest: tuple[InboxRow, ...]
    reports: int


def staff_outline(row: RosterRow, cells: int) -> Sequence[Line]:  # noqa: ARG001  what does not fit is cut
    """Return the most important of a person in two lines."""
    late = (said(late_of(row.late), bold=True), Piece(" ")) if row.late else ()
    first = (
        Piece(f" {neutralise(row.name)}  ", Tone.STRONG),
        Piece(f"{neutralise(row.number)}  {neutralise(row.phone)}", Tone.DIM),
    )
    in_hand = Piece(_("in hand %(n)s") % {"n": f"{row.open:,}"} + " ")
    posts = "  ".join(f"{word(POSTS, post.post)} {post_place(post)}" for post in row.posts)
    return [Line(first, (in_hand, *late)), Line((Piece(f" {posts}"),))]


def staff_facts(
    detail: StaffDetail,
    known: Mapping[str, Person],
    now: datetime,
    zone: ZoneInfo,
    cells: int,
) -> Sequence[Line]:
    """Return everything about a person, who is named in full if in ``known``."""
    return apart(
        [*_head(detail.row, known)],
        [*_posts(detail.posts, cells)],
        [*_in_hand(detail.cases, now, zone)],
        [*_reports(detail, zone)],
    )


def _head(row: RosterRow, known: Mapping[str, Person]) -> Iterator[Line]:
    person = known.get(row.number)
    name, phone = (person.name, person.phone) if person else (row.name, row.phone)
    yield Line((Piece(neutralise(name), Tone.STRONG),), (Piece(neutralise(row.number), Tone.DIM),))
    joined = _("joined %(date)s") % {"date": row.joined_on.isoformat()}
    phone_tone = Tone.PLAIN if person else Tone.DIM
    yield Line((Piece(neutralise(phone) or _("no phone"), phone_tone),), (Piece(joined, Tone.DIM),))


def _posts(posts: Sequence[PostRow], cells: int) -> Iterator[Line]:
    yield heading(_("Posts"))
    for post in posts:
        past = post.until is not None
        sign = Piece("○ " if past else "● ", Tone.FAINT if past else Tone.ACCENT)
        name = Piece(word(POSTS, post.post), Tone.DIM if past else Tone.PLAIN)
        yield Line((sign, name), (Piece(span_of(post.since, post.until), Tone.DIM),))
        yield from folded(post_place(post), cells, Tone.DIM if past else Tone.PLAIN, "  ")


def _in_hand(cases: Sequence[CaseRow], now: datetime, zone: ZoneInfo) -> Iterator[Line]:
    yield heading(_("Cases in hand"), f"{len(cases):,}")
    for case in cases:
        left = left_of(case, now, zone)
        sign = Piece(pad(str(left), LEFT_CELLS) + "  ", left.tone, bold=left.sign.strip() != "")
        yield Line((sign, Piece(title_of(case))))


def _reports(detail: StaffDetail, zone: ZoneInfo) -> Iterator[Line]:
    yield heading(_("Reports"), f"{detail.reports:,}")
    for report in detail.newest:
        day = Piece(month_and_day(report.case.reported_at, zone) + "  ", Tone.DIM)
        yield Line((day, Piece(title_of(report.case))), (said(state_of(report.case)),))
