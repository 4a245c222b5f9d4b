"""Divisions of figures finer than a report has: by grid, by item, by member of staff.

A report keys its tallies by tier, place, source and course. What is finer is selected beside
the flags of each population (`read_populations` takes more columns) and told apart here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, CursorResult, func, select

from core.areas.codes import CodeScheme, Level
from core.kernel.masking import mask_name
from core.reports.nightly import Named
from core.reports.rolled import Cell, Cut
from core.reports.tallies import Tally, total
from storage.readers.places import inside
from storage.readers.populations import UNIT
from storage.readers.reference import Reference
from storage.readers.tables import AREAS, CASES, POSTINGS, STAFF

_A_PART: Final = 5_000
"""Rows taken from a query at a time."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the keys of a jurisdiction are named by; ``top`` is its area."""

    connection: Connection
    reference: Reference
    top: str


@dataclass(frozen=True, slots=True)
class Closer:
    """One finer division: what is selected of each case, and the key that makes of it.

    ``key`` gets the cells of ``columns`` and the tally they come with: a report belongs to the
    gridder who made it, the handling to the gridder who did it. ``names`` leads from every key
    that may be told to its name; the cases of all others make up the line without a key. ``cut``
    is where roll-ups keep the division, if they do: the key comes last in its cells.
    """

    columns: Callable[[CodeScheme], tuple[ColumnElement[Any], ...]]
    key: Callable[[Sequence[Any], Tally], Any]
    names: Callable[[Known], Mapping[Any, Named]]
    cut: Cut | None = None


class Closely:
    """Counts what the queries of a report find by the keys of one division."""

    def __init__(self, closer: Closer, columns: int) -> None:
        self._closer = closer
        self._columns = columns
        self._found: dict[Any, list[Sequence[int]]] = {}

    def add(self, found: CursorResult[Any], tally_of: Callable[..., Tally]) -> None:
        """Take rows of a population; the columns of the division come last."""
        while part := found.cursor.fetchmany(_A_PART):
            for row in part:
                tally = tally_of(*row[UNIT + 1 : -self._columns])
                key = self._closer.key(row[-self._columns :], tally)
                self._found.setdefault(key, []).append(tally)
        found.close()

    def add_return(self, cells: Sequence[Any], unit: int | None, *, groundless: bool) -> None:
        """Take a return, or the ruling against one; no unit has a line here."""
        del unit
        tally = Tally(groundless_returns=1) if groundless else Tally(returns=1)
        key = self._closer.key(cells[-self._columns :], tally)
        self._found.setdefault(key, []).append(tally)

    def add_stored(self, cells: Iterable[tuple[str, Cell, Sequence[int]]]) -> None:
        """Take the cells of the cut of the division; the key comes last in each."""
        for _street, cell, numbers in cells:
            self._found.setdefault(cell[-1], []).append(numbers)

    def tallies(self) -> dict[Any, Tally]:
        """Return the sums."""
        return {key: total(found) for key, found in self._found.items()}


def _grid_columns(scheme: CodeScheme) -> tuple[ColumnElement[Any], ...]:
    length = scheme.lengths[Level.GRID - 1]
    return (func.substr(CASES.c.area_code, 1, length).label("grid"),)


def _grid_names(known: Known) -> Mapping[Any, Named]:
    a = AREAS.c
    grids = select(a.code, a.name, a.name_en).where(inside(a.code, known.top))
    asked = grids.where(a.level == Level.GRID).order_by(a.valid_from)
    return {row.code: Named(*row) for row in known.connection.execute(asked)}


def _item_names(known: Known) -> Mapping[Any, Named]:
    return {key: Named(*name) for key, name in known.reference.items.items()}


def _staff_key(cells: Sequence[Any], tally: Tally) -> Any:
    reporter, handler = cells
    return reporter if tally.reported or tally.patrol_log else handler


def staff_names(known: Known) -> Mapping[Any, Named]:
    """Name everybody who holds or has held a post in the jurisdiction, by number and masked."""
    s, p = STAFF.c, POSTINGS.c
    here = select(p.staff_id).where(inside(p.area_code, known.top))
    asked = select(s.id, s.number, s.name).where(s.id.in_(here))
    return {
        row.id: Named(row.number, mask_name(row.name)) for row in known.connection.execute(asked)
    }


CLOSER: Final[Mapping[str, Closer]] = {
    "grids": Closer(_grid_columns, lambda cells, _: cells[0], _grid_names, Cut.GRIDS),
    "items": Closer(
        lambda _: (CASES.c.item_id,), lambda cells, _: cells[0], _item_names, Cut.ITEMS
    ),
    "staff": Closer(
        lambda _: (CASES.c.reporter_staff_id, CASES.c.gridder_id), _staff_key, staff_names
    ),
}
"""The divisions, by the name of their part; see `core.reports.drill.CLOSER`."""
