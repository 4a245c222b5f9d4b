"""The division into grids in the hands of one change.

A use case finds the grids, ends, begins and resizes them, and lets what is in them follow;
`GridWork.finish` then says so in the audit and to all caches. Everything is in the transaction
of the command.
"""

from dataclasses import replace
from datetime import date
from typing import Self

from sqlmodel import Session, col, select

from core.areas.boundaries import follow_boundary
from core.areas.codes import Change, Level
from core.areas.models import Area, AreaSuccession
from core.areas.register import load_area_register
from core.areas.succession import living_area, next_code
from core.audit.trail import write_audit
from core.cases.regridding import open_cases_in, regrid_cases
from core.deadlines.policy import load_policy
from core.kernel.errors import Conflict, Duplicate, Invalid, NotFound
from core.kernel.fields import LONGEST_WORD, checked_text
from core.kernel.references import Remembered
from core.kernel.settings import REFERENCE_VERSION, note_reference_change, read_setting
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import ChangeGrid
from core.registry.outcome import Followed, GridOutcome, GridStep
from core.registry.posts import end_covers, end_post, follow_cover, follow_post, posts_in
from core.registry.residents import follow_operators, follow_units
from core.registry.rules import breaches_around


class GridWork:
    """One change of the division, and what it has moved so far."""

    def __init__(self, hand: Hand, command: ChangeGrid, change: Change) -> None:
        # What is read of the registers from here on must not outlive this transaction, which
        # may yet be undone.
        self.hand = replace(hand, references=Remembered())
        self.change = change
        self.today: date = hand.reference(load_policy).local_day(hand.now)
        self.scheme = hand.reference(load_area_register).scheme
        self.version = int(read_setting(hand.session, REFERENCE_VERSION))
        self._subject = command.area_code
        self._seen_version = command.seen_version
        self._grids: list[GridStep] = []
        self._followed: list[Followed] = []

    @classmethod
    def open(cls, hand: Hand, command: ChangeGrid, change: Change) -> Self:
        """Take the division in hand.

        Raises:
            Conflict: the registers have moved on since the operator saw them.
        """
        work = cls(hand, command, change)
        if work._seen_version not in {None, work.version}:
            raise Conflict(
                N_(
                    "The registers were changed by somebody else since you read them (version "
                    "%(now)s, you saw %(seen)s). Look at them again and decide anew."
                ),
                now=work.version,
                seen=work._seen_version,
            )
        return work

    @property
    def session(self) -> Session:
        """The transaction of the command."""
        return self.hand.session

    def grid(self, code: str, field: str = "area_code") -> Area:
        """Return a grid in force inside the jurisdiction.

        Raises:
            NotFound: there is none.
            Invalid: the area is no grid.
        """
        area = self.area(code)
        if area.level != Level.GRID:
            raise Invalid(
                N_("%(area)s %(name)s is no grid; name one."),
                field=field,
                area=area.code,
                name=area.name,
            )
        return area

    def area(self, code: str) -> Area:
        """Return an area in force inside the jurisdiction.

        Raises:
            NotFound: there is none.
        """
        area = living_area(self.session, code.strip()) if self.hand.scope.covers(code) else None
        if area is None:
            raise NotFound(
                N_("There is no area %(area)s in your jurisdiction; see the list of grids."),
                area=code,
            )
        return area

    def free_name(self, name: str, parent: str | None, *but: str) -> str:
        """Return ``name`` if no other grid of the community is called so; ``but`` may be.

        Raises:
            Invalid: it is empty or too long.
            Duplicate: another grid there is called so.
        """
        wanted = checked_text("name", name, longest=LONGEST_WORD)
        same = select(Area.code).where(
            Area.parent_code == parent, Area.name == wanted, col(Area.valid_to).is_(None)
        )
        other = next((code for code in self.session.exec(same) if code not in but), None)
        if other is not None:
            raise Duplicate(
                N_("%(area)s is called %(name)s already; give another name."),
                area=other,
                name=wanted,
            )
        return wanted

    def begin(self, like: Area, parent: str, name: str, code: str = "") -> Area:
        """Let an area begin today below ``parent``, of the kind and size of ``like``."""
        area = Area(
            code=code or next_code(self.session, self.scheme, parent),
            parent_code=parent,
            level=like.level,
            name=name,
            name_en=like.name_en if name == like.name else None,
            kind=like.kind,
            households=like.households,
            residents=like.residents,
            valid_from=self.today,
        )
        self.session.add(area)
        self.session.flush()
        return area

    def tell_begun(self, area: Area, origin: Area) -> None:
        """Put a grid that began into the answer."""
        self._grids.append(
            GridStep(area.code, area.name, area.households, area.residents, area.code, origin.code)
        )

    def resize(
        self, area: Area, households: int | None, residents: int | None, name: str = ""
    ) -> Area:
        """Give an area another size or name from today on; return it as it is then.

        As an import does: the row of before ends, unless it began today.
        """
        wanted = name or area.name
        if area.valid_from < self.today:
            area.valid_to = self.today
            self.session.add(area)
            self.session.flush()
            area = self.begin(area, area.parent_code or "", wanted, area.code)
        elif wanted != area.name:
            area.name, area.name_en = wanted, None
        area.households, area.residents = households, residents
        self.session.add(area)
        self.session.flush()
        self._grids.append(GridStep(area.code, area.name, households, residents, area.code))
        return area

    def end(self, area: Area, successor: Area | None) -> None:
        """End an area today, for ever, and write down what stands for it."""
        area.valid_to = self.today
        self.session.add(area)
        self.trace(area, successor)
        followed_by = successor.code if successor else None
        told = GridStep(area.code, area.name, area.households, area.residents, followed_by)
        self._grids.append(told)

    def trace(self, area: Area, successor: Area | None) -> None:
        """Write one step of the lineage."""
        self.session.add(
            AreaSuccession(
                change=self.change,
                from_code=area.code,
                to_code=successor.code if successor else None,
                at=self.hand.now,
                operator=self.hand.scope.login,
            )
        )
        self.session.flush()

    def settle(self, old: Area, new: Area | None, *, keep_posts: bool) -> None:
        """Let everything in ``old``, which ends, go on in ``new``; without one its posts end.

        Microgrids follow under codes of the new grid, with their number where it is free; in a
        grid without a successor they end with it.
        """
        for micro in self.below(old):
            inner = self._adopted(micro, old, new) if new else None
            self.end(micro, inner)
            self._follow(micro, inner, keep_posts=keep_posts)
        self._follow(old, new, keep_posts=keep_posts)

    def below(self, grid: Area) -> list[Area]:
        """Return the microgrids of a grid, by code."""
        inside = select(Area).where(Area.parent_code == grid.code, col(Area.valid_to).is_(None))
        return list(self.session.exec(inside.order_by(col(Area.code))))

    def move_cases(self, numbers: list[str], old: Area, new: Area) -> None:
        """Let open cases lie in another grid."""
        street = self.scheme.ancestor(new.code, Level.STREET)
        regrid_cases(self.hand, numbers, new, self.change, street)
        self._followed.extend(
            Followed("case", number, "", old.code, new.code) for number in numbers
        )

    def move_post(self, key: int, old: Area, new: Area | None) -> None:
        """Let a post go on in another grid, or end."""
        person = (
            follow_post(self.session, key, new.code, self.today)
            if new
            else end_post(self.session, key, self.today)
        )
        self._followed.append(
            Followed("post", person.number, person.post, old.code, new.code if new else None)
        )

    def finish(self) -> GridOutcome:
        """Tell all caches and the audit; return everything that was moved."""
        note_reference_change(self.session)
        self.session.flush()
        codes = [step.code for step in self._grids if step.code and step.followed_by == step.code]
        steps = ", ".join(f"{step.code}→{step.followed_by or '-'}" for step in self._grids)
        write_audit(
            self.hand,
            f"{self.change} grid",
            self._subject,
            detail=f"{steps}; {len(self._followed)} followed",
        )
        return GridOutcome(
            self.change,
            self.version,
            tuple(self._grids),
            tuple(self._followed),
            breaches_around(self.session, self.scheme, codes, self._subject),
        )

    def _adopted(self, micro: Area, old: Area, new: Area) -> Area:
        code = new.code + micro.code[len(old.code) :]
        given = select(Area.id).where(Area.code == code)
        free = "" if self.session.exec(given).first() else code
        return self.begin(micro, new.code, micro.name, free)

    def _follow(self, old: Area, new: Area | None, *, keep_posts: bool) -> None:
        follow_boundary(self.session, old.code, new.code if new else None)
        if new:
            self.move_cases(open_cases_in(self.hand, old.code), old, new)
            self._followed.extend(follow_units(self.session, old.code, new.code))
            self._followed.extend(follow_operators(self.session, old.code, new.code))
        keeps = new if keep_posts else None
        for key in posts_in(self.session, old.code):
            self.move_post(key, old, keeps)
        if keeps:
            follow_cover(self.session, old.code, keeps.code)
        else:
            end_covers(self.session, old.code, self.today)
