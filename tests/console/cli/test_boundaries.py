"""Boundaries on the command line: in and out, checked, and finding grids by coordinate."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN, COMMUNITY, GRID, NEXT_GRID, STREET_DISPATCHER
from tests.squares import at, box, collection

WEST, EAST = box(0, 0, 2, 4), box(2, 0, 4, 4)
WHOLE: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"网格编码": COMMUNITY}, box(0, 0, 4, 4)),
    ({"网格编码": GRID}, WEST),
    ({"网格名称": "第二网格", "上级编码": COMMUNITY}, EAST),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a community and its two grids."""
    path = tmp_path / "boundaries.geojson"
    path.write_text(collection(*WHOLE), "utf-8")
    return path


@pytest.fixture
def drawn(desk: Griddesk, file: Path) -> Griddesk:
    """The district with those boundaries."""
    assert desk("import", "boundaries", str(file), "--commit", by=ADMIN).code == 0
    return desk


def place(x: float, y: float) -> str:
    return ",".join(map(str, at(x, y)))


def test_an_import_is_a_dry_run_first_and_then_a_no_op(desk: Griddesk, file: Path) -> None:
    dry = desk("import", "boundaries", str(file), by=ADMIN)
    assert (dry.code, [line.split() for line in dry.out.splitlines()[1:]]) == (
        0,
        [
            ["1", "new", COMMUNITY, "西陵社区"],
            ["2", "new", GRID, "第一网格"],
            ["3", "new", NEXT_GRID, "第二网格"],
        ],
    )
    assert dry.err == (
        "boundaries.geojson: 3 new, 0 changed, 0 unchanged\n"
        "This was a dry run: nothing was changed. Add --commit to take the rows in.\n"
    )
    done = desk("import", "boundaries", str(file), "--commit", by=ADMIN)
    assert done.err.endswith("Taken in as import 1.\n")
    again = desk("import", "boundaries", str(file), "--commit", by=ADMIN)
    assert again.err.endswith("Everything is held already; nothing was changed.\n")
    listed = desk("import", "list", "--format", "json").json
    assert [(run["kind"], run["new"], run["file"]) for run in listed] == [
        ("boundaries", 3, "boundaries.geojson")
    ]


def test_a_refused_boundary_is_told_by_feature_and_keeps_all_out(
    desk: Griddesk, tmp_path: Path
) -> None:
    path = tmp_path / "b.geojson"
    swapped = {
        "type": "Polygon",
        "coordinates": [[[30.2, 120.2], [30.2, 120.3], [30.3, 120.3], [30.2, 120.2]]],
    }
    path.write_text(collection(*WHOLE, ({"code": "330108002001001"}, swapped)), "utf-8")
    ended = desk("import", "boundaries", str(path), "--commit", "--format", "json", by=ADMIN)
    assert ended.code == 4
    assert (ended.json["new"], ended.json["committed"]) == (3, False)
    assert ended.json["refused"] == [
        {
            "feature": 4,
            "field": "geometry",
            "value": "",
            "reason": (
                "At 30.2,120.2 longitude and latitude are swapped: the longitude comes first."
            ),
        }
    ]
    assert desk("area", "at", *place(1, 1).split(",")).code == 4


def test_a_part_is_taken_in_and_the_rest_is_put_aside_to_be_corrected(
    desk: Griddesk, tmp_path: Path
) -> None:
    path = tmp_path / "b.geojson"
    wrong = ({"网格编码": "330108009001001", "备注": "旧码"}, box(5, 5, 6, 6))
    path.write_text(collection(*WHOLE, wrong), "utf-8")
    ended = desk("import", "boundaries", str(path), "--commit", "--partial", by=ADMIN)
    aside = tmp_path / "b.refused.geojson"
    assert ended.code == 4
    assert ended.err == (
        "b.geojson: 3 new, 0 changed, 0 unchanged\n"
        "Taken in as import 1.\n"
        f"The refused rows are in {aside}.\n"
    )
    assert json.loads(aside.read_text("utf-8")) == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "网格编码": "330108009001001",
                    "备注": "旧码",
                    "Why refused": (
                        "code: There is no area 330108009001001 today; see the list of grids."
                    ),
                },
                "geometry": wrong[1],
            }
        ],
    }
    aside.write_text(aside.read_text("utf-8").replace("330108009001001", "330108002001001"))
    corrected = desk("import", "boundaries", str(aside), "--commit", by=ADMIN)
    assert (corrected.code, corrected.err) == (
        0,
        "b.refused.geojson: 1 new, 0 changed, 0 unchanged\nTaken in as import 2.\n",
    )


def test_an_export_is_the_same_each_time_and_taking_it_in_again_changes_nothing(
    drawn: Griddesk, tmp_path: Path
) -> None:
    paths = [tmp_path / "one.geojson", tmp_path / "two.geojson"]
    for path in paths:
        ended = drawn("export", "boundaries", "-o", str(path), by=ADMIN)
        assert (ended.code, ended.err) == (0, f"3 boundaries are written into {path}.\n")
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert drawn("export", "boundaries", by=ADMIN).out == paths[0].read_text("utf-8")
    told = drawn("import", "boundaries", str(paths[0]), "--format", "json", by=ADMIN).json
    assert (told["new"], told["changed"], told["unchanged"], told["missing"]) == (0, 0, 3, 0)


