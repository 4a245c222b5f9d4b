"""Splitting a grid: parts become grids of their own, the rest keeps the code (拆分)."""

from collections import Counter
from typing import Final

from sqlmodel import col, select

from core.areas.codes import Change
from core.areas.models import Area, AreaSuccession
from core.areas.succession import living_area
from core.cases.regridding import open_cases_in
from core.kernel.errors import Invalid
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import GridPart, SplitGrid
from core.registry.gridwork import GridWork
from core.registry.outcome import GridOutcome
from core.registry.posts import posts_in
from core.staff.models import Posting, Staff

_MEASURES: Final = ("households", "residents")


def split_grid(hand: Hand, command: SplitGrid) -> GridOutcome:
    """Take parts off a grid.

    The grid keeps its code, its posts, its microgrids and its open cases, but for the cases and
    people that are told to go with a part. A part begins with vacant posts. What the parts have
    of homes and residents the grid has less.

    Raises:
        NotFound: no such grid inside the jurisdiction.
        Invalid: the sizes do not fit, or a case or person named is not of the grid.
        Duplicate: another grid of the community has the name of a part.
        Conflict: the registers have moved on.
    """
    asked = GridWork(hand, command, Change.SPLIT)
    grid = asked.grid(command.area_code)
    if _done_before(asked, grid, command):
        return GridOutcome(Change.SPLIT, asked.version, repeated=True)
    work = GridWork.open(hand, command, Change.SPLIT)
    rest = _rest(grid, command.parts)
    names = [work.free_name(part.name, grid.parent_code) for part in command.parts]
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise Invalid(N_("Two parts are called %(name)s."), field="parts", name=twice)
    open_cases = open_cases_in(hand, grid.code)
    cases = _by_part(command.cases, names, set(open_cases), "cases")
    people = _people(work, command, grid, names)
    grid = work.resize(grid, *rest)
    for part, name in zip(command.parts, names, strict=True):
        new = work.begin(grid, grid.parent_code or "", name)
        new.households, new.residents = part.households, part.residents
        work.session.add(new)
        work.trace(grid, new)
        work.tell_begun(new, grid)
        work.move_cases([number for number in open_cases if cases.get(number) == name], grid, new)
        for key, to in people.items():
            if to == name:
                work.move_post(key, grid, new)
    return work.finish()


def _done_before(work: GridWork, grid: Area, command: SplitGrid) -> bool:
    """Say whether every part has been taken off this grid already, and is still there."""
    taken = select(AreaSuccession.to_code).where(
        AreaSuccession.from_code == grid.code,
        AreaSuccession.change == Change.SPLIT,
        col(AreaSuccession.to_code).is_not(None),
    )
    parts = [living_area(work.session, code or "") for code in work.session.exec(taken)]
    held = {(part.name, part.households, part.residents) for part in parts if part}
    wanted = {(part.name.strip(), part.households, part.residents) for part in command.parts}
    return bool(wanted) and wanted <= held


def _rest(grid: Area, parts: tuple[GridPart, ...]) -> tuple[int | None, int | None]:
    """Return what the grid keeps of homes and residents."""
    if not parts:
        raise Invalid(N_("Name at least one part that is taken off."), field="parts")
    if grid.households is None:
        raise Invalid(
            N_("How many homes %(area)s has is not known; import that first."),
            field="parts",
            area=grid.code,
        )
    left: list[int | None] = []
    for measure in _MEASURES:
        held: int | None = getattr(grid, measure)
        taken = [getattr(part, measure) for part in parts]
        if held is None:
            left.append(None)
            continue
        if any(count is None for count in taken):
            raise Invalid(
                N_("Say for each part how many residents it has: %(area)s has %(held)s."),
                field="parts",
                area=grid.code,
                held=held,
            )
        if min(taken) <= 0 or sum(taken) >= held:
            raise Invalid(
                N_(
                    "The parts have %(taken)s of the %(held)s of %(area)s (%(field)s); each must "
                    "have some, and some must be left."
                ),
                field=measure,
                taken=sum(taken),
                held=held,
                area=grid.code,
            )
        left.append(held - sum(taken))
    return left[0], left[1]


def _by_part(
    told: tuple[tuple[str, str], ...], names: list[str], known: set[str], field: str
) -> dict[str, str]:
    """Return the part that each case or person goes with."""
    for key, name in told:
        if name not in names:
            raise Invalid(N_("No part is called %(name)s."), field=field, name=name)
        if key not in known:
            raise Invalid(
                N_("%(key)s is neither an open case nor a member of staff of this grid."),
                field=field,
                key=key,
            )
    return dict(told)


def _people(work: GridWork, command: SplitGrid, grid: Area, names: list[str]) -> dict[int, str]:
    """Return the part that each post goes with."""
    keys = posts_in(work.session, grid.code)
    held = select(Posting.id, Staff.number).join(Staff).where(col(Posting.id).in_(keys))
    holders = {key: number for key, number in work.session.exec(held) if key is not None}
    wanted = _by_part(command.people, names, set(holders.values()), "people")
    return {key: wanted[number] for key, number in holders.items() if number in wanted}
