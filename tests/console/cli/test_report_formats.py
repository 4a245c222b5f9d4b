"""The report of a night in each of its forms, to the letter, and the same bytes every time."""

import io
import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from console.reporting.writing import put_away
from core.kernel.errors import Invalid
from core.kernel.text import width
from tests.console.cli.conftest import SAMPLES, Griddesk

NIGHT: Final = ("--date", "2026-09-14", "--as-at", "2026-09-22T12:00")
"""The one day with reports, drawn when its cases are late."""
FORMATS: Final = ("text", "json", "csv", "md", "html", "xlsx")
HOSTILE: Final = "<script>alert(1)</script>"
VOID: Final = {"meta", "br", "line", "rect", "circle", "polyline"}


@pytest.fixture
def hostile(db: str) -> str:
    """Give a unit and a street names that command spreadsheets and browsers."""
    with sqlite3.connect(db) as connection:
        connection.execute("UPDATE unit SET name = ? WHERE code = 'S001'", (HOSTILE,))
        connection.execute("UPDATE area SET name = '=1+1|*a*' WHERE code = '330108001'")
    return db


def night(desk: Griddesk, folder: Path, form: str, *more: str, lang: str = "en") -> bytes:
    """Return the report of the night in one form."""
    file = folder / f"night.{form}"
    ended = desk("report", "nightly", *NIGHT, "--format", form, "-o", str(file), *more, lang=lang)
    assert (ended.code, ended.out) == (0, "")
    return file.read_bytes()


@pytest.mark.parametrize(
    ("form", "lang", "sample"),
    (
        ("text", "zh", "night_zh.txt"),
        ("text", "en", "night_en.txt"),
        ("md", "zh", "night_zh.md"),
        ("csv", "en", "night.csv"),
    ),
)
def test_a_night_reads_as_it_did(
    form: str, lang: str, sample: str, desk: Griddesk, tmp_path: Path
) -> None:
    # To record one anew: write what the test tells, and read it before it is committed.
    expected = (SAMPLES / sample).read_text("utf-8")
    assert night(desk, tmp_path, form, lang=lang).decode() == expected


def test_the_keys_of_a_csv_do_not_change_with_the_language(desk: Griddesk, tmp_path: Path) -> None:
    assert night(desk, tmp_path, "csv", lang="zh") == night(desk, tmp_path, "csv")
    assert night(desk, tmp_path, "csv", "--bom").startswith(b"\xef\xbb\xbfpart,key,name,")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_data_give_the_same_bytes_whenever_they_are_written(
    form: str, desk: Griddesk, tmp_path: Path
) -> None:
    first = night(desk, tmp_path, form)
    with time_machine.travel(datetime(2031, 1, 2, tzinfo=UTC), tick=False):
        assert night(desk, tmp_path, form) == first
    assert len(first) > 2000


def test_an_ending_tells_the_format_and_standard_output_is_the_same(
    desk: Griddesk, tmp_path: Path
) -> None:
    file = tmp_path / "night.md"
    assert desk("report", "nightly", *NIGHT, "-o", str(file)).err == f"The report is in {file}.\n"
    told = desk("report", "nightly", *NIGHT, "--format", "md").out
    assert told == file.read_text("utf-8")
    assert told.startswith("# 滨江区 Night's report\n")


def test_a_table_in_markdown_is_aligned_and_no_markup_gets_in(
    desk: Griddesk, hostile: str, tmp_path: Path
) -> None:
    assert hostile
    lines = night(desk, tmp_path, "md", lang="zh").decode().splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| 街道"))
    table = lines[start : start + 3]
    assert {width(line) for line in table} == {width(table[0])}
    assert table[2].startswith("| =1+1\\|\\*a\\* |")
    assert "\\<script\\>" in "\n".join(lines)
    assert "<script" not in "\n".join(lines).replace("\\<", "")


# The page.


