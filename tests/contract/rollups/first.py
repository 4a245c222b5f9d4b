"""The first of two districts, as its timers see it when all that was reported there is days old."""

from datetime import timedelta
from typing import Final

from console.bootstrap import Shop
from console.settings import Settings
from core.kernel.settings import note_reference_change, write_setting
from core.operators.jurisdiction import Scope
from core.operators.models import TIMERS, Operator, Role
from storage.database import Database
from tests.contract.readers.dataset import HOME, NOW, ZONE

LATER: Final = NOW + timedelta(days=3)
"""When all days on which anything was reported are over."""


def seat_timers_of_the_first(database: Database) -> None:
    """Let the database be that of the first district, and give it its timers."""
    with database.transactions.writing() as session:
        write_setting(session, "district_code", HOME)
        session.add(Operator(login=TIMERS, name="计时", role="supervisor", area_code=HOME))
        note_reference_change(session)


def shop_of_the_first(database: Database) -> Shop:
    """Return the district as its timers see it."""
    scope = Scope(TIMERS, "计时", Role.SUPERVISOR, HOME, HOME)
    return Shop(database, Settings(operator=TIMERS), scope, ZONE, lambda: LATER)
