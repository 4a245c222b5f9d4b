"""What a figure is made of: the cases that it counts, and those only its denominator holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.reports.figures import FORMULAS, Figure, FigureUnit
from core.reports.tallies import Tally

WHOLE: Final = "whole"
PARTS: Final = (WHOLE, "courses", "tiers", "streets", "communities", "units", "sources")
"""The parts of a report whose lines can be taken apart."""

CLOSER: Final = ("grids", "items", "staff")
"""Divisions too fine for a report; they are asked for one at a time."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one case adds to a figure; over all its cases this sums up to the figure itself.

    ``counted`` says whether the case is among those the figure tells of: it meets the condition
    of a rate, or has a part in a mean. What is not counted is only in the denominator.
    """

    case_id: int
    numerator: float
    denominator: int
    counted: bool


def shares_of(figure: str, tallies: Mapping[int, Tally]) -> tuple[Share, ...]:
    """Take a figure apart, by the same formula that makes it; newest first, the counted first.

    Args:
        figure: the name of the figure.
        tallies: what each case adds to the tally, by the id of the case.

    Raises:
        Invalid: there is no such figure.
    """
    formula = _FORMULAS.get(figure)
    if formula is None:
        raise Invalid(
            N_("There is no figure “%(figure)s”; there are %(known)s."),
            field="figure",
            figure=figure,
            known=", ".join(_FORMULAS),
        )
    made = ((key, formula(tally)) for key, tally in tallies.items())
    shares = (
        Share(key, part.numerator, part.denominator, _is_counted(part))
        for key, part in made
        if part.numerator or part.denominator
    )
    return tuple(sorted(shares, key=lambda share: (not share.counted, -share.case_id)))


def _is_counted(part: Figure) -> bool:
    return part.unit is not FigureUnit.SHARE or bool(part.numerator)


_FORMULAS: Final = {formula(Tally()).name: formula for formula in FORMULAS}
