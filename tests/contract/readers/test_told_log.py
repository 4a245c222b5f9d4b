"""A log of cases with known numbers of accidents, told again: the figures are these numbers.

Every kind of story says what it adds to the tally of its day. The stories are shuffled and
told at once, step by step in order of time, through `Desk.replay`.
"""

import heapq
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from core.cases import commands as c
from core.cases.rows import CaseOutcome
from core.desk import Timed
from core.kernel.command import Command
from core.reports.figures import figures_of
from core.reports.nightly import HandDowns, NightlyReport
from core.reports.tallies import Tally, times, total
from storage.database import Database
from storage.readers.figures import FigureReader
from tests.district import (
    BUREAU,
    COMMITTEE,
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    GRIDDER,
    LITTER,
    MANHOLE,
    QUARREL,
    SAFETY,
    STALLS,
    SUPERVISOR,
    District,
)

MONDAY: Final = date(2026, 9, 14)
MIDNIGHT: Final = datetime(2026, 9, 13, 16, tzinfo=UTC)
EVENING: Final = MIDNIGHT + timedelta(hours=23)

A_WHILE: Final = 4
"""Minutes until the next step of a story at most, where it says nothing else."""


@dataclass(frozen=True)
class Step:
    """What is done next in a story, and how many minutes later."""

    command: Command
    by: str = DISPATCHER
    after: int | None = None


Story = Generator[Step, CaseOutcome, None]
Opening = Generator[Step, CaseOutcome, str]
"""The beginning of a story; returns the number of its case."""


def reported(ref: str, item: str, settled: str = "") -> Opening:
    report = c.ReportCase(
        source="gridder",
        source_ref=ref,
        matter="商户占用盲道",
        area_code=GRID,
        item_code=item,
        settled=settled,
    )
    return (yield Step(report)).number


def filed(ref: str, item: str) -> Opening:
    number = yield from reported(ref, item)
    yield Step(c.FileCase(number=number, item_code=item))
    return number


def sent(ref: str, unit: str, item: str = STALLS) -> Opening:
    number = yield from filed(ref, item)
    yield Step(c.DispatchCase(number=number, unit_code=unit))
    return number


def dealt_with(number: str, rating: int = 5, after: int | None = None) -> Story:
    """Sign for a case, resolve it, and pass its check."""
    yield Step(c.ReceiveCase(number=number))
    yield Step(c.ResolveCase(number=number, result="已整改"), after=after)
    yield Step(c.PassCheck(number=number, rating=rating))


def settled_on_the_spot(ref: str) -> Story:
    yield from reported(ref, LITTER, settled="已清扫")


def of_the_patrol_log(ref: str) -> Story:
    number = yield from reported(ref, LITTER)
    yield Step(c.RejectCase(number=number, reason="patrol_log"))


def off_the_list(ref: str) -> Story:
    number = yield from reported(ref, STALLS)
    yield Step(c.RejectCase(number=number, reason="off_list"))


def cancelled(ref: str) -> Story:
    number = yield from filed(ref, STALLS)
    yield Step(c.CancelCase(number=number, reason="重复录入"), by=SUPERVISOR)


def kept_in_the_grid(ref: str) -> Story:
    number = yield from filed(ref, LITTER)
    yield Step(c.DispatchCase(number=number, gridder_number=GRIDDER))
    yield from dealt_with(number)


def plain(ref: str) -> Story:
    number = yield from sent(ref, COMMITTEE, QUARREL)
    yield from dealt_with(number)


def tiered_up_twice(ref: str) -> Story:
    """From the community to the street, and from there to the department."""
    number = yield from filed(ref, QUARREL)
    yield Step(c.EscalateCase(number=number, reason="多次劝导无效"))
    yield Step(c.EscalateCase(number=number, reason="需要执法权", unit_code=BUREAU))
    yield from dealt_with(number)


def sent_back(ref: str) -> Story:
    number = yield from sent(ref, SAFETY)
    yield Step(c.ReturnCase(number=number, reason="非本单位职责"))
    yield Step(c.DispatchCase(number=number, unit_code=ENFORCEMENT))
    yield from dealt_with(number)


def pushed_away(ref: str) -> Story:
    number = yield from sent(ref, ENFORCEMENT)
    yield Step(c.ReturnCase(number=number, reason="非本单位职责"))
    ruling = c.RuleCase(number=number, unit_code=ENFORCEMENT, reason="按清单由你队负责")
    yield Step(ruling, by=SUPERVISOR)
    yield from dealt_with(number)


