"""Lessons 13 to 19: a queue of any size, never cut in silence, still under the hand.

Times are measured by `tests.bench.bench_queue` and `tests.bench.bench_screen`, beside the
least that could do it. Here the work is counted: rows read, reads made, lines drawn.
"""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from console.entry import run
from console.tui.reading import MOST
from core.cases.rows import CaseDetail, CaseFilter
from core.operators.models import Operator
from storage.database import Database, open_database
from storage.readers.figures import FigureReader
from storage.readers.queue import QueueReader
from tests.bench.bench_queue import SHANGHAI, YESTERDAY
from tests.bench.volume import DISTRICT_CODE, NOW, generate, scope
from tests.console.tui.conftest import House, SitDown
from tests.console.tui.fakes import RowsInMemory
from tests.console.tui.test_row_list import listing
from tests.district import SUPERVISOR

OPEN = 2_000


@pytest.fixture(autouse=True)
def nothing_painted() -> None:
    """Paint everything: how much is painted is a question here."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district with two thousand open cases."""
    file = tmp_path_factory.mktemp("large") / "large.db"
    generate(file, OPEN, 500)
    database = open_database(str(file))
    with database.transactions.writing() as session:
        session.add(Operator(login="desk", name="周", role="viewer", area_code=DISTRICT_CODE))
    database.close()
    return file


@pytest.mark.parametrize("count", (7_000, 13_000, 300_000))
async def test_lesson_13_any_number_of_rows_costs_one_screen_of_them(count: int) -> None:
    """k9s#1462, #3245: 7,000 rows never loaded, 13,000 took minutes."""
    rows = RowsInMemory(count)
    async with listing(rows) as it:
        assert it.numbers == list(range(20))
        first = rows.read
        await it.press("end")
        assert it.numbers == list(range(count - 20, count))
        assert rows.read <= first + MOST
    assert first <= MOST


async def test_lesson_13_going_back_reads_nothing_again() -> None:
    """k9s#663: a second of freezing and everything pulled anew on the way back."""
    rows = RowsInMemory(13_000)
    async with listing(rows) as it:
        await it.press("pagedown")
        read = rows.read
        await it.press("pageup")
        assert rows.read == read
        assert it.numbers == list(range(20))


async def test_lesson_14_a_tick_without_a_change_reads_nothing() -> None:
    """taskwarrior-tui#413: every tick exported all 12,453 tasks again."""
    rows = RowsInMemory(12_453)
    async with listing(rows) as it:
        read = rows.read
        for _tick in range(10):
            it.cases._tick()  # noqa: SLF001  what its timer does
        await it.settle()
        assert rows.read == read


async def test_lesson_14_running_down_the_list_reads_no_story_on_the_way(
    busy_house: House, sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """taskwarrior-tui#581: 700 tasks unusable, each detail fetched ahead."""
    from storage.readers.cases import CaseReader

    stories: list[str] = []
    detail = CaseReader.detail

    def counted(reader: CaseReader, number: str, now: datetime) -> CaseDetail:
        stories.append(number)
        return detail(reader, number, now)

    monkeypatch.setattr(CaseReader, "detail", counted)
    async with sit_down() as desk:
        await desk.sees(lambda: "上报" in desk.story, "the story")
        await desk.press("down", "down", "down", "down")
        await desk.sees(lambda: stories[-1] == desk.number, "the story of the last one")
    assert len(stories) < 5
    assert stories[0] == busy_house.numbers()[0]


async def test_lesson_15_no_more_lines_are_drawn_than_are_seen() -> None:
    """Textual#1892, #5951: a table of a million cells held and measured every one."""
    async with listing(RowsInMemory(300_000), size=(200, 20)) as it:
        for _page in range(5):
            await it.press("pagedown")
        assert it.cases._painter._strips  # noqa: SLF001  what has been drawn is the point
        assert len(it.cases._painter._strips) <= 2 * 6 * 20  # noqa: SLF001
        assert len(it.cases._stretch.rows) <= MOST  # noqa: SLF001


def statements(database: Database) -> list[tuple[str, tuple[object, ...]]]:
    """Return the list into which every statement and its values are written from now on."""
    made: list[tuple[str, tuple[object, ...]]] = []
    event.listen(
        database.reader,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, *_: made.append((statement, values)),
    )
    return made


def steps(file: Path, statement: str, *values: object) -> list[str]:
    """Return how SQLite goes about a statement."""
    with closing(sqlite3.connect(file)) as connection:
        return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]


