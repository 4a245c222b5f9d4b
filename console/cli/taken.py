"""Imports that were taken in: how they are listed, and what undoing one tells."""

from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from console.cli.asked import Asked, Format
from console.cli.columns import Column, count_column
from console.cli.exits import talk
from console.cli.output import write_object, write_rows
from console.present.vocabulary import REGISTERS, sentence, word
from console.present.words import _, _n
from core.kernel.errors import CoreError
from core.kernel.words import N_

if TYPE_CHECKING:
    from datetime import datetime

    from core.imports.changes import RowChange
    from core.imports.models import ImportRun
    from core.imports.result import Hindrance, UndoResult

RELATIONS: Final = {
    "area": N_("area"),
    "staff": N_("person"),
    "posting": N_("post"),
    "unit": N_("unit"),
    "duty": N_("duty"),
    "item": N_("item"),
    "filing_condition": N_("condition"),
    "operator": N_("operator"),
    "policy_rule": N_("policy"),
    "tier_limit": N_("limit"),
    "stage_limit": N_("limit"),
    "office_hours_spell": N_("office hours"),
    "assessment_profile": N_("assessment profile"),
    "assessment_indicator": N_("indicator"),
    "assessment_finding": N_("finding"),
}
"""What the rows of an import are called."""

SORTS: Final = {
    "missing": N_("taken out"),
    "changed": N_("put back"),
    "new": N_("brought back"),
}


def run_columns(zone: ZoneInfo) -> "list[Column[ImportRun]]":
    """Return the columns of a list of imports."""

    def local(at: "datetime | None") -> "datetime | None":
        return at.astimezone(zone) if at else None

    def stamp(at: "datetime | None") -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""

    return [
        Column("id", lambda run: run.id, N_("Import"), align="right"),
        Column("at", lambda run: local(run.at), N_("When"), lambda run: stamp(run.at)),
        Column("operator", lambda run: run.operator, N_("Operator"), spare=True),
        Column(
            "kind",
            lambda run: run.kind,
            N_("Kind"),
            lambda run: word(REGISTERS, run.kind),
            roomy=True,
        ),
        Column("file", lambda run: run.file_name, N_("File"), roomy=True),
        count_column("new", lambda run: run.new_rows, N_("New")),
        count_column("changed", lambda run: run.changed_rows, N_("Changed")),
        count_column("unchanged", lambda run: run.unchanged_rows, N_("Unchanged"), spare=True),
        count_column("refused", lambda run: run.refused_rows, N_("Refused"), spare=True),
        Column(
            "sha256", lambda run: run.sha256, N_("Digest"), lambda run: run.sha256[:12], spare=True
        ),
        Column(
            "undone_at",
            lambda run: local(run.undone_at),
            N_("Undone"),
            lambda run: stamp(run.undone_at),
        ),
        Column(
            "undone_by",
            lambda run: run.undone_by,
            N_("By"),
            lambda r: r.undone_by or "",
            spare=True,
        ),
    ]


def held_words(row: "RowChange") -> str:
    """Say what a field that changes holds."""
    from console.present.changes import changed_values

    return changed_values(row.field, row.held, row.said)[0]


def said_words(row: "RowChange") -> str:
    """Say what a field that changes would hold."""
    from console.present.changes import changed_values

    return changed_values(row.field, row.held, row.said)[1]


def field_words(row: "RowChange") -> str:
    """Name the field that changes."""
    from console.present.changes import changed_field

    return changed_field(row.field)


def _name_words(row: "RowChange") -> str:
    """Name what a row is about, which may be a post."""
    from console.present.changes import post_word

    return post_word(row.name)


def _reason(row: "Hindrance") -> str:
    return sentence(CoreError(row.template, **row.params))


_CHANGES: "tuple[Column[RowChange], ...]" = (
    Column("sort", lambda row: row.sort, N_("Row"), lambda row: word(SORTS, row.sort)),
    Column("key", lambda row: row.key, N_("Code")),
    Column("name", lambda row: row.name, N_("Name"), _name_words, roomy=True),
    Column("field", lambda row: row.field, N_("Field"), field_words),
    Column("held", lambda row: row.held, N_("Held"), held_words, roomy=True),
    Column("said", lambda row: row.said, N_("Before the import"), said_words, roomy=True),
)

_HINDRANCES: "tuple[Column[Hindrance], ...]" = (
    Column("relation", lambda row: row.relation, N_("What"), lambda r: word(RELATIONS, r.relation)),
    Column("key", lambda row: row.key, N_("Code")),
    Column("name", lambda row: row.name, N_("Name"), roomy=True),
    Column("reason", _reason, N_("Reason")),
)


def undo_object(result: "UndoResult") -> dict[str, Any]:
    """Return what came of undoing an import as scripts read it."""
    return {
        "import_id": result.import_id,
        "kind": result.kind,
        "removed": result.removed,
        "restored": result.restored,
        "brought_back": result.brought_back,
        "committed": result.committed,
        "changes": [
            {name: value for name, value in change._asdict().items() if name != "line"}
            for change in result.changes.listed
        ],
        "hindered": result.hindered,
        "hindrances": [
            {"relation": row.relation, "key": row.key, "name": row.name, "reason": _reason(row)}
            for row in result.hindrances
        ],
    }


def tell_undo(result: "UndoResult", said: Asked) -> None:
    """Say what came of undoing an import: rows as data, the rest beside them."""
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(undo_object(result))
        return
    if result.hindered:
        write_rows(result.hindrances, _HINDRANCES, said)
    else:
        write_rows(result.changes.listed, _CHANGES, said)
    counts = _("%(removed)s rows taken out, %(restored)s put back, %(brought)s brought back") % {
        "removed": f"{result.removed:,}",
        "restored": f"{result.restored:,}",
        "brought": f"{result.brought_back:,}",
    }
    title = _("Import %(id)s (%(kind)s)") % {
        "id": result.import_id,
        "kind": word(REGISTERS, result.kind),
    }
    talk(f"{title}: {counts}")
    talk(_how_it_ended(result))


def _how_it_ended(result: "UndoResult") -> str:
    if result.hindered:
        return _n(
            "%(n)s row stands in the way, so nothing was undone.",
            "%(n)s rows stand in the way, so nothing was undone.",
            result.hindered,
        )
    if not result.committed:
        return _("This was a dry run: nothing was changed. Add --commit to undo the import.")
    return _("Import %(id)s is undone.") % {"id": result.import_id}
