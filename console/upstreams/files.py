"""The files of a run: written beside their places, then put there all together."""

import csv
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, Protocol

from console.present.data import csv_cell, json_text
from core.kernel.errors import Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.upstreams.mapping import Encoding, FileFormat, Mapping
from core.upstreams.rendering import Cell

_CODECS: Final = {
    Encoding.UTF_8: "utf-8",
    Encoding.UTF_8_BOM: "utf-8-sig",
    Encoding.GB18030: "gb18030",
}
_MADE_AT: Final = datetime(2000, 1, 1)  # noqa: DTZ001  what a workbook says of itself has no zone
"""When every workbook says that it was made, so that the same rows are the same bytes."""
MOST_ROWS: Final = 1_048_575
"""Rows that a sheet holds below its header."""
_READ: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as the manifest tells of it."""

    name: str
    holds: str
    rows: int
    bytes: int
    sha256: str


class _Sheet(Protocol):
    def write(self, cells: Sequence[Cell]) -> None: ...

    def close(self) -> None: ...


class RunFiles:
    """The files of one run; each begins with its first row.

    What is written beside its place has a name of chance in it: of two runs at once none touches
    what the other writes.
    """

    def __init__(self, mapping: Mapping, folder: Path, names: dict[str, str]) -> None:
        """Prepare files in ``folder``; ``names`` fills the braces in their names."""
        self._mapping = mapping
        self._folder = folder
        self._stem = mapping.file.format(**names)
        self._manifest = f"{mapping.code}-{names['area']}-{names['run']}.manifest.json"
        self._mark = f".{mapping.code}-{names['area']}-{names['run']}."
        self._token = secrets.token_hex(4)
        self._open: dict[str, _Open] = {}
        self._parts: list[tuple[Path, Path]] = []
        self._placed: set[Path] = set()

    @property
    def manifest(self) -> Path:
        """Where the manifest goes."""
        return self._folder / self._manifest

    def add(self, holds: str, cells: Sequence[Cell], more: Sequence[str] = ()) -> None:
        """Add a row to the file that holds ``rows``, ``withdrawn`` or ``unmapped`` ones.

        Args:
            holds: which file.
            cells: the row.
            more: headers that this file has beside those of the mapping.

        Raises:
            Invalid: it cannot be written, or a workbook is full.
        """
        try:
            if holds not in self._open:
                self._open[holds] = self._begin(holds, more)
            self._open[holds].add(cells)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def finish(self) -> list[FileFacts]:
        """Close every file, bring it down to the disk and return what it is.

        Raises:
            Invalid: it cannot be written.
        """
        try:
            return [self._finished(holds, each) for holds, each in self._open.items()]
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def write_manifest(self, facts: dict[str, Any]) -> None:
        """Write what a run is, to be put in its place last of all."""
        part = self._part("manifest")
        try:
            part.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", "utf-8")
            _to_disk(part)
        except OSError as error:
            raise _unwritable(self._folder, error) from error
        self._parts.append((part, self.manifest))

    def put_in_place(self) -> None:
        """Give every file its name, the manifest last; done once more, nothing changes.

        Raises:
            Invalid: one cannot be.
        """
        try:
            for part, target in self._parts:
                if part not in self._placed:
                    part.replace(target)
                    self._placed.add(part)
            if self._parts:
                with suppress(PermissionError):
                    _to_disk(self._folder)
        except OSError as error:
            raise _unwritable(self._folder, error) from error

    def clear_away(self) -> None:
        """Remove what was not put in its place."""
        for each in self._open.values():
            with suppress(OSError):
                each.close()
                each.part.unlink(missing_ok=True)
        with suppress(OSError):
            self._part("manifest").unlink(missing_ok=True)

    def tidy(self) -> None:
        """Once the run is written down, remove what killed ones of its number have left behind."""
        with suppress(OSError):
            for left in self._folder.glob(f"{self._mark}*.part"):
                left.unlink(missing_ok=True)

    def _part(self, holds: str) -> Path:
        return self._folder / f"{self._mark}{holds}.{self._token}.part"

    def _begin(self, holds: str, more: Sequence[str]) -> "_Open":
        self._folder.mkdir(parents=True, exist_ok=True)
        ending = "" if holds == "rows" else f"-{holds}"
        target = self._folder / f"{self._stem}{ending}.{self._mapping.format}"
        headers = [*(column.header for column in self._mapping.columns), *more]
        return _Open(self._part(holds), target, self._mapping, headers)

    def _finished(self, holds: str, each: "_Open") -> FileFacts:
        each.close()
        _to_disk(each.part)
        self._parts.append((each.part, each.target))
        size, digest = _measured(each.part)
        return FileFacts(each.target.name, holds, each.rows, size, digest)


class _Open:
    """A file that is being written."""

    def __init__(self, part: Path, target: Path, mapping: Mapping, headers: Sequence[str]) -> None:
        self.part = part
        self.target = target
        self.rows = 0
        self._closed = False
        self.part.touch(mode=0o600)  # names and telephone numbers of people
        self._sheet = _FORMATS[mapping.format](self.part, mapping, headers)

    def add(self, cells: Sequence[Cell]) -> None:
        """Add a row."""
        self.rows += 1
        self._sheet.write(cells)

    def close(self) -> None:
        """End the file; done once more, nothing happens."""
        if not self._closed:
            self._closed = True
            self._sheet.close()


class _CsvSheet:
    """What a spreadsheet would run begins with ``'``, and what would command a terminal is gone."""

    def __init__(self, path: Path, mapping: Mapping, headers: Sequence[str]) -> None:
        self._file: IO[str] = path.open("w", encoding=_CODECS[mapping.encoding], newline="")
        self._writer = csv.writer(self._file, lineterminator="\n")
        self.write(headers)

    def write(self, cells: Sequence[Cell]) -> None:
        self._writer.writerow([csv_cell(cell) for cell in cells])

    def close(self) -> None:
        self._file.close()


