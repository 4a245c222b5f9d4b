"""What is known about an area: staff by post, cases by tier, and the notice board of a grid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from console.present.register import (
    DUTIES,
    POSTS,
    area_kind,
    area_name,
    late_of,
    staffing_of,
    vacancies_of,
)
from console.present.times import LATE_SIGN, SOON_SIGN
from console.present.tones import Tone
from console.present.vocabulary import tier_word, word
from console.present.words import _, _n, in_chinese
from console.tui.ink import BLANK, Line, Piece, said
from console.tui.keys import BY_ID, shown
from console.tui.themes import Surface
from console.tui.widgets.area_map import AreaMap, map_lines
from console.tui.widgets.facts import apart, folded, heading
from core.areas.codes import Level
from core.areas.rows import AreaLoad, FoundArea
from core.cases.rows import LaneCount
from core.kernel.text import fold, neutralise, pad, width
from core.staff.models import Post
from core.staff.rows import BoardRow, Person

_COUNT_CELLS: Final = 6
_FRAME: Final = 3
"""Cells of the notice board that stay free: at its edges, and before what is on the right."""


@dataclass(frozen=True, slots=True)
class AreaDetail:
    """An area, read in full.

    ``around`` names the areas it lies in, the widest first; ``lacking`` are its first grids
    without a full-time member. ``map`` shows the areas in it, or of one that has none those
    beside it.
    """

    load: AreaLoad
    around: tuple[str, ...]
    lanes: tuple[LaneCount, ...]
    board: tuple[BoardRow, ...]
    lacking: tuple[FoundArea, ...]
    map: AreaMap


def area_outline(load: AreaLoad, cells: int) -> Sequence[Line]:  # noqa: ARG001  what does not fit is cut
    """Return the most important of an area in two lines."""
    vacant = vacancies_of(load)
    late = (Piece("  "), said(late_of(load.late), bold=True)) if load.late else ()
    first = (Piece(f" {area_name(load.area)}  ", Tone.STRONG), Piece(load.area.code, Tone.DIM))
    waiting = (Piece(_("open %(n)s") % {"n": f"{load.open:,}"}), *late, Piece(" "))
    second = [Piece(f" {_size(load)}   ", Tone.DIM), Piece(_("staff") + " ", Tone.DIM)]
    second += [Piece(staffing_of(load) + "  "), said(vacant, bold=True)]
    return [Line(first, waiting), Line(tuple(second))]


def area_facts(detail: AreaDetail, known: Mapping[str, Person], cells: int) -> Sequence[Line]:
    """Return everything about an area; who is in ``known`` is named in full."""
    load = detail.load
    return apart(
        [*_head(detail, cells)],
        [*_cases(detail)],
        [*map_lines(detail.map, cells)],
        [*_staffing(load)],
        [*_lacking(detail, cells)],
        [*_board(detail, known, cells)] if load.area.level >= Level.GRID else [],
    )


def _head(detail: AreaDetail, cells: int) -> Iterator[Line]:
    area = detail.load.area
    for part in fold(area_name(area), cells):
        yield Line((Piece(part, Tone.STRONG),))
    yield Line((Piece(area.code, Tone.DIM),), (Piece(area_kind(area), Tone.DIM),))
    yield from folded(" · ".join(detail.around[1:]), cells) if detail.around[1:] else ()
    yield from folded(_size(detail.load), cells)


def _size(load: AreaLoad) -> str:
    grids = load.grids
    told = [_n("%(n)s grid", "%(n)s grids", grids)] if load.area.level < Level.GRID else []
    told.append(_n("%(n)s home", "%(n)s homes", load.households))
    told.append(_n("%(n)s resident", "%(n)s residents", load.residents))
    return "  ".join(told)


def _cases(detail: AreaDetail) -> Iterator[Line]:
    yield heading(_("Open cases"), f"{detail.load.open:,}")
    for lane in detail.lanes:
        if lane.open:
            name = lane.name if in_chinese() else lane.name_en
            left = (
                Piece(pad(tier_word(lane.tier), 8), Tone.DIM),
                Piece(neutralise(name)),
            )
            yield Line(left, (*_sign(lane), Piece(pad(f"{lane.open:,}", _COUNT_CELLS, "right"))))


def _sign(lane: LaneCount) -> list[Piece]:
    pieces = []
    if lane.late:
        pieces.append(Piece(f"{LATE_SIGN}{lane.late:,} ", Tone.LATE, bold=True))
    if lane.due_today:
        pieces.append(Piece(f"{SOON_SIGN}{lane.due_today:,} ", Tone.SOON))
    return pieces


def _staffing(load: AreaLoad) -> Iterator[Line]:
    single = load.area.level == Level.GRID
    yield heading(_("Staff"), staffing_of(load) if single else "1+1+1+X")
    for post in load.posts:
        tone = Tone.LATE if post.post == Post.FULL_TIME else Tone.SOON
        sign = LATE_SIGN if tone is Tone.LATE else SOON_SIGN
        vacant = _("vacant") if single else _("vacant %(n)s") % {"n": f"{post.vacant:,}"}
        gap = (Piece(f"{sign} {vacant}", tone, bold=True),) if post.vacant > 0 else ()
        count = Piece(pad(f"{post.people:,}" if post.people else "·", _COUNT_CELLS, "right"))
        yield Line((Piece(word(POSTS, post.post)),), (*gap, count))


def _lacking(detail: AreaDetail, cells: int) -> Iterator[Line]:
    if not detail.lacking:
        return
    yield heading(_("Grids without a full-time member"))
    for found in detail.lacking:
        place = " ".join((neutralise(found.community), area_name(found.area)))
        yield from folded(place, cells, Tone.PLAIN, f"{LATE_SIGN} ")
    more = detail.load.posts[2].vacant - len(detail.lacking)
    if more > 0:
        yield Line((Piece("  " + _("and %(n)s more") % {"n": f"{more:,}"}, Tone.DIM),))


def _board(detail: AreaDetail, known: Mapping[str, Person], cells: int) -> Iterator[Line]:
    """Yield the notice board as it hangs in the street, on a ground of its own."""
    yield heading(_("Notice board"), "")
    for line in apart(
        [*_board_head(detail, cells - _FRAME)],
        [*_board_people(detail.board, known, cells - _FRAME)],
        [*_board_duties(cells - _FRAME)],
    ):
        yield Line((Piece(" "), *line.left), (*line.right, Piece(" ")), Surface.REST)
    if detail.board and not known:
        key = Piece(shown(BY_ID["reveal"]), Tone.ACCENT, bold=True, click="screen.reveal")
        yield BLANK
        yield Line((key, Piece(" " + _("names and phones in full, on record"), Tone.DIM)))


def _board_head(detail: AreaDetail, cells: int) -> Iterator[Line]:
    area = detail.load.area
    for part in fold("".join((*detail.around[-1:], area_name(area))), cells):
        yield Line((Piece(part, Tone.STRONG),))
    yield Line((Piece(_("Code") + "  ", Tone.DIM), Piece(area.code)))
    yield from folded(_size(detail.load), cells, Tone.PLAIN, _("Size") + "  ")


def _board_people(
    board: Sequence[BoardRow], known: Mapping[str, Person], cells: int
) -> Iterator[Line]:
    label = max(width(word(POSTS, post)) for post in Post)
    for post in Post:
        people = [row for row in board if row.post == post]
        lead = pad(word(POSTS, post), label) + "  "
        if not people:
            none = ("–", Tone.DIM) if post is Post.PART_TIME else (_("vacant"), Tone.SOON)
            yield Line((Piece(lead, Tone.DIM), Piece(*none)))
        elif post is Post.PART_TIME and not known:
            names = [_called(row, known)[0] for row in people]
            for number, line in enumerate(_in_lines(names, cells - width(lead))):
                told = Piece(lead if number == 0 else " " * width(lead), Tone.DIM)
                yield Line((told, Piece(line)))
        else:
            for number, row in enumerate(people):
                name, phone = _called(row, known)
                told = Piece(lead if number == 0 else " " * width(lead), Tone.DIM)
                yield Line((told, Piece(name)), (Piece(phone, Tone.PLAIN if known else Tone.DIM),))


def _in_lines(names: Sequence[str], cells: int) -> list[str]:
    """Put names one after the other, in as many lines as it takes; none is torn apart."""
    lines = [""]
    for name in names:
        longer = f"{lines[-1]}  {name}" if lines[-1] else name
        if width(longer) > cells and lines[-1]:
            lines.append(name)
        else:
            lines[-1] = longer
    return lines


def _called(row: BoardRow, known: Mapping[str, Person]) -> tuple[str, str]:
    person = known.get(row.number)
    name, phone = (person.name, person.phone) if person else (row.name, row.phone)
    called = neutralise(name)
    if row.covers_until is not None:
        day = f"{row.covers_until:%m-%d}"
        called += _(" (stands in until %(day)s)") % {"day": day}
    return called, neutralise(phone)


def _board_duties(cells: int) -> Iterator[Line]:
    yield Line((Piece(_("Duties"), Tone.DIM),))
    for duty in DUTIES:
        yield from folded(_(duty), cells, Tone.PLAIN, "· ")
