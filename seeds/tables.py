"""Reading of the CSV files that ship inside the package."""

import csv
from importlib.resources import files
from io import StringIO


def read_table(package: str, file: str, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Return the rows of ``file``, which lies in ``package`` and has exactly these columns.

    Raises:
        ValueError: when the header differs or a row is too short or too long.
    """
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    reader = csv.reader(StringIO(text))
    header = tuple(next(reader, ()))
    if header != columns:
        raise ValueError(f"{file}: columns {header}, not {columns}")
    return tuple(dict(zip(columns, row, strict=True)) for row in reader)
