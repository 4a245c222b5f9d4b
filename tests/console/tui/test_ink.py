"""Lines and columns are exact to the cell, whatever is written in them."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich._palettes import STANDARD_PALETTE
from rich.cells import cell_len
from rich.color import Color, ColorSystem

from console.present.tones import Tone
from console.tui.columns import GAP, Column, fit_columns
from console.tui.ink import Line, Piece, draw
from console.tui.themes import COARSE, CONTRAST, DAY, NIGHT, PALETTES, SIXTEEN, Palette, Surface

WRITTEN = st.text(st.sampled_from("abc占道𠮷䶮Ａ👍e\u0301 ·…▲"), max_size=20)
PIECES = st.lists(WRITTEN.map(Piece), max_size=5).map(tuple)


@given(PIECES, PIECES, st.integers(min_value=0, max_value=60))
def test_a_line_is_as_wide_as_asked_for(
    left: tuple[Piece, ...], right: tuple[Piece, ...], cells: int
) -> None:
    strip = draw(Line(left, right), cells, NIGHT, Surface.GROUND)
    assert cell_len(strip.text) == strip.cell_length == cells


def test_the_right_side_stays_and_the_left_is_cut() -> None:
    line = Line((Piece("江陵路与春波路口"),), (Piece("7 / 182"),))
    assert draw(line, 16, NIGHT, Surface.GROUND).text == "江陵路…  7 / 182"
    assert draw(line, 26, NIGHT, Surface.GROUND).text == "江陵路与春波路口   7 / 182"


def test_every_tone_and_surface_has_a_colour_in_every_theme() -> None:
    for palette in PALETTES.values():
        assert set(palette.tones) == set(Tone)
        assert set(palette.surfaces) == set(Surface)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


SURFACES = (
    Surface.GROUND,
    Surface.PANEL,
    Surface.CURSOR,
    Surface.REST,
    Surface.FOOT,
)
FIRST_TONES = frozenset(Tone) - {Tone.DIM, Tone.FAINT}


def _weak(palette: Palette, tones: Iterable[Tone], least: float, system: ColorSystem) -> list[str]:
    """Return what has less contrast than asked for on a terminal with such colours."""

    def shown(colour: str) -> str:
        return Color.parse(colour).downgrade(system).get_truecolor().hex

    if system is ColorSystem.EIGHT_BIT:
        palette = COARSE.get(palette.name, palette)
    return [
        f"{tone} on {surface}"
        for tone in tones
        for surface in SURFACES
        if _contrast(shown(palette.colour(tone, surface)), shown(palette.surfaces[surface])) < least
    ]


@pytest.mark.parametrize("system", (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT))
@pytest.mark.parametrize("palette", (NIGHT, DAY), ids=("dark", "light"))
def test_every_tone_but_the_faint_can_be_read_on_every_surface(
    palette: Palette, system: ColorSystem
) -> None:
    """WCAG 2 asks for 4.5; the dim tone is for what is said elsewhere too and has 3."""
    assert _weak(palette, FIRST_TONES, 4.5, system) == []
    assert _weak(palette, [Tone.DIM], 3.0, system) == []


@pytest.mark.parametrize("system", (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT))
def test_high_contrast_is_seven_to_one_for_every_tone(system: ColorSystem) -> None:
    assert _weak(CONTRAST, Tone, 7.0, system) == []


def test_sixteen_colours_are_colours_of_the_terminal_and_can_be_read() -> None:
    """As the Linux console paints them; also what is late, on the line of the cursor."""
    for colour in (*SIXTEEN.tones.values(), *SIXTEEN.surfaces.values()):
        number = Color.parse(colour).downgrade(ColorSystem.STANDARD).number
        assert number is not None
        assert STANDARD_PALETTE[number].hex == colour
    for colour in SIXTEEN.lit.values():
        assert colour in SIXTEEN.tones.values()
    assert _weak(SIXTEEN, Tone, 4.5, ColorSystem.TRUECOLOR) == []


def _column(head: str, least: int, most: int, weight: int = 0, yields: int = 0) -> Column[str]:
    return Column(head, least, most, lambda row, _cells: Piece(row), weight, yields)


COLUMNS = (
    _column("left", 10, 10),
    _column("matter", 16, 40, weight=3),
    _column("place", 14, 30, weight=1, yields=1),
    _column("number", 16, 16, yields=2),
)


@pytest.mark.parametrize(
    ("cells", "expected"),
    (
        (20, {"left": 10, "matter": 16}),
        (28, {"left": 10, "matter": 16}),
        (44, {"left": 10, "matter": 16, "place": 14}),
        (48, {"left": 10, "matter": 19, "place": 15}),
        (62, {"left": 10, "matter": 16, "place": 14, "number": 16}),
        (200, {"left": 10, "matter": 40, "place": 30, "number": 16}),
    ),
)
def test_columns_share_the_room_and_the_least_needed_give_way(
    cells: int, expected: dict[str, int]
) -> None:
    assert {column.head: size for column, size in fit_columns(COLUMNS, cells)} == expected


@given(st.integers(min_value=28, max_value=300))
def test_columns_never_need_more_than_there_is(cells: int) -> None:
    fitted = fit_columns(COLUMNS, cells)
    assert sum(size for _, size in fitted) + GAP * (len(fitted) - 1) <= cells
