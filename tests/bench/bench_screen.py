"""The desk in a real terminal: first paint, and key to the last byte of paint, by size.

Each program runs on a pseudo-terminal of 120 columns and 40 lines. First paint is the time
from the start of the process to the empty desk, and to the first case on it, beside that of a
bare Textual app; key to paint is the time from a key to the last byte of the frame it causes.
Without arguments it makes databases with 300, 30,000 and 300,000 open cases; with arguments it
takes the files named: ``python -m tests.bench.bench_screen small.db large.db``.
"""

import fcntl
import os
import pty
import select
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from tests.bench.volume import generate

COLUMNS, LINES = 120, 40
QUIET = 0.06
"""Seconds without a byte after which a frame is taken to be whole."""
KEYS = {"down": b"\x1b[B", "page down": b"\x1b[6~", "end": b"\x1b[F", "home": b"\x1b[H"}
BARE = """
from textual.app import App
from textual.widgets import Label
class Bare(App):
    def compose(self):
        yield Label("330108-bare")
Bare().run()
"""


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, arguments: list[str]) -> None:
        self.began = time.perf_counter()
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
            os.execv(arguments[0], arguments)  # noqa: S606  our own program
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(self._handle, termios.TIOCSWINSZ, size)

    def wait_for(self, sign: bytes, limit: float = 60.0) -> float:
        """Return the seconds since the start when ``sign`` was on the screen."""
        seen = b""
        while time.perf_counter() - self.began < limit:
            seen += self._read(limit)
            if sign in seen:
                return time.perf_counter() - self.began
        msg = f"{sign!r} was not painted within {limit} s"
        raise TimeoutError(msg)

    def settle(self, quiet: float = QUIET) -> float:
        """Read until nothing comes any more; return when the last byte came."""
        last = time.perf_counter()
        while self._read(quiet):
            last = time.perf_counter()
        return last

    def wait_for_change(self, limit: float = 10.0) -> None:
        """Wait for the next byte."""
        if not self._read(limit):
            msg = f"nothing was painted within {limit} s"
            raise TimeoutError(msg)

    def settle_for(self, duration: float) -> None:
        """Read whatever comes for ``duration`` seconds."""
        ends = time.perf_counter() + duration
        while (left := ends - time.perf_counter()) > 0:
            self._read(left)

    def press(self, key: bytes) -> float:
        """Press a key; return the seconds to the last byte of what it painted."""
        began = time.perf_counter()
        os.write(self._handle, key)
        self.wait_for_change()
        return self.settle() - began

    def answer(self, key: bytes, sign: bytes) -> float:
        """Press a key; return the seconds until ``sign`` was painted, whatever else was."""
        began, seen = time.perf_counter(), b""
        os.write(self._handle, key)
        while sign not in seen:
            painted = self._read(10.0)
            if not painted:
                msg = f"{sign!r} was not painted"
                raise TimeoutError(msg)
            seen += painted
        return time.perf_counter() - began

    def type(self, key: bytes) -> None:
        """Press a key and go on as soon as something is painted."""
        os.write(self._handle, key)
        self.wait_for_change()

    def memory(self) -> float:
        """Return the resident memory in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self._handle)

    def _read(self, limit: float) -> bytes:
        ready, _, _ = select.select([self._handle], [], [], limit)
        return os.read(self._handle, 65536) if ready else b""


def first_paint(arguments: list[str], sign: bytes = b"330108-", runs: int = 5) -> float:
    """Return the median seconds until ``sign`` stands on the screen: a case, unless told."""
    times = []
    for _ in range(runs):
        terminal = Terminal(arguments)
        times.append(terminal.wait_for(sign))
        terminal.close()
    return statistics.median(times)


def key_to_paint(arguments: list[str], presses: int = 15) -> tuple[dict[str, float], float]:
    """Return the median milliseconds of each key, and the memory at the end."""
    terminal = Terminal(arguments)
    terminal.wait_for(b"330108-")
    terminal.settle(1.0)
    found = {name: 1000 * _median_of(terminal, name, presses) for name in KEYS}
    memory = terminal.memory()
    terminal.close()
    return found, memory


def _median_of(terminal: Terminal, name: str, presses: int) -> float:
    """Press a key again and again, each time where it moves the list."""
    times = []
    back = {"end": "home", "home": "end"}.get(name)
    for _ in range(presses):
        if back:
            terminal.press(KEYS[back])
        times.append(terminal.press(KEYS[name]))
    return statistics.median(times)


def measure(files: list[Path]) -> None:
    """Print the table for ``files``."""
    bare = first_paint([sys.executable, "-c", BARE])
    print(f"first paint of a bare Textual app: {bare:.2f} s")
    for file in files:
        desk = [sys.executable, "-m", "console", "desk", "--db", str(file), "--as", "bench"]
        paint, case = first_paint(desk, b"GridDesk"), first_paint(desk)
        keys, memory = key_to_paint(desk)
        said = ", ".join(f"{name} {milliseconds:.0f} ms" for name, milliseconds in keys.items())
        print(
            f"{file.name}: first paint {paint:.2f} s, {paint / bare:.1f} × the bare app; "
            f"first case {case:.2f} s, {case / bare:.1f} ×"
        )
        print(f"{file.name}: key to last byte: {said}; {memory:.0f} MiB")


def main() -> None:
    """Measure the files named, or some made here."""
    if sys.argv[1:]:
        measure([Path(name) for name in sys.argv[1:]])
        return
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for open_cases in (300, 30_000, 300_000):
            files.append(Path(folder) / f"open-{open_cases}.db")
            generate(files[-1], open_cases, 0)
        measure(files)


if __name__ == "__main__":
    main()
