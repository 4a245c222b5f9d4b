"""The sheet of a spot check for outsiders: what was done where, and empty columns to fill in.

Written as a workbook or as CSV; `griddesk spot-check import` takes either in again. Every row
names its sample, so that it is recognised whatever becomes of the lines above the header.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import xlsxwriter

from console.present.data import csv_cell
from console.present.words import _, in_chinese
from console.reporting.workbook import FONT
from core.cases.sampling import SheetRow
from core.kernel.text import neutralise
from core.kernel.words import N_

HEADERS: Final = (
    N_("Sample"), N_("Number"), N_("Street"), N_("Community"), N_("Grid"), N_("Address"),
    N_("Item"), N_("Matter"), N_("What was done"), N_("Closed at"), N_("Spot-check result"),
    N_("Spot-check finding"), N_("Checker"), N_("Spot-check date"),
)  # fmt: skip
WIDTHS: Final = (19, 19, 12, 16, 14, 28, 20, 36, 36, 17, 10, 36, 14, 12)
RESULTS: Final = (N_("pass"), N_("fail"))
"""What may be filled in as a result."""

_TO_FILL_IN: Final = 4
_RESULT: Final = HEADERS.index("Spot-check result")
_A4: Final = 9


def sheet_cells(sample: str, rows: Iterable[SheetRow], zone: ZoneInfo) -> Iterator[list[str]]:
    """Give the cells of each row, those to fill in empty."""
    for row in rows:
        item = row.item_name if in_chinese() else row.item_name_en or row.item_name
        told = (
            row.number,
            row.street,
            row.community,
            row.grid,
            row.address,
            f"{row.item_code or ''} {item or ''}".strip(),
            row.matter,
            row.done,
            f"{row.closed_at.astimezone(zone):%Y-%m-%d %H:%M}",
        )
        yield [sample, *(neutralise(cell, lines=True) for cell in told), *[""] * _TO_FILL_IN]


def csv_of(title: str, cells: Iterable[Sequence[str]]) -> bytes:
    """Return the sheet as CSV with a mark for spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([title])
    writer.writerow([_(header) for header in HEADERS])
    writer.writerows([csv_cell(cell) for cell in row] for row in cells)
    return text.getvalue().encode("utf-8-sig")


def workbook_of_sample(title: str, cells: Iterable[Sequence[str]], until: date) -> bytes:
    """Return the sheet as the bytes of an .xlsx file, the same for the same sample.

    Every text is written as a string, so that nothing a case says can become a formula. The day
    in its properties is the last one of closing.
    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": datetime.combine(until, time())})
        _write(book, title, list(cells))
    return file.getvalue()


def _write(book: Any, title: str, cells: list[Sequence[str]]) -> None:
    plain = {"font_name": FONT, "font_size": 10, "num_format": "@", "valign": "top"}
    text = book.add_format(plain | {"text_wrap": True})
    head = book.add_format(plain | {"bold": True, "bg_color": "#EEF1F4", "bottom": 1})
    sheet = book.add_worksheet(_("Spot check"))
    sheet.write_string(0, 0, title, book.add_format({"font_name": FONT, "bold": True}))
    for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width, text)
        sheet.write_string(1, column, _(header), head)
    for line, row in enumerate(cells, start=2):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(line, column, cell, text)
    if cells:
        known = {"validate": "list", "source": [_(result) for result in RESULTS]}
        sheet.data_validation(2, _RESULT, len(cells) + 1, _RESULT, known)
    sheet.freeze_panes(2, 2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
