"""Whether two reports are of one matter: how likely that is, and why.

Evidence is weighed as when records are linked (Fellegi and Sunter, 1969): what speaks for or
against adds to the log-odds, what is not known adds nothing. Two reports that share neither
the item nor similar words, or neither the grid nor a place within the radius, or that lie
further apart than the window, are never one matter, however much else agrees.

Words are compared as sets of pairs of characters, which needs no dictionary; numbers and
Latin words stay whole. What says where the matter is does not count as words of the matter.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from math import asin, cos, degrees, exp, radians, sin, sqrt
from operator import add
from typing import Final, Self

from core.areas.codes import holds
from core.cases.rows import CaseRow
from core.kernel.errors import Invalid
from core.kernel.settings import DEFAULTS, DUPLICATE_FLOOR, DUPLICATE_RADIUS, DUPLICATE_WINDOW
from core.kernel.words import N_

EARTH: Final = 6_371_009.0
"""Mean radius of the earth in metres (IUGG)."""
LONGEST_COMPARED: Final = 400
"""Characters of a matter that are compared; whoever writes more has said by then what it is."""
SIMILAR: Final = 0.1
"""From which share of words in common two matters count as told in similar words."""
NEIGHBOURS: Final = 6
"""House numbers that differ by no more may be meant for one spot: three doors down a street."""
MOST_HOUSES: Final = 8
"""House numbers of one report that are compared."""

_PRIOR: Final = -1.0
"""Log-odds of two reports of one place and time of which nothing else is known."""
_SAME_ITEM: Final = 1.1
_OTHER_ITEM: Final = -1.2
_WORDS: Final = 3.5
_WIDER_PLACE: Final = -0.8
_NEAR: Final = 1.8
_FAR: Final = -2.1
_FAR_FROM: Final = 100.0
"""Metres beyond the radius from which two places weigh as far apart as any."""
_ADDRESS: Final = 1.0
_SAME_NUMBER: Final = 2.1
_OTHER_NUMBER: Final = -4.4
_TIME: Final = -1.2

# The weights were fitted to labelled reports by logistic regression and rounded; a test measures
# precision and recall. A weight of words, of place or of time is multiplied by a share.


class Ground(StrEnum):
    """Why two reports may be of one matter."""

    SAME_ITEM = "same_item"
    SIMILAR_WORDS = "similar_words"
    SAME_GRID = "same_grid"
    WIDER_PLACE = "wider_place"
    """One report names only a wider place, and the other lies in it."""
    NEAR = "near"
    SAME_ADDRESS = "same_address"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a duplicate.

    ``amount`` is the share of words in common (0 to 1) for similar words and for the same
    address, metres for near, hours for soon; ``None`` where there is nothing to measure.
    """

    ground: Ground
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely two reports are of one matter (0 to 1), and why, strongest reason first."""

    likelihood: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A case that may be of the same matter as the one asked about.

    It may have been closed meanwhile; merging takes an open one.
    """

    case: CaseRow
    likelihood: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class DuplicateRules:
    """What the district takes for a duplicate.

    Args:
        radius: metres within which the grid need not be the same.
        window: how far apart in time two reports may lie, in either order.
        floor: from which likelihood a pair counts.
    """

    radius: float = float(DEFAULTS[DUPLICATE_RADIUS])
    window: timedelta = timedelta(hours=float(DEFAULTS[DUPLICATE_WINDOW]))
    floor: float = float(DEFAULTS[DUPLICATE_FLOOR])

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Self:
        """Read the rules from the settings of a district.

        Raises:
            Invalid: a setting is no number, or out of its bounds.
        """
        return cls(
            radius=_number(settings, DUPLICATE_RADIUS, most=5_000),
            window=timedelta(hours=_number(settings, DUPLICATE_WINDOW, most=24 * 31)),
            floor=_number(settings, DUPLICATE_FLOOR, most=1),
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """One report of a matter, as far as it can be compared.

    ``item_name`` helps where a caller names no item and the other report does. ``grid_code``
    is "" when the report names no grid, only a wider area.
    """

    item_code: str | None
    item_name: str
    matter: str
    address: str
    area_code: str
    grid_code: str
    latitude: float | None
    longitude: float | None
    reported_at: datetime


class Comparison:
    """One report, ready to be compared with many others."""

    def __init__(self, telling: Telling, rules: DuplicateRules) -> None:
        self._told = _Told(telling)
        self._rules = rules

    def likeness(self, telling: Telling) -> Likeness | None:
        """Return how like ``telling`` is, ``None`` when it is no duplicate by the rules."""
        one, other = self._told.telling, telling
        apart = abs(one.reported_at - other.reported_at)
        if apart > self._rules.window:
            return None
        evidence = _Evidence()
        if not self._weigh_place(evidence, one, other):
            return None
        if not _weigh_matter(evidence, self._told, told := _Told(other)):
            return None
        _weigh_address(evidence, self._told, told)
        spent = apart / self._rules.window if self._rules.window else 0.0
        evidence.add(_TIME * spent, Ground.SOON, apart / timedelta(hours=1))
        likeness = evidence.likeness()
        return likeness if likeness.likelihood >= self._rules.floor else None

    def _weigh_place(self, evidence: "_Evidence", one: Telling, other: Telling) -> bool:
        """Say whether both lie in one grid, or near each other, or one says too little."""
        radius = self._rules.radius
        metres = distance(one, other)
        near = metres is not None and metres <= radius
        same_grid = bool(one.grid_code) and one.grid_code == other.grid_code
        wider = not same_grid and (
            holds(one.area_code, other.area_code) or holds(other.area_code, one.area_code)
        )
        if same_grid:
            evidence.add(0.0, Ground.SAME_GRID)
        elif wider:
            evidence.add(_WIDER_PLACE, Ground.WIDER_PLACE)
        if metres is not None and near:
            evidence.add(_NEAR * (1 - metres / radius if radius else 1), Ground.NEAR, metres)
        elif metres is not None:
            evidence.add(_FAR * min(1.0, (metres - radius) / _FAR_FROM))
        return same_grid or wider or near


def distance(one: Telling, other: Telling) -> float | None:
    """Return the metres between two reports, ``None`` when one has no coordinates.

    By the haversine formula on a sphere; within a city it is right to a few per mille.
    """
    if one.latitude is None or one.longitude is None:
        return None
    if other.latitude is None or other.longitude is None:
        return None
    north, other_north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    chord = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


def box_around(latitude: float, longitude: float, radius: float) -> tuple[float, ...]:
    """Return south, north, west and east of a box that holds all within ``radius`` metres.

    Not for places across the 180th meridian.
    """
    # A little wider than need be: the box only picks what is then measured.
    north = degrees(radius / EARTH) * 1.001
    east = north / max(cos(radians(latitude)), 1e-6)
    return latitude - north, latitude + north, longitude - east, longitude + east


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of two sets that is in both, 0 to 1 (Ochiai's cosine of sets)."""
    if not one or not other:
        return 0.0
    return len(one & other) / sqrt(len(one) * len(other))


def pieces_of(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of ``text``, numbers and Latin words whole."""
    found: set[str] = set()
    for match in _PIECES.finditer(text):
        piece = match.group()
        if piece.isascii() or len(piece) == 1:
            found.add(piece)
        else:
            found.update(map(add, piece, piece[1:]))
    return frozenset(found)


def normalised(text: str) -> str:
    """Return ``text`` in one spelling: width and case of letters, numerals, words for one thing.

    How reports open and end (巡查发现, 请尽快处理) is taken out.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    for word, said in _ONE_THING:
        text = text.replace(word, said)
    text = _NUMERAL.sub(lambda match: str(_read_numeral(match.group())), text)
    return _STOCK.sub(" ", text)


class _Told:
    """A report with its words taken apart; what is seldom asked for only when it is."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self._matter = normalised(telling.matter[:LONGEST_COMPARED])
        self._address = normalised(telling.address)
        self.address = pieces_of(self._address)
        self.words = pieces_of(_SPOT.sub(" ", self._matter))

    @property
    def item(self) -> frozenset[str]:
        """The words of the name of its item."""
        return _words_of_item(self.telling.item_name) if self.telling.item_code else frozenset()

    @cached_property
    def everything(self) -> frozenset[str]:
        """The words of matter and address, those of places too."""
        return pieces_of(self._matter) | self.address

    @cached_property
    def buildings(self) -> frozenset[str]:
        """The numbers of the buildings it names."""
        return frozenset(_BUILDING.findall(f"{self._address} {self._matter}"))

    @cached_property
    def staircases(self) -> frozenset[str]:
        """The numbers of the staircases it names, whatever building they are in."""
        return frozenset(_STAIRCASE.findall(f"{self._address} {self._matter}"))

    @cached_property
    def houses(self) -> tuple[tuple[str, int], ...]:
        """The houses it names: road and number."""
        found = _HOUSE.findall(f"{self._address} {self._matter}")
        return tuple(dict.fromkeys((road, int(number)) for road, number in found))[:MOST_HOUSES]


@lru_cache(maxsize=1024)
def _words_of_item(name: str) -> frozenset[str]:
    return pieces_of(normalised(name))


class _Evidence:
    """What speaks for and against, added up."""

    def __init__(self) -> None:
        self._odds = _PRIOR
        self._reasons: list[tuple[float, Reason]] = []

    def add(self, weight: float, ground: Ground | None = None, amount: float | None = None) -> None:
        self._odds += weight
        if ground is not None:
            self._reasons.append((weight, Reason(ground, amount)))

    def likeness(self) -> Likeness:
        # Sorting keeps the order of equal weights.
        ordered = sorted(self._reasons, key=lambda weighed: -weighed[0])
        return Likeness(1 / (1 + exp(-self._odds)), tuple(reason for _, reason in ordered))


def _weigh_matter(evidence: _Evidence, one: _Told, other: _Told) -> bool:
    """Say whether both have one item, or similar words."""
    items = one.telling.item_code, other.telling.item_code
    known = None not in items
    same = known and items[0] == items[1]
    somewhere = one.address | other.address
    words, others = one.words - somewhere, other.words - somewhere
    share = shared(words, others)
    if not known:
        # The one that names no item may still use its words.
        share = max(share, shared(words, other.item), shared(one.item, others))
    if same:
        evidence.add(_SAME_ITEM, Ground.SAME_ITEM)
    elif known:
        evidence.add(_OTHER_ITEM)
    if share >= SIMILAR:
        evidence.add(_WORDS * share, Ground.SIMILAR_WORDS, share)
    return same or share >= SIMILAR


def _weigh_address(evidence: _Evidence, one: _Told, other: _Told) -> None:
    """Weigh the words of the addresses, and the numbers of houses and buildings anywhere."""
    found = [
        len(place.address & rest.everything) / len(place.address)
        for place, rest in ((one, other), (other, one))
        if place.address
    ]
    same, different = _compare_spots(one, other)
    weight = _OTHER_NUMBER if different else _SAME_NUMBER if same else 0.0
    if found:
        agreement = sum(found) / len(found)
        weight += _ADDRESS * (2 * agreement - 1)
        evidence.add(weight, Ground.SAME_ADDRESS if weight > 0 else None, agreement)
    else:
        evidence.add(weight, Ground.SAME_ADDRESS if weight > 0 else None)


def _compare_spots(one: _Told, other: _Told) -> tuple[bool, bool]:
    """Say whether a building or house is the same, and whether one is certainly another."""
    steps = [
        abs(number - other_number) if road == other_road else NEIGHBOURS + 1
        for road, number in one.houses
        for other_road, other_number in other.houses
    ]
    pairs = ((one.buildings, other.buildings), (one.staircases, other.staircases))
    apart = any(mine and theirs and not mine & theirs for mine, theirs in pairs)
    # The third staircase says nothing without its building.
    same = bool(one.buildings & other.buildings) or 0 in steps
    return same, apart or min(steps, default=0) > NEIGHBOURS


def _number(settings: Mapping[str, str], key: str, *, most: float) -> float:
    written = settings.get(key, DEFAULTS[key])
    try:
        number = float(written)
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise Invalid(
            N_("The setting %(key)s is %(value)s; it must be a number from 0 to %(most)s."),
            field=key,
            key=key,
            value=written,
            most=f"{most:g}",
        )
    return number


_ONE_THING: Final = (
    ("电动自行车", "电动车"),
    ("电瓶车", "电动车"),
    ("窨井", "井"),
    ("号楼", "幢"),
    ("栋", "幢"),
)
"""Words that reports use for one and the same thing."""

_STOCK: Final = re.compile(
    "巡查发现|走访(?:时)?发现|现场发现|来电人?(?:反映|称)|发帖反映|论坛反映|群众反映|居民反映"
    "|市民|网友|检查组|领导交办|设备告警|部门移送|您好|我要反映"
    "|已拍照|请尽快(?:处理|解决)|希望(?:有关|相关)部门\\w*"
    "|(?:附近)?(?:住户|居民|业主)?(?:意见较大|反映强烈)"
)
"""How reports open and end, whatever they are about."""

_PIECES: Final = re.compile("[0-9]+|[a-z]+|[\u3400-\u9fff\U00020000-\U0003ffff]+")
_NUMERAL: Final = re.compile("[一二三四五六七八九十]{1,3}(?=幢|单元|楼|层)")
_DIGITS: Final = "零一二三四五六七八九"
_BUILDING: Final = re.compile("([0-9]{1,6})幢")
_STAIRCASE: Final = re.compile("([0-9]{1,6})单元")
_HOUSE: Final = re.compile("([\u3400-\u9fff]{2}[路街道巷弄])([0-9]{1,6})号")
_SPOT: Final = re.compile("[0-9]+(?:幢|单元|楼|层|室|号)")


def _read_numeral(text: str) -> int:
    """Read a Chinese numeral up to 99: 三, 十二, 二十."""
    tens, ten, ones = text.rpartition("十")
    return (_DIGITS.find(tens) if tens else bool(ten)) * 10 + max(_DIGITS.find(ones or "零"), 0)
