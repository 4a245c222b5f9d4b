"""Writing data for people, programs and spreadsheets."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.cli.asked import Asked, Format
from console.cli.columns import Column, count_column
from console.cli.output import csv_cell, json_text, write_facts, write_rows
from core.kernel.text import width

Row = tuple[str, int | None]
COLUMNS: tuple[Column[Row], ...] = (
    Column("name", lambda row: row[0], "Name"),
    Column("count", lambda row: row[1], "Count", align="right"),
    Column("double", lambda row: None if row[1] is None else row[1] * 2),
    Column("", str, "Shout", lambda row: row[0].upper()),
)
ROWS: tuple[Row, ...] = (("垃圾桶", 5), ("bin", 12), ("=1+1", None))


def written(format_: Format, rows: tuple[Row, ...] = ROWS, *, bom: bool = False) -> str:
    out = io.StringIO()
    write_rows(rows, COLUMNS, Asked(format=format_, bom=bom), out)
    return out.getvalue()


def test_a_table_lines_up_in_cells() -> None:
    assert written(Format.TABLE) == (
        "Name    Count  Shout\n垃圾桶      5  垃圾桶\nbin        12  BIN\n=1+1           =1+1\n"
    )


def test_a_table_of_nothing_is_nothing() -> None:
    assert written(Format.TABLE, ()) == ""


def test_counts_are_told_in_thousands_to_people_and_bare_to_programs() -> None:
    columns: list[Column[Row]] = [count_column("n", lambda row: row[1], "Count")]
    rows: tuple[Row, ...] = (("a", 5), ("b", 1234567), ("c", None))
    told = {}
    for form in (Format.TABLE, Format.JSONL, Format.CSV):
        out = io.StringIO()
        write_rows(rows, columns, Asked(format=form, bom=False), out)
        told[form] = out.getvalue()
    assert told == {
        Format.TABLE: "    Count\n        5\n1,234,567\n\n",
        Format.JSONL: '{"n": 5}\n{"n": 1234567}\n{"n": null}\n',
        Format.CSV: 'n\n5\n1234567\n""\n',
    }


def test_json_is_one_array_with_the_keyed_columns() -> None:
    assert json.loads(written(Format.JSON)) == [
        {"name": "垃圾桶", "count": 5, "double": 10},
        {"name": "bin", "count": 12, "double": 24},
        {"name": "=1+1", "count": None, "double": None},
    ]
    assert written(Format.JSON, ()) == "[]\n"


def test_json_lines_are_one_object_a_line() -> None:
    lines = written(Format.JSONL).splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["垃圾桶", "bin", "=1+1"]


def test_csv_has_a_header_and_no_formula() -> None:
    assert written(Format.CSV) == ("name,count,double\n垃圾桶,5,10\nbin,12,24\n'=1+1,,\n")


def test_csv_may_begin_with_a_mark_for_spreadsheets() -> None:
    assert written(Format.CSV, (), bom=True) == "\ufeffname,count,double\n"


@pytest.mark.parametrize("sign", ("=", "+", "-", "@", "\t", "\r", "＝", "＋"))
def test_lesson_27_a_text_that_a_spreadsheet_would_run_is_quoted(sign: str) -> None:
    """osTicket#3767: a title that began with a formula."""
    assert str(csv_cell(f"{sign}cmd")).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"),
    (
        (-12, -12),
        (1.5, 1.5),
        (None, None),
        (True, "true"),
        ("-12", "'-12"),
        ("plain", "plain"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31m", "␛[31m"),
        (datetime(2026, 9, 30, 7, tzinfo=UTC), "2026-09-30T07:00:00+00:00"),
    ),
)
def test_a_csv_cell_keeps_numbers_and_tames_text(value: object, cell: object) -> None:
    assert csv_cell(value) == cell


@given(st.lists(st.text(), min_size=1))
def test_csv_reads_back_to_as_many_cells(texts: list[str]) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([csv_cell(text) for text in texts])
    out.seek(0)
    assert len(next(csv.reader(out))) == len(texts)


@given(st.text())
def test_json_loses_no_character_and_commands_no_terminal(text: str) -> None:
    written = json_text({"text": text})
    assert json.loads(written) == {"text": text}
    assert not any(ord(sign) < 0x20 or 0x7F <= ord(sign) < 0xA0 for sign in written)
    assert not any(sign in written for sign in "\u202e\u2066\u200b\u2028\ufeff")


@given(st.lists(st.tuples(st.text(max_size=20), st.integers(0, 99)), min_size=1, max_size=30))
def test_a_table_commands_no_terminal_and_keeps_one_line_a_row(rows: list[Row]) -> None:
    text = written(Format.TABLE, tuple(rows))
    assert text.count("\n") == len(rows) + 1
    assert "\x1b" not in text


def test_facts_stand_under_each_other() -> None:
    out = io.StringIO()
    write_facts([("事项", "a\nb"), ("Address", "c")], out)
    assert out.getvalue() == "事项     a\n         b\nAddress  c\n"


class Terminal(io.StringIO):
    """A place to write that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("cells", (40, 60, 80, 120))
def test_a_table_fits_the_terminal(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(cells))
    monkeypatch.setenv("TERM", "dumb")
    columns: tuple[Column[Row], ...] = (
        Column("name", lambda row: row[0], "Name", roomy=True),
        Column("count", lambda row: row[1], "Count", align="right"),
        Column("", str, "Shout", lambda row: row[0].upper() * 3, roomy=True, spare=True),
    )
    out = Terminal()
    write_rows((("商户占用盲道经营，行人无法通过，多次劝导无效" * 3, 5),), columns, Asked(), out)
    lines = out.getvalue().splitlines()
    assert all(width(line) <= cells for line in lines)
    assert "…" in lines[1]


def test_a_pipe_gets_everything() -> None:
    long = "商户占用盲道" * 50
    assert long in written(Format.TABLE, ((long, 1),))
