"""A terminal in memory with a program in it, that a test types into and reads."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pyte

PATIENCE: Final = 30.0
"""Seconds after which a test gives up waiting."""

_NOT_UNDERSTOOD: Final = re.compile(r"\x1b\[[<>=][^@-~]*[@-~]|\x1b\[\?[\d;]*\$p")
"""Questions and modes that the terminal in memory would print."""


class Terminal:
    """A pseudo-terminal and what is painted on it."""

    def __init__(self, handle: int, columns: int, lines: int) -> None:
        self._handle = handle
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self._screen)
        self._rest = b""

    @property
    def picture(self) -> list[str]:
        """The lines of the screen as it stands.

        Not its ``display``, which fails on half of a wide character that was painted over.
        """
        cells, columns = self._screen.buffer, range(self._screen.columns)
        lines = range(self._screen.lines)
        return ["".join(cells[y][x].data for x in columns).rstrip() for y in lines]

    @property
    def text(self) -> str:
        """The whole screen as it stands."""
        return "\n".join(self.picture)

    def types(self, text: str) -> None:
        """Press keys."""
        os.write(self._handle, text.encode())

    def sees(self, text: str) -> None:
        """Wait until ``text`` stands on the screen.

        Raises:
            AssertionError: it did not come about; the screen is told with it.
        """
        until = time.monotonic() + PATIENCE
        while text not in self.text:
            assert time.monotonic() < until, f"waited in vain for “{text}”\n{self.text}"
            self._read(0.05)

    def sees_no_more(self, text: str) -> None:
        """Wait until ``text`` stands on the screen no longer."""
        until = time.monotonic() + PATIENCE
        while text in self.text:
            assert time.monotonic() < until, f"it still says “{text}”\n{self.text}"
            self._read(0.05)

    def settles(self) -> None:
        """Wait until nothing has been painted for a while; a field in hand blinks for ever."""
        while self._read(0.7):
            pass

    def _read(self, seconds: float) -> bool:
        ready, _writable, _failed = select.select([self._handle], [], [], seconds)
        if not ready:
            return False
        try:
            data = self._rest + os.read(self._handle, 65536)
        except OSError:  # the program has ended
            return False
        text = data.decode("utf-8", "ignore")
        self._rest = data[len(text.encode()) :]
        self._stream.feed(_NOT_UNDERSTOOD.sub("", text))
        return bool(data)


@contextmanager
def griddesk(*words: str, columns: int = 140, lines: int = 40) -> Iterator[Terminal]:
    """Run the program in a terminal; it must have been left, without an error, at the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "console", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )
    os.close(theirs)
    terminal = Terminal(ours, columns, lines)
    try:
        yield terminal
        until = time.monotonic() + PATIENCE
        while process.poll() is None:
            terminal._read(0.05)  # noqa: SLF001  a full line would keep it from ending
            assert time.monotonic() < until, f"it does not end\n{terminal.text}"
        assert process.returncode == 0, terminal.text
    finally:
        process.kill()
        process.wait()
        os.close(ours)
