"""What a job is, what it is handed, and what it gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.kernel.command import Command
from core.scheduling.due import CatchUp, Window
from core.scheduling.schedules import Schedule

if TYPE_CHECKING:
    from console.bootstrap import Shop

Result = Mapping[str, Any]
"""What came of a window, in a few plain values that JSON can hold."""

DrawReport = Callable[["Shop", date, datetime], Mapping[str, bytes]]
"""Draws the report of a night as at a moment; returns its files by the endings of their names."""


@dataclass(frozen=True, slots=True)
class Task:
    """One window to be worked on, and what the work needs.

    Args:
        shop: the district, as the timers see it.
        window: what is worked on; never "now", so that what is made up for is as it would
            have been.
        draw_report: see `DrawReport`.
        held: says whether the lease is still ours; long work asks now and then.
        pause: waits some seconds between two transactions, so that desks get in.
    """

    shop: "Shop"
    window: Window
    draw_report: DrawReport
    held: Callable[[], bool]
    pause: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Worked:
    """What work gives back.

    ``commands`` are carried out in the very transaction that writes the window down, so that
    the one never stands without the other.
    """

    result: Result
    commands: Sequence[Command] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """Work that comes round by itself.

    ``repeats`` marks work whose effects have rows of their own: it goes on, unrecorded,
    through an hour that comes twice. ``dialect`` is set for work on one kind of database,
    ``needs`` for work that a setting switches on.
    """

    name: str
    about: str
    schedule: Schedule
    work: Callable[[Task], Worked]
    catch_up: CatchUp = CatchUp.ONE
    repeats: bool = False
    dialect: str | None = None
    needs: str | None = None

    def fits(self, shop: "Shop") -> bool:
        """Say whether there is anything to do for this job in this database."""
        wanted = self.needs is None or getattr(shop.settings, self.needs) is not None
        return wanted and self.dialect in {None, shop.database.dialect}


def folder_of(shop: "Shop", kind: str, named: str | None) -> Path:
    """Return the folder ``kind`` of files: as named in the settings, or beside the database."""
    if named:
        return Path(named).expanduser()
    path = shop.database.location.path
    if path is not None:
        return path.parent / kind
    from console.settings import data_folder

    return data_folder() / kind
