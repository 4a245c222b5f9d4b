"""Random hands at the desk: keys and mouse, the same again for the same seed."""

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from console.bootstrap import open_shop
from console.launch.demo import SEAT
from console.settings import APPLICATION, Settings
from core.cases.history import verify_chain
from core.kernel.clock import system_clock
from storage.database import open_database
from storage.schema import migrate
from tests.databases import say_nothing
from tests.seeds.demo import Demo
from tests.terminal.program import Terminal, desk_on

ARROWS: Final = tuple(f"\x1b[{final}" for final in "ABCDFHZ")
FUNCTION_KEYS: Final = ("\x1b[5~", "\x1b[6~", "\x1bOP", "\x1b[15~", "\x1b[3~")
# Leaving is no crash, but a desk that is left at every turn is not worked at: no q, no ^Q.
LETTERS: Final = tuple("abcdefghijklmnoprstuvwxyzABDEGLNR1234567890[]{}/#+*?: ")
CONTROLS: Final = tuple("\x13\x07\x06\x02\x10\x0b\x15\x17\x01\x05")
WORDS: Final = (
    "积水",
    "𠮷䶮",
    "tier:3",
    "👨\u200d👩\u200d👧",
    "e\u0301",
    "状态:",
    "231",
    "-late",
    '"',
)
SIZES: Final = ((120, 40), (80, 24), (160, 48), (40, 12), (100, 30))
A_BURST: Final = 12
"""Events that come before the screen is looked at again."""
A_LOOK: Final = 400
"""Events after which the desk must show that it still follows."""


ESCAPES: Final = 200
"""Escapes after which nothing is open any more, unless a dialog does not let go."""
BETWEEN_ESCAPES: Final = 0.5
"""Seconds from one to the next."""


class Hands:
    """Somebody who does anything at all."""

    def __init__(self, terminal: Terminal, chance: random.Random) -> None:
        self._terminal = terminal
        self._chance = chance

    def act(self) -> None:
        """Do one thing."""
        chance, terminal = self._chance, self._terminal
        kind = chance.random()
        if kind < 0.30:
            terminal.press(chance.choice(ARROWS))
        elif kind < 0.58:
            terminal.press(chance.choice(LETTERS))
        elif kind < 0.68:
            terminal.press("\r")
        elif kind < 0.76:
            terminal.press("\t")
        elif kind < 0.80:
            terminal.press(chance.choice(CONTROLS))
        elif kind < 0.84:
            terminal.press(chance.choice(FUNCTION_KEYS))
        elif kind < 0.87:
            terminal.press(chance.choice(WORDS))
        elif kind < 0.97:
            self._mouse()
        elif kind < 0.995:
            self._do_a_verb()
        else:
            terminal.resize(*chance.choice(SIZES))

    def _do_a_verb(self) -> None:
        """Do what people do: chance alone would hardly ever fill in a form.

        The escapes close what is open, and the last one the filter, which mostly finds nothing.
        """
        for keys in (*["\x1b"] * 3, "1", self._chance.choice("nnnfasxeicpbr"), "x", "\x13"):
            self._terminal.press(keys)
            self._terminal.read(0.15)

    def _mouse(self) -> None:
        chance, cells = self._chance, self._terminal.cells
        column, line = chance.randint(1, cells.columns), chance.randint(1, cells.lines)
        button = chance.choice((0, 0, 0, 2, 64, 65, 35))
        self._terminal.press(f"\x1b[<{button};{column};{line}M")
        if button in {0, 2}:
            self._terminal.press(f"\x1b[<{button};{column};{line}m")


def let_loose(database: str, login: str, state: Path, events: int, seed: int) -> int:
    """Let random hands do ``events`` things; return how many desks it took.

    Raises:
        AssertionError: a desk crashed, or did not follow any more.
    """
    chance = random.Random(seed)
    done = desks = 0
    while done < events:
        desks += 1
        with desk_on(database, login, state, GRIDDESK_LANG="en") as terminal:
            terminal.sees("live")
            hands = Hands(terminal, chance)
            while done < events and terminal.status is None:
                try:
                    hands.act()
                except OSError:  # the palette can leave the desk, too
                    terminal.ended()
                    break
                done += 1
                if done % A_BURST == 0:
                    terminal.read(0.02)
                if done % A_LOOK == 0:
                    _still_follows(terminal)
            if terminal.status is None:
                _still_follows(terminal)
            else:
                assert terminal.status == 0, f"crashed after {done} events\n{terminal.screen}"
    return desks


