"""Sealing a day: one line for all entries of history that were made on it.

The chain of a case shows an entry that was changed, but not a chain that was written anew
from its first entry to its last, nor a case that vanished with its whole history. A line
covers the hash of every entry of the day and the line before it; kept in another place too
(see ``griddesk history seals``), it tells both.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import insert

from core.cases.history import plain
from core.kernel.errors import Conflict
from core.kernel.words import N_
from core.operators.hand import Hand
from core.scheduling.commands import SealDay
from core.scheduling.lease import only_timers
from core.scheduling.models import HistorySeal

FIRST: Final = ""
"""What stands before the first line."""

_SEALS = HistorySeal.__table__  # type: ignore[attr-defined]

SealedEntry = tuple[int, int, str]
"""The id of a case, the ``seq`` and the hash of one entry of it."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The line of one day, as `HistorySeal` holds it."""

    day: date
    begins_at: datetime | None
    ends_at: datetime
    entries: int
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class SealFault:
    """A sealed day whose history is not what it was."""

    day: date
    problem: str
    sealed: int
    found: int


def seal_of(
    day: date,
    begins_at: datetime | None,
    ends_at: datetime,
    prev_hash: str,
    entries: Iterable[SealedEntry],
) -> Seal:
    """Make the line of ``day`` from its entries, ordered by moment, case and ``seq``."""
    digest = hashlib.sha256(
        json.dumps([prev_hash, plain(day), plain(begins_at), plain(ends_at)]).encode()
    )
    count = 0
    for case, seq, entry_hash in entries:
        count += 1
        digest.update(f"\n{case} {seq} {entry_hash}".encode())
    return Seal(day, begins_at, ends_at, count, prev_hash, digest.hexdigest())


def verify_seals(
    seals: Iterable[Seal],
    entries_of: Callable[[datetime | None, datetime], Iterable[SealedEntry]],
) -> Iterable[SealFault]:
    """Yield what is wrong with ``seals``, oldest first; ``entries_of`` reads the history again."""
    before = FIRST
    for seal in seals:
        found = seal_of(
            seal.day,
            seal.begins_at,
            seal.ends_at,
            seal.prev_hash,
            entries_of(seal.begins_at, seal.ends_at),
        )
        problem = _problem(seal, found, before)
        if problem:
            yield SealFault(seal.day, problem, seal.entries, found.entries)
        before = seal.hash


def _problem(seal: Seal, found: Seal, before: str) -> str:
    if seal.prev_hash != before:
        return "does not follow the line before it"
    if found.entries < seal.entries:
        return "entries are missing"
    if found.entries > seal.entries:
        return "entries were added"
    return "" if found.hash == seal.hash else "entries were changed"


def seal_day(hand: Hand, command: SealDay) -> None:
    """Write the line of a day.

    Raises:
        Conflict: another line was written meanwhile, so that this one does not follow the last.
    """
    only_timers(hand)
    connection = hand.session.connection()
    last = connection.execute(_SEALS.select().order_by(_SEALS.c.day.desc()).limit(1)).one_or_none()
    if (last.hash if last else FIRST) != command.prev_hash:
        raise Conflict(N_("Another line was sealed meanwhile; this day is sealed anew."))
    connection.execute(
        insert(_SEALS),
        {
            "day": command.day,
            "begins_at": command.begins_at,
            "ends_at": command.ends_at,
            "entries": command.entries,
            "prev_hash": command.prev_hash,
            "hash": command.hash,
            "sealed_at": hand.now,
        },
    )
