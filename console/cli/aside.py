"""Refused rows put aside in a file of the same shape, to be corrected and taken in again."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from console.cli.output import csv_cell
from console.present.words import _, in_every_language
from console.private_files import open_private
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.boundary_file import BoundaryFile
    from core.imports.result import RefusedRow
    from core.imports.tables import Table

_WHY: Final = N_("Why refused")
"""The header of the reasons, which is that of no column of any import."""

Reasons = Mapping[int, Sequence[str]]
"""Why the row on a line, or the feature of a number, was refused."""


def free_name(file: Path, ending: str = "csv") -> Path:
    """Return a name beside ``file`` that no file has yet."""
    number, path = 1, file.with_name(f"{file.stem}.refused.{ending}")
    while path.exists():
        number += 1
        path = file.with_name(f"{file.stem}.refused-{number}.{ending}")
    return path


def reasons_of(
    refused: Iterable["RefusedRow"], reason: Callable[["RefusedRow"], str]
) -> dict[int, list[str]]:
    """Collect what is wrong with each row, in the words of ``reason``."""
    reasons: dict[int, list[str]] = {}
    for row in refused:
        why = f"{row.column}: {reason(row)}" if row.column else reason(row)
        reasons.setdefault(row.line, []).append(why)
    return reasons


def without_reasons(header: Sequence[str]) -> Sequence[str]:
    """Return a header as it was before reasons were written beside its rows, if they were."""
    whole = list(header)
    while whole and whole[-1] in in_every_language(_WHY):
        whole.pop()
    return whole


def write_aside(path: Path, table: "Table", reasons: Reasons) -> None:
    """Write the rows on the lines of ``reasons``, each with why it was refused.

    A row that could not even be cut into cells is left blank beside its reason. Reasons that
    were put beside the rows before give way to those of now.

    Raises:
        Invalid: the file cannot be written.
    """
    header = without_reasons(table.header)
    width = len(header)
    records = {line: cells for line, cells in table.records() if line in reasons}

    def write(file: TextIO) -> None:
        writer = csv.writer(file)
        writer.writerow([*header, _(_WHY)])
        for line, why in sorted(reasons.items()):
            cells = records.get(line, [])[:width]
            cells += [""] * (width - len(cells))
            writer.writerow([*map(csv_cell, cells), "; ".join(why)])

    _write_anew(path, "utf-8-sig", write)


def write_features_aside(path: Path, read: "BoundaryFile", reasons: Reasons) -> None:
    """Write the features of ``reasons``, each with a property that says why it was refused.

    Raises:
        Invalid: the file cannot be written.
    """
    features = [
        _with_reason(read.features[number - 1], "; ".join(why))
        for number, why in sorted(reasons.items())
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    _write_anew(path, "utf-8", lambda file: file.write(text))


def _with_reason(feature: Any, why: str) -> Any:
    """Return a feature with one more property; what is none is kept beside its reason."""
    if not isinstance(feature, dict):
        feature = {"type": "Feature", "properties": {}, "geometry": None, "found": feature}
    said = feature.get("properties")
    kept = {
        name: value
        for name, value in (said if isinstance(said, dict) else {}).items()
        if name not in in_every_language(_WHY)
    }
    return feature | {"properties": kept | {_(_WHY): why}}


def _write_anew(path: Path, encoding: str, write: Callable[[TextIO], object]) -> None:
    try:
        # What was refused may be anything, people with their telephones among it.
        with open_private(path, anew=True, encoding=encoding) as file:
            write(file)
    except OSError as error:
        raise Invalid(
            N_("The good rows are taken in, but %(file)s cannot be written: %(why)s."),
            field="file",
            file=str(path),
            why=error.strerror or "",
        ) from error
