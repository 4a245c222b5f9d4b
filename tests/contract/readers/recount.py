"""The figures of a day counted anew, each by a plain SQL sentence of its own.

Nothing here knows the reader: a figure is two numbers, asked of the tables one by one.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, text

from core.kernel.columns import UtcDateTime

CASES: Final = (
    "FROM cases c WHERE c.district_code = :district AND c.area_code LIKE :inside AND {where} AND "
)
REPORTED: Final = CASES + "c.reported_at >= :begins AND c.reported_at < :ends AND "
HANDLED: Final = CASES + "c.resolved_at >= :begins AND c.resolved_at < :ends AND "
CLOSED: Final = CASES + "c.ended_at >= :begins AND c.ended_at < :ends AND c.state = 'closed' AND "
STILL_RUNNING: Final = CASES + (
    "EXISTS (SELECT 1 FROM case_timer t WHERE t.case_id = c.id AND t.stage = 'handle'"
    " AND t.due_at < :late) AND "
)
STANDS_OPEN: Final = CASES + (
    "EXISTS (SELECT 1 FROM case_timer t WHERE t.case_id = c.id AND t.stage = :stage) AND "
)
HANDLED_SINCE: Final = CASES + "c.resolved_at >= :ends AND c.handle_due_at < :late AND "

NOT_PATROL: Final = "(c.reject_reason IS NULL OR c.reject_reason <> 'patrol_log')"
SETTLED: Final = "(c.self_handled AND c.item_id IS NOT NULL)"
IN_GRID: Final = "c.filed_at IS NOT NULL AND length(c.area_code) >= 15"
SEEN: Final = "EXISTS (SELECT 1 FROM item i WHERE i.id = c.item_id AND i.gridder_sees)"
NOT_FAILED: Final = "(c.spot_check IS NULL OR c.spot_check = 'passed')"
STANDS: Final = f"c.state <> 'cancelled' AND {NOT_FAILED}"
RATING: Final = "(CASE WHEN c.satisfaction IS NULL THEN c.rating ELSE c.satisfaction END)"
POINTS: Final = (
    f"coalesce(sum(CASE {RATING} WHEN 5 THEN 100 WHEN 4 THEN 80 WHEN 3 THEN 50"
    " WHEN 1 THEN -100 ELSE 0 END), 0)"
)
MOMENTS: Final = [bindparam(name, type_=UtcDateTime()) for name in ("begins", "ends", "late")]


@dataclass(frozen=True)
class Recount:
    """Counts cases of one area and one day; ``where`` narrows them to a section."""

    connection: Connection
    district: str
    area: str
    begins: datetime
    ends: datetime
    late: datetime
    where: str = "true"
    key: Any = None

    def figures(self) -> dict[str, tuple[float, int]]:
        """Return numerator and denominator of every figure."""
        reported = self.count(REPORTED, NOT_PATROL)
        should_be_closed = self.should_be_closed()
        closed = self.count(CLOSED)
        dispatched = "c.dispatch_count > 0"
        lateness = self.lateness()
        return {
            "valid": (
                self.count(REPORTED, f"(c.filed_at IS NOT NULL OR {SETTLED}) AND {STANDS}"),
                reported,
            ),
            "circulation": (self.count(REPORTED, "c.circulated_at IS NOT NULL"), reported),
            "on_time": (
                self.count(
                    HANDLED,
                    "c.state = 'closed' AND (NOT coalesce(c.handled_late, false) OR c.exempt)",
                ),
                should_be_closed,
            ),
            "effectively_solved": (
                self.count(
                    CLOSED,
                    f"coalesce({RATING}, 5) >= 3 AND c.reopen_count = 0 AND {NOT_FAILED}",
                ),
                closed,
            ),
            "rework": (
                self.count(CLOSED, "c.rework_count > 0 AND c.check_count > 0"),
                self.count(CLOSED, "c.check_count > 0"),
            ),
            "valid_self_handled": (
                self.count(REPORTED, f"{SETTLED} AND {STANDS}"),
                reported,
            ),
            "valid_circulated": (
                self.count(
                    REPORTED,
                    f"c.filed_at IS NOT NULL AND c.circulated_at IS NOT NULL AND {STANDS}",
                ),
                reported,
            ),
            "closing": (self.count(HANDLED, "c.state = 'closed'"), should_be_closed),
            "return": (
                self.count(HANDLED, f"{dispatched} AND c.return_count > 0"),
                self.count(HANDLED, dispatched),
            ),
            "groundless_return": (len(self.groundless()), len(self.returns())),
            "dispatch_accuracy": (
                self.count(HANDLED, "c.first_unit_id = c.unit_id"),
                self.count(HANDLED, "c.first_unit_id IS NOT NULL"),
            ),
            "extension": (self.should_be_closed("c.extension_count > 0"), should_be_closed),
            "extension_now": (self.now("handle", "c.extensions <> '[]'"), should_be_closed),
            "suspension": (self.should_be_closed("c.suspension_count > 0"), should_be_closed),
            "suspension_now": (self.now("suspension", "true"), should_be_closed),
            "hand_down": (
                self.count(HANDLED, f"{dispatched} AND c.hand_down_count > 0"),
                self.count(HANDLED, dispatched),
            ),
            "miss": (
                self.count(REPORTED, f"{IN_GRID} AND c.source <> 'gridder' AND {SEEN}"),
                self.count(REPORTED, IN_GRID),
            ),
            "satisfaction": (
                self.ask(CLOSED, f"{RATING} IS NOT NULL", POINTS).scalar_one(),
                self.count(CLOSED, f"{RATING} IS NOT NULL"),
            ),
            "lateness_multiple": (sum(lateness) / 1_000_000, len(lateness)),
        }

    def should_be_closed(self, flag: str = "true") -> int:
        """Handled that day and found good, or not handled and late when it ended."""
        handled = self.count(HANDLED, f"c.state = 'closed' AND {flag}")
        return handled + self.count(STILL_RUNNING, flag) + self.count(HANDLED_SINCE, flag)

    def now(self, stage: str, flag: str) -> int:
        """Count the cases that have a clock of a stage, whatever the day."""
        return self.count(STANDS_OPEN.replace(":stage", f"'{stage}'"), flag)

    def returns(self) -> list[tuple[int, str | None]]:
        """Return the case and the unit of every return in a case handled that day."""
        return [(case, details.get("unit_code")) for case, details in self.told("return")]

    def groundless(self) -> set[tuple[int, str]]:
        """Return the cases handled that day with the units that were ruled against."""
        rulings = self.told("rule")
        return {(case, told["unit_code"]) for case, told in rulings if told["groundless"]}

    def hand_downs(self) -> Counter[tuple[str, int, int]]:
        """Count the cases handled that day by who gave them down, whence and whereto."""
        told = self.told("hand_down")
        sent = {(case, one["by"], one["from_tier"], one["tier"]) for case, one in told}
        return Counter((by, from_tier, tier) for _, by, from_tier, tier in sent)

    def told(self, verb: str) -> list[tuple[int, dict[str, Any]]]:
        """Return what every entry of a verb says in the cases handled that day, and by whom."""
        found = []
        for case in self.ask(HANDLED, "true", "c.id").scalars().all():
            entries = self.connection.execute(
                text(
                    "SELECT operator, payload FROM case_history WHERE case_id = :id AND verb = :v"
                ),
                {"id": case, "v": verb},
            )
            for operator, payload in entries:
                found.append((case, json.loads(payload)["details"] | {"by": operator}))
        return found

    def lateness(self) -> list[int]:
        """Return by how many millionths of its limit each case closed late had overrun."""
        found = self.ask(CLOSED, "c.handled_late AND NOT c.exempt", "c.id").scalars().all()
        clocks = text(
            "SELECT handle_started_at, handle_due_at, resolved_at FROM cases WHERE id = :id"
        ).columns(
            handle_started_at=UtcDateTime(), handle_due_at=UtcDateTime(), resolved_at=UtcDateTime()
        )
        multiples = []
        for key in found:
            started, due, resolved = self.connection.execute(clocks, {"id": key}).one()
            multiples.append(round(1_000_000 * ((resolved - due) / (due - started))))
        return multiples

    def count(self, population: str, flag: str = "true") -> int:
        """Count the cases of a population that carry a flag."""
        return int(self.ask(population, flag, "count(*)").scalar_one())

    def ask(self, population: str, flag: str, columns: str) -> Any:
        """Ask for columns of the cases of a population that carry a flag."""
        statement = f"SELECT {columns} {population.format(where=self.where)} {flag}"
        named = [moment for moment in MOMENTS if f":{moment.key}" in statement]
        values = {"district": self.district, "inside": f"{self.area}%"}
        values |= {"key": self.key} if ":key" in statement else {}
        moments = {moment.key: getattr(self, moment.key) for moment in named}
        return self.connection.execute(text(statement).bindparams(*named), values | moments)
