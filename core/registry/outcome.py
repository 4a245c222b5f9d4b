"""What a change of the registry answers: everything that it moved, or would move."""

from dataclasses import dataclass
from datetime import date

from core.areas.codes import Change
from core.staff.division import Breach


@dataclass(frozen=True, slots=True)
class GridStep:
    """One grid before and after; ``code`` is ``None`` on the side where there is none."""

    code: str | None
    name: str
    households: int | None
    residents: int | None
    followed_by: str | None
    """The code of what stands for it from now on: its own while it goes on."""
    origin: str | None = None
    """For a grid that begins, the code that it came from."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that went with a grid: a case, a post, a cover, a unit or an operator.

    ``name`` tells a person masked. ``to_code`` is ``None`` where nothing follows: the post ended.
    """

    kind: str
    key: str
    name: str
    from_code: str
    to_code: str | None


@dataclass(frozen=True, slots=True)
class GridOutcome:
    """What became of a change of the division.

    ``version`` is that of the registers it was decided on; ``repeated`` says that it had been
    done before, so that nothing was changed now. ``breaches`` are the rules of division that
    the grids and communities concerned break from now on.
    """

    change: Change
    version: int
    grids: tuple[GridStep, ...] = ()
    followed: tuple[Followed, ...] = ()
    breaches: tuple[Breach, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class PostStep:
    """One post that began or ended; ``ended`` says which, ``on`` the day."""

    area_code: str
    post: str
    on: date
    ended: bool


@dataclass(frozen=True, slots=True)
class StaffOutcome:
    """What became of a change of staff; the name is masked.

    ``open_cases`` are the open cases that somebody who leaves or moves still has in hand.
    """

    number: str
    name: str
    posts: tuple[PostStep, ...] = ()
    cover: tuple[date, date] | None = None
    open_cases: tuple[str, ...] = ()
    breaches: tuple[Breach, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class SettingOutcome:
    """A setting with its value of before and of now."""

    key: str
    before: str
    value: str
