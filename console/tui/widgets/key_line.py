"""The last line: the keys, those that do not apply now dimmed."""

from collections.abc import Collection, Sequence

from console.present.tones import Tone
from console.tui.ink import Line, Lines, Piece
from console.tui.keys import TABLE, Key, Place, shown, word_of
from console.tui.rights import Rights
from console.tui.themes import Surface
from core.cases.rows import CaseRow
from core.kernel.text import width


class KeyLine(Lines):
    """The last line."""

    SURFACE = Surface.FOOT

    DEFAULT_CSS = """
    KeyLine { height: 1; }
    """

    def __init__(self, rights: Rights, *places: Place, without: Collection[str] = ()) -> None:
        super().__init__()
        self._rights = rights
        self._table = [
            key for key in TABLE if key.footer and key.place in places and key.id not in without
        ]
        self._row: CaseRow | None = None

    def about(self, row: CaseRow | None) -> None:
        """Tell the keys of another case."""
        self._row = row
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the one line: verbs from the left, the desk's own keys against the right edge."""
        right = [p for key in self._table if key.place is not Place.CASE for p in _told(key)]
        room = cells - sum(width(piece.text) for piece in right) - 2
        told = [(key, self._applies(key)) for key in self._table if key.place is Place.CASE]
        # Where not all fit, those that do not apply give way first, from the end.
        while sum(_cells(key) for key, _applies in told) > room:
            yielding = [n for n, (key, _applies) in enumerate(told) if not key.stays]
            if not yielding:
                break
            del told[next((n for n in reversed(yielding) if not told[n][1]), yielding[-1])]
        left = [piece for key, applies in told for piece in _told(key, applies=applies)]
        return [Line((Piece(" "), *left), tuple(right))]

    def _applies(self, key: Key) -> bool:
        if self._row is None:
            return False
        return key.verb is None or not self._rights.why_not(key.verb, self._row)


def _cells(key: Key) -> int:
    return sum(width(piece.text) for piece in _told(key))


def _told(key: Key, *, applies: bool = True) -> list[Piece]:
    action = f"screen.{key.action}" if key.place is not Place.DESK else f"app.{key.action}"
    return [
        Piece(shown(key), Tone.ACCENT if applies else Tone.FAINT, bold=applies, click=action),
        Piece(f" {word_of(key)}  ", Tone.PLAIN if applies else Tone.FAINT, click=action),
    ]
