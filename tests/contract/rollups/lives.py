"""Days of a small district drawn from a seed; what figures say with roll-ups and without."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import Any, Final
from unittest import mock

from sqlalchemy import Table

from console.bootstrap import Shop
from core.cases import commands as c
from core.cases.models import Case
from core.kernel.command import Command
from core.kernel.errors import Refused
from core.reports.drill import CLOSER
from storage.readers import figures, rolled
from storage.readers.figures import FigureReader
from storage.readers.rolled import Covered
from tests.district import (
    ADMIN,
    BUREAU,
    COMMITTEE,
    COMMUNITY,
    ENFORCEMENT,
    GRID,
    GRIDDER,
    LITTER,
    NEXT_GRID,
    OTHER_ENFORCEMENT,
    OTHER_GRID,
    OTHER_STREET,
    QUARREL,
    SAFETY,
    STALLS,
    STREET,
    SUPERVISOR,
    District,
)
from tests.timers import ZONE

PLACES: Final = (GRID, GRID, NEXT_GRID, OTHER_GRID, COMMUNITY, STREET)
SOURCES: Final = ("gridder", "gridder", "inspection", "video", "hotline")
UNITS: Final = {2: (COMMITTEE,), 3: (ENFORCEMENT, SAFETY, OTHER_ENFORCEMENT), 4: (BUREAU,)}
AREAS: Final = ("330108", STREET, OTHER_STREET, COMMUNITY, GRID)
AT_HAND: Final = 9
"""How many cases, the newest, somebody still thinks of."""
_CASES: Final[Table] = Case.__table__  # type: ignore[attr-defined]


Spans = Sequence[tuple[date, date]]


class Lives:
    """Somebody reports, somebody handles, somebody changes their mind, day after day."""

    def __init__(self, district: District, seed: str) -> None:
        self.district = district
        self.chance = Random(seed)
        self.done: set[str] = set()

    def a_day(self, deeds: int = 30) -> None:
        """Let a day pass in which ``deeds`` are tried."""
        clock = self.district.clock
        ends = clock() + timedelta(days=1)
        for _ in range(deeds):
            clock.advance(timedelta(minutes=self.chance.randint(0, 30)))
            if self.chance.random() < 0.12:
                self._report()
            else:
                self._go_on()
        clock.move_to(max(clock(), ends))

    def _report(self) -> None:
        self.district.report(
            area_code=self.chance.choice(PLACES),
            source=self.chance.choice(SOURCES),
            item_code=self.chance.choice((STALLS, QUARREL, LITTER, None)),
        )

    def _go_on(self) -> None:
        with self.district.transactions.rehearsing() as session:
            many = AT_HAND if self.chance.random() < 0.9 else None  # now and then, any at all
            newest = _CASES.select().order_by(_CASES.c.id.desc()).limit(many)
            cases = session.connection().execute(newest).all()
        if not cases:
            return
        case = self.chance.choice(cases)
        command = self._deed(case)
        by = self.chance.choice((SUPERVISOR, ADMIN))
        try:
            self.district.desk.execute(command, by=by)
        except Refused:
            return
        self.done.add(type(command).__name__)

    def _deed(self, case: Any) -> Command:
        """Choose what leads a case on, or back, from where it stands."""
        number, chance = case.number, self.chance
        if chance.random() < 0.03:
            return c.CancelCase(number=number, reason="误报")
        unit = chance.choice(UNITS.get(case.tier, (SAFETY,)))
        deeds: dict[str, tuple[Command, ...]] = {
            "reported": (
                c.SettleCase(number=number, result="已清理"),
                c.VerifyCase(number=number, valid=True),
                *[c.FileCase(number=number, item_code=chance.choice((STALLS, QUARREL)))] * 4,
                c.RejectCase(number=number, reason="patrol_log"),
            ),
            "filed": (
                *[c.DispatchCase(number=number, unit_code=unit)] * 4,
                c.DispatchCase(number=number, gridder_number=GRIDDER),
                c.RuleCase(number=number, unit_code=unit, reason="定"),
            ),
            "dispatched": (
                *[c.ReceiveCase(number=number)] * 4,
                *[c.ReturnCase(number=number, reason="不归我管")] * 2,
                c.TransferCase(number=number, unit_code=unit, reason="转"),
                c.HandDownCase(number=number, tier=2, reason="下沉"),
                c.MergeCase(number=number, into=f"330108-26-{chance.randint(1, 9):06d}"),
            ),
            "handling": (
                *[c.ResolveCase(number=number, result="好")] * 5,
                c.AskExtension(number=number, limit="2 working_day", reason="难"),
                c.GrantExtension(number=number),
                c.SuspendCase(number=number, until=date(2027, 1, 5), reason="等"),
                c.EscalateCase(number=number, reason="升"),
            ),
            "suspended": (c.ResumeCase(number=number),),
            "resolved": (
                *[c.PassCheck(number=number, rating=chance.randint(1, 5))] * 3,
                c.FailCheck(number=number, reason="未到位"),
            ),
            "closed": (
                c.NoteCase(number=number, text="回访"),
                c.NoteCase(number=number, text="回访"),
                c.RateCase(number=number, satisfaction=chance.randint(1, 5)),
                c.SpotCheckCase(number=number, passed=False, finding="未恢复"),
                c.ReopenCase(number=number, reason="不满"),
                c.AskAppeal(number=number, reason="雨天"),
                c.UpholdAppeal(number=number, reason="属实"),
            ),
            "merged": (c.UnmergeCase(number=number, reason="并错"),),
        }
        return chance.choice(deeds.get(case.state, (c.NoteCase(number=number, text="看"),)))


@contextmanager
def nothing_stored() -> Iterator[None]:
    """Let every figure be counted from the cases."""

    def all_live(
        _connection: object, _scheme: object, place: Any, period: Any, _zone: object
    ) -> Any:
        return Covered(place, None, (), (), ((period.begins_at, period.counts_until),))

    with mock.patch.object(figures, "covered", all_live):
        yield


@contextmanager
def watched() -> Iterator[list[Covered]]:
    """Note what reports take from what is stored."""
    seen: list[Covered] = []
    real = rolled.covered

    def note(*asked: Any) -> Covered:
        seen.append(real(*asked))
        return seen[-1]

    with mock.patch.object(figures, "covered", note):
        yield seen


def everything(shop: Shop, spans: Spans) -> list[Any]:
    """Return what figures say of some spans of days: of the first whatever there is to say."""
    now = shop.clock()
    said: list[Any] = []
    for area in AREAS:
        reader = FigureReader(shop.database, shop.scope).of_area(area)
        said += [reader.over(*days, ZONE, now) for days in spans]
    days = spans[0]
    said += [shop.figures.headline(*days, ZONE, now), shop.figures.daily(*days, ZONE, now)]
    for reader in (shop.figures, shop.figures.of_area(COMMUNITY)):
        said += [reader.closer(part, *days, ZONE, now) for part in CLOSER]
    return said


def compare(shop: Shop, spans: Spans) -> list[Covered]:
    """Hold what figures say from roll-ups against what the cases say; return what was taken."""
    with watched() as seen:
        from_rollups = everything(shop, spans)
    with nothing_stored():
        from_cases = everything(shop, spans)
    assert from_rollups == from_cases
    return seen
