"""The names of a district, found as people write them: code, name, Pinyin, or some of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Protocol

from console.present import pinyin

if TYPE_CHECKING:
    from core.areas.rows import AreaRow
    from core.catalogue.rows import ItemRow
    from core.units.rows import UnitRow


class Kind(StrEnum):
    """What a name is of."""

    UNIT = "unit"
    ITEM = "item"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Name:
    """One thing with a code and a name; ``note`` tells it from others of its name."""

    kind: Kind
    code: str
    name: str
    name_en: str = ""
    note: str = ""


class Registry(Protocol):
    """Where the names stand; see `storage.readers.registry`."""

    def units(self, *, past: bool = False) -> "Sequence[UnitRow]":
        """Return the units of the jurisdiction, those of the past too."""
        ...

    def items(self, on: date) -> "Sequence[ItemRow]":
        """Return the admission list of a day."""
        ...

    def areas_all(self) -> "Sequence[AreaRow]":
        """Return every area of the jurisdiction."""
        ...


class Closeness(IntEnum):
    """How what is typed fits a name; the lower the closer."""

    SAME = 0
    BEGIN = 1
    PART = 2
    PINYIN_BEGIN = 3
    PINYIN_PART = 4
    ABBREVIATION = 5
    """Characters of the name in their order, or their initials: 城管局 or cgj for 城市管理局."""
    LETTERS = 6
    """Letters of its spelling in their order, with others between them."""


def read_names(registry: Registry, today: date) -> tuple[Name, ...]:
    """Read the names of units, items and areas of a jurisdiction."""
    units = registry.units(past=True)
    items = registry.items(today)
    areas = registry.areas_all()
    called = {area.code: area.name for area in areas}
    return (
        *(Name(Kind.UNIT, u.code, u.name, u.name_en or "", called.get(u.area_code, ""))
          for u in units),
        *(Name(Kind.ITEM, i.code, i.name, i.name_en, i.subclass) for i in items),
        *(Name(Kind.AREA, a.code, a.name, a.name_en or "", called.get(a.parent_code or "", ""))
          for a in areas),
    )  # fmt: skip


def closeness(typed: str, *texts: str) -> Closeness | None:
    """Say how ``typed`` fits the closest of some texts; ``None`` when it fits none."""
    wanted = typed.casefold()
    return min((found for text in texts if text and (found := _fit(wanted, text)) is not None),
               default=None)  # fmt: skip


def _fit(wanted: str, text: str) -> Closeness | None:
    folded = text.casefold()
    if wanted in folded:
        if folded == wanted:
            return Closeness.SAME
        return Closeness.BEGIN if folded.startswith(wanted) else Closeness.PART
    if folded.isascii():
        return Closeness.LETTERS if _strewn(wanted, folded) else None
    if wanted.isascii() and wanted.isalnum():
        return _fit_by_sound(wanted, text)
    return Closeness.ABBREVIATION if _strewn(wanted, folded) else None


def _fit_by_sound(wanted: str, text: str) -> Closeness | None:
    if pinyin.begins(text, wanted):
        return Closeness.PINYIN_BEGIN
    if pinyin.has(text, wanted):
        return Closeness.PINYIN_PART
    if pinyin.abbreviates(text, wanted):
        return Closeness.ABBREVIATION
    return Closeness.LETTERS if _strewn(wanted, pinyin.sound_of(text).spelling) else None


def _strewn(wanted: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in wanted)


class Names:
    """The names of a jurisdiction, to be found by what is typed."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = {kind: [n for n in names if n.kind is kind] for kind in Kind}

    def closest(self, kind: Kind, typed: str, at_most: Closeness = Closeness.LETTERS) -> list[Name]:
        """Return what fits at all, the closest first; everything when nothing is typed."""
        if not typed:
            return self._names[kind]
        ranked = [
            (found, len(name.name), name.code, name)
            for name in self._names[kind]
            if (found := closeness(typed, name.code, name.name, name.name_en)) is not None
            and found <= at_most
        ]
        return [name for *_rank, name in sorted(ranked, key=lambda row: row[:3])]

    def meant(self, kind: Kind, typed: str) -> tuple[str, ...]:
        """Return the codes that a word of a filter means.

        The one with this code or name; else all with it in their names; else all with it in
        their Pinyin; else all that it abbreviates. Letters strewn over the spelling are for
        choosing, not for a filter.
        """
        found: dict[Closeness, list[str]] = {}
        for name in self._names[kind]:
            how = closeness(typed, name.code, name.name, name.name_en)
            if how is not None:
                found.setdefault(how, []).append(name.code)
        groups = (
            (Closeness.SAME,),
            (Closeness.BEGIN, Closeness.PART),
            (Closeness.PINYIN_BEGIN,),
            (Closeness.PINYIN_PART,),
            (Closeness.ABBREVIATION,),
        )
        for group in groups:
            codes = [code for how in group for code in found.get(how, ())]
            if codes:
                return tuple(sorted(set(codes)))
        return ()

    def is_unique(self, name: Name) -> bool:
        """Say whether nothing else of its kind has this name."""
        return sum(other.name == name.name for other in self._names[name.kind]) == 1
