"""The line above the keys of a register: what is sought, where the cursor is, what was said."""

from collections.abc import Sequence

from console.present.tones import Tone
from console.present.words import _
from console.tui.ink import Line, Piece
from console.tui.status import Status
from console.tui.widgets.foot import Foot, Told
from core.kernel.text import neutralise


class Sought(Told):
    """The line while nobody types in it."""

    def __init__(self, status: Status, hint: str) -> None:
        super().__init__(status)
        self._hint = hint

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the one line."""
        [line] = super().lines(cells)
        if self._trouble or self._status.notice is not None:
            return [line]
        sign = Piece(" / ", Tone.ACCENT, bold=True, click="screen.find")
        if not self._filter:
            return [Line((sign, Piece(_(self._hint), Tone.FAINT, click="screen.find")), line.right)]
        return [Line((sign, Piece(neutralise(self._filter), click="screen.find")), line.right)]


class FindLine(Foot):
    """The line, which turns into an input while somebody types what is sought."""

    def __init__(self, status: Status, hint: str) -> None:
        super().__init__(status)
        self.told = Sought(status, hint)
