"""The commands that take in reference data, and the rows they carry.

Rows are named tuples: frozen, and cheap enough that one import can make several hundred
thousand of them. ``line`` is where a row stands in its file, or its place in a list.
"""

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from core.imports.result import RefusedRow
from core.kernel.command import Command


class AreaRow(NamedTuple):
    """One area; its level and its parent follow from the code.

    ``None`` says nothing about a value: what is held stays. ``parent_code``, when given,
    must agree with the code. ``valid_from`` counts for a new area only.
    """

    line: int
    code: str
    name: str
    name_en: str | None = None
    kind: str | None = None
    households: int | None = None
    residents: int | None = None
    parent_code: str | None = None
    valid_from: date | None = None


class StaffRow(NamedTuple):
    """One post of one person.

    A file states all posts of each person it names: a post that is held and not in the
    file ends today. People it does not name stay as they are. ``posted_to`` gives a post
    that is over, ``left_on`` ends the person's posts. ``phone`` ``None`` says nothing.
    """

    line: int
    number: str
    name: str
    area_code: str
    post: str
    phone: str | None = None
    joined_on: date | None = None
    left_on: date | None = None
    posted_from: date | None = None
    posted_to: date | None = None


class UnitRow(NamedTuple):
    """One unit with the item patterns it answers for, which replace those it had.

    ``None`` says nothing about a value: what is held stays.
    """

    line: int
    code: str
    name: str
    name_en: str | None
    kind: str
    platform: str
    tier: int
    area_code: str
    item_patterns: tuple[str, ...] | None = None
    valid_from: date | None = None


class ConditionRow(NamedTuple):
    """One filing condition with its own limit; the first of an item is its default."""

    name: str
    name_en: str
    limit_amount: int
    limit_unit: str


class ItemRow(NamedTuple):
    """One version of an item of the admission list.

    ``None`` says nothing about a value: what is held stays. Without ``valid_from`` the newest
    version that is held is meant, or else one from today on.
    """

    line: int
    code: str
    class_: str | None
    class_name: str | None
    subclass: str | None
    name: str
    name_en: str | None
    default_tier: int
    valid_from: date | None = None
    gridder_sees: bool | None = True
    valid_to: date | None = None
    conditions: tuple[ConditionRow, ...] | None = ()


class CalendarDayRow(NamedTuple):
    """A day that is not what its weekday says: ``day_off`` or ``make_up_day``."""

    on: date
    kind: str
    name: str
    name_en: str


class CalendarYearRow(NamedTuple):
    """One announced year, whole: its days replace those that were held."""

    line: int
    year: int
    source: str
    days: tuple[CalendarDayRow, ...]


class TierLimitRow(NamedTuple):
    """How long a tier may take, as ``7 working_day``."""

    tier: int
    name: str
    name_en: str
    due_limit: str
    target_limit: str | None = None


class StageLimitRow(NamedTuple):
    """How long a stage other than handling may take."""

    stage: str
    due_limit: str


class OfficeHoursRow(NamedTuple):
    """Office hours from a day on, as ``08:00-12:00 14:00-18:00``."""

    valid_from: date
    hours: str


class OperatorRow(NamedTuple):
    """One login at a desk with its role and its area."""

    line: int
    login: str
    name: str
    role: str
    area_code: str
    active: bool = True


class PolicyRow(NamedTuple):
    """One policy: which clocks it watches, when it acts, what it does."""

    line: int
    code: str
    stage: str
    moment: str
    action: str
    tier: int | None = None
    item_pattern: str = ""
    after: str = ""
    active: bool = True


class IndicatorRow(NamedTuple):
    """One weighted figure of a profile; see `core.assessments.models` for the units."""

    figure: str
    weight: int
    zero_at: int
    full_at: int
    least: int = 1


class ProfileRow(NamedTuple):
    """One version of an assessment profile, whole: what is held of it is replaced."""

    line: int
    code: str
    valid_from: date
    name: str
    targets: tuple[str, ...]
    indicators: tuple[IndicatorRow, ...]
    name_en: str | None = None
    replaces: str = ""
    areas: tuple[str, ...] = ()
    findings_limit: int = 0
    star_floors: tuple[int, ...] = ()
    ranking: bool = False


class FindingRow(NamedTuple):
    """What somebody from outside found of one target; ``points`` are hundredths."""

    line: int
    number: str
    found_on: date
    finder: str
    target: str
    target_key: str
    points: int
    reason: str
    evidence: str | None = None
    case_number: str | None = None


