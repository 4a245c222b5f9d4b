"""The lanes: how many cases each tier has open, due today and late, as numbers and small bars."""

from collections.abc import Sequence
from typing import Final

from console.present.tones import Tone
from console.present.words import _, in_chinese
from console.tui.ink import BLANK, Line, Lines, Piece
from console.tui.themes import Surface
from core.cases.rows import LaneCount
from core.kernel.text import neutralise, pad, width

EVERY: Final = 0
"""The lane of all tiers together."""

_NUMERALS: Final = "〇一二三四五六七八九"
_BAR: Final = "━"


def lane_sum(lanes: Sequence[LaneCount]) -> LaneCount:
    """Add the lanes up to the one of all tiers."""
    return LaneCount(
        EVERY,
        _("All tiers"),
        _("All tiers"),
        sum(lane.open for lane in lanes),
        sum(lane.due_today for lane in lanes),
        sum(lane.late for lane in lanes),
    )


def lane_name(lane: LaneCount) -> str:
    """Return the name of a lane in the language spoken now."""
    if lane.tier == EVERY:
        return _("All tiers")
    return neutralise(lane.name if in_chinese() else lane.name_en)


def lane_numeral(lane: LaneCount) -> str:
    """Return the tier as a numeral: 三, or 3."""
    if lane.tier == EVERY:
        return "∑"
    if in_chinese() and lane.tier < len(_NUMERALS):
        return _NUMERALS[lane.tier]
    return str(lane.tier)


class LaneChoice(Lines):
    """What both forms of the lanes know."""

    def __init__(self) -> None:
        super().__init__()
        self._lanes: tuple[LaneCount, ...] = ()
        self._chosen = EVERY

    def tell(self, lanes: tuple[LaneCount, ...], chosen: int) -> None:
        """Show other counts, or another choice."""
        if (lanes, chosen) != (self._lanes, self._chosen):
            self._lanes = lanes
            self._chosen = chosen
            self.redraw()


class LaneColumn(LaneChoice):
    """The lanes in a column, for a wide screen."""

    DEFAULT_CSS = """
    LaneColumn { width: 100%; padding: 0 0 0 1; }
    """

    def lines(self, cells: int) -> Sequence[Line]:
        """Return three lines for each lane."""
        told: list[Line] = []
        for lane in self._lanes:
            told += [*self._lane(lane, cells), BLANK]
        return told

    def _lane(self, lane: LaneCount, cells: int) -> list[Line]:
        chosen = lane.tier == self._chosen
        surface = Surface.CURSOR if chosen else None
        click = f"screen.lane_to({lane.tier})"
        mark = Piece("▎" if chosen else " ", Tone.ACCENT)
        name = Piece(
            f"{pad(lane_numeral(lane), 3)}{lane_name(lane)}",
            Tone.STRONG if chosen else Tone.PLAIN,
            click=click,
        )
        count = Piece(f"{lane.open:,} ", Tone.STRONG, click=click)
        late = Piece(
            "▲ " + f"{lane.late:,} " if lane.late else "", Tone.LATE, bold=True, click=click
        )
        room = cells - 1 - max(8, width(late.text)) - 1
        return [
            Line((mark, name), (count,), surface),
            Line((mark, *lane_bar(lane, room, click)), (late,), surface),
        ]


def lane_bar(lane: LaneCount, cells: int, click: str) -> list[Piece]:
    """Draw what is late, due today and the rest of a lane as a bar."""
    late = _share(lane.late, lane.open, cells)
    today = min(_share(lane.due_today, lane.open, cells), cells - late)
    return [
        Piece(_BAR * late, Tone.LATE, click=click),
        Piece(_BAR * today, Tone.SOON, click=click),
        Piece(_BAR * (cells - late - today), Tone.FAINT, click=click),
    ]


def _share(part: int, whole: int, cells: int) -> int:
    """Return how many of ``cells`` stand for ``part``; something is never shown as nothing."""
    if not part or not whole:
        return 0
    return min(cells, max(1, round(cells * part / whole)))


class LaneTabs(LaneChoice):
    """The lanes in one line, for a narrow screen."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    LaneTabs { height: 1; }
    """

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        pieces: list[Piece] = []
        for lane in self._lanes:
            chosen = lane.tier == self._chosen
            click = f"screen.lane_to({lane.tier})"
            surface = Surface.CURSOR if chosen else None
            pieces += [
                Piece("▎" if chosen else " ", Tone.ACCENT, surface=surface),
                Piece(
                    f"{lane_numeral(lane)} {lane_name(lane)} ",
                    Tone.STRONG if chosen else Tone.DIM,
                    click=click,
                    surface=surface,
                ),
                Piece(f"{lane.open:,} ", Tone.STRONG if chosen else Tone.PLAIN, surface=surface),
            ]
            if lane.late:
                pieces.append(Piece(f"▲{lane.late:,} ", Tone.LATE, surface=surface))
        return [Line(tuple(pieces))]