class Page(HTMLParser):
    """Reads a page and keeps what it is made of; a tag closed out of turn fails the test."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_page_is_whole_and_needs_nothing_from_outside(desk: Griddesk, tmp_path: Path) -> None:
    text = night(desk, tmp_path, "html", lang="zh").decode()
    page = Page(text)
    names = [name for name, _ in page.tags]
    attributes = {key for _, attrs in page.tags for key in attrs}

    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "a"} & set(names)
    assert not {"src", "href", "xlink:href", "style"} & attributes
    assert not [key for key in attributes if key.startswith("on")]
    assert not [sign for sign in ("http:", "https:", "url(", "@import", "//") if sign in text]
    assert names.count("svg") == 2 + 2
    assert names.count("section") == 15
    assert "滨江区 网格治理夜报" in page.words
    assert ("html", {"lang": "zh-CN"}) in page.tags


def test_hostile_names_stay_words_on_the_page(desk: Griddesk, hostile: str, tmp_path: Path) -> None:
    assert hostile
    page = Page(night(desk, tmp_path, "html").decode())
    assert "script" not in [name for name, _ in page.tags]
    assert HOSTILE in page.words
    assert not any("\x1b" in said for said in page.words)


# The workbook.


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """Read a workbook with a reader that has nothing to do with its writer."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_workbook_has_real_numbers(desk: Griddesk, tmp_path: Path) -> None:
    found = sheets(night(desk, tmp_path, "xlsx", lang="zh"))
    assert list(found)[:6] == ["概览", "预警", "分级别", "分街道", "分社区", "零上报与零流转社区"]
    overview = found["概览"]
    assert overview[0][0] == "滨江区 网格治理夜报"
    [head, *figures] = overview[3:9]
    assert head[:4] == ["指标", "值", "分子", "分母"]
    assert figures[0][:4] == ["有效率", 0.5, 2.0, 4.0]
    street = found["分街道"]
    assert street[4] == ["西兴街道", 0.5, "–", 0.5, "–", "–", 0.0, 4.0]


def test_a_workbook_draws_its_charts_and_speaks_a_chinese_font(
    desk: Griddesk, tmp_path: Path
) -> None:
    with ZipFile(io.BytesIO(night(desk, tmp_path, "xlsx"))) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        styles = parts.read("xl/styles.xml").decode()
        moments = {info.date_time for info in parts.infolist()}
        formats = parts.read("docProps/core.xml").decode()
    assert len(charts) == 3
    assert '<name val="微软雅黑"/>' in styles
    assert 'formatCode="0.0%"' in styles
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert "2026-09-22T12:00:00Z" in formats


def test_a_workbook_makes_room_for_what_is_wrapped_and_an_overview_is_one_page(
    desk: Griddesk, tmp_path: Path
) -> None:
    with ZipFile(io.BytesIO(night(desk, tmp_path, "xlsx", lang="zh"))) as parts:
        pages = [
            parts.read(name).decode()
            for name in sorted(parts.namelist())
            if name.startswith("xl/worksheets/sheet")
        ]
    assert [page for page in pages if 'fitToHeight="0"' not in page] == [pages[0]]
    rows = (row for page in pages for row in re.findall(r'<row [^>]* ht="([\d.]+)"', page))
    assert {*rows} == {"26.25", "30"}  # titles, and definitions of two lines


def test_a_change_is_a_number_of_points_with_its_sign(spans: Griddesk, tmp_path: Path) -> None:
    file = tmp_path / "day.xlsx"
    # The day after the reports had one of its own, and it is off the list.
    assert spans("case", "report", "--source", "inspection", "--source-ref", "x", "--area",
                 "330108001001001", "--matter", "积水").code == 0  # fmt: skip
    for form, name in (("xlsx", file), ("text", tmp_path / "day.text")):
        ended = spans("report", "monthly", "--date", "2026-10-01", "-o", str(name),
                      "--format", form)  # fmt: skip
        assert ended.code == 0
    valid = sheets(file.read_bytes())["Overview"][4]
    assert valid[:6] == ["Valid", 0.0, 0.0, 1.0, 0.5, -50.0]
    assert "Valid        0.0%         0       1         50.0%  -50.0" in (
        tmp_path / "day.text"
    ).read_text("utf-8")


def test_nothing_a_case_says_becomes_a_formula_or_a_link(
    desk: Griddesk, hostile: str, tmp_path: Path
) -> None:
    assert hostile
    content = night(desk, tmp_path, "xlsx")
    with ZipFile(io.BytesIO(content)) as parts:
        cells = [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]
    assert not [sheet for sheet in cells if "<f>" in sheet or "<hyperlink" in sheet]
    assert "=1+1|*a*" in {row[0] for row in sheets(content)["By street"] if row}


# Where it goes.


