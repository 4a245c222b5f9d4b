"""Moving a grid to another community, and giving one another code (划转、重新编码)."""

from core.areas.codes import Change, Level
from core.areas.models import Area
from core.areas.succession import ending_of
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import ChangeGrid, MoveGrid, RenumberGrid
from core.registry.gridwork import GridWork
from core.registry.outcome import GridOutcome


def move_grid(hand: Hand, command: MoveGrid) -> GridOutcome:
    """Let a grid belong to another community, perhaps of another street.

    A code begins with that of its community, so the grid is given the next one there and the
    old one ends. Open cases, microgrids, units and operators follow; posts do unless told not to.

    Raises:
        NotFound: no such grid or community inside the jurisdiction.
        Invalid: it belongs there already, or what is named is no community.
        Duplicate: a grid there has the same name; give another.
        Conflict: the registers have moved on.
    """
    if repeated := _done_before(hand, command, Change.MOVE, command.to_code):
        return repeated
    work = GridWork.open(hand, command, Change.MOVE)
    grid = work.grid(command.area_code)
    community = work.area(command.to_code)
    if community.level != Level.COMMUNITY:
        raise Invalid(
            N_("%(area)s %(name)s is no community; a grid belongs to one."),
            field="to_code",
            area=community.code,
            name=community.name,
        )
    if community.code == grid.parent_code:
        raise Invalid(
            N_("%(area)s belongs to %(name)s already."),
            field="to_code",
            area=grid.code,
            name=community.name,
        )
    name = work.free_name(command.name or grid.name, community.code)
    return _recoded(work, grid, community.code, name, keep_posts=command.keep_posts)


def renumber_grid(hand: Hand, command: RenumberGrid) -> GridOutcome:
    """Give a grid the next code of its community; everything in it follows.

    Raises:
        NotFound: no such grid inside the jurisdiction.
        Refused: no number is left.
        Conflict: the registers have moved on.
    """
    if repeated := _done_before(hand, command, Change.RENUMBER):
        return repeated
    work = GridWork.open(hand, command, Change.RENUMBER)
    grid = work.grid(command.area_code)
    parent = grid.parent_code or ""
    return _recoded(work, grid, parent, grid.name, keep_posts=command.keep_posts)


def _recoded(
    work: GridWork, grid: Area, parent: str, name: str, *, keep_posts: bool
) -> GridOutcome:
    new = work.begin(grid, parent, name)
    work.end(grid, new)
    work.tell_begun(new, grid)
    work.settle(grid, new, keep_posts=keep_posts)
    return work.finish()


def _done_before(
    hand: Hand, command: ChangeGrid, change: Change, below: str = ""
) -> GridOutcome | None:
    """Return the answer to a change that was made before."""
    if not hand.scope.covers(command.area_code):
        return None
    work = GridWork(hand, command, change)
    step = ending_of(hand.session, command.area_code)
    if step is None or step.change != change or not (step.to_code or "").startswith(below):
        return None
    return GridOutcome(change, work.version, repeated=True)
