"""The roster: windows by number, a search, and the cases in everybody's hands."""

from collections import Counter
from datetime import date

import pytest

from core.cases.models import Case
from core.kernel.errors import NotFound
from core.operators.models import Role
from storage.readers.roster import RosterReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import BEGINNING, COMMUNITY, GRID, NOW, SCOPES, STREET, scope

EVERYBODY = [*(f"N{key:04d}" for key in range(1, 9)), "N0090"]


def reader(written: Written, name: str = "district") -> RosterReader:
    return RosterReader(written.database, SCOPES[name])


def in_hand(written: Written, person: int) -> list[Case]:
    """Return the open cases at home in the hands of a gridder, one by one."""
    cases = [case for case in written.data.within(SCOPES["district"]) if case.ended_at is None]
    return [case for case in cases if case.gridder_id == person]


def test_everybody_posted_now_is_listed_by_number(written: Written) -> None:
    roster = reader(written)

    assert [row.number for row in roster.after("", None, 50, NOW)] == EVERYBODY
    assert [row.number for row in reader(written, "community").after("", None, 50, NOW)] == [
        "N0001",
        "N0002",
        "N0090",
    ]
    assert roster.total("") == 9
    assert reader(written, "street").total("") == 5
    assert reader(written, "nowhere").total("") == 0
    assert reader(written, "crossed").after("", None, 50, NOW) == ()


@pytest.mark.parametrize("name", ("district", "street"))
def test_windows_join_without_gap_or_overlap(written: Written, name: str) -> None:
    roster = reader(written, name)
    whole = roster.after("", None, 50, NOW)
    for rank, row in enumerate(whole):
        assert roster.rank("", row.number) == rank
        assert roster.after("", row.number, 2, NOW) == whole[rank + 1 : rank + 3]
        assert roster.before("", row.number, 2, NOW) == whole[max(0, rank - 2) : rank]
        assert roster.at("", rank, 3, NOW) == whole[rank : rank + 3]
    assert roster.before("", None, 2, NOW) == whole[-2:]


def test_a_line_tells_posts_and_places_and_is_masked(written: Written) -> None:
    person = reader(written).after("N0090", None, 1, NOW)[0]

    assert (person.name, person.phone, person.joined_on) == ("李*", "", BEGINNING)
    assert [(post.post, post.area_code, post.grid, post.until) for post in person.posts] == [
        ("leader", COMMUNITY, "", None),
        ("leader", GRID, f"区域{GRID}", None),
    ]
    assert person.posts[1].street == f"区域{STREET}"
    assert reader(written).after("N0001", None, 1, NOW)[0].phone == "138****0001"


def test_the_cases_in_hand_are_counted_one_by_one(written: Written) -> None:
    rows = {row.number: row for row in reader(written).after("", None, 50, NOW)}
    open_cases = Counter({f"N{key:04d}": len(in_hand(written, key)) for key in (*range(1, 9), 90)})

    assert {number: row.open for number, row in rows.items()} == dict(open_cases)
    assert sum(open_cases.values()) > 0
    for key in range(1, 9):
        due = [case.due_at for case in in_hand(written, key)]
        assert rows[f"N{key:04d}"].late == sum(at is not None and at < NOW for at in due)


def test_the_cases_in_hand_are_listed_soonest_first(written: Written) -> None:
    person = max(range(1, 9), key=lambda key: len(in_hand(written, key)))
    expected = sorted(in_hand(written, person), key=lambda case: (case.due_at, case.id))

    found = reader(written).cases(f"N{person:04d}")

    assert [case.number for case in found] == [case.number for case in expected]
    assert found


def test_past_posts_come_behind_those_of_now(changeable: Written) -> None:
    from core.staff.models import Posting

    with changeable.database.transactions.writing() as session:
        session.add(
            Posting(
                staff_id=1,
                area_code=GRID,
                post="part_time",
                valid_from=date(2023, 1, 1),
                valid_to=BEGINNING,
            )
        )

    posts = reader(changeable).posts("N0001")

    assert [(post.post, post.since, post.until) for post in posts] == [
        ("full_time", BEGINNING, None),
        ("part_time", date(2023, 1, 1), BEGINNING),
    ]


@pytest.mark.parametrize("number", ("N0091", "N0009", "nobody", "\0", ""))
def test_who_is_not_posted_here_now_is_not_found(written: Written, number: str) -> None:
    for read in (reader(written).posts, reader(written).cases):
        with pytest.raises(NotFound):
            read(number)


@pytest.mark.parametrize(
    ("role", "text", "numbers"),
    (
        (Role.DISPATCHER, "王小3", ["N0003"]),
        (Role.DISPATCHER, "小3", ["N0003"]),
        (Role.DISPATCHER, "n000", EVERYBODY[:8]),
        (Role.DISPATCHER, "%", []),
        (Role.DISPATCHER, "\0", []),
        (Role.VIEWER, "王小3", []),
        (Role.VIEWER, "小", []),
        (Role.VIEWER, "李", ["N0090"]),
        (Role.VIEWER, "0090", ["N0090"]),
    ),
)
def test_people_are_found_by_what_the_role_is_shown_of_them(
    written: Written, role: Role, text: str, numbers: list[str]
) -> None:
    roster = RosterReader(written.database, scope("330108", role))

    assert [row.number for row in roster.after(text, None, 50, NOW)] == numbers
    assert roster.total(text) == len(numbers)
