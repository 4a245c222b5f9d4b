"""Sealing the day: one line for all entries of history that were made on it."""

from datetime import UTC, datetime, time

from console.scheduler.job import Task, Worked
from core.scheduling.commands import SealDay
from core.scheduling.sealing import FIRST, seal_of


def seal(task: Task) -> Worked:
    """Seal everything since the last line, up to the midnight before the window.

    The history is read outside the transaction that adds the line, which is thereby short;
    entries of days that are over do not change.
    """
    shop = task.shop
    local = task.window.at.astimezone(shop.zone)
    ends_at = datetime.combine(local.date(), time(), shop.zone).astimezone(UTC)
    seals = shop.scheduling.seals()
    last = seals[-1] if seals else None
    if last is not None and last.ends_at >= ends_at:
        return Worked({"day": last.day.isoformat(), "entries": last.entries, "hash": last.hash})
    begins_at = last.ends_at if last else None
    made = seal_of(
        (ends_at.astimezone(shop.zone) - datetime.resolution).date(),
        begins_at,
        ends_at,
        last.hash if last else FIRST,
        shop.scheduling.entries_of(begins_at, ends_at),
    )
    line = SealDay(
        day=made.day,
        begins_at=made.begins_at,
        ends_at=made.ends_at,
        entries=made.entries,
        prev_hash=made.prev_hash,
        hash=made.hash,
    )
    result = {"day": made.day.isoformat(), "entries": made.entries, "hash": made.hash}
    return Worked(result, [line])
