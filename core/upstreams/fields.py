"""Everything that a mapping may send: the names, kinds and words of our fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.areas.models import GridKind
from core.cases.states import RejectReason, Source, State, Validity
from core.kernel.masking import mask_name, mask_phone
from core.reports.figures import figures_of
from core.reports.tallies import Tally
from core.staff.models import Post
from core.units.models import Platform


class What(StrEnum):
    """What the rows of a mapping are."""

    CASES = "cases"
    GRIDS = "grids"
    STAFF = "staff"
    UNITS = "units"
    ITEMS = "items"
    FIGURES = "figures"


class Change(StrEnum):
    """What has become of a record since it was sent last."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What the values of a field are."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    INSTANT = "instant"
    NAME = "name"
    """The name of a person: masked unless a column asks for it plain."""
    PHONE = "phone"
    """The phone of a person; the same."""


MASKS: Final[Mapping[Kind, Callable[[str], str]]] = {Kind.NAME: mask_name, Kind.PHONE: mask_phone}
"""How what tells who somebody is gets masked."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    ``words`` are all values it can have, where there are only a few; ``names`` is the register
    from which it is looked up, so that it can change without its record.
    """

    kind: Kind = Kind.TEXT
    words: tuple[str, ...] = ()
    names: str = ""

    @property
    def personal(self) -> bool:
        """Whether it tells who somebody is."""
        return self.kind in MASKS


TEXT: Final = Field()
NUMBER: Final = Field(Kind.NUMBER)
DAY: Final = Field(Kind.DAY)
INSTANT: Final = Field(Kind.INSTANT)
YES_NO: Final = Field(words=("true", "false"))


def _words(words: type[StrEnum]) -> Field:
    return Field(words=tuple(str(word) for word in words))


def _named(register: str, kind: Kind = Kind.TEXT) -> Field:
    return Field(kind, names=register)


OF_EVERY_RECORD: Final[Mapping[str, Field]] = {"change": _words(Change), "run": NUMBER}
"""Fields of the run rather than of the record; they make no record a changed one."""

_CASE: Final[Mapping[str, Field]] = {
    "number": TEXT,
    "version": NUMBER,
    "source": _words(Source),
    "source_ref": TEXT,
    "state": _words(State),
    "tier": NUMBER,
    "item_code": TEXT,
    "item_name": _named("items"),
    "matter": TEXT,
    "address": TEXT,
    "area_code": TEXT,
    "street_code": TEXT,
    "street": _named("places"),
    "community": _named("places"),
    "grid": _named("places"),
    "latitude": NUMBER,
    "longitude": NUMBER,
    "unit_code": TEXT,
    "unit_name": _named("units"),
    "gridder_number": TEXT,
    "gridder_name": _named("staff", Kind.NAME),
    "reporter_name": _named("staff", Kind.NAME),
    "reporter_phone": _named("staff", Kind.PHONE),
    "validity": _words(Validity),
    "reject_reason": _words(RejectReason),
    "result": TEXT,
    "rating": NUMBER,
    "satisfaction": NUMBER,
    "self_handled": YES_NO,
    "handled_late": YES_NO,
    "rework_count": NUMBER,
    "reported_at": INSTANT,
    "filed_at": INSTANT,
    "dispatched_at": INSTANT,
    "received_at": INSTANT,
    "resolved_at": INSTANT,
    "ended_at": INSTANT,
    "due_at": INSTANT,
}

_FIGURE: Final[Mapping[str, Field]] = {
    "line": TEXT,
    "period": TEXT,
    "since": DAY,
    "until": DAY,
    "key": TEXT,
    "name": TEXT,
    **{
        name: NUMBER
        for figure in figures_of(Tally())
        for name in (figure.name, f"{figure.name}_part", f"{figure.name}_of")
    },
    **dict.fromkeys(("reported", "closed", "overdue"), NUMBER),
}

FIELDS: Final[Mapping[What, Mapping[str, Field]]] = {
    What.CASES: _CASE,
    What.GRIDS: {
        "code": TEXT,
        "name": TEXT,
        "name_en": TEXT,
        "level": NUMBER,
        "kind": _words(GridKind),
        "parent_code": TEXT,
        "parent_name": TEXT,
        "households": NUMBER,
        "residents": NUMBER,
        "leader_name": Field(Kind.NAME),
        "leader_phone": Field(Kind.PHONE),
        "gridder_name": Field(Kind.NAME),
        "gridder_phone": Field(Kind.PHONE),
        "gridders": NUMBER,
        "valid_from": DAY,
    },
    What.STAFF: {
        "posting": TEXT,
        "number": TEXT,
        "name": Field(Kind.NAME),
        "phone": Field(Kind.PHONE),
        "area_code": TEXT,
        "area_name": TEXT,
        "post": _words(Post),
        "joined_on": DAY,
        "posted_from": DAY,
    },
    What.UNITS: {
        "code": TEXT,
        "name": TEXT,
        "name_en": TEXT,
        "kind": TEXT,
        "platform": _words(Platform),
        "tier": NUMBER,
        "area_code": TEXT,
        "item_patterns": TEXT,
        "valid_from": DAY,
    },
    What.ITEMS: {
        "code": TEXT,
        "name": TEXT,
        "name_en": TEXT,
        "class": TEXT,
        "class_name": TEXT,
        "subclass": TEXT,
        "default_tier": NUMBER,
        "gridder_sees": YES_NO,
        "valid_from": DAY,
    },
    What.FIGURES: _FIGURE,
}
"""The fields of each kind of record.

A figure has three: its rate under its own name, and with ``_part`` and ``_of`` what is divided
by what. The key of a post is its holder's number, its area and the post itself; that of a line of
figures is its period and what it is of.
"""

KEYS: Final[Mapping[What, str]] = {
    What.CASES: "number",
    What.GRIDS: "code",
    What.STAFF: "posting",
    What.UNITS: "code",
    What.ITEMS: "code",
    What.FIGURES: "line",
}
"""The field that tells one record from another, by which it is answered, too."""


def fields_of(what: What) -> Mapping[str, Field]:
    """Return every field that a mapping of ``what`` may name."""
    return {**FIELDS[what], **OF_EVERY_RECORD}
