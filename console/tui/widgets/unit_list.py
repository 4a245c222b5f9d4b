"""The units as a list, by tier and platform."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from console.present.register import late_of, return_rate_of, unit_name
from console.present.tones import Tone
from console.present.vocabulary import PLATFORMS, tier_word, word
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.ink import Piece
from console.tui.widgets.row_list import RowList
from core.kernel.text import neutralise, pad
from core.units.rows import UnitLoad, UnitReturns, UnitRow


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with its open cases, what was sent and sent back, and how many rulings it has."""

    load: UnitLoad
    returns: UnitReturns | None
    rulings: int

    @property
    def unit(self) -> UnitRow:
        """The unit."""
        return self.load.unit

    @property
    def place(self) -> tuple[int, str, str]:
        """The place in the list."""
        return self.unit.tier, self.unit.platform, self.unit.code

    @property
    def words(self) -> str:
        """What a unit is found by, in small letters."""
        unit = self.unit
        return f"{unit.code}\n{unit.name}\n{unit.name_en or ''}".casefold()


class UnitList(RowList[UnitLine]):
    """The list of units."""

    def columns(self) -> Sequence[Column[UnitLine]]:
        """Return the columns, in the language spoken now."""
        chinese = in_chinese()
        tier, platform = (4, 8) if chinese else (6, 18)
        return (
            Column(_("Tier"), tier, tier, _tier),
            Column(_("Unit"), 22, 46, _name, weight=1),
            Column(_("Platform"), platform, platform, _platform, yields=2),
            Column(pad(_("Open"), 6, "right"), 6, 6, _open),
            Column(pad(_("Late"), 5, "right"), 5, 5, _late),
            Column(pad(_("Returns"), 8, "right"), 8, 8, _returned, yields=1),
            Column(pad(_("Rulings"), 8, "right"), 8, 8, _rulings, yields=3),
            Column(pad(_("Duties"), 8, "right"), 8, 8, _duties, yields=4),
        )

    def version_of(self, row: UnitLine) -> Hashable:
        """Return everything that is shown."""
        return row

    def clock_of(self, row: UnitLine) -> Hashable:  # noqa: ARG002  nothing in a row runs
        """Return nothing."""
        return None

    def empty_words(self) -> str:
        """Say that no unit was found."""
        return _("No unit here has this code or name.")


def _tier(row: UnitLine, _cells: int) -> Piece:
    return Piece(tier_word(row.unit.tier), Tone.DIM)


def _name(row: UnitLine, _cells: int) -> Piece:
    return Piece(unit_name(row.unit), Tone.STRONG)


def _platform(row: UnitLine, _cells: int) -> Piece:
    return Piece(neutralise(word(PLATFORMS, row.unit.platform)), Tone.DIM)


def _number(number: int, cells: int, tone: Tone = Tone.PLAIN) -> Piece:
    text = f"{number:,}" if number else "·"
    return Piece(pad(text, cells, "right"), tone if number else Tone.FAINT)


def _open(row: UnitLine, cells: int) -> Piece:
    return _number(row.load.open, cells)


def _late(row: UnitLine, cells: int) -> Piece:
    late = late_of(row.load.late)
    return Piece(pad(late.text, cells, "right"), late.tone, bold=row.load.late > 0)


def _returned(row: UnitLine, cells: int) -> Piece:
    rate = return_rate_of(row.returns)
    return Piece(pad(rate.text, cells, "right"), rate.tone)


def _rulings(row: UnitLine, cells: int) -> Piece:
    return _number(row.rulings, cells)


def _duties(row: UnitLine, cells: int) -> Piece:
    return _number(len(row.unit.patterns), cells, Tone.DIM)
