"""What is known about a unit: its cases, what it sent back, its rulings, what it answers for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from console.present.register import late_of, return_rate_of, unit_name
from console.present.times import month_and_day
from console.present.tones import Tone
from console.present.vocabulary import PLATFORMS, tier_word, word
from console.present.words import _, in_chinese
from console.tui.ink import Line, Piece, said
from console.tui.widgets.facts import apart, folded, heading
from console.tui.widgets.unit_list import UnitLine
from core.catalogue.rows import ItemRow
from core.kernel.text import fold, neutralise, pad
from core.units.rows import RulingRow

_CODE_CELLS: Final = 7


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """A unit, read in full; ``items`` is the admission list of today."""

    line: UnitLine
    items: tuple[ItemRow, ...]
    rulings: tuple[RulingRow, ...]


def unit_outline(line: UnitLine, cells: int) -> Sequence[Line]:  # noqa: ARG001  what does not fit is cut
    """Return the most important of a unit in two lines."""
    unit, load = line.unit, line.load
    late = (said(late_of(load.late), bold=True), Piece(" ")) if load.late else ()
    first = (Piece(f" {unit_name(unit)}  ", Tone.STRONG), Piece(neutralise(unit.code), Tone.DIM))
    waiting = Piece(_("open %(n)s") % {"n": f"{load.open:,}"} + " ")
    about = f" {tier_word(unit.tier)} · {word(PLATFORMS, unit.platform)}   "
    second = (Piece(about, Tone.DIM), Piece(_sent(line)))
    return [Line(first, (waiting, *late)), Line(second)]


def unit_facts(detail: UnitDetail, zone: ZoneInfo, cells: int) -> Sequence[Line]:
    """Return everything about a unit."""
    return apart(
        [*_head(detail.line, cells)],
        [*_work(detail.line)],
        [*_rulings(detail.rulings, zone, cells)],
        [*_duties(detail, cells)],
    )


def _head(line: UnitLine, cells: int) -> Iterator[Line]:
    unit = line.unit
    for part in fold(unit_name(unit), cells):
        yield Line((Piece(part, Tone.STRONG),))
    yield Line((Piece(neutralise(unit.code), Tone.DIM),), (Piece(tier_word(unit.tier), Tone.DIM),))
    yield Line((Piece(word(PLATFORMS, unit.platform)),), (Piece(unit.area_code, Tone.DIM),))


def _work(line: UnitLine) -> Iterator[Line]:
    load = line.load
    late = (said(late_of(load.late), bold=True), Piece("  ")) if load.late else ()
    yield Line(
        (Piece(_("Open cases"), Tone.STRONG),), (*late, Piece(f"{load.open:,}", Tone.STRONG))
    )
    yield heading(_("Last 30 days"))
    returns = line.returns
    sent, back = (returns.dispatched, returns.returned) if returns else (0, 0)
    yield Line((Piece(_("sent to it")),), (Piece(f"{sent:,}"),))
    yield Line((Piece(_("sent back")),), (Piece(f"{back:,}"),))
    yield Line((Piece(_("return rate")),), (said(return_rate_of(returns), bold=True),))


def _sent(line: UnitLine) -> str:
    returns = line.returns
    if returns is None or not returns.dispatched:
        return _("nothing sent in 30 days")
    told = _("30 days: sent %(sent)s, back %(back)s")
    return told % {"sent": f"{returns.dispatched:,}", "back": f"{returns.returned:,}"}


def _rulings(rulings: Sequence[RulingRow], zone: ZoneInfo, cells: int) -> Iterator[Line]:
    if not rulings:
        return
    yield heading(_("Ruled to be theirs"), f"{len(rulings):,}")
    for ruling in rulings:
        day = month_and_day(ruling.ruled_at, zone)
        left = (Piece(f"{day}  ", Tone.DIM), Piece(pad(neutralise(ruling.item_code), _CODE_CELLS)))
        yield Line(left, (Piece(neutralise(ruling.number), Tone.DIM),))
        yield from folded(neutralise(ruling.reason), cells, Tone.PLAIN, "  ")


def _duties(detail: UnitDetail, cells: int) -> Iterator[Line]:
    patterns = detail.line.unit.patterns
    yield heading(_("Answers for"), f"{len(patterns):,}")
    for pattern in patterns:
        items = [item for item in detail.items if item.code.startswith(pattern)]
        exact = len(items) == 1 and items[0].code == pattern
        code = pad(neutralise(pattern if exact else f"{pattern}*"), _CODE_CELLS)
        yield from folded(_covered(items), cells, Tone.PLAIN, code)


def _covered(items: Sequence[ItemRow]) -> str:
    if not items:
        return _("no item of today")
    first = items[0]
    name = neutralise(first.name if in_chinese() else first.name_en or first.name)
    return f"{name}  +{len(items) - 1}" if len(items) > 1 else name
