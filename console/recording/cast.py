"""The file of a recording: asciicast, version 2, which other players know too.

One JSON array a line: seconds since the start, a kind, and what happened. ``o`` was painted,
``r`` is a new size, ``m`` a mark: a command with its receipt, or a change by somebody.
https://docs.asciinema.org/manual/asciicast/v2/
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

from core.kernel.errors import Invalid
from core.kernel.words import N_

VERSION: Final = 2
PAINTED: Final = "o"
RESIZED: Final = "r"
MARKED: Final = "m"
LONGEST_PAUSE: Final = 5.0
"""Seconds to which a player shortens a pause: nobody waits for a quiet night."""

_SEQUENCE: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-Z\\`-~]"
    r"|[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_PAINTS: Final = re.compile(r"\x1b\[[0-9;:]*[mABCDGHJKdf]")


def only_painting(text: str) -> str:
    """Return ``text`` without what does more than move the cursor, colour, erase and write.

    A recording from elsewhere must not set titles, fill clipboards or make a terminal answer.
    """
    return _SEQUENCE.sub(lambda found: found[0] if _PAINTS.fullmatch(found[0]) else "", text)


class CastWriter:
    """Writes a recording as it happens, each event at once.

    The desk goes on when the disk is full: ``broken`` then says why the recording ends early.

    Raises:
        Invalid: there is such a file already, or it cannot be made.
    """

    def __init__(
        self, path: Path, size: tuple[int, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        try:
            # For its owner only, and never over what is there.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise Invalid(
                N_("The recording %(file)s cannot be made: %(why)s."),
                field="file",
                file=str(path),
                why=error.strerror or "",
            ) from error
        self._file = os.fdopen(handle, "w", encoding="utf-8")
        self._turn = Lock()
        self._clock = clock
        self._start = clock()
        self.broken = ""
        width, height = size
        self._write(
            {
                "version": VERSION,
                "width": width,
                "height": height,
                "timestamp": int(time.time()),
                "idle_time_limit": LONGEST_PAUSE,
                "title": "GridDesk",
            }
        )

    def painted(self, text: str) -> None:
        """Keep what was painted."""
        if kept := only_painting(text):
            self._event(PAINTED, kept)

    def resized(self, width: int, height: int) -> None:
        """Keep a new size of the terminal."""
        self._event(RESIZED, f"{width}x{height}")

    def marked(self, what: str) -> None:
        """Keep that something happened, in a sentence."""
        self._event(MARKED, what)

    def close(self) -> None:
        """End the recording."""
        with self._turn:
            self._file.close()

    def _event(self, kind: str, data: str) -> None:
        self._write([round(self._clock() - self._start, 3), kind, data])

    def _write(self, value: object) -> None:
        with self._turn:
            if self.broken or self._file.closed:
                return
            try:
                self._file.write(json.dumps(value, ensure_ascii=False) + "\n")
                self._file.flush()
            except OSError as error:
                self.broken = error.strerror or type(error).__name__


@dataclass(frozen=True, slots=True)
class Event:
    """What happened ``at`` so many seconds after the start."""

    at: float
    kind: str
    data: str


@dataclass(frozen=True, slots=True)
class Cast:
    """A recording: the size of its terminal, the longest pause in seconds, what happened."""

    width: int
    height: int
    longest_pause: float
    events: tuple[Event, ...]

    @property
    def marks(self) -> Iterator[Event]:
        """The log of commands and changes."""
        return (event for event in self.events if event.kind == MARKED)

    @property
    def largest(self) -> tuple[int, int]:
        """The columns and lines that the terminal had at most."""
        sizes = [(self.width, self.height)]
        sizes += [_size(event.data) for event in self.events if event.kind == RESIZED]
        return max(width for width, _h in sizes), max(height for _w, height in sizes)


def read_cast(path: Path) -> Cast:
    """Read a recording; a last line that was cut off is left out.

    Raises:
        Invalid: there is no such file, or it is no asciicast of version 2.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            N_("The recording %(file)s cannot be read."), field="file", file=str(path)
        ) from error
    try:
        header = json.loads(lines[0])
        if header["version"] != VERSION:
            raise ValueError("another version")  # noqa: TRY301  told as all that is wrong here
        return Cast(
            int(header["width"]),
            int(header["height"]),
            float(header.get("idle_time_limit") or LONGEST_PAUSE),
            tuple(_events(lines[1:])),
        )
    except (ValueError, LookupError, TypeError) as error:
        raise Invalid(
            N_("The file %(file)s is no recording (asciicast, version 2)."),
            field="file",
            file=str(path),
        ) from error


def _events(lines: list[str]) -> Iterator[Event]:
    for number, line in enumerate(lines, start=1):
        try:
            told: Any = json.loads(line)
        except ValueError:
            if number == len(lines):
                return
            raise
        at, kind, data = told
        if kind == RESIZED:
            _size(data)
        yield Event(float(at), str(kind), str(data))


def _size(data: str) -> tuple[int, int]:
    width, height = data.split("x")
    return int(width), int(height)
