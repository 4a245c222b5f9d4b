"""What filing suggests and notes, and what is wrong with the list, on both databases."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, delete

from core.cases.commands import (
    DispatchCase,
    EscalateCase,
    FileCase,
    HandDownCase,
    ReturnCase,
    RuleCase,
)
from core.kernel.errors import Invalid, NotFound
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from core.units.coverage import Finding, Flaw
from core.units.models import Duty, Unit
from core.units.suggestion import SuggestedUnit, Why
from storage.database import Database
from storage.readers.coverage import CoverageReader
from storage.readers.suggestions import SuggestionReader
from tests.district import (
    BEGINNING,
    BUREAU,
    COMMITTEE,
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    LAPSED,
    LITTER,
    MANHOLE,
    NEXT_GRID,
    OTHER_GRID,
    OTHER_STREET,
    QUARREL,
    SAFETY,
    STALLS,
    STREET,
    STREET_DISPATCHER,
    SUPERVISOR,
    District,
)
from tests.stored import payloads

TODAY = date(2026, 9, 14)


@pytest.fixture
def district(database: Database) -> District:
    """A small district with a desk and a clock moved by hand."""
    return District(database.transactions)


def scope(area_code: str = "330108") -> Scope:
    return Scope("lina", "李娜", Role.DISPATCHER, "330108", area_code)


def filed(district: District, *, by: str = DISPATCHER, **fields: Any) -> str:
    number = district.report(**{"item_code": STALLS} | fields).number
    district.desk.execute(FileCase(number=number, item_code=STALLS), by=by)
    return number


def ruled(district: District, unit_code: str, **fields: Any) -> str:
    """File a case and let a supervisor rule who handles it."""
    number = filed(district, **fields)
    rule = RuleCase(number=number, unit_code=unit_code, reason="属地管理")
    district.desk.execute(rule, by=SUPERVISOR)
    return number


def noted(district: District, number: str) -> tuple[object, object]:
    details = payloads(district.transactions, number)[-1]["details"]
    return details["suggested_unit"], details.get("suggested_by")


# --- suggestions ---------------------------------------------------------------------------------


def test_what_is_suggested_is_what_filing_sets(database: Database, district: District) -> None:
    number = district.report(item_code=MANHOLE).number
    found = SuggestionReader(database, scope()).of(number, district.clock())
    assert (found.item_code, found.tier, found.tier_why) == (MANHOLE, 3, Why.ITEM)
    assert (str(found.limit), found.limit_why, found.condition) == ("2 hour", Why.ITEM, 1)
    assert found.units == (SuggestedUnit(SAFETY, "西兴应急安监站", Why.RULE, "P01", ()),)

    outcome = district.desk.execute(FileCase(number=number, item_code=MANHOLE), by=DISPATCHER)

    details = payloads(district.transactions, number)[-1]["details"]
    assert outcome.tier == 3
    assert details["limit"] == "2 hour"
    assert noted(district, number) == (SAFETY, {"rule": "P01"})


def test_what_the_dispatcher_has_chosen_is_taken_for_granted(
    database: Database, district: District
) -> None:
    number = district.report(item_code=None).number
    reader, now = SuggestionReader(database, scope()), district.clock()
    with pytest.raises(Invalid, match="has no item yet"):
        reader.of(number, now)
    assert reader.of(number, now, item_code=QUARREL).unit == SuggestedUnit(
        COMMITTEE, "西陵社区居委会", Why.RULE, "D", ()
    )
    at_bureau = reader.of(number, now, item_code=QUARREL, tier=4)
    assert (at_bureau.tier_why, at_bureau.unit and at_bureau.unit.code) == (Why.CHOSEN, BUREAU)
    assert str(reader.of(number, now, item_code=MANHOLE, condition=2).limit) == "4 working_hour"
    assert reader.of(number, now, item_code=LITTER).units == ()
    assert reader.of(number, now, item_code=LAPSED).tier == 3
    with pytest.raises(NotFound, match="no item X1"):
        reader.of(number, now, item_code="X1")


def test_a_ruling_becomes_the_next_suggestion_and_is_noted_when_filing(
    database: Database, district: District
) -> None:
    first = ruled(district, SAFETY)
    second = ruled(district, SAFETY, area_code=NEXT_GRID)
    number = district.report(area_code=NEXT_GRID).number
    found = SuggestionReader(database, scope()).of(number, district.clock())
    assert found.units == (
        SuggestedUnit(SAFETY, "西兴应急安监站", Why.PRECEDENT, None, (second, first)),
        SuggestedUnit(ENFORCEMENT, "西兴综合行政执法队", Why.RULE, "E", ()),
    )
    district.desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)
    assert noted(district, number) == (SAFETY, {"precedents": [second, first]})
    # A ruling is about one item at one tier.
    other = district.report(item_code=MANHOLE).number
    assert SuggestionReader(database, scope()).of(other, district.clock()).units[0].precedents == ()


def test_escalating_and_handing_down_suggest_by_the_same_rules(district: District) -> None:
    number = filed(district)
    district.desk.execute(EscalateCase(number=number, reason="无权处置"), by=DISPATCHER)
    assert noted(district, number) == (BUREAU, {"rule": "E"})
    first = ruled(district, SAFETY)
    district.desk.execute(HandDownCase(number=number, tier=3, reason="属地处置"), by=DISPATCHER)
    assert noted(district, number) == (SAFETY, {"precedents": [first]})
    district.desk.execute(HandDownCase(number=number, tier=2, reason="社区处置"), by=DISPATCHER)
    assert noted(district, number) == (COMMITTEE, {"rule": "E"})


def test_a_street_knows_of_no_ruling_elsewhere(database: Database, district: District) -> None:
    with district.transactions.writing() as session:
        session.add(
            Unit(
                id=90,
                code="D002",
                name="区城管局",
                kind="bureau",
                platform="enforcement",
                tier=4,
                area_code="330108",
                valid_from=BEGINNING,
            )
        )
    elsewhere = filed(district, area_code=OTHER_GRID)
    for command in (
        EscalateCase(number=elsewhere, reason="无权处置"),
        RuleCase(number=elsewhere, unit_code="D002", reason="职责所在"),
    ):
        district.desk.execute(command, by=SUPERVISOR)
    number = district.report().number
    whole = SuggestionReader(database, scope()).of(number, district.clock(), tier=4)
    street = SuggestionReader(database, scope(STREET)).of(number, district.clock(), tier=4)
    assert [unit.code for unit in whole.units] == ["D002", BUREAU]
    assert whole.units[0].precedents == (elsewhere,)
    assert [unit.code for unit in street.units] == [BUREAU]
    district.desk.execute(FileCase(number=number, item_code=STALLS, tier=4), by=STREET_DISPATCHER)
    assert noted(district, number) == (BUREAU, {"rule": "E"})


def test_a_unit_that_has_ended_is_suggested_by_no_precedent(
    database: Database, district: District
) -> None:
    ruled(district, SAFETY)
    with district.transactions.writing() as session:
        unit = session.get_one(Unit, 3)
        unit.valid_to = TODAY
    number = district.report().number
    found = SuggestionReader(database, scope()).of(number, district.clock())
    assert [unit.code for unit in found.units] == [ENFORCEMENT]


def test_a_case_outside_the_jurisdiction_gets_no_suggestion(
    database: Database, district: District
) -> None:
    number = district.report(area_code=GRID).number
    for area in (OTHER_STREET, "330109"):
        with pytest.raises(NotFound, match="in your area"):
            SuggestionReader(database, scope(area)).of(number, district.clock())


def test_a_returned_case_is_suggested_to_whom_it_was_ruled(
    database: Database, district: District
) -> None:
    number = filed(district)
    for command in (
        DispatchCase(number=number, unit_code=ENFORCEMENT),
        ReturnCase(number=number, reason="权属不清"),
    ):
        district.desk.execute(command, by=DISPATCHER)
    earlier = ruled(district, SAFETY)
    found = SuggestionReader(database, scope()).of(number, district.clock())
    assert found.unit == SuggestedUnit(SAFETY, "西兴应急安监站", Why.PRECEDENT, None, (earlier,))


# --- coverage ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("district")
def test_gaps_of_the_list_are_found_by_area_and_tier(database: Database) -> None:
    found = CoverageReader(database, scope()).findings(TODAY)
    # The other street has no committee, and its enforcement team answers for E alone.
    community = Finding(
        flaw=Flaw.GAP,
        tier=2,
        items=("D0101", "S0101"),
        every_item=True,
        areas=("330108002001",),
        units=(),
    )
    street = replace(
        community,
        tier=3,
        items=("D0101", "P0101", "S0101"),
        every_item=False,
        areas=(OTHER_STREET,),
    )
    assert found == (community, street)


def test_an_overlap_names_the_units_between_which_it_lies(
    database: Database, district: District
) -> None:
    with district.transactions.writing() as session:
        session.add(Duty(unit_id=3, item_pattern="E"))
    (found,) = CoverageReader(database, scope(STREET)).findings(TODAY)
    assert (found.flaw, found.tier) == (Flaw.OVERLAP, 3)
    assert (found.items, found.areas) == ((STALLS,), (STREET,))
    assert found.units == (ENFORCEMENT, SAFETY)


def test_only_items_of_the_day_must_be_covered(database: Database, district: District) -> None:
    with district.transactions.writing() as session:
        session.execute(delete(Duty).where(col(Duty.item_pattern) == "E"))
    reader = CoverageReader(database, scope(STREET))
    assert [finding.items for finding in reader.findings(TODAY)] == [(STALLS,), (STALLS,)]
    assert [finding.items for finding in reader.findings(date(2025, 12, 31))] == [("E",), ("E",)]
    assert reader.findings(date(2023, 12, 31)) == ()


@pytest.mark.usefixtures("district")
def test_a_jurisdiction_hears_of_its_own_area_only(database: Database) -> None:
    assert CoverageReader(database, scope(STREET)).findings(TODAY) == ()
    outside = CoverageReader(database, scope(OTHER_STREET)).findings(TODAY)
    assert {area for finding in outside for area in finding.areas} == {
        OTHER_STREET,
        "330108002001",
    }
    assert CoverageReader(database, scope("330109")).findings(TODAY) == ()


def test_a_report_is_suggested_what_its_case_would_be(
    district: District, database: Database
) -> None:
    number = district.report(matter="井盖破损", item_code=MANHOLE).number
    reader, now = SuggestionReader(database, scope()), district.clock()
    suggestion = reader.of_report(GRID, MANHOLE, now)
    assert suggestion == reader.of(number, now)
    assert [unit.code for unit in suggestion.units] == [SAFETY]
