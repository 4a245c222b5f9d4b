"""What an import would change, row by row and field by field, for a dry run to show."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

LISTED: Final = 1000
"""How many changes of each sort are listed; of the others it is only said how many."""


class RowChange(NamedTuple):
    """One row that is new or missing from the file, or one field that changes.

    ``sort`` is ``new``, ``changed`` or ``missing``; ``line`` is ``None`` for what stands on no
    line of the file. ``field`` is empty unless a field changes from ``held`` to ``said``, or a
    new row tells no more than that field.
    """

    sort: str
    line: int | None
    key: str
    name: str
    field: str = ""
    held: Any = None
    said: Any = None


class Changes(NamedTuple):
    """Changes as far as they are listed, and how many rows held are missing from the file."""

    listed: tuple[RowChange, ...] = ()
    missing: int = 0


NOTHING: Final = Changes()


def listed(
    new: Iterable[RowChange], changed: Iterable[RowChange], missing: Iterable[RowChange]
) -> Changes:
    """List changes: those of the file by line, then what is missing from it by code."""
    of_file = [*islice(new, LISTED), *islice(changed, LISTED)]
    of_file.sort(key=lambda change: change.line or 0)
    first = []
    count = 0
    for count, change in enumerate(missing, start=1):
        if count <= LISTED:
            first.append(change)
    return Changes((*of_file, *first), count)


def differences(
    line: int, key: str, held: Mapping[str, Any], said: Mapping[str, Any]
) -> Iterator[RowChange]:
    """Give each field of ``said`` that differs from what is ``held``; both have a ``name``."""
    for field, value in said.items():
        if held[field] != value:
            yield RowChange("changed", line, key, said["name"], field, held[field], value)
