"""A mistake of the program in one handler is told and put on record; the desk lives on.

Textual ends the program when a handler raises, and whoever typed loses the work. Here the
message that met the mistake is dropped and the next one is handled as ever.
"""

from typing import Any

from textual.message import Message
from textual.message_pump import MessagePump


class FaultMet(Message):
    """A handler has raised; ``error`` is what it raised."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Steady(MessagePump):
    """Handles messages one by one, whatever becomes of any of them."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:  # noqa: BLE001  the edge of a handler: the loop must go on
            self._mounted_event.set()
            self._is_mounted = True
            app: Any = self.app
            app.post_message(FaultMet(error))
