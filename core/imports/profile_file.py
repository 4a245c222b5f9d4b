"""Assessment profiles from a file: one row for each indicator."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from core.assessments.models import Target
from core.assessments.profiles import UNITS, indicator_fault
from core.imports.cells import to_code, to_count, to_day, to_name, to_scaled, to_text, to_word
from core.imports.columns import YES_WORDS, Column, Layout
from core.imports.commands import IndicatorRow, ProfileRow
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader, refused
from core.imports.tables import AS_IT_IS, Reading, Table, narrowed, read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_

PROFILE_COLUMNS: Final[Layout] = (
    Column("code", ("方案编码", "编码", "考核方案编码", "code", "profile"), required=True),
    Column("name", ("方案名称", "考核方案", "名称", "name"), required=True),
    Column("name_en", ("英文名称", "英文名", "nameen", "englishname")),
    Column("valid_from", ("启用日期", "生效日期", "validfrom"), required=True),
    Column("targets", ("考核对象", "对象", "targets", "target"), required=True),
    Column("figure", ("指标", "考核指标", "figure", "indicator"), required=True),
    Column("weight", ("权重", "分值", "weight"), required=True),
    Column("zero_at", ("零分值", "起评值", "zeroat", "floor"), required=True),
    Column("full_at", ("满分值", "目标值", "fullat", "goal"), required=True),
    Column("least", ("最少件数", "最少案件数", "least", "minimum")),
    Column("replaces", ("代替方案", "替代方案", "replaces")),
    Column("areas", ("适用区域", "适用范围", "areas")),
    Column("findings_limit", ("加减分上限", "findingslimit")),
    Column("star_floors", ("星级分数线", "星级", "starfloors", "stars")),
    Column("ranking", ("允许排名", "排名", "ranking")),
)

TARGET_WORDS: Final[Mapping[str, str]] = {
    "街道": "street",
    "社区": "community",
    "网格": "grid",
    "单位": "unit",
    "责任单位": "unit",
    "部门": "unit",
    "人员": "staff",
    "网格员": "staff",
} | {str(target): str(target) for target in Target}
"""How files write what is assessed, folded."""

FIGURE_WORDS: Final[Mapping[str, str]] = {
    "有效率": "valid",
    "流转率": "circulation",
    "按期结案率": "on_time",
    "有效解决率": "effectively_solved",
    "返工率": "rework",
    "结案率": "closing",
    "退回率": "return",
    "推诿率": "groundless_return",
    "派遣准确率": "dispatch_accuracy",
    "延期率": "extension",
    "挂账率": "suspension",
    "下沉率": "hand_down",
    "漏报率": "miss",
    "满意度": "satisfaction",
    "超时倍数": "lateness_multiple",
    "上报数": "reported",
    "上报量": "reported",
    "事件数": "reported",
    "案件数": "reported",
    "办结数": "handled",
    "办件量": "handled",
    "结案数": "closed",
    "结案量": "closed",
} | {name.replace("_", ""): name for name in (*UNITS, "reported", "handled", "closed")}
"""How files write a figure, folded; volumes are known so that they can be refused by name."""

_OF_PROFILE: Final = (
    "name", "name_en", "targets", "replaces", "areas", "findings_limit", "star_floors", "ranking",
)  # fmt: skip


_Key = tuple[str, date | None]


class ProfileFileRow(NamedTuple):
    """One row of the file; the rows of further indicators may leave the profile's cells empty."""

    line: int
    code: str
    name: str | None
    name_en: str | None
    valid_from: date | None
    targets: tuple[str, ...] | None
    figure: str
    weight: int | None
    zero_at: int | None
    full_at: int | None
    least: int | None
    replaces: str | None
    areas: tuple[str, ...] | None
    findings_limit: int | None
    star_floors: tuple[int, ...] | None
    ranking: bool | None


def _parts(text: str) -> tuple[str, ...]:
    plain = narrowed(text)
    for sign in ",;、/":
        plain = plain.replace(sign, " ")
    return tuple(plain.split())


def to_target(field: str, text: str) -> str:
    """Return what is assessed.

    Raises:
        FieldFault: it is missing, or none of the known words.
    """
    target = to_word(field, text, TARGET_WORDS)
    if target is None:
        raise FieldFault(field, N_("It is missing."))
    return target


def _targets(field: str, text: str) -> tuple[str, ...] | None:
    return tuple(to_target(field, part) for part in _parts(text)) or None


def _figure(field: str, text: str) -> str:
    """Leave a word that is no figure as it is: the judging says why it will not do."""
    if not text:
        raise FieldFault(field, N_("It is missing."))
    try:
        return to_word(field, text, FIGURE_WORDS) or text
    except FieldFault:
        return text


