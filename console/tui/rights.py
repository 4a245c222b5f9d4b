"""What may be done with a case from this screen, and in words why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from console.present.legality import may_not, possible, why_not
from console.present.words import _
from console.tui.status import Status
from core.cases.rows import CallRow, CaseDetail, CaseRow
from core.cases.states import Appeal, Tier, Verb
from core.kernel.words import N_

_MOST_EXTENSIONS: Final = 2


class Judge(Protocol):
    """Whoever says whether a verb can be tried."""

    def why_not(self, verb: Verb, row: CaseRow, detail: CaseDetail | None = None) -> str:
        """Return why ``verb`` cannot be tried now, or nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Rights:
    """The role that sits here, and what the screens have learnt about the district."""

    role: str
    status: Status
    read_only: bool = False

    def why_not(self, verb: Verb, row: CaseRow, detail: CaseDetail | None = None) -> str:
        """Return why ``verb`` cannot be tried now, or nothing.

        With ``detail`` more is known, such as that nobody has asked for an extension; it is
        a hint to dim a line by, and the desk has the last word.
        """
        reason = self._looking_only() or why_not(verb, row, self.role)
        if reason:
            return reason
        highest = self.status.highest_tier
        if verb is Verb.ESCALATE and highest and row.tier >= highest:
            return _("Tier %(tier)s is the highest; there is none above it.") % {"tier": row.tier}
        if verb is Verb.HAND_DOWN and row.tier <= Tier.GRID:
            return _("Tier %(tier)s is the lowest; there is none below it.") % {"tier": row.tier}
        return _hindrance(verb, detail) if detail is not None else ""

    def may_not(self, verb: Verb) -> str:
        """Return why the role may never do ``verb``, or nothing."""
        return self._looking_only() or may_not(verb, self.role)

    def _looking_only(self) -> str:
        return _("This desk is for looking only (--read-only).") if self.read_only else ""

    def possible(self, row: CaseRow) -> tuple[Verb, ...]:
        """Return the verbs that may be tried, in the order of the lifecycle."""
        return tuple(verb for verb in possible(row, self.role) if not self.why_not(verb, row))


def _hindrance(verb: Verb, detail: CaseDetail) -> str:
    look = _LOOKS.get(verb)
    template = look(detail) if look else ""
    return _(template) % {"number": detail.row.number} if template else ""


def _reply(detail: CaseDetail) -> str:
    if detail.supervision.reply_awaited:
        return ""
    return N_("Case %(number)s owes no reply; it was not urged since the last one.")


def _return(detail: CaseDetail) -> str:
    if not detail.supervision.ruled:
        return ""
    return N_("A supervisor ruled who handles case %(number)s; it cannot be returned.")


def _ask(detail: CaseDetail) -> str:
    if detail.supervision.extension_asked:
        return N_("An extension of case %(number)s has been asked for and awaits a decision.")
    if len(detail.supervision.extensions) >= _MOST_EXTENSIONS:
        return N_("Case %(number)s has been extended twice; there is no third extension.")
    return ""


def _decide(detail: CaseDetail) -> str:
    if detail.supervision.extension_asked:
        return ""
    return N_("Nobody has asked for an extension of case %(number)s.")


def _rate(detail: CaseDetail) -> str:
    if detail.supervision.satisfaction is None:
        return ""
    return N_("The reporter has rated case %(number)s before.")


def _appeal(detail: CaseDetail) -> str:
    if not detail.handled_late:
        return N_("Case %(number)s was not late; there is nothing to appeal.")
    if detail.supervision.appeal is not None:
        return N_("There was an appeal on case %(number)s before; there is only one.")
    return ""


def _judge(detail: CaseDetail) -> str:
    if detail.supervision.appeal == Appeal.ASKED:
        return ""
    return N_("There is no appeal on case %(number)s to decide.")


CALLS_FOR: Final[Mapping[Verb, Callable[[CallRow], bool]]] = {
    Verb.ANSWER_CALL: lambda call: not call.answered_at and not call.excused_at,
    Verb.FINISH_CALL: lambda call: bool(
        call.answered_at and not call.finished_at and not call.excused_at
    ),
    Verb.EXCUSE_CALL: lambda call: not call.finished_at and not call.excused_at,
    Verb.RATE_CALL: lambda call: bool(
        call.answered_at and not call.excused_at and call.rating is None
    ),
}
"""To which calls of a case a verb on calls may be tried."""


def _call(verb: Verb) -> Callable[[CaseDetail], str]:
    def look(detail: CaseDetail) -> str:
        if any(CALLS_FOR[verb](call) for call in detail.supervision.calls):
            return ""
        return N_("Case %(number)s has no call to which this applies.")

    return look


_LOOKS: Final[Mapping[Verb, Callable[[CaseDetail], str]]] = {
    Verb.RETURN: _return,
    Verb.REPLY: _reply,
    Verb.ASK_EXTENSION: _ask,
    Verb.GRANT_EXTENSION: _decide,
    Verb.REFUSE_EXTENSION: _decide,
    Verb.RATE: _rate,
    Verb.ASK_APPEAL: _appeal,
    Verb.UPHOLD_APPEAL: _judge,
    Verb.DISMISS_APPEAL: _judge,
    **{verb: _call(verb) for verb in CALLS_FOR},
}
