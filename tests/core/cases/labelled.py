"""A set of reports of which it is known which are of one matter: made by a seeded generator.

Matters are told in the demo's words, reworded by rule (another opening, synonyms, clauses
dropped or turned round, another count, a slip of the pen), or in wordings written by hand
(``wordings.csv``), where gridders, callers and inspectors share few characters. Beside the
true duplicates stand those that must not be taken for one: the same item in another grid,
the same item in the same grid at another spot, another matter at the same spot, and the
same words some days later. All grids of a community share its roads, and every grid has an
estate and a stretch of house numbers of its own, so that addresses look alike.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Final

from core.areas.codes import CodeScheme, Level
from core.cases.duplicates import Telling
from seeds.demo.matters import pick_matter
from seeds.demo.places import COMMUNITY, GRID, areas, numeral
from seeds.demo.words import words
from seeds.standard.admission import items

SCHEME: Final = CodeScheme()
BEGINNING: Final = datetime(2026, 9, 14, 0, 0, tzinfo=UTC)
MATTERS: Final = 240
GRIDS: Final = 30
"""Few, so that a grid has several matters a day."""
METRES_PER_DEGREE: Final = 111_195.0

_SOURCES: Final = {
    "gridder": (50, 0.9),
    "hotline": (28, 0.1),
    "online": (8, 0.05),
    "video": (6, 1.0),
    "inspection": (8, 0.7),
}
"""How often a report is from a source, and how often it then carries coordinates."""

_SYNONYMS: Final = (
    ("电动自行车", "电瓶车"),
    ("电动车", "电瓶车"),
    ("生活垃圾", "垃圾"),
    ("堆放", "堆着"),
    ("影响通行", "走不过去"),
    ("破损", "坏了"),
    ("占用", "占了"),
    ("扰民", "很吵"),
    ("异味", "臭味"),
    ("缺失", "没有了"),
    ("住户", "居民"),
    ("行道树", "路边的树"),
    ("悬挂", "挂着"),
    ("张贴", "贴了"),
    ("私自", "擅自"),
    ("未清理", "没人清理"),
    ("满溢", "满出来了"),
    ("故障", "坏了"),
    ("停放", "停着"),
    ("倾斜", "歪了"),
)
_OPENINGS: Final = {
    "gridder": ("", "", "巡查发现，", "走访时发现，"),
    "hotline": ("市民来电反映，", "来电人称，", "", "您好，我要反映，"),
    "online": ("网友发帖反映，", "论坛反映，", ""),
    "video": ("视频巡查发现，", ""),
    "inspection": ("检查组现场发现，", ""),
}
_ENDINGS: Final = (
    "",
    "",
    "",
    "，已拍照",
    "，请尽快处理",
    "，希望有关部门管管",
    "，附近住户意见较大",
)
_BUILDING: Final = re.compile(r"(\d+)幢(\d)单元")
_HOUSE: Final = re.compile(r"\d+(?=号)")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a matter is, with everything a teller may name of it."""

    grid: str
    kind: str
    address: str
    short: str
    building: str
    floor: int
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter and the ways in which it may be told; ``wordings`` empty means the demo's."""

    key: int
    item_code: str
    spot: Spot
    at: datetime
    text: str
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    """One report and the matter it is of."""

    told: Telling
    matter: int


@dataclass(frozen=True, slots=True)
class _Wording:
    item_code: str
    place: str
    texts: tuple[str, ...]