def _ranking(field: str, text: str) -> bool | None:
    word = to_word(field, text, YES_WORDS)
    return None if word is None else word == "yes"


def _floors(field: str, text: str) -> tuple[int, ...] | None:
    return tuple(to_count(field, part) or 0 for part in _parts(text)) or None


_READERS: Final[Mapping[str, Reader]] = {
    "code": lambda field, text: to_code(field, text) if text else "",
    "name": lambda field, text: to_name(field, text) if text else None,
    "name_en": to_text,
    "valid_from": to_day,
    "targets": _targets,
    "figure": _figure,
    "weight": lambda field, text: to_scaled(field, text, 2),
    "zero_at": lambda field, text: to_scaled(field, text, 6),
    "full_at": lambda field, text: to_scaled(field, text, 6),
    "least": to_count,
    "replaces": lambda field, text: to_code(field, text) if text else None,
    "areas": lambda field, text: tuple(to_code(field, part) for part in _parts(text)) or None,
    "findings_limit": lambda field, text: to_scaled(field, text, 2),
    "star_floors": _floors,
    "ranking": _ranking,
}


def read_profile_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> Table:
    """Understand a file of assessment profiles as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, PROFILE_COLUMNS, reading)


class ProfileFileRows:
    """The profiles of a file, each with all its indicators, wherever their rows stand."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __iter__(self) -> Iterator[ProfileRow | RefusedRow]:
        profiles: dict[_Key, ProfileRow] = {}
        firsts: dict[_Key, ProfileFileRow] = {}
        broken: set[_Key] = set()
        before: ProfileFileRow | None = None
        for row in FileRows(self._table, PROFILE_COLUMNS, dict(_READERS), ProfileFileRow):
            if isinstance(row, RefusedRow):
                yield row
                continue
            before = whole = _filled(row, before)
            key = whole.code, whole.valid_from
            wrong = list(_faults(whole, firsts.setdefault(key, whole)))
            yield from (
                refused(row.line, fault.field, getattr(row, fault.field), fault, self._columns)
                for fault in wrong
            )
            if wrong:
                broken.add(key)
            else:
                _add(whole, profiles)
        # Of a profile of which a row is wrong there is nothing more to say.
        yield from (profile for key, profile in profiles.items() if key not in broken)

    @property
    def _columns(self) -> Mapping[str, str]:
        return self._table.columns


def profile_rows(table: Table) -> Iterable[ProfileRow | RefusedRow]:
    """Return the profiles of a file."""
    return ProfileFileRows(table)


def _filled(row: ProfileFileRow, before: ProfileFileRow | None) -> ProfileFileRow:
    """Take from the row before what was merged over several lines."""
    if row.code or before is None:
        return row
    return row._replace(code=before.code, valid_from=row.valid_from or before.valid_from)


def _add(row: ProfileFileRow, profiles: dict[_Key, ProfileRow]) -> None:
    assert row.valid_from is not None  # noqa: S101  judged
    key = row.code, row.valid_from
    profile = profiles.get(key) or ProfileRow(
        line=row.line,
        code=row.code,
        valid_from=row.valid_from,
        name=row.name or "",
        targets=row.targets or (),
        indicators=(),
        name_en=row.name_en,
        replaces=row.replaces or "",
        areas=tuple(sorted(set(row.areas or ()))),
        findings_limit=row.findings_limit or 0,
        star_floors=row.star_floors or (),
        ranking=bool(row.ranking),
    )
    indicator = IndicatorRow(
        row.figure,
        row.weight or 0,
        row.zero_at or 0,
        row.full_at or 0,
        1 if row.least is None else row.least,
    )
    profiles[key] = profile._replace(indicators=(*profile.indicators, indicator))


def _faults(row: ProfileFileRow, first: ProfileFileRow) -> Iterator[FieldFault]:
    """Tell what is wrong with a row; ``first`` is the first one of its profile, or itself."""
    needed = ("code", "valid_from", "weight", "zero_at", "full_at")
    for field in (*needed, *(("name", "targets") if row is first else ())):
        if getattr(row, field) in {None, ""}:
            yield FieldFault(field, N_("It is missing."))
    wrong = indicator_fault(row.figure, first.targets or ())
    if wrong:
        yield wrong
    for field in _OF_PROFILE:
        said = getattr(row, field)
        if said is not None and said != (getattr(first, field) or type(said)()):
            yield FieldFault(
                field,
                N_("On line %(line)s the same profile says otherwise."),
                line=first.line,
            )
