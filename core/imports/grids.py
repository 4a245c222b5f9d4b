"""Grids and all other areas: reading them from a file, and judging them against what is held."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import chain, compress
from typing import Final, NamedTuple

from core.areas.codes import CodeScheme, Level, holds
from core.areas.models import GridKind
from core.imports.cells import to_code, to_count, to_day, to_name, to_text, to_word
from core.imports.columns import GRID_COLUMNS, KIND_WORDS
from core.imports.commands import AreaRow
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import Columns, FileRows, Reader, in_columns, refused, row_parts
from core.imports.tables import AS_IT_IS, Reading, Table, read_table
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_


@lru_cache(maxsize=256)
def _kind(field: str, text: str) -> str | None:
    return to_word(field, text, KIND_WORDS)


_READERS: Final[dict[str, Reader]] = {
    "code": to_code,
    "name": to_name,
    "name_en": to_text,
    "kind": _kind,
    "households": to_count,
    "residents": to_count,
    "parent_code": lambda field, text: to_code(field, text) if text else None,
    "valid_from": to_day,
}


def read_grid_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> Table:
    """Understand a file of areas as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, GRID_COLUMNS, reading)


def area_rows(table: Table) -> Iterable[AreaRow | RefusedRow]:
    """Return the areas of a file, line by line."""
    return FileRows(table, GRID_COLUMNS, _READERS, AreaRow)


class HeldArea(NamedTuple):
    """An area as it is held today."""

    id: int
    code: str
    name: str
    name_en: str | None
    kind: str | None
    households: int | None
    residents: int | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class AreaRules:
    """What the rows of one import are judged against.

    ``held`` are the areas of today by code; ``jurisdiction`` is the operator's area, of
    which the areas around it may be named too.
    """

    scheme: CodeScheme
    jurisdiction: str
    today: date
    held: Mapping[str, HeldArea]
    columns: Mapping[str, str]
    rename: bool
    ended: Mapping[str, date] = field(default_factory=dict)
    """Codes of the file that ended for ever, and when."""


@dataclass(slots=True)
class AreaVerdict:
    """What is to be done with every row; ``named`` are the codes of those that could be read."""

    new: list[Columns[AreaRow]] = field(default_factory=list)
    changed: list[tuple[HeldArea, AreaRow]] = field(default_factory=list)
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    named: set[str] = field(default_factory=set)

    def new_rows(self) -> Iterator[AreaRow]:
        """Give the new areas one by one."""
        return chain.from_iterable(self.new)


def judge_areas(rows: Iterable[AreaRow | RefusedRow], rules: AreaRules) -> AreaVerdict:
    """Decide about every row; a parent may stand anywhere in the same file.

    A district needs no parent: a desk may know nothing above its own district. An area whose
    name is its bare code has not been named yet and takes any name.
    """
    verdict = AreaVerdict()
    parts = [*_good_parts(rows, verdict)]
    lines: dict[str, int] = {}
    for part in parts:
        for code, line in zip(part.of("code"), part.of("line"), strict=True):
            lines.setdefault(code, line)
    verdict.named |= lines.keys()
    for part in parts:
        plain = _are_plain_and_new(part, rules, lines)
        new = part if plain else _sorted(part, rules, lines, verdict)
        if new:
            verdict.new.append(_completed(new, rules))
    verdict.refused.sort(key=lambda refusal: refusal.line)
    return verdict


def _good_parts(
    rows: Iterable[AreaRow | RefusedRow], verdict: AreaVerdict
) -> Iterator[Columns[AreaRow]]:
    """Give what could be read."""
    for part in row_parts(rows):
        if isinstance(part, Columns):
            yield part
            continue
        verdict.refused += (row for row in part if isinstance(row, RefusedRow))
        good = [row for row in part if isinstance(row, AreaRow)]
        if good:
            yield in_columns(AreaRow, good)


def _sorted(
    rows: Columns[AreaRow], rules: AreaRules, lines: Mapping[str, int], verdict: AreaVerdict
) -> Columns[AreaRow] | None:
    """Judge rows one by one, and return those that are new."""
    new: list[AreaRow] = []
    for row in rows:
        faults = () if _is_plain(row, rules, lines) else _faults(row, rules, lines)
        held = rules.held.get(row.code)
        found = [
            refused(row.line, fault.field, getattr(row, fault.field), fault, rules.columns)
            for fault in faults
        ]
        if found:
            verdict.refused += found
        elif held is None:
            new.append(row)
        elif _differs(held, row):
            verdict.changed.append((held, merged(held, row)))
        else:
            verdict.unchanged += 1
    return in_columns(AreaRow, new) if new else None


def without_orphans(verdict: AreaVerdict, rules: AreaRules) -> AreaVerdict:
    """Refuse also, until there is none left, what lies in an area that was refused."""
    while True:
        rest = judge_areas([*verdict.new_rows(), *(row for _, row in verdict.changed)], rules)
        orphans = len(rest.refused)
        rest.refused = sorted((*verdict.refused, *rest.refused), key=lambda row: row.line)
        rest.unchanged, rest.named = verdict.unchanged, verdict.named
        if not orphans:
            return rest
        verdict = rest