def handed_down(ref: str) -> Story:
    number = yield from filed(ref, STALLS)
    yield Step(c.HandDownCase(number=number, tier=2, reason="社区可办"))
    yield Step(c.DispatchCase(number=number, unit_code=COMMITTEE))
    yield from dealt_with(number)


def reworked_twice(ref: str) -> Story:
    number = yield from sent(ref, ENFORCEMENT)
    yield Step(c.ReceiveCase(number=number))
    for _ in range(2):
        yield Step(c.ResolveCase(number=number, result="已劝离"))
        yield Step(c.FailCheck(number=number, reason="问题仍存在"))
    yield Step(c.ResolveCase(number=number, result="已整改"))
    yield Step(c.PassCheck(number=number, rating=4))


def given_more_time(ref: str) -> Opening:
    number = yield from sent(ref, ENFORCEMENT)
    yield Step(c.AskExtension(number=number, limit="2 working_day", reason="等待配件"))
    yield Step(c.GrantExtension(number=number), by=SUPERVISOR)
    return number


def running_on_more_time(ref: str) -> Story:
    yield from given_more_time(ref)


def done_on_more_time(ref: str) -> Story:
    number = yield from given_more_time(ref)
    yield from dealt_with(number)


def put_off(ref: str) -> Opening:
    number = yield from sent(ref, ENFORCEMENT)
    yield Step(c.ReceiveCase(number=number))
    until = date(2026, 10, 30)
    yield Step(c.SuspendCase(number=number, until=until, reason="待判决"), by=SUPERVISOR)
    return number


def standing_still(ref: str) -> Story:
    yield from put_off(ref)


def done_after_standing_still(ref: str) -> Story:
    number = yield from put_off(ref)
    yield Step(c.ResumeCase(number=number), by=SUPERVISOR)
    yield Step(c.ResolveCase(number=number, result="已整改"))
    yield Step(c.PassCheck(number=number, rating=5))


def found_wanting(ref: str) -> Story:
    number = yield from sent(ref, ENFORCEMENT)
    yield from dealt_with(number)
    yield Step(c.SpotCheckCase(number=number, passed=False, finding="问题反弹"), by=SUPERVISOR)


def taken_up_again(ref: str) -> Story:
    number = yield from sent(ref, ENFORCEMENT)
    yield from dealt_with(number, rating=2)
    yield Step(c.ReopenCase(number=number, reason="群众不满意"), by=SUPERVISOR)
    yield Step(c.DispatchCase(number=number, unit_code=ENFORCEMENT))
    yield from dealt_with(number)


def thought_badly_of(ref: str) -> Story:
    number = yield from sent(ref, ENFORCEMENT)
    yield from dealt_with(number)
    yield Step(c.RateCase(number=number, satisfaction=1))


def late(ref: str) -> Story:
    """Two hours are given from the dispatch, and three used."""
    number = yield from sent(ref, ENFORCEMENT, MANHOLE)
    yield from dealt_with(number, after=180)


def late_and_exempt(ref: str) -> Story:
    number = yield from sent(ref, ENFORCEMENT, MANHOLE)
    yield from dealt_with(number, after=180)
    yield Step(c.AskAppeal(number=number, reason="台风停工"))
    yield Step(c.UpholdAppeal(number=number, reason="情况属实"), by=SUPERVISOR)


def left_alone(ref: str) -> Story:
    yield from sent(ref, ENFORCEMENT, MANHOLE)


FILED: Final = Tally(reported=1, valid=1, filed_in_grid=1)
BEYOND_THE_GRID: Final = FILED._replace(circulated=1, valid_circulated=1)
CLOSED: Final = {
    "handled": 1,
    "handled_closed": 1,
    "closed_in_time": 1,
    "dispatched": 1,
    "closed": 1,
    "solved": 1,
    "checked": 1,
    "rated": 1,
    "satisfaction": 100,
}
BY_A_UNIT: Final = BEYOND_THE_GRID._replace(**CLOSED, dispatched_to_unit=1, well_dispatched=1)
LATE: Final = BY_A_UNIT._replace(closed_in_time=0, closed_late=1)

