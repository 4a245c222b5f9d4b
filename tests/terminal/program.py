"""A program on a pseudo-terminal: pressed, clicked, resized, killed; seen cell by cell."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.house.tree import ROOT
from tests.terminal.cells import Cells

PATIENCE: Final = 20.0
"""Seconds after which something that does not come about is given up."""
DESK: Final = (sys.executable, "-m", "console", "desk")

DOWN: Final = b"\x1b[B"
END: Final = b"\x1b[F"
ESCAPE: Final = b"\x1b"
SEND: Final = b"\x13"
TAB: Final = b"\t"


class Terminal:
    """A terminal with one program running in it."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: Mapping[str, str],
        size: tuple[int, int] = (120, 40),
        *,
        hears_hang_up: bool = True,
    ) -> None:
        self.cells = Cells(*size)
        self.written = b""
        self.status: int | None = None
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            try:
                os.chdir(ROOT)
                if not hears_hang_up:
                    signal.signal(signal.SIGHUP, signal.SIG_IGN)
                os.execve(arguments[0], arguments, dict(environment))  # noqa: S606  our own program
            finally:
                os._exit(127)
        self._set_size(*size)

    def press(self, *keys: bytes | str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            os.write(self._handle, key.encode() if isinstance(key, str) else key)

    def click(self, column: int, line: int) -> None:
        """Click with the left button on a cell, counted from 1."""
        for final in ("M", "m"):
            self.press(f"\x1b[<0;{column};{line}{final}")

    def click_on(self, text: str) -> None:
        """Click where a text begins."""
        self.click(*self.cells.place_of(text))

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self.cells.resize(columns, lines)
        self._set_size(columns, lines)
        os.kill(self.pid, signal.SIGWINCH)

    @property
    def screen(self) -> str:
        """What is shown."""
        return self.cells.text

    def sees(self, *texts: str) -> None:
        """Wait until all of these stand on the screen at once."""
        self.until(lambda: all(text in self.screen for text in texts), " and ".join(texts))

    def sees_no(self, text: str) -> None:
        """Wait until this stands nowhere on the screen."""
        self.until(lambda: text not in self.screen, f"the end of {text}")

    def until(self, what: Callable[[], object], told: str) -> None:
        """Wait until ``what`` holds.

        Raises:
            AssertionError: it did not come about; the screen is told with it.
        """
        ends = time.monotonic() + PATIENCE
        while not what():
            left = ends - time.monotonic()
            if left <= 0 or (self.status is not None and not what()):
                raise AssertionError(f"waited in vain for {told}\n{self.screen}")
            self.read(min(left, 0.5))

    def read(self, limit: float) -> bool:
        """Take in what the program writes next; say whether there was anything."""
        ready, _, _ = select.select([self._handle], [], [], limit)
        if not ready:
            return False
        try:
            written = os.read(self._handle, 1 << 16)
        except OSError:  # so Linux tells that nobody has the other end any more
            written = b""
        if not written:
            self._note_end(os.waitpid(self.pid, 0)[1])
            return False
        self.written += written
        self.cells.feed(written)
        return True

    def ended(self) -> int:
        """Wait for the end of the program; return its exit code, negative for a signal."""
        self.until(lambda: self.status is not None, "the end")
        assert self.status is not None
        return self.status

    def kill(self) -> None:
        """End the program as a power cut would."""
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._note_end(os.waitpid(self.pid, 0)[1])

    def hang_up(self) -> int:
        """Take the terminal away; return the exit code of the program, which ends by itself.

        Raises:
            AssertionError: it stays.
        """
        os.close(self._handle)
        self._handle = -1
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self._note_end(status)
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        raise AssertionError("the program stays without a terminal")

    def close(self) -> None:
        """Take the terminal away, and the program too."""
        self.kill()
        if self._handle >= 0:
            os.close(self._handle)

    def _note_end(self, status: int) -> None:
        self.status = os.waitstatus_to_exitcode(status)

    def _set_size(self, columns: int, lines: int) -> None:
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._handle, termios.TIOCSWINSZ, size)


@contextmanager
def desk_on(
    database: str,
    login: str,
    state: Path,
    *more: str,
    size: tuple[int, int] = (120, 40),
    hears_hang_up: bool = True,
    **environment: str,
) -> Iterator[Terminal]:
    """Start the desk in a terminal of its own; whatever still runs at the end is killed."""
    variables = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        "GRIDDESK_LANG": "zh",
        "GRIDDESK_SETTINGS": str(state / "settings.toml"),
        "XDG_STATE_HOME": str(state),
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    variables = {name: value for name, value in variables.items() if value}
    arguments = (*DESK, "--db", database, "--as", login, *more)
    terminal = Terminal(arguments, variables, size, hears_hang_up=hears_hang_up)
    try:
        yield terminal
    finally:
        terminal.close()
