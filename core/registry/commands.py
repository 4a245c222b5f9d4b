"""The commands that keep the registry of grids and staff right."""

from dataclasses import dataclass
from datetime import date

from core.kernel.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeGrid(Command):
    """A change of the division; subclasses say which. ``area_code`` is the grid it is about.

    ``seen_version`` is the version of the registers that the operator decided on, as a preview
    tells it; when anything of them has changed since, the command is refused as a `Conflict`.

    Alone, for a case reported meanwhile into a grid that ends would be moved by nobody.
    """

    ALONE = True

    area_code: str
    seen_version: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GridPart:
    """A part that is taken off a grid; ``residents`` must be told where those of the grid are."""

    name: str
    households: int
    residents: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitGrid(ChangeGrid):
    """Take parts off a grid; the rest keeps its code, its staff and its open cases.

    Args:
        parts: each becomes a grid with a code of its own, and vacant posts.
        cases: which open cases go with a part: number of the case and name of the part.
        people: who goes with a part, with every post held in the grid: staff number and name.
    """

    parts: tuple[GridPart, ...]
    cases: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeGrids(ChangeGrid):
    """Let the grids ``merged`` become part of ``area_code``, which keeps its code.

    Args:
        merged: codes of grids of the same community and kind; they end, and their open cases
            lie in the grid that stays.
        name: what that is called from now on; empty for as before.
        keep_posts: whether the posts of the grids that end go on in the one that stays.
    """

    merged: tuple[str, ...]
    name: str = ""
    keep_posts: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveGrid(ChangeGrid):
    """Let a grid belong to another community; its code follows from where it lies, so it ends.

    Args:
        to_code: the community.
        name: what it is called there; empty for as before.
        keep_posts: whether its posts go on under the new code.
    """

    to_code: str
    name: str = ""
    keep_posts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class RenumberGrid(ChangeGrid):
    """Give a grid the next code of its community; the old one is never given again."""

    keep_posts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class RetireGrid(ChangeGrid):
    """End a grid. Open cases go to the grid ``into``; without one, none may be left."""

    into: str | None = None
    keep_posts: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeStaff(Command):
    """A change of who is on which post; ``number`` is the staff number."""

    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class JoinStaff(ChangeStaff):
    """Let somebody take up a post, and the service with it if they are not in it.

    Args:
        number: of who joins.
        name: needed for somebody who is not known yet; must agree with what is held.
        phone: empty for as held.
        area_code: where the post is.
        post: of the 1+1+1+X.
        on: the first day; today when not given.
    """

    area_code: str
    post: str
    name: str = ""
    phone: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaveStaff(ChangeStaff):
    """Let somebody leave the service: every post ends ``on`` that day, today when not given."""

    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveStaff(ChangeStaff):
    """Let somebody's post go on in another area.

    Args:
        number: of who moves.
        to_code: where the post is from that day on.
        area_code: where it was; needed when the same person holds several.
        post: what it is there; empty for as before.
        on: the day; today when not given.
    """

    to_code: str
    area_code: str = ""
    post: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverStaff(ChangeStaff):
    """Let somebody stand in at a post for some days (顶岗).

    Args:
        number: of who stands in.
        area_code: where.
        post: at which post.
        first_on: the first day.
        last_on: the last day. A cover of the same person that overlaps is given this last day
            instead of a second one standing beside it; a day before the first takes it back.
    """

    area_code: str
    post: str
    first_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SetSetting(Command):
    """Give a setting of the district another value.

    Args:
        key: ``division_rules``, ``duty_phone`` or ``report_line``.
        value: of ``division_rules`` only the rules that change, as ``residents=warning``.
    """

    key: str
    value: str
