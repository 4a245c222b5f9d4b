"""A case as an operator reads it: one line of a list, the story, what may be done.

Everything returned is harmless to print; rows come as they are stored.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from console.present.deeds import about
from console.present.times import LATE_SIGN, SOON_SIGN, Left, time_left
from console.present.tones import Said, Tone
from console.present.vocabulary import STATES, VERBS, tier_word, word
from console.present.words import _, in_chinese
from core.cases.rows import CaseRow, HistoryRow
from core.cases.states import Card, State, Verb
from core.kernel.text import neutralise

STATE_TONES: Final = {
    State.REPORTED: Tone.ACCENT,
    State.FILED: Tone.PLAIN,
    State.DISPATCHED: Tone.NEWS,
    State.HANDLING: Tone.PLAIN,
    State.SUSPENDED: Tone.DIM,
    State.RESOLVED: Tone.GOOD,
    State.CLOSED: Tone.DIM,
    State.REJECTED: Tone.DIM,
    State.MERGED: Tone.DIM,
    State.CANCELLED: Tone.DIM,
}

_LONGEST_LINE: Final = 400
"""Characters of a text that a list ever looks at; a matter may be 4,000 long."""

_NUMERALS: Final = {character: n for n, character in enumerate("〇一二三四五六七八九十")}
_NUMBERED_GRID: Final = re.compile(r"第([一二三四五六七八九十]{1,3})网格")


def left_of(row: CaseRow, now: datetime, zone: ZoneInfo) -> Left:
    """Say how long the soonest clock of a case still runs."""
    return time_left(row.due_at, now, zone, estimated=row.estimated, ended_at=row.ended_at)


def title_of(row: CaseRow) -> str:
    """Name a case in a few words: its item, or what was reported while it has none."""
    name = row.item_name
    if name and not in_chinese():
        name = row.item_name_en or name
    return neutralise((name or row.matter)[:_LONGEST_LINE])


def place_of(row: CaseRow, *, street: bool = True) -> str:
    """Say where, in the few cells of a list: ``西兴 · 七甲闸社区 03``."""
    above = row.street.removesuffix("街道").removesuffix("镇") if street else ""
    community = " ".join(part for part in (row.community, short_grid(row.grid)) if part)
    return neutralise(" · ".join(part for part in (above, community) if part))


def full_place_of(row: CaseRow) -> str:
    """Say where, in full."""
    return neutralise(" · ".join(part for part in (row.street, row.community, row.grid) if part))


def short_grid(name: str) -> str:
    """Shorten the name of a grid to its number: ``第三网格(专属·…)`` → ``03``."""
    found = _NUMBERED_GRID.match(name)
    if found is None:
        return name.removesuffix("网格")
    tens, ten, ones = found[1].rpartition("十")
    number = (_NUMERALS[tens] if tens else 1) * 10 if ten else 0
    return f"{number + (_NUMERALS[ones] if ones else 0):02}"


def handler_of(row: CaseRow) -> str:
    """Name who has the case: the unit, the gridder, or nobody yet."""
    return neutralise(row.unit or row.gridder or "")


def state_of(row: CaseRow) -> Said:
    """Return the state as a word with its tone."""
    tone = STATE_TONES[State(row.state)] if row.state in STATE_TONES else Tone.PLAIN
    return Said(word(STATES, row.state), tone)


def card_of(row: CaseRow) -> Said:
    """Return the yellow or red card of a case, in the few cells before its matter."""
    return _CARDS.get(row.card or "", lambda: Said(""))()


_CARDS: Final[Mapping[str, Callable[[], Said]]] = {
    Card.YELLOW: lambda: Said(SOON_SIGN + _("yellow"), Tone.SOON),
    Card.RED: lambda: Said(LATE_SIGN + _("red"), Tone.LATE),
}


def headline_of(row: CaseRow) -> str:
    """Return number, title and tier in one line, for dialogs and messages."""
    return f"{row.number} {title_of(row)} · {tier_word(row.tier)}"


def deed_of(entry: HistoryRow, zone: ZoneInfo | None = None) -> Said:
    """Tell one entry of the story after the name of who did it: ``派遣 环境卫生所``."""
    said = word(VERBS, entry.verb)
    told = " · ".join(about(entry, zone))
    return Said(f"{said} {told}" if told else said, _deed_tone(entry))


_TONES_OF_DEEDS: Final = {
    Verb.RETURN: Tone.SOON,
    Verb.FAIL_CHECK: Tone.SOON,
    Verb.ESCALATE: Tone.SOON,
    Verb.URGE: Tone.SOON,
    Verb.REOPEN: Tone.SOON,
    Verb.REJECT: Tone.DIM,
    Verb.MERGE: Tone.DIM,
    Verb.CANCEL: Tone.DIM,
    Verb.IMPORT: Tone.DIM,
    Verb.RECKON: Tone.DIM,
    Verb.REGRID: Tone.DIM,
    Verb.PASS_CHECK: Tone.GOOD,
    Verb.SETTLE: Tone.GOOD,
    Verb.NOTE: Tone.DIM,
}


def _deed_tone(entry: HistoryRow) -> Tone:
    return _TONES_OF_DEEDS.get(Verb(entry.verb), Tone.PLAIN) if entry.verb in VERBS else Tone.PLAIN
