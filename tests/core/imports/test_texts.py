"""The lines of a delimited text, read many at once, are those of reading one by one."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.imports import texts
from core.imports.encodings import Encoding
from core.imports.result import RefusedRow
from core.imports.texts import Delimited

PIECES = ("a", "b c", ",", '"', '""', '"x\ny"', '"x\r\ny"', '"x\ry"', "\n", "\r\n", "\r", "\n\n")


def one_by_one(text: str, below: int) -> list[tuple[int, list[str] | None]]:
    """Give line and cells of each record, and no cells where it cannot be read."""
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")
    for _ in range(below):
        lines.readline()
    reader = csv.reader(lines, strict=True)
    found: list[tuple[int, list[str] | None]] = []
    while True:
        line = below + reader.line_num + 1
        try:
            found.append((line, next(reader)))
        except StopIteration:
            return found
        except csv.Error:
            found.append((line, None))


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(0, 2))
@example('a\n"b\nc"x\nd\n', 0)
@example('a\nb\n"c', 1)
def test_each_record_begins_on_the_line_it_begins_on(text: str, below: int) -> None:
    sheet = Delimited(lambda: io.BytesIO(text.encode()), Encoding("utf-8", 0), ",", 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(texts, "PART", 3)
        parts = list(sheet.below(below))
    assert all(1 <= len(part.records) <= 3 for part in parts)
    assert [
        (line, None if isinstance(record, RefusedRow) else record)
        for part in parts
        for line, record in zip(*part, strict=True)
    ] == one_by_one(text, below)


def test_what_cannot_be_read_says_on_which_line() -> None:
    sheet = Delimited(lambda: io.BytesIO(b'"a\nb"\n"c"d\ne\n'), Encoding("utf-8", 0), ",", 20)
    bad = [
        record
        for part in sheet.below(0)
        for record in part.records
        if isinstance(record, RefusedRow)
    ]
    assert [(row.line, row.reason) for row in bad] == [
        (3, "A quotation mark stands in the middle of a cell.")
    ]
