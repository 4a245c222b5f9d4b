"""Judging areas by the tree, the jurisdiction and what is held."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.areas.codes import CodeScheme
from core.imports.commands import AreaRow
from core.imports.grids import AreaRules, AreaVerdict, HeldArea, judge_areas
from core.imports.result import RefusedRow

TODAY = date(2026, 9, 14)
HELD = (
    HeldArea(1, "330108", "滨江区", None, None, None, None, date(2024, 1, 1)),
    HeldArea(2, "330108001", "西兴街道", None, None, None, None, date(2024, 1, 1)),
    HeldArea(3, "330108001001", "西陵社区", None, None, None, None, date(2024, 1, 1)),
    HeldArea(4, "330108001001001", "第一网格", None, "comprehensive", 400, 900, date(2024, 1, 1)),
)


def judged(*rows: AreaRow | RefusedRow, **more: Any) -> AreaVerdict:
    plain: dict[str, Any] = {
        "scheme": CodeScheme(),
        "jurisdiction": "330108",
        "today": TODAY,
        "held": {area.code: area for area in HELD},
        "columns": {"code": "网格编码", "name": "网格名称"},
        "rename": False,
    }
    return judge_areas(rows, AreaRules(**(plain | more)))


def told(refused: Iterable[RefusedRow]) -> list[tuple[int, str, str, str]]:
    return [(row.line, row.column, row.value, row.reason) for row in refused]


def test_a_new_grid_under_a_held_community_is_new_and_comprehensive() -> None:
    verdict = judged(AreaRow(2, "330108001001002", "第二网格", households=310))
    assert told(verdict.refused) == []
    assert list(verdict.new_rows()) == [
        AreaRow(
            2,
            "330108001001002",
            "第二网格",
            kind="comprehensive",
            households=310,
            valid_from=TODAY,
        )
    ]


def test_a_parent_may_stand_below_its_child_in_the_file() -> None:
    verdict = judged(
        AreaRow(2, "330108002001001", "第一网格"),
        AreaRow(3, "330108002001", "长河社区"),
        AreaRow(4, "330108002", "长河街道"),
    )
    assert told(verdict.refused) == []
    assert [len(part) for part in verdict.new] == [3]


def test_a_grid_whose_community_nobody_knows_is_refused() -> None:
    verdict = judged(AreaRow(2, "330108001009001", "第一网格"))
    assert told(verdict.refused) == [
        (
            2,
            "网格编码",
            "330108001009001",
            "Its parent 330108001009 is neither held nor in the file.",
        )
    ]


def test_a_code_of_a_length_no_level_has_is_refused() -> None:
    verdict = judged(AreaRow(2, "3301080010010", "第一网格"))
    assert told(verdict.refused) == [
        (
            2,
            "网格编码",
            "3301080010010",
            "The area code 3301080010010 must be digits only, 2, 4, 6, 9, 12, 15, 17 of them.",
        )
    ]


def test_a_code_that_stands_twice_is_refused_the_second_time() -> None:
    verdict = judged(
        AreaRow(2, "330108001001002", "第二网格"), AreaRow(5, "330108001001002", "第二网格")
    )
    assert told(verdict.refused) == [
        (5, "网格编码", "330108001001002", "It stands on line 2 already.")
    ]


def test_a_name_that_disagrees_is_refused_and_both_are_shown() -> None:
    verdict = judged(AreaRow(2, "330108001001001", "第九网格"))
    assert told(verdict.refused) == [
        (
            2,
            "网格名称",
            "第九网格",
            (
                "The area 330108001001001 is held as 第一网格. Correct the code or the name, or "
                "allow renaming with --rename."
            ),
        )
    ]


def test_renaming_may_be_allowed() -> None:
    verdict = judged(AreaRow(2, "330108001001001", "第九网格"), rename=True)
    assert told(verdict.refused) == []
    assert [(held.name, row.name) for held, row in verdict.changed] == [("第一网格", "第九网格")]


def test_an_area_named_by_its_code_takes_any_name() -> None:
    unnamed = HELD[0]._replace(name="330108")
    verdict = judged(AreaRow(2, "330108", "滨江区"), held={"330108": unnamed})
    assert told(verdict.refused) == []
    assert len(verdict.changed) == 1


def test_an_area_elsewhere_is_refused() -> None:
    verdict = judged(AreaRow(2, "330109001", "别处街道"), AreaRow(3, "33", "浙江省"))
    assert told(verdict.refused) == [
        (2, "网格编码", "330109001", "It lies outside your jurisdiction 330108.")
    ]


def test_a_grid_elsewhere_is_refused_though_all_else_is_well() -> None:
    verdict = judged(
        AreaRow(2, "330108001001002", "第二网格"), AreaRow(3, "330108001002", "长江社区"),
        AreaRow(4, "330108001002001", "第一网格"), jurisdiction="330108001002",
    )  # fmt: skip
    assert told(verdict.refused) == [
        (2, "网格编码", "330108001001002", "It lies outside your jurisdiction 330108001002."),
    ]
    assert [row.line for row in verdict.new_rows()] == [3, 4]


def test_a_grid_whose_code_ended_or_has_letters_is_refused() -> None:
    verdict = judged(
        AreaRow(2, "330108001001002", "第二网格"),
        AreaRow(3, "33010800100100A", "第三网格"),
        ended={"330108001001002": date(2026, 3, 1)},
    )
    assert told(verdict.refused) == [
        (
            2,
            "网格编码",
            "330108001001002",
            "The code 330108001001002 ended on 2026-03-01; a code is never given twice.",
        ),
        (
            3,
            "网格编码",
            "33010800100100A",
            ("The area code 33010800100100A must be digits only, 2, 4, 6, 9, 12, 15, 17 of them."),
        ),
    ]


def test_a_stated_parent_must_agree_with_the_code() -> None:
    verdict = judged(AreaRow(2, "330108001001002", "第二网格", parent_code="330108001002"))
    assert told(verdict.refused) == [
        (2, "parent_code", "330108001002", "By its code the area belongs to 330108001001.")
    ]


def test_only_a_grid_is_of_a_kind() -> None:
    verdict = judged(AreaRow(2, "330108001002", "某社区", kind="dedicated"))
    assert told(verdict.refused) == [(2, "kind", "dedicated", "Only a grid is of a kind.")]


def test_an_area_of_the_future_is_refused() -> None:
    verdict = judged(AreaRow(2, "330108001001002", "第二网格", valid_from=date(2026, 9, 15)))
    assert told(verdict.refused) == [
        (
            2,
            "valid_from",
            "2026-09-15",
            "That day is yet to come; import the area when it has.",
        )
    ]


def test_what_a_row_does_not_say_stays_as_it_is() -> None:
    verdict = judged(AreaRow(2, "330108001001001", "第一网格"))
    assert (verdict.new, verdict.changed, verdict.unchanged) == ([], [], 1)


def test_a_changed_number_changes_the_row_and_keeps_the_rest() -> None:
    verdict = judged(AreaRow(2, "330108001001001", "第一网格", households=401))
    (held, row), *rest = verdict.changed
    assert rest == []
    assert (held.households, row.households, row.residents, row.kind) == (
        400,
        401,
        900,
        "comprehensive",
    )


def test_several_faults_of_a_row_are_told_together_in_line_order() -> None:
    earlier = RefusedRow(9, "户数", "三百", "It is wrong.", {})
    verdict = judged(
        earlier,
        AreaRow(3, "330108001", "另一街道", kind="dedicated", parent_code="330109"),
    )
    assert [(row.line, row.column) for row in verdict.refused] == [
        (3, "parent_code"),
        (3, "kind"),
        (3, "网格名称"),
        (9, "户数"),
    ]


def test_a_scheme_of_fourteen_digits_is_followed() -> None:
    verdict = judged(
        AreaRow(2, "33010800100102", "第二网格"),
        scheme=CodeScheme.parse("2-4-6-9-12-14-16"),
    )
    assert told(verdict.refused) == []
    assert next(verdict.new_rows()).kind == "comprehensive"
