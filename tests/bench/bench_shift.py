"""A shift at the desk: nothing to do, 200 changes a second by others, and an hour of work.

The processor's time and the memory are those of the desk's own process, beside a bare Textual
app where that does the same. The changes are remarks on open cases, committed one by one by
another process; the hour is told in keys (three a second) and changes (one a second), as fast
as they are taken.
"""

import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Final

from core.cases.commands import NoteCase
from core.desk import Desk
from core.kernel.clock import system_clock
from core.kernel.errors import CoreError
from storage.database import open_database
from tests.bench.bench_screen import BARE, KEYS, Terminal
from tests.bench.volume import generate

OPEN_CASES: Final = 30_000
WATCHED: Final = 10.0
"""Seconds for which a desk is watched."""
CHANGES: Final = 200
"""Changes a second."""
PRESSES: Final = 40
KEYS_OF_AN_HOUR: Final = 10_800
TICKS: Final = os.sysconf("SC_CLK_TCK")


def busy_seconds(pid: int) -> float:
    """Return the processor's time that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def change(path: str, a_second: float, enough: Event, sending: Connection) -> None:
    """Remark on open cases, so many a second, until told that it is enough."""
    database = open_database(path)
    desk, chance, done = Desk(database.transactions, system_clock), random.Random(1), 0
    began = time.perf_counter()
    while not enough.is_set():
        number = f"330108-26-{chance.randint(1, OPEN_CASES):08d}"
        try:
            desk.execute(NoteCase(number=number, text=f"第 {done} 条备注"), by="bench")
            done += 1
        except CoreError as refusal:
            sending.send(str(refusal))
            return
        time.sleep(max(0.0, began + done / a_second - time.perf_counter()))
    sending.send(done / (time.perf_counter() - began))
    database.close()


class Others:
    """Other people at work in a process of their own."""

    def __init__(self, path: Path, a_second: float) -> None:
        context = multiprocessing.get_context("spawn")
        self._enough = context.Event()
        self._told, sending = context.Pipe(duplex=False)
        arguments = (str(path), a_second, self._enough, sending)
        self._process = context.Process(target=change, args=arguments)
        self._process.start()

    def stop(self) -> float:
        """Return how many changes a second they made."""
        self._enough.set()
        told = self._told.recv()
        self._process.join()
        if isinstance(told, str):
            raise TypeError(told)
        return float(told)


def desk_at(path: Path) -> Terminal:
    """Sit down at a database and wait until everything is painted."""
    terminal = Terminal(
        [sys.executable, "-m", "console", "desk", "--db", str(path), "--as", "bench"]
    )
    terminal.wait_for(b"330108-")
    terminal.settle_for(3.0)
    return terminal


def idle(terminal: Terminal) -> float:
    """Return the share of a core that a program takes while nobody does anything."""
    before = busy_seconds(terminal.pid)
    terminal.settle_for(WATCHED)
    return (busy_seconds(terminal.pid) - before) / WATCHED


def answers(terminal: Terminal) -> float:
    """Return the median milliseconds from a key to the place of the cursor in the foot."""
    terminal.type(KEYS["down"])
    terminal.type(KEYS["home"])
    terminal.settle_for(0.5)
    times = []
    for pressed in range(1, PRESSES + 1):
        times.append(terminal.answer(KEYS["down"], f" {pressed + 1} / ".encode()))
        terminal.settle_for(0.1)
    return 1000 * statistics.median(times)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shift.db"
        generate(path, OPEN_CASES, 0)
        bare = Terminal([sys.executable, "-c", BARE])
        bare.wait_for(b"330108-")
        bare.settle_for(1.0)
        floor = idle(bare)
        bare.close()
        terminal = desk_at(path)
        print(f"idle: desk {100 * idle(terminal):.1f} % of a core, bare app {100 * floor:.1f} %")
        quiet = answers(terminal)
        others, before = Others(path, CHANGES), busy_seconds(terminal.pid)
        terminal.settle_for(2.0)
        began = time.perf_counter()
        flooded = answers(terminal)
        share = (busy_seconds(terminal.pid) - before) / (time.perf_counter() - began + 2.0)
        print(
            f"{others.stop():.0f} changes a second: key to cursor {flooded:.0f} ms "
            f"(before {quiet:.0f} ms), {100 * share:.0f} % of a core"
        )
        others, early = Others(path, 20), 0.0
        for pressed in range(KEYS_OF_AN_HOUR):
            terminal.type(KEYS[("down", "page down", "down", "home")[pressed % 4]])
            if pressed == KEYS_OF_AN_HOUR // 10:
                early = terminal.memory()
        made = others.stop()
        terminal.settle(0.5)
        print(
            f"an hour of {KEYS_OF_AN_HOUR:,} keys, {made:.0f} changes a second: "
            f"{early:.0f} MiB after a tenth, {terminal.memory():.0f} MiB at the end"
        )
        terminal.close()


if __name__ == "__main__":
    main()
