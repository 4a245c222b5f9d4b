"""The tree of areas: homes, posts, vacancies and open cases, each counted anew by hand."""

from datetime import date
from typing import Final

import pytest
from sqlmodel import Session, col, select

from core.areas.models import Area
from core.areas.rows import AreaLoad
from core.cases.rows import LaneCount
from core.kernel.settings import REFERENCE_VERSION, Setting
from core.staff.models import Posting, Staff
from storage.readers.grids import GridReader
from storage.readers.queue import QueueReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import (
    BEGINNING,
    COMMUNITY,
    GRID,
    GRIDS,
    HOME,
    NOW,
    SCOPES,
    STREET,
    scope,
)

NEXT_GRID: Final = "330108001001002"
MICROGRID: Final = f"{GRID}01"
POSTS: Final = ("leader", "guide", "full_time", "part_time")
HOME_GRIDS: Final = tuple(grid for grid in GRIDS if grid.startswith(HOME))


@pytest.fixture
def peopled(changeable: Written) -> Written:
    """The districts with homes, a microgrid, part-time staff, and a grid without a gridder."""
    with changeable.database.transactions.writing() as session:
        for number, code in enumerate(GRIDS, start=1):
            grid = _area(session, code)
            grid.households, grid.residents = 300 + number, 700 + number
        session.add(
            Area(
                code=MICROGRID,
                parent_code=GRID,
                level=7,
                name="微网格",
                households=40,
                residents=90,
                valid_from=BEGINNING,
            )
        )
        session.add(Staff(id=95, number="N0095", name="钱兼", joined_on=BEGINNING))
        session.flush()
        for area in (MICROGRID, GRID, "330108999"):
            session.add(
                Posting(staff_id=95, area_code=area, post="part_time", valid_from=BEGINNING)
            )
        left = session.exec(select(Posting).where(Posting.staff_id == 2)).one()
        left.valid_to = date(2026, 9, 1)
    return changeable


def _area(session: Session, code: str) -> Area:
    return session.exec(select(Area).where(col(Area.code) == code)).one()


def reader(written: Written, name: str = "district") -> GridReader:
    return GridReader(written.database, SCOPES[name])


def people(load: AreaLoad) -> tuple[int, ...]:
    assert tuple(post.post for post in load.posts) == POSTS
    return tuple(post.people for post in load.posts)


def vacant(load: AreaLoad) -> tuple[int, ...]:
    return tuple(post.vacant for post in load.posts)


def waiting_in(written: Written, code: str) -> tuple[int, int]:
    """Count the open and the late cases of an area, one by one."""
    here = [case for case in written.data.cases if case.area_code.startswith(code)]
    due = [case.due_at for case in here if case.ended_at is None]
    return len(due), sum(at is not None and at < NOW for at in due)


def test_the_tree_begins_at_the_top_of_the_jurisdiction(peopled: Written) -> None:
    (district,) = reader(peopled).top(NOW)
    (street,) = reader(peopled, "street").top(NOW)

    assert (district.area.code, district.below, district.grids) == (HOME, 2, 8)
    assert (street.area.code, street.below, street.grids) == (STREET, 2, 4)
    assert reader(peopled, "nowhere").top(NOW) == ()
    assert reader(peopled, "crossed").top(NOW) == ()


def test_homes_and_residents_are_those_of_the_grids_or_its_own(peopled: Written) -> None:
    (district,) = reader(peopled).top(NOW)
    (microgrid,) = reader(peopled).below(GRID, NOW)

    assert district.households == sum(300 + n for n in range(1, 9))
    assert district.residents == sum(700 + n for n in range(1, 9))
    assert (microgrid.households, microgrid.residents, microgrid.grids) == (40, 90, 0)


@pytest.mark.parametrize("parent", (None, HOME, STREET, COMMUNITY))
def test_open_and_late_cases_are_those_of_the_area_and_all_inside_it(
    peopled: Written, parent: str | None
) -> None:
    grids = reader(peopled)

    loads = grids.top(NOW) if parent is None else grids.below(parent, NOW)

    assert {load.area.code: (load.open, load.late) for load in loads} == {
        load.area.code: waiting_in(peopled, load.area.code) for load in loads
    }
    assert sum(load.open for load in loads) > 0


