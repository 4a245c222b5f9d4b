"""Many alike cases in one go, for rules that need weeks of them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session

from core.cases.models import Case
from tests.district import GRID, STREET

Row = dict[str, Any]


def closed_case(key: int, reported_at: datetime, **fields: Any) -> Row:
    """Return a case of the small district, filed and closed in the hour of its report."""
    row = Case(
        id=key,
        district_code="330108",
        number=f"330108-26-{key:06d}",
        state="closed",
        tier=1,
        source="gridder",
        source_ref=f"many-{key}",
        item_id=1,
        matter=f"第{key}件",
        address=f"江陵路{key}号",
        area_id=8,
        area_code=GRID,
        street_code=STREET,
        result="已办结",
        reported_at=reported_at,
        filed_at=reported_at,
        ended_at=reported_at,
    ).model_dump()
    return row | fields


def write_cases(session: Session, rows: Iterable[Row]) -> None:
    """Write them, without histories."""
    session.execute(insert(Case), list(rows))


def repeat_case(session: Session, cases: int, changes: Mapping[str, str]) -> None:
    """Let the database write case 1 again until there are so many.

    Args:
        session: where.
        cases: how many there are to be.
        changes: columns as expressions over ``c``, the first case, and ``k``, the new id.
    """
    keys = {"id": "k", "number": "'330108-26-' || k", "source_ref": "'many-' || k"}
    cells = {column.name: f"c.{column.name}" for column in Case.__table__.columns}  # type: ignore[attr-defined]
    cells |= {**keys, **changes}
    session.execute(
        text(
            f"INSERT INTO cases ({', '.join(cells)}) "
            f"WITH RECURSIVE n(k) AS (SELECT 2 UNION ALL SELECT k + 1 FROM n WHERE k < {cases}) "
            f"SELECT {', '.join(cells.values())} FROM n, cases c WHERE c.id = 1"
        )
    )
