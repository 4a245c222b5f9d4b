"""Policies in words: what they do, and when."""

from typing import Final

from console.present.times import limit_words
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.words import N_
from core.policies.rules import Rule

POLICY_ACTIONS: Final = {
    "notify": N_("notify"),
    "urge": N_("urge"),
    "escalate": N_("escalate"),
    "resume": N_("resume"),
}
_MOMENTS: Final = {
    "target": N_("at the target"),
    "due": N_("at the due time"),
}


def moment_of(rule: Rule) -> str:
    """Say when a policy acts."""
    if rule.after:
        return _("%(limit)s after the due time") % {"limit": limit_words(rule.after)}
    return word(_MOMENTS, rule.moment)
