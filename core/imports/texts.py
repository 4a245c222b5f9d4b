"""Text files as sheets of cells: delimited by commas, tabs or semicolons, or lines of JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, Final, NamedTuple, Protocol

from core.imports.encodings import Encoding, Opener
from core.imports.result import RefusedRow
from core.kernel.words import N_

DELIMITERS: Final = (",", "\t", ";")
_JSON: Final = re.compile(rb"\s*\{")

PART: Final = 500
"""Records read together; when one of them is untidy, all of them are gone through one by one."""

Record = list[str] | RefusedRow
"""The cells on a line, or what is wrong with it."""


class Part(NamedTuple):
    """Records that are read together, and the line on which each of them begins."""

    lines: Sequence[int]
    records: Sequence[Record]


def in_parts(records: Iterable[tuple[int, Record]]) -> Iterator[Part]:
    """Put together records that come one by one, each with its line."""
    rest = iter(records)
    while some := list(islice(rest, PART)):
        lines, together = zip(*some, strict=True)
        yield Part(lines, together)


class _Csv(Protocol):
    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


class Delimited:
    """A text of cells between delimiters."""

    name = ""
    hidden = False

    def __init__(self, opener: Opener, encoding: Encoding, delimiter: str, rows: int) -> None:
        self._opener = opener
        self._codec = encoding.codec
        self._top = rows
        self.delimiter = delimiter
        self.rows = encoding.lines

    def top(self) -> Iterator[tuple[int, list[str]]]:
        """Give the first lines, each by itself: a stray quotation mark in a title spoils none."""
        with _text(self._opener, self._codec) as text:
            lines = zip(range(1, self._top + 1), text, strict=False)
            for number, line in lines:
                yield number, next(csv.reader([line], delimiter=self.delimiter), [])

    def below(self, line: int) -> Iterator[Part]:
        """Give the rows below ``line``."""
        with _text(self._opener, self._codec) as text:
            for _ in range(line):
                text.readline()
            reader: _Csv = csv.reader(text, delimiter=self.delimiter, strict=True)
            while True:
                first = line + reader.line_num + 1
                records, error = _read(reader)
                starts = _starts(first, records, line + reader.line_num + 1 - first)
                if records:
                    yield Part(starts[:-1], records)
                if error:
                    yield Part(starts[-1:], (_unreadable(starts[-1], error),))
                elif len(records) < PART:
                    return


class JsonLines:
    """Lines of JSON objects; the keys of the first ones are the header, on line 0."""

    name = ""
    hidden = False
    delimiter = ""

    def __init__(self, opener: Opener, encoding: Encoding, rows: int) -> None:
        self._opener = opener
        self._codec = encoding.codec
        self.rows = encoding.lines
        self._keys = self._keys_of_first(rows)

    def _keys_of_first(self, rows: int) -> list[str]:
        keys: dict[str, None] = {}
        with _text(self._opener, self._codec) as text:
            for _, line in zip(range(rows), text, strict=False):
                keys |= dict.fromkeys(_object(line) or ())
        return list(keys)

    def top(self) -> Iterator[tuple[int, list[str]]]:
        """Give the keys of the first objects."""
        yield 0, self._keys

    def below(self, line: int) -> Iterator[Part]:
        """Give the values of the objects below ``line``, in the order of the keys."""
        with _text(self._opener, self._codec) as text:
            yield from in_parts(
                (number, self._cells(number, written))
                for number, written in enumerate(text, start=1)
                if number > line and written.strip()
            )

    def _cells(self, line: int, written: str) -> list[str] | RefusedRow:
        found = _object(written)
        if found is None:
            return _fault(line, N_("The line is no JSON object."), written.strip())
        for key, value in found.items():
            if isinstance(value, dict | list):
                return RefusedRow(line, key, json.dumps(value), N_("It is not a single value."), {})
            if key not in self._keys:
                template = N_("None of the first lines has this key, so it is not looked for.")
                return RefusedRow(line, key, _plain(value), template, {})
        return [_plain(found.get(key)) for key in self._keys]


def read_text(
    opener: Opener, encoding: Encoding, sample: bytes, rows: int
) -> tuple[str, list[Delimited | JsonLines]]:
    """Return the kind of a text and the ways in which it may be read as a sheet."""
    start = sample.decode(encoding.codec, "ignore").encode()
    if _JSON.match(start):
        return "jsonl", [JsonLines(opener, encoding, rows)]
    return "csv", [Delimited(opener, encoding, sign, rows) for sign in DELIMITERS]


def _text(opener: Opener, codec: str) -> io.TextIOWrapper:
    # newline="" as csv asks; an editor counts \r\n once, and so does this.
    return io.TextIOWrapper(opener(), codec, newline="")


def _read(reader: _Csv) -> tuple[list[list[str]], csv.Error | None]:
    """Read records until they make a part, there are no more, or one cannot be read."""
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) == PART:
                break
    except csv.Error as error:
        return records, error
    return records, None


def _starts(first: int, records: list[list[str]], lines: int) -> Sequence[int]:
    """Return where records begin for which ``lines`` were read, and the line after them."""
    if lines == len(records):
        return range(first, first + lines + 1)
    took = (1 + sum(map(_breaks, record)) for record in records)
    return tuple(accumulate(took, initial=first))


def _breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line, parse_int=str, parse_float=str)
        if "\\u" in line:
            json.dumps(found, ensure_ascii=False).encode()  # half a character, as \ud83d, fails
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _plain(value: object) -> str:
    """Return a value of JSON as a cell; numbers are texts already, as they were written."""
    if value is None:
        return ""
    return str(value).upper() if isinstance(value, bool) else str(value)


def _fault(line: int, template: str, value: str = "") -> RefusedRow:
    return RefusedRow(line, "", value[:80], template, {})


def _unreadable(line: int, error: csv.Error) -> RefusedRow:
    said = str(error)
    if "field larger" in said:
        return _fault(
            line, N_("A cell that begins on this line is longer than 131,072 characters.")
        )
    if "unexpected end" in said:
        return _fault(line, N_("A quotation mark opened on this line is not closed."))
    return _fault(line, N_("A quotation mark stands in the middle of a cell."))
