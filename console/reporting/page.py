"""A report as one HTML file that needs nothing else: style, charts and words are all in it."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from console.present.words import _
from console.reporting.document import Beside, Cell, Document, Head, Table, Tile
from console.reporting.drawings import chart, spark


def page_of(document: Document) -> str:
    """Return a report as a page; it runs no script and refers to nothing outside."""
    style = files("console.reporting").joinpath("report.css").read_text("utf-8")
    title = escape(f"{document.place} {document.title} {document.subtitle}")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{document.language}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{style}</style></head>",
        "<body>",
        *_body(document),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _body(document: Document) -> Iterator[str]:
    yield f"<header><h1>{escape(document.place)} {escape(document.title)}</h1>"
    days = f'<span class="days">{escape(document.subtitle)}</span>'
    yield f"<p>{days}<span>{escape(document.foot)}</span></p></header>"
    yield '<div class="under"></div>'
    yield '<div class="tiles">'
    for tile in document.tiles:
        yield _tile(tile, document.days)
    yield "</div>"
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in document.facts
    )
    yield f'<dl class="facts">{facts}</dl>'
    for table in document.tables:
        yield from _section(table)
    yield f"<footer>{escape(document.foot)}</footer>"


def _tile(tile: Tile, days: tuple[str, ...]) -> str:
    about = _("%(figure)s, the days from %(first)s to %(last)s") % {
        "figure": tile.name,
        "first": days[0],
        "last": days[-1],
    }
    beside = "".join(_beside(one) for one in tile.beside)
    parts = f"{escape(tile.numerator.text)} / {escape(tile.denominator.text)}"
    return (
        f'<div class="tile" title="{escape(tile.definition)}"><h2>{escape(tile.name)}</h2>'
        f'<div class="rate">{escape(tile.value.text)}</div><p class="parts">{parts}</p>'
        f"{spark(tile.trend, about)}<dl>{beside}</dl></div>"
    )


def _beside(one: Beside) -> str:
    kind = {True: "up", False: "down", None: "same"}[one.better]
    change = f' <span class="{kind}">{escape(one.change.text)}</span>' if one.change.text else ""
    return f"<div><dt>{escape(one.name)}</dt><dd>{escape(one.value.text)}{change}</dd></div>"


def _section(table: Table) -> Iterator[str]:
    yield f'<section id="{table.name}"><h2>{escape(table.title)}</h2>'
    if table.rows:
        if table.chart is not None:
            yield chart(table.chart, table.title)
            if table.chart.note:
                yield f'<p class="note">{escape(table.chart.note)}</p>'
        yield "<table><thead><tr>"
        yield "".join(f"<th{_classes(head)}>{escape(head.title)}</th>" for head in table.heads)
        yield "</tr></thead><tbody>"
        for row in table.rows:
            cells = zip(row, table.heads, strict=True)
            yield f"<tr>{''.join(_cell(*pair) for pair in cells)}</tr>"
        yield "</tbody></table>"
        if table.note:
            yield f'<p class="note">{escape(table.note)}</p>'
    else:
        yield f'<p class="empty">{escape(table.empty)}</p>'
    yield "</section>"


def _cell(cell: Cell, head: Head) -> str:
    return f"<td{_classes(head, bad=cell.bad)}>{escape(cell.text)}</td>"


def _classes(head: Head, *, bad: bool = False) -> str:
    named = (("right", head.align == "right"), ("roomy", head.roomy), ("bad", bad))
    classes = " ".join(name for name, wanted in named if wanted)
    return f' class="{classes}"' if classes else ""
