"""One call for one report: drawn, laid out, written as bytes, and put away safely."""

import os
from contextlib import suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from console.private_files import OWNER_ALONE, mode_for
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.reports.periods import Kind

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from console.bootstrap import Shop
    from core.reports.bulletin import Bulletin


class ReportFormat(StrEnum):
    """What a report can be written as."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "md"
    HTML = "html"
    XLSX = "xlsx"


def make_report(
    shop: "Shop",
    kind: Kind,
    form: ReportFormat,
    on: date | None = None,
    area: str | None = None,
    *,
    bom: bool = False,
) -> bytes:
    """Return the report of the night, week or month that ``on`` lies in, in the language spoken.

    Args:
        shop: what is open; its clock says as at when, its operator what may be seen.
        kind: how many days.
        form: what it is written as.
        on: a day; without one, the last night, week or month that is over.
        area: only of it, with all inside.
        bom: whether CSV begins with a mark for spreadsheets.

    Raises:
        Invalid: the day has not begun yet.
        NotFound: there is no such area in the jurisdiction.
    """
    from console.reporting.drawing import draw

    return written(draw(shop, kind, on, area), form, shop.zone, bom=bom)


def written(
    bulletin: "Bulletin", form: ReportFormat, zone: "ZoneInfo", *, bom: bool = False
) -> bytes:
    """Return a report that is drawn already as the bytes of a file."""
    if form is ReportFormat.JSON:
        from console.present.data import json_text
        from console.reporting.objects import bulletin_object

        return f"{json_text(bulletin_object(bulletin, zone))}\n".encode()
    if form is ReportFormat.CSV:
        from console.reporting.sheet import sheet_of

        return sheet_of(bulletin, zone, bom=bom).encode()
    from console.reporting.laying_out import lay_out

    document = lay_out(bulletin, zone)
    if form is ReportFormat.XLSX:
        from console.reporting.workbook import workbook_of

        return workbook_of(document, bulletin.report.drawn_at.astimezone(zone))
    if form is ReportFormat.HTML:
        from console.reporting.page import page_of

        return page_of(document).encode()
    from console.reporting.plain import markdown_of, text_of

    put = markdown_of if form is ReportFormat.MARKDOWN else text_of
    return put(document).encode()


def put_away(content: bytes, path: Path) -> None:
    """Write a file whole or not at all: beside its place, down to the disk, then into it.

    Reports and sheets quote what people wrote of others, and are for their owner's eyes.

    Raises:
        Invalid: it cannot be written; what stood there before still does.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=OWNER_ALONE)
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode_for(path))
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise Invalid(
            N_("The file %(file)s cannot be written: %(why)s."),
            field="output",
            file=str(path),
            why=error.strerror or "",
        ) from error


def _sync_folder(folder: Path) -> None:
    """Let the name reach the disk, too, on systems that can open folders."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
