"""The live queue: lanes, windows, counts, jumps, the archive."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final

import pytest
from sqlmodel import select

from core.areas.models import Area
from core.cases.models import Case
from core.cases.rows import CaseFilter, CaseRow, QueueKey
from core.cases.states import Card, Stage, State
from core.kernel.settings import note_reference_change
from core.operators.jurisdiction import Scope
from core.units.models import Unit
from storage.readers.queue import QueueReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import COMMUNITY, GRID, HOME, NOW, SCOPES, STREET, Dataset
from tests.contract.readers.plainly import in_queue, is_due_today, key_of, matches, place

FILTERS: Final = (
    CaseFilter(),
    CaseFilter(tier=3),
    CaseFilter(tier=5),
    CaseFilter(late=True),
    CaseFilter(due_today=True),
    CaseFilter(late=True, due_today=True),
    CaseFilter(tier=2, late=True),
    CaseFilter(tier=3, due_today=True),
    CaseFilter(due_on=date(2026, 9, 16)),
    CaseFilter(exclude_due_on=date(2026, 9, 16), exclude_late=True),
    CaseFilter(due_on=date(2026, 9, 16), tier=3, late=True),
    CaseFilter(due_on=date(2026, 9, 16), due_today=True),
    CaseFilter(due_on=date(2026, 9, 18), area=COMMUNITY),
    CaseFilter(due_on=date(2026, 9, 14), due_today=True),
    CaseFilter(due_on=date(2026, 9, 15), exclude_source="hotline"),
    CaseFilter(area=STREET),
    CaseFilter(area=STREET, tier=3),
    CaseFilter(area=COMMUNITY),
    CaseFilter(area=GRID, late=True),
    CaseFilter(area="330109"),
    CaseFilter(area="somewhere"),
    CaseFilter(state=State.HANDLING),
    CaseFilter(stage=Stage.CHECK),
    CaseFilter(source="hotline"),
    CaseFilter(exclude_source="hotline", late=True),
    CaseFilter(unit="D330108"),
    CaseFilter(unit="单位"),
    CaseFilter(unit="nobody"),
    CaseFilter(item="E0401"),
    CaseFilter(item="P", area=COMMUNITY),
    CaseFilter(text="lamp"),
    CaseFilter(text="100%"),
    CaseFilter(text="%"),
    CaseFilter(text="_"),
    CaseFilter(text="\\"),
    CaseFilter(text="-26-0000", tier=3),
    CaseFilter(text="no such text"),
    CaseFilter(reported_since=NOW - timedelta(days=2)),
    CaseFilter(tier=(3, 4), late=True),
    CaseFilter(tier=(2, 3), area=COMMUNITY),
    CaseFilter(exclude_tier=(3, 9)),
    CaseFilter(exclude_late=True, exclude_tier=1),
    CaseFilter(exclude_due_today=True, area=COMMUNITY),
    CaseFilter(state=(State.FILED, State.HANDLING), exclude_source=("hotline", "video")),
    CaseFilter(exclude_state=State.REPORTED, exclude_stage=(Stage.CHECK, Stage.HANDLE)),
    CaseFilter(unit=("D330108", "S330108001")),
    CaseFilter(exclude_unit="D330108"),
    CaseFilter(exclude_unit="nobody", exclude_item="E0401"),
    CaseFilter(item=("E0401", "P0102"), card=(Card.YELLOW, Card.RED)),
    CaseFilter(exclude_card=Card.YELLOW),
    CaseFilter(area=(COMMUNITY, "330108002", GRID)),
    CaseFilter(area=(GRID, HOME), exclude_area=(COMMUNITY, "330108002002")),
    CaseFilter(exclude_area=HOME),
    CaseFilter(exclude_area="330109"),
    CaseFilter(text=("占道", "江陵路"), exclude_text=("1号", "_")),
    CaseFilter(reported_until=NOW - timedelta(days=1), reported_since=NOW - timedelta(days=3)),
)

MOMENTS: Final = (
    NOW,
    # 18:00, one microsecond later, and the midnights around the day, in Hangzhou.
    datetime(2026, 9, 16, 10, 0, tzinfo=UTC),
    datetime(2026, 9, 16, 10, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 9, 15, 16, 0, tzinfo=UTC),
    datetime(2026, 9, 16, 15, 59, tzinfo=UTC),
)

COMBINATIONS: Final = [(who, wanted) for who in SCOPES.values() for wanted in FILTERS]


def numbers(rows: tuple[CaseRow, ...] | list[Case]) -> list[str]:
    return [row.number for row in rows]


def forwards(reader: QueueReader, wanted: CaseFilter, size: int) -> Iterator[CaseRow]:
    key: QueueKey | None = None
    while rows := reader.after(wanted, key, size, NOW):
        yield from rows
        assert rows[-1].key != key, "the list does not move on"
        key = rows[-1].key


def backwards(reader: QueueReader, wanted: CaseFilter, size: int) -> Iterator[CaseRow]:
    key: QueueKey | None = None
    while rows := reader.before(wanted, key, size, NOW):
        yield from reversed(rows)
        assert rows[0].key != key, "the list does not move on"
        key = rows[0].key


def test_every_list_read_forwards_or_backwards_is_the_whole_list_in_order(
    written: Written,
) -> None:
    met = 0
    for who, wanted in COMBINATIONS:
        reader = QueueReader(written.database, who)
        expected = numbers(in_queue(written.data, who, wanted, NOW))
        met += bool(expected)

        assert [row.number for row in forwards(reader, wanted, 7)] == expected, (who, wanted)
        assert [row.number for row in backwards(reader, wanted, 7)][::-1] == expected
    assert met > len(COMBINATIONS) // 3, "most filters should find something"


def test_totals_ranks_and_jumps_agree_with_the_list(written: Written) -> None:
    for who, wanted in COMBINATIONS:
        reader = QueueReader(written.database, who)
        expected = in_queue(written.data, who, wanted, NOW)
        assert reader.total(wanted, NOW) == len(expected), (who, wanted)
        for rank in range(0, len(expected), max(1, len(expected) // 4)):
            assert reader.rank(wanted, place(expected[rank]), NOW) == rank, (who, wanted, rank)
            assert numbers(reader.at(wanted, rank, 3, NOW)) == numbers(expected[rank : rank + 3])
        assert reader.at(wanted, len(expected), 3, NOW) == ()


def test_lanes_count_open_due_today_and_late_at_any_moment(written: Written) -> None:
    for who in SCOPES.values():
        reader = QueueReader(written.database, who)
        for now in MOMENTS:
            cases = in_queue(written.data, who, CaseFilter(), now)
            lanes = {
                lane.tier: (lane.open, lane.due_today, lane.late)
                for lane in reader.lanes(now)
                if lane.open
            }
            assert lanes == expected_lanes(cases, now), (who, now)


def expected_lanes(cases: list[Case], now: datetime) -> dict[int, tuple[int, int, int]]:
    return {
        tier: (
            sum(case.tier == tier for case in cases),
            sum(case.tier == tier and is_due_today(case, now) for case in cases),
            sum(case.tier == tier and key_of(case)[0] < now for case in cases),
        )
        for tier in {case.tier for case in cases}
    }


def test_every_tier_has_a_lane_even_without_cases_or_a_name(written: Written) -> None:
    empty = QueueReader(written.database, SCOPES["nowhere"]).lanes(NOW)
    full = QueueReader(written.database, SCOPES["district"]).lanes(NOW)

    assert [(lane.tier, lane.name, lane.open) for lane in empty] == [
        (1, "网格", 0),
        (2, "社区", 0),
        (3, "街道", 0),
        (4, "区级部门", 0),
    ]
    assert [(lane.tier, lane.name_en) for lane in full][-1] == (5, "5")


def test_what_is_due_at_this_very_moment_is_not_late_yet(written: Written) -> None:
    reader = QueueReader(written.database, SCOPES["district"])
    now = next(case.due_at for case in written.data.cases if case.due_at is not None)

    late = reader.after(CaseFilter(late=True), None, 500, now)

    assert late
    assert all(row.due_at is not None and row.due_at < now for row in late)


def test_a_rank_beyond_the_end_of_a_late_list_is_its_length(written: Written) -> None:
    reader = QueueReader(written.database, SCOPES["district"])
    late = CaseFilter(late=True)

    assert reader.rank(late, QueueKey(NOW + timedelta(days=3), 1), NOW) == reader.total(late, NOW)


def test_a_place_stays_meaningful_when_its_case_has_moved_on(written: Written) -> None:
    reader = QueueReader(written.database, SCOPES["district"])
    cases = in_queue(written.data, SCOPES["district"], CaseFilter(), NOW)
    between = QueueKey(key_of(cases[4])[0], key_of(cases[4])[1] + 100_000)

    following = reader.after(CaseFilter(), between, 1, NOW)

    assert following[0].key.due_at >= between.due_at
    assert reader.rank(CaseFilter(), between, NOW) == sum(
        key_of(case) < (between.due_at, between.case_id) for case in cases
    )


def test_a_row_says_what_the_case_is(written: Written) -> None:
    case = written.data.cases[0]
    reader = QueueReader(written.database, SCOPES["grid"])

    row = next(row for row in reader.after(CaseFilter(), None, 500, NOW) if row.id == 1)

    assert row == CaseRow(
        id=1,
        number="330108-26-000001",
        version=case.version,
        state=State.DISPATCHED,
        tier=case.tier,
        source=case.source,
        item_code=row.item_code,
        item_name=f"事项{row.item_code}",
        item_name_en=f"Item {row.item_code}",
        matter=case.matter,
        address="江陵路1号",
        area_code=GRID,
        street="区域330108001",
        community="区域330108001001",
        grid="区域330108001001001",
        unit="单位D330108" if case.unit_id else None,
        unit_code="D330108" if case.unit_id else None,
        gridder="王*1" if case.gridder_id else None,
        due_at=case.due_at,
        stage=case.due_stage,
        estimated=case.estimated,
        reported_at=case.reported_at,
        ended_at=None,
    )
    assert hash(row) == hash(row)
    with pytest.raises(AttributeError):
        row.state = State.CLOSED  # type: ignore[misc]


@pytest.mark.parametrize("text", ("\0", "a\0b", "\ud800"))
def test_text_that_no_database_can_hold_is_found_nowhere(written: Written, text: str) -> None:
    reader = QueueReader(written.database, SCOPES["district"])

    for wanted in (CaseFilter(text=text), CaseFilter(state=text), CaseFilter(area=text)):
        assert reader.after(wanted, None, 5, NOW) == ()
        assert reader.total(wanted, NOW) == 0


def test_ended_cases_stand_in_no_queue(written: Written) -> None:
    reader = QueueReader(written.database, SCOPES["district"])
    for wanted in (CaseFilter(open=False), CaseFilter(open=None)):
        with pytest.raises(ValueError, match="archive"):
            reader.after(wanted, None, 5, NOW)


ARCHIVES: Final = tuple(
    wanted
    for is_open in (None, True, False)
    for wanted in (
        CaseFilter(open=is_open),
        CaseFilter(open=is_open, tier=3, text="占道"),
        CaseFilter(open=is_open, exclude_late=True),
        CaseFilter(open=is_open, exclude_stage=Stage.CHECK),
        CaseFilter(open=is_open, exclude_due_today=True, exclude_unit="D330108"),
    )
)


def test_the_archive_lists_newest_reports_first_without_gap_or_repetition(
    written: Written,
) -> None:
    for who in SCOPES.values():
        reader = QueueReader(written.database, who)
        for wanted in ARCHIVES:
            expected = sorted(
                (c for c in written.data.within(who) if matches(c, wanted, NOW)),
                key=lambda case: (case.reported_at, case.id),
                reverse=True,
            )
            assert [row.number for row in archive(reader, wanted)] == numbers(expected)
            assert reader.total(wanted, NOW) == len(expected)


def archive(reader: QueueReader, wanted: CaseFilter) -> Iterator[CaseRow]:
    last: CaseRow | None = None
    while rows := reader.archive(wanted, last, 11, NOW):
        yield from rows
        assert rows[-1] != last, "the archive does not move on"
        last = rows[-1]


def renamed(data: Written, name: str, *, told: bool) -> None:
    with data.database.transactions.writing() as session:
        unit = session.exec(select(Unit).where(Unit.code == "D330108")).one()
        unit.name = name
        if told:
            note_reference_change(session)


def test_a_new_name_is_seen_as_soon_as_the_change_is_told(changeable: Written) -> None:
    reader = QueueReader(changeable.database, SCOPES["district"])
    bureau = CaseFilter(unit="D330108")
    assert {row.unit for row in reader.after(bureau, None, 5, NOW)} == {"单位D330108"}

    renamed(changeable, "区局", told=True)

    assert {row.unit for row in reader.after(bureau, None, 5, NOW)} == {"区局"}


def test_new_reference_data_are_seen_even_when_nobody_told(changeable: Written) -> None:
    reader = QueueReader(changeable.database, SCOPES["district"])
    reader.lanes(NOW)
    with changeable.database.transactions.writing() as session:
        unit = session.exec(select(Unit).where(Unit.code == "D330108")).one()
        new = Unit(**(unit.model_dump() | {"id": 900, "code": "NEW", "name": "新单位"}))
        session.add(new)
        session.flush()
        case = session.get_one(Case, 1)
        case.unit_id = 900

    rows = reader.after(CaseFilter(area=GRID), None, 500, NOW)

    assert {row.unit for row in rows if row.id == 1} == {"新单位"}


def test_an_old_case_keeps_the_names_of_its_day(changeable: Written) -> None:
    with changeable.database.transactions.writing() as session:
        old = session.exec(select(Area).where(Area.code == COMMUNITY)).one()
        ended = session.exec(select(Area).where(Area.code == GRID)).one()
        changed_on = NOW.date()
        old.valid_to = ended.valid_to = changed_on
        session.flush()
        for area, name in ((old, "新社区"), (ended, "新网格")):
            fields = area.model_dump() | {"id": None, "name": name, "valid_to": None}
            session.add(Area(**(fields | {"valid_from": changed_on})))
        session.flush()
        note_reference_change(session)
    reader = QueueReader(changeable.database, SCOPES["grid"])

    row = next(row for row in reader.after(CaseFilter(), None, 500, NOW) if row.id == 1)

    assert (row.community, row.grid) == (f"区域{COMMUNITY}", f"区域{GRID}")


def test_a_jurisdiction_outside_its_own_district_is_empty(written: Written) -> None:
    reader = QueueReader(written.database, SCOPES["crossed"])

    assert reader.after(CaseFilter(), None, 5, NOW) == ()
    assert list(islice(archive(reader, CaseFilter(open=None)), 1)) == []


def test_a_wider_filter_never_widens_the_jurisdiction(written: Written) -> None:
    who: Scope = SCOPES["grid"]
    data: Dataset = written.data
    reader = QueueReader(written.database, who)

    rows = reader.after(CaseFilter(area=HOME), None, 500, NOW)

    assert numbers(rows) == numbers(in_queue(data, who, CaseFilter(), NOW))
