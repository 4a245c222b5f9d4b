"""What a desk paints on and hears from when its screen is a browser."""

import os
from contextlib import suppress
from functools import partial
from typing import Any

from textual.drivers.web_driver import WebDriver

from console.terminal import leave, stand_in_for_what_is_gone


class PageDriver(WebDriver):
    """Textual's own; but a desk whose server was killed ends, instead of staying on unseen.

    The server may cease to listen before it ceases to talk, or the other way round.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._write = partial(self._send)

    def run_input_thread(self) -> None:
        """Listen to the server until it hangs up."""
        with suppress(OSError):
            super().run_input_thread()
        if not self.exit_event.is_set():
            self._hung_up()

    def _send(self, packet: bytes) -> int:
        try:
            return os.write(self.fileno, packet)
        except OSError:
            self._hung_up()
            return 0

    def _hung_up(self) -> None:
        stand_in_for_what_is_gone()
        leave(self._app)
