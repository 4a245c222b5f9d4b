"""Ending a grid, with what is open in it going to a successor (撤销)."""

from core.areas.codes import Change
from core.areas.models import Area
from core.areas.succession import ending_of
from core.cases.regridding import open_cases_in
from core.kernel.errors import Invalid, Refused
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import RetireGrid
from core.registry.gridwork import GridWork
from core.registry.outcome import GridOutcome
from core.registry.residents import units_in


def retire_grid(hand: Hand, command: RetireGrid) -> GridOutcome:
    """End a grid for ever.

    With a successor its open cases, microgrids, units and operators go there, but not its
    homes: they are counted where somebody says they are. Without one nothing may be open in it.

    Raises:
        NotFound: no such grid, or no such successor, inside the jurisdiction.
        Refused: cases are open in it or units answer for it, and no successor is named.
        Conflict: the registers have moved on.
    """
    asked = GridWork(hand, command, Change.RETIRE)
    if hand.scope.covers(command.area_code) and _done_before(asked, command):
        return GridOutcome(Change.RETIRE, asked.version, repeated=True)
    work = GridWork.open(hand, command, Change.RETIRE)
    grid = work.grid(command.area_code)
    into = work.grid(command.into, "into") if command.into else None
    if into and into.code == grid.code:
        raise Invalid(N_("A grid does not follow itself."), field="into")
    if into is None:
        _demand_empty(work, grid)
    work.end(grid, into)
    work.settle(grid, into, keep_posts=command.keep_posts)
    return work.finish()


def _done_before(work: GridWork, command: RetireGrid) -> bool:
    step = ending_of(work.session, command.area_code)
    return step is not None and (step.change, step.to_code) == (Change.RETIRE, command.into)


def _demand_empty(work: GridWork, grid: Area) -> None:
    areas = [grid, *work.below(grid)]
    open_cases = [number for area in areas for number in open_cases_in(work.hand, area.code)]
    if open_cases:
        raise Refused(
            N_(
                "%(count)s cases are open in %(area)s, the first is %(number)s. Name a grid that "
                "follows it, or end them first."
            ),
            count=len(open_cases),
            area=grid.code,
            number=open_cases[0],
        )
    units = [unit for area in areas for unit in units_in(work.session, area.code)]
    if units:
        raise Refused(
            N_("%(unit)s answers for %(area)s; name a grid that follows it."),
            unit=units[0].name,
            area=grid.code,
        )
