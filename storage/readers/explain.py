"""Why the clocks of a case end when they do."""

from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Session, col

from core.cases.explaining import KeptClock, explain_clock
from core.cases.models import Case, CaseTimer
from core.cases.states import Stage
from core.cases.timers import extensions_of, merge_spans, pauses_of, since
from core.deadlines.explanation import Explanation
from core.deadlines.limits import parse_limit
from core.deadlines.policy import Policy, load_policy
from core.kernel.errors import NotFound, Refused
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from storage.database import Database


class ExplainReader:
    """Explains due times day by day, by the district's calendar of today."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope

    def policy(self) -> Policy:
        """Return the clocks of the district."""
        with self._database.reading() as connection:
            return _policy(connection)

    def case(self, number: str, stage: str | None = None) -> Explanation:
        """Explain the clock of ``stage``, or of handling when none is named.

        The handling clock can be explained for as long as the case is kept, the others while
        they run.

        Raises:
            NotFound: no such case inside the jurisdiction.
            Refused: that clock does not run, or never ran.
            Corrupt: the clock contradicts today's calendar.
        """
        with self._database.reading() as connection:
            case = self._case(connection, number)
            clock = self._clock(connection, case, stage)
            return explain_clock(_policy(connection).deadlines, number, clock)

    def _case(self, connection: Connection, number: str) -> Any:
        query = select(
            col(Case.id),
            col(Case.area_code),
            col(Case.due_stage),
            col(Case.handling_limit),
            col(Case.handling_target),
            col(Case.handle_started_at),
            col(Case.handle_due_at),
            col(Case.pauses),
            col(Case.extensions),
        ).where(col(Case.district_code) == self._scope.district_code, col(Case.number) == number)
        case: Any = connection.execute(query).one_or_none()
        if case is None or not self._scope.covers(case.area_code):
            raise NotFound(N_("There is no case %(number)s in your area."), number=number)
        return case

    def _clock(self, connection: Connection, case: Any, stage: str | None) -> KeptClock:
        if stage is None:
            stage = Stage.HANDLE if case.handle_started_at else case.due_stage
        if stage == Stage.HANDLE and case.handle_started_at:
            return KeptClock(
                case.handle_started_at,
                parse_limit(case.handling_limit),
                case.handle_due_at,
                parse_limit(case.handling_target) if case.handling_target else None,
                pauses_of(case.pauses),
                extensions_of(case.extensions),
            )
        query = (
            select(col(CaseTimer.started_at), col(CaseTimer.limit), col(CaseTimer.due_at))
            .where(
                col(CaseTimer.district_code) == self._scope.district_code,
                col(CaseTimer.case_id) == case.id,
                col(CaseTimer.stage) == stage,
                # One that ends at a given instant, a suspension, has no limit to explain.
                col(CaseTimer.limit) != "",
            )
            # Of several calls the one that ends first.
            .order_by(col(CaseTimer.due_at))
            .limit(1)
        )
        timer = connection.execute(query).one_or_none()
        if timer is None:
            raise Refused(N_("That clock of the case does not run now."))
        started_at, limit, due_at = timer
        stood = merge_spans(connection, self._scope.district_code, [case.id]).get(case.id, ())
        pauses = since(started_at, stood)
        return KeptClock(started_at, parse_limit(limit), due_at, pauses=pauses)


def _policy(connection: Connection) -> Policy:
    with Session(bind=connection) as session:
        return load_policy(session)
