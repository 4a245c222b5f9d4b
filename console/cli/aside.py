"""Refused rows put aside in a file of the same columns, to be corrected and taken in again."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from console.cli.output import csv_cell
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.tables import Table


def free_name(file: Path) -> Path:
    """Return a name beside ``file`` that no file has yet."""
    number, path = 1, file.with_name(f"{file.stem}.refused.csv")
    while path.exists():
        number += 1
        path = file.with_name(f"{file.stem}.refused-{number}.csv")
    return path


def write_aside(
    path: Path, table: "Table", reasons: Mapping[int, Sequence[str]], title: str
) -> None:
    """Write the rows on the lines of ``reasons``, each with why it was refused.

    A row that could not even be cut into cells is left blank beside its reason.

    Raises:
        Invalid: the file cannot be written.
    """
    width = len(table.header)
    records = {line: cells for line, cells in table.records() if line in reasons}
    try:
        with path.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*table.header, title])
            for line, why in sorted(reasons.items()):
                cells = records.get(line, [])[:width]
                cells += [""] * (width - len(cells))
                writer.writerow([*map(csv_cell, cells), "; ".join(why)])
    except OSError as error:
        raise Invalid(
            N_("The good rows are taken in, but %(file)s cannot be written: %(why)s."),
            field="file",
            file=str(path),
            why=error.strerror or "",
        ) from error
