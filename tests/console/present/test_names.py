"""Names are found as people write them: code, name, Pinyin, or some of it."""

import pytest

from console.present.names import Closeness, Kind, Name, Names, closeness


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    (
        ("城管局", "城管局", Closeness.SAME),
        ("城管", "城管局", Closeness.BEGIN),
        ("管局", "城管局", Closeness.PART),
        ("cgj", "城管局", Closeness.PINYIN_BEGIN),
        ("chengguan", "城管局", Closeness.PINYIN_BEGIN),
        ("gj", "城管局", Closeness.PINYIN_PART),
        ("CGJ", "滨江区城管局", Closeness.PINYIN_PART),
        ("xxjd", "西兴街道", Closeness.PINYIN_BEGIN),
        ("chjd", "长河街道", Closeness.PINYIN_BEGIN),
        ("cqlu", "重庆路", Closeness.LETTERS),
        ("cgj", "滨江区城市管理局", Closeness.ABBREVIATION),
        ("城管局", "滨江区城市管理局", Closeness.ABBREVIATION),
        ("lgc", "滨江区城市管理局", None),
        ("cql", "重庆路", Closeness.PINYIN_BEGIN),
        ("12sq", "12社区", Closeness.PINYIN_BEGIN),
        ("城局", "城管局", Closeness.ABBREVIATION),
        ("bnz", "Bureau north", None),
        ("bnh", "Bureau north", Closeness.LETTERS),
        ("xyz", "城管局", None),
    ),
)
def test_how_close_what_is_typed_comes(typed: str, name: str, expected: Closeness | None) -> None:
    assert closeness(typed, name) is expected


def test_the_closest_name_comes_first() -> None:
    names = Names(
        Name(Kind.UNIT, code, name)
        for code, name in (
            ("1", "西兴街道综合行政执法队"),
            ("2", "西兴社区"),
            ("3", "兴西社区"),
            ("4", "滨江区西兴派出所"),
        )
    )
    assert [name.code for name in names.closest(Kind.UNIT, "xx")] == ["2", "3", "1", "4"]
    assert [name.code for name in names.closest(Kind.UNIT, "")] == ["1", "2", "3", "4"]
    assert names.meant(Kind.UNIT, "xx") == ("1", "2", "3")
    assert names.meant(Kind.AREA, "xx") == ()
