"""Reading boundaries from a GeoJSON file (RFC 7946; the ``crs`` of 2008 is understood)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

from core.imports.boundary_commands import BoundaryRow
from core.imports.columns import GRID_COLUMNS, folded
from core.imports.encodings import SAMPLE, UTF_16_MARKS, Opener, detect
from core.kernel.errors import Invalid
from core.kernel.words import N_

LARGEST_FILE: Final = 64 << 20
"""Bytes of a file at most; it is read whole, and takes some ten times that in memory."""

_CODE, _NAME, _PARENT = (
    frozenset(name for column in GRID_COLUMNS if column.field == field for name in column.names)
    for field in ("code", "name", "parent_code")
)
_CODES: Final = _CODE | {"adcode"}
_PARENTS: Final = _PARENT | {"上级", "上级名称", "所属社区", "社区名称", "parentname"}
_NAMES: Final = _NAME - _PARENTS

_SHIFTED: Final = (
    ("GCJ-02", re.compile("gcj|火星", re.IGNORECASE)),
    ("BD-09", re.compile("bd-?_?09|百度|baidu", re.IGNORECASE)),
)
_TRUE: Final = re.compile(
    r"crs:?84|wgs[ _-]?(19)?84|cgcs[ _-]?2000|epsg:{1,2}[\d.]*:?(4326|4490)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """A file of boundaries: its name, its digest, its encoding, its features."""

    name: str
    sha256: str
    encoding: str
    features: tuple[Any, ...]

    def __iter__(self) -> Iterator[BoundaryRow]:
        """Give a row for every feature; what is wrong with it the import will say."""
        for number, feature in enumerate(self.features, 1):
            yield _row(number, feature)


def read_boundary_file(opener: Opener, name: str) -> BoundaryFile:
    """Understand a file as a collection of features.

    Raises:
        Invalid: it is too large, in no known encoding, no collection of GeoJSON, or in
            coordinates other than those of WGS84.
    """
    with opener() as stream:
        content = stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Invalid(
            N_("%(file)s is larger than %(most)s MB; take its boundaries in in parts."),
            field="file",
            file=name,
            most=LARGEST_FILE >> 20,
        )
    lines = _on_lines(content)
    codec = detect(lambda: BytesIO(lines), lines[:SAMPLE], name).codec
    features = _features(_parsed(content.decode(codec), name), name)
    return BoundaryFile(name, sha256(content).hexdigest(), codec, features)


def _on_lines(content: bytes) -> bytes:
    """Break JSON into lines, which a table must have; no wide sign has a comma in it."""
    return content if content.startswith(UTF_16_MARKS) else content.replace(b",", b",\n")


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        why = "too deep"
    except ValueError as error:
        why = str(error)
    raise Invalid(N_("%(file)s is no JSON: %(why)s."), field="file", file=name, why=why)


def _features(found: Any, name: str) -> tuple[Any, ...]:
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise Invalid(
            N_("%(file)s is no GeoJSON file with a FeatureCollection."), field="file", file=name
        )
    _refuse_other_coordinates(found.get("crs"), name)
    return tuple(features)


def _refuse_other_coordinates(crs: Any, name: str) -> None:
    """Refuse what says of itself that it is not in degrees of WGS84.

    Maps for the public are shifted by law by some hundreds of metres (GCJ-02), some of them
    once more (BD-09). A file that does not say so cannot be told from a true one.
    """
    if crs is None:
        return
    said = json.dumps(crs, ensure_ascii=False)
    shifted = next((system for system, sign in _SHIFTED if sign.search(said)), None)
    if shifted:
        raise Invalid(
            N_(
                "%(file)s is in %(crs)s, whose coordinates are shifted by some hundreds of "
                "metres. Convert it to WGS84 and import that."
            ),
            field="file",
            file=name,
            crs=shifted,
        )
    if not _TRUE.search(said):
        raise Invalid(
            N_("%(file)s is in %(crs)s. Convert it to longitudes and latitudes of WGS84."),
            field="file",
            file=name,
            crs=_called(crs),
        )


def _called(crs: Any) -> str:
    properties = crs.get("properties") if isinstance(crs, dict) else None
    called = properties.get("name") if isinstance(properties, dict) else None
    return str(called or json.dumps(crs, ensure_ascii=False))[:80]


def _row(number: int, feature: Any) -> BoundaryRow:
    if not isinstance(feature, dict):
        return BoundaryRow(number, "", "", "", None)
    properties = feature.get("properties")
    said = properties if isinstance(properties, dict) else {}
    code = _said(said, _CODES) or _text(feature.get("id"))
    return BoundaryRow(
        number, code, _said(said, _NAMES), _said(said, _PARENTS), feature.get("geometry")
    )


def _said(properties: Mapping[str, Any], names: frozenset[str]) -> str:
    """Return the first property under one of the names that imports of grids know."""
    found = (_text(value) for name, value in properties.items() if folded(name) in names)
    return next(filter(None, found), "")


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else ""
    return " ".join(str(value).split())
