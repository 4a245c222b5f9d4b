"""Looking at what a database really holds, past every reader of the product."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from core.cases.history import ChainFault, verify_chain
from core.cases.models import CaseHistory, CaseTimer
from core.kernel.transactions import Transactions

_TABLES = (
    "cases",
    "case_timer",
    "case_history",
    "queue_count",
    "case_sequence",
    "audit_entry",
    "case_call",
    "precedent",
    "spot_check_sample",
    "spot_check_drawn",
)


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that verbs write."""
    connection: Connection = session.connection()
    return {
        table: sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr)
        for table in _TABLES
    }


def everything_in(transactions: Transactions) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that verbs write, in a transaction of its own."""
    with transactions.rehearsing() as session:
        return everything(session)


def case_fields(transactions: Transactions, number: str) -> Mapping[str, Any]:
    """Return the row of a case."""
    with transactions.rehearsing() as session:
        row = session.connection().execute(
            text("SELECT * FROM cases WHERE number = :number"), {"number": number}
        )
        return dict(row.mappings().one())


def timer_stages(transactions: Transactions, number: str) -> set[str]:
    """Return the stages of the open timers of a case."""
    with transactions.rehearsing() as session:
        rows = session.connection().execute(
            text(
                "SELECT stage FROM case_timer JOIN cases ON cases.id = case_timer.case_id "
                "WHERE number = :number"
            ),
            {"number": number},
        )
        return set(rows.scalars())


def timers(transactions: Transactions, number: str) -> list[CaseTimer]:
    """Return the open timers of a case."""
    key = case_fields(transactions, number)["id"]
    with transactions.rehearsing() as session:
        rows = session.exec(select(CaseTimer).where(CaseTimer.case_id == key)).all()
        session.expunge_all()
        return list(rows)


def history(transactions: Transactions, number: str) -> list[CaseHistory]:
    """Return the entries of a case, oldest first."""
    key = case_fields(transactions, number)["id"]
    with transactions.rehearsing() as session:
        rows = session.exec(
            select(CaseHistory).where(CaseHistory.case_id == key).order_by(col(CaseHistory.seq))
        ).all()
        session.expunge_all()
        return list(rows)


def payloads(transactions: Transactions, number: str) -> list[dict[str, Any]]:
    """Return the payloads of a case's history, oldest first."""
    return [json.loads(entry.payload) for entry in history(transactions, number)]


def chain_fault(transactions: Transactions, number: str) -> ChainFault | None:
    """Verify the history chain of a case."""
    case = case_fields(transactions, number)
    return verify_chain(
        number, case["version"], case["history_hash"], history(transactions, number)
    )
