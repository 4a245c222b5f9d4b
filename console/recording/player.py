"""Playing a recording on a terminal, as fast as wanted."""

import os
import select
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from console.recording.cast import PAINTED, RESIZED, Cast, only_painting

PAUSE: Final = " "
LEAVE: Final = frozenset({"q", "\x03", "\x1b"})

_BEGIN: Final = "\x1b[?1049h\x1b[?25l\x1b[0m\x1b[2J\x1b[H"
_END: Final = "\x1b[0m\x1b[?25h\x1b[?1049l"
_CLEAR: Final = "\x1b[0m\x1b[2J\x1b[H"

NextKey = Callable[[float | None], str | None]
"""Waits so many seconds, or for ever, for a key; ``None`` when none was pressed."""


class Player:
    """Plays a recording; a space pauses, q leaves."""

    def __init__(
        self,
        out: TextIO,
        next_key: NextKey,
        speed: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out = out
        self._next_key = next_key
        self._speed = speed
        self._clock = clock

    def play(self, cast: Cast) -> None:
        """Paint what was painted, with its pauses, and let the last picture stand until a key."""
        before = 0.0
        for event in cast.events:
            gap = min(max(event.at - before, 0.0), cast.longest_pause)
            before = event.at
            if not self._goes_on(gap / self._speed):
                return
            if event.kind == PAINTED:
                self._out.write(only_painting(event.data))
            elif event.kind == RESIZED:
                self._out.write(_CLEAR)
            self._out.flush()
        self._next_key(None)

    def _goes_on(self, rest: float) -> bool:
        """Wait for ``rest`` seconds of playing; say whether nobody left meanwhile."""
        while True:
            started = self._clock()
            key = self._next_key(max(rest, 0.0))
            rest -= self._clock() - started
            if key is None:
                return True
            if key in LEAVE or (key == PAUSE and not self._pauses()):
                return False

    def _pauses(self) -> bool:
        """Stand still until the next space; say whether nobody left meanwhile."""
        while (key := self._next_key(None)) != PAUSE:
            if key in LEAVE:
                return False
        return True


@contextmanager
def terminal() -> Iterator[NextKey]:
    """Take the terminal over, and give it back as it was."""
    source = sys.stdin.fileno()
    before = termios.tcgetattr(source)
    tty.setcbreak(source)
    sys.stdout.write(_BEGIN)
    try:
        yield lambda seconds: _key(source, seconds)
    finally:
        sys.stdout.write(_END)
        sys.stdout.flush()
        termios.tcsetattr(source, termios.TCSADRAIN, before)


def _key(source: int, seconds: float | None) -> str | None:
    ready, _writable, _failed = select.select([source], [], [], seconds)
    if not ready:
        return None
    # Somebody who hung up presses nothing any more.
    return os.read(source, 1).decode("ascii", "replace") or "q"
