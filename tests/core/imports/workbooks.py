"""Workbooks made by hand: just enough of .xlsx, .ods and .xls to be read by any program.

A sheet is a list of rows, a row a list of values: texts, numbers, days, `Formula`, `Failed`,
or ``None`` for no cell.
"""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from core.imports.columns import letters


@dataclass(frozen=True)
class Formula:
    """A formula with the value that was calculated for it, if any was."""

    text: str
    value: float | None = None


@dataclass(frozen=True)
class Failed:
    """A formula that gave an error such as ``#REF!``."""

    error: str


Sheet = Sequence[Sequence[Any]]
Merged = tuple[tuple[int, int], tuple[int, int]]
"""Row and column, from 0, of the first and the last cell of a merged range."""

_FIRST_DAY: Final = date(1899, 12, 30)


def serial(day: date) -> float:
    """Return a day as spreadsheets count them."""
    since = day - _FIRST_DAY if type(day) is date else timedelta()
    if isinstance(day, datetime):
        since = day.date() - _FIRST_DAY + timedelta(hours=day.hour, minutes=day.minute)
    return since / timedelta(days=1)


def xlsx(
    sheets: Mapping[str, Sheet],
    *,
    merged: Sequence[Merged] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """Return an .xlsx workbook; ``merged`` ranges are those of its first sheet."""
    return zipped(xlsx_parts(sheets, merged=merged, hidden=hidden))


def xlsx_parts(
    sheets: Mapping[str, Sheet],
    *,
    merged: Sequence[Merged] = (),
    hidden: Sequence[str] = (),
) -> dict[str, str]:
    """Return the parts of an .xlsx workbook by their names in its archive."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = list(sheets)
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/><Default '
            'Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.'
            'main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook {main} xmlns:r="{office}"><sheets>'
            + "".join(
                f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}" '
                f'state="{"hidden" if name in hidden else "visible"}"/>'
                for n, name in enumerate(names, start=1)
            )
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships">'
            + "".join(
                f'<Relationship Id="r{n}" Type="{office}/worksheet" '
                f'Target="worksheets/sheet{n}.xml"/>'
                for n in range(1, len(names) + 1)
            )
            + f'<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": (
            f'<styleSheet {main}><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/>'
            '<xf numFmtId="22"/></cellXfs></styleSheet>'
        ),
    }
    for n, name in enumerate(names, start=1):
        ranges = merged if n == 1 else ()
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f"<worksheet {main}><sheetData>{_xlsx_rows(sheets[name])}</sheetData>"
            + (
                f'<mergeCells count="{len(ranges)}">'
                + "".join(f'<mergeCell ref="{_at(*a)}:{_at(*b)}"/>' for a, b in ranges)
                + "</mergeCells>"
                if ranges
                else ""
            )
            + "</worksheet>"
        )
    return parts


def _at(row: int, column: int) -> str:
    return f"{letters(column)}{row + 1}"


def _xlsx_rows(sheet: Sheet) -> str:
    return "".join(
        f'<row r="{row + 1}">'
        + "".join(_xlsx_cell(_at(row, column), value) for column, value in enumerate(values))
        + "</row>"
        for row, values in enumerate(sheet)
    )


def _xlsx_cell(at: str, value: Any) -> str:  # noqa: PLR0911  one for each sort of value
    match value:
        case None:
            return ""
        case Formula(text, None):
            return f'<c r="{at}"><f>{escape(text)}</f></c>'
        case Formula(text, number):
            return f'<c r="{at}"><f>{escape(text)}</f><v>{number}</v></c>'
        case Failed(error):
            return f'<c r="{at}" t="e"><f>A1</f><v>{error}</v></c>'
        case bool():
            return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
        case int() | float():
            return f'<c r="{at}"><v>{value!r}</v></c>'
        case datetime():
            return f'<c r="{at}" s="2"><v>{serial(value)}</v></c>'
        case date():
            return f'<c r="{at}" s="1"><v>{serial(value):.0f}</v></c>'
    text = escape(value).replace("\r", "&#13;")
    return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def ods(sheets: Mapping[str, Sheet]) -> bytes:
    """Return an .ods workbook."""
    return zipped(ods_parts(sheets))


def ods_parts(sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Return the parts of an .ods workbook by their names in its archive."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(
            "<table:table-row>" + "".join(map(_ods_cell, row or [None])) + "</table:table-row>"
            for row in sheet
        )
        + "</table:table>"
        for name, sheet in sheets.items()
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
            'manifest:1.0"/>'
        ),
        "content.xml": (
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }


def _ods_cell(value: Any) -> str:
    match value:
        case None:
            return "<table:table-cell/>"
        case bool():
            said = str(value).lower()
            kind = f'office:value-type="boolean" office:boolean-value="{said}"'
            return f"<table:table-cell {kind}/>"
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        case date():
            kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
            return f"<table:table-cell {kind}/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def zipped(parts: Mapping[str, str]) -> bytes:
    """Return an archive of the parts of a workbook."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            # A fixed day, so that the same workbook is always the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2026, 9, 14, 0, 0, 0)), text)
    return content.getvalue()


def xls(sheets: Mapping[str, Sheet], *, merged: Sequence[Merged] = ()) -> bytes:
    """Return an .xls workbook (BIFF8); ``merged`` ranges are those of its first sheet."""
    pages = [
        _biff_sheet(sheet, merged if n == 0 else ()) for n, sheet in enumerate(sheets.values())
    ]
    styles = b"".join(
        _record(0x00E0, struct.pack("<HH16x", 0, number_format)) for number_format in (0, 14, 22)
    )
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + styles
    names = [name.encode("utf-16-le") for name in sheets]
    # Each sheet is named with its offset: the length of the globals must be known first.
    offset = len(begin) + sum(12 + len(name) for name in names) + 4
    bounds = b""
    for name, page in zip(names, pages, strict=True):
        told = struct.pack("<IHBB", offset, 0, len(name) // 2, 1) + name
        bounds += _record(0x0085, told)
        offset += len(page)
    return _compound(begin + bounds + _record(0x000A, b"") + b"".join(pages))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff_sheet(sheet: Sheet, merged: Sequence[Merged]) -> bytes:
    height, width = len(sheet), max(map(len, sheet), default=0)
    page = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    page += _record(0x0200, struct.pack("<IIHHH", 0, height, 0, width, 0))
    for row, values in enumerate(sheet):
        for column, value in enumerate(values):
            page += _biff_cell(row, column, value)
    if merged:
        ranges = b"".join(struct.pack("<HHHH", a[0], b[0], a[1], b[1]) for a, b in merged)
        page += _record(0x00E5, struct.pack("<H", len(merged)) + ranges)
    return page + _record(0x000A, b"")


def _biff_cell(row: int, column: int, value: Any) -> bytes:
    match value:
        case None:
            return b""
        case bool():
            return _record(0x0205, struct.pack("<HHHBB", row, column, 0, value, 0))
        case Failed():
            return _record(0x0205, struct.pack("<HHHBB", row, column, 0, 0x17, 1))
        case int() | float():
            return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
        case date():
            style = 2 if isinstance(value, datetime) else 1
            return _record(0x0203, struct.pack("<HHHd", row, column, style, serial(value)))
    text = value.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)


_SECTOR: Final = 512
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_FAT: Final = 0xFFFFFFFD


def _compound(stream: bytes) -> bytes:
    """Put a stream into a compound file under the name ``Workbook``."""
    stream += bytes(max(4096 - len(stream), 0))  # shorter ones are kept in another way
    stream += bytes(-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    tables = next(n for n in range(1, 200) if n * 128 >= sectors + 1 + n)
    chain = [*range(1, sectors), _END, _END, *[_FAT] * tables]
    chain += [_FREE] * (tables * 128 - len(chain))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, 4096, _END, 0, _END, 0)
    located = [sectors + 1 + n for n in range(tables)]
    header += struct.pack("<109I", *located, *[_FREE] * (109 - tables))
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream))
    folder += _entry("", 0, _FREE, 0, 0) * 2
    return header + stream + folder + struct.pack(f"<{len(chain)}I", *chain)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    told = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    told += struct.pack("<III", _FREE, _FREE, child) + bytes(36)
    return told + struct.pack("<IQ", start, size)
