"""A desk that is recorded: nobody's data in the file, and the same picture when it is played."""

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyte
import pytest

from console.recording.cast import PAINTED, read_cast
from storage.database import open_database
from tests.console.recording.terminal import Terminal, griddesk
from tests.databases import Shelves, shelves
from tests.district import DISPATCHER, STALLS, District

__all__ = ["shelves"]

pytestmark = pytest.mark.xdist_group("a recorded desk")  # one shift for all of them

STORED = {
    "matter": "欧阳修投诉邻居漏水13912345678",
    "address": "龙湖苑88号",
    "reporter_name": "欧阳修",
    "reporter_phone": "13812345678",
}
TYPED_FILTER = "王安石"
TYPED_NOTE = "司马迁17700001111"
TYPED_MATTER = "诸葛亮在场"
SIGNS_OF_PEOPLE = set("欧阳修投诉邻居漏龙湖苑王安石司马迁诸葛亮在场张敏")
"""None of them stands in a word of the desk or in the name of a place or unit."""
NUMBERS = ("1391234", "1381234", "5678", "1770000")


@dataclass(frozen=True)
class Shift:
    """A recorded shift: its database, its file, what the desk showed at the end."""

    url: str
    file: Path
    picture: list[str]


@pytest.fixture(scope="module")
def shift(shelves: Shelves, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    """Work at a desk that is recorded, on a case that is full of what is nobody's business.

    The clock of the desk stands still, so that its picture does too.
    """
    url, file = shelves.sqlite.take(), tmp_path_factory.mktemp("recorded") / "shift.cast"
    database = open_database(url)
    district = District(database.transactions)
    district.report(**STORED, source="hotline", item_code=None)
    district.report(matter="诸葛亮来电", item_code=STALLS)
    database.close()
    desk = ("--lang", "en", "--db", url, "--as", DISPATCHER, "--as-at", "2026-09-14T09:05", "desk")
    with griddesk(*desk, "--record", str(file)) as terminal:
        terminal.sees("1 / 2")
        filter_for(terminal, TYPED_FILTER)
        note(terminal, TYPED_NOTE)
        begin_a_report(terminal, TYPED_MATTER)
        terminal.sees("filter, such as")  # and no longer what was said of the note
        terminal.settles()
        picture = terminal.picture
        terminal.types("q")
    yield Shift(url, file, picture)
    shelves.sqlite.give_back(url)


def filter_for(desk: Terminal, words: str) -> None:
    """Filter for words that no case has, and take the filter away again."""
    desk.types("/")
    desk.sees("Tab takes it")
    desk.types(words)
    desk.sees("0 / 0")
    desk.types("\r")
    desk.sees("/ 某某某 ")
    desk.types("\x1b")
    desk.sees("1 / 2")


def note(desk: Terminal, text: str) -> None:
    """Add a remark to the case under the cursor."""
    desk.types("n")
    desk.sees("Esc leave it")
    desk.types(text)
    desk.sees("Remark *   某某某00000000000")
    desk.types("\x13")
    desk.sees("Noted 330108-26-000001")


def begin_a_report(desk: Terminal, matter: str) -> None:
    """Begin to take a report in, and leave it."""
    desk.types("+\t\t")  # past the place and the item
    desk.sees("Esc close")
    desk.types(matter)
    desk.sees("Matter *   某某某某某")
    desk.types("\x1b")
    desk.sees_no_more("Esc close")


def pictures_of(file: Path) -> Iterator[str]:
    """Yield the whole screen as it was after every stroke of a recording."""
    cast = read_cast(file)
    screen = pyte.Screen(cast.width, cast.height)
    stream = pyte.Stream(screen)
    for event in cast.events:
        if event.kind == PAINTED:
            stream.feed(event.data)
            yield "\n".join(screen.display)


def test_a_recording_holds_nobodys_name_number_or_words(shift: Shift) -> None:
    assert set(shift.file.read_text("utf-8")) & SIGNS_OF_PEOPLE == set()
    for shown in pictures_of(shift.file):
        assert [number for number in NUMBERS if number in shown] == []
    assert "某某某 dispatcher" not in shift.picture[0]
    assert "某某 dispatcher" in shift.picture[0]


def test_what_is_nobodys_stays_readable(shift: Shift) -> None:
    shown = "\n".join(shift.picture)
    for words in ("Street stalls", "西陵社区", "330108-26-000001", "to accept", "12345 hotline"):
        assert words in shown


def test_a_replay_paints_the_same_picture(shift: Shift) -> None:
    with griddesk("replay", str(shift.file), "--speed", "1000") as player:
        player.sees("note 某某某")
        player.settles()
        assert player.picture == shift.picture
        player.types("q")


def test_commands_are_logged_with_their_receipts(shift: Shift) -> None:
    marks = [event.data for event in read_cast(shift.file).marks]
    (noted,) = [mark for mark in marks if mark != "changed"]
    assert noted == (
        "NoteCase: Noted 330108-26-000001 · to accept · tier 1 · accept due 09-14 Mon 09:15"
    )
    assert "changed" in marks


def test_the_work_itself_was_done_in_full(shift: Shift) -> None:
    from sqlalchemy import text

    database = open_database(shift.url)
    with database.reading() as connection:
        asked = "SELECT operator, payload FROM case_history WHERE verb = 'note'"
        ((operator, payload),) = connection.execute(text(asked)).all()
    database.close()
    assert (operator, json.loads(payload)["details"]["text"]) == (DISPATCHER, TYPED_NOTE)


def test_a_recording_is_for_its_owner_and_is_never_written_over(shift: Shift) -> None:
    assert stat.S_IMODE(shift.file.stat().st_mode) == 0o600
    before = shift.file.read_bytes()
    again = ("--lang", "en", "--db", shift.url, "desk", "--record", str(shift.file))
    with pytest.raises(AssertionError, match="cannot be made: File exists"), griddesk(*again):
        pass
    assert shift.file.read_bytes() == before
