"""A case in the hands of a verb: a plain record with the fields of the table.

A table object carries the machinery of two libraries, and making one costs sixty times as
much as the record; a verb needs the values only. The fields, types and defaults are those
of `core.cases.models.Case`, taken from there.
"""

from dataclasses import field, make_dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from core.cases.models import Case

if TYPE_CHECKING:
    CaseRecord = Case
else:
    CaseRecord = make_dataclass(
        "CaseRecord",
        [
            (name, Any) if info.is_required() else (name, Any, field(default=info.default))
            for name, info in Case.model_fields.items()
        ],
        kw_only=True,
        slots=True,
    )


def record_of(row: Row[Any]) -> CaseRecord:
    """Return the record of a whole row of ``cases``, its columns in the order of the fields."""
    return CaseRecord(**dict(zip(Case.model_fields, row, strict=True)))


def row_of(record: Any) -> dict[str, Any]:
    """Return the fields of a slotted dataclass, without copying what they hold."""
    return {name: getattr(record, name) for name in record.__slots__}
