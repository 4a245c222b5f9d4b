"""The admission list (准入清单) from a file: one row for each filing condition of an item."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from core.imports.cells import (
    to_code,
    to_day,
    to_limit,
    to_name,
    to_required_tier,
    to_text,
    to_word,
)
from core.imports.columns import YES_WORDS, Column, Layout
from core.imports.commands import ConditionRow, ItemRow
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader, refused
from core.imports.tables import AS_IT_IS, Reading, Table, read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_

ITEM_COLUMNS: Final[Layout] = (
    Column(
        "code",
        ("事项编码", "编码", "事项代码", "准入事项编码", "代码", "code", "itemcode", "事項編碼"),
        required=True,
    ),
    Column(
        "name",
        ("事项名称", "准入事项", "事项", "名称", "name", "itemname", "item", "事項名稱"),
        required=True,
    ),
    Column("name_en", ("英文名称", "英文名", "nameen", "englishname")),
    Column("class_", ("大类编码", "类别编码", "class", "classcode")),
    Column("class_name", ("大类", "大类名称", "类别", "classname", "大類")),
    Column("subclass", ("小类", "小类名称", "子类", "subclass", "小類")),
    Column(
        "default_tier",
        ("默认级别", "级别", "处置层级", "处置级别", "层级", "级", "defaulttier", "tier", "層級"),
        required=True,
    ),
    Column("gridder_sees", ("网格员可见", "网格员应发现", "巡查可见", "griddersees")),
    Column("condition", ("立案条件", "立案标准", "情形", "条件", "condition", "filingcondition")),
    Column("condition_en", ("立案条件英文", "英文条件", "conditionen", "englishcondition")),
    Column("limit", ("处置时限", "办理时限", "完成时限", "时限", "limit", "timelimit", "處置時限")),
    Column("valid_from", ("启用日期", "生效日期", "validfrom", "啟用日期")),
    Column("valid_to", ("停用日期", "失效日期", "validto")),
)

PLAIN_CONDITION: Final = "一般情形", "In general"
"""What the condition of an item is called whose file gives a limit alone."""


class ItemFileRow(NamedTuple):
    """One row of the file; the rows of further conditions may leave the item's cells empty."""

    line: int
    code: str
    name: str | None
    name_en: str | None
    class_: str | None
    class_name: str | None
    subclass: str | None
    default_tier: int | None
    gridder_sees: bool | None
    condition: str | None
    condition_en: str | None
    limit: tuple[int, str] | None
    valid_from: date | None
    valid_to: date | None


def _sees(field: str, text: str) -> bool | None:
    word = to_word(field, text, YES_WORDS)
    return None if word is None else word == "yes"


_READERS: Final[Mapping[str, Reader]] = {
    "code": lambda field, text: to_code(field, text) if text else "",
    "name": lambda field, text: to_name(field, text) if text else None,
    "name_en": to_text,
    "class_": to_text,
    "class_name": to_text,
    "subclass": to_text,
    "default_tier": lambda field, text: to_required_tier(field, text) if text else None,
    "gridder_sees": _sees,
    "condition": to_text,
    "condition_en": to_text,
    "limit": to_limit,
    "valid_from": to_day,
    "valid_to": to_day,
}


def read_item_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> Table:
    """Understand a file of items as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, ITEM_COLUMNS, reading)


class ItemFileRows:
    """The items of a file, each with all its conditions, wherever their rows stand."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._says_limits = "limit" in table.columns

    def __iter__(self) -> Iterator[ItemRow | RefusedRow]:
        items: dict[tuple[str, date | None], ItemRow] = {}
        before: ItemFileRow | None = None
        for row in FileRows(self._table, ITEM_COLUMNS, dict(_READERS), ItemFileRow):
            if isinstance(row, RefusedRow):
                yield row
                continue
            whole = _filled(row, before)
            wrong = list(_faults(whole, items))
            yield from (
                refused(row.line, fault.field, getattr(row, fault.field), fault, self._columns)
                for fault in wrong
            )
            if not wrong:
                before = whole
                self._add(whole, items)
        yield from items.values()

    @property
    def _columns(self) -> Mapping[str, str]:
        return self._table.columns

    def _add(self, row: ItemFileRow, items: dict[tuple[str, date | None], ItemRow]) -> None:
        key = row.code, row.valid_from
        item = items.get(key) or ItemRow(
            line=row.line,
            code=row.code,
            class_=row.class_,
            class_name=row.class_name,
            subclass=row.subclass,
            name=row.name or "",
            name_en=row.name_en,
            default_tier=row.default_tier or 0,
            valid_from=row.valid_from,
            gridder_sees=row.gridder_sees,
            valid_to=row.valid_to,
            conditions=() if self._says_limits else None,
        )
        items[key] = item._replace(conditions=_conditions(item, row))


def item_rows(table: Table) -> Iterable[ItemRow | RefusedRow]:
    """Return the items of a file."""
    return ItemFileRows(table)


def _filled(row: ItemFileRow, before: ItemFileRow | None) -> ItemFileRow:
    """Take from the row before what was merged over several lines."""
    if row.code or before is None:
        return row
    return row._replace(
        code=before.code,
        name=row.name or before.name,
        default_tier=row.default_tier or before.default_tier,
        valid_from=row.valid_from or before.valid_from,
    )


def _faults(
    row: ItemFileRow, items: Mapping[tuple[str, date | None], ItemRow]
) -> Iterator[FieldFault]:
    for field in ("code", "name", "default_tier"):
        if not getattr(row, field):
            yield FieldFault(field, N_("It is missing."))
    if row.condition and row.limit is None:
        yield FieldFault("limit", N_("It is missing."))
    first = items.get((row.code, row.valid_from))
    if first is None:
        return
    for field in ("name", "default_tier"):
        if getattr(row, field) != getattr(first, field):
            yield FieldFault(
                field,
                N_("On line %(line)s the same item has %(value)s."),
                line=first.line,
                value=getattr(first, field),
            )
    if row.limit is None:
        yield FieldFault("code", N_("It stands on line %(line)s already."), line=first.line)


def _conditions(item: ItemRow, row: ItemFileRow) -> tuple[ConditionRow, ...] | None:
    if row.limit is None:
        return item.conditions
    name, name_en = (row.condition, row.condition_en or "") if row.condition else PLAIN_CONDITION
    return (*(item.conditions or ()), ConditionRow(name, name_en, *row.limit))
