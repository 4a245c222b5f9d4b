"""Taking in assessment profiles: versions of profiles and their weighted figures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, NamedTuple

from sqlalchemy import Table, bindparam, delete, insert, select, update

from core.areas.register import AreaRegister, load_area_register
from core.assessments.models import AREAS, AssessmentIndicator, AssessmentProfile, Target
from core.assessments.profiles import (
    HUNDREDTHS,
    LARGEST,
    MOST_STARS,
    UNITS,
    WHOLE,
    indicator_fault,
    targets_fault,
)
from core.imports.bulk import run_for_each
from core.imports.changes import Changes, RowChange, differences, listed
from core.imports.commands import ImportProfiles, IndicatorRow, ProfileRow
from core.imports.images import Journal
from core.imports.judging import Repetitions, sifted
from core.imports.record import recorded
from core.imports.result import ImportResult
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.reports.figures import FigureUnit
from core.reports.tallies import MILLIONTHS

KIND: Final = "profiles"

_PROFILES: Final[Table] = AssessmentProfile.__table__  # type: ignore[attr-defined]
_INDICATORS: Final[Table] = AssessmentIndicator.__table__  # type: ignore[attr-defined]
_LISTS: Final = ("targets", "areas", "star_floors")
_KEPT: Final = (
    "name", "name_en", "targets", "replaces", "areas", "findings_limit", "star_floors", "ranking",
)  # fmt: skip

_Key = tuple[str, date]


class _Held(NamedTuple):
    """A version of a profile as it is held."""

    id: int
    values: Mapping[str, Any]


def import_profiles(hand: Hand, command: ImportProfiles) -> ImportResult:
    """Judge every profile, then take in all of them, or none when one is refused."""
    held = _held(hand)
    judge = _Judge(load_area_register(hand.session), hand, held, command.rows)
    good, refusals = sifted(command.rows, judge.faults, command.columns)
    refusals.sort(key=lambda refusal: refusal.line)
    new = [row for row in good if _key(row) not in held]
    changed = [row for row in good if _key(row) in held and held[_key(row)].values != _values(row)]
    unchanged = len(good) - len(new) - len(changed)
    result = ImportResult(KIND, len(new), len(changed), unchanged, tuple(refusals))
    if not command.commit:
        return replace(result, changes=_changes(good, held))
    if refusals:
        return result
    journal = Journal(hand.session, whole=(_PROFILES, _INDICATORS))
    _write(hand, new, changed)
    _write_indicators(hand, [*new, *changed])
    return recorded(hand, command, result, journal)


def _key(row: ProfileRow) -> _Key:
    return row.code, row.valid_from


class _Judge:
    """Knows what the profiles of a file are judged by: areas, each other, and those held."""

    def __init__(
        self, register: AreaRegister, hand: Hand, held: Mapping[_Key, _Held], rows: Iterable[Any]
    ) -> None:
        self._register = register
        self._hand = hand
        self._seen = Repetitions()
        self._targets = {key: value.values["targets"].split() for key, value in held.items()}
        self._groups = {
            (key[1], value.values["replaces"], area): key[0]
            for key, value in held.items()
            for area in value.values["areas"].split()
        }
        named = [row for row in rows if isinstance(row, ProfileRow)]
        self._targets |= {_key(row): list(row.targets) for row in named}

    def faults(self, row: ProfileRow) -> Iterator[FieldFault]:
        """Tell everything that is wrong with a profile."""
        yield from self._seen.faults("code", _key(row), row.line)
        if not row.code.strip() or not row.name.strip():
            yield FieldFault("name", N_("A profile needs a code and a name."))
        wrong = targets_fault(row.targets)
        if wrong or any(target not in tuple(Target) for target in row.targets):
            yield wrong or FieldFault(
                "targets", N_("It is not one of the known words: %(known)s."),
                known=", ".join(Target),
            )  # fmt: skip
        yield from _indicator_faults(row)
        yield from self._group_faults(row)
        if row.findings_limit < 0:
            yield FieldFault("findings_limit", N_("It is less than nothing."))
        growing = all(a < b for a, b in pairwise(row.star_floors))
        if not growing or len(row.star_floors) > MOST_STARS:
            yield FieldFault(
                "star_floors",
                N_("Stars need at most %(most)s growing scores, as 60 70 80 90 95."),
                most=MOST_STARS,
            )

    def _group_faults(self, row: ProfileRow) -> Iterator[FieldFault]:
        if bool(row.replaces) != bool(row.areas):
            yield FieldFault(
                "areas", N_("A profile that replaces another one names its areas, and only so.")
            )
            return
        if not row.replaces:
            return
        begun = sorted(
            (begins, targets)
            for (code, begins), targets in self._targets.items()
            if code == row.replaces and begins <= row.valid_from
        )
        if row.replaces == row.code or not begun:
            yield FieldFault(
                "replaces",
                N_("There is no other profile %(code)s in force by then to be replaced."),
                code=row.replaces,
            )
        elif not AREAS.issuperset(row.targets) or not set(row.targets) <= set(begun[-1][1]):
            yield FieldFault(
                "replaces",
                N_("Only a profile for areas is replaced, by one for the same areas."),
            )
        yield from self._area_faults(row)

    def _area_faults(self, row: ProfileRow) -> Iterator[FieldFault]:
        for area in row.areas:
            if area not in self._register.areas or not self._hand.scope.covers(area):
                yield FieldFault("areas", N_("There is no such area in your jurisdiction."))
                return
            other = self._groups.setdefault((row.valid_from, row.replaces, area), row.code)
            if other != row.code:
                yield FieldFault(
                    "areas",
                    N_("The profile %(code)s replaces the same one in %(area)s from the same day."),
                    code=other,
                    area=area,
                )


def _indicator_faults(row: ProfileRow) -> Iterator[FieldFault]:
    figures = [one.figure for one in row.indicators]
    for one in row.indicators:
        wrong = indicator_fault(one.figure, row.targets)
        if wrong:
            yield FieldFault("indicators", wrong.template, **wrong.params)
        largest = max(abs(one.zero_at), abs(one.full_at))
        if one.weight < 1 or one.zero_at == one.full_at or largest > LARGEST * MILLIONTHS:
            yield FieldFault(
                "indicators",
                N_(
                    "%(figure)s needs a weight above nothing, and two values that differ, from "
                    "-%(largest)s to %(largest)s."
                ),
                figure=one.figure,
                largest=LARGEST,
            )
    twice = next((name for name in figures if figures.count(name) > 1), None)
    if twice:
        yield FieldFault("indicators", N_("%(figure)s is weighed twice."), figure=twice)
    weights = sum(one.weight for one in row.indicators)
    if weights != WHOLE:
        yield FieldFault(
            "indicators",
            N_("The weights add up to %(sum)s, not to 100."),
            sum=in_points(weights),
        )


def in_points(hundredths: int) -> str:
    """Return hundredths of a point as people write them: ``12.5``."""
    return f"{Decimal(hundredths) / HUNDREDTHS:f}"


def as_rate(millionths: int, figure: str) -> str:
    """Return a value of a figure as people write it: ``70%`` of a share, else ``0.5``."""
    if UNITS.get(figure) is FigureUnit.SHARE:
        return f"{Decimal(millionths) * 100 / MILLIONTHS:f}%"
    return f"{Decimal(millionths) / MILLIONTHS:f}"


def _values(row: ProfileRow) -> dict[str, Any]:
    """Return a profile as its table holds it, the indicators beside it."""
    values = {name: getattr(row, name) for name in _KEPT}
    lists = {name: " ".join(map(str, values[name])) for name in _LISTS}
    return {**values, **lists, "indicators": tuple(map(tuple, row.indicators))}


def _changes(good: list[ProfileRow], held: Mapping[_Key, _Held]) -> Changes:
    """Tell what would change; missing are profiles that no row names."""
    named = {row.code for row in good}
    return listed(
        (RowChange("new", row.line, row.code, row.name) for row in good if _key(row) not in held),
        (
            change
            for row in good
            if _key(row) in held
            for change in differences(
                row.line, row.code, _told(held[_key(row)].values), _told(_values(row))
            )
        ),
        (
            RowChange("missing", None, code, version.values["name"])
            for (code, _), version in sorted(held.items())
            if code not in named
        ),
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with the indicators in one line."""
    indicators = (
        f"{one.figure} {in_points(one.weight)} ({as_rate(one.zero_at, one.figure)} → "
        f"{as_rate(one.full_at, one.figure)}, ≥ {one.least})"
        for one in map(IndicatorRow._make, values["indicators"])
    )
    return {**values, "indicators": "; ".join(indicators)}


