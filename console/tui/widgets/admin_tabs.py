"""The tabs of the admin screen; those that the role may not see are dimmed."""

from collections.abc import Mapping, Sequence
from typing import Final

from console.present.tones import Tone
from console.present.vocabulary import ROLES, word
from console.present.words import _
from console.tui.ink import Line, Lines, Piece
from console.tui.themes import Surface
from core.kernel.words import N_
from core.operators.jurisdiction import READS_AUDIT, SEES_OPERATORS
from core.operators.models import Role

TABS: Final = {
    "calendar": N_("Calendar"),
    "items": N_("Admission list"),
    "limits": N_("Limits"),
    "policies": N_("Policies"),
    "operators": N_("Operators"),
    "imports": N_("Imports"),
    "audit": N_("Audit trail"),
}

_FOR: Final[Mapping[str, frozenset[Role]]] = {
    "operators": SEES_OPERATORS,
    "imports": READS_AUDIT,
    "audit": READS_AUDIT,
}


def why_not(tab: str, role: str) -> str:
    """Return why a role may not see a tab, or nothing."""
    roles = _FOR.get(tab)
    if roles is None or role in roles:
        return ""
    names = _(", ").join(word(ROLES, name) for name in Role if name in roles)
    return _("%(tab)s: only for %(roles)s.") % {"tab": _(TABS[tab]), "roles": names}


class AdminTabs(Lines):
    """The line of tabs, a free line above it."""

    DEFAULT_CSS = """
    AdminTabs { height: 2; padding: 1 0 0 0; }
    """

    def __init__(self, role: str, here: str) -> None:
        super().__init__()
        self._role = role
        self._here = here

    def tell(self, here: str) -> None:
        """Mark another tab."""
        self._here = here
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the one line."""
        pieces = []
        for name, title in TABS.items():
            here = name == self._here
            barred = bool(why_not(name, self._role))
            tone = Tone.STRONG if here else Tone.FAINT if barred else Tone.PLAIN
            sign = "×" if barred else " "
            pieces.append(
                Piece(
                    f"{sign}{_(title)} ",
                    tone,
                    click=f"screen.show_tab('{name}')",
                    surface=Surface.CHIP if here else None,
                )
            )
        return [Line((Piece(" "), *pieces))]
