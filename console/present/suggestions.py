"""Who is suggested to handle a case, and on what grounds, in words.

Everything returned is harmless to print.
"""

from typing import TYPE_CHECKING

from console.present.words import _, _n
from core.kernel.text import neutralise

if TYPE_CHECKING:
    from core.units.suggestion import SuggestedUnit, Suggestion


def grounds_of(unit: "SuggestedUnit") -> str:
    """Say why a unit is suggested: ``责任清单：E04``, ``先例：330108-26-000231 及另外 2 件``."""
    told = []
    if unit.precedents:
        told.append(_("precedent: %(number)s") % {"number": neutralise(unit.precedents[0])})
        more = len(unit.precedents) - 1
        if more:
            told[0] += " " + _n("and %(n)s more", "and %(n)s more", more)
    if unit.pattern:
        told.append(_("rule: %(pattern)s") % {"pattern": neutralise(unit.pattern)})
    return _(", ").join(told)


def suggested(suggestion: "Suggestion") -> str:
    """Name who is suggested, and why; "" where gridders answer and no unit does."""
    if suggestion.gap:
        return _("nobody: the responsibility list has a gap here")
    unit = suggestion.unit
    return f"{neutralise(unit.name)} · {grounds_of(unit)}" if unit else ""
