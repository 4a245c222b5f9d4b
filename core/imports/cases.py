"""Taking over cases of another system, open and ended, with the times they had there.

A case is known by its source and its file number: what is held already stays as it is, so a
second run changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select, tuple_

from core.areas.codes import Level
from core.areas.register import AreaRegister, load_area_register
from core.cases.lifecycle import is_open
from core.cases.models import Case
from core.cases.states import RejectReason, Source, State, Tier
from core.cases.takeover import TAKEN_OVER, TakenCase, take_over
from core.catalogue.admission import AdmissionList, load_admission_list
from core.deadlines.policy import Policy, load_policy
from core.imports.bulk import in_chunks
from core.imports.changes import LISTED, RowChange, listed
from core.imports.commands import CaseRow, ImportCases
from core.imports.judging import Repetitions
from core.imports.record import recorded
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import refused
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.staff.models import Staff
from core.units.responsibility import ResponsibilityList, load_responsibility_list

KIND: Final = "cases"
BEST: Final = 5
"""The best rating that a check gives."""

_CASES: Final[Table] = Case.__table__  # type: ignore[attr-defined]
_STAFF: Final[Table] = Staff.__table__  # type: ignore[attr-defined]
_TIMES: Final = ("reported_at", "filed_at", "dispatched_at", "resolved_at", "ended_at")

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """What rows are judged against."""

    hand: Hand
    areas: AreaRegister
    items: AdmissionList
    units: ResponsibilityList
    policy: Policy
    gridders: Mapping[str, int]

    @property
    def zone(self) -> ZoneInfo:
        return self.policy.zone


@dataclass(slots=True)
class _Verdict:
    new: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    listed: list[RowChange] = field(default_factory=list)


def import_cases(hand: Hand, command: ImportCases) -> ImportResult:
    """Judge every case, then take over all that are not held, or none when one is refused."""
    rules = _Rules(
        hand,
        load_area_register(hand.session),
        load_admission_list(hand.session),
        load_responsibility_list(hand.session),
        load_policy(hand.session),
        {row.number: row.id for row in hand.session.execute(select(_STAFF.c.number, _STAFF.c.id))},
    )
    verdict = _Verdict()
    for row in _new_rows(command, rules, verdict):
        verdict.new += 1
        if verdict.new <= LISTED:
            verdict.listed.append(RowChange("new", row.line, row.source_ref, row.matter[:40]))
    verdict.refused.sort(key=lambda refusal: refusal.line)
    result = ImportResult(KIND, verdict.new, 0, verdict.unchanged, tuple(verdict.refused))
    if not command.commit:
        return replace(result, changes=listed(verdict.listed, (), ()))
    if command.refuses(verdict.refused):
        return result
    for row in _new_rows(command, rules, _Verdict()):
        take_over(hand, _taken(row, rules, command.file_name))
    return recorded(hand, command, result)


def _new_rows(command: ImportCases, rules: _Rules, verdict: _Verdict) -> Iterator[CaseRow]:
    """Give the good rows that are not held; the others go into the verdict."""
    seen = Repetitions()

    def refuse(row: CaseRow, faults: Iterable[FieldFault]) -> bool:
        wrong = [
            refused(row.line, fault.field, getattr(row, fault.field), fault, command.columns)
            for fault in faults
        ]
        verdict.refused.extend(wrong)
        return bool(wrong)

    for chunk in in_chunks(command.rows):
        verdict.refused.extend(row for row in chunk if isinstance(row, RefusedRow))
        good = []
        for row in chunk:
            if isinstance(row, CaseRow):
                local = _localised(row, rules.zone)
                if not refuse(row, _faults(local, rules, seen)):
                    good.append(local)
        yield from _not_held(good, rules, verdict, refuse)


def _not_held(
    rows: list[CaseRow],
    rules: _Rules,
    verdict: _Verdict,
    refuse: Callable[[CaseRow, Iterable[FieldFault]], bool],
) -> Iterator[CaseRow]:
    held = _held(rows, rules.hand)
    for row in rows:
        known = held.get((row.source, row.source_ref))
        if known is None:
            if not refuse(row, _faults_of_state(row)):
                yield row
        elif known == row.reported_at:
            verdict.unchanged += 1
        else:
            when = known.astimezone(rules.zone).isoformat(" ", "seconds")
            template = N_("The case of this number is held as reported at %(when)s.")
            refuse(row, [FieldFault("reported_at", template, when=when)])


def _held(rows: list[CaseRow], hand: Hand) -> dict[_Key, datetime]:
    keys = [(row.source, row.source_ref) for row in rows]
    found = hand.session.execute(
        select(_CASES.c.source, _CASES.c.source_ref, _CASES.c.reported_at).where(
            _CASES.c.district_code == hand.scope.district_code,
            tuple_(_CASES.c.source, _CASES.c.source_ref).in_(keys),
        )
    )
    return {(source, ref): at for source, ref, at in found}


def _localised(row: CaseRow, zone: ZoneInfo) -> CaseRow:
    """Give times without an offset that of the district, and the case the state it is in."""
    times = {
        name: at.replace(tzinfo=zone)
        for name in _TIMES
        if (at := getattr(row, name)) and at.tzinfo is None
    }
    state = row.state or str(State.CLOSED if row.ended_at else State.REPORTED)
    return row._replace(**times, state=state)


def _faults(row: CaseRow, rules: _Rules, seen: Repetitions) -> Iterator[FieldFault]:
    """Yield what is wrong with a row whatever is held."""
    yield from seen.faults("source_ref", (row.source, row.source_ref), row.line)
    area = rules.areas.areas.get(row.area_code)
    if area is None or not rules.hand.scope.covers(row.area_code):
        yield FieldFault("area_code", N_("There is no such area in your jurisdiction."))
    elif area.level < Level.STREET:
        yield FieldFault(
            "area_code",
            N_("%(name)s is too wide a place for a case; name a street, a community or a grid."),
            name=area.name,
        )
    if row.source not in tuple(Source):
        yield FieldFault(
            "source", N_("It is not one of the known words: %(known)s."), known=", ".join(Source)
        )
    yield from _faults_of_times(row, rules)
    yield from _faults_of_references(row, rules)


def _faults_of_times(row: CaseRow, rules: _Rules) -> Iterator[FieldFault]:
    told = [(name, at) for name in _TIMES if (at := getattr(row, name)) is not None]
    for (_, before), (name, at) in pairwise(told):
        if at < before:
            yield FieldFault(name, N_("It is before what must have come first."))
    for name, at in told:
        if at > rules.hand.now:
            yield FieldFault(name, N_("That moment is yet to come."))


def _faults_of_references(row: CaseRow, rules: _Rules) -> Iterator[FieldFault]:
    if row.item_code and row.item_code not in rules.items.versions:
        yield FieldFault("item_code", N_("There is no such item; import the items first."))
    if row.unit_code and row.unit_code not in rules.units.by_code:
        yield FieldFault("unit_code", N_("There is no such unit; import the units first."))
    if row.gridder_number and row.gridder_number not in rules.gridders:
        yield FieldFault("gridder_number", N_("There is no such person; import the staff first."))
    if row.tier is not None and row.tier not in rules.policy.tiers:
        yield FieldFault("tier", N_("There is no tier %(tier)s."), tier=row.tier)
    if row.rating is not None and not 1 <= row.rating <= BEST:
        yield FieldFault("rating", N_("A rating is from 1 to 5."))


def _faults_of_state(row: CaseRow) -> Iterator[FieldFault]:
    """Yield what a case lacks that is to come in the state it says."""
    state = State(row.state or "")
    if state not in TAKEN_OVER:
        yield FieldFault(
            "state",
            N_("A suspended or merged case cannot be taken over; settle that in the old system."),
        )
        return
    if is_open(state) != (row.ended_at is None):
        yield FieldFault(
            "ended_at",
            N_("An ended case needs the time of its end, and an open one has none."),
        )
    if state in {State.FILED, State.DISPATCHED, State.HANDLING, State.RESOLVED}:
        yield from _faults_of_admitted(row, state)
    if (state == State.REJECTED) != (row.reject_reason in tuple(RejectReason)):
        yield FieldFault("reject_reason", N_("A rejected case, and no other, needs a reason."))


def _faults_of_admitted(row: CaseRow, state: State) -> Iterator[FieldFault]:
    if not row.item_code:
        yield FieldFault("item_code", N_("A case in that state needs an item."))
        return
    if state == State.FILED:
        return
    grid_only = (row.tier or Tier.GRID) == Tier.GRID and row.gridder_number
    if not row.unit_code and not grid_only:
        yield FieldFault("unit_code", N_("A case in that state needs who handles it."))
    if state == State.RESOLVED and row.resolved_at is None:
        yield FieldFault("resolved_at", N_("A case in that state needs the time of its result."))


def _taken(row: CaseRow, rules: _Rules, file_name: str) -> TakenCase:
    day = rules.policy.local_day(row.reported_at)
    versions = rules.items.versions.get(row.item_code or "", ())
    # An item that had lapsed, or came later, was the list of the other system all the same.
    item = (
        next((each for each in versions if each.valid_on(day)), versions[0]) if versions else None
    )
    unit = rules.units.by_code.get(row.unit_code or "")
    return TakenCase(
        state=State(row.state or ""),
        source=row.source,
        source_ref=row.source_ref,
        matter=row.matter,
        area=rules.areas.areas[row.area_code],
        reported_at=row.reported_at,
        address=row.address,
        latitude=row.latitude,
        longitude=row.longitude,
        item=item,
        tier=row.tier,
        unit_id=unit.id if unit else None,
        unit_tier=unit.tier if unit else None,
        gridder_id=rules.gridders.get(row.gridder_number or ""),
        filed_at=row.filed_at,
        dispatched_at=row.dispatched_at,
        resolved_at=row.resolved_at,
        ended_at=row.ended_at,
        result=row.result,
        reject_reason=row.reject_reason,
        rating=row.rating,
        reporter_name=row.reporter_name,
        reporter_phone=row.reporter_phone,
        file_name=file_name,
    )