class SpotCheckRow(NamedTuple):
    """What was found of one case of a sample; a row that nobody has filled in says nothing."""

    line: int
    sample: str
    number: str
    passed: bool | None
    finding: str
    checker: str
    checked_on: date | None

    @property
    def blank(self) -> bool:
        """Whether it is not filled in yet."""
        return self.passed is None and not (self.finding or self.checker or self.checked_on)


class CaseRow(NamedTuple):
    """One case of another system.

    Times without an offset are those of the district. Without a ``state`` the case is closed
    when it has ended and reported otherwise.
    """

    line: int
    source_ref: str
    source: str
    area_code: str
    matter: str
    reported_at: datetime
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    item_code: str | None = None
    tier: int | None = None
    state: str | None = None
    unit_code: str | None = None
    gridder_number: str | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    result: str = ""
    reject_reason: str | None = None
    rating: int | None = None
    reporter_name: str = ""
    reporter_phone: str = ""


Register = Literal[
    "grids",
    "staff",
    "units",
    "operators",
    "calendar",
    "items",
    "limits",
    "policies",
    "cases",
    "profiles",
    "findings",
]
"""What can be written into a file that imports take in again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportRegister(Command):
    """Return a register as it is today; what leaves the desk is put on record."""

    register: Register


@dataclass(frozen=True, kw_only=True, slots=True)
class UndoImport(Command):
    """Put back what an import changed and take out what it made; a dry run unless ``commit``."""

    import_id: int
    commit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportCommand(Command):
    """Take in rows: all of them or, when one is refused, none; a dry run unless ``commit``.

    ``columns`` leads from a field to the header it has in the file, ``file_name`` and
    ``sha256`` are kept with the record of the import.
    """

    commit: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    file_name: str = ""
    sha256: str = ""

    def refuses(self, refusals: Sized) -> bool:
        """Say whether ``refusals`` keep everything else out too."""
        return bool(refusals)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPart(ImportCommand):
    """Take in rows that may be a part of a whole.

    With ``partial`` the good rows are taken in though others are refused, and what the rows
    do not name stays as it is.
    """

    partial: bool = False

    def refuses(self, refusals: Sized) -> bool:
        """Say whether ``refusals`` keep everything else out too."""
        return bool(refusals) and not self.partial


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportAreas(ImportPart):
    """Take in areas of any level, grids being one.

    ``rows`` may be gone through more than once. With ``rename`` a name that differs from
    the one held replaces it; otherwise such a row is refused, since a wrong code is the
    likelier mistake.
    """

    rows: Iterable[AreaRow | RefusedRow]
    rename: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportStaff(ImportPart):
    """Take in people and their posts; ``rename`` as for areas, by staff number."""

    rows: Iterable[StaffRow | RefusedRow]
    rename: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportUnits(ImportPart):
    """Take in units by code, each with what it answers for."""

    rows: Iterable[UnitRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportItems(ImportPart):
    """Take in items of the admission list; a version is known by code and first day."""

    rows: Iterable[ItemRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportCalendar(ImportCommand):
    """Take in announced years, each replacing what was held of it.

    Alone, for a clock started meanwhile by the old calendar would be moved by nobody.
    """

    ALONE = True

    rows: Iterable[CalendarYearRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportLimits(ImportCommand):
    """Set limits of tiers and stages, and office hours; what is not named stays.

    ``refused`` are rows of a file that were none of these.
    """

    tiers: tuple[TierLimitRow, ...] = ()
    stages: tuple[StageLimitRow, ...] = ()
    hours: tuple[OfficeHoursRow, ...] = ()
    refused: tuple[RefusedRow, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportOperators(ImportPart):
    """Take in operators by login."""

    rows: Iterable[OperatorRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPolicies(ImportCommand):
    """Take in policies by code."""

    rows: Iterable[PolicyRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportProfiles(ImportCommand):
    """Take in assessment profiles; a version is known by code and first day."""

    rows: Iterable[ProfileRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportFindings(ImportPart):
    """Take in findings of third parties by their number."""

    rows: Iterable[FindingRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportSpotChecks(ImportCommand):
    """Record what others found of the cases of a sample, each by the verb of a spot check."""

    rows: Iterable[SpotCheckRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportCases(ImportPart):
    """Take over cases of another system, known by source and file number there.

    One that is held already stays as it is. ``rows`` are gone through more than once.
    """

    rows: Iterable[CaseRow | RefusedRow]
