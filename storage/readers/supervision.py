"""What supervision has done to one case: calls, pauses, extensions, rulings, appeals."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from core.cases.rows import CallRow, Supervision
from storage.readers.tables import CALLS, CASES, UNITS

_AS_STORED: Final = (
    "suspended_until",
    "extension_asked",
    "card",
    "satisfaction",
    "spot_check",
    "appeal",
    "urge_count",
    "reopen_count",
    "suspension_count",
    "extension_count",
    "hand_down_count",
)
_TRUTHS: Final = ("reply_awaited", "ruled", "exempt")
_MEANT: Final = ("pauses", "extensions", "merged_into_id", "call_count")

SUPERVISION_COLUMNS: Final = tuple(CASES.c[name] for name in (*_AS_STORED, *_TRUTHS, *_MEANT))
"""What a query selects of a case so that `supervision_of` can read it."""


def supervision_of(
    connection: Connection, district: str, case_id: int, found: Mapping[str, Any]
) -> Supervision:
    """Read what supervision has done to a case, which the caller may see."""
    pauses = json.loads(found["pauses"])
    extensions = json.loads(found["extensions"])
    stored: dict[str, Any] = {name: found[name] for name in _AS_STORED}
    stored |= {name: bool(found[name]) for name in _TRUTHS}
    return Supervision(
        pauses=tuple((_instant(begins), _instant(ends)) for begins, ends in pauses),
        extensions=tuple((_instant(granted), limit) for granted, limit in extensions),
        merged_into=_number(connection, district, found["merged_into_id"]),
        calls=_calls(connection, district, case_id) if found["call_count"] else (),
        **stored,
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _number(connection: Connection, district: str, case_id: int | None) -> str | None:
    if case_id is None:
        return None
    c = CASES.c
    query = select(c.number).where(c.district_code == district, c.id == case_id)
    number: str | None = connection.execute(query).scalar_one_or_none()
    return number


def _calls(connection: Connection, district: str, case_id: int) -> tuple[CallRow, ...]:
    c = CALLS.c
    query = (
        select(
            c.call,
            UNITS.c.name,
            UNITS.c.code,
            c.leads,
            c.urgent,
            c.called_at,
            c.answered_at,
            c.finished_at,
            c.excused_at,
            c.rating,
        )
        .join(UNITS, UNITS.c.id == c.unit_id)
        .where(c.district_code == district, c.case_id == case_id)
        .order_by(c.call)
    )
    rows: Iterable[Sequence[Any]] = connection.execute(query)
    return tuple(CallRow(*row) for row in rows)
