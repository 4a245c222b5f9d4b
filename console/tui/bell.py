"""Rings when cases have just grown late: once for all that have since it last looked."""

from datetime import datetime
from typing import Final

from textual.widget import Widget

from console.present.tones import Tone
from console.present.words import _
from console.tui.errands import Errand
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Say
from core.cases.rows import CaseFilter, QueueKey
from core.kernel.text import neutralise

LOOK: Final = 10.0
"""Seconds between two looks."""


class Bell(Widget):
    """Listens to the clocks; nothing is seen of it."""

    DEFAULT_CSS = """
    Bell { display: none; }
    """

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._looked_at = shop.clock()
        self._looking = Errand(self, self._look, self._ring, self._failed)

    def on_mount(self) -> None:
        """Look again and again."""
        self.set_interval(LOOK, self._looking.ask)

    def _look(self) -> tuple[datetime, str]:
        """Find a case whose due time has passed since the last look."""
        now = self._shop.clock()
        since = QueueKey(self._looked_at, 0)
        late = self._shop.queue.after(CaseFilter(late=True), since, 1, now)
        return now, late[0].number if late else ""

    def _ring(self, found: tuple[datetime, str]) -> None:
        self._looked_at, number = found
        if number:
            self.app.bell()
            told = _("%(number)s has just grown late.") % {"number": neutralise(number)}
            self.post_message(Say(told, Tone.LATE))

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))
