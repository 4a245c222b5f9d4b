"""What filing a case would set, and why."""

from datetime import datetime

from sqlmodel import Session

from core.cases.precedents import read_rulings
from core.catalogue.admission import load_admission_list
from core.deadlines.policy import load_policy
from core.kernel.errors import Invalid, NotFound
from core.kernel.words import N_
from core.operators.jurisdiction import Scope
from core.units.responsibility import load_responsibility_list
from core.units.suggestion import Question, Suggestion, suggest
from storage.database import Database
from storage.readers.history import find_case
from storage.readers.places import place_of
from storage.readers.reference import reference_book
from storage.readers.tables import CASES


class SuggestionReader:
    """Suggests tier, unit and limit for the cases of a jurisdiction.

    Rulings count that were made inside it.
    """

    def __init__(self, database: Database, scope: Scope) -> None:
        self._database = database
        self._scope = scope
        self._book = reference_book(database)

    def of(
        self,
        number: str,
        now: datetime,
        *,
        item_code: str | None = None,
        tier: int | None = None,
        condition: int | None = None,
    ) -> Suggestion:
        """Return what filing ``number`` now would set, with what the dispatcher has chosen so far.

        Without ``item_code`` the item is the one reported. An item that is not valid today is
        answered for by its newest version; whether it may be filed, filing says.

        Raises:
            NotFound: no such case inside the jurisdiction, or no such item.
            Invalid: the case has no item yet, or the tier or the condition is unknown.
        """
        with self._database.reading() as connection:
            place = place_of(self._scope, self._book.at(connection).scheme)
            area_code, item_id = find_case(
                connection, place, number, CASES.c.area_code, CASES.c.item_id
            )
            with Session(bind=connection) as session:
                reported = load_admission_list(session).by_id.get(item_id)
        code = item_code or (reported.code if reported else None)
        if code is None:
            raise Invalid(
                N_("Case %(number)s has no item yet; file it under one of the admission list."),
                field="item_code",
                number=number,
            )
        return self.of_report(area_code, code, now, tier=tier, condition=condition)

    def of_report(
        self,
        area_code: str,
        item_code: str,
        now: datetime,
        *,
        tier: int | None = None,
        condition: int | None = None,
    ) -> Suggestion:
        """Return what filing a matter of an item in an area would set, before there is a case.

        Raises:
            NotFound: the area lies outside the jurisdiction, or there is no such item.
            Invalid: the tier or the condition is unknown.
        """
        if not self._scope.covers(area_code):
            raise NotFound(
                N_("There is no area %(area)s in your jurisdiction; see the list of grids."),
                area=area_code,
            )
        with self._database.reading() as connection:
            scheme = self._book.at(connection).scheme
            with Session(bind=connection) as session:
                policy = load_policy(session)
                admission = load_admission_list(session)
                units = load_responsibility_list(session)
            rulings = read_rulings(connection, self._scope, item_code)
        today = policy.local_day(now)
        item = admission.find(item_code, today) or admission.versions[item_code][0]
        question = Question(item, area_code, tier, condition)
        return suggest(question, policy, units, rulings, scheme)
