"""Reads a workbook in a process of its own and writes its cells as lines of JSON.

A few kilobytes of a workbook can ask for terabytes of cells, and a damaged one can bring its
reader down. So it is read here, within limits of memory and time that the system keeps:
whatever happens, the desk that asked goes on. The workbook is the standard input.

``look ROWS`` writes a line for the workbook and one for each sheet, with its first rows.
``read SHEET`` writes a line for each row of a sheet: its cells as texts, blank rows too.
What cannot be read is one line ``{"error": …}`` with a word of `core.imports.workbooks`.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any, BinaryIO, Final
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

MOST_MEMORY: Final = 2 << 30
"""Bytes of address space that reading may take."""
MOST_SECONDS: Final = 120
"""Seconds of processor time that reading may take."""
MOST_UNPACKED: Final = 1 << 30
"""Bytes that a workbook may hold once unpacked."""
MOST_DIGITS: Final = 15
"""Digits of a number that a spreadsheet keeps; it writes zeros for all others."""
LONGEST_CELL: Final = 32_768
"""Characters of a cell that are passed on, one more than a spreadsheet allows."""

_CHUNK: Final = 1 << 20
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_UNCALCULATED: Final = re.compile(
    rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_ERROR: Final = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>([^<]*)</v>', re.DOTALL)
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Cells = dict[tuple[int, int], str]
"""Texts by row and column, both from 0."""


def main(arguments: list[str]) -> None:
    """Carry out one question about the workbook on the standard input."""
    _keep_limits()
    verb, number = arguments
    try:
        for line in _answer(sys.stdin.buffer, verb, int(number)):
            sys.stdout.write(json.dumps(line) + "\n")
    except MemoryError:
        sys.stdout.write('{"error": "too_large"}\n')
    except BrokenPipeError:
        sys.stderr.close()
    except BaseException as error:  # noqa: BLE001  a reader written in Rust panics with such
        word = "locked" if type(error).__name__ == "PasswordError" else "damaged"
        word = "too_large" if isinstance(error, _TooLarge) else word
        sys.stdout.write(json.dumps({"error": word}) + "\n")


class _TooLarge(Exception):
    """The workbook is larger than is read."""


def _keep_limits() -> None:
    with suppress(ImportError, ValueError, OSError):  # not every system has them
        import resource  # noqa: PLC0415  so a system without it can go on

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def _answer(stream: BinaryIO, verb: str, number: int) -> Iterator[Any]:
    # Loaded within the limits, and never by the desk itself.
    from python_calamine import (  # noqa: PLC0415
        CalamineWorkbook,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    kind = _kind(stream)
    workbook = CalamineWorkbook.from_filelike(stream)
    odd = _OddCells(stream) if kind == "xlsx" else None
    if verb == "read":
        found = odd.of(number) if odd else {}
        yield from _rows(workbook.get_sheet_by_index(number), found)
        return
    yield {"kind": kind}
    for place, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(place)
        rows = _rows(sheet, odd.of(place) if odd else {})
        yield {
            "place": place,
            "name": about.name,
            "hidden": about.visible != SheetVisibleEnum.Visible,
            "rows": _height(sheet),
            "top": [cells for cells, _ in zip(rows, range(number), strict=False)],
        }


def _kind(stream: BinaryIO) -> str:
    """Say what kind of workbook it is, having looked that it unpacks to a size that is read."""
    if not zipfile.is_zipfile(stream):
        stream.seek(0)
        return "xls"
    with zipfile.ZipFile(stream) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise _TooLarge
        names = set(archive.namelist())
    stream.seek(0)
    if "content.xml" in names:
        return "ods"
    return "xlsb" if "xl/workbook.bin" in names else "xlsx"


def _rows(sheet: Any, odd: Mapping[tuple[int, int], str]) -> Iterator[list[str]]:
    """Give each row; a cell that is merged with the one above it has the same text."""
    spans: dict[int, list[int]] = {}
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        for row in range(top + 1, min(bottom + 1, _height(sheet))):
            spans.setdefault(row, []).append(left)
    odd_rows: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in odd.items():
        odd_rows.setdefault(row, []).append((column, text))
    above: list[str] = []
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    for row, values in enumerate(sheet.iter_rows()):
        cells = margin + [value if type(value) is str else text_of(value) for value in values]
        for column, text in odd_rows.get(row, ()):
            cells.extend("" for _ in range(column + 1 - len(cells)))
            cells[column] = text
        for column in spans.get(row, ()):
            if column < len(cells) and not cells[column] and column < len(above):
                cells[column] = above[column]
        above = cells
        yield [cell[:LONGEST_CELL] for cell in cells] if any(cells) else []


def _height(sheet: Any) -> int:
    """Return how many rows a sheet has, blank ones above the first included."""
    return sheet.end[0] + 1 if sheet.end else 0


def text_of(value: object) -> str:
    """Return a cell that is no text as one.

    A number of more digits than a spreadsheet keeps is given with an exponent, for its last
    digits are gone.
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        if abs(value) >= 10**MOST_DIGITS:
            return f"{value:.14E}"
        return str(int(value)) if value == int(value) else f"{value:.15g}"
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=None)
        return moment.isoformat(" ") if moment.time().isoformat() != "00:00:00" else f"{value:%F}"
    return value.isoformat() if isinstance(value, date) else str(value)


class _OddCells:
    """Cells of an .xlsx that its reader takes for empty: errors, and formulas never calculated.

    Args:
        stream: the workbook; it is left where it was.
    """

    def __init__(self, stream: BinaryIO) -> None:
        stream.seek(0)
        self._archive = zipfile.ZipFile(stream)
        relations = ET.fromstring(self._archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        targets = {one.get("Id"): one.get("Target", "") for one in relations}
        book = ET.fromstring(self._archive.read("xl/workbook.xml"))  # noqa: S314
        sheets = (one for one in book.iter() if one.tag.endswith("}sheet"))
        self._parts = [targets.get(sheet.get(_RELATION), "") for sheet in sheets]

    def of(self, place: int) -> Cells:
        """Return the odd cells of a sheet: the error, or the formula behind its sign."""
        target = self._parts[place]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found: Cells = {}
        rest = b""
        with self._archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                text = rest + chunk
                if b"<f" in text:
                    _gather(_UNCALCULATED, text, found, "=")
                if b't="e"' in text:
                    _gather(_ERROR, text, found, "")
                begins = text.rfind(b"<c ")
                rest = text[begins:] if begins > len(text) - LONGEST_CELL else b""
        return found


def _gather(pattern: re.Pattern[bytes], part: bytes, found: Cells, sign: str) -> None:
    for match in pattern.finditer(part):
        attributes, value = match.groups()
        place = _REFERENCE.search(attributes)
        if place:
            letters, row = place.groups()
            column = 0
            for letter in letters:
                column = column * 26 + letter - ord("A") + 1
            found[int(row) - 1, column - 1] = sign + unescape(
                (value or b"").decode("utf-8", "replace")
            )


if __name__ == "__main__":
    main(sys.argv[1:])
