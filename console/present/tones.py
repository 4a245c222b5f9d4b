"""Tones: what a piece of text wants to feel like, before anybody says which colour.

A tone never stands alone: whatever it says is also said by a word or a sign, so that
`NO_COLOR`, sixteen colours and a reader's voice lose nothing.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a piece of text stands out."""

    PLAIN = "plain"
    STRONG = "strong"
    DIM = "dim"
    FAINT = "faint"
    ACCENT = "accent"
    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    GOOD = "good"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of text and its tone; the text has been made harmless."""

    text: str
    tone: Tone = Tone.PLAIN