def test_lesson_16_a_page_is_one_statement_that_skips_nothing(large: Path) -> None:
    """Zammad#5173, OCA#240: a query for each attribute, a board of 50,000 that never opens."""
    database = open_database(str(large))
    queue, wanted = QueueReader(database, scope()), CaseFilter(tier=3)
    first = queue.after(wanted, None, 50, NOW)
    made = statements(database)
    queue.after(wanted, first[-1].key, 50, NOW)
    database.close()
    ((_statement, values),) = [one for one in made if "FROM cases" in one[0]]
    assert values[-2:] == (50, 0)  # the limit and how many rows are skipped


def test_lesson_16_lanes_are_read_from_counts_and_not_from_cases(large: Path) -> None:
    """OCA#475: the time of a change grew with what was there, 45 s at 160,000."""
    database = open_database(str(large))
    made = statements(database)
    lanes = QueueReader(database, scope()).lanes(NOW)
    database.close()
    assert sum(lane.open for lane in lanes) == OPEN
    assert any("queue_count" in statement for statement, _values in made)


def test_lesson_17_the_figures_of_a_day_do_not_read_every_case(large: Path) -> None:
    """FixMyStreet#1799: the index of a million reports took seven seconds."""
    database = open_database(str(large))
    made = statements(database)
    FigureReader(database, scope()).nightly(YESTERDAY, SHANGHAI, NOW)
    database.close()
    for statement, values in made:
        if "cases" in statement:
            plan = steps(large, statement, *values)
            assert [step for step in plan if step in {"SCAN cases", "SCAN c"}] == []


def test_lesson_18_a_list_that_was_cut_says_so_and_a_limit_is_kept(
    large: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """jira-cli#352, #898: --limit 1000 gave 100, and nobody was told."""

    def listed(*more: str) -> tuple[int, str]:
        run(
            [
                "--db",
                str(large),
                "--as",
                "desk",
                "--lang",
                "en",
                "--format",
                "json",
                "case",
                "list",
                *more,
            ]
        )
        out, err = capsys.readouterr()
        return len(json.loads(out)), err

    capsys.readouterr()
    assert listed("--limit", "1000") == (
        1000,
        "Showing the first 1,000 of 2,000; --limit 0 lists all.\n",
    )
    count, told = listed()
    assert count == 200
    assert "2,000" in told
    assert listed("--limit", "0") == (OPEN, "")


async def test_lesson_18_the_screen_counts_exactly(large: Path) -> None:
    """The same on the screen: what is counted is what can be reached."""
    database = open_database(str(large))
    queue = QueueReader(database, scope())
    total = queue.total(CaseFilter(), NOW)
    (last,) = queue.before(CaseFilter(), None, 1, NOW)
    assert (total, queue.rank(CaseFilter(), last.key, NOW)) == (OPEN, OPEN - 1)
    database.close()


async def test_lesson_19_the_selection_stays_when_rows_arrive(
    busy_house: House, sit_down: SitDown
) -> None:
    """Proxyman#408, Textual#1381: the cursor went to the top, or to another row."""
    async with sit_down() as desk:
        await desk.press("down", "down")
        number, line = desk.number, desk.listing.rank - desk.listing.scroll_offset.y
        for n in range(5):
            busy_house.district.report(matter=f"新到 {n}", by=SUPERVISOR)
        await desk.sees(lambda: desk.listing.total == 10, "the new cases")
        assert desk.number == number
        assert desk.listing.rank - desk.listing.scroll_offset.y >= line


async def test_lesson_19_the_selection_stays_in_the_middle_of_a_flood() -> None:
    """The same with rows arriving above, below and leaving, again and again."""
    rows = RowsInMemory(1_000)
    async with listing(rows) as it:
        await it.press("pagedown", "pagedown", "down")
        key, line = it.key, it.line
        for n in range(20):
            rows.add(2_000 + n, minutes=-100 - n)
            rows.add(3_000 + n, minutes=5_000 + n)
            rows.remove(n)
            await it.renew()
            assert (it.key, it.line) == (key, line)
