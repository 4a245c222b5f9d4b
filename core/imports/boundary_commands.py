"""The commands that take in boundaries of areas and give them out, and the rows they carry."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.imports.commands import ImportPart
from core.imports.result import RefusedRow
from core.kernel.command import Command


class BoundaryRow(NamedTuple):
    """The boundary of one area; ``line`` is the number of the feature in its file, from 1.

    The area is named by ``code``, or where that is empty by ``name`` and ``parent``, which is
    a code or a name. ``geometry`` is a GeoJSON geometry as it was read, not judged yet.
    """

    line: int
    code: str
    name: str
    parent: str
    geometry: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportBoundaries(ImportPart):
    """Take in boundaries; areas that the rows do not name keep what they have."""

    rows: Iterable[BoundaryRow | RefusedRow]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportBoundaries(Command):
    """Return the boundaries of the jurisdiction; what leaves the desk is put on record."""


class ExportedBoundary(NamedTuple):
    """The boundary of an area as it is kept; ``geometry`` is GeoJSON."""

    code: str
    name: str
    geometry: str
