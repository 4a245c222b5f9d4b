"""What policies have been set off and have not acted yet."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, and_, select
from sqlmodel import Session

from core.deadlines.policy import load_policy
from core.policies.models import Moment
from core.policies.rules import Clock, DueAction, Rule, due_actions, load_rules
from storage.database import Database
from storage.readers.tables import CASES, ITEMS, POLICY_ACTIONS, TIMERS


class PolicyReader:
    """Finds due actions; of the whole district, for the timers and not for people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rules(self) -> tuple[Rule, ...]:
        """Return the active policies."""
        with self._database.reading() as connection, Session(bind=connection) as session:
            return load_rules(session)

    def due(self, now: datetime) -> tuple[DueAction, ...]:
        """Return what is to be done by ``now``, in the order in which it was to be done.

        After a downtime that is also the order in which it is made up for.
        """
        with self._database.reading() as connection:
            with Session(bind=connection) as session:
                rules = load_rules(session)
                deadlines = load_policy(session).deadlines
            found = [
                action
                for rule in rules
                for action in due_actions(_clocks(connection, rule, now), (rule,), deadlines, now)
            ]
        return tuple(sorted(found, key=_order))


def _order(action: DueAction) -> tuple[datetime, str, str]:
    return action.meant_at, action.clock.number, action.rule.code


def _clocks(connection: Connection, rule: Rule, now: datetime) -> Iterator[Clock]:
    """Yield the clocks on which ``rule`` may be due and has not acted."""
    timer, case, item, done = TIMERS.c, CASES.c, ITEMS.c, POLICY_ACTIONS.c
    reached = timer.target_at if rule.moment == Moment.TARGET else timer.due_at
    acted = and_(
        done.district_code == timer.district_code,
        done.case_id == timer.case_id,
        done.rule == rule.code,
        done.call == timer.call,
        done.started_at == timer.started_at,
    )
    query = (
        select(
            case.number,
            timer.stage,
            timer.call,
            timer.tier,
            item.code,
            timer.started_at,
            timer.target_at,
            timer.due_at,
        )
        .join(CASES, and_(case.district_code == timer.district_code, case.id == timer.case_id))
        .outerjoin(ITEMS, item.id == case.item_id)
        .outerjoin(POLICY_ACTIONS, acted)
        .where(timer.stage == rule.stage, reached <= now, done.case_id.is_(None))
    )
    if rule.tier is not None:
        query = query.where(timer.tier == rule.tier)
    for number, stage, call, tier, code, *moments in connection.execute(query):
        yield Clock(number, stage, call, tier, code or "", *moments)