class _LinesSheet:
    def __init__(self, path: Path, _mapping: Mapping, headers: Sequence[str]) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._headers = headers

    def write(self, cells: Sequence[Cell]) -> None:
        self._file.write(json_text(dict(zip(self._headers, cells, strict=True))) + "\n")

    def close(self) -> None:
        self._file.close()


class _BookSheet:
    """One sheet; texts are written as texts, so that none is a formula, a link or a number."""

    def __init__(self, path: Path, mapping: Mapping, headers: Sequence[str]) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"title": mapping.title, "created": _MADE_AT})
        self._sheet = self._book.add_worksheet()
        self._line = 0
        self.write(headers)

    def write(self, cells: Sequence[Cell]) -> None:
        if self._line > MOST_ROWS:
            raise Invalid(
                N_("A workbook holds %(most)s rows, and there are more. Use the format csv."),
                field="format",
                most=f"{MOST_ROWS:,}",
            )
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._line, place, neutralise(cell, lines=True))
            else:
                self._sheet.write_number(self._line, place, cell)
        self._line += 1

    def close(self) -> None:
        self._book.close()


_FORMATS: Final[dict[FileFormat, Callable[[Path, Mapping, Sequence[str]], _Sheet]]] = {
    FileFormat.CSV: _CsvSheet,
    FileFormat.XLSX: _BookSheet,
    FileFormat.JSONL: _LinesSheet,
}


def files_object(facts: Iterable[FileFacts]) -> list[dict[str, Any]]:
    """Return files as manifests and the database tell of them."""
    return [asdict(each) for each in facts]


def _measured(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_READ):
            digest.update(chunk)
    return path.stat().st_size, digest.hexdigest()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(folder: Path, error: OSError) -> Invalid:
    return Invalid(
        N_("Nothing can be written into %(folder)s: %(why)s."),
        field="output",
        folder=str(folder),
        why=error.strerror or "",
    )