def test_a_report_that_cannot_be_written_leaves_what_was_there(
    desk: Griddesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "night.txt"
    file.write_text("yesterday's", "utf-8")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ended = desk("report", "nightly", *NIGHT, "-o", str(file), "--format", "json")
    assert (ended.code, ended.error["code"]) == (4, "invalid")
    assert "No space left on device" in ended.error["message"]
    assert file.read_text("utf-8") == "yesterday's"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_keeps_its_place_and_gets_its_new_content(tmp_path: Path) -> None:
    file = tmp_path / "night.txt"
    put_away(b"one", file)
    put_away(b"two", file)
    assert file.read_bytes() == b"two"
    with pytest.raises(Invalid):
        put_away(b"three", tmp_path / "nowhere" / "night.txt")


@pytest.mark.parametrize(
    ("arguments", "code"),
    (
        (("nightly", "--date", "2026-09-30"), 4),
        (("nightly", "--area", "330109"), 4),
        (("weekly", "--date", "2026-09-21"), 4),
        (("monthly", "--date", "yesterday"), 2),
        (("nightly", "--format", "pdf"), 2),
    ),
)
def test_what_cannot_be_reported_ends_with_a_code_and_no_file(
    arguments: tuple[str, ...], code: int, desk: Griddesk, tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    assert desk("report", *arguments, "-o", str(file)).code == code
    assert not file.exists()


def test_another_jurisdiction_hears_nothing(desk: Griddesk, tmp_path: Path) -> None:
    file = tmp_path / "night.json"
    told = desk("report", "nightly", *NIGHT, "--area", "330108002", "-o", str(file))
    assert told.code == 0
    found = json.loads(file.read_text("utf-8"))
    assert (found["overdue"]["total"], found["warnings"], found["counts"]["reported"]) == (0, [], 0)
    assert desk("report", "nightly", *NIGHT, "--area", "330108002", by="lina").code == 4


def test_a_grid_is_not_divided_by_the_street_it_lies_in(desk: Griddesk, tmp_path: Path) -> None:
    told = night(desk, tmp_path, "md", "--area", "330108001001001").decode()
    titles = [line for line in told.splitlines() if line.startswith("## ")]
    assert titles[:4] == ["## Headline", "## Early warnings", "## By tier", "## By unit"]
    assert told.startswith("# 第一网格 Night's report\n")


@pytest.fixture
def spans(desk: Griddesk) -> Iterator[Griddesk]:
    """The desk a fortnight later, when week and month of its cases are over."""
    with time_machine.travel(datetime(2026, 10, 1, 1, tzinfo=UTC), tick=False):
        yield desk


@pytest.mark.parametrize(
    ("kind", "date", "since", "beside"),
    (
        ("nightly", (), "2026-09-30", ["day_before", "day_of_last_week"]),
        ("weekly", (), "2026-09-21", ["week_before", "four_weeks_before"]),
        ("weekly", ("--date", "2026-09-16"), "2026-09-14", ["week_before", "four_weeks_before"]),
        ("monthly", (), "2026-09-01", ["month_before", "year_before"]),
    ),
)
def test_a_night_a_week_and_a_month_stand_beside_their_like(
    kind: str, date: tuple[str, ...], since: str, beside: list[str], spans: Griddesk
) -> None:
    told = spans("report", kind, *date, "--format", "json").json
    assert (told["kind"], told["since"]) == (kind, since)
    assert [one["name"] for one in told["comparisons"]] == beside
    assert len(told["days"]) == 14
    holds = since <= "2026-09-14" <= told["date"]
    assert told["counts"]["reported"] == (4 if holds else 0)


def test_figures_are_told_by_anything_with_their_definitions(desk: Griddesk) -> None:
    days = ("--until", "2026-09-14", "--as-at", "2026-09-14T12:00")
    told = {
        by: desk("figures", *days, "--by", by, "--format", "json", "--definitions").json
        for by in ("street", "community", "grid", "unit", "item", "tier", "source", "staff")
    }
    assert {by: [line["key"] for line in one["lines"]] for by, one in told.items()} == {
        "street": ["330108001"],
        "community": ["330108001001"],
        "grid": ["330108001001001"],
        "unit": [],
        "item": ["E0401", "S0101", ""],
        "tier": ["1", "3"],
        "source": ["gridder", "hotline"],
        "staff": [""],
    }
    assert set(told["item"]["definitions"]) == set(told["item"]["lines"][0]["figures"])
    one = desk("figures", *days, "--by", "item", "--key", "E0401", "--drill", "valid",
               "--format", "jsonl").lines  # fmt: skip
    [line] = [line for line in told["item"]["lines"] if line["key"] == "E0401"]
    assert len(one) == line["figures"]["valid"]["denominator"] == 2
    assert desk("figures", "--key", "E0401").code == 2
    assert desk("figures", "--warnings", *days).err == "No rule has fired.\n"
