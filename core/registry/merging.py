"""Merging grids: one keeps its code, the others become part of it (合并)."""

from core.areas.codes import Change
from core.areas.models import Area
from core.areas.succession import ending_of
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import MergeGrids
from core.registry.gridwork import GridWork
from core.registry.outcome import GridOutcome


def merge_grids(hand: Hand, command: MergeGrids) -> GridOutcome:
    """Let grids become part of another one of the same community and kind.

    Their open cases lie in it from now on, their homes and residents are counted there, their
    codes end for ever. Their posts end the same day, unless they are to go on.

    Raises:
        NotFound: no such grid inside the jurisdiction.
        Invalid: none is named, one is named twice, or they are not of one community and kind.
        Duplicate: another grid of the community has the new name.
        Conflict: the registers have moved on.
    """
    asked = GridWork(hand, command, Change.MERGE)
    if _done_before(asked, command):
        return GridOutcome(Change.MERGE, asked.version, repeated=True)
    work = GridWork.open(hand, command, Change.MERGE)
    into = work.grid(command.area_code)
    merged = [work.grid(code, "merged") for code in command.merged]
    _check(into, merged)
    codes = [grid.code for grid in merged]
    name = command.name and work.free_name(command.name, into.parent_code, into.code, *codes)
    every = [into, *merged]
    into = work.resize(
        into,
        _sum([grid.households for grid in every]),
        _sum([grid.residents for grid in every]),
        name,
    )
    for grid in merged:
        work.end(grid, into)
        work.settle(grid, into, keep_posts=command.keep_posts)
    return work.finish()


def _done_before(work: GridWork, command: MergeGrids) -> bool:
    """Say whether every grid named has become part of this one before."""
    if not command.merged:
        return False
    into = work.grid(command.area_code)
    steps = [
        ending_of(work.session, code) if work.hand.scope.covers(code) else None
        for code in command.merged
    ]
    return all(step and (step.change, step.to_code) == (Change.MERGE, into.code) for step in steps)


def _check(into: Area, merged: list[Area]) -> None:
    codes = [into.code, *(grid.code for grid in merged)]
    if not merged or len(set(codes)) < len(codes):
        raise Invalid(N_("Name two grids or more, each once."), field="merged")
    for grid in merged:
        if (grid.parent_code, grid.kind) != (into.parent_code, into.kind):
            raise Invalid(
                N_(
                    "%(area)s and %(into)s are not of one community and one kind; move or import "
                    "one of them first."
                ),
                field="merged",
                area=grid.code,
                into=into.code,
            )


def _sum(counts: list[int | None]) -> int | None:
    """Add up; what is not known of one is not known of all."""
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