class LabelledSet:
    """Makes the reports of one seed; ``half`` 0 or 1 takes every other matter of the wordings."""

    def __init__(self, seed: int, half: int | None = None) -> None:
        self._rng = Random(seed)
        self._keys = count(1)
        self._grids = self._rng.sample(_grids(), GRIDS)
        self._origins = {
            grid: (260.0 * (nth % 6), 260.0 * (nth // 6))
            for nth, grid in enumerate(sorted(self._grids))
        }
        self._taken: set[tuple[str, str]] = set()
        wordings = _read_wordings()
        self._wordings = wordings if half is None else wordings[half::2]

    def reports(self) -> list[Labelled]:
        """Return all reports in the order of time."""
        made: list[Labelled] = []
        for _ in range(MATTERS):
            matter = self._matter()
            made += self._tellings(matter)
            for false in self._false_ones(matter):
                made.append(self._tell(false, false.at))
        made.sort(key=lambda labelled: labelled.told.reported_at)
        return made

    def _tellings(self, matter: Matter) -> Iterator[Labelled]:
        yield self._tell(matter, matter.at, first=True)
        if self._rng.random() < 0.5:
            for _ in range(self._rng.choice((1, 1, 1, 2, 3))):
                later = timedelta(minutes=self._rng.choice((20, 90, 400, 1400)))
                yield self._tell(matter, matter.at + later * self._rng.random())

    def _false_ones(self, matter: Matter) -> Iterator[Matter]:
        rng = self._rng
        if rng.random() < 0.3:
            grid = rng.choice([grid for grid in self._grids if grid != matter.spot.grid])
            yield self._like(matter, self._spot(grid, matter.spot.kind), self._soon(matter))
        if rng.random() < 0.3 and _names_its_spot(matter):
            yield self._like(matter, self._other_spot(matter.spot), self._soon(matter))
        if rng.random() < 0.3:
            beside = self._matter_beside(matter)
            if beside:
                yield beside
        if rng.random() < 0.2:
            days = timedelta(hours=rng.uniform(50, 120))
            yield self._like(matter, matter.spot, matter.at + days)

    def _soon(self, matter: Matter) -> datetime:
        return matter.at + timedelta(hours=self._rng.uniform(0, 20))

    def _like(self, matter: Matter, spot: Spot, at: datetime) -> Matter:
        """Make another matter of the same kind, told of another spot or on another day."""
        text = _BUILDING.sub(spot.building, matter.text)
        return replace(matter, key=next(self._keys), spot=spot, at=at, text=text)

    def _matter(self) -> Matter:
        while True:
            item, place, texts, text = self._subject()
            spot = self._spot(self._rng.choice(self._grids), place)
            # Two matters of one item at one spot could be told apart by nobody.
            if (item, spot.short) not in self._taken:
                return self._matter_at(spot, item, texts, text)

    def _matter_beside(self, matter: Matter) -> Matter | None:
        """Make a matter of another item at the same spot, if one is found soon."""
        for _ in range(40):
            item, place, texts, text = self._subject()
            if place == matter.spot.kind and (item, matter.spot.short) not in self._taken:
                other = self._matter_at(matter.spot, item, texts, text)
                return replace(other, at=self._soon(matter))
        return None

    def _matter_at(self, spot: Spot, item: str, texts: tuple[str, ...], text: str) -> Matter:
        self._taken.add((item, spot.short))
        at = BEGINNING + timedelta(hours=self._rng.uniform(0, 96))
        text = _BUILDING.sub(spot.building, text)
        return Matter(next(self._keys), item, spot, at, text, texts)

    def _subject(self) -> tuple[str, str, tuple[str, ...], str]:
        """Draw an item, the kind of place, and how it is told: by hand, or as the demo does."""
        rng = self._rng
        if rng.random() < 0.5:
            wording = rng.choice(self._wordings)
            return wording.item_code, wording.place, wording.texts, ""
        seed = pick_matter(rng, tier=rng.choice((1, 2, 3, 4)))
        return seed.item_code, _place_of(seed.address), (), _bare(seed.description)

    def _spot(self, grid: str, kind: str) -> Spot:
        rng = self._rng
        names = Random(grid)
        community = Random(grid[:12])
        roads = community.sample(
            ("江陵路", "滨盛路", "长河路", "东信大道", "火炬大道", "江南大道"), 2
        )
        first = 20 * names.randrange(1, 60)
        number = first + rng.randrange(0, 80)
        estate, park = names.choice(words("estate")), names.choice(("口袋公园", "中心公园"))
        river, side = community.choice(words("river")), rng.choice(words("side"))
        road = rng.choice(roads)
        building = f"{rng.randint(1, 30)}幢{rng.randint(1, 4)}单元"
        address, short = {
            "road": (f"{road}{number}号{side}", f"{road}{number}号"),
            "shop": (f"{road}{number}号沿街商铺", f"{road}{number}号"),
            "estate": (f"{road}{estate}", estate),
            "river": (f"{river}{road}桥{side}", f"{river}{road}桥"),
            "site": (f"{road}{number}号工地", f"{road}{number}号"),
            "park": (f"{road}{park}{side}", f"{road}{park}"),
        }[kind]
        east, north = rng.uniform(-120, 120), rng.uniform(-120, 120)
        return Spot(grid, kind, address, short, building, rng.randint(2, 18), east, north)

    def _other_spot(self, spot: Spot) -> Spot:
        """Return a spot of the same kind in the same grid that is another one to an eye."""
        while True:
            other = self._spot(spot.grid, spot.kind)
            apart = abs(other.east - spot.east) + abs(other.north - spot.north)
            houses = [place.building.partition("幢")[0] for place in (other, spot)]
            named = houses[0] != houses[1] if spot.kind == "estate" else _far_numbered(other, spot)
            if apart > 80 and named:
                return other

    def _tell(self, matter: Matter, at: datetime, *, first: bool = False) -> Labelled:
        rng = self._rng
        spot = matter.spot
        source = rng.choices(list(_SOURCES), [share for share, _ in _SOURCES.values()])[0]
        public = source in {"hotline", "online"}
        text = self._worded(matter, first=first)
        short = spot.short
        address = rng.choice((spot.address, spot.address, short))
        if rng.random() < 0.1:
            # Who walks past names the next door.
            step = rng.choice((-4, -2, 2, 4))
            address, short = (
                _HOUSE.sub(lambda n: f"{int(n[0]) + step}", t) for t in (address, short)
            )
        if public and rng.random() < 0.5:
            text, address = rng.choice((f"{short}，{text}", f"{text}，在{short}")), ""
        elif public and rng.random() < 0.15:
            address = ""
        text = rng.choice(_OPENINGS[source]) + text + rng.choice(_ENDINGS)
        item = None if public else matter.item_code
        if item and rng.random() < 0.06:
            item = rng.choice(_read_wordings()).item_code
        area = spot.grid[:12] if public and rng.random() < 0.2 else spot.grid
        latitude, longitude = self._coordinates(spot, _SOURCES[source][1])
        told = Telling(
            item_code=item,
            item_name=_names()[item] if item else "",
            matter=text,
            address=address,
            area_code=area,
            grid_code=SCHEME.ancestor(area, Level.GRID),
            latitude=latitude,
            longitude=longitude,
            reported_at=at,
        )
        return Labelled(told, matter.key)

    def _worded(self, matter: Matter, *, first: bool) -> str:
        rng = self._rng
        spot = matter.spot
        if matter.wordings:
            text = rng.choice(matter.wordings).format(
                b=spot.building, f=spot.floor, n=rng.randint(2, 9)
            )
        else:
            text = matter.text if first else self._reworded(matter.text)
        if rng.random() < 0.3:
            text = _BUILDING.sub(rng.choice((r"\1栋\2单元", r"\1号楼\2单元", r"\1幢")), text)
        if rng.random() < 0.1:
            text = re.sub(r"\d+(?=幢|栋|单元)", lambda n: numeral(int(n[0])), text)
        return text

    def _reworded(self, text: str) -> str:
        rng = self._rng
        for word, other in _SYNONYMS:
            if rng.random() < 0.6:
                text = text.replace(word, other)
        clauses = text.split("，")
        if len(clauses) > 1 and rng.random() < 0.3:
            clauses.pop()
        if len(clauses) > 1 and rng.random() < 0.2:
            clauses.reverse()
        text = "，".join(clauses)
        text = re.sub(r"约\d+", lambda _: f"约{rng.randint(2, 30)}", text)
        if rng.random() < 0.15:
            slip = rng.randrange(len(text))
            text = text[:slip] + text[slip + 1 :]
        return text

    def _coordinates(self, spot: Spot, often: float) -> tuple[float | None, float | None]:
        rng = self._rng
        if rng.random() >= often:
            return None, None
        east, north = self._origins[spot.grid]
        east, north = east + spot.east + rng.gauss(0, 12), north + spot.north + rng.gauss(0, 12)
        latitude = 30.2 + north / METRES_PER_DEGREE
        return latitude, 120.2 + east / (METRES_PER_DEGREE * cos(radians(30.2)))


@cache
def _names() -> dict[str, str]:
    return {item.code: item.name_zh for item in items()}


def _grids() -> list[str]:
    """Return the grids of a few communities, so that one community has several."""
    communities = [area.code for area in areas() if area.level == COMMUNITY][:9]
    return [area.code for area in areas() if area.level == GRID and area.code[:12] in communities]


def _read_wordings() -> list[_Wording]:
    with Path(__file__).with_name("wordings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, _Wording] = {}
    for row in rows:
        known = found.get(row["matter"])
        texts = (*known.texts, row["wording"]) if known else (row["wording"],)
        found[row["matter"]] = _Wording(row["item_code"], row["place"], texts)
    return list(found.values())


def _far_numbered(one: Spot, other: Spot) -> bool:
    """Say whether two houses are on different roads, or more than a few doors apart."""
    (road, number), (other_road, other_number) = (
        (_HOUSE.split(spot.short)[0], int(_HOUSE.findall(spot.short)[0])) for spot in (one, other)
    )
    return road != other_road or abs(number - other_number) > 20


def _names_its_spot(matter: Matter) -> bool:
    """Say whether two matters of this kind in one grid can be told apart by their words."""
    if matter.spot.kind in {"river", "park"}:
        return False
    if matter.spot.kind == "estate":
        return all("{b}" in wording for wording in matter.wordings or (matter.text,)) or bool(
            _BUILDING.search(matter.text)
        )
    return True


def _place_of(address: str) -> str:
    for mark, kind in (("桥", "river"), ("公园", "park"), ("工地", "site"), ("商铺", "shop")):
        if mark in address:
            return kind
    return "road" if "号" in address else "estate"


def _bare(text: str) -> str:
    """Take off how the demo's source opened and what it remarked."""
    for kind in ("gridder", "hotline", "online", "video", "inspection", "leader", "sensor"):
        for opening in words(f"said_by_{kind}"):
            text = text.removeprefix(opening)
    for remark in words("remark"):
        text = text.removesuffix(remark) if remark else text
    return text
