"""Keys in the order they were typed, however fast: each is handed out after the one before.

Textual gives a key at once to whatever has the keys at that moment. Who types a key that opens
a dialog and goes on typing would have the next letters taken by the screen below, where
they mean verbs, or by nobody at all while the dialog has no field in hand yet. A slow line
delivers just such bursts. Here the next key waits until the one before has been dealt with all
the way up to the application, and a screen that it opened has given the keys to a field.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from textual.events import Event, Key, Paste
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.app import App

PATIENCE: Final = 2.0
"""Seconds after which the next key is handed out in any case: a widget that was closed while
it dealt with a key never tells that it is done."""


class Typeahead:
    """What has been typed and not yet been handed out.

    Args:
        app: the application.
        hand_out: gives an event to whatever has the keys now.
    """

    def __init__(self, app: "App[Any]", hand_out: Callable[[Event], Awaitable[None]]) -> None:
        self._app = app
        self._hand_out = hand_out
        self._waiting: deque[Key | Paste] = deque()
        self._turn = 0
        self._patience: asyncio.TimerHandle | None = None

    async def take(self, event: Key | Paste) -> None:
        """Take in what was typed, and hand it out when its turn has come."""
        self._waiting.append(event)
        if self._patience is None:
            await self._next()

    async def _next(self) -> None:
        event = self._waiting.popleft()
        target: MessagePump = self._app.focused or self._app.screen
        self._turn += 1
        turn = self._turn
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(PATIENCE, self._hurry, turn)
        await self._hand_out(event)
        self._follow(target, turn)

    def _follow(self, pump: MessagePump, turn: int) -> None:
        """Go the way of the key, behind it: from whatever had it up to the application."""
        above = pump._parent  # noqa: SLF001  ``parent`` of a screen raises once it is closed
        if pump is self._app or above is None:
            self._app.call_later(self._open, turn)
        elif not pump.call_later(self._follow, above, turn):
            self._follow(above, turn)

    def _open(self, turn: int) -> None:
        """Wait for the screen that is on top now: it may just have been opened."""
        if not self._app.screen.call_later(self._app.call_later, self._done, turn):
            self._app.call_later(self._done, turn)

    def _hurry(self, turn: int) -> None:
        self._app.call_later(self._done, turn)

    async def _done(self, turn: int) -> None:
        if turn != self._turn or self._patience is None:
            return
        self._patience.cancel()
        self._patience = None
        if self._waiting:
            await self._next()
