"""One case whose clock crosses the golden week of 2026, for showing how days are counted.

Dispatched on Wednesday 30 September at 15:00 with three working days: 1 to 7 October are
days off, Thursday 8, Friday 9 and the make-up Saturday 10 are counted, so it is due on
Saturday 10 October at 18:00.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from core.cases.commands import (
    DispatchCase,
    FileCase,
    NoteCase,
    PassCheck,
    ReceiveCase,
    ReportCase,
    ResolveCase,
)
from core.desk import Timed
from core.kernel.command import Command
from seeds.demo.course import Course
from seeds.demo.directory import Directory
from seeds.demo.rhythm import ZONE

SOURCE_REF: Final = "demo-golden-week"
ITEM_CODE: Final = "D0402"
TIER: Final = 2
REPORTED_AT: Final = datetime(2026, 9, 30, 14, 48, tzinfo=ZONE)
DISPATCHED_AT: Final = datetime(2026, 9, 30, 15, 0, tzinfo=ZONE)
DUE_AT: Final = datetime(2026, 10, 10, 18, 0, tzinfo=ZONE)
TOLD_FROM: Final = datetime(2026, 10, 10, tzinfo=ZONE)
"""A demo that ends before this day leaves the case out."""


def golden_week(directory: Directory, seed: int) -> Course:
    """Take the case from its report to its end, two hours before it is due."""
    seat = directory.pick_grid(Random(seed))
    desk = directory.desk(seat.code, TIER)
    report = ReportCase(
        source="gridder",
        source_ref=SOURCE_REF,
        matter="走访时发现，业主与物业因电动自行车充电棚收费标准发生争执，双方约定节后面谈",
        area_code=seat.code,
        item_code=ITEM_CODE,
        address="小区北门物业服务中心",
        reporter_staff_number=seat.gridder,
    )
    outcome = yield Timed(REPORTED_AT, desk, report)
    number = outcome.number
    unit = directory.unit_for(ITEM_CODE, TIER, seat.code)
    steps: tuple[tuple[datetime, Command], ...] = (
        (DISPATCHED_AT - timedelta(minutes=6), FileCase(number=number, item_code=ITEM_CODE)),
        (DISPATCHED_AT, DispatchCase(number=number, unit_code=unit)),
        (DISPATCHED_AT + timedelta(minutes=25), ReceiveCase(number=number)),
        (
            datetime(2026, 10, 8, 10, 20, tzinfo=ZONE),
            NoteCase(number=number, text="已与双方约定10日上午在社区调解室面谈"),
        ),
        (
            datetime(2026, 10, 10, 11, 30, tzinfo=ZONE),
            ResolveCase(
                number=number, result="组织业主代表与物业面谈，收费标准公示并下调，双方签字"
            ),
        ),
        (DUE_AT - timedelta(hours=2), PassCheck(number=number, rating=5)),
    )
    for at, command in steps:
        yield Timed(at, desk, command)
