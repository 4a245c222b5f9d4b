"""People and their posts are taken in whole or not at all."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from core.imports.changes import Changes, RowChange
from core.imports.commands import ImportCommand, ImportStaff, StaffRow
from core.imports.result import ImportResult, RefusedRow
from core.imports.rows import Columns, in_columns
from tests.contract.imports.conftest import Look, Rows
from tests.district import GRID, GRIDDER, NEXT_GRID, OTHER_GRID, District

TakeIn = Callable[[ImportCommand], ImportResult]

HELD = StaffRow(2, GRIDDER, "𠮷小网", GRID, "full_time")
NEW = StaffRow(3, "BJ0002", "陈月", NEXT_GRID, "leader", phone="11100000002")
ROWS = (HELD, NEW)

POSTINGS = (
    "SELECT number, area_code, post, CAST(valid_from AS TEXT), CAST(valid_to AS TEXT) "
    "FROM posting JOIN staff ON staff.id = posting.staff_id ORDER BY posting.id"
)


def told(result: ImportResult) -> list[tuple[int, str, str, str]]:
    return [(row.line, row.column, row.value, row.reason) for row in result.refused]


def test_a_dry_run_counts_and_changes_nothing(
    take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    before = everything()
    assert take_in(ImportStaff(rows=ROWS)) == ImportResult(
        "staff", 1, 0, 1, changes=Changes((RowChange("new", 3, "BJ0002", "陈月"),))
    )
    assert everything() == before


def test_a_dry_run_tells_each_field_and_post_that_would_change(take_in: TakeIn) -> None:
    take_in(ImportStaff(rows=ROWS, commit=True))
    moved = StaffRow(7, GRIDDER, "𠮷小网", NEXT_GRID, "full_time", phone="11100000009")
    changes = take_in(ImportStaff(rows=(moved,))).changes
    assert changes == Changes(
        (
            RowChange("changed", None, GRIDDER, "𠮷小网", "post", f"{GRID} full_time", None),
            RowChange("changed", 7, GRIDDER, "𠮷小网", "phone", "10100000001", "11100000009"),
            RowChange("changed", 7, GRIDDER, "𠮷小网", "post", None, f"{NEXT_GRID} full_time"),
            RowChange("missing", None, "BJ0002", "陈月"),
        ),
        missing=1,
    )


def test_the_good_rows_alone_may_be_taken_in_and_end_no_post(take_in: TakeIn, look: Look) -> None:
    rows = (
        StaffRow(2, GRIDDER, "𠮷小网", NEXT_GRID, "part_time"),
        StaffRow(3, GRIDDER, "𠮷小网", "330108001009", "full_time"),
        StaffRow(4, "BJ0003", "李四", NEXT_GRID, "guide"),
    )
    result = take_in(ImportStaff(rows=rows, commit=True, partial=True))
    assert told(result) == [
        (3, "area_code", "330108001009", "There is no such area today; import the grids first.")
    ]
    assert (result.new, result.changed, result.committed) == (1, 1, True)
    assert look(POSTINGS) == [
        (GRIDDER, GRID, "full_time", "2024-01-01", None),
        (GRIDDER, NEXT_GRID, "part_time", "2026-09-14", None),
        ("BJ0003", NEXT_GRID, "guide", "2026-09-14", None),
    ]


class Together(list[StaffRow]):
    """Rows as a file has them in which every cell can be read."""

    def parts(self) -> Iterator[Columns[StaffRow]]:
        yield in_columns(StaffRow, self)


OUTSIDE = StaffRow(4, "BJ0003", "李四", "330109001", "guide")
YET_TO_COME = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("wrong", "told_of_it"),
    (
        (OUTSIDE, ("area_code", "330109001", "It lies outside your jurisdiction 330108.")),
        (
            OUTSIDE._replace(area_code=GRID, left_on=YET_TO_COME),
            ("left_on", "2026-10-01", "That day is yet to come; import it when it has."),
        ),
        (
            OUTSIDE._replace(area_code=GRID, posted_to=YET_TO_COME),
            ("posted_to", "2026-10-01", "That day is yet to come; import it when it has."),
        ),
    ),
)
def test_rows_that_come_together_are_judged_each_by_itself(
    wrong: StaffRow, told_of_it: tuple[str, str, str], take_in: TakeIn, look: Look
) -> None:
    before = look(POSTINGS)
    result = take_in(ImportStaff(rows=Together((HELD, NEW, wrong)), commit=True))
    assert told(result) == [(4, *told_of_it)]
    assert (result.committed, look(POSTINGS)) == (False, before)


def test_rows_that_come_together_are_taken_in_as_one_by_one(take_in: TakeIn, look: Look) -> None:
    assert take_in(ImportStaff(rows=Together(ROWS), commit=True)).committed
    assert look(POSTINGS) == [
        (GRIDDER, GRID, "full_time", "2024-01-01", None),
        ("BJ0002", NEXT_GRID, "leader", "2026-09-14", None),
    ]


def test_new_people_get_their_posts_from_today(take_in: TakeIn, look: Look) -> None:
    result = take_in(ImportStaff(rows=ROWS, commit=True))
    assert result == ImportResult("staff", 1, 0, 1, committed=True, import_id=1)
    assert look(
        "SELECT number, name, phone, CAST(joined_on AS TEXT), left_on FROM staff ORDER BY id"
    ) == [
        (GRIDDER, "𠮷小网", "10100000001", "2024-01-01", None),
        ("BJ0002", "陈月", "11100000002", "2026-09-14", None),
    ]
    assert look(POSTINGS) == [
        (GRIDDER, GRID, "full_time", "2024-01-01", None),
        ("BJ0002", NEXT_GRID, "leader", "2026-09-14", None),
    ]


def test_a_second_run_changes_nothing(take_in: TakeIn, everything: Callable[[], Rows]) -> None:
    take_in(ImportStaff(rows=ROWS, commit=True))
    before = everything()
    result = take_in(ImportStaff(rows=ROWS, commit=True))
    assert result == ImportResult("staff", 0, 0, 2, committed=True)
    assert everything() == before


def test_one_bad_row_keeps_all_rows_out(take_in: TakeIn, everything: Callable[[], Rows]) -> None:
    before = everything()
    bad = StaffRow(4, "BJ0003", "李四", "330108001009", "guide")
    result = take_in(ImportStaff(rows=(*ROWS, bad), commit=True))
    assert told(result) == [
        (4, "area_code", "330108001009", "There is no such area today; import the grids first.")
    ]
    assert (result.new, result.committed) == (2, False)
    assert everything() == before


def test_every_bad_row_is_told_with_line_column_value_and_reason(take_in: TakeIn) -> None:
    unread = RefusedRow(2, "手机", "138", "It is no phone number.", {})
    rows = (
        unread,
        StaffRow(3, "N1", "王一", GRID, "guide"),
        StaffRow(4, "N1", "王一", GRID, "guide"),
        StaffRow(5, "N1", "王二", NEXT_GRID, "guide"),
        StaffRow(6, "N2", "赵一", GRID, "guide", phone="11100000001"),
        StaffRow(7, "N2", "赵一", NEXT_GRID, "guide", phone="11100000002"),
        StaffRow(8, "N3", "钱一", "330109001", "guide"),
        StaffRow(9, GRIDDER, "别人", GRID, "full_time"),
        StaffRow(
            10, "N4", "孙一", GRID, "guide", joined_on=date(2026, 2, 1), left_on=date(2026, 1, 1)
        ),
        StaffRow(11, "N5", "李一", GRID, "guide", left_on=date(2026, 10, 1)),
    )
    columns = {"number": "工号", "name": "姓名", "area_code": "网格编码"}
    assert told(take_in(ImportStaff(rows=rows, commit=True, columns=columns))) == [
        (2, "手机", "138", "It is no phone number."),
        (
            4,
            "工号",
            "N1",
            "The same person in the same post and area stands on line 3 already.",
        ),
        (5, "姓名", "王二", "On line 3 the same staff number has 王一."),
        (7, "phone", "11100000002", "On line 6 the same staff number has 11100000001."),
        (8, "网格编码", "330109001", "It lies outside your jurisdiction 330108."),
        (
            9,
            "姓名",
            "别人",
            (
                f"The staff number {GRIDDER} is held for 𠮷小网. Correct the number or the name, "
                "or allow renaming with --rename."
            ),
        ),
        (10, "left_on", "2026-01-01", "It is before the day of joining."),
        (11, "left_on", "2026-10-01", "That day is yet to come; import it when it has."),
    ]


def test_a_person_who_moves_has_the_old_post_ended(
    district: District, take_in: TakeIn, look: Look
) -> None:
    moved = HELD._replace(area_code=OTHER_GRID)
    result = take_in(ImportStaff(rows=(moved,), commit=True))
    assert (result.new, result.changed, result.unchanged) == (0, 1, 0)
    assert look(POSTINGS) == [
        (GRIDDER, GRID, "full_time", "2024-01-01", "2026-09-14"),
        (GRIDDER, OTHER_GRID, "full_time", "2026-09-14", None),
    ]
    district.clock.advance(timedelta(days=3))
    assert take_in(ImportStaff(rows=(moved,))).unchanged == 1


def test_a_move_taken_back_on_the_same_day_leaves_no_trace_in_the_posts(
    take_in: TakeIn, look: Look
) -> None:
    take_in(ImportStaff(rows=(NEW,), commit=True))
    take_in(ImportStaff(rows=(NEW._replace(area_code=OTHER_GRID),), commit=True))
    assert look(POSTINGS)[1:] == [("BJ0002", OTHER_GRID, "leader", "2026-09-14", None)]


def test_several_posts_of_a_person_may_stand_far_apart_in_the_file(
    take_in: TakeIn, look: Look
) -> None:
    rows = (
        NEW,
        *(StaffRow(10 + n, f"X{n}", f"某{n}", GRID, "part_time") for n in range(1500)),
        NEW._replace(line=2000, area_code=OTHER_GRID),
    )
    result = take_in(ImportStaff(rows=rows, commit=True))
    assert (result.new, told(result)) == (1502, [])
    assert look(POSTINGS.replace("ORDER", "WHERE number = 'BJ0002' ORDER")) == [
        ("BJ0002", NEXT_GRID, "leader", "2026-09-14", None),
        ("BJ0002", OTHER_GRID, "leader", "2026-09-14", None),
    ]


def test_people_that_the_file_does_not_name_stay_as_they_are(take_in: TakeIn, look: Look) -> None:
    take_in(ImportStaff(rows=(NEW,), commit=True))
    assert look(POSTINGS)[0] == (GRIDDER, GRID, "full_time", "2024-01-01", None)


def test_leaving_ends_the_posts_on_that_day_and_coming_back_begins_anew(
    take_in: TakeIn, look: Look
) -> None:
    gone = HELD._replace(left_on=date(2026, 9, 1))
    assert take_in(ImportStaff(rows=(gone,), commit=True)).changed == 1
    assert look(POSTINGS) == [(GRIDDER, GRID, "full_time", "2024-01-01", "2026-09-01")]
    assert take_in(ImportStaff(rows=(gone,), commit=True)).unchanged == 1
    assert take_in(ImportStaff(rows=(HELD,), commit=True)).changed == 1
    assert look(POSTINGS)[1:] == [(GRIDDER, GRID, "full_time", "2026-09-14", None)]
    assert look("SELECT left_on FROM staff") == [(None,)]


def test_posts_that_are_over_are_taken_in_with_their_days(take_in: TakeIn, look: Look) -> None:
    rows = (
        NEW._replace(posted_from=date(2024, 5, 1), posted_to=date(2025, 1, 1)),
        NEW._replace(line=4, area_code=GRID, posted_from=date(2025, 1, 1)),
    )
    assert take_in(ImportStaff(rows=rows, commit=True)).new == 2
    assert look(POSTINGS)[1:] == [
        ("BJ0002", NEXT_GRID, "leader", "2024-05-01", "2025-01-01"),
        ("BJ0002", GRID, "leader", "2025-01-01", None),
    ]
    assert take_in(ImportStaff(rows=rows)).unchanged == 2


def test_a_changed_phone_changes_and_an_empty_one_says_nothing(take_in: TakeIn, look: Look) -> None:
    assert (
        take_in(ImportStaff(rows=(HELD._replace(phone="11100000009"),), commit=True)).changed == 1
    )
    assert take_in(ImportStaff(rows=(HELD,), commit=True)).unchanged == 1
    assert look("SELECT phone FROM staff") == [("11100000009",)]


def test_renaming_may_be_allowed(take_in: TakeIn, look: Look) -> None:
    renamed = HELD._replace(name="吉小网")
    assert take_in(ImportStaff(rows=(renamed,), commit=True, rename=True)).changed == 1
    assert look("SELECT name FROM staff") == [("吉小网",)]


def test_rows_may_be_a_stream_that_begins_anew(take_in: TakeIn) -> None:
    class Stream:
        def __iter__(self) -> Iterator[StaffRow | RefusedRow]:
            yield from ROWS

    assert take_in(ImportStaff(rows=Stream(), commit=True)).new == 1
    assert take_in(ImportStaff(rows=Stream(), commit=True)).new == 0


def test_nothing_temporary_is_left_behind(take_in: TakeIn) -> None:
    for _ in range(3):
        take_in(ImportStaff(rows=ROWS))
        take_in(ImportStaff(rows=ROWS, commit=True))