def _are_plain_and_new(rows: Columns[AreaRow], rules: AreaRules, lines: Mapping[str, int]) -> bool:
    """Say at once of many areas below a district that each is new and `_faults` finds nothing."""
    codes, lengths = rows.of("code"), rules.scheme.lengths
    digits, grid = "".join(codes), lengths[Level.GRID - 1]
    above = dict(zip(lengths[Level.DISTRICT :], lengths[Level.DISTRICT - 1 :], strict=False))
    return (
        digits.isascii()
        and digits.isdecimal()
        and above.keys() >= set(map(len, codes))
        and not any(rows.of("parent_code"))
        and not any(rows.of("valid_from"))
        and all(len(code) == grid for code in compress(codes, rows.of("kind")))
        and all(holds(rules.jurisdiction, code) for code in codes)
        and all(lines[code] == line for code, line in zip(codes, rows.of("line"), strict=True))
        and all(
            code in lines or code in rules.held
            for code in {code[: above[len(code)]] for code in codes}
        )
        and rules.held.keys().isdisjoint(codes)
        and rules.ended.keys().isdisjoint(codes)
    )


def _is_plain(row: AreaRow, rules: AreaRules, lines: Mapping[str, int]) -> bool:
    """Say at once of nearly all grids that `_faults` would find nothing."""
    code = row.code
    parent = code[: rules.scheme.lengths[Level.COMMUNITY - 1]]
    held = rules.held.get(code)
    return (
        len(code) == rules.scheme.lengths[Level.GRID - 1]
        and code.isascii()
        and code.isdecimal()
        and row.parent_code is None is row.valid_from
        and code.startswith(rules.jurisdiction)
        and lines[code] == row.line
        and (parent in lines or parent in rules.held)
        and (held is None or held.name == row.name)
        and code not in rules.ended
    )


def _faults(row: AreaRow, rules: AreaRules, lines: Mapping[str, int]) -> Iterator[FieldFault]:
    try:
        level = rules.scheme.level_of(row.code)
    except Invalid as error:
        yield FieldFault("code", error.template, **error.params)
        return
    if lines[row.code] != row.line:
        yield FieldFault("code", N_("It stands on line %(line)s already."), line=lines[row.code])
        return
    yield from _faults_of_place(row, level, rules, lines)
    if row.kind and level is not Level.GRID:
        yield FieldFault("kind", N_("Only a grid is of a kind."))
    if row.valid_from and row.valid_from > rules.today:
        yield FieldFault("valid_from", N_("That day is yet to come; import the area when it has."))
    if row.code in rules.ended:
        yield FieldFault(
            "code",
            N_("The code %(area)s ended on %(day)s; a code is never given twice."),
            area=row.code,
            day=str(rules.ended[row.code]),
        )
    held = rules.held.get(row.code)
    if held and held.name not in {row.name, held.code} and not rules.rename:
        yield FieldFault(
            "name",
            N_(
                "The area %(area)s is held as %(held)s. Correct the code or the name, or allow "
                "renaming with --rename."
            ),
            area=row.code,
            held=held.name,
        )


def _faults_of_place(
    row: AreaRow, level: Level, rules: AreaRules, lines: Mapping[str, int]
) -> Iterator[FieldFault]:
    if not holds(rules.jurisdiction, row.code) and not holds(row.code, rules.jurisdiction):
        yield FieldFault(
            "code",
            N_("It lies outside your jurisdiction %(jurisdiction)s."),
            jurisdiction=rules.jurisdiction,
        )
        return
    parent = rules.scheme.parent(row.code)
    if row.parent_code and row.parent_code != parent:
        yield FieldFault(
            "parent_code",
            N_("By its code the area belongs to %(parent)s."),
            parent=parent or "-",
        )
    known = not parent or parent in rules.held or parent in lines
    if not known and level > Level.DISTRICT:
        yield FieldFault(
            "code",
            N_("Its parent %(parent)s is neither held nor in the file."),
            parent=parent,
        )


def _completed(rows: Columns[AreaRow], rules: AreaRules) -> Columns[AreaRow]:
    """Return new areas with the kind and the first day that they do not give."""
    grid, kind = rules.scheme.lengths[Level.GRID - 1], str(GridKind.COMPREHENSIVE)
    given = zip(rows.of("code"), rows.of("kind"), strict=True)
    return rows.replaced(
        kind=[said or (kind if len(code) == grid else None) for code, said in given],
        valid_from=[day or rules.today for day in rows.of("valid_from")],
    )


def _differs(held: HeldArea, row: AreaRow) -> bool:
    return held.name != row.name or any(
        said is not None and said != getattr(held, name)
        for name, said in (
            ("name_en", row.name_en or None),
            ("kind", row.kind or None),
            ("households", row.households),
            ("residents", row.residents),
        )
    )


def merged(held: HeldArea, row: AreaRow) -> AreaRow:
    """Return ``row`` with what it says nothing about taken from what is held."""
    return row._replace(
        name_en=row.name_en or held.name_en,
        kind=row.kind or held.kind,
        households=held.households if row.households is None else row.households,
        residents=held.residents if row.residents is None else row.residents,
    )