def test_posts_are_counted_with_those_below_and_of_areas_of_today_only(peopled: Written) -> None:
    (district,) = reader(peopled).top(NOW)
    community, other = reader(peopled).below(STREET, NOW)
    grid, next_grid = reader(peopled).below(COMMUNITY, NOW)

    assert people(district) == (2, 0, 7, 2)
    assert people(community) == (2, 0, 1, 2)
    assert people(other) == (0, 0, 2, 0)
    assert people(grid) == (1, 0, 1, 2)
    assert people(next_grid) == (0, 0, 0, 0)


def test_a_post_is_vacant_in_every_grid_where_nobody_holds_it(peopled: Written) -> None:
    (district,) = reader(peopled).top(NOW)
    grid, next_grid = reader(peopled).below(COMMUNITY, NOW)
    (microgrid,) = reader(peopled).below(GRID, NOW)

    assert vacant(district) == (7, 8, 1, 0)
    assert vacant(grid) == (0, 1, 0, 0)
    assert vacant(next_grid) == (1, 1, 1, 0)
    assert vacant(microgrid) == (0, 0, 0, 0)


def test_the_grids_without_somebody_are_named(peopled: Written) -> None:
    grids = reader(peopled)

    (found,) = grids.without(HOME, "full_time", 5)

    assert (found.area.code, found.street, found.community) == (
        NEXT_GRID,
        f"区域{STREET}",
        f"区域{COMMUNITY}",
    )
    assert [f.area.code for f in grids.without(HOME, "leader", 2)] == [NEXT_GRID, HOME_GRIDS[2]]
    assert grids.without("330109", "leader", 5) == ()


def test_what_an_import_changes_is_seen_once_it_has_counted_up_the_version(
    peopled: Written,
) -> None:
    grids = reader(peopled)
    before = grids.below(COMMUNITY, NOW)
    with peopled.database.transactions.writing() as session:
        _area(session, GRID).households = 555
        session.add(Setting(key=REFERENCE_VERSION, value="9"))

    after = grids.below(COMMUNITY, NOW)

    assert (before[0].households, after[0].households) == (301, 555)


def test_the_notice_board_names_everybody_masked_by_post(peopled: Written) -> None:
    board = reader(peopled).board(GRID, date(2026, 9, 16))

    assert [(row.post, row.number, row.name, row.phone) for row in board] == [
        ("leader", "N0090", "李*", ""),
        ("full_time", "N0001", "王*1", "138****0001"),
        ("part_time", "N0095", "钱*", ""),
        ("part_time", "N0095", "钱*", ""),
    ]
    assert reader(peopled, "street").board("330108002001001", date(2026, 9, 16)) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    (
        (GRID, [GRID, MICROGRID]),
        (f"域{NEXT_GRID}", [NEXT_GRID]),
        ("微网", [MICROGRID]),
        ("330109", []),
        ("%", []),
        ("", []),
        ("\0", []),
    ),
)
def test_areas_are_found_by_the_begin_of_the_code_and_a_part_of_the_name(
    peopled: Written, text: str, codes: list[str]
) -> None:
    assert [found.area.code for found in reader(peopled, "street").find(text, 10)] == codes


def test_no_more_areas_are_found_than_asked_for(written: Written) -> None:
    found = reader(written).find("区域", 3)

    assert [each.area.code for each in found] == [HOME, STREET, COMMUNITY]


def test_the_lanes_of_an_area_are_those_of_somebody_who_sees_only_it(written: Written) -> None:
    lanes = reader(written).lanes(COMMUNITY, NOW)

    assert lanes == QueueReader(written.database, scope(COMMUNITY)).lanes(NOW)
    assert sum(lane.open for lane in lanes) == waiting_in(written, COMMUNITY)[0]
    assert isinstance(lanes[0], LaneCount)
    assert reader(written, "street").lanes("330108002", NOW) == ()
