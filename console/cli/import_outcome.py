"""What came of an import: told to people, and written for scripts."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from console.cli.asked import Asked, Format
from console.cli.breaches import breach_objects, tell_breaches
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.output import write_rows
from console.cli.taken import field_words, held_words, said_words
from console.present.vocabulary import sentence, word
from console.present.words import _, _n
from core.kernel.errors import FieldFault
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.imports.changes import RowChange
    from core.imports.result import ImportResult, RefusedRow
    from core.imports.tables import Table

LISTED: Final = 1000
"""Changes of each sort that an import lists, as in `core.imports.changes`."""
SHOWN_MISSING: Final = 20
"""Rows missing from a file that people are shown."""


def import_object(kind: str, result: "ImportResult", table: "Table") -> dict[str, Any]:
    """Return what came of an import as scripts read it."""
    return {
        "kind": kind,
        "file": table.name,
        "format": table.file.format,
        "encoding": table.file.encoding or None,
        "sheet": table.sheet or None,
        "columns": [column._asdict() for column in table.found],
        "columns_recalled": table.recalled,
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "missing": result.changes.missing,
        "committed": result.committed,
        "import_id": result.import_id,
        "unused_columns": list(table.unused),
        "left_out": [{"line": line, "text": text} for line, text in table.left_out],
        "changes": [change._asdict() for change in result.changes.listed],
        "breaches": breach_objects(result.breaches),
        "refused": [
            {"line": row.line, "column": row.column, "value": row.value, "reason": reason(row)}
            for row in result.refused
        ],
    }


def reason(row: "RefusedRow") -> str:
    """Return why a row was refused, in the operator's language."""
    return sentence(FieldFault(row.column, row.template, **row.params))


_COLUMNS: tuple[Column["RefusedRow"], ...] = (
    Column("line", lambda row: row.line, N_("Line"), align="right"),
    Column("column", lambda row: row.column, N_("Column")),
    Column("value", lambda row: row.value, N_("Value"), roomy=True),
    Column("reason", reason, N_("Reason")),
)


SORTS: Final = {
    "new": N_("new"),
    "changed": N_("changes"),
    "missing": N_("not in the file"),
    "refused": N_("refused"),
}


def _change_columns(table: "Table") -> "tuple[Column[RowChange], ...]":
    """Return the columns of a list of changes, a field under its name in the file."""
    headers = table.columns
    return (
        Column("line", lambda row: row.line, N_("Line"), align="right"),
        Column("sort", lambda row: row.sort, N_("Row"), lambda row: word(SORTS, row.sort)),
        Column("key", lambda row: row.key, N_("Code")),
        Column("name", lambda row: row.name, N_("Name"), roomy=True),
        Column(
            "field",
            lambda row: headers.get(row.field, row.field),
            N_("Field"),
            lambda row: headers.get(row.field) or field_words(row),
        ),
        Column("held", lambda row: row.held, N_("Held"), held_words, roomy=True),
        Column("said", lambda row: row.said, N_("In the file"), said_words, roomy=True),
    )


def _of_either(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name, None)


_CSV_COLUMNS: tuple[Column[Any], ...] = (
    Column("line", lambda row: row.line),
    Column("sort", lambda row: getattr(row, "sort", "refused")),
    *(Column(name, _of_either(name)) for name in ("key", "name", "field", "held", "said")),
    Column("column", _of_either("column")),
    Column("value", _of_either("value")),
    Column("reason", lambda row: reason(row) if hasattr(row, "template") else None),
)


def tell_import(result: "ImportResult", table: "Table", said: Asked) -> None:
    """Say what came of an import: refused rows as data, the rest beside them."""
    if said.format is Format.CSV:
        write_rows([*result.changes.listed, *result.refused], _CSV_COLUMNS, said)
    else:
        write_rows(shown_changes(result), _change_columns(table), said)
        if result.changes.listed and result.refused:
            sys.stdout.write("\n")
        write_rows(result.refused, _COLUMNS, said)
    if not result.committed:
        _tell_columns(table)
    if table.unused:
        talk(
            _("Columns that are not used: %(columns)s.")
            % {"columns": neutralise(", ".join(table.unused))}
        )
    for line, text in table.left_out:
        talk(
            _("Line %(line)s is no row and was left out: %(text)s")
            % {"line": line, "text": neutralise(text)}
        )
    counts = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged") % {
        "new": f"{result.new:,}",
        "changed": f"{result.changed:,}",
        "unchanged": f"{result.unchanged:,}",
    }
    talk(f"{neutralise(table.name)}: {counts}")
    tell_unlisted(result)
    tell_breaches(result.breaches)
    talk(how_it_ended(result))


def shown_changes(result: "ImportResult") -> "list[RowChange]":
    """Return the changes that people are shown: all of the file, and the first that it lacks."""
    of_file = [change for change in result.changes.listed if change.sort != "missing"]
    missing = [change for change in result.changes.listed if change.sort == "missing"]
    return [*of_file, *missing[:SHOWN_MISSING]]


def tell_unlisted(result: "ImportResult") -> None:
    """Say what the list of changes does not show; never is a list cut in silence."""
    changes = result.changes
    if changes.missing:
        held = _n(
            "%(n)s row that is held is not in the file; it stays.",
            "%(n)s rows that are held are not in the file; they stay.",
            changes.missing,
        )
        talk(held)
    if changes.missing > SHOWN_MISSING:
        first = _("Only the first %(n)s of them are shown; --format json lists more.")
        talk(first % {"n": SHOWN_MISSING})
    rows = {change.line for change in changes.listed if change.sort != "missing"}
    more = result.new + result.changed - len(rows - {None})
    if not result.committed and more > 0 and len(changes.listed) >= LISTED:
        talk(_n("%(n)s more row is not listed.", "%(n)s more rows are not listed.", more))


def _tell_columns(table: "Table") -> None:
    """Say which column is read as what."""
    if table.recalled:
        talk(_("The columns are read as was said with --map of a file with these headers."))
    for found in table.found:
        column = {"letter": found.letter, "header": found.header, "field": found.field}
        talk(neutralise(_("Column %(letter)s %(header)s → %(field)s") % column))


def how_it_ended(result: "ImportResult") -> str:
    """Return whether anything was taken in, and what to do next."""
    if result.refused and result.committed:
        return _taken_in(result)
    if result.refused:
        rows = len({row.line for row in result.refused})
        refused = _n("%(n)s row is refused", "%(n)s rows are refused", rows)
        return _("%(refused)s, so nothing was taken in. Correct the file and run it again.") % {
            "refused": refused
        }
    if not result.committed:
        return _("This was a dry run: nothing was changed. Add --commit to take the rows in.")
    return _taken_in(result)


def _taken_in(result: "ImportResult") -> str:
    if result.import_id is None and not result.unchanged:
        return _("There was nothing to take in; nothing was changed.")
    if result.import_id is None:
        return _("Everything is held already; nothing was changed.")
    return _("Taken in as import %(id)s.") % {"id": result.import_id}
