"""Taking in areas: a row for each span of days in which an area stays the same."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Table, bindparam, select, update

from core.areas.codes import CodeScheme, Level, holds
from core.areas.models import Area
from core.imports.bulk import in_chunks, load_columns, local_today, run_for_each
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.commands import AreaRow, ImportAreas
from core.imports.division import breaches_of_file, codes_that_ended, severities_of
from core.imports.grids import AreaRules, AreaVerdict, HeldArea, judge_areas, without_orphans
from core.imports.images import Journal
from core.imports.record import recorded
from core.imports.result import ImportResult
from core.imports.rows import Columns, in_columns
from core.kernel.settings import CODE_SCHEME, read_setting
from core.operators.hand import Hand

KIND: Final = "areas"

_KEPT: Final = ("name", "name_en", "kind", "households", "residents")

_WRITTEN: Final = ("code", "parent_code", "level", *_KEPT, "valid_from")

_AREAS: Final[Table] = Area.__table__  # type: ignore[attr-defined]


def import_areas(hand: Hand, command: ImportAreas) -> ImportResult:
    """Judge every row, then take in all of them, or none when one is refused.

    A changed area is a new row from today on and its old row ends, so that a case keeps the
    area it happened in; what began today already is corrected in place.
    """
    today = local_today(hand)
    scheme = CodeScheme.parse(read_setting(hand.session, CODE_SCHEME))
    rules = AreaRules(
        scheme=scheme,
        jurisdiction=hand.scope.area_code,
        today=today,
        held=_held(hand),
        columns=command.columns,
        rename=command.rename,
        ended=codes_that_ended(hand.session),
    )
    verdict = judge_areas(command.rows, rules)
    if command.partial and verdict.refused:
        verdict = without_orphans(verdict, rules)
    result = ImportResult(
        KIND,
        sum(map(len, verdict.new)),
        len(verdict.changed),
        verdict.unchanged,
        tuple(verdict.refused),
    )
    if not command.commit:
        breaches = breaches_of_file(verdict, rules, severities_of(hand.session))
        return replace(result, changes=_changes(verdict, rules), breaches=breaches)
    if command.refuses(verdict.refused):
        return result
    if not (verdict.new or verdict.changed):
        return recorded(hand, command, result)
    journal = Journal(hand.session, grown=(_AREAS,))
    journal.keep(_AREAS, (held.id for held, _ in verdict.changed))
    _write(hand, verdict, scheme, today)
    return recorded(hand, command, result, journal)


def _changes(verdict: AreaVerdict, rules: AreaRules) -> Changes:
    """Tell what would change; missing are areas of the levels that the file speaks of."""
    lengths = {len(code) for code in verdict.named}
    return listed(
        (RowChange("new", row.line, row.code, row.name) for row in verdict.new_rows()),
        (
            change
            for held, row in verdict.changed
            for change in differences(
                row.line,
                row.code,
                held._asdict(),
                {name: getattr(row, name) for name in _KEPT},
            )
        ),
        (
            RowChange("missing", None, area.code, area.name)
            for area in sorted(rules.held.values(), key=lambda area: area.code)
            if area.code not in verdict.named
            and len(area.code) in lengths
            and holds(rules.jurisdiction, area.code)
        ),
    )


def _held(hand: Hand) -> dict[str, HeldArea]:
    names = HeldArea._fields
    rows = hand.session.execute(
        select(*(_AREAS.c[name] for name in names)).where(_AREAS.c.valid_to.is_(None))
    )
    return {area.code: area for area in (HeldArea(*row) for row in rows)}


def _write(hand: Hand, verdict: AreaVerdict, scheme: CodeScheme, today: date) -> None:
    began_today = [pair for pair in verdict.changed if pair[0].valid_from >= today]
    older = [pair for pair in verdict.changed if pair[0].valid_from < today]
    by_id = _AREAS.c.id == bindparam("key")
    if older:
        ending = update(_AREAS).where(by_id).values(valid_to=bindparam("last"))
        run_for_each(hand.session, ending, ({"key": held.id, "last": today} for held, _ in older))
    if began_today:
        correcting = update(_AREAS).where(by_id)
        corrected: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _KEPT}
        run_for_each(
            hand.session,
            correcting.values(corrected),
            (
                {"key": held.id} | {f"new_{name}": getattr(row, name) for name in corrected}
                for held, row in began_today
            ),
        )
    follow_up = in_chunks(row._replace(valid_from=today) for _, row in older)
    begun = (*verdict.new, *(in_columns(AreaRow, rows) for rows in follow_up))
    load_columns(hand.session, _AREAS, _WRITTEN, (_written(rows, scheme) for rows in begun))


def _written(rows: Columns[AreaRow], scheme: CodeScheme) -> list[Sequence[Any]]:
    """Return the values of rows that begin, column by column in the order of `_WRITTEN`."""
    columns = {name: rows.of(name) for name in ("code", *_KEPT, "valid_from")}
    levels = dict(zip(scheme.lengths, Level, strict=True))
    above = dict(zip(scheme.lengths, (0, *scheme.lengths), strict=False))
    columns["level"] = [int(levels[len(code)]) for code in columns["code"]]
    columns["parent_code"] = [code[: above[len(code)]] or None for code in columns["code"]]
    return [columns[name] for name in _WRITTEN]
