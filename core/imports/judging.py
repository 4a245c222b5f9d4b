"""What the judging of small lists has in common."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from core.imports.result import RefusedRow
from core.imports.rows import refused
from core.kernel.errors import FieldFault
from core.kernel.words import N_

Row = TypeVar("Row")


def sifted(
    rows: Iterable[Row | RefusedRow],
    faults_of: Callable[[Row], Iterable[FieldFault]],
    columns: Mapping[str, str],
) -> tuple[list[Row], list[RefusedRow]]:
    """Part the good rows from what is wrong with the others."""
    good: list[Row] = []
    refusals: list[RefusedRow] = []
    for row in rows:
        if isinstance(row, RefusedRow):
            refusals.append(row)
            continue
        faults = [
            refused(_line(row), fault.field, getattr(row, fault.field, ""), fault, columns)
            for fault in faults_of(row)
        ]
        if faults:
            refusals.extend(faults)
        else:
            good.append(row)
    return good, refusals


def _line(row: Any) -> int:
    return int(row.line)


class Repetitions:
    """Notices a key that has been seen on an earlier line."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, int] = {}

    def faults(self, field: str, key: Hashable, line: int) -> Iterator[FieldFault]:
        """Yield a fault when ``key`` was seen before."""
        first = self._lines.setdefault(key, line)
        if first != line:
            yield FieldFault(field, N_("It stands on line %(line)s already."), line=first)