def _still_follows(terminal: Terminal) -> None:
    """Close whatever is open and see the desk painted in another size.

    Keys are handed out one by one: before the first escape comes everything that was typed, and
    on a busy machine that takes its time. So there is one escape after the other, each alone, as
    in a burst it would begin the next key, until the desk has come to the end of them.

    Raises:
        AssertionError: however many escapes, something stays open.
    """
    terminal.resize(120, 41 if terminal.cells.lines == 40 else 40)
    for _ in range(ESCAPES):
        if terminal.status is not None or "GridDesk" in terminal.screen:
            return
        with suppress(OSError):  # it may be left meanwhile
            terminal.press("\x1b")
        _watch(terminal, BETWEEN_ESCAPES)
    raise AssertionError(f"the desk does not follow\n{terminal.screen}")


def _watch(terminal: Terminal, seconds: float) -> None:
    """Take in what is painted meanwhile."""
    ends = time.monotonic() + seconds
    while terminal.status is None and (left := ends - time.monotonic()) > 0:
        terminal.read(left)


def faults_told(state: Path) -> str:
    """Return what the desks put on record as mistakes of the program."""
    log = state / APPLICATION / "faults.log"
    return log.read_text("utf-8") if log.exists() else ""


def broken_promises(url: str) -> list[str]:
    """Return which invariants of the database do not hold."""
    shop = open_shop(Settings(db=url, operator=SEAT))
    try:
        faults = [
            verify_chain(chain.number, chain.version, chain.head, chain.entries)
            for chain in shop.history.walk()
        ]
    finally:
        shop.close()
    told = [str(fault) for fault in faults if fault]
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        told += [
            promise
            for promise, question in PROMISES.items()
            if connection.execute(question).fetchone()[0]
        ]
    return told


PROMISES: Final = {
    "the file is whole": "SELECT count(*) FROM pragma_integrity_check "
    "WHERE integrity_check <> 'ok'",
    "every reference leads somewhere": "SELECT count(*) FROM pragma_foreign_key_check",
    "a version is the number of entries": "SELECT count(*) FROM cases c WHERE version <> "
    "(SELECT count(*) FROM case_history h WHERE h.case_id = c.id)",
    "the lanes count what is open": "SELECT (SELECT coalesce(sum(open), 0) "
    "FROM queue_count) <> (SELECT count(*) FROM cases WHERE ended_at IS NULL)",
}
"""What holds, and a question that answers 0 as long as it does."""


def entries_of(url: str) -> int:
    """Count the entries of all histories: every verb that was done has one."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        count: int = connection.execute("SELECT count(*) FROM case_history").fetchone()[0]
    return count


def make_demo(file: Path, days: int) -> str:
    """Put the demo's last ``days`` into a new file; return its address."""
    database = open_database(str(file), create=True)
    migrate(database, say_nothing)
    Demo(database, system_clock()).load(days=days)
    database.close()
    return f"sqlite:///{file}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one pair of hands."""

    desks: int
    verbs: int
    faults: str
    broken: list[str]


def work(events: int, seed: int) -> Outcome:
    """Let one pair of random hands loose on a demo of its own."""
    with tempfile.TemporaryDirectory(prefix="griddesk-hands-") as name:
        folder = Path(name)
        url = make_demo(folder / "demo.db", days=10)
        before = entries_of(url)
        desks = let_loose(url, SEAT, folder, events, seed)
        verbs = entries_of(url) - before
        return Outcome(desks, verbs, faults_told(folder), broken_promises(url))


def main() -> None:
    """Let random hands loose, some at a time, each on a demo of its own; tell how it ended."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="of all hands together")
    parser.add_argument("--hands", type=int, default=4)
    parser.add_argument(
        "--seed", type=int, default=1, help="of the first; the others have the next"
    )
    asked = parser.parse_args()
    each, began = ceil(asked.events / asked.hands), time.monotonic()
    with ProcessPoolExecutor(asked.hands, get_context("spawn")) as pool:
        seeds = range(asked.seed, asked.seed + asked.hands)
        found = list(pool.map(partial(work, each), seeds))
    faults = "".join(one.faults for one in found)
    broken = [promise for one in found for promise in one.broken]
    print(
        f"seeds {', '.join(map(str, seeds))}: {each * asked.hands:,} events at "
        f"{sum(one.desks for one in found)} desks in {time.monotonic() - began:.0f} s; "
        f"{faults.count(' fault ')} faults, {len(broken)} promises broken; "
        f"{sum(one.verbs for one in found):,} verbs done"
    )
    print(faults, *broken, sep="\n")
    sys.exit(bool(faults or broken))


if __name__ == "__main__":
    main()
