"""A report as a workbook: a sheet for each table, real numbers, native charts.

Every text is written as a string, so that nothing a case says can become a formula or a link.
Times in the file are those of the report, and nothing else in it depends on when it is written.
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any, Final

import xlsxwriter

from console.present.words import _
from console.reporting.document import Cell, Chart, Document, Shown, Table, headline_table
from core.kernel.text import width

FONT: Final = "微软雅黑"
"""On Windows and in WPS; other systems put their own Chinese font in its place."""
_FORMATS: Final = {
    Shown.COUNT: "#,##0.##",
    Shown.SHARE: "0.0%",
    Shown.DECIMAL: "0.00",
    Shown.POINTS: "+0.0;-0.0;±0.0",
}
_WIDEST: Final = 60
_NARROWEST: Final = 8
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\'（(].*$")
_COLOURS: Final = ("#1F4E79", "#2C7A7B", "#B3261E", "#8A6D1D", "#5D6875")
_A4: Final = 9
_LINE: Final = 15
"""Points of a line of text."""
_RIGHT_OF_OVERVIEW: Final = 9
"""The first column beside the tables of the overview."""


def workbook_of(document: Document, drawn_at: datetime) -> bytes:
    """Return a report as the bytes of an .xlsx file; ``drawn_at`` is the time in it, local."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
    }
    with xlsxwriter.Workbook(file, options) as book:
        told = {"title": f"{document.place} {document.title}", "subject": document.subtitle}
        book.set_properties({**told, "created": drawn_at.replace(tzinfo=None, microsecond=0)})
        _Writer(book, document).write()
    return file.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any, document: Document) -> None:
        self._book = book
        self._document = document
        self._names: set[str] = set()
        self._formats: dict[tuple[Shown, bool, str, bool], Any] = {}
        plain = {"font_name": FONT, "font_size": 10}
        self._title = book.add_format(plain | {"font_size": 16, "bold": True, "color": "#B3261E"})
        # A value that needs more room than its column runs on over the empty cells beside it.
        self._fact = book.add_format(plain | {"bottom": 4, "bottom_color": "#D9DEE4"})
        self._dim = book.add_format(plain | {"color": "#5D6875"})
        head = plain | {"bold": True, "bg_color": "#EEF1F4", "bottom": 1, "valign": "vcenter"}
        self._heads = {
            (align, apart): book.add_format(
                head | {"align": align, "text_wrap": True, "indent": int(apart and align == "left")}
            )
            for align in ("left", "right", "centre")
            for apart in (False, True)
        }

    def write(self) -> None:
        """Write every sheet."""
        self._overview()
        for table in self._document.tables:
            sheet = self._sheet(table.title)
            self._heading(sheet, table.title)
            self._table(sheet, table, 3, freeze=True)

    def _overview(self) -> None:
        document = self._document
        sheet = self._sheet(_("Overview"))
        sheet.fit_to_pages(1, 1)
        self._heading(sheet, f"{document.place} {document.title}")
        heads = (_("Figure"), _("Value"), _("Of these"), _("Of all"))
        row = self._table(sheet, headline_table(document, "", heads), 3) + 1
        for name, value in document.facts:
            sheet.write_string(row, 0, name, self._format(Cell(name)))
            sheet.write_string(row, 1, value, self._fact)
            row += 1
        self._trends(sheet, row + 1)

    def _trends(self, sheet: Any, top: int) -> None:
        """Write the days of the headline, and to the right of everything a line chart of them."""
        document = self._document
        for column, name in enumerate((_("Day"), *(tile.name for tile in document.tiles))):
            align = "right" if column else "left"
            sheet.write_string(top, column, name, self._heads[align, column > 0])
        for n, day in enumerate(document.days, start=1):
            sheet.write_string(top + n, 0, day, self._format(Cell(day)))
            for column, tile in enumerate(document.tiles, start=1):
                self._cell(sheet, top + n, column, Cell("", tile.trend[n - 1], Shown.SHARE))
        last = top + len(document.days)
        drawn = self._book.add_chart({"type": "line"})
        for column in range(1, len(document.tiles) + 1):
            self._series(drawn, sheet, column, (top, last), column - 1)
        self._finish(drawn, _("The last days"))
        drawn.set_size({"width": 560, "height": 400})
        sheet.insert_chart(3, _RIGHT_OF_OVERVIEW, drawn)

    def _sheet(self, title: str) -> Any:
        name = _NOT_IN_NAMES.sub("", title).strip()[: _LONGEST_NAME - 3] or "-"
        while name.casefold() in self._names:
            name += "2"
        self._names.add(name.casefold())
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def _heading(self, sheet: Any, title: str) -> None:
        sheet.write_string(0, 0, title, self._title)
        sheet.set_row(0, 26)
        sheet.write_string(1, 0, f"{self._document.subtitle} · {self._document.foot}", self._dim)

    def _table(self, sheet: Any, table: Table, top: int, *, freeze: bool = False) -> int:
        """Write a table and return the row behind it."""
        if not table.rows:
            sheet.write_string(top, 0, table.empty, self._dim)
            return top + 1
        for column, head in enumerate(table.heads):
            sheet.write_string(top, column, head.title, self._heads[head.align, column > 0])
            sheet.set_column(column, column, _room(table, column))
        rooms = [_room(table, column) for column in range(len(table.heads))]
        for row, cells in enumerate(table.rows, start=top + 1):
            lines = max(map(_lines, cells, rooms))
            if lines > 1:  # not every program makes room for what is wrapped
                sheet.set_row(row, lines * _LINE)
            for column, cell in enumerate(cells):
                self._cell(sheet, row, column, cell, table.heads[column].align)
        last = top + len(table.rows)
        if freeze:
            sheet.freeze_panes(top + 1, 1)
            sheet.repeat_rows(top)
        if table.note:
            sheet.write_string(last + 1, 0, table.note, self._dim)
        if table.chart is not None:
            self._chart(sheet, table.chart, table.title, top, last)
        return last + 1

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell, align: str = "right") -> None:
        form = self._format(cell, align, apart=column > 0)
        if cell.value is None or cell.shown is Shown.TEXT:
            sheet.write_string(row, column, cell.text, form)
        else:
            sheet.write_number(row, column, cell.value, form)

    def _format(self, cell: Cell, align: str = "left", *, apart: bool = False) -> Any:
        """Return how a cell looks; text ``apart`` keeps off the number in the column before."""
        key = (cell.shown, cell.bad, align, apart)
        if key not in self._formats:
            look: dict[str, Any] = {"font_name": FONT, "font_size": 10, "align": align}
            look |= {"valign": "top", "bottom": 4, "bottom_color": "#D9DEE4"}
            if cell.shown is Shown.TEXT:
                look |= {"text_wrap": True, "indent": int(apart and align == "left")}
            else:
                look["num_format"] = _FORMATS[cell.shown]
            if cell.bad:
                look |= {"color": "#B3261E", "bold": True}
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def _chart(self, sheet: Any, chart: Chart, title: str, top: int, last: int) -> None:
        drawn = self._book.add_chart({"type": "bar"})
        for n, column in enumerate(chart.columns):
            self._series(drawn, sheet, column, (top, last), n)
        drawn.set_y_axis({"reverse": True, "num_font": {"name": FONT}})
        self._finish(drawn, title)
        drawn.set_size({"width": 760, "height": 120 + 34 * len(chart.labels) * len(chart.series)})
        sheet.insert_chart(last + 3, 0, drawn)

    def _series(self, drawn: Any, sheet: Any, column: int, rows: tuple[int, int], n: int) -> None:
        top, last = rows
        colour = _COLOURS[n % len(_COLOURS)]
        drawn.add_series(
            {
                "name": [sheet.name, top, column],
                "categories": [sheet.name, top + 1, 0, last, 0],
                "values": [sheet.name, top + 1, column, last, column],
                "line": {"color": colour, "width": 2},
                "fill": {"color": colour},
            }
        )

    def _finish(self, drawn: Any, title: str) -> None:
        axis = {"min": 0, "max": 1, "num_format": "0%", "num_font": {"name": FONT}}
        drawn.set_title({"name": title, "name_font": {"name": FONT, "size": 12}})
        drawn.set_legend({"position": "bottom", "font": {"name": FONT}})
        set_axis = drawn.set_x_axis if _is_bar(drawn) else drawn.set_y_axis
        set_axis(axis | {"major_gridlines": {"visible": True, "line": {"color": "#D9DEE4"}}})


def _is_bar(drawn: Any) -> bool:
    return type(drawn).__name__ == "ChartBar"


def _lines(cell: Cell, room: float) -> int:
    """Return how many lines a cell takes in a column ``room`` wide."""
    return sum(ceil((width(line) + 1) / room) for line in cell.text.split("\n"))


def _room(table: Table, column: int) -> float:
    """Return how wide a column must be for the display widths of its cells."""
    texts: Sequence[str] = [row[column].text for row in table.rows]
    widest = max(width(table.heads[column].title), *(width(text) for text in texts))
    return min(max(widest + 2, _NARROWEST), _WIDEST)
