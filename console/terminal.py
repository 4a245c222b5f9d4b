"""The terminal that the desk is drawn on; once nobody is at its other end, the desk leaves.

Usually the system ends a program whose terminal is closed. It does not where the signal is kept
from the program, as under `nohup`, or where the terminal belongs to another session. Textual
would then read the end of its input over and over, for ever.
"""

import asyncio
import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import Any, Final

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.geometry import Size

HUNG_UP: Final = 129
"""The exit code of a desk whose terminal is gone: what a shell tells after such a signal."""
LOOK_EVERY: Final = 500
"""Milliseconds between two looks whether the desk has been left meanwhile."""


def leave(app: App[Any]) -> None:
    """End the desk; for a thread that has found out that nobody is there any more."""
    app.call_later(partial(app.exit, return_code=HUNG_UP))


class TerminalDriver(LinuxDriver):
    """Textual's own; but a desk whose terminal is gone ends, and the last size is told last."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file: Any = Forgiving(self._file)
        self._closed = Event()
        self._gone = Lock()
        self._watch: Thread | None = None

    def start_application_mode(self) -> None:
        """Draw, listen, and watch whether the terminal stays and how large it is.

        Textual's own handler can be interrupted by itself while somebody drags the corner of the
        window: then it tells the size it had read before last. The loop's cannot.
        """
        super().start_application_mode()  # type: ignore[no-untyped-call]
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)
        self._tell_size()
        if self._watch is None:
            watch = partial(wait_for_hang_up, self.fileno, self._closed, self._hung_up)
            self._watch = Thread(target=watch, name="griddesk-terminal", daemon=True)
            self._watch.start()

    def _tell_size(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.send_message(Resize(size, size))

    def run_input_thread(self) -> None:
        """Listen; the terminal may be gone between a look at it and a read."""
        with suppress(OSError):
            super().run_input_thread()
        if not self.exit_event.is_set():
            self._hung_up()

    def close(self) -> None:
        """Let the terminal go."""
        self._closed.set()
        super().close()

    def _hung_up(self) -> None:
        """Leave, once, with nothing in the way: neither reads nor writes fail from here on."""
        if not self._gone.acquire(blocking=False):
            return
        self.exit_event.set()
        stand_in_for_what_is_gone()
        leave(self._app)


class Forgiving:
    """A file that is written to; what it cannot take any more is lost, and that is no error.

    Textual writes in a thread of its own, which an error would end; the desk would then wait
    for ever for it to write on.
    """

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Write what is kept back."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the number of the file."""
        number: int = self._file.fileno()
        return number


def wait_for_hang_up(file: int, left: Event, then: Callable[[], None]) -> None:
    """Call ``then`` as soon as nobody is at the other end of a file; not once ``left`` is set."""
    looking = select.poll()
    looking.register(file, 0)  # hanging up is told unasked
    while not left.is_set():
        if hung_up(looking.poll(LOOK_EVERY)):
            then()
            return


def stand_in_for_what_is_gone() -> None:
    """Put the null device where there is nobody, so that the last words of a program go there."""
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        if stream is None:
            continue
        looking = select.poll()
        looking.register(stream.fileno(), 0)
        if hung_up(looking.poll(0)):
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, stream.fileno())
            os.close(null)


def hung_up(told: list[tuple[int, int]]) -> bool:
    """Say whether one of these files has nobody at its other end."""
    return any(event & (select.POLLHUP | select.POLLERR) for _file, event in told)
