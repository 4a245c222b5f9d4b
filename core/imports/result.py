"""What an import answers: how much is new, changed or the same, and every refused row."""

from dataclasses import dataclass
from typing import Any

from core.cases.recalculation import DueMove
from core.imports.changes import NOTHING, Changes
from core.staff.division import Breach


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One thing wrong with one row of a file.

    ``line`` counts from 1 as in an editor, title and header lines included; ``column`` is
    the header as it stands in the file (or the field's name when rows come from no file),
    empty when the whole row is meant. The reason is an English sentence with places, as in
    `core.kernel.errors`, so that a front end can translate it.
    """

    line: int
    column: str
    value: str
    template: str
    params: dict[str, Any]

    @property
    def reason(self) -> str:
        """The reason in English."""
        return self.template % self.params if self.params else self.template


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why one row of an import stands in the way of undoing it.

    ``relation`` is the table of the row, ``key`` and ``name`` are how people know it. The reason
    is an English sentence with places.
    """

    relation: str
    key: str
    name: str
    template: str
    params: dict[str, Any]

    @property
    def reason(self) -> str:
        """The reason in English."""
        return self.template % self.params if self.params else self.template


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What undoing an import did, or in a dry run would do, in rows of tables.

    An area that changed counts twice: the row it had is ``restored``, the one it got is
    ``removed``. ``brought_back`` are rows that the import had taken out. Nothing is undone while
    there are ``hindrances``, of which the first are listed; ``hindered`` counts them all.
    """

    import_id: int
    kind: str
    removed: int
    restored: int
    brought_back: int
    changes: Changes = NOTHING
    hindrances: tuple[Hindrance, ...] = ()
    hindered: int = 0
    committed: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or in a dry run would do.

    ``committed`` is false after a dry run and, unless a part was asked for, whenever a row was
    refused: all or nothing.
    ``import_id`` is the number of the record kept of a committed import, which a run that
    changed nothing does not leave. ``changes`` are told by a dry run. ``moves`` are the open
    clocks that a calendar moved, or would move. ``breaches`` are the rules of division that a
    dry run of areas found broken.
    """

    kind: str
    new: int
    changed: int
    unchanged: int
    refused: tuple[RefusedRow, ...] = ()
    committed: bool = False
    import_id: int | None = None
    moves: tuple[DueMove, ...] = ()
    changes: Changes = NOTHING
    breaches: tuple[Breach, ...] = ()

    @property
    def total(self) -> int:
        """How many good rows were read."""
        return self.new + self.changed + self.unchanged
