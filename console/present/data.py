"""Values as programs read them: JSON that commands no terminal, CSV that no spreadsheet runs."""

import json
import re
from datetime import date, datetime
from enum import Enum
from typing import Final

from core.kernel.text import neutralise

_FORMULA: Final = re.compile(r"^[=+\-@\t\r\n＝＋－＠]")
_COMMANDING: Final = re.compile(
    "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    "|[\U000e0000-\U000e0fff]"
)


def plain(value: object) -> str:
    """Return a single value as text."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def json_text(value: object) -> str:
    """Return ``value`` as JSON that is harmless to print and loses no character."""
    text = json.dumps(value, ensure_ascii=False, default=plain)
    return _COMMANDING.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def csv_cell(value: object) -> object:
    """Return what to write of ``value``: text that a spreadsheet would run begins with ``'``.

    Numbers stay numbers; a text that merely looks like one (``-12``) is a text.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or isinstance(value, int | float):
        return value
    text = plain(value)
    return ("'" if _FORMULA.match(text) else "") + neutralise(text, lines=True)
