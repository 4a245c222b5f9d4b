"""A small district in which many things happen to several cases, over many days.

What may happen next to a case stands in a table by its state, several times where it should
happen more often. Whatever the desk refuses has not happened.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from core.cases import commands as c
from core.cases.states import TO_BE_VERIFIED, RejectReason, Source, State
from core.imports.commands import CaseRow, ImportCases
from core.kernel.command import Command
from core.kernel.errors import Refused
from storage.database import Database
from tests.databases import run_sql
from tests.district import (
    ADMIN,
    BUREAU,
    COMMITTEE,
    COMMUNITY,
    ENFORCEMENT,
    GRID,
    GRIDDER,
    LITTER,
    MANHOLE,
    NEXT_GRID,
    OTHER_ENFORCEMENT,
    OTHER_GRID,
    OTHER_STREET,
    QUARREL,
    SAFETY,
    STALLS,
    STREET,
    STREET_DISPATCHER,
    SUPERVISOR,
    District,
    small_district,
)

T = TypeVar("T")
Choose = Callable[[Sequence[T]], T]

ZONE: Final = ZoneInfo("Asia/Shanghai")
NEIGHBOUR: Final = "BJ0002"
"""Another gridder, of the next grid."""

AREAS: Final = (GRID, GRID, NEXT_GRID, OTHER_GRID, COMMUNITY, OTHER_STREET)
ITEMS: Final = (STALLS, MANHOLE, MANHOLE, QUARREL, LITTER)
SOURCES: Final = (Source.GRIDDER, Source.GRIDDER, Source.HOTLINE, Source.VIDEO)
UNITS: Final = (
    (2, COMMITTEE, COMMUNITY),
    (3, ENFORCEMENT, STREET),
    (3, SAFETY, STREET),
    (3, OTHER_ENFORCEMENT, OTHER_STREET),
    (4, BUREAU, "330108"),
)
"""Which unit answers at a tier, and where."""
GRIDDERS: Final = {GRID: GRIDDER, NEXT_GRID: NEIGHBOUR}

PEOPLE: Final = (SUPERVISOR, ADMIN)
MOST_CASES: Final = 8
NOTHING_MORE: Final = frozenset({State.REJECTED, State.CANCELLED})
"""States in which a remark is all that can be made."""


def small_town(database: Database) -> None:
    """Build the district, with an item that has two versions and some that gridders should see."""
    small_district(database)
    run_sql(
        database,
        "UPDATE item SET gridder_sees = false WHERE code IN ('D0101', 'E0401')",
        "UPDATE item SET valid_to = '2026-09-20' WHERE code = 'S0101'",
        "INSERT INTO item (id, code, class, class_name, subclass, name, name_en, default_tier,"
        " gridder_sees, valid_from) SELECT 6, code, class, class_name, subclass, name, name_en,"
        " default_tier, false, '2026-09-20' FROM item WHERE code = 'S0101'",
        "INSERT INTO staff (id, number, name, phone, joined_on)"
        " VALUES (2, 'BJ0002', '李小格', '10100000002', '2024-01-01')",
        "INSERT INTO posting (staff_id, area_code, post, valid_from)"
        f" VALUES (2, '{NEXT_GRID}', 'full_time', '2024-01-01')",
    )


@dataclass
class Standing:
    """A case as the town knows it: where it stands, and who has sent it back."""

    number: str
    source: Source
    area: str
    state: str
    tier: int
    found_valid: bool = False
    sent_to: str = ""
    sent_back_by: str = ""


Deed = tuple[Command, str]
"""A command, and who gives it."""


class Town:
    """Lets things happen, one by one; ``choose`` decides each time."""

    def __init__(self, district: District, choose: Choose) -> None:  # type: ignore[type-arg]
        self._district = district
        self._choose = choose
        self.cases: list[Standing] = []
        self.log: list[str] = []
        self.days: list[date] = []
        """The local day of everything that happened; the day before, if it was at midnight."""

    def live_on(self) -> None:
        """Let some time pass, and one thing happen."""
        self._let_time_pass()
        if not self.cases or (
            len(self.cases) < MOST_CASES and self._choose((True, False, False, False))
        ):
            self._choose((self._report, self._report, self._report, self._take_over))()
            return
        going_on = [case for case in self.cases if case.state not in NOTHING_MORE]
        case = self._choose(going_on or self.cases)
        for _ in range(self._choose((1, 2, 3))):
            for command, by in self._choose(DEEDS[State(case.state)])(self, case):
                self._do(case, command, by)

    def _let_time_pass(self) -> None:
        clock, now = self._district.clock, self._district.clock()
        midnight = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)
        until_midnight = midnight.astimezone(UTC) - now
        instant = timedelta.resolution
        clock.advance(
            self._choose(
                (
                    timedelta(0),
                    timedelta(0),
                    timedelta(minutes=7),
                    timedelta(minutes=7),
                    timedelta(minutes=40),
                    timedelta(hours=3),
                    timedelta(hours=3),
                    timedelta(hours=20),
                    timedelta(days=2),
                    timedelta(days=5),
                    until_midnight,
                    until_midnight - instant,
                    until_midnight + instant,
                )
            )
        )

    def _report(self) -> None:
        source = self._choose(SOURCES)
        settled = self._choose(("", "", "", "已清扫"))
        area = self._choose(AREAS)
        outcome = self._district.report(
            by=self._choose(PEOPLE),
            source=str(source),
            area_code=area,
            item_code=self._choose((None, *ITEMS)) if not settled else LITTER,
            reporter_staff_number=self._choose((None, GRIDDER, NEIGHBOUR)),
            settled=settled,
        )
        self.cases.append(Standing(outcome.number, source, area, outcome.state, outcome.tier))
        self._note_down(self.cases[-1], "reported")

    def _take_over(self) -> None:
        """Take a case over from another system, as far along as it was there."""
        now = self._district.clock()
        times = [now - timedelta(hours=hours) for hours in (70, 69, 68, 20, 16)]
        tier, unit, gridder = self._choose(
            ((1, None, GRIDDER), (2, COMMITTEE, None), (3, SAFETY, None), (1, None, None))
        )
        handler = {"tier": tier, "unit_code": unit, "gridder_number": gridder}
        ended = {"ended_at": times[4]}
        fields: dict[str, Any] = self._choose(
            (
                {},
                {"state": "rejected", "reject_reason": "patrol_log", **ended},
                {"state": "filed", "filed_at": times[1], "tier": tier},
                {"state": "handling", "dispatched_at": times[2], **handler},
                {
                    "state": "resolved",
                    "dispatched_at": times[2],
                    "resolved_at": times[3],
                    **handler,
                },
                {"state": "closed", "rating": 2, "resolved_at": times[3], **handler, **ended},
                {"state": "closed", "dispatched_at": times[2], **handler, **ended},
                {"state": "cancelled", "dispatched_at": times[2], **handler, **ended},
            )
        )
        ref = f"elsewhere-{len(self.log)}"
        item = self._choose((MANHOLE, QUARREL, LITTER, None))
        row = CaseRow(1, ref, "video", GRID, "他处移交", times[0], item_code=item, **fields)
        result = self._district.desk.execute(ImportCases(rows=[row], commit=True), by=ADMIN)
        if result.refused:
            return
        # Reported again, the case is told as it stands.
        held = self._district.report(source="video", source_ref=ref, area_code=GRID)
        case = Standing(held.number, Source.VIDEO, GRID, held.state, held.tier)
        self.cases.append(case)
        self._note_down(case, f"taken over: {row!r}")

    def _do(self, case: Standing, command: Command, by: str) -> bool:
        try:
            outcome = self._district.desk.execute(command, by=by)
        except Refused:
            return False
        case.state, case.tier = outcome.state, outcome.tier
        self._note_down(case, repr(command))
        if isinstance(command, c.VerifyCase):
            case.found_valid = command.valid
        elif isinstance(command, c.ReturnCase):
            case.sent_back_by = case.sent_to
        case.sent_to = getattr(command, "unit_code", None) or case.sent_to
        return True

    def _note_down(self, case: Standing, what: str) -> None:
        at = self._district.clock().astimezone(ZONE)
        self.days.append((at - timedelta.resolution).date())
        self.log.append(f"{at:%m-%d %H:%M:%S.%f} {case.number[-2:]} {case.state} {what}")

    # What may happen to a case, by its state.

    def _admit(self, case: Standing) -> Iterator[Deed]:
        if case.source in TO_BE_VERIFIED and not case.found_valid:
            yield c.VerifyCase(number=case.number, valid=True), SUPERVISOR
        item = self._choose(ITEMS)
        condition = self._choose((1, 2)) if item == MANHOLE else None
        tier = self._choose((None, None, None, 1, 3))
        filing = c.FileCase(number=case.number, item_code=item, condition=condition, tier=tier)
        yield filing, SUPERVISOR

    def _settle(self, case: Standing) -> Iterator[Deed]:
        item = self._choose((LITTER, QUARREL))
        yield c.SettleCase(number=case.number, result="已劝离", item_code=item), SUPERVISOR

    def _reject(self, case: Standing) -> Iterator[Deed]:
        reason = self._choose((RejectReason.PATROL_LOG, RejectReason.OFF_LIST))
        yield c.RejectCase(number=case.number, reason=str(reason)), SUPERVISOR

    def _units(self, case: Standing, tier: int) -> Sequence[str]:
        """Return who can be sent a case at a tier; whoever answers elsewhere is refused."""
        here = [u for of, u, area in UNITS if of == tier and case.area.startswith(area)]
        return here or (BUREAU,)

    def _send(self, case: Standing) -> Iterator[Deed]:
        gridder = GRIDDERS.get(case.area)
        if case.tier == 1 and gridder:
            yield c.DispatchCase(number=case.number, gridder_number=gridder), SUPERVISOR
        else:
            unit = self._choose(self._units(case, case.tier))
            yield c.DispatchCase(number=case.number, unit_code=unit), SUPERVISOR

    def _rule(self, case: Standing) -> Iterator[Deed]:
        units = self._units(case, case.tier)
        unit = case.sent_back_by if case.sent_back_by in units else self._choose(units)
        yield c.RuleCase(number=case.number, unit_code=unit, reason="由你队负责"), SUPERVISOR

    def _receive(self, case: Standing) -> Iterator[Deed]:
        yield c.ReceiveCase(number=case.number), SUPERVISOR

    def _send_back(self, case: Standing) -> Iterator[Deed]:
        yield c.ReturnCase(number=case.number, reason="非本单位职责"), SUPERVISOR

    def _transfer(self, case: Standing) -> Iterator[Deed]:
        unit = self._choose(self._units(case, case.tier))
        yield c.TransferCase(number=case.number, unit_code=unit, reason="转派"), SUPERVISOR

    def _escalate(self, case: Standing) -> Iterator[Deed]:
        unit = self._choose((None, *self._units(case, case.tier + 1)))
        yield c.EscalateCase(number=case.number, reason="升级", unit_code=unit), SUPERVISOR

    def _hand_down(self, case: Standing) -> Iterator[Deed]:
        tier = max(1, case.tier - self._choose((1, 1, 2)))
        by = self._choose((SUPERVISOR, ADMIN, STREET_DISPATCHER))
        yield c.HandDownCase(number=case.number, tier=tier, reason="下沉"), by

    def _give_more_time(self, case: Standing) -> Iterator[Deed]:
        for unit in ("working_day", "hour", "working_hour"):
            asked = c.AskExtension(number=case.number, limit=f"1 {unit}", reason="等配件")
            yield asked, SUPERVISOR
        if self._choose((True, True, False)):
            yield c.GrantExtension(number=case.number), ADMIN
        else:
            yield c.RefuseExtension(number=case.number, reason="不准"), ADMIN

    def _suspend(self, case: Standing) -> Iterator[Deed]:
        until = date(2026, 12, 30)
        yield c.SuspendCase(number=case.number, until=until, reason="待判决"), SUPERVISOR

    def _resume(self, case: Standing) -> Iterator[Deed]:
        yield c.ResumeCase(number=case.number), SUPERVISOR

    def _resolve(self, case: Standing) -> Iterator[Deed]:
        yield c.ResolveCase(number=case.number, result="已整改"), SUPERVISOR

    def _pass_check(self, case: Standing) -> Iterator[Deed]:
        yield c.PassCheck(number=case.number, rating=self._choose((5, 4, 3, 2, 1))), SUPERVISOR

    def _fail_check(self, case: Standing) -> Iterator[Deed]:
        yield c.FailCheck(number=case.number, reason="未到位"), SUPERVISOR

    def _rate(self, case: Standing) -> Iterator[Deed]:
        points = self._choose((5, 3, 2, 1))
        yield c.RateCase(number=case.number, satisfaction=points), SUPERVISOR

    def _spot_check(self, case: Standing) -> Iterator[Deed]:
        passed = self._choose((True, True, False))
        yield c.SpotCheckCase(number=case.number, passed=passed, finding="见现场"), SUPERVISOR

    def _appeal(self, case: Standing) -> Iterator[Deed]:
        yield c.AskAppeal(number=case.number, reason="台风停工"), SUPERVISOR
        if self._choose((True, True, False)):
            yield c.UpholdAppeal(number=case.number, reason="属实"), ADMIN
        else:
            yield c.DismissAppeal(number=case.number, reason="不属实"), ADMIN

    def _reopen(self, case: Standing) -> Iterator[Deed]:
        yield c.ReopenCase(number=case.number, reason="群众不满意"), SUPERVISOR

    def _merge(self, case: Standing) -> Iterator[Deed]:
        into = self._choose(self.cases).number
        yield c.MergeCase(number=case.number, into=into), SUPERVISOR

    def _unmerge(self, case: Standing) -> Iterator[Deed]:
        yield c.UnmergeCase(number=case.number, reason="并错"), SUPERVISOR

    def _cancel(self, case: Standing) -> Iterator[Deed]:
        if self._choose((True, False, False)):
            yield c.CancelCase(number=case.number, reason="重复录入"), SUPERVISOR

    def _remark(self, case: Standing) -> Iterator[Deed]:
        yield c.NoteCase(number=case.number, text="已电话了解"), SUPERVISOR


Happening = Callable[[Town, Standing], Iterator[Deed]]

# ruff: noqa: SLF001  the table belongs to the class
DEEDS: Final[dict[State, Sequence[Happening]]] = {
    State.REPORTED: (
        *[Town._admit] * 8,
        *[Town._settle] * 2,
        *[Town._reject] * 2,
        Town._escalate,
        Town._merge,
        Town._cancel,
    ),
    State.FILED: (
        *[Town._send] * 6,
        *[Town._rule] * 5,
        *[Town._hand_down] * 2,
        Town._escalate,
        Town._merge,
        Town._cancel,
    ),
    State.DISPATCHED: (
        *[Town._receive] * 7,
        *[Town._send_back] * 5,
        *[Town._give_more_time] * 2,
        Town._transfer,
        Town._hand_down,
        Town._escalate,
        Town._merge,
    ),
    State.HANDLING: (
        *[Town._resolve] * 12,
        *[Town._suspend] * 2,
        *[Town._give_more_time] * 2,
        Town._send_back,
        Town._transfer,
        Town._escalate,
        Town._merge,
        Town._cancel,
    ),
    State.SUSPENDED: (*[Town._resume] * 3, Town._remark, Town._cancel),
    State.RESOLVED: (*[Town._pass_check] * 8, *[Town._fail_check] * 4, Town._cancel),
    State.CLOSED: (
        *[Town._appeal] * 3,
        *[Town._rate] * 2,
        *[Town._spot_check] * 2,
        Town._reopen,
    ),
    State.MERGED: (Town._unmerge,),
    State.REJECTED: (Town._remark,),
    State.CANCELLED: (Town._remark,),
}