def test_areas_without_a_boundary_are_told_and_no_error(drawn: Griddesk) -> None:
    ended = drawn("check", "boundaries")
    assert (ended.code, ended.err) == (0, "0 errors, 2 warnings.\n")
    assert [line.split() for line in ended.out.splitlines()[1:]] == [
        ["no", "boundary", "330108002001", "长河社区"],
        ["no", "boundary", "330108002001001", "第一网格"],
    ]
    headers = drawn("check", "boundaries", lang="zh").out.splitlines()[0].split()
    assert headers == ["缺陷", "编码", "名称", "另一区域", "平方米", "位置"]


def test_a_check_of_a_street_tells_an_overlap_with_its_size(
    drawn: Griddesk, tmp_path: Path
) -> None:
    assert drawn("check", "boundaries", by=STREET_DISPATCHER).err == (
        "The boundaries fit together.\n"
    )
    path = tmp_path / "wider.geojson"
    path.write_text(collection(({"code": GRID}, box(0, 0, 3, 4))), "utf-8")
    assert drawn("import", "boundaries", str(path), "--commit", by=ADMIN).code == 0
    ended = drawn("check", "boundaries", "--format", "json", by=STREET_DISPATCHER)
    assert (ended.code, ended.err) == (4, "1 errors, 0 warnings.\n")
    assert ended.json == [
        {
            "flaw": "overlap",
            "area_code": GRID,
            "area_name": "第一网格",
            "other_code": NEXT_GRID,
            "other_name": "第二网格",
            "square_metres": 42697,
            "at": "120.2025,30.202",
        }
    ]


def test_a_coordinate_finds_the_areas_around_it(drawn: Griddesk) -> None:
    ended = drawn("area", "at", *place(3, 1).split(","), "--format", "json")
    assert [area["code"] for area in ended.json] == ["330108", "330108001", COMMUNITY, NEXT_GRID]
    nowhere = drawn("area", "at", *place(9, 9).split(","))
    assert (nowhere.code, nowhere.err) == (
        4,
        "Error: No boundary of your jurisdiction has the position 120.209,30.209 in it.\n",
    )
    swapped = drawn("area", "at", "30.2", "120.2")
    assert swapped.code == 4
    assert "longitude and latitude are swapped" in swapped.err


REPORT = ("case", "report", "--source", "hotline", "--matter", "路灯不亮")


def test_a_report_needs_no_area_where_it_has_a_coordinate(drawn: Griddesk) -> None:
    ended = drawn(*REPORT, "--at", place(3, 1))
    assert ended.code == 0
    assert f"By its position: 第二网格, {NEXT_GRID}.\n" in ended.err
    number = ended.out.split()[1]
    shown = drawn("case", "show", number, "--format", "json").json
    assert (shown["area_code"], shown["outside_area"], shown["lies_in"]) == (NEXT_GRID, False, None)
    assert (shown["longitude"], shown["latitude"]) == at(3, 1)
    by_degrees = ("--lon", str(at(1, 1)[0]), "--lat", str(at(1, 1)[1]))
    told = drawn(*REPORT, *by_degrees, "--dry-run", "--format", "json").json
    assert told["located"] == {"area": GRID, "name": "第一网格", "differs": False}


def test_a_case_outside_its_grid_is_flagged_and_never_moved(drawn: Griddesk) -> None:
    ended = drawn(*REPORT, "--area", GRID, "--at", place(3, 1))
    assert f"The position lies in 第二网格, {NEXT_GRID}, not in the area named.\n" in ended.err
    number = ended.out.split()[1]
    shown = drawn("case", "show", number)
    assert f"▲ {place(3, 1)} outside its area, in {NEXT_GRID}\n" in shown.out
    assert drawn("case", "show", number, "--format", "json").json["area_code"] == GRID
    checked = drawn("check", "cases", "--format", "json")
    assert (checked.code, checked.err) == (4, "1 open case lies outside its area.\n")
    longitude, latitude = at(3, 1)
    assert checked.json == [
        {
            "number": number,
            "area_code": GRID,
            "longitude": longitude,
            "latitude": latitude,
            "lies_in": NEXT_GRID,
        }
    ]


def test_what_is_no_coordinate_is_refused_and_makes_no_case(drawn: Griddesk) -> None:
    before = drawn("case", "list", "--format", "json").json
    for text, why in (("here", "is no coordinate"), ("30.2,120.2", "are swapped")):
        ended = drawn(*REPORT, "--at", text)
        assert ended.code == 4
        assert why in ended.err
    assert drawn("case", "list", "--format", "json").json == before
    assert drawn("check", "cases").err == "No open case lies outside its area.\n"


def test_a_line_of_a_batch_says_an_area_or_a_coordinate(drawn: Griddesk, tmp_path: Path) -> None:
    longitude, latitude = at(1, 1)
    path = tmp_path / "lines.jsonl"
    path.write_text(
        f'{{"source":"video","source_ref":"1","matter":"x","longitude":{longitude},'
        f'"latitude":{latitude}}}\n'
        '{"source":"video","source_ref":"2","matter":"x","longitude":120.2}\n',
        "utf-8",
    )
    ended = drawn("case", "report", "--batch", str(path), "--format", "jsonl")
    first, second = ended.lines
    shown = drawn("case", "show", first["number"], "--format", "json").json
    assert shown["area_code"] == GRID
    assert second["error"]["fields"] == {"area_code": "It is missing."}
