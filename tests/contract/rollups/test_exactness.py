"""What figures say from roll-ups is what the cases say: at any moment, of anything asked."""

from datetime import date, timedelta
from random import Random

from console.bootstrap import Shop
from console.rolling_up import days_to_check, recount, roll_up
from core.reports.tallies import Tally
from storage.readers.figures import FigureReader
from tests.contract.rollups.lives import Lives, compare
from tests.district import District
from tests.timers import ZONE

FIRST = date(2026, 9, 14)
DAYS = 19
MUST_HAPPEN = {
    "SettleCase", "FileCase", "RejectCase", "DispatchCase", "ReceiveCase", "ReturnCase", "RuleCase",
    "ResolveCase", "PassCheck", "FailCheck", "RateCase", "SpotCheckCase",
    "ReopenCase", "CancelCase", "MergeCase",
}  # fmt: skip


def test_random_lives_rolled_up_at_random_moments(shop: Shop, district: District) -> None:
    seed = shop.database.dialect  # other lives on each
    lives, chance = Lives(district, seed), Random(f"when {seed}")
    seen = []
    for day in range(DAYS):
        lives.a_day()
        if chance.random() < 0.3:
            roll_up(shop, shop.clock())
        if day in {6, 12}:
            today = shop.clock().astimezone(ZONE).date()
            some = FIRST + timedelta(days=chance.randint(0, day))
            seen += compare(shop, [(FIRST, today), (some, some)])
    roll_up(shop, shop.clock())
    today = shop.clock().astimezone(ZONE).date()
    last = compare(shop, [(FIRST.replace(day=1), today)])

    assert sum(len(found.days) for found in seen) > 100
    assert last[0].months == (date(2026, 9, 1),)
    assert len(last[0].rest) == 1, "only today was to be counted"
    assert lives.done >= MUST_HAPPEN, MUST_HAPPEN - lives.done
    assert list(recount(shop, days_to_check(shop, None, None, None, ""))) == []
    _children_add_up(shop, today)


def _children_add_up(shop: Shop, today: date) -> None:
    report = FigureReader(shop.database, shop.scope).over(FIRST, today, ZONE, shop.clock())
    whole = report.whole.tally
    assert min(whole.reported, whole.handled, whole.closed, whole.rated) > 5
    for lines in (report.courses, report.tiers, report.streets, report.sources):
        assert Tally(*map(sum, zip(*(line.tally for line in lines), strict=True))) == whole
    for part in ("grids", "items"):
        closer = shop.figures.closer(part, FIRST, today, ZONE, shop.clock())
        assert Tally(*map(sum, zip(*(line.tally for line in closer), strict=True))) == whole
