"""All figures of the line under the cursor, the chosen one with its definition."""

from collections.abc import Iterator, Sequence

from console.present.figures import DEFINITIONS, FIGURES, NO_RATE, parts_of, rate_of
from console.present.tones import Tone
from console.present.vocabulary import word
from console.present.words import _
from console.tui.ink import BLANK, Line, Piece
from console.tui.keys import BY_ID, shown, word_of
from console.tui.themes import Surface
from console.tui.widgets.facts import folded
from console.tui.widgets.figure_list import FigureLine


def figure_facts(line: FigureLine, chosen: str, cells: int) -> Sequence[Line]:
    """Return the line's name, the chosen figure with what it means, then every figure."""
    return list(_lines(line, chosen, cells))


def _lines(line: FigureLine, chosen: str, cells: int) -> Iterator[Line]:
    figure, key = line.figure(chosen), BY_ID["behind"]
    value = Piece(rate_of(figure), Tone.STRONG, bold=True)
    yield Line((Piece(line.name, Tone.DIM),))
    yield Line((Piece(word(FIGURES, chosen), Tone.STRONG),), (value,))
    yield Line((Piece(parts_of(figure), Tone.DIM),))
    yield BLANK
    yield from folded(_(DEFINITIONS[chosen]), cells)
    if figure.denominator or figure.numerator:
        sign = Piece(shown(key), Tone.ACCENT, bold=True, click=f"screen.{key.action}")
        yield Line((sign, Piece(f" {word_of(key)}", click=f"screen.{key.action}")))
    yield BLANK
    for other in line.section.figures:
        here = other.name == chosen
        told = rate_of(other)
        tone = Tone.FAINT if told == NO_RATE else Tone.PLAIN
        click = f"screen.choose_figure('{other.name}')"
        yield Line(
            (
                Piece("▌" if here else " ", Tone.ACCENT),
                Piece(word(FIGURES, other.name), Tone.STRONG if here else tone, click=click),
            ),
            (Piece(told, tone),),
            Surface.CURSOR if here else None,
        )


def figure_outline(line: FigureLine, chosen: str, _cells: int) -> Sequence[Line]:
    """Return the chosen figure in two lines."""
    figure = line.figure(chosen)
    left = (
        Piece(f" {word(FIGURES, chosen)} ", Tone.STRONG),
        Piece(f" {rate_of(figure)} ", Tone.STRONG, bold=True),
        Piece(f" {parts_of(figure)}", Tone.DIM),
    )
    defined = Piece(f" {_(DEFINITIONS[chosen])}", Tone.DIM)
    return [Line(left, (Piece(f"{line.name} ", Tone.DIM),)), Line((defined,))]


def definitions(cells: int) -> Sequence[Line]:
    """Return every figure with its definition."""
    told: list[Line] = []
    for name, definition in DEFINITIONS.items():
        told += [
            Line((Piece(word(FIGURES, name), Tone.STRONG),)),
            *folded(_(definition), cells),
            BLANK,
        ]
    return told[:-1]
