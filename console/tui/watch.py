"""Waits on the change feed in a thread of its own and tells the screen."""

import math
import time
from collections.abc import Callable
from datetime import datetime
from threading import Event, Thread
from typing import Any, Final

from textual.app import App
from textual.message import Message

from console.faults import record_fault
from console.tui.shop import Feed
from core.kernel.clock import system_clock
from core.kernel.errors import CoreError

WAIT: Final = 1.0
"""Seconds of one wait on the feed; how long a lost line can go unnoticed."""

ANEW_AFTER: Final = 5.0
"""Seconds after which a feed that met a mistake of the program is opened again."""

AT_MOST_EVERY: Final = 0.1
"""Seconds between two tellings: a busy day must not keep the screen reading all the time."""

BEAT_READ_EVERY: Final = 10.0
"""Seconds between two looks at the beat of the timers. A beat is a commit: where nobody
commits there is none to look for."""


class DatabaseChanged(Message):
    """Somebody, perhaps this desk, has committed."""


class LineChanged(Message):
    """The line to the database was lost or is back."""

    def __init__(self, lost_since: datetime | None) -> None:
        super().__init__()
        self.lost_since = lost_since


class TimersBeat(Message):
    """The timers have shown that they live, or had done so when the desk was opened."""

    def __init__(self, beat_at: datetime) -> None:
        super().__init__()
        self.beat_at = beat_at


class Watch:
    """One feed and the thread that waits on it; it also listens for the beat of the timers."""

    def __init__(
        self,
        app: App[Any],
        open_feed: Callable[[], Feed],
        beat_at: Callable[[], datetime | None],
    ) -> None:
        self._app = app
        self._open_feed = open_feed
        self._beat_at = beat_at
        self._beat_read = -math.inf
        self._feed: Feed | None = None
        self._told: datetime | None = None
        self._ended = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """End the wait and the thread."""
        self._ended.set()
        if self._feed is not None:
            self._feed.close()
        if self._thread.is_alive():
            self._thread.join(timeout=2 * WAIT)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._watch()
            except Exception as error:  # noqa: BLE001  the edge of a thread: nobody else would hear
                record_fault(error)
                # A desk that hears of nothing must not call itself live.
                self._tell(system_clock())
                self._ended.wait(ANEW_AFTER)

    def _tell(self, lost_since: datetime | None) -> None:
        if lost_since != self._told:
            self._told = lost_since
            self._app.post_message(LineChanged(lost_since))

    def _watch(self) -> None:
        feed = self._feed = self._open_feed()
        self._listen()
        while not self._ended.is_set():
            changed = feed.wait(WAIT)
            if self._ended.is_set():
                break
            self._tell(feed.state.lost_since)
            if changed:
                self._app.post_message(DatabaseChanged())
                self._listen()
                self._ended.wait(AT_MOST_EVERY)
        feed.close()

    def _listen(self) -> None:
        """Read the beat of the timers, unless that was done just now."""
        if time.monotonic() - self._beat_read < BEAT_READ_EVERY:
            return
        try:
            beat_at = self._beat_at()
        except CoreError:
            return  # the line tells that it is lost
        self._beat_read = time.monotonic()
        if beat_at is not None:
            self._app.post_message(TimersBeat(beat_at))
