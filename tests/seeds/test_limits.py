"""The default limits are those of the lifecycle."""

from datetime import date, time

from seeds.standard.limits import limits, office_hours


def test_each_tier_has_its_handling_limit() -> None:
    assert {
        limit.tier: (limit.name_zh, limit.target_limit, limit.due_limit)
        for limit in limits()
        if limit.stage == "handle"
    } == {
        1: ("网格", None, "24 hour"),
        2: ("社区", None, "3 working_day"),
        3: ("街道", "5 working_day", "7 working_day"),
        4: ("区级部门", None, "7 working_day"),
    }


def test_the_other_stages_have_theirs() -> None:
    assert {
        (limit.stage, limit.urgent): limit.due_limit
        for limit in limits()
        if limit.stage != "handle"
    } == {
        ("accept", None): "15 minute",
        ("dispatch", None): "15 minute",
        ("receive", None): "2 working_hour",
        ("check", None): "1 working_day",
        ("call_answer", True): "30 minute",
        ("call_answer", False): "1 working_day",
        ("call_finish", None): "5 working_day",
    }


def test_an_office_day_has_eight_hours_in_two_spans() -> None:
    assert [(hours.opens_at, hours.closes_at) for hours in office_hours()] == [
        (time(8), time(12)),
        (time(14), time(18)),
    ]
    assert {hours.valid_from for hours in office_hours()} == {date(2024, 1, 1)}
