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

SCREENS: Final = ("queue", "timers")
"""The screens that number keys switch between, by the ids of their keys."""


def tabs(here: str) -> list[Piece]:
    """Return the names of the screens, the one that is shown marked."""
    pieces: list[Piece] = []
    for name in SCREENS:
        key = BY_ID[name]
        shown_now = name == here
        pieces += [
            Piece(f" {shown(key)} ", Tone.STRONG if shown_now else Tone.DIM),
            Piece(
                f" {word_of(key)} ",
                Tone.STRONG if shown_now else Tone.PLAIN,
                click=f"app.go('{name}')",
                surface=Surface.CHIP if shown_now else None,
            ),
        ]
    return pieces


class _Sign(Lines):
    SURFACE = Surface.PANEL

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  one line
        name = Piece(" GridDesk  ", Tone.ACCENT, bold=True)
        return [Line((name, *tabs("queue")), (Piece(_("opening the database…") + " ", Tone.DIM),))]


class Doorway(Screen[None]):
    """The empty desk."""

    DEFAULT_CSS = """
    Doorway { background: $background; }
    """

    def compose(self) -> ComposeResult:
        """Yield the first line."""
        yield _Sign()
