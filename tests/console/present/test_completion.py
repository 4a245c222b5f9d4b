"""What may come next in a filter line."""

import pytest

from console.present.completion import Offered, complete
from console.present.names import Kind, Name, Names
from console.present.views import READY_MADE, View
from console.present.words import CHINESE, use_language

NAMES = Names(
    (
        Name(Kind.UNIT, "CG", "滨江区城管局", note="滨江区"),
        Name(Kind.UNIT, "ZFD", "执法队 (西兴)"),
        Name(Kind.AREA, "330108001", "西兴街道"),
        Name(Kind.AREA, "330108001001001", "第一网格"),
        Name(Kind.AREA, "330108002001001", "第一网格"),
        Name(Kind.ITEM, "E0401", "占道经营"),
    )
)
VIEWS = (*READY_MADE, View("西兴超时", "grid:西兴街道 late"))


@pytest.fixture(autouse=True)
def chinese() -> None:
    use_language(CHINESE)


def offered(line: str, cursor: int | None = None) -> Offered:
    return complete(line, len(line) if cursor is None else cursor, NAMES, VIEWS)


def texts(line: str) -> list[str]:
    return [offer.text for offer in offered(line).offers]


@pytest.mark.parametrize(
    ("line", "expected"),
    (
        ("un", ["unit:", "until:"]),
        ("单", ["unit:"]),
        ("dw", ["unit:", "grid:330108001001001", "grid:330108002001001"]),
        ("-un", ["unit:", "until:"]),
        ("tier:", ["1", "2", "3", "4"]),
        ("tier:3,", ["1", "2", "3", "4"]),
        ("state:clo", ["closed"]),
        ("状态：cz", ["handling"]),
        ("-source:热", ["hotline"]),
        ("unit:cgj", ["滨江区城管局"]),
        ("unit:zfd", ['"执法队 (西兴)"']),
        ("grid:第一", ["330108001001001", "330108002001001"]),
        ("card:y", ["yellow"]),
        ("until:7", ["7d"]),
        ("is:已", ["ended"]),
        ("cgj", ["unit:滨江区城管局"]),
        ("西兴超", ["grid:西兴街道 late"]),
        ('"占道', []),
        ("12:30", []),
    ),
)
def test_offers_fit_what_is_typed(line: str, expected: list[str]) -> None:
    assert texts(line) == expected


def test_everything_is_offered_to_who_has_typed_nothing() -> None:
    assert texts("")[:5] == ["late", "today", "tier:", "state:", "unit:"]
    assert texts("late ") == texts("")


@pytest.mark.parametrize(
    ("line", "cursor", "number", "expected"),
    (
        ("un", 2, 0, ("unit:", 5)),
        ("late -unit:cgj", 14, 0, ("late -unit:滨江区城管局 ", 18)),
        ("tier:3,", 7, 3, ("tier:3,4 ", 9)),
        ("状态：cz", 5, 0, ("状态：handling ", 12)),
        ("unit:cgj late", 8, 0, ("unit:滨江区城管局 late", 12)),
    ),
)
def test_an_offer_takes_the_place_of_the_word_before_the_cursor(
    line: str, cursor: int, number: int, expected: tuple[str, int]
) -> None:
    assert offered(line, cursor).taken(number) == expected
