"""Likely duplicates in words: how likely, and every reason for it.

Everything returned is harmless to print.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from console.present.times import span_words
from console.present.words import _, _n
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow, Reason

_PLAIN: Final[Mapping[str, str]] = {
    "same_item": N_("same item"),
    "similar_words": N_("similar words"),
    "same_grid": N_("same grid"),
    "wider_place": N_("one names a wider place"),
    "near": N_("near"),
    "same_address": N_("same address"),
    "soon": N_("soon after"),
}


def _span(hours: float) -> str:
    return span_words(timedelta(minutes=max(1, ceil(hours * 60))))


_MEASURED: Final[Mapping[str, tuple[str, Callable[[float], str]]]] = {
    "similar_words": (N_("similar words %(amount)s"), "{:.0%}".format),
    "near": (N_("%(amount)s m apart"), "{:.0f}".format),
    "soon": (N_("reported %(amount)s apart"), _span),
}
"""How the grounds are told whose amount an operator can judge."""


def reason_words(reason: "Reason") -> str:
    """Say one reason: ``同一事项``, ``描述相似 67%``, ``上报相隔 12 分``."""
    ground = str(reason.ground)
    if reason.amount is not None and ground in _MEASURED:
        template, told = _MEASURED[ground]
        return _(template) % {"amount": told(reason.amount)}
    return _(_PLAIN[ground]) if ground in _PLAIN else neutralise(ground)


def reasons_of(row: "DuplicateRow") -> str:
    """Say all reasons, the strongest first."""
    return _(", ").join(map(reason_words, row.reasons))


def likelihood_of(row: "DuplicateRow") -> str:
    """Say how likely it is: ``97%``."""
    return f"{row.likelihood:.0%}"


def mention(rows: Sequence["DuplicateRow"]) -> str:
    """Name the likeliest in a few words: ``疑似与 330108-26-000231（97%）重复``; "" for none."""
    if not rows:
        return ""
    told = _("%(number)s (%(likely)s)") % {
        "number": neutralise(rows[0].case.number),
        "likely": likelihood_of(rows[0]),
    }
    if more := len(rows) - 1:
        told += " " + _n("and %(n)s more", "and %(n)s more", more)
    return _("likely duplicate of %(cases)s") % {"cases": told}
