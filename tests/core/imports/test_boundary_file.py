"""Files of boundaries: encodings, properties that name areas, coordinates that are refused."""

import io
import json
from typing import Any

import pytest

from core.imports.boundary_commands import BoundaryRow
from core.imports.boundary_file import LARGEST_FILE, BoundaryFile, read_boundary_file
from core.kernel.errors import Invalid
from tests.squares import box, collection

SQUARE = box(0, 0, 1, 1)


def read(content: bytes | str) -> BoundaryFile:
    data = content.encode() if isinstance(content, str) else content
    return read_boundary_file(lambda: io.BytesIO(data), "边界.geojson")


def refusal(content: bytes | str) -> str:
    with pytest.raises(Invalid) as refused:
        read(content)
    return str(refused.value)


def rows(*properties: dict[str, Any]) -> list[tuple[str, str, str]]:
    file = read(collection(*((said, SQUARE) for said in properties)))
    return [(row.code, row.name, row.parent) for row in file]


@pytest.mark.parametrize(
    ("encoding", "told"),
    (
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ),
)
def test_a_file_is_read_in_the_encodings_that_offices_write(encoding: str, told: str) -> None:
    text = collection(({"网格编码": "330108001001001", "网格名称": "第一网格"}, SQUARE))
    file = read(text.encode(encoding))
    assert file.encoding == told
    assert list(file) == [BoundaryRow(1, "330108001001001", "第一网格", "", SQUARE)]


def test_a_long_file_on_one_line_is_read() -> None:
    text = collection(*(({"编码": str(n), "名称": "第一网格"}, SQUARE) for n in range(12_000)))
    assert "\n" not in text
    for encoding in ("utf-8", "gb18030"):
        content = text.encode(encoding)
        assert len(content) > 2 << 20
        assert len(read(content).features) == 12_000


def test_areas_are_named_by_the_words_that_imports_of_grids_know() -> None:
    assert rows(
        {"code": "330108001001001"},
        {"Grid Code": 330108001001001, "gridName": " 第一网格 "},
        {"adcode": 330108.0, "name": "滨江区"},
        {"网格名称": "第一网格", "所属社区编码": "330108001001"},
        {"name": "第一网格", "社区名称": "西陵社区"},
        {"cp": [120, 30], "childNum": 1, "code": None, "name": True},
    ) == [
        ("330108001001001", "", ""),
        ("330108001001001", "第一网格", ""),
        ("330108", "滨江区", ""),
        ("", "第一网格", "330108001001"),
        ("", "第一网格", "西陵社区"),
        ("", "", ""),
    ]


def test_the_id_of_a_feature_names_its_area_too() -> None:
    feature = {"type": "Feature", "id": "330108", "properties": None, "geometry": SQUARE}
    text = json.dumps({"type": "FeatureCollection", "features": [feature, 7]})
    assert list(read(text)) == [
        BoundaryRow(1, "330108", "", "", SQUARE),
        BoundaryRow(2, "", "", "", None),
    ]


def crs(name: str) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


@pytest.mark.parametrize(
    "name",
    (
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "EPSG:4326",
        "urn:ogc:def:crs:EPSG::4490",
        "WGS84",
        "CGCS2000",
    ),
)
def test_degrees_of_wgs84_and_of_the_national_system_are_taken(name: str) -> None:
    assert len(read(collection(({"code": "1"}, SQUARE), **crs(name))).features) == 1


def test_a_file_that_names_no_system_is_taken() -> None:
    assert len(read(collection(({"code": "1"}, SQUARE), crs=None)).features) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    (
        ("GCJ-02", "GCJ-02"),
        ("gcj02", "GCJ-02"),
        ("火星坐标系", "GCJ-02"),
        ("BD-09", "BD-09"),
        ("百度", "BD-09"),
    ),
)
def test_shifted_coordinates_are_refused_by_name(name: str, told: str) -> None:
    assert refusal(collection(({"code": "1"}, SQUARE), **crs(name))) == (
        f"边界.geojson is in {told}, whose coordinates are shifted by some hundreds of metres. "
        "Convert it to WGS84 and import that."
    )


def test_any_other_system_is_refused_by_its_name() -> None:
    assert refusal(collection(({"code": "1"}, SQUARE), **crs("urn:ogc:def:crs:EPSG::3857"))) == (
        "边界.geojson is in urn:ogc:def:crs:EPSG::3857. Convert it to longitudes and latitudes of "
        "WGS84."
    )
    assert refusal(collection(({"code": "1"}, SQUARE), crs=7)).startswith("边界.geojson is in 7.")


@pytest.mark.parametrize(
    ("content", "why"),
    (
        (b"", "边界.geojson is no JSON: Expecting value: line 1 column 1 (char 0)."),
        ("[" * 100_000, "边界.geojson is no JSON: too deep."),
        ('{"type": "FeatureCollection"', "边界.geojson is no JSON: "),
        ("[]", "边界.geojson is no GeoJSON file with a FeatureCollection."),
        ('{"type": "Feature", "features": []}', "边界.geojson is no GeoJSON file"),
        ('{"type": "FeatureCollection", "features": {}}', "边界.geojson is no GeoJSON file"),
        (b"PK\x03\x04\x00\x00", "边界.geojson is not a text file in UTF-8 or GB18030"),
        (
            "臺灣區域網格編碼里".encode("big5") * 9,
            "边界.geojson is not a text file in UTF-8 or GB18030 but",
        ),
    ),
)
def test_what_is_no_file_of_boundaries_is_refused(content: bytes | str, why: str) -> None:
    assert refusal(content).startswith(why)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert refusal(b" " * (LARGEST_FILE + 1)) == (
        "边界.geojson is larger than 64 MB; take its boundaries in in parts."
    )
