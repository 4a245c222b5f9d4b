"""What became of a case, as somebody tells it who reads its history and nothing else.

Of an entry are read the verb, the moment, who did it, the words that went with it, and which
handling clock it let run until when. Of the fields that it changed only those that somebody
stated: what was reported, where and by whom, and under which item; of a case taken over, where it
stood in the other system and since when. Counters, flags and instants that the product keeps of a
case are not looked at; they are what is to be found out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from core.cases.states import RejectReason, State

GRID_TIER: Final = 1


@dataclass(frozen=True)
class Books:
    """What is known beside the cases.

    ``items`` leads from a version of an item to its code, ``seen`` holds the versions that
    gridders should see; ``units`` and ``staff`` lead to codes and numbers.
    """

    items: Mapping[int, str]
    seen: frozenset[int]
    units: Mapping[int, str]
    staff: Mapping[int, str]
    grids: frozenset[str]


class Entry(NamedTuple):
    """One entry of a history."""

    case: int
    at: datetime
    verb: str
    operator: str
    told: Mapping[str, Any]

    @property
    def words(self) -> Mapping[str, Any]:
        """What was said with the verb."""
        words: Mapping[str, Any] = self.told["details"]
        return words


@dataclass
class Biography:
    """One case from its report to the last entry."""

    case: int
    books: Books
    source: str = ""
    area: str = ""
    item: int | None = None
    tier: int = GRID_TIER
    reporter: int | None = None
    reported_at: datetime | None = None

    patrol_log: bool = False
    filed: bool = False
    left_the_grid: bool = False
    on_the_spot: bool = False
    cancelled: bool = False

    handler: str = ""
    """The code of the unit, or the number of the gridder, who has the case now."""
    with_gridder: bool = False
    first_unit: str = ""
    was_sent: bool = False
    returns: list[str] = field(default_factory=list)
    """Who sent it back, time after time; "" for a gridder."""
    found_groundless: list[str] = field(default_factory=list)
    """The units that sent it back and were then made to handle it."""
    sent_down: set[tuple[str, int, int]] = field(default_factory=set)
    """Who gave it down, from which tier to which."""

    clock: tuple[datetime, datetime] | None = None
    """From when to when the handling clock runs, or ran when it stopped."""
    clock_runs: bool = False
    more_time: bool = False
    """Whether the clock was granted more."""
    ever_extended: bool = False
    stands_suspended: bool = False
    ever_suspended: bool = False

    handled_at: datetime | None = None
    closed_at: datetime | None = None
    checks: int = 0
    reworks: int = 0
    ever_reopened: bool = False
    failed_spot_check: bool = False
    exempt: bool = False
    rated_at_check: int | None = None
    rated_by_reporter: int | None = None

    @property
    def unit(self) -> str:
        """The unit that has the case, "" if none."""
        return "" if self.with_gridder else self.handler

    @property
    def gridder(self) -> str:
        """The gridder who has the case, "" if none."""
        return self.handler if self.with_gridder else ""

    @property
    def handled_late(self) -> bool:
        """Whether it was handled after its limit; what never had a limit is not late."""
        return bool(self.handled_at and self.clock and self.handled_at > self.clock[1])

    @property
    def rating(self) -> int | None:
        """What the reporter said when called back, or else what the checker said."""
        return self.rated_at_check if self.rated_by_reporter is None else self.rated_by_reporter

    def hear(self, entry: Entry) -> None:
        """Take one entry in, oldest first."""
        done = getattr(self, f"_{entry.verb}", None)
        if done:
            done(entry)
        for timer in entry.told["stopped"]:
            if timer["stage"] == "handle":
                self.clock_runs = False
        for timer in entry.told["started"]:
            if timer["stage"] == "handle":
                begun, due = timer["started_at"], timer["due_at"]
                self.clock = datetime.fromisoformat(begun), datetime.fromisoformat(due)
                self.clock_runs = True

    def _stated(self, entry: Entry, *names: str) -> list[Any]:
        return [entry.told["changes"].get(name) for name in names]

    def _report(self, entry: Entry) -> None:
        stated = ("source", "area_code", "item_id", "tier", "reporter_staff_id")
        self.source, self.area, self.item, self.tier, self.reporter = self._stated(entry, *stated)
        self.reported_at = entry.at

    def _import(self, entry: Entry) -> None:
        self._report(entry)
        said = entry.told["changes"]
        instants = ("reported_at", "filed_at", "resolved_at", "ended_at")
        reported, filed, resolved, ended = (_instant(said[name]) for name in instants)
        self.reported_at, self.handled_at = reported, resolved
        self.handler = self.books.units.get(said["unit_id"], "")
        self.with_gridder = said["gridder_id"] is not None
        if self.with_gridder:
            self.handler = self.books.staff[said["gridder_id"]]
        self.was_sent, self.first_unit = bool(self.handler), self.unit
        if filed:
            self._admitted(self.tier)
        if said["state"] == State.CLOSED:
            self.closed_at = ended
            self.on_the_spot = bool(self.item) and self.tier == GRID_TIER and not self.handler
        self.cancelled = said["state"] == State.CANCELLED
        self.patrol_log = said["reject_reason"] == RejectReason.PATROL_LOG
        self.rated_at_check = said["rating"]
        begun, due = _instant(said["handle_started_at"]), _instant(said["handle_due_at"])
        if begun and due:
            self.clock = begun, due

    def _settle(self, entry: Entry) -> None:
        self.item = entry.told["changes"].get("item_id", self.item)
        self.tier = GRID_TIER
        self.on_the_spot = True
        self.handled_at = self.closed_at = entry.at

    def _file(self, entry: Entry) -> None:
        self.item = entry.told["changes"].get("item_id", self.item)
        self._admitted(entry.words["tier"])

    def _admitted(self, tier: int) -> None:
        self.filed, self.tier = True, tier
        if tier > GRID_TIER:
            self.left_the_grid = True

    def _reject(self, entry: Entry) -> None:
        self.patrol_log = entry.words["reason"] == RejectReason.PATROL_LOG

    def _dispatch(self, entry: Entry) -> None:
        self._sent(entry.words)

    def _transfer(self, entry: Entry) -> None:
        self._sent(entry.words)

    def _rule(self, entry: Entry) -> None:
        unit = entry.words["unit_code"]
        if unit in self.returns and unit not in self.found_groundless:
            self.found_groundless.append(unit)
        self._sent(entry.words)

    def _sent(self, words: Mapping[str, Any]) -> None:
        self.was_sent = True
        self.with_gridder = "gridder_number" in words
        self.handler = words["gridder_number"] if self.with_gridder else words["unit_code"]
        self.first_unit = self.first_unit or self.unit
        if not self.clock_runs:
            self.more_time = False

    def _with_nobody(self) -> None:
        self.handler, self.with_gridder = "", False

    def _return(self, entry: Entry) -> None:
        self.returns.append(entry.words.get("unit_code", ""))
        self._with_nobody()

    def _escalate(self, entry: Entry) -> None:
        self._with_nobody()
        self.more_time = False
        self._admitted(entry.words["tier"])
        if "unit_code" in entry.words:
            self._sent(entry.words)

    def _hand_down(self, entry: Entry) -> None:
        self._with_nobody()
        self.more_time = False
        self.sent_down.add((entry.operator, entry.words["from_tier"], entry.words["tier"]))
        self._admitted(entry.words["tier"])

    def _grant_extension(self, _: Entry) -> None:
        self.more_time = self.ever_extended = True

    def _suspend(self, _: Entry) -> None:
        self.stands_suspended = self.ever_suspended = True

    def _resume(self, _: Entry) -> None:
        self.stands_suspended = False

    def _resolve(self, entry: Entry) -> None:
        self.handled_at = entry.at

    def _pass_check(self, entry: Entry) -> None:
        self.checks += 1
        self.rated_at_check = entry.words["rating"]
        self.closed_at = entry.at

    def _fail_check(self, _: Entry) -> None:
        self.checks += 1
        self.reworks += 1
        self.handled_at = None

    def _reopen(self, entry: Entry) -> None:
        self._follow(entry.words.get("area"))
        self._with_nobody()
        self.ever_reopened = True
        self.on_the_spot = self.exempt = self.more_time = False
        self.handled_at = self.closed_at = self.rated_at_check = self.clock = None
        self._admitted(self.tier)

    def _unmerge(self, entry: Entry) -> None:
        self._follow(entry.words.get("area"))

    def _regrid(self, entry: Entry) -> None:
        self._follow(entry.words["into"])

    def _follow(self, area: str | None) -> None:
        self.area = area or self.area

    def _cancel(self, _: Entry) -> None:
        self.cancelled, self.stands_suspended = True, False

    def _spot_check(self, entry: Entry) -> None:
        self.failed_spot_check |= entry.words["result"] == "failed"

    def _uphold_appeal(self, _: Entry) -> None:
        self.exempt = True

    def _rate(self, entry: Entry) -> None:
        self.rated_by_reporter = entry.words["satisfaction"]


def _instant(stated: str | None) -> datetime | None:
    return datetime.fromisoformat(stated) if stated else None


def biographies(entries: Iterable[Entry], books: Books) -> list[Biography]:
    """Tell every case of some histories, each of them oldest entry first."""
    lives: dict[int, Biography] = {}
    for entry in entries:
        lives.setdefault(entry.case, Biography(entry.case, books)).hear(entry)
    return list(lives.values())