def _held(hand: Hand) -> dict[_Key, _Held]:
    indicators: dict[int, list[tuple[Any, ...]]] = {}
    i = _INDICATORS.c
    ordered = select(i.profile_id, i.figure, i.weight, i.zero_at, i.full_at, i.least)
    for key, *values in hand.session.execute(ordered.order_by(i.profile_id, i.ordinal)):
        indicators.setdefault(key, []).append(tuple(values))
    p = _PROFILES.c
    rows = hand.session.execute(
        select(p.id, p.code, p.valid_from, *(p[name] for name in _KEPT)).order_by(p.valid_from)
    )
    return {
        (code, begins): _Held(
            key,
            dict(zip(_KEPT, values, strict=True)) | {"indicators": tuple(indicators.get(key, ()))},
        )
        for key, code, begins, *values in rows
    }


def _write(hand: Hand, new: Iterable[ProfileRow], changed: Iterable[ProfileRow]) -> None:
    run_for_each(
        hand.session,
        insert(_PROFILES),
        (
            {name: _values(row)[name] for name in _KEPT}
            | {"code": row.code, "valid_from": row.valid_from}
            for row in new
        ),
    )
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _KEPT}
    one = (
        _PROFILES.c.code == bindparam("key_code"),
        _PROFILES.c.valid_from == bindparam("key_from"),
    )
    run_for_each(
        hand.session,
        update(_PROFILES).where(*one).values(values),
        (
            {"key_code": row.code, "key_from": row.valid_from}
            | {f"new_{name}": _values(row)[name] for name in _KEPT}
            for row in changed
        ),
    )


def _write_indicators(hand: Hand, rows: list[ProfileRow]) -> None:
    ids = {key: version.id for key, version in _held(hand).items()}
    run_for_each(
        hand.session,
        delete(_INDICATORS).where(_INDICATORS.c.profile_id == bindparam("key")),
        ({"key": ids[_key(row)]} for row in rows),
    )
    run_for_each(
        hand.session,
        insert(_INDICATORS),
        (
            {"profile_id": ids[_key(row)], "ordinal": ordinal} | indicator._asdict()
            for row in rows
            for ordinal, indicator in enumerate(row.indicators, start=1)
        ),
    )
