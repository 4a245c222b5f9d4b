"""A mapping: which of our fields fill which columns of an upstream, and how (报送表)."""

import dataclasses
from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.areas.codes import Level
from core.reports.periods import Kind as Period
from core.upstreams.fields import FIELDS, KEYS, MASKS, OF_EVERY_RECORD, What, fields_of


class FileFormat(StrEnum):
    """What the files of a run are."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class Encoding(StrEnum):
    """What the text of a file is written in."""

    UTF_8 = "utf-8"
    UTF_8_BOM = "utf-8-bom"
    GB18030 = "gb18030"


class Otherwise(StrEnum):
    """What becomes of a value that a code table does not hold."""

    REFUSE = "refuse"
    KEEP = "keep"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an upstream: its header, and what fills it.

    Exactly one of ``field``, ``join`` and ``text`` is given. ``cut`` counts characters, ``digits``
    those behind the point of a number, which ``percent`` makes a hundred times itself. Nothing
    here is a program: whatever a mapping can do is listed in this class.
    """

    header: str
    field: str = ""
    text: str | None = None
    join: tuple[str, ...] = ()
    between: str = ""
    codes: Table[str, str] = dataclasses.field(default_factory=dict)
    otherwise: Otherwise = Otherwise.REFUSE
    otherwise_text: str = ""
    format: str = ""
    zone: str = ""
    cut: int | None = None
    digits: int | None = None
    percent: bool = False
    plain: bool = False
    required: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the column is made of."""
        return (self.field,) if self.field else self.join

    @property
    def bare(self) -> bool:
        """Whether nothing is done to the field that it is filled with."""
        return bool(self.field) and not (self.codes or self.cut or self.format)

    @property
    def of_the_run(self) -> bool:
        """Whether it tells of the run, so that it makes no record a changed one."""
        return any(name in OF_EVERY_RECORD for name in self.fields)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is sent to one upstream, as its file says.

    ``sha256`` is the digest of the file. ``filter`` is a line of the desk's own filter words, for
    cases; ``level`` the level of areas, for grids; ``by`` and ``period`` are of figures.
    """

    code: str
    title: str
    what: What
    columns: tuple[Column, ...]
    sha256: str
    filter: str = ""
    area: str = ""
    level: Level = Level.GRID
    by: str = "community"
    period: Period = Period.MONTHLY
    format: FileFormat = FileFormat.CSV
    encoding: Encoding = Encoding.UTF_8_BOM
    file: str = "{code}-{area}-{run}"

    @property
    def key(self) -> Column:
        """The column by which the upstream answers."""
        name = KEYS[self.what]
        return next(column for column in self.columns if column.field == name and column.bare)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that is sent."""
        return frozenset(name for column in self.columns for name in column.fields)

    @property
    def plain(self) -> frozenset[str]:
        """The fields that tell who somebody is and are sent unmasked."""
        known = fields_of(self.what)
        asked = (name for column in self.columns if column.plain for name in column.fields)
        return frozenset(name for name in asked if known[name].personal)

    @property
    def masks(self) -> dict[str, Callable[[str], str]]:
        """How the other fields that tell who somebody is are masked."""
        known = fields_of(self.what)
        hidden = (name for name in self.fields - self.plain if known[name].personal)
        return {name: MASKS[known[name].kind] for name in hidden}

    @property
    def registers(self) -> frozenset[str]:
        """The registers from which names are looked up."""
        known = FIELDS[self.what]
        return frozenset(known[name].names for name in self.fields if name in known) - {""}

    @property
    def flags_changes(self) -> bool:
        """Whether a column says what became of a record."""
        return "change" in self.fields


PARTS_OF_NAMES: Final = ("code", "area", "run", "date")
"""What stands in braces in the name of a file."""

DIRECTIVES: Final = frozenset("YmdHMSyj%")
"""What may stand behind a percent sign in the format of a date."""
