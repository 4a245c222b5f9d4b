"""Veiling: what stays readable in a recording, and what becomes signs that say nothing.

Whatever is not known to be harmless is veiled. So a reader, a row or a field that is added
tomorrow shows too little in a recording at first, and never too much.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, Final

from core.areas.rows import AreaRow
from core.cases.rows import LaneCount, StageCount
from core.catalogue.rows import ConditionRow, ItemRow
from core.kernel.errors import CoreError, Invalid
from core.kernel.text import width
from core.units.rows import UnitRow

WIDE: Final = "某"
NARROW: Final = "x"
DIGIT: Final = "0"

OF_NOBODY: Final = (AreaRow, ItemRow, ConditionRow, UnitRow, LaneCount, StageCount)
"""Rows of registers that hold no person; so are all of ``core.deadlines``."""

OPEN: Final = frozenset(
    {
        # The case, its place and who is responsible for it: never a person.
        *("number", "version", "state", "tier", "source", "stage", "verb", "limit", "validity"),
        *("area_code", "street", "community", "grid", "unit", "unit_code", "unit_name", "lead"),
        *("item_code", "item_name", "item_name_en", "from_state", "to_state", "platform", "kind"),
        *("card", "appeal", "spot_check", "merged_into", "into", "from", "reject_reason"),
        *("handling_limit", "handling_target", "extension_asked", "district_code"),
        # A chain of hashes tells nothing but whether it is whole.
        *("prev_hash", "hash"),
        # A gridder's post and what an error says of a field.
        *("post", "role", "field", "action"),
    }
)
"""Fields, entries of a payload and parameters of errors that are shown as they are."""

LOGINS: Final = frozenset({"login", "operator"})
"""Fields that must tell people apart: each gets an alias for the length of a recording."""

_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)?)?", re.ASCII
)


def veiled(text: str) -> str:
    """Return ``text`` in signs that say nothing but take the same cells.

    Spaces and punctuation stay, so that what goes wrong with a layout can still be seen.
    """
    return "".join(map(_veiled_sign, text))


def _veiled_sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Nd" and sign.isascii():
        return DIGIT
    if kind[0] in "PZSC":
        return sign
    return {0: "", 2: WIDE}.get(width(sign), NARROW)


class Veil:
    """Veils values of any shape; the same login gets the same alias every time."""

    def __init__(self) -> None:
        self._aliases: dict[str, str] = {}

    def alias(self, login: str) -> str:
        """Return what stands for ``login`` in this recording."""
        return self._aliases.setdefault(login, f"operator-{len(self._aliases) + 1}")

    def over(self, value: Any, name: str = "") -> Any:
        """Return ``value``, which stands under ``name``, as a recording may show it."""
        if isinstance(value, str):
            return self._text(value, name)
        if isinstance(value, Mapping):
            return {key: self.over(inside, str(key)) for key, inside in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(self.over(inside, name) for inside in value)
        if is_dataclass(value) and not isinstance(value, type) and not _of_nobody(value):
            return self._row(value)
        return value

    def over_error(self, error: CoreError) -> CoreError:
        """Veil what ``error`` quotes, in place, and return it."""
        error.params = self.over(error.params)
        for fault in error.faults if isinstance(error, Invalid) else ():
            fault.params = self.over(fault.params)
        return error

    def _text(self, text: str, name: str) -> str:
        if isinstance(text, Enum) or name in OPEN or _MOMENT.fullmatch(text):
            return text
        return self.alias(text) if name in LOGINS else veiled(text)

    def _row(self, row: Any) -> Any:
        # Made without its constructor, which may judge what no longer makes sense.
        shown = object.__new__(type(row))
        for field in fields(row):
            inside = self.over(getattr(row, field.name), field.name)
            object.__setattr__(shown, field.name, inside)
        return shown


def _of_nobody(value: object) -> bool:
    return isinstance(value, OF_NOBODY) or type(value).__module__.startswith("core.deadlines.")
