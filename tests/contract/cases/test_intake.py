"""Report, settle, verify, file, reject."""

from datetime import UTC, datetime, timedelta

import pytest

from core.cases.commands import FileCase, RejectCase, ReportCase, SettleCase, VerifyCase
from core.cases.states import Source
from core.imports.boundary_commands import BoundaryRow, ImportBoundaries
from core.kernel.errors import Forbidden, Invalid, NotFound, Refused, WrongState
from tests.district import (
    ADMIN,
    COMMUNITY,
    DISPATCHER,
    GRID,
    GRIDDER,
    LAPSED,
    LITTER,
    MANHOLE,
    MONDAY_MORNING,
    OTHER_GRID,
    STALLS,
    STREET_DISPATCHER,
    SUPERVISOR,
    VIEWER,
    District,
)
from tests.squares import at, box
from tests.stored import case_fields, everything_in, payloads, timer_stages


def test_a_report_becomes_a_case_that_awaits_filing(district: District) -> None:
    outcome = district.report(address="江陵路 1 号", reporter_staff_number=GRIDDER)

    assert outcome.number == "330108-26-000001"
    assert (outcome.state, outcome.tier, outcome.version) == ("reported", 3, 1)
    assert outcome.stage == "accept"
    assert outcome.due_at == MONDAY_MORNING + timedelta(minutes=15)
    assert timer_stages(district.transactions, outcome.number) == {"accept"}


def test_the_same_source_reference_never_makes_a_second_case(district: District) -> None:
    first = district.report(source="sensor", source_ref="A-7")
    before = everything_in(district.transactions)

    again = district.report(source="sensor", source_ref="A-7", matter="说法不同")

    assert again.number == first.number
    assert again.repeated
    assert everything_in(district.transactions) == before


