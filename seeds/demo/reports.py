"""How a matter reaches the desk: from which place, by whom, in which words."""

from dataclasses import dataclass
from random import Random
from typing import Final

from core.cases.commands import ReportCase
from core.cases.states import TO_BE_VERIFIED, Source, Tier
from seeds.demo.directory import GridSeat
from seeds.demo.matters import MatterSeed, phrases
from seeds.demo.words import pick_word

VAGUE: Final = 0.2
"""Share of callers who know the community of what they report and no grid."""
COMMUNITY_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class _Reporter:
    staff_number: str | None = None
    name: str = ""
    phone: str = ""


def report(rng: Random, matter: MatterSeed, seat: GridSeat, ref: str) -> ReportCase:
    """Report a matter that the desk shall deal with; the public names no item."""
    reporter = _reporter(rng, matter, seat)
    return ReportCase(
        source=matter.source,
        source_ref=ref,
        matter=matter.description,
        area_code=_place(rng, matter, seat),
        item_code=None if matter.source in TO_BE_VERIFIED else matter.item_code,
        address=matter.address,
        reporter_staff_number=reporter.staff_number,
        reporter_name=reporter.name,
        reporter_phone=reporter.phone,
    )


def report_settled(rng: Random, matter: MatterSeed, seat: GridSeat, ref: str) -> ReportCase:
    """Report a matter of tier 1 that a gridder has dealt with on the spot."""
    return ReportCase(
        source=Source.GRIDDER,
        source_ref=ref,
        matter=matter.description,
        area_code=_place(rng, matter, seat),
        item_code=matter.item_code,
        address=matter.address,
        reporter_staff_number=_gridder(rng, seat),
        settled=matter.result,
    )


def report_padding(rng: Random, seat: GridSeat, ref: str) -> ReportCase:
    """Report what belongs into the patrol log, to fill a quota."""
    return ReportCase(
        source=Source.GRIDDER,
        source_ref=ref,
        matter=rng.choice(phrases("padding")),
        area_code=seat.code,
        reporter_staff_number=_gridder(rng, seat),
    )


def _reporter(rng: Random, matter: MatterSeed, seat: GridSeat) -> _Reporter:
    """Say who reports: staff of the grid, a citizen with an invented number, or a system."""
    if matter.source == Source.GRIDDER:
        return _Reporter(staff_number=_gridder(rng, seat))
    if matter.source in TO_BE_VERIFIED:
        name = pick_word("surname", rng) + rng.choice(("先生", "女士"))
        return _Reporter(name=name, phone=f"111{rng.randrange(10**8):08}")
    return _Reporter()


def _gridder(rng: Random, seat: GridSeat) -> str:
    return rng.choices(seat.reporters, seat.weights)[0]


def _place(rng: Random, matter: MatterSeed, seat: GridSeat) -> str:
    """Return the area a report names: the grid, its part, or what a caller knows of it.

    Tier 1 needs the grid, because only its own gridders can be sent there.
    """
    if matter.source == Source.GRIDDER and seat.microgrids:
        return rng.choice(seat.microgrids)
    if matter.source in TO_BE_VERIFIED and matter.tier > Tier.GRID and rng.random() < VAGUE:
        return seat.code[:COMMUNITY_DIGITS]
    return seat.code
