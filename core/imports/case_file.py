"""Cases of another system from a file, one row for each, open or ended."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from core.cases.states import RejectReason, Source, State
from core.imports.cells import (
    to_code,
    to_count,
    to_degrees,
    to_instant,
    to_long_text,
    to_name,
    to_required_tier,
    to_required_word,
    to_text,
    to_word,
)
from core.imports.columns import Column, Layout
from core.imports.commands import CaseRow
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import AS_IT_IS, Reading, Table, narrowed, read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_

CASE_COLUMNS: Final[Layout] = (
    Column(
        "source_ref",
        (
            "原编号", "案卷编号", "案件编号", "事件编号", "工单编号", "工单号", "案卷号", "编号",
            "sourceref", "casenumber", "filenumber", "number", "案件編號",
        ),
        required=True,
    ),
    Column("source", ("来源", "事件来源", "上报来源", "案件来源", "source", "來源")),
    Column(
        "area_code",
        (
            "网格编码", "区域编码", "所属网格编码", "所在网格编码", "网格代码", "areacode",
            "gridcode", "area", "網格編碼",
        ),
        required=True,
    ),
    Column(
        "matter",
        (
            "事件描述", "问题描述", "案件描述", "事件内容", "诉求内容", "内容", "描述", "matter",
            "description", "事件描述",
        ),
        required=True,
    ),
    Column("address", ("地址", "发生地点", "事发地址", "事件地址", "详细地址", "address", "地點")),
    Column("latitude", ("纬度", "latitude", "lat")),
    Column("longitude", ("经度", "longitude", "lon", "lng")),
    Column("item_code", ("事项编码", "准入事项编码", "事项代码", "itemcode", "item")),
    Column("tier", ("级别", "处置级别", "层级", "级", "tier")),
    Column("state", ("状态", "案件状态", "处理状态", "事件状态", "state", "status", "狀態")),
    Column("unit_code", ("责任单位编码", "单位编码", "处置单位编码", "unitcode", "unit")),
    Column("gridder_number", ("网格员工号", "处置人工号", "griddernumber")),
    Column(
        "reported_at",
        (
            "上报时间", "受理时间", "登记时间", "采集时间", "reportedat", "reported", "createdat",
            "上報時間",
        ),
        required=True,
    ),
    Column("filed_at", ("立案时间", "filedat")),
    Column("dispatched_at", ("派遣时间", "派单时间", "交办时间", "dispatchedat")),
    Column("resolved_at", ("处置时间", "办结时间", "处置完成时间", "resolvedat")),
    Column("ended_at", ("结案时间", "完结时间", "归档时间", "endedat", "closedat", "結案時間")),
    Column("result", ("处理结果", "处置结果", "办理结果", "result", "處理結果")),
    Column("reject_reason", ("不予立案原因", "不立案原因", "rejectreason")),
    Column("rating", ("评价", "核查评分", "rating")),
    Column("reporter_name", ("上报人", "反映人", "来电人", "报案人", "reportername", "reporter")),
    Column("reporter_phone", ("联系电话", "上报人电话", "来电号码", "电话", "reporterphone")),
)  # fmt: skip

SOURCE_WORDS: Final[Mapping[str, str]] = {
    "网格员": "gridder",
    "网格员上报": "gridder",
    "网格上报": "gridder",
    "12345": "hotline",
    "12345热线": "hotline",
    "热线": "hotline",
    "网络舆情": "online",
    "网络": "online",
    "视频": "video",
    "视频监控": "video",
    "巡查": "inspection",
    "领导交办": "leader",
    "感知设备": "sensor",
    "部门": "department",
    "部门交办": "department",
    "其他": "other",
} | {str(source): str(source) for source in Source}
"""How files write where a matter came from, folded."""

STATE_WORDS: Final[Mapping[str, str]] = {
    "待受理": "reported",
    "待派遣": "filed",
    "待签收": "dispatched",
    "处置中": "handling",
    "处理中": "handling",
    "办理中": "handling",
    "待核查": "resolved",
    "已结案": "closed",
    "已办结": "closed",
    "结案": "closed",
    "办结": "closed",
    "已完成": "closed",
    "不予立案": "rejected",
    "已作废": "cancelled",
    "作废": "cancelled",
    "挂账": "suspended",
    "已并案": "merged",
} | {str(state): str(state) for state in State}
"""How files write where a case stands, folded."""

REASON_WORDS: Final[Mapping[str, str]] = {
    "清单外": "off_list",
    "信息不实": "invalid",
    "非本辖区": "not_ours",
    "巡查日志": "patrol_log",
} | {reason.replace("_", ""): str(reason) for reason in RejectReason}
"""How files write why a report became no case, folded."""


_NUMBER: Final = re.compile(r"[\d.eE+]+")


def _reference(field: str, text: str) -> str:
    """Return a file number, which may have Chinese words in it (杭滨〔2024〕12号)."""
    return to_code(field, text) if _NUMBER.fullmatch(narrowed(text)) else to_name(field, text)


def _reported(field: str, text: str) -> datetime:
    at = to_instant(field, text)
    if at is None:
        raise FieldFault(field, N_("It is missing."))
    return at


def _matter(field: str, text: str) -> str:
    if not text:
        raise FieldFault(field, N_("It is missing."))
    return to_long_text(field, text)


_READERS: Final[dict[str, Reader]] = {
    "source_ref": _reference,
    "source": lambda field, text: to_word(field, text, SOURCE_WORDS) or str(Source.OTHER),
    "area_code": to_code,
    "matter": _matter,
    "address": lambda field, text: to_text(field, text) or "",
    "latitude": lambda field, text: to_degrees(field, text, 90),
    "longitude": lambda field, text: to_degrees(field, text, 180),
    "item_code": lambda field, text: to_code(field, text) if text else None,
    "tier": lambda field, text: to_required_tier(field, text) if text else None,
    "state": lambda field, text: to_word(field, text, STATE_WORDS),
    "unit_code": lambda field, text: to_code(field, text) if text else None,
    "gridder_number": lambda field, text: to_code(field, text) if text else None,
    "reported_at": _reported,
    "filed_at": to_instant,
    "dispatched_at": to_instant,
    "resolved_at": to_instant,
    "ended_at": to_instant,
    "result": to_long_text,
    "reject_reason": lambda field, text: (
        to_required_word(field, text, REASON_WORDS) if text else None
    ),
    "rating": to_count,
    "reporter_name": lambda field, text: to_text(field, text) or "",
    "reporter_phone": lambda field, text: to_text(field, text) or "",
}


def read_case_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> Table:
    """Understand a file of cases as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, CASE_COLUMNS, reading)


def case_rows(table: Table) -> Iterable[CaseRow | RefusedRow]:
    """Return the cases of a file, line by line."""
    return FileRows(table, CASE_COLUMNS, _READERS, CaseRow)
