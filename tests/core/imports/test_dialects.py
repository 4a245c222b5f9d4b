"""The same table comes out of every dialect in which an office may write it."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from core.imports.columns import GRID_COLUMNS
from core.imports.commands import AreaRow
from core.imports.grids import area_rows, read_grid_file
from tests.core.imports.workbooks import ods, xls, xlsx

FIELDS: Final = ("code", "name", "kind", "households", "residents", "valid_from")
ALIASES: Final = {column.field: column.names for column in GRID_COLUMNS}
FULL_WIDTH: Final = {ord(plain): chr(ord(plain) + 0xFEE0) for plain in "0123456789"}
ENCODINGS: Final = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
TEXT_FORMS: Final = {"csv": ",", "tsv": "\t", "semicolon": ";"}
WORKBOOKS: Final[dict[str, Callable[[dict[str, Any]], bytes]]] = {
    "xlsx": xlsx,
    "xls": xls,
    "ods": ods,
}

names = st.text(
    st.sampled_from("滨江区西陵社第一二三网格路长河AbcNo1·（）龘䶮𠮷"), min_size=1
).filter(lambda name: name.strip("·") and not name.isdecimal())
areas = st.builds(
    AreaRow,
    line=st.just(0),
    name_en=st.none(),
    parent_code=st.none(),
    code=st.integers(1, 10**9 - 1).map(lambda tail: f"330108{tail:09d}"),
    name=names.map(lambda name: name[:30]),
    kind=st.sampled_from((None, "comprehensive", "dedicated")),
    households=st.none() | st.integers(0, 9_999_999),
    residents=st.none() | st.integers(0, 9_999_999),
    valid_from=st.none() | st.dates(date(1950, 1, 1), date(2050, 12, 31)),
)
KIND_FORMS: Final = {
    None: ("",),
    "comprehensive": ("综合", "综合网格", "Comprehensive", "基础（网格）"),
    "dedicated": ("专属", "专属网格", "dedicated", "專屬"),
}


@dataclass(frozen=True)
class Dialect:
    """How somebody writes a table."""

    form: str
    encoding: str
    order: Sequence[str]
    heads: dict[str, str]
    titles: int
    blank_column: bool
    footers: bool
    blank_every: int


dialects = st.builds(
    Dialect,
    form=st.sampled_from((*TEXT_FORMS, *WORKBOOKS, "jsonl")),
    encoding=st.sampled_from(ENCODINGS),
    order=st.permutations(FIELDS),
    heads=st.fixed_dictionaries({field: st.sampled_from(ALIASES[field]) for field in FIELDS}),
    titles=st.integers(0, 6),
    blank_column=st.booleans(),
    footers=st.booleans(),
    blank_every=st.integers(1, 5),
)


def written(draw: st.DrawFn, field: str, value: Any, *, typed: bool) -> Any:
    """Write a value in one of the forms people and spreadsheets give it."""
    if field == "kind":
        return draw(st.sampled_from(KIND_FORMS[value]))
    if value is None:
        return draw(st.sampled_from(("", " ", "　")))
    if isinstance(value, date):
        forms: list[Any] = [
            value.isoformat(), f"{value.year}/{value.month}/{value.day}", f"{value:%Y%m%d}",
            f"{value.year}年{value.month}月{value.day}日", f"{value.isoformat()} 00:00:00",
            f"{value.year}.{value.month}.{value.day}",
        ]  # fmt: skip
    elif isinstance(value, int):
        text = str(value)
        forms = [text, f"{value:,}", f"{text}.0", text.translate(FULL_WIDTH), f" {text}　"]
    elif field == "code":
        forms = [value, f'="{value}"', f"'{value}", value.translate(FULL_WIDTH), f"{value} "]
        forms.append(f"{value}.0")
    else:
        return draw(st.sampled_from((value, f" {value}　")))
    if typed:
        forms.append(int(value) if field == "code" else value)
    return draw(st.sampled_from(forms))


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, list[AreaRow]]:
    """Draw a table and its bytes in some dialect."""
    dialect = draw(dialects)
    rows = draw(st.lists(areas, min_size=1, max_size=6))
    typed = dialect.form in WORKBOOKS
    body = [
        {f: written(draw, f, getattr(row, f), typed=typed) for f in dialect.order} for row in rows
    ]
    if dialect.form == "jsonl":
        lines = (
            json.dumps({dialect.heads[f]: cell for f, cell in row.items()}, ensure_ascii=False)
            for row in body
        )
        return "\n".join(lines).encode(dialect.encoding), rows
    grid = laid_out(dialect, body)
    if typed:
        return WORKBOOKS[dialect.form]({"网格": grid, "说明": [["填表说明"]]}), rows
    text = io.StringIO()
    csv.writer(text, delimiter=TEXT_FORMS[dialect.form]).writerows(grid)
    return text.getvalue().encode(dialect.encoding), rows


def laid_out(dialect: Dialect, body: list[dict[str, Any]]) -> list[list[Any]]:
    """Put titles, header, rows, blank rows and footers on a page."""
    margin = [""] if dialect.blank_column else []
    width = len(margin) + len(FIELDS)
    page = [["滨江区网格一览表", *[""] * (width - 1)], [""] * width][: dialect.titles]
    page += [["制表：综治办", *[""] * (width - 1)]] * max(dialect.titles - 2, 0)
    page.append(margin + [dialect.heads[field] for field in dialect.order])
    for number, row in enumerate(body, start=1):
        page.append(margin + [row[field] for field in dialect.order])
        if number % dialect.blank_every == 0:
            page.append([""] * width)
    if dialect.footers:
        page.append(["合计", *[""] * (width - 1)])
        page.append(["制表人：陈月", *[""] * (width - 2), "填表日期：2026-09-14"])
    return page


@settings(max_examples=60)
@given(files())
def test_a_table_in_any_dialect_is_the_same_table(file: tuple[bytes, list[AreaRow]]) -> None:
    content, rows = file
    table = read_grid_file(lambda: io.BytesIO(content), "grids")
    found = [row._replace(line=0) if isinstance(row, AreaRow) else row for row in area_rows(table)]
    assert found == [row._replace(name=" ".join(row.name.split())) for row in rows]
