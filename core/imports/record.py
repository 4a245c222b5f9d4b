"""What every import leaves behind: its record, its audit entry, a word to all caches."""

from dataclasses import replace

from sqlalchemy import insert

from core.audit.trail import write_audit
from core.imports.commands import ImportCommand
from core.imports.images import Journal
from core.imports.models import ImportRun
from core.imports.result import ImportResult
from core.kernel.settings import note_reference_change
from core.operators.hand import Hand


def recorded(
    hand: Hand, command: ImportCommand, result: ImportResult, journal: Journal | None = None
) -> ImportResult:
    """Complete a committed import; one that changed nothing leaves nothing.

    Without a ``journal`` it cannot be undone.
    """
    if not (result.new or result.changed):
        return replace(result, committed=True)
    key = hand.session.execute(
        insert(ImportRun)
        .values(
            at=hand.now,
            operator=hand.scope.login,
            kind=result.kind,
            file_name=command.file_name,
            sha256=command.sha256,
            new_rows=result.new,
            changed_rows=result.changed,
            unchanged_rows=result.unchanged,
            refused_rows=len({row.line for row in result.refused}),
        )
        .returning(ImportRun.__table__.c.id)  # type: ignore[attr-defined]
    ).scalar_one()
    if journal:
        journal.write(key)
    note_reference_change(hand.session)
    write_audit(
        hand,
        "import",
        result.kind,
        detail=(
            f"import {key}: {result.new} new, {result.changed} changed, "
            f"{result.unchanged} unchanged; {command.file_name or '-'} {command.sha256}"
        ).rstrip(),
    )
    return replace(result, committed=True, import_id=key)
