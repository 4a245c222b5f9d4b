"""What the foot and the head of every screen tell: is the line live, what was just said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual.message import Message

from console.present.tones import Said, Tone

NOTICE_SECONDS: Final = 12.0
ANSWER_SECONDS: Final = 2.0
"""How long an answer to the operator stands before news may take its place."""


@dataclass
class Status:
    """Shared by all screens; the application changes it, and the widgets draw it."""

    lost_since: datetime | None = None
    notice: Said | None = None
    notices: int = 0
    highest_tier: int = 0
    """The highest tier of the district; 0 until the lanes have been read."""
    read_only: bool = False
    """Whether nothing may be changed from here."""
    place: str = ""
    """The name of the jurisdiction."""
    beat_at: datetime | None = None
    """When the timers last showed that they live; ``None`` where they never ran."""

    @property
    def live(self) -> bool:
        """Whether the database answers and changes of others arrive."""
        return self.lost_since is None

    def say(self, text: str, tone: Tone = Tone.GOOD) -> int:
        """Set the notice; return its number, with which it can be taken back."""
        self.notice = Said(text, tone)
        self.notices += 1
        return self.notices

    def hush(self, number: int | None = None) -> None:
        """Take the notice back, or only the one of that number."""
        if number is None or number == self.notices:
            self.notice = None


class Say(Message):
    """Something to say to the operator in the foot of the screen.

    It answers what the operator did, or it is news: what others did, that the database is back.
    """

    def __init__(self, sentence: str, tone: Tone = Tone.GOOD, *, is_news: bool = False) -> None:
        super().__init__()
        self.sentence = sentence
        self.tone = tone
        self.is_news = is_news


class ReadFailed(Message):
    """The database did not answer a read, or the program made a mistake reading."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
