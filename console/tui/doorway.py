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
    return all_tabs(here, cells) or _tabs(here, (here,), " ")


def all_tabs(here: str, cells: int) -> list[Piece]:
    """Return the names of all screens, closer together if need be; none where they do not fit."""
    for after_number in (" ", ""):
        named = _tabs(here, SCREENS, after_number)
        if sum(width(piece.text) for piece in named) <= cells:
            return named
    return []


def _tabs(here: str, named: Sequence[str], after_number: str) -> list[Piece]:
    pieces: list[Piece] = []
    for name in SCREENS:
        key = BY_ID[name]
        shown_now = name == here
        tone = Tone.STRONG if shown_now else Tone.DIM
        go = f"app.{key.action}"
        pieces.append(Piece(f" {shown(key)}{after_number}", tone, click=go))
        if name in named:
            word = Tone.STRONG if shown_now else Tone.PLAIN
            chip = Surface.CHIP if shown_now else None
            pieces.append(Piece(f" {word_of(key)} ", word, click=go, surface=chip))
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
