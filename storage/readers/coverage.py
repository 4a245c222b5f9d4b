"""The responsibility list held against what it must cover."""

from datetime import date

from sqlmodel import Session

from core.areas.register import load_area_register
from core.catalogue.admission import load_admission_list
from core.deadlines.policy import load_policy
from core.operators.jurisdiction import Scope
from core.units.coverage import Finding, Territory, find_flaws
from core.units.responsibility import load_responsibility_list
from storage.database import Database
from storage.readers.places import narrower


class CoverageReader:
    """Looks for gaps and overlaps of the responsibility list in a jurisdiction."""

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope

    def findings(self, today: date) -> tuple[Finding, ...]:
        """Return where nobody answers for an item that is valid ``today``, or several units do.

        Units and areas are those of now. None when the list is whole.
        """
        top = narrower(self._scope.district_code, self._scope.area_code)
        if top is None:
            return ()
        with self._database.reading() as connection, Session(bind=connection) as session:
            register = load_area_register(session)
            admission = load_admission_list(session)
            units = load_responsibility_list(session)
            policy = load_policy(session)
        codes = [code for code in register.areas if code.startswith(top)]
        items = {
            code: item.default_tier
            for code, versions in admission.versions.items()
            for item in versions
            if item.valid_on(today)
        }
        territory = Territory(top, codes, register.scheme)
        return find_flaws(units.by_code.values(), items, policy.tiers, territory)
