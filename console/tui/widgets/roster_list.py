"""The roster as a list, by staff number, however many people there are."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Final

from console.present.register import POSTS, late_of, post_place
from console.present.tones import Tone
from console.present.vocabulary import word
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.ink import Piece
from console.tui.shop import RosterRows
from console.tui.widgets.row_list import RowList
from core.kernel.text import neutralise, pad
from core.staff.rows import PostRow, RosterRow

_WITH_STREET: Final = 22
"""Cells from which on most places fit with their street."""


class RosterSource:
    """The people that a text finds."""

    def __init__(self, roster: RosterRows, text: str) -> None:
        self._roster = roster
        self._text = text

    def total(self, now: datetime) -> int:  # noqa: ARG002  postings change by imports alone
        """Count the people."""
        return self._roster.total(self._text)

    def rank(self, row: RosterRow, now: datetime) -> int:  # noqa: ARG002
        """Count the people before a place."""
        return self._roster.rank(self._text, row.number)

    def after(self, row: RosterRow | None, limit: int, now: datetime) -> Sequence[RosterRow]:
        """Read on behind somebody, or from the start."""
        return self._roster.after(self._text, row.number if row else None, limit, now)

    def before(self, row: RosterRow | None, limit: int, now: datetime) -> Sequence[RosterRow]:
        """Read who stands before somebody, or the end of the list."""
        return self._roster.before(self._text, row.number if row else None, limit, now)

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[RosterRow]:
        """Read from a rank on."""
        return self._roster.at(self._text, rank, limit, now)

    def find(self, row: RosterRow, now: datetime) -> RosterRow | None:  # noqa: ARG002  see below
        """Return nobody: a number never moves in the list."""
        return None

    def order_of(self, row: RosterRow) -> tuple[str]:
        """Return what people are ordered by."""
        return (row.number,)

    def identity_of(self, row: RosterRow) -> str:
        """Return what stays while posts and cases change."""
        return row.number


class RosterList(RowList[RosterRow]):
    """The list of people."""

    def columns(self) -> Sequence[Column[RosterRow]]:
        """Return the columns, in the language spoken now."""
        post = 8 if in_chinese() else 11
        return (
            Column(_("Number"), 9, 12, lambda row, _n: Piece(neutralise(row.number), Tone.DIM)),
            Column(_("Person"), 8, 12, lambda row, _n: Piece(neutralise(row.name), Tone.STRONG)),
            Column(_("Post"), post, post, _post),
            Column(_("Grid"), 16, 34, _place, weight=2),
            Column(pad(_("In hand"), 7, "right"), 7, 7, _open),
            Column(pad(_("Late"), 5, "right"), 5, 5, _late),
            Column(_("Since"), 10, 10, _since, yields=1),
            Column(_("Phone"), 11, 12, _phone, yields=2),
        )

    def version_of(self, row: RosterRow) -> Hashable:
        """Return everything that is shown."""
        return row

    def clock_of(self, row: RosterRow) -> Hashable:  # noqa: ARG002  nothing in a row runs
        """Return nothing."""
        return None

    def empty_words(self) -> str:
        """Say that nobody was found."""
        return _("Nobody here has this number or name.")


def _main(row: RosterRow) -> PostRow | None:
    return row.posts[0] if row.posts else None


def _post(row: RosterRow, _cells: int) -> Piece:
    main = _main(row)
    return Piece(word(POSTS, main.post) if main else "")


def _place(row: RosterRow, cells: int) -> Piece:
    main = _main(row)
    if main is None:
        return Piece("")
    more = f"  +{len(row.posts) - 1}" if len(row.posts) > 1 else ""
    return Piece(post_place(main, street=cells >= _WITH_STREET) + more)


def _open(row: RosterRow, cells: int) -> Piece:
    text = f"{row.open:,}" if row.open else "·"
    return Piece(pad(text, cells, "right"), Tone.PLAIN if row.open else Tone.FAINT)


def _late(row: RosterRow, cells: int) -> Piece:
    late = late_of(row.late)
    return Piece(pad(late.text, cells, "right"), late.tone, bold=row.late > 0)


def _since(row: RosterRow, _cells: int) -> Piece:
    main = _main(row)
    return Piece(main.since.isoformat() if main else "", Tone.DIM)


def _phone(row: RosterRow, _cells: int) -> Piece:
    return Piece(neutralise(row.phone), Tone.DIM)
