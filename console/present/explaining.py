"""A due time told day by day, in words."""

from collections import Counter
from datetime import datetime
from typing import Final

from console.present.times import due_moment, limit_words
from console.present.vocabulary import word
from console.present.words import _, _n
from core.deadlines.calendar import DayKind
from core.deadlines.explanation import DayNote, Explanation
from core.kernel.words import N_

KINDS: Final = {
    DayKind.WORKING_DAY: N_("working day"),
    DayKind.WEEKEND: N_("weekend"),
    DayKind.DAY_OFF: N_("day off"),
    DayKind.MAKE_UP_DAY: N_("make-up working day"),
}

NOTES: Final = {
    DayNote.START: N_("start"),
    DayNote.MOVED: N_("moved on"),
    DayNote.PAUSED: N_("paused"),
    DayNote.EXTENDED: N_("extended"),
    DayNote.DUE: N_("due"),
}


def in_one_line(explanation: Explanation, now: datetime) -> str:
    """Tell a due time in one line: the limit, the end, and what was passed over on the way."""
    end = due_moment(explanation.due_at, now, explanation.zone)
    passed = Counter(day.kind for day in explanation.days[1:] if not day.counted)
    said = _("%(limit)s, until %(end)s") % {
        "limit": limit_words(str(explanation.limit)),
        "end": end,
    }
    if over := ", ".join(_passed(kind, days) for kind, days in passed.items() if kind in _PASSED):
        said += _("; not counted: %(days)s") % {"days": over}
    if explanation.estimated:
        said += _("; estimated, that year's calendar is not announced")
    return said


_PASSED: Final = (DayKind.WEEKEND, DayKind.DAY_OFF)


def _passed(kind: DayKind, days: int) -> str:
    count = _n("%(n)s day", "%(n)s days", days)
    return _("%(kind)s %(count)s") % {"kind": word(KINDS, kind), "count": count}
