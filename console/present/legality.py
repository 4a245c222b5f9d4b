"""Whether a verb is possible now, and in words why not."""

from console.present.vocabulary import ROLES, STATES, VERBS, word
from console.present.words import _
from core.cases.rows import CaseRow
from core.cases.states import TO_BE_VERIFIED, Verb


def why_not(verb: Verb, row: CaseRow, role: str) -> str:
    """Return why ``role`` cannot do ``verb`` to the case now, or nothing when it may be tried.

    Only what the lifecycle and the row say: a rule that looks further (a second return, an
    item that has lapsed) speaks when the verb is previewed.
    """
    from core.cases.lifecycle import LIFECYCLE

    step = LIFECYCLE[verb]
    forbidden = may_not(verb, role)
    if forbidden:
        return forbidden
    if row.state not in step.sources:
        return _("“%(verb)s” is for cases %(states)s; this one is %(state)s.") % {
            "verb": word(VERBS, verb),
            "states": _(" or ").join(word(STATES, state) for state in sorted(step.sources)),
            "state": word(STATES, row.state),
        }
    if verb is Verb.VERIFY and row.source not in TO_BE_VERIFIED:
        return _("Only hotline and online reports are verified.")
    return ""


def may_not(verb: Verb, role: str) -> str:
    """Return why ``role`` may never do ``verb``, or nothing."""
    from core.cases.lifecycle import LIFECYCLE

    if role in LIFECYCLE[verb].roles:
        return ""
    return _("A %(role)s may not do this (%(action)s).") % {
        "role": word(ROLES, role),
        "action": word(VERBS, verb),
    }


def possible(row: CaseRow, role: str) -> tuple[Verb, ...]:
    """Return the verbs that may be tried, in the order of the lifecycle."""
    from core.cases.lifecycle import verbs_from

    return tuple(verb for verb in verbs_from(row.state) if not why_not(verb, row, role))
