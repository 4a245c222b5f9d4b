"""What a terminal shows after the bytes that a program wrote to it.

It understands what the desk writes: text, colours (forgotten), places, clearing. A wide
character takes two cells, the second of which is empty.
"""

import codecs
import re
from typing import Final

from wcwidth import wcwidth

_SEQUENCE: Final = re.compile(
    r"\x1b(?:\[(?P<parameters>[<-?]?[\d;:]*)[ -/]*(?P<final>[@-~])"
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|[()][A-Z0-9]|[=>78MDEHc])"
)
_UNFINISHED: Final = 64
"""Characters of a sequence that may still be on their way."""


class Cells:
    """The screen of a terminal of so many columns and lines."""

    def __init__(self, columns: int, lines: int) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self.bells = 0
        self.resize(columns, lines)

    def resize(self, columns: int, lines: int) -> None:
        """Begin an empty screen of another size."""
        self.columns, self.lines = columns, lines
        self._rows = [[" "] * columns for _ in range(lines)]
        self._x = self._y = 0

    def feed(self, written: bytes) -> None:
        """Take in what was written."""
        text = self._rest + self._decode(written)
        self._rest = ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._put(text[at])
                at += 1
                continue
            found = _SEQUENCE.match(text, at)
            if found is None:
                if len(text) - at < _UNFINISHED:
                    self._rest = text[at:]
                    return
                at += 1
                continue
            if found["final"]:
                self._obey(found["final"], found["parameters"])
            at = found.end()

    @property
    def text(self) -> str:
        """Every line, without the spaces at its end."""
        return "\n".join("".join(row).rstrip() for row in self._rows)

    def place_of(self, text: str) -> tuple[int, int]:
        """Return column and line, from 1, where a text begins on the screen.

        Raises:
            ValueError: it is not there.
        """
        for y, row in enumerate(self._rows, 1):
            at = "".join(row).find(text)
            if at >= 0:
                taken = 0
                for x, cell in enumerate(row, 1):
                    if taken >= at and cell:
                        return x, y
                    taken += len(cell)
        raise ValueError(text)

    def _put(self, character: str) -> None:
        match character:
            case "\n":
                self._y = min(self._y + 1, self.lines - 1)
            case "\r":
                self._x = 0
            case "\x07":
                self.bells += 1
            case _:
                self._write(character)

    def _write(self, character: str) -> None:
        cells = wcwidth(character)
        if self._y >= self.lines:
            return
        row = self._rows[self._y]
        if cells == 0 and 0 < self._x <= self.columns:
            row[self._x - 1] += character
        if cells < 1 or self._x + cells > self.columns:
            return
        row[self._x] = character
        if cells == 2:
            row[self._x + 1] = ""
        self._x += cells

    def _obey(self, final: str, parameters: str) -> None:
        numbers = [int(n) if n.isdigit() else 0 for n in parameters.split(";")]
        if final == "H":
            self._y = min(max(numbers[0], 1), self.lines) - 1
            self._x = max(numbers[1] if len(numbers) > 1 else 1, 1) - 1
        elif final == "J":
            self._rows = [[" "] * self.columns for _ in range(self.lines)]
        elif final == "K" and self._y < self.lines:
            self._rows[self._y][self._x :] = [" "] * (self.columns - self._x)
