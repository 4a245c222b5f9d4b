"""Workbooks (.xlsx, .xls, .ods) as sheets of text cells, read at arm's length.

The reading itself is done by `core.imports.workbook_reader` in a process of its own.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import UnsupportedOperation
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final

from core.imports.encodings import Opener
from core.imports.texts import Part, in_parts
from core.kernel.errors import Invalid
from core.kernel.words import N_

SIGNATURES: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How a file begins that is a workbook: a zip archive, or a compound file."""

_READER: Final = Path(__file__).with_name("workbook_reader.py")
_REASONS: Final = {
    "locked": N_(
        "%(file)s is protected by a password. Open it, take the password off, save it and "
        "import that."
    ),
    "damaged": N_(
        "%(file)s cannot be read as a workbook: it is damaged, cut short, or of another kind. "
        "Open it, save it anew as .xlsx or CSV and import that."
    ),
    "too_large": N_(
        "%(file)s asks for more memory or time than an import may take. Copy the table alone "
        "into a new workbook, or save it as CSV, and import that."
    ),
}


class Sheet:
    """One sheet of a workbook; ``place`` counts from 0 among all sheets."""

    delimiter = ""

    def __init__(self, opener: Opener, file: str, about: dict[str, Any]) -> None:
        self._opener = opener
        self._file = file
        self._place: int = about["place"]
        self._top: list[list[str]] = about["top"]
        self.name: str = about["name"]
        self.hidden: bool = about["hidden"]
        self.rows: int = about["rows"]

    def top(self) -> Iterator[tuple[int, list[str]]]:
        """Give the first rows, each with its number."""
        return iter(enumerate(self._top, start=1))

    def below(self, line: int) -> Iterator[Part]:
        """Give the rows below ``line``."""
        rows = _answers(self._opener, self._file, "read", self._place)
        numbered = enumerate(rows, start=1)
        return in_parts((number, cells) for number, cells in numbered if number > line)


def read_workbook(opener: Opener, file: str, rows: int) -> tuple[str, list[Sheet]]:
    """Return the kind of a workbook and its sheets, having looked at ``rows`` of each.

    Raises:
        Invalid: it is damaged, locked by a password, or larger than is read.
    """
    about, *sheets = _answers(opener, file, "look", rows)
    return about["kind"], [Sheet(opener, file, sheet) for sheet in sheets]


def _answers(opener: Opener, file: str, verb: str, number: int) -> Iterator[Any]:
    """Ask the reader and give its answers as they come."""
    with _as_file(opener) as stream, _asked(stream, verb, str(number)) as process:
        assert process.stdout is not None  # noqa: S101  it is a pipe
        for line in process.stdout:
            answer = json.loads(line)
            if "error" in answer:
                raise _refusal(file, answer["error"])
            yield answer
        if process.wait():
            raise _refusal(file, "too_large")  # stopped by a limit that the system keeps


@contextmanager
def _asked(stream: BinaryIO, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(  # noqa: S603  our own file, with words of ours
        [sys.executable, "-P", str(_READER), *arguments],
        stdin=stream,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        with process:
            try:
                yield process
            finally:
                process.kill()
    finally:
        stream.close()


@contextmanager
def _as_file(opener: Opener) -> Iterator[BinaryIO]:
    """Open what the system can hand to another process."""
    with opener() as stream:
        try:
            stream.fileno()
        except UnsupportedOperation:
            with TemporaryFile() as file:
                shutil.copyfileobj(stream, file)
                file.seek(0)
                yield file
        else:
            yield stream


def _refusal(file: str, word: str) -> Invalid:
    return Invalid(_REASONS[word], field="file", file=file)
