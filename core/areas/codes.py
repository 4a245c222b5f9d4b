"""Area codes: a child's code begins with its parent's."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from itertools import pairwise
from typing import Self

from core.kernel.errors import Invalid
from core.kernel.words import N_


class Level(IntEnum):
    """How deep an area lies; the names are those of `lifecycle` (省 … 微网格)."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    STREET = 4
    COMMUNITY = 5
    GRID = 6
    MICROGRID = 7


class Change(StrEnum):
    """What was done to the division into grids (网格调整)."""

    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"
    RENUMBER = "renumber"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class CodeScheme:
    """How many digits a code has at each level, province first.

    The default ``2-4-6-9-12-15-17`` is the statistical code plus a three-digit grid
    sequence; cities with 14-digit grids set ``2-4-6-9-12-14-16``.
    """

    lengths: tuple[int, ...] = (2, 4, 6, 9, 12, 15, 17)
    _levels: dict[int, Level] = field(init=False, repr=False, compare=False)
    """The level of each length: asked several times for each row of an import."""

    def __post_init__(self) -> None:
        levels = dict(zip(self.lengths, Level, strict=True))
        object.__setattr__(self, "_levels", levels)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2-4-6-9-12-15-17``.

        Raises:
            Invalid: when there are not seven growing lengths.
        """
        parts = text.split("-")
        lengths = tuple(int(part) for part in parts if part.isdecimal())
        growing = all(a < b for a, b in pairwise(lengths))
        if len(parts) != len(Level) or len(lengths) != len(Level) or not growing:
            raise Invalid(
                N_("The code scheme %(text)s must be seven growing lengths, as 2-4-6-9-12-15-17."),
                field="code_scheme",
                text=text,
            )
        return cls(lengths)

    def level_of(self, code: str) -> Level:
        """Return the level whose length ``code`` has.

        Raises:
            Invalid: when it is not all digits or has a length of no level.
        """
        level = self._levels.get(len(code))
        if level is None or not (code.isascii() and code.isdecimal()):
            raise Invalid(
                N_("The area code %(area)s must be digits only, %(lengths)s of them."),
                field="code",
                area=code,
                lengths=", ".join(map(str, self.lengths)),
            )
        return level

    def ancestor(self, code: str, level: Level) -> str:
        """Return the code of the area at ``level`` that holds ``code`` (or is it); "" if above."""
        length = self.lengths[level - 1]
        return code[:length] if len(code) >= length else ""

    def parent(self, code: str) -> str | None:
        """Return the parent's code, ``None`` for a province."""
        level = self.level_of(code)
        return None if level is Level.PROVINCE else code[: self.lengths[level - 2]]


def holds(outer: str, inner: str) -> bool:
    """Say whether the area ``outer`` is or contains the area ``inner``."""
    return inner.startswith(outer)
