"""What of today is new to an upstream, has changed, or is no longer its business."""

import json
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from core.kernel.errors import FieldFault
from core.upstreams.commands import REFUSED, Findings, Sent, Unmapped
from core.upstreams.fields import Change
from core.upstreams.rendering import Record, Renderer, Row
from core.upstreams.rows import Known


class Again(Enum):
    """What is sent though the upstream has it already."""

    NOTHING = auto()
    REFUSED = auto()
    EVERYTHING = auto()


@dataclass(frozen=True, slots=True)
class Judged:
    """A row that is to be written; ``change`` is empty when it cannot be sent."""

    row: Row
    change: Change | None


class Comparison:
    """Compares records with what their upstream has, and keeps what is to be written down."""

    def __init__(
        self, renderer: Renderer, known: Table[str, Known], key: str, run: int, again: Again
    ) -> None:
        self._renderer = renderer
        self._known = known
        self._key = key
        self._run = run
        self._again = again
        self.findings = Findings()
        self.counts = {Change.NEW: 0, Change.CHANGED: 0}
        self.unchanged = 0
        self.still_unmapped = 0
        self.met: set[str] = set()

    def standing(self, records: Iterable[Record]) -> Iterator[Judged]:
        """Judge records that are to be sent, and yield those that go into a file.

        What cannot be sent goes into one once; as it stood then it is only counted from then on.
        """
        for record in records:
            key = str(record[self._key])
            self.met.add(key)
            known = self._known.get(key)
            change = Change.CHANGED if known and known.sha256 else Change.NEW
            row = self._renderer.row({**record, "change": str(change), "run": self._run})
            if row.faults:
                faults = json.dumps([_told(fault, row) for fault in row.faults], ensure_ascii=False)
                if known and known.faults == faults and self._again is not Again.EVERYTHING:
                    self.still_unmapped += 1
                    continue
                self.findings.unmapped.append(Unmapped(key, faults, known is not None))
                yield Judged(row, None)
            elif known and known.sha256 == row.sha256 and not self._sent_again(known):
                self.unchanged += 1
                if known.faults:
                    self.findings.cleared.append(key)
            else:
                self.counts[change] += 1
                self.findings.sent.append(Sent(key, row.sha256, known is not None))
                yield Judged(row, change)

    def gone(self, keys: Iterable[str], told: Table[str, Record]) -> Iterator[Judged]:
        """Judge records that are no longer to be sent; ``told`` is what may be said of them."""
        for key in keys:
            known = self._known.get(key)
            if known is None or (known.withdrawn and not self._withdrawn_again(known)):
                continue
            if not (known.sha256 or known.withdrawn):
                self.findings.forgotten.append(key)
                continue
            self.findings.withdrawn.append(key)
            record = {**told.get(key, {self._key: key})}
            record |= {"change": str(Change.WITHDRAWN), "run": self._run}
            yield Judged(self._renderer.row(record, blank=True), Change.WITHDRAWN)

    def _withdrawn_again(self, known: Known) -> bool:
        """Whether the upstream refused to take a record back, and is to be asked once more."""
        return self._again is Again.REFUSED and known.answer == REFUSED

    def _sent_again(self, known: Known) -> bool:
        refused = self._again is Again.REFUSED and known.answer == REFUSED
        return refused or self._again is Again.EVERYTHING


def _told(fault: FieldFault, row: Row) -> dict[str, Any]:
    """Return a fault as it is written down, with the digest of the row that has it."""
    told = {"header": fault.field, "template": fault.template, "params": dict(fault.params)}
    return {**told, "row": row.sha256}


def read_faults(written: str) -> tuple[FieldFault, ...]:
    """Return faults as they were written down."""
    told = json.loads(written) if written else []
    parts = ((one["header"], one["template"], one["params"]) for one in told)
    return tuple(FieldFault(header, template, **params) for header, template, params in parts)
