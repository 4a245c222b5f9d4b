"""From the text of an option to a value; what does not fit is told with what would."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import typer

from console.present.words import _
from core.deadlines.ledger import FIRST_YEAR, LAST_YEAR


def whole(text: str | int) -> int:
    """Read a whole number, zero or more; a default comes as a number already."""
    text = str(text)
    if text.isascii() and text.isdecimal():
        return int(text)
    raise typer.BadParameter(_("%(value)s is no whole number.") % {"value": text})


def one_or_more(text: str) -> int:
    """Read a whole number, one or more."""
    if not (number := whole(text)):
        raise typer.BadParameter(_("%(value)s is no whole number from 1 on.") % {"value": text})
    return number


def day(text: str) -> date:
    """Read a day, ``2026-09-30``, of a year that a calendar may have."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            _("%(value)s is no date; write it as 2026-09-30.") % {"value": text}
        ) from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        known = {"value": text, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise typer.BadParameter(
            _("%(value)s lies outside of the years %(first)s to %(last)s.") % known
        )
    return read


def moment(text: str) -> datetime:
    """Read a moment, ``2026-09-30T15:00+08:00``; without an offset it is local to the desk."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            _("%(value)s is no time; write it as 2026-09-30T15:00+08:00.") % {"value": text}
        ) from None


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """Give a moment without an offset that of the desk."""
    return at.replace(tzinfo=zone) if at.tzinfo is None else at


def one_of(known: Iterable[str]) -> Callable[[str], str]:
    """Return a reader of the words ``known``; hyphens and capitals are forgiven."""
    words = tuple(known)

    def read(text: str) -> str:
        word = text.lower().replace("-", "_")
        if word in words:
            return word
        raise typer.BadParameter(
            _("%(value)s is not one of %(known)s.") % {"value": text, "known": ", ".join(words)}
        )

    return read