def test_numbers_count_on_within_a_year_and_begin_anew_in_the_next(district: District) -> None:
    numbers = [district.report().number for _ in range(2)]
    # 2026-12-31 23:59 and 2027-01-01 00:00 in Hangzhou.
    district.clock.move_to(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    numbers.append(district.report().number)
    district.clock.move_to(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    numbers.append(district.report().number)

    assert numbers == [
        "330108-26-000001",
        "330108-26-000002",
        "330108-26-000003",
        "330108-27-000001",
    ]


def test_a_bad_report_names_every_wrong_field_and_writes_nothing(district: District) -> None:
    before = everything_in(district.transactions)
    bad = ReportCase(
        source="telepathy",
        source_ref=" ",
        matter="x" * 4001,
        area_code=GRID,
        latitude=91.0,
        longitude=-181.0,
    )

    with pytest.raises(Invalid) as refusal:
        district.desk.execute(bad, by=DISPATCHER)

    assert set(refusal.value.fields) == {"source", "source_ref", "matter", "latitude", "longitude"}
    assert everything_in(district.transactions) == before


@pytest.mark.parametrize(
    ("area", "field"),
    (("330108001999001", "area_code"), ("330108", "area_code"), ("浙江", "area_code")),
)
def test_a_report_needs_a_place_within_a_street(district: District, area: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        district.report(area_code=area)
    assert set(refusal.value.fields) == {field}


def test_a_report_may_name_a_community_when_the_grid_is_unknown(district: District) -> None:
    outcome = district.report(area_code=COMMUNITY)
    assert case_fields(district.transactions, outcome.number)["area_code"] == COMMUNITY


def test_a_street_dispatcher_cannot_report_in_another_street(district: District) -> None:
    before = everything_in(district.transactions)
    with pytest.raises(Invalid):
        district.report(by=STREET_DISPATCHER, area_code=OTHER_GRID)
    assert everything_in(district.transactions) == before


def test_a_viewer_cannot_report_and_the_attempt_is_on_record(district: District) -> None:
    with pytest.raises(Forbidden):
        district.report(by=VIEWER, source_ref="peek")

    stored = everything_in(district.transactions)
    assert stored["cases"] == []
    assert [row[2:6] for row in stored["audit_entry"]] == [
        (VIEWER, "ReportCase", "peek", "refused")
    ]


def test_a_matter_dealt_with_on_the_spot_is_reported_and_closed_in_one_step(
    district: District,
) -> None:
    outcome = district.report(item_code=LITTER, settled="已清扫")

    case = case_fields(district.transactions, outcome.number)
    assert (outcome.state, outcome.tier, outcome.due_at) == ("closed", 1, None)
    assert bool(case["self_handled"])
    assert case["circulated_at"] is None
    assert timer_stages(district.transactions, outcome.number) == set()


def test_settling_without_an_item_is_a_patrol_log_matter(district: District) -> None:
    number = district.report(item_code=None).number
    before = everything_in(district.transactions)

    with pytest.raises(Invalid) as refusal:
        district.desk.execute(SettleCase(number=number, result="劝离"), by=DISPATCHER)

    assert "patrol log" in str(refusal.value)
    assert everything_in(district.transactions) == before


@pytest.mark.parametrize("source", ("hotline", "online"))
def test_a_public_report_is_verified_before_it_is_filed(district: District, source: str) -> None:
    number = district.report(source=source).number
    assert timer_stages(district.transactions, number) == {"accept", "verify"}
    file = FileCase(number=number, item_code=STALLS)
    with pytest.raises(Refused, match="verify it as valid"):
        district.desk.execute(file, by=DISPATCHER)

    district.desk.execute(VerifyCase(number=number, valid=True, finding="属实"), by=DISPATCHER)
    outcome = district.desk.execute(file, by=DISPATCHER)

    assert outcome.state == "filed"


@pytest.mark.parametrize("source", sorted({*Source} - {"hotline", "online"}))
def test_a_report_of_our_own_people_is_not_verified(district: District, source: str) -> None:
    number = district.report(source=source).number
    with pytest.raises(Refused, match="only hotline and online"):
        district.desk.execute(VerifyCase(number=number, valid=True), by=DISPATCHER)


def test_filing_sets_tier_limit_and_suggested_unit_and_awaits_dispatch(
    district: District,
) -> None:
    number = district.report().number
    district.clock.advance(timedelta(minutes=5))

    outcome = district.desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)

    case = case_fields(district.transactions, number)
    assert (outcome.state, outcome.tier, outcome.stage) == ("filed", 3, "dispatch")
    assert outcome.due_at == MONDAY_MORNING + timedelta(minutes=20)
    assert (case["handling_limit"], case["handling_target"]) == ("7 working_day", "5 working_day")
    assert str(case["circulated_at"])[:19] == "2026-09-14 01:05:00"
    details = payloads(district.transactions, number)[-1]["details"]
    assert details["suggested_unit"] == "S001"


def test_an_items_own_limit_wins_over_the_tiers(district: District) -> None:
    number = district.report(item_code=MANHOLE).number
    district.desk.execute(FileCase(number=number, item_code=MANHOLE, condition=2), by=DISPATCHER)
    case = case_fields(district.transactions, number)
    assert (case["handling_limit"], case["handling_target"]) == ("4 working_hour", None)


def test_an_item_off_the_list_is_refused_unless_a_supervisor_says_why(district: District) -> None:
    number = district.report(item_code=None).number
    before = everything_in(district.transactions)
    with pytest.raises(Invalid):
        district.desk.execute(FileCase(number=number, item_code=LAPSED), by=SUPERVISOR)
    override = FileCase(number=number, item_code=LAPSED, override_reason="领导批示")
    assert everything_in(district.transactions) == before

    with pytest.raises(Forbidden):
        district.desk.execute(override, by=DISPATCHER)
    assert everything_in(district.transactions)["cases"] == before["cases"]
    assert district.desk.execute(override, by=SUPERVISOR).state == "filed"


def test_an_unknown_item_is_not_found(district: District) -> None:
    number = district.report().number
    with pytest.raises(NotFound):
        district.desk.execute(FileCase(number=number, item_code="X9"), by=DISPATCHER)


def test_a_rejected_report_ends_with_a_reason_of_the_list(district: District) -> None:
    number = district.report().number
    with pytest.raises(Invalid):
        district.desk.execute(RejectCase(number=number, reason="tired"), by=DISPATCHER)

    outcome = district.desk.execute(RejectCase(number=number, reason="patrol_log"), by=DISPATCHER)

    assert (outcome.state, outcome.due_at) == ("rejected", None)
    assert timer_stages(district.transactions, number) == set()
    with pytest.raises(WrongState) as refusal:
        district.desk.execute(FileCase(number=number, item_code=STALLS), by=DISPATCHER)
    assert refusal.value.allowed == ("note",)


def drawn(district: District) -> None:
    """Give two grids boundaries, side by side."""
    rows = (
        BoundaryRow(1, GRID, "", "", box(0, 0, 2, 4)),
        BoundaryRow(2, OTHER_GRID, "", "", box(2, 0, 4, 4)),
        BoundaryRow(3, "330108", "", "", box(0, 0, 8, 8)),
    )
    district.desk.execute(ImportBoundaries(rows=rows, commit=True), by=ADMIN)


def test_a_report_without_an_area_lies_where_its_coordinate_does(district: District) -> None:
    drawn(district)
    longitude, latitude = at(3, 1)

    outcome = district.report(area_code="", longitude=longitude, latitude=latitude)

    fields = case_fields(district.transactions, outcome.number)
    assert (fields["area_code"], fields["longitude"]) == (OTHER_GRID, longitude)


def test_a_coordinate_never_overrules_the_area_that_was_named(district: District) -> None:
    drawn(district)
    longitude, latitude = at(3, 1)

    outcome = district.report(area_code=GRID, longitude=longitude, latitude=latitude)

    assert case_fields(district.transactions, outcome.number)["area_code"] == GRID


@pytest.mark.parametrize(
    ("place", "by", "why"),
    (
        ((9, 9), DISPATCHER, "has the position 120.209,30.209 in it; name the area."),
        ((3, 1), STREET_DISPATCHER, "has the position 120.203,30.201 in it; name the area."),
        ((7, 7), DISPATCHER, "滨江区 is too wide a place for a case"),
        (None, DISPATCHER, "There is no area  in your jurisdiction"),
    ),
)
def test_a_coordinate_in_no_grid_of_the_jurisdiction_makes_no_case(
    district: District, place: tuple[float, float] | None, by: str, why: str
) -> None:
    drawn(district)
    before = everything_in(district.transactions)
    longitude, latitude = at(*place) if place else (None, None)

    with pytest.raises(Invalid) as refusal:
        district.report(by=by, area_code="", longitude=longitude, latitude=latitude)

    assert why in refusal.value.fields["area_code"]
    assert everything_in(district.transactions) == before
