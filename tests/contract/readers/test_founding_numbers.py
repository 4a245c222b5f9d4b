"""The numbers that this desk was built for, told by the desk itself.

In August a district reported 31,705 matters under a quota; 476 of them ever left tier 1 (1.5 %)
and 9.5 % were valid. Elsewhere a closing rate of 99 % was had by counting what was still inside
its limit. The figures must show the first and cannot do the second.
"""

from datetime import date, datetime, timedelta

from core.cases.models import CaseTimer
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.database import Database
from storage.readers.figures import FigureReader
from tests.contract.readers.dataset import ZONE
from tests.contract.readers.many import closed_case, repeat_case, write_cases
from tests.district import District

REPORTED, VALID, CIRCULATED = 31_705, 3_012, 476
LATE, WITHIN = 8, 50
AUGUST = datetime(2026, 8, 1, tzinfo=ZONE)
DRAWN = datetime(2026, 9, 1, 0, 10, tzinfo=ZONE)
DISTRICT = Scope("zhangmin", "张敏", Role.DISPATCHER, "330108", "330108")


def test_a_month_of_quota_reports_shows_what_it_was(database: Database) -> None:
    District(database.transactions)
    with database.transactions.writing() as session:
        write_cases(session, [closed_case(1, AUGUST, circulated_at=AUGUST)])
        repeat_case(
            session,
            REPORTED,
            {
                "reject_reason": f"CASE WHEN k > {VALID} THEN 'off_list' END",
                "state": f"CASE WHEN k > {VALID} THEN 'rejected' ELSE c.state END",
                "filed_at": f"CASE WHEN k <= {VALID} THEN c.filed_at END",
                "circulated_at": f"CASE WHEN k <= {CIRCULATED} THEN c.circulated_at END",
            },
        )
    report = FigureReader(database, DISTRICT).over(date(2026, 8, 1), date(2026, 8, 31), ZONE, DRAWN)
    figures = {figure.name: figure for figure in report.headline}

    assert (figures["valid"].numerator, figures["valid"].denominator) == (VALID, REPORTED)
    assert f"{figures['valid'].rate:.1%}" == "9.5%"
    assert (figures["circulation"].numerator, figures["circulation"].denominator) == (476, 31_705)
    assert f"{figures['circulation'].rate:.1%}" == "1.5%"


def test_cases_inside_their_limit_polish_no_closing_rate(database: Database) -> None:
    District(database.transactions)
    july = AUGUST - timedelta(days=20)
    closed = [closed_case(key, july, resolved_at=AUGUST, handled_late=False) for key in range(1, 5)]
    opened = [
        closed_case(
            key,
            july,
            state="handling",
            ended_at=None,
            due_at=DRAWN + timedelta(hours=1 if key > 4 + LATE else -1),
            due_on=DRAWN.date(),
        )
        for key in range(5, 5 + LATE + WITHIN)
    ]
    timers = [
        CaseTimer(
            district_code="330108",
            case_id=row["id"],
            stage="handle",
            street_code=row["street_code"],
            area_code=row["area_code"],
            tier=1,
            limit="7 working_day",
            started_at=july,
            target_at=july,
            due_at=row["due_at"],
        )
        for row in opened
    ]
    with database.transactions.writing() as session:
        write_cases(session, [*closed, *opened])
        session.add_all(timers)
    report = FigureReader(database, DISTRICT).over(date(2026, 8, 1), date(2026, 8, 31), ZONE, DRAWN)
    closing = next(figure for figure in report.whole.figures if figure.name == "closing")

    # Counted against everything open it would be 4 ÷ 62; as it is sold elsewhere, 54 ÷ 62.
    assert (closing.numerator, closing.denominator) == (4, 4 + LATE)
