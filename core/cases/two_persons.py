"""Two-person rules: who asked cannot grant."""

from core.kernel.errors import Refused
from core.kernel.words import N_
from core.operators.hand import Hand


def demand_another(hand: Hand, asked_by: str | None) -> None:
    """Let only somebody else decide what ``asked_by`` asked for.

    Raises:
        Refused: the operator asked themselves.
    """
    if asked_by == hand.scope.login:
        raise Refused(N_("Who asked cannot decide; another supervisor must."))
