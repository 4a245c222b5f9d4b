"""The demo's people staff every grid and are nobody."""

from collections import Counter
from hashlib import sha256

from seeds.demo.people import OPERATORS, staff
from seeds.demo.places import GRID, VALID_FROM, areas
from seeds.demo.words import words

STAFF = staff()
GRID_CODES = [area.code for area in areas() if area.level == GRID]


def test_5386_people_hold_the_posts_of_1_1_1_x() -> None:
    assert len(STAFF) == 5386
    current = [held for person in STAFF for held in person.postings if held.valid_to is None]
    assert Counter(held.post for held in current) == {
        "leader": 362,
        "guide": 362,
        "full_time": 362,
        "part_time": 4300,
    }


def test_every_grid_has_one_leader_one_guide_one_full_time_and_some_part_time_gridders() -> None:
    held_in = Counter(
        (held.area_code, held.post)
        for person in STAFF
        for held in person.postings
        if held.valid_to is None
    )
    for grid in GRID_CODES:
        posts = [held_in[grid, post] for post in ("leader", "guide", "full_time")]
        assert posts == [1, 1, 1]
        assert held_in[grid, "part_time"] >= 6


def test_nobody_is_posted_before_joining_or_twice_at_a_time() -> None:
    for person in STAFF:
        assert person.joined_on <= person.postings[0].valid_from
        assert [held.valid_to for held in person.postings[:-1]] == [
            held.valid_from for held in person.postings[1:]
        ]
        assert person.postings[-1].valid_to is None


def test_24_people_have_moved_within_their_street() -> None:
    moved = [person.postings for person in STAFF if len(person.postings) > 1]
    assert len(moved) == 24
    for before, after in moved:
        assert before.area_code[:9] == after.area_code[:9]
        assert before.area_code != after.area_code


def test_leaders_guides_and_full_time_gridders_have_been_there_from_the_first_day() -> None:
    assert {
        held.valid_from for person in STAFF for held in person.postings if held.post != "part_time"
    } == {VALID_FROM}


def test_numbers_and_phones_are_unique_and_phones_are_in_no_mobile_range() -> None:
    assert [person.number for person in STAFF][:2] == ["BJ00001", "BJ00002"]
    assert len({person.number for person in STAFF}) == 5386
    assert len({person.phone for person in STAFF}) == 5386
    for person in STAFF:
        assert len(person.phone) == 11
        assert person.phone.isdecimal()
        assert person.phone.startswith("111")


def test_names_repeat_and_unusual_ones_occur() -> None:
    names = Counter(person.name for person in STAFF)
    assert max(names.values()) > 1
    assert [name for name in words("unusual_name") if names[name] != 1] == []
    assert {"陈𠮷祥", "王䶮", "李㛃", "欧阳䶮"} <= set(words("unusual_name"))


def test_the_desks_are_manned() -> None:
    assert [(person.login, person.role, person.area_code) for person in OPERATORS] == [
        ("zhangmin", "dispatcher", "330108"),
        ("wangqiang", "supervisor", "330108"),
        ("chenjie", "dispatcher", "330108001"),
        ("liqian", "dispatcher", "330108002"),
        ("zhaolei", "dispatcher", "330108003"),
        ("admin", "admin", "330108"),
        ("auditor", "auditor", "330108"),
        ("viewer", "viewer", "330108"),
    ]


def test_equal_seeds_give_equal_people_on_every_machine() -> None:
    assert staff(7) == staff(7) != staff(8)
    digest = sha256(repr(STAFF).encode()).hexdigest()
    assert digest == "beaa2fcd1869da3a3757062e58dd41f05277ae57fbdaf031ebc9ac376312c90b"
