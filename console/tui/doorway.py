"""What stands on the screen while the database is being opened: the desk, still empty."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.screen import Screen

from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Lines, Piece
from console.tui.keys import BY_ID, shown, word_of
from console.tui.themes import Surface
from core.kernel.text import width

SCREENS: Final = ("queue", "timers", "grids", "staff", "units", "reports", "admin", "inbox")
"""The screens that number keys switch between, by the ids of their keys."""


def tabs(here: str, cells: int) -> list[Piece]:
    """Return the names of the screens, the one that is shown marked.

    Where the names do not fit into ``cells`` the others are told by their numbers alone.
    """
    named = _tabs(here, SCREENS)
    fits = sum(width(piece.text) for piece in named) <= cells
    return named if fits else _tabs(here, (here,))


def _tabs(here: str, named: Sequence[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for name in SCREENS:
        key = BY_ID[name]
        shown_now = name == here
        go = f"app.{key.action}"
        pieces.append(Piece(f" {shown(key)} ", Tone.STRONG if shown_now else Tone.DIM, click=go))
        if name not in named:
            continue
        pieces += [
            Piece(
                f" {word_of(key)} ",
                Tone.STRONG if shown_now else Tone.PLAIN,
                click=go,
                surface=Surface.CHIP if shown_now else None,
            ),
        ]
    return pieces


class _Sign(Lines):
    SURFACE = Surface.PANEL

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the one line."""
        name = Piece(" GridDesk  ", Tone.ACCENT, bold=True)
        told = Piece(_("opening the database…") + " ", Tone.DIM)
        room = cells - width(name.text) - width(told.text) - 1
        return [Line((name, *tabs("queue", room)), (told,))]


class Doorway(Screen[None]):
    """The empty desk."""

    DEFAULT_CSS = """
    Doorway { background: $background; }
    """

    def compose(self) -> ComposeResult:
        """Yield the first line."""
        yield _Sign()
