"""The terms of a filter line: every line has a reading, and it can be written down again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.present.terms import fold_width, parse, quoted, spelled

LINES = st.one_of(
    st.text(max_size=40),
    st.text(alphabet='ab三 -:,"\\：，、“”「」\u3000３*', max_size=24),
)


@given(LINES)
def test_a_line_written_down_again_says_the_same(line: str) -> None:
    said = [term.said for term in parse(line)]
    assert [term.said for term in parse(spelled(parse(line)))] == said
    assert spelled(parse(spelled(parse(line)))) == spelled(parse(line))


@given(LINES)
def test_every_word_stands_inside_its_term_and_every_term_inside_the_line(line: str) -> None:
    end = 0
    for term in parse(line):
        assert end <= term.start < term.end <= len(line)
        end = term.end
        for word in (*term.values, *([term.key] if term.key else [])):
            assert term.start <= word.start <= word.end <= term.end
    outside = line[end:] if parse(line) else line
    assert outside.strip() == ""


@given(st.text(min_size=1, max_size=20))
def test_a_value_of_any_kind_is_read_back_as_one(text: str) -> None:
    (term,) = parse(f"unit:{quoted(text)}")
    assert [value.text for value in term.values] == [fold_width(text)]


@pytest.mark.parametrize(
    ("line", "said"),
    (
        ("tier:3,4", [("tier", ("3", "4"), False, False)]),
        ("-source:12345", [("source", ("12345",), True, False)]),
        ("－来源：１２３４５", [("来源", ("12345",), True, False)]),
        ('unit:"城管 局",s1', [("unit", ("城管 局", "s1"), False, False)]),
        ("“积水 路”", [(None, ("积水 路",), False, True)]),
        ('-"late"', [(None, ("late",), True, True)]),
        (r'"say \"so\" \\"', [(None, (r'say "so" \ '.rstrip(),), False, True)]),
        ("12:30", [(None, ("12:30",), False, False)]),
        ("a - b", [(None, (w,), False, False) for w in "a-b"]),
        ('"open at the end', [(None, ("open at the end",), False, True)]),
        ("unit:", [("unit", (), False, False)]),
        ("\u3000", []),
    ),
)
def test_terms_are_read_as_people_mean_them(line: str, said: list[object]) -> None:
    assert [term.said for term in parse(line)] == said


def test_a_line_is_written_in_one_way() -> None:
    assert spelled(parse("  级：３　“积水 路”  -late ")) == '级:3 "积水 路" -late'
