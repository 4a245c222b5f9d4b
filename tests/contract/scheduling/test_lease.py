"""One runner works at a time, and no clock decides which."""

from datetime import timedelta

import pytest

from console.bootstrap import Shop
from core.kernel.errors import Conflict, Forbidden
from core.operators.models import TIMERS
from core.scheduling.commands import CloseWindow, GiveBackLease, HoldLease
from core.scheduling.heartbeat import LAPSE
from tests.district import MONDAY_MORNING, SUPERVISOR, District
from tests.timers import Patience, runner_of

HOUR = timedelta(hours=1)
JUST = timedelta(seconds=1)


def test_the_second_runner_waits_and_knows_for_whom(shop: Shop) -> None:
    first, second = runner_of(shop, "first"), runner_of(shop, "second")
    assert first.beat()
    assert not second.beat()
    assert (second.holder, second.holds()) == ("first", False)
    assert first.beat()


def test_a_lease_that_was_given_back_is_free_at_once(shop: Shop) -> None:
    first, second = runner_of(shop, "first"), runner_of(shop, "second")
    first.beat()
    first.give_back()
    assert second.beat()
    assert not first.beat()


def test_giving_back_what_another_has_changes_nothing(shop: Shop) -> None:
    first, second = runner_of(shop, "first"), runner_of(shop, "second")
    first.beat()
    before = shop.scheduling.lease()
    second.give_back()
    assert shop.scheduling.lease() == before


def test_a_runner_that_is_gone_is_followed_when_its_beats_stand_still(
    shop: Shop, district: District, patience: Patience
) -> None:
    second = runner_of(shop, "second", patience)
    runner_of(shop, "first").beat()
    assert not second.beat()
    patience.pass_by(LAPSE - JUST)
    assert not second.beat()
    patience.pass_by(JUST)
    assert second.beat()
    lease = shop.scheduling.lease()
    assert lease
    assert (lease.runner, lease.beats, lease.taken_at) == ("second", 2, district.clock())


def test_a_runner_that_beats_is_never_followed_however_long_another_waits(
    shop: Shop, patience: Patience
) -> None:
    first, second = runner_of(shop, "first"), runner_of(shop, "second", patience)
    for _ in range(9):
        first.beat()
        assert not second.beat()
        patience.pass_by(LAPSE - JUST)


def test_a_runner_that_starts_after_a_lapse_need_not_wait_for_another(
    shop: Shop, district: District
) -> None:
    runner_of(shop, "first").beat()
    district.clock.advance(LAPSE)
    assert not runner_of(shop, "second").beat()
    district.clock.advance(JUST)
    assert runner_of(shop, "third").beat()


def test_a_clock_set_back_gives_nobody_a_second_lease(
    shop: Shop, district: District, patience: Patience
) -> None:
    first, second = runner_of(shop, "first"), runner_of(shop, "second", patience)
    first.beat()
    district.clock.move_to(MONDAY_MORNING - HOUR)
    assert not second.beat()
    assert first.beat()
    patience.pass_by(LAPSE)
    assert not second.beat()
    patience.pass_by(LAPSE)
    assert second.beat()


def test_a_clock_that_jumps_ahead_never_lets_two_write(shop: Shop, district: District) -> None:
    first, second = runner_of(shop, "first"), runner_of(shop, "second")
    first.beat()
    district.clock.advance(HOUR)
    assert second.beat()
    now = district.clock()
    record = CloseWindow(
        job="sweep",
        window_at=now,
        after=now,
        began_at=now,
        took_ms=1,
        runner="first",
        result="{}",
    )
    with pytest.raises(Conflict, match="taken over"):
        shop.desk.execute(record, by=TIMERS)
    assert shop.scheduling.windows("sweep") == ()
    assert not first.beat()


def test_of_two_that_saw_the_same_lease_stand_still_one_gets_it(shop: Shop) -> None:
    runner_of(shop, "gone").beat()
    seen = shop.scheduling.lease()
    assert seen
    takes = [
        shop.desk.execute(HoldLease(runner=name, over=seen.beats), by=TIMERS).runner
        for name in ("first", "second")
    ]
    assert takes == ["first", "first"]


@pytest.mark.parametrize("command", (HoldLease(runner="me"), GiveBackLease(runner="me")))
def test_people_do_not_hold_the_lease(shop: Shop, command: HoldLease | GiveBackLease) -> None:
    with pytest.raises(Forbidden, match="Only the timers"):
        shop.desk.execute(command, by=SUPERVISOR)
    assert shop.scheduling.lease() is None
