"""Moments and durations as an operator reads them, in the local zone of the district.

Everything takes "now" from its caller: what is shown can be shown as of any moment.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from console.present.tones import Tone
from console.present.words import _, _n
from core.kernel.words import N_

LATE_SIGN: Final = "▲"
SOON_SIGN: Final = "◆"
NO_SIGN: Final = " "
ENDED_SIGN: Final = "■"
ESTIMATED_SIGN: Final = "~"
"""Stands before a due time that rests on a calendar nobody has announced yet."""

LEFT_CELLS: Final = 10
"""The widest time left that `time_left` says, sign and space included."""

SOON: Final = timedelta(hours=2)
_HOURS_SAID: Final = timedelta(hours=48)
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_MINUTE: Final = timedelta(minutes=1)

_WEEKDAYS: Final = (
    N_("Mon"),
    N_("Tue"),
    N_("Wed"),
    N_("Thu"),
    N_("Fri"),
    N_("Sat"),
    N_("Sun"),
)
_LIMIT: Final = re.compile(r"(\d+) ([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Left:
    """How long a clock still runs: a sign, a text, a tone."""

    sign: str
    text: str
    tone: Tone

    def __str__(self) -> str:
        return f"{self.sign} {self.text}"


def time_left(
    due_at: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    *,
    estimated: bool = False,
    ended_at: datetime | None = None,
) -> Left:
    """Say how long is left until ``due_at``.

    Late: ``▲ -4:12`` (hours:minutes, from two days on in days). Within two hours:
    ``◆ 0:41``. Later today: ``今 18:00``. After that in local days: ``1 天``. An estimated
    due time has ``~`` for its sign, unless it is late or soon. What has ended shows its day.
    """
    if due_at is None:
        return Left(ENDED_SIGN, month_and_day(ended_at, zone) if ended_at else "", Tone.DIM)
    left = due_at - now
    if left < timedelta(0):
        return Left(LATE_SIGN, "-" + _hours_or_days(-left), Tone.LATE)
    if left <= SOON:
        return Left(SOON_SIGN, _clock(left), Tone.SOON)
    sign = ESTIMATED_SIGN if estimated else NO_SIGN
    days = (local_day(due_at, zone) - local_day(now, zone)).days
    if days == 0:
        at = due_at.astimezone(zone)
        return Left(sign, _("by %(time)s") % {"time": f"{at:%H:%M}"}, Tone.TODAY)
    return Left(sign, _days(days), Tone.DIM)


def _hours_or_days(span: timedelta) -> str:
    return _clock(span) if span < _HOURS_SAID else _days(span // _DAY)


def _clock(span: timedelta) -> str:
    minutes = span // _MINUTE
    return f"{minutes // 60}:{minutes % 60:02}"


def _days(days: int) -> str:
    return _n("%(n)s day", "%(n)s days", days)


def span_words(span: timedelta) -> str:
    """Say a duration in its two largest parts: ``4 小时 12 分``, ``3 days 2 h``."""
    days, rest = divmod(abs(span), _DAY)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    parts = []
    if days:
        parts.append(_days(days))
    if hours:
        parts.append(_("%(n)s h") % {"n": hours})
    if minutes and not days:
        parts.append(_("%(n)s min") % {"n": minutes})
    return " ".join(parts) or _("%(n)s min") % {"n": 0}


def standing(due_at: datetime, now: datetime) -> str:
    """Say in words how a clock stands: ``超 4 小时 12 分``, ``还有 41 分``."""
    if due_at < now:
        return _("%(span)s late") % {"span": span_words(now - due_at)}
    return _("%(span)s left") % {"span": span_words(due_at - now)}


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the local day of an instant."""
    return at.astimezone(zone).date()


def month_and_day(at: datetime, zone: ZoneInfo) -> str:
    """Return ``11-06``."""
    return f"{at.astimezone(zone):%m-%d}"


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return ``11-06 09:12``, with the year where it is another one than now."""
    local = at.astimezone(zone)
    if local.year != now.astimezone(zone).year:
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local:%m-%d %H:%M}"


def due_moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return a moment with its weekday: ``11-17 周二 18:00``."""
    local = at.astimezone(zone)
    day = f"{local:%m-%d}" if local.year == now.astimezone(zone).year else f"{local:%Y-%m-%d}"
    return f"{day} {weekday(local.date())} {local:%H:%M}"


def weekday(day: date) -> str:
    """Return the short name of the day's weekday."""
    return _(_WEEKDAYS[day.weekday()])


def clock_face(now: datetime, zone: ZoneInfo) -> str:
    """Return what the clock on the wall says: ``周五 14:32``."""
    local = now.astimezone(zone)
    return f"{weekday(local.date())} {local:%H:%M}"


_LIMIT_WORDS: Final[Mapping[str, Callable[[int], str]]] = {
    "minute": lambda n: _n("%(n)s minute", "%(n)s minutes", n),
    "hour": lambda n: _n("%(n)s hour", "%(n)s hours", n),
    "working_hour": lambda n: _n("%(n)s working hour", "%(n)s working hours", n),
    "working_day": lambda n: _n("%(n)s working day", "%(n)s working days", n),
    "day": lambda n: _n("%(n)s calendar day", "%(n)s calendar days", n),
}


def limit_words(limit: str | None) -> str:
    """Say a limit such as ``7 working_day``; what is not understood is shown as it stands."""
    found = _LIMIT.fullmatch(limit or "")
    if found is None or found[2] not in _LIMIT_WORDS:
        return limit or ""
    return _LIMIT_WORDS[found[2]](int(found[1]))
