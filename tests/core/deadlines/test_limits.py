"""Limits as people write them."""

import pytest

from core.deadlines.limits import Limit, LimitUnit, parse_limit
from core.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    (
        ("3 working_day", 3, LimitUnit.WORKING_DAY),
        ("3 working_days", 3, LimitUnit.WORKING_DAY),
        ("  15   minutes ", 15, LimitUnit.MINUTE),
        ("2 working  hours", 2, LimitUnit.WORKING_HOUR),
        ("24 Hour", 24, LimitUnit.HOUR),
        ("10day", 10, LimitUnit.DAY),
        ("３ day", 3, LimitUnit.DAY),  # full width, as an input method writes it
        ("0 minute", 0, LimitUnit.MINUTE),
        ("100000 working_hour", 100_000, LimitUnit.WORKING_HOUR),
    ),
)
def test_a_limit_is_read_leniently(text: str, amount: int, unit: LimitUnit) -> None:
    assert parse_limit(text) == Limit(amount, unit)


@pytest.mark.parametrize("unit", (*LimitUnit,))
def test_a_limit_is_written_as_it_is_read(unit: LimitUnit) -> None:
    limit = Limit(3, unit)
    assert str(limit) == f"3 {unit.value}"
    assert parse_limit(str(limit)) == limit


@pytest.mark.parametrize(
    "text",
    (
        "",
        "3",
        "working_day",
        "three days",
        "3 weeks",
        "-3 day",
        "1.5 hour",
        "3 dayss",
        "3 day 2 hour",
        "1" * 5000 + " day",
        "3 工作日",
    ),
)
def test_what_is_no_limit_is_refused_with_the_units(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_limit(text)
    assert str(refused.value) == (
        f"“{text[:40]}” is no limit; write a number and a unit, such as 3 working_day."
        " The units are minute, hour, working_hour, working_day, day."
    )
    assert [*refused.value.fields] == ["limit"]


@pytest.mark.parametrize("amount", (-1, 100_001))
def test_an_amount_out_of_bounds_is_refused(amount: int) -> None:
    with pytest.raises(Invalid, match="give an amount from 0 to 100000"):
        Limit(amount, LimitUnit.DAY)