TALLIES: Final[dict[Callable[[str], Story], Tally]] = {
    settled_on_the_spot: Tally(
        reported=1,
        valid=1,
        valid_self_handled=1,
        handled=1,
        handled_closed=1,
        closed_in_time=1,
        closed=1,
        solved=1,
    ),
    of_the_patrol_log: Tally(patrol_log=1),
    off_the_list: Tally(reported=1),
    cancelled: BEYOND_THE_GRID._replace(valid=0, valid_circulated=0),
    kept_in_the_grid: FILED._replace(**CLOSED),
    plain: BY_A_UNIT,
    tiered_up_twice: BY_A_UNIT,
    sent_back: BY_A_UNIT._replace(returned=1, returns=1, well_dispatched=0),
    pushed_away: BY_A_UNIT._replace(returned=1, returns=1, groundless_returns=1),
    handed_down: BY_A_UNIT._replace(handed_down=1),
    reworked_twice: BY_A_UNIT._replace(reworked=1, reworks=2, satisfaction=80),
    running_on_more_time: BEYOND_THE_GRID._replace(extended_now=1),
    done_on_more_time: BY_A_UNIT._replace(extended=1),
    standing_still: BEYOND_THE_GRID._replace(suspended_now=1),
    done_after_standing_still: BY_A_UNIT._replace(suspended=1),
    found_wanting: BY_A_UNIT._replace(valid=0, valid_circulated=0, solved=0),
    taken_up_again: BY_A_UNIT._replace(solved=0),
    thought_badly_of: BY_A_UNIT._replace(solved=0, satisfaction=-100),
    late: LATE,
    late_and_exempt: LATE._replace(closed_exempt=1, late_exempt=1),
    left_alone: BEYOND_THE_GRID._replace(overdue=1),
}
"""What one story of each kind adds to the tally of its day; lateness is added up apart."""


def told(stories: Iterable[Story], rng: Random) -> Generator[Timed, CaseOutcome, None]:
    """Tell stories at once, each beginning at some time of the day, in order of time."""
    turns = [
        (MIDNIGHT + timedelta(minutes=rng.randrange(15 * 60)), nth, story, next(story))
        for nth, story in enumerate(stories)
    ]
    heapq.heapify(turns)
    while turns:
        at, nth, story, step = heapq.heappop(turns)
        outcome = yield Timed(at, step.by, step.command)
        try:
            following = story.send(outcome)
        except StopIteration:
            continue
        pause = rng.randint(1, A_WHILE) if following.after is None else following.after
        heapq.heappush(turns, (at + timedelta(minutes=pause), nth, story, following))


def tell(database: Database, log: Sequence[Callable[[str], Story]], rng: Random) -> NightlyReport:
    """Tell a log in a fresh district and draw the report of its day in the evening."""
    district = District(database.transactions)
    district.clock.move_to(EVENING)
    shuffled = rng.sample(log, len(log))
    district.desk.replay(told((kind(f"log-{nth}") for nth, kind in enumerate(shuffled)), rng))
    reader = FigureReader(database, district.desk.scope(by=DISPATCHER))
    return reader.nightly(MONDAY, ZoneInfo("Asia/Shanghai"), EVENING)


@pytest.mark.parametrize("seed", (1, 2, 3))
def test_a_log_with_known_accidents_comes_out_with_exactly_these_numbers(
    database: Database, seed: int
) -> None:
    rng = Random(seed)
    numbers = {kind: rng.randint(1, 4) for kind in TALLIES}

    report = tell(database, [kind for kind in numbers for _ in range(numbers[kind])], rng)

    expected = total(times(number, TALLIES[kind]) for kind, number in numbers.items())
    whole = report.whole.tally
    assert whole._replace(lateness=0) == expected
    assert report.whole.figures == figures_of(whole)
    downs = numbers[handed_down]
    assert report.hand_downs == (HandDowns(DISPATCHER, "张敏", 3, 2, downs),)
    units = {line.key: line.tally for line in report.units}
    assert units[SAFETY].returns == numbers[sent_back]
    assert units[ENFORCEMENT].returns == units[ENFORCEMENT].groundless_returns
    assert units[ENFORCEMENT].returns == numbers[pushed_away]
    assert units[BUREAU].closed == numbers[tiered_up_twice]
    # Half again the limit, and the few minutes more or less that signing took.
    assert numbers[late] * 500_000 <= whole.lateness <= numbers[late] * 560_000


def test_the_founding_report_comes_out_with_its_rates(database: Database) -> None:
    """Binjiang in August: 9.5 % of what was reported was valid, 1.5 % circulated."""
    log = [settled_on_the_spot] * 16 + [tiered_up_twice] * 3 + [off_the_list] * 181

    whole = tell(database, log, Random(8)).whole

    rates = {figure.name: figure.rate for figure in whole.figures}
    assert (rates["valid"], rates["circulation"]) == (0.095, 0.015)
    assert (rates["valid_self_handled"], rates["valid_circulated"]) == (0.08, 0.015)
    assert (rates["on_time"], rates["rework"], rates["return"]) == (1.0, 0.0, 0.0)
