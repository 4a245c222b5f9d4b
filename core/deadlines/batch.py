"""Due times by the million: JSON lines in, JSON lines out."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from core.deadlines.engine import Deadlines
from core.deadlines.limits import parse_limit
from core.kernel.errors import Invalid
from core.kernel.words import N_

_QUOTED = 40
_limit = lru_cache(maxsize=1024)(parse_limit)


def due_lines(
    deadlines: Deadlines, lines: Iterable[str], say: Callable[[Invalid], str] = str
) -> Iterator[str]:
    """Answer each line ``{"start": ..., "limit": ...}`` with one line, in order.

    ``start`` is ISO 8601 with an offset, ``limit`` as `parse_limit` reads it; other keys are
    ignored. The answer is ``{"due_at", "target_at", "estimated"}`` in local time, or
    ``{"error", "line"}`` for a line that cannot be answered, blank ones included, so that
    answer N always belongs to line N. ``say`` puts a refusal into the reader's language.
    """
    for number, line in enumerate(lines, start=1):
        try:
            answer = _answer(deadlines, line)
        except Invalid as refusal:
            answer = json.dumps({"error": say(refusal), "line": number})
        yield answer


def _answer(deadlines: Deadlines, line: str) -> str:
    start, limit = _read(line)
    reckoning = deadlines.reckon(start, _limit(limit))
    due_at = reckoning.due_at.astimezone(deadlines.zone).isoformat()
    target_at = reckoning.target_at.astimezone(deadlines.zone).isoformat()
    estimated = "true" if reckoning.estimated else "false"
    # Written by hand: digits and punctuation need no escaping, and json.dumps takes thrice as long.
    return f'{{"due_at": "{due_at}", "target_at": "{target_at}", "estimated": {estimated}}}'


def _read(line: str) -> tuple[datetime, str]:
    try:
        asked: Any = json.loads(line)
    except (ValueError, RecursionError):
        asked = None
    start, limit = (asked.get("start"), asked.get("limit")) if isinstance(asked, dict) else (0, 0)
    if not isinstance(start, str) or not isinstance(limit, str):
        raise Invalid(
            N_('The line is no JSON object with the texts "start" and "limit".'), field="line"
        )
    try:
        return datetime.fromisoformat(start), limit
    except ValueError:
        raise Invalid(
            N_("“%(start)s” is no time; write it as 2026-09-30T15:00+08:00."),
            field="start",
            start=start[:_QUOTED],
        ) from None
