"""Taking in what the clocks run on: announced years, limits, office hours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, Final

from sqlalchemy import Table, delete, insert, select

from core.cases.moving import foreseen_moves, move_clocks
from core.cases.recalculation import CalendarChange
from core.deadlines.calendar import DayKind, build_calendar
from core.deadlines.hours import OfficeHours
from core.deadlines.limits import parse_limit
from core.deadlines.models import (
    CalendarDay,
    CalendarYear,
    OfficeHoursSpell,
    StageLimit,
    TierLimit,
)
from core.deadlines.policy import STAGE_LIMITS, load_policy, parse_hours
from core.imports.bulk import run_for_each
from core.imports.changes import RowChange, listed
from core.imports.commands import CalendarYearRow, ImportCalendar, ImportLimits
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult
from core.kernel.errors import FieldFault, Forbidden, Invalid
from core.kernel.words import N_
from core.operators.hand import Hand

CALENDAR: Final = "calendar"
LIMITS: Final = "limits"

_DAYS: Final[Table] = CalendarDay.__table__  # type: ignore[attr-defined]
_YEARS: Final[Table] = CalendarYear.__table__  # type: ignore[attr-defined]
_TIERS: Final[Table] = TierLimit.__table__  # type: ignore[attr-defined]
_STAGES: Final[Table] = StageLimit.__table__  # type: ignore[attr-defined]
_HOURS: Final[Table] = OfficeHoursSpell.__table__  # type: ignore[attr-defined]


def import_calendar(hand: Hand, command: ImportCalendar) -> ImportResult:
    """Judge every year, then take in all of them, or none when one is refused.

    A year without days off has not been announced and is refused: it would turn estimates
    into promises. A year with the same days is unchanged, whatever the file that brings them
    is called, and keeps its source. Open clocks that end otherwise by the new calendar are moved
    in the same transaction; a dry run says which.

    Raises:
        Forbidden: the operator's area is not the whole district, whose calendar it is.
    """
    _demand_whole_district(hand)
    seen = Repetitions()
    good, refusals = sifted(command.rows, lambda row: _year_faults(row, seen), command.columns)
    held = _held_years(hand)
    new = [row for row in good if row.year not in held]
    changed = [row for row in good if row.year in held and held[row.year] != _shape(row)]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(CALENDAR, len(new), len(changed), unchanged, tuple(refusals))
    if refusals:
        return result
    change = _change(hand, (*new, *changed))
    if not command.commit:
        return replace(result, moves=tuple(foreseen_moves(hand, change)))
    for row in changed:
        first, last = date(row.year, 1, 1), date(row.year, 12, 31)
        hand.session.execute(delete(_DAYS).where(_DAYS.c.day.between(first, last)))
        hand.session.execute(delete(_YEARS).where(_YEARS.c.year == row.year))
    for row in (*new, *changed):
        hand.session.execute(insert(_YEARS), {"year": row.year, "source": row.source})
        run_for_each(
            hand.session,
            insert(_DAYS),
            (
                {"day": day.on, "kind": day.kind, "name": day.name, "name_en": day.name_en}
                for day in row.days
            ),
        )
    moves = tuple(move_clocks(hand, change, [row.year for row in (*new, *changed)]))
    return replace(recorded(hand, command, result), moves=moves)


def _demand_whole_district(hand: Hand) -> None:
    if not hand.scope.covers(hand.scope.district_code):
        raise Forbidden(
            N_("The calendar is that of the whole district; who keeps a part cannot change it.")
        )


def _change(hand: Hand, rows: Iterable[CalendarYearRow]) -> CalendarChange:
    """Compare the calendar held with the one that holds once ``rows`` are taken in."""
    # Read past what is remembered: the same transaction may have set limits and hours before.
    before = load_policy(hand.session).deadlines
    coming = tuple(rows)
    years = {row.year for row in coming}
    kept = [(on, kind) for on, kind in before.calendar.days.items() if on.year not in years]
    brought = [(day.on, DayKind(day.kind)) for row in coming for day in row.days]
    announced = before.calendar.announced | years
    return CalendarChange(before, build_calendar((*kept, *brought), announced))


def _year_faults(row: CalendarYearRow, seen: Repetitions) -> Iterator[FieldFault]:
    yield from seen.faults("year", row.year, row.line)
    if not any(day.kind == DayKind.DAY_OFF for day in row.days):
        yield FieldFault("days", N_("The year has no days off: it has not been announced."))
    unknown = next((day.kind for day in row.days if day.kind not in tuple(DayKind)), None)
    if unknown is not None:
        yield FieldFault("days", N_("%(kind)s is no kind of day."), kind=unknown)
        return
    stray = next((day for day in row.days if day.on.year != row.year), None)
    if stray:
        yield FieldFault(
            "days", N_("%(day)s is not in the year %(year)s."), day=stray.on, year=row.year
        )
    try:
        build_calendar(((day.on, DayKind(day.kind)) for day in row.days), (row.year,))
    except Invalid as error:
        yield FieldFault("days", error.template, **error.params)


def _shape(row: CalendarYearRow) -> tuple[Any, ...]:
    return tuple(sorted(tuple(day) for day in row.days))


def _held_years(hand: Hand) -> Mapping[int, tuple[Any, ...]]:
    days: dict[int, list[tuple[Any, ...]]] = {}
    for row in hand.session.execute(select(_DAYS)):
        days.setdefault(row.day.year, []).append((row.day, row.kind, row.name, row.name_en))
    return {
        row.year: tuple(sorted(days.get(row.year, ())))
        for row in hand.session.execute(select(_YEARS))
    }


def import_limits(hand: Hand, command: ImportLimits) -> ImportResult:
    """Set limits and hours.

    Raises:
        Invalid: a limit or hours cannot be understood, or a stage is unknown.
    """
    _check_limits(command)
    wanted: tuple[tuple[Table, str, list[dict[str, Any]]], ...] = (
        (_TIERS, "tier", [row._asdict() for row in command.tiers]),
        (_STAGES, "stage", [row._asdict() for row in command.stages]),
        (_HOURS, "valid_from", [row._asdict() for row in command.hours]),
    )
    journal = None
    if command.commit and not command.refused:
        journal = Journal(hand.session, whole=(_TIERS, _STAGES, _HOURS))
    new: list[RowChange] = []
    changed: dict[tuple[str, Any], list[RowChange]] = {}
    unchanged = 0
    for table, key, rows in wanted:
        held = {row[key]: dict(row) for row in hand.session.execute(select(table)).mappings()}
        for said in rows:
            row = _with_names(said, held.get(said[key], {}))
            if held.get(row[key]) == row:
                unchanged += 1
                continue
            told = str(row[key]), str(row.get("name", ""))
            if row[key] in held:
                changed[key, row[key]] = list(_limit_changes(told, held[row[key]], row))
            else:
                new.append(RowChange("new", None, *told))
            if journal:
                hand.session.execute(delete(table).where(table.c[key] == row[key]))
                hand.session.execute(insert(table), row)
    result = ImportResult(LIMITS, len(new), len(changed), unchanged, command.refused)
    if not command.commit:
        return replace(result, changes=listed(new, chain(*changed.values()), ()))
    return recorded(hand, command, result, journal) if journal else result


def _with_names(said: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with the names of a tier that it leaves out as they are held."""
    names = {name: held[name] for name in ("name", "name_en") if held and said.get(name) == ""}
    return {**said, **names}


def _limit_changes(
    told: tuple[str, str], held: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[RowChange]:
    for field, value in said.items():
        if held[field] != value:
            yield RowChange("changed", None, *told, field, held[field], value)


def _check_limits(command: ImportLimits) -> None:
    for tier in command.tiers:
        parse_limit(tier.due_limit)
        if tier.target_limit:
            parse_limit(tier.target_limit)
    for stage in command.stages:
        parse_limit(stage.due_limit)
        if stage.stage not in STAGE_LIMITS:
            raise Invalid(
                N_("There is no stage %(stage)s with a limit; the stages are %(known)s."),
                field="stage",
                stage=stage.stage,
                known=", ".join(STAGE_LIMITS),
            )
    try:
        OfficeHours((row.valid_from, parse_hours(row.hours)) for row in command.hours)
    except ValueError as error:
        raise Invalid(
            N_("Office hours are written as 08:00-12:00 14:00-18:00."), field="hours"
        ) from error
