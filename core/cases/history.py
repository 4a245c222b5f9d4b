"""The history of a case: what an entry holds, how entries are chained, how they replay.

An entry's payload is canonical JSON with ``changes`` (field of the case → new value),
``started`` and ``stopped`` (timers) and ``details`` (the verb's own words). Each entry's
hash covers its content and the hash before it, so a changed, removed or reordered entry
breaks the chain at its place. Personal data of the reporter are on the case only, never
in its history, because history can never be erased.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Final

from core.cases.models import Case, CaseHistory
from core.cases.record import CaseRecord

GENESIS: Final = ""
"""What stands before the first entry of a chain."""

NOT_IN_HISTORY: Final = frozenset(
    {"id", "version", "history_hash", "reporter_name", "reporter_phone"}
)
"""Fields of a case that its history does not carry."""


_RECORDED: Final = tuple(name for name in Case.model_fields if name not in NOT_IN_HISTORY)

recorded_values: Final = attrgetter(*_RECORDED)
"""Returns the values of every field of a case that its history carries, for `changed_fields`."""


@dataclass(slots=True)
class Entry:
    """One entry of a history, as it is hashed and stored in ``case_history``."""

    district_code: str
    case_id: int
    seq: int
    at: datetime
    verb: str
    operator: str
    from_state: str | None
    to_state: str
    payload: str
    prev_hash: str
    hash: str


def plain(value: object) -> Any:
    """Return ``value`` as JSON knows it: instants as UTC ISO 8601, dates as ISO."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def canonical(payload: Mapping[str, Any] | list[Any]) -> str:
    """Write ``payload`` in the one form that is hashed."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def entry_hash(number: str, entry: Entry | CaseHistory) -> str:
    """Return the SHA-256, in hex, of ``entry`` of case ``number`` and all before it."""
    content = [
        entry.district_code,
        number,
        entry.seq,
        plain(entry.at),
        entry.verb,
        entry.operator,
        entry.from_state,
        entry.to_state,
        entry.payload,
        entry.prev_hash,
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first place where the history of a case is not what it was."""

    number: str
    seq: int
    problem: str


def verify_chain(
    number: str, version: int, head: str, entries: Iterable[Entry | CaseHistory]
) -> ChainFault | None:
    """Check the whole history of one case; ``None`` means untouched.

    Args:
        number: the case.
        version: its version, which is the ``seq`` of its newest entry.
        head: its ``history_hash``.
        entries: its history, oldest first.
    """
    before = GENESIS
    expected = 0
    for entry in entries:
        expected += 1
        if entry.seq != expected:
            return ChainFault(number, expected, "missing")
        if entry.prev_hash != before:
            return ChainFault(number, entry.seq, "does not follow the entry before it")
        if entry_hash(number, entry) != entry.hash:
            return ChainFault(number, entry.seq, "was changed")
        before = entry.hash
    if expected != version:
        return ChainFault(number, expected + 1, "missing")
    if before != head:
        return ChainFault(number, expected, "is not the one the case was left with")
    return None


def replay(payloads: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Fold the ``changes`` of a history, oldest first, into the fields of its case."""
    fields: dict[str, Any] = {}
    for payload in payloads:
        fields.update(payload["changes"])
    return fields


def replay_timers(payloads: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the timers left open by a history, by stage and call."""
    timers: dict[tuple[str, int], dict[str, Any]] = {}
    for payload in payloads:
        for timer in payload["stopped"]:
            del timers[timer["stage"], timer["call"]]
        for timer in payload["started"]:
            timers[timer["stage"], timer["call"]] = timer
    return timers


def recorded_fields(case: Case | CaseRecord) -> Iterator[tuple[str, Any]]:
    """Yield every field of ``case`` that its history carries, in plain form."""
    for name in _RECORDED:
        yield name, plain(getattr(case, name))


def changed_fields(before: tuple[Any, ...], case: CaseRecord) -> Iterator[tuple[str, Any]]:
    """Yield those of the recorded fields, in plain form, that are not what they were."""
    for name, was, now in zip(_RECORDED, before, recorded_values(case), strict=True):
        if was != now:
            yield name, plain(now)
