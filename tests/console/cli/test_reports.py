"""The night's report from the command line."""

import csv
import io
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from storage.readers.figures import FigureReader
from tests.console.cli.conftest import Griddesk

FIRST = "330108-26-000001"
NOON = "2026-09-14T12:00"


@pytest.fixture
def reported(desk: Griddesk) -> Griddesk:
    """Let the first case be handled and closed, and one be settled."""
    for arguments in (
        ("receive", FIRST),
        ("resolve", FIRST, "--result", "已清理"),
        ("pass-check", FIRST, "--rating", "4"),
        ("settle", "4", "--result", "已清理"),
    ):
        assert desk("case", *arguments).code == 0
    return desk


def test_the_report_of_a_day_leads_with_five_rates(reported: Griddesk) -> None:
    told = reported(
        "report", "nightly", "--date", "2026-09-14", "--as-at", NOON, "--format", "json"
    ).json
    assert (told["date"], told["area_code"], told["area"]) == ("2026-09-14", "330108", "滨江区")
    assert list(told["figures"].items())[:3] == [
        ("valid", {"numerator": 3, "denominator": 4, "rate": 0.75, "unit": "share"}),
        ("circulation", {"numerator": 2, "denominator": 4, "rate": 0.5, "unit": "share"}),
        ("on_time", {"numerator": 2, "denominator": 2, "rate": 1.0, "unit": "share"}),
    ]
    assert told["figures"]["satisfaction"]["rate"] == 80.0
    assert told["ends_at"] == "2026-09-14T12:00:00+08:00"
    assert [line["key"] for line in told["streets"]] == ["330108001", "330108002"]


def test_the_area_of_figures_is_named_in_the_language(reported: Griddesk, db: str) -> None:
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE area SET name_en = 'Binjiang District' WHERE code = '330108'")
    told = {lang: reported("figures", lang=lang).out.splitlines()[1] for lang in ("en", "zh")}
    assert told == {"en": "Area  330108 Binjiang District", "zh": "区域  330108 滨江区"}


def test_all_parts_of_a_report_are_of_one_moment(
    desk: Griddesk, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("report", "nightly", "--as-at", "2026-09-20T00:10", "--format", "json")
    before = desk(*asked).json
    assert before["overdue"]["total"] == 4
    read = FigureReader.over

    def over(reader: FigureReader, *about: Any) -> Any:
        found = read(reader, *about)
        with closing(sqlite3.connect(db)) as connection, connection:
            connection.execute("UPDATE cases SET matter = '改过'")
        return found

    monkeypatch.setattr(FigureReader, "over", over)
    assert desk(*asked).json == before
    after = desk(*asked).json["overdue"]["cases"]
    assert {case["matter"] for case in after} == {"改过"}


def test_yesterday_is_the_default(reported: Griddesk) -> None:
    told = reported("report", "nightly", "--as-at", "2026-09-15T00:10", "--format", "json").json
    assert (told["date"], told["figures"]["valid"]["numerator"]) == ("2026-09-14", 3)


def test_a_report_may_be_of_one_area(reported: Griddesk) -> None:
    plain = ("report", "nightly", "--date", "2026-09-14", "--as-at", NOON, "--format", "json")
    assert reported(*plain, "--area", "330108002").json["counts"]["reported"] == 0
    assert reported(*plain, "--area", "330109").code == 4
    assert reported(*plain, "--area", "330108", by="lina").code == 4


def test_a_day_to_come_is_refused(desk: Griddesk) -> None:
    ended = desk("report", "nightly", "--date", "2026-09-15", "--format", "json")
    assert (ended.code, ended.error["code"]) == (4, "invalid")


def test_a_report_is_a_sheet(reported: Griddesk) -> None:
    ended = reported(
        "report", "nightly", "--date", "2026-09-14", "--as-at", NOON, "--format", "csv"
    )
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert (rows[0]["part"], rows[0]["valid_rate"], rows[0]["reported"]) == ("whole", "0.75", "4")
    assert {row["part"] for row in rows} == {
        "whole",
        "courses",
        "tiers",
        "streets",
        "communities",
        "units",
        "sources",
        "comparisons",
        "overdue",
        "staffing",
        "data_flaws",
    }


def test_a_report_is_read_by_people(reported: Griddesk) -> None:
    english = reported("report", "nightly", "--date", "2026-09-14", "--as-at", NOON)
    assert "valid rate                75.0%" in english.out
    chinese = reported("report", "nightly", "--date", "2026-09-14", "--as-at", NOON, lang="zh")
    assert "有效率" in chinese.out
    assert "–" in chinese.out


def test_what_stands_still_and_who_pushes_work_down_is_told(reported: Griddesk) -> None:
    for by, *arguments in (
        ("zhangmin", "hand-down", "3", "--tier", "2", "--reason", "社区可办"),
        ("zhangmin", "dispatch", "3", "--unit", "C001"),
        ("zhangmin", "receive", "3"),
        ("wangqiang", "suspend", "3", "--until", "2026-09-30", "--reason", "等待判决"),
    ):
        assert reported("case", *arguments, by=by).code == 0, arguments
    plain = ("report", "nightly", "--date", "2026-09-14", "--as-at", NOON)

    told = reported(*plain, "--format", "json").json
    assert told["figures"]["suspension_now"]["numerator"] == 1
    assert told["hand_downs"] == []

    for by, verb, *more in (("wangqiang", "resume"), ("zhangmin", "resolve", "--result", "已调解")):
        assert reported("case", verb, "3", *more, by=by).code == 0
    assert reported(*plain, "--format", "json").json["hand_downs"] == [
        {"sender": "zhangmin", "name": "张敏", "from_tier": 3, "tier": 2, "cases": 1}
    ]
    assert "Handed down by  From tier" in reported(*plain).out


def test_live_figures_say_what_they_mean(reported: Griddesk) -> None:
    told = reported("figures", "--as-at", NOON)
    assert "valid rate" in told.out
    assert "Cases that ever left tier 1 ÷ reported." in told.out


def test_figures_of_several_days_count_them_together(reported: Griddesk) -> None:
    days = ("--since", "2026-09-10", "--until", "2026-09-14")
    told = reported("figures", *days, "--as-at", NOON, "--format", "json").json
    assert (told["since"], told["date"]) == ("2026-09-10", "2026-09-14")
    assert told["figures"]["valid"]["numerator"] == 3


@pytest.mark.parametrize("figure", ("valid", "circulation", "on_time", "satisfaction"))
def test_behind_a_figure_are_as_many_cases_as_it_says(reported: Griddesk, figure: str) -> None:
    whole = reported("figures", "--as-at", NOON, "--format", "json").json["figures"][figure]
    told = reported("figures", "--drill", figure, "--as-at", NOON, "--format", "jsonl").lines
    assert sum(line["numerator"] for line in told) == whole["numerator"]
    assert sum(line["denominator"] for line in told) == whole["denominator"] == len(told) > 0


def test_figures_of_another_jurisdiction_are_refused(reported: Griddesk) -> None:
    assert reported("figures", "--area", "330109", "--drill", "valid").code == 4
    assert reported("figures", "--since", "2026-09-15", "--until", "2026-09-14").code == 4
