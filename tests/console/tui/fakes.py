"""A queue of any length in memory, for the list alone; and a line that fails by hand."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Final

from core.cases.rows import CaseFilter, CaseRow, QueueKey
from core.kernel.errors import NotFound, Unavailable

NOW: Final = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)
"""Friday 14:32 in Hangzhou."""
MATTERS: Final = (
    "占道经营",
    "暴露垃圾",
    "井盖缺失",
    "𠮷田䶮家邻里纠纷",
    "👨\u200d👩\u200d👧 亲子活动占道",
)


def case_row(key: int, due_at: datetime, version: int = 1) -> CaseRow:
    """Return a case."""
    return CaseRow(
        id=key,
        number=f"330108-26-{key:06}",
        version=version,
        state="handling",
        tier=3,
        source="gridder",
        item_code="E0401",
        item_name=MATTERS[key % len(MATTERS)],
        item_name_en="Street stalls",
        matter="商户占用盲道",
        address="江陵路",
        area_code="330108001007003",
        street="西兴街道",
        community="七甲闸社区",
        grid="第三网格",
        unit="综合行政执法队",
        unit_code="S001",
        gridder=None,
        due_at=due_at,
        stage="handle",
        estimated=False,
        reported_at=NOW,
        ended_at=None,
    )


class RowsInMemory:
    """Cases one minute apart, the first one late; rows are made only when they are read."""

    def __init__(self, count: int) -> None:
        self.keys = [(NOW + timedelta(minutes=n - 5), n) for n in range(count)]
        self.versions: dict[int, int] = {}
        self.read = 0
        self.broken = False

    def total(self, wanted: CaseFilter, now: datetime) -> int:  # noqa: ARG002  one list
        """Count the cases."""
        return len(self.keys)

    def rank(self, wanted: CaseFilter, key: QueueKey, now: datetime) -> int:  # noqa: ARG002
        """Count the cases before a key."""
        return bisect_left(self.keys, (key.due_at, key.case_id))

    def after(
        self, wanted: CaseFilter, key: QueueKey | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Read on."""
        start = bisect_right(self.keys, (key.due_at, key.case_id)) if key else 0
        return self.at(wanted, start, limit, now)

    def before(
        self, wanted: CaseFilter, key: QueueKey | None, limit: int, now: datetime
    ) -> tuple[CaseRow, ...]:
        """Read back."""
        end = self.rank(wanted, key, now) if key else len(self.keys)
        start = max(0, end - limit)
        return self.at(wanted, start, end - start, now)

    def at(self, wanted: CaseFilter, rank: int, limit: int, now: datetime) -> tuple[CaseRow, ...]:  # noqa: ARG002
        """Read from a rank on."""
        if self.broken:
            raise Unavailable("The database cannot be reached.")
        found = self.keys[rank : rank + limit]
        self.read += len(found)
        return tuple(case_row(key, due, self.versions.get(key, 1)) for due, key in found)

    def row(self, number: str) -> CaseRow:
        """Read one case."""
        wanted = int(number.rpartition("-")[2])
        for due, key in self.keys:
            if key == wanted:
                return case_row(key, due, self.versions.get(key, 1))
        raise NotFound("There is no case %(number)s in your area.", number=number)

    # What others do meanwhile.

    def add(self, key: int, minutes: int) -> None:
        """Let a case arrive that is due so many minutes from now."""
        self.keys.append((NOW + timedelta(minutes=minutes), key))
        self.keys.sort()

    def remove(self, key: int) -> None:
        """Let a case leave the list."""
        self.keys = [pair for pair in self.keys if pair[1] != key]

    def move(self, key: int, minutes: int) -> None:
        """Let a case have another deadline."""
        self.remove(key)
        self.add(key, minutes)
        self.touch(key)

    def touch(self, key: int) -> None:
        """Let a case change where it stands."""
        self.versions[key] = self.versions.get(key, 1) + 1


@dataclass
class Standing:
    """Whether changes arrive."""

    lost_since: datetime | None = None


@dataclass
class FeedByHand:
    """A change feed that tells what a test wants told."""

    state: Standing = field(default_factory=Standing)
    _changed: Event = field(default_factory=Event)
    _closed: Event = field(default_factory=Event)

    def wait(self, timeout: float) -> bool:
        """Wait for a change."""
        if self._closed.is_set():
            return False
        changed = self._changed.wait(min(timeout, 0.02))
        self._changed.clear()
        return changed

    def close(self) -> None:
        """End every wait."""
        self._closed.set()

    def tell(self) -> None:
        """Tell that somebody has committed."""
        self._changed.set()

    def lose(self, since: datetime) -> None:
        """Lose the line."""
        self.state = replace(self.state, lost_since=since)

    def find(self) -> None:
        """Have the line back; nobody knows what was missed, so it is told as a change."""
        self.state = Standing()
        self._changed.set()
