"""Tallies come out of their packing as they went in, and packed ones add up as plain ones do."""

from hypothesis import given
from hypothesis import strategies as st

from core.reports.rolled import NOTHING, Cells, Cut, Packed, pack, summed, unpack, unpacked

NUMBERS = st.integers(-(10**14), 10**14)
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(("", "330108001001", "330108001002")), st.none() | st.text()),
    st.lists(NUMBERS, min_size=5, max_size=5),
)


@given(st.dictionaries(st.tuples(st.sampled_from(Cut), st.sampled_from("ab")), CELLS))
def test_what_was_packed_is_unpacked(tallied: dict[tuple[Cut, str], Cells]) -> None:
    assert unpacked(pack(tallied)) == {key: cells for key, cells in tallied.items() if cells}


@given(st.lists(CELLS, max_size=6), st.sampled_from(("", "330108001001")))
def test_packed_days_add_up_as_plain_ones_do(days: list[Cells], area: str) -> None:
    expected: dict[object, list[int]] = {}
    for cells in days:
        for cell, numbers in cells.items():
            if cell[0].startswith(area):
                before = expected.get(cell, [0] * 5)
                expected[cell] = [a + b for a, b in zip(before, numbers, strict=True)]
    parts = [("a", part.rows) for cells in days for part in pack({(Cut.ITEMS, "a"): cells})]

    assert {cell: numbers for _, cell, numbers in summed(parts, area)} == expected


def test_a_month_without_cases_has_no_cells() -> None:
    (part,) = NOTHING
    assert isinstance(part, Packed)
    assert (unpack(part.rows), list(summed([("a", part.rows)]))) == ({}, [])
