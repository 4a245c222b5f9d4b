"""Units, items, calendar, limits and operators are taken in by the same rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from core.imports.commands import (
    CalendarDayRow,
    CalendarYearRow,
    ConditionRow,
    ImportCalendar,
    ImportCommand,
    ImportItems,
    ImportLimits,
    ImportOperators,
    ImportUnits,
    ItemRow,
    OfficeHoursRow,
    OperatorRow,
    StageLimitRow,
    TierLimitRow,
    UnitRow,
)
from core.imports.result import ImportResult
from core.kernel.errors import Invalid
from tests.contract.imports.conftest import Look, Rows
from tests.district import ADMIN, BUREAU, STREET, District

TakeIn = Callable[[ImportCommand], ImportResult]

UNIT = UnitRow(1, "S009", "西兴城管办", "City Office", "office", "enforcement", 3, STREET, ("E04",))
ITEM = ItemRow(
    1, "E0499", "event", "事件", "街面秩序", "乱设摊点", "Stalls", 3, date(2026, 1, 1),
    conditions=(ConditionRow("情形一", "Condition 1", 2, "hour"),),
)  # fmt: skip
YEAR = CalendarYearRow(
    1, 2025, "国办发明电〔2024〕12号",
    (
        CalendarDayRow(date(2025, 1, 1), "day_off", "元旦", "New Year"),
        CalendarDayRow(date(2025, 1, 26), "make_up_day", "春节", "Spring Festival"),
    ),
)  # fmt: skip
OPERATOR = OperatorRow(1, "sunli", "孙丽", "dispatcher", STREET)
LIMITS = ImportLimits(
    tiers=(TierLimitRow(2, "社区", "Community", "4 working_day"),),
    stages=(StageLimitRow("accept", "20 minute"),),
    hours=(OfficeHoursRow(date(2026, 6, 1), "08:30-12:00 13:30-17:30"),),
)


def with_commit(command: ImportCommand) -> ImportCommand:
    return replace(command, commit=True)


def told(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in result.refused]


@pytest.mark.parametrize(
    "command",
    (
        ImportUnits(rows=(UNIT,)),
        ImportItems(rows=(ITEM,)),
        ImportCalendar(rows=(YEAR,)),
        ImportOperators(rows=(OPERATOR,)),
        LIMITS,
    ),
    ids=lambda command: type(command).__name__,
)
def test_dry_then_for_good_then_nothing_more(
    command: ImportCommand, take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    before = everything()
    dry = take_in(command)
    assert everything() == before
    assert (dry.committed, dry.refused, dry.new + dry.changed > 0) == (False, (), True)
    done = take_in(with_commit(command))
    assert (done.new, done.changed, done.unchanged) == (dry.new, dry.changed, dry.unchanged)
    assert (done.committed, done.import_id) == (True, 1)
    after = everything()
    again = take_in(with_commit(command))
    assert (again.new, again.changed, again.import_id) == (0, 0, None)
    assert everything() == after


def test_the_duties_of_a_changed_unit_replace_those_it_had(take_in: TakeIn, look: Look) -> None:
    changed = UnitRow(
        1, BUREAU, "区综合行政执法局", None, "bureau", "enforcement", 4, "330108", ("E", "X01")
    )
    assert take_in(ImportUnits(rows=(changed,), commit=True)).changed == 1
    assert look(
        "SELECT item_pattern FROM duty JOIN unit ON unit.id = duty.unit_id "
        f"WHERE code = '{BUREAU}' ORDER BY item_pattern"
    ) == [("E",), ("X01",)]


def test_a_unit_that_will_not_do_is_refused(take_in: TakeIn) -> None:
    result = take_in(
        ImportUnits(
            rows=(
                UNIT._replace(platform="police"),
                UNIT._replace(line=2, code="S010", tier=0, area_code="330109"),
                UNIT._replace(line=3, code="S010"),
            )
        )
    )
    assert told(result) == [
        (
            1,
            "platform",
            "It is not one of the known words: governance, market, enforcement, service.",
        ),
        (2, "tier", "A tier is 1 or more."),
        (2, "area_code", "There is no such area in your jurisdiction."),
        (3, "code", "It stands on line 2 already."),
    ]


def test_a_case_can_be_filed_under_an_item_as_soon_as_it_is_taken_in(
    district: District, take_in: TakeIn
) -> None:
    district.report()
    take_in(ImportItems(rows=(ITEM,), commit=True))
    assert district.report(item_code="E0499").state == "reported"


def test_an_item_that_will_not_do_is_refused(take_in: TakeIn) -> None:
    bad = ITEM._replace(
        valid_to=date(2025, 1, 1), conditions=(ConditionRow("一", "1", 2, "fortnight"),)
    )
    assert told(take_in(ImportItems(rows=(bad,)))) == [
        (1, "valid_to", "It is not after the first day."),
        (
            1,
            "conditions",
            (
                "fortnight is no unit of time; the units are minute, hour, working_hour, "
                "working_day, day."
            ),
        ),
    ]


def test_a_year_replaces_what_was_held_of_it(take_in: TakeIn, look: Look) -> None:
    corrected = YEAR._replace(
        year=2026, days=(CalendarDayRow(date(2026, 10, 1), "day_off", "国庆", "National Day"),)
    )
    assert take_in(ImportCalendar(rows=(corrected,), commit=True)).changed == 1
    assert look("SELECT CAST(day AS TEXT), kind FROM calendar_day") == [("2026-10-01", "day_off")]


def test_the_same_days_from_another_file_change_nothing(take_in: TakeIn, look: Look) -> None:
    take_in(ImportCalendar(rows=(YEAR,), commit=True))
    again = take_in(ImportCalendar(rows=(YEAR._replace(source="export.csv"),), commit=True))
    assert (again.new, again.changed, again.unchanged, again.import_id) == (0, 0, 1, None)
    held = look(f"SELECT source FROM calendar_year WHERE year = {YEAR.year}")
    assert held == [(YEAR.source,)]


@pytest.mark.parametrize(
    ("days", "reason"),
    (
        ((), "The year has no days off: it has not been announced."),
        (
            (CalendarDayRow(date(2024, 1, 1), "day_off", "元旦", "New Year"),),
            "2024-01-01 is not in the year 2025.",
        ),
        (
            (
                CalendarDayRow(date(2025, 1, 1), "day_off", "元旦", "New Year"),
                CalendarDayRow(date(2025, 1, 2), "make_up_day", "元旦", "New Year"),
            ),
            (
                "2025-01-02 is neither a Saturday nor a Sunday: it is worked anyway and cannot "
                "be a make-up day."
            ),
        ),
        (
            (
                CalendarDayRow(date(2025, 1, 1), "day_off", "元旦", "New Year"),
                CalendarDayRow(date(2025, 1, 2), "half_day", "元旦", "New Year"),
            ),
            "half_day is no kind of day.",
        ),
    ),
)
def test_a_year_that_will_not_do_is_refused(
    days: tuple[CalendarDayRow, ...], reason: str, take_in: TakeIn
) -> None:
    result = take_in(ImportCalendar(rows=(YEAR._replace(days=days),), commit=True))
    assert told(result) == [(1, "days", reason)]


@pytest.mark.parametrize(
    "command",
    (
        ImportLimits(tiers=(TierLimitRow(2, "社区", "Community", "soon"),)),
        ImportLimits(stages=(StageLimitRow("lunch", "1 hour"),)),
        ImportLimits(hours=(OfficeHoursRow(date(2026, 1, 1), "morning"),)),
        ImportLimits(hours=(OfficeHoursRow(date(2026, 1, 1), "12:00-08:00"),)),
    ),
)
def test_limits_that_will_not_do_are_refused(
    command: ImportLimits, take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    before = everything()
    with pytest.raises(Invalid):
        take_in(with_commit(command))
    assert everything() == before


def test_an_operator_that_will_not_do_is_refused(take_in: TakeIn) -> None:
    result = take_in(
        ImportOperators(
            rows=(
                OPERATOR._replace(login="sun li"),
                OPERATOR._replace(line=2, role="king"),
                OPERATOR._replace(line=3, login="other", area_code="33"),
                OPERATOR._replace(line=4, login=ADMIN),
            )
        )
    )
    assert told(result) == [
        (1, "login", "A login is one word."),
        (
            2,
            "role",
            ("It is not one of the known words: viewer, dispatcher, supervisor, admin, auditor."),
        ),
        (3, "area_code", "There is no such area in your jurisdiction."),
        (4, "role", "Nobody can take their own role away."),
    ]
