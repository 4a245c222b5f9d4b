"""What an upstream answered, from a file of any of the kinds that imports read (回执)."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from core.imports.cells import to_long_text, to_required_word
from core.imports.columns import Column, Layout, folded
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import Reading, Table, read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_
from core.upstreams.commands import ACCEPTED, REFUSED


class ReceiptRow(NamedTuple):
    """One answer, as a file has it."""

    line: int
    key: str
    result: str
    reason: str


RESULT_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "成功", "接收", "已接收", "接收成功", "通过", "已通过", "受理", "入库", "已入库",
            "accepted", "success", "succeeded", "ok", "pass", "passed",
        ),
        ACCEPTED,
    ),
    **dict.fromkeys(
        (
            "失败", "退回", "已退回", "不通过", "未通过", "拒收", "拒绝", "错误", "接收失败",
            "refused", "rejected", "failed", "failure", "error",
        ),
        REFUSED,
    ),
}  # fmt: skip
"""How upstreams write whether they took a record, folded.

Numbers are not among them: 0 means well on one platform and badly on the next.
"""

_KEY_NAMES: Final = (
    "编号", "主键", "记录编号", "业务编号", "数据编号", "key", "id", "recordid",
)  # fmt: skip
_RESULT: Final = Column(
    "result",
    ("结果", "回执结果", "接收结果", "校验结果", "状态", "接收状态", "result", "status"),
    required=True,
)
_REASON: Final = Column(
    "reason",
    ("原因", "退回原因", "失败原因", "错误信息", "说明", "信息", "reason", "message", "error"),
)


def layout_of(header: str) -> Layout:
    """Return the columns of a receipt whose rows are known by the column ``header``."""
    names = tuple(dict.fromkeys((folded(header), *_KEY_NAMES)))
    return (Column("key", names, required=True), _RESULT, _REASON)


def read_receipt(opener: Opener, name: str, header: str, reading: Reading) -> Table:
    """Understand a file of answers as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, layout_of(header), reading)


def receipt_rows(table: Table, header: str) -> Iterable[ReceiptRow | RefusedRow]:
    """Return the answers of a file, line by line."""
    return FileRows(table, layout_of(header), _READERS, ReceiptRow)


def _key(field: str, text: str) -> str:
    if not text:
        raise FieldFault(field, N_("It is missing."))
    return text


_READERS: Final[dict[str, Reader]] = {
    "key": _key,
    "result": lambda field, text: to_required_word(field, text, RESULT_WORDS),
    "reason": lambda field, text: to_long_text(field, text) or "",
}
