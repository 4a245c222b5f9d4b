"""The desk on a real terminal, killed in the middle of a report: what was typed is there again."""

import codecs
import os
import pty
import re
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.console.tui.conftest import House
from tests.district import DISPATCHER

PATIENCE: Final = 60.0
"""Seconds after which a test gives up; the machine may be busy with others."""
QUIET: Final = 0.5
"""Seconds without a byte after which a screen is taken to be still."""
_CONTROLS: Final = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07]*\x07|[PX^_].*?\x1b\\|.)")


class Terminal:
    """The desk as a process on a pseudo-terminal of 120 columns and 40 lines."""

    def __init__(self, database: str, state: Path) -> None:
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            os.environ.update(
                TERM="xterm-256color",
                LC_ALL="C.UTF-8",
                COLUMNS="120",
                LINES="40",
                XDG_STATE_HOME=str(state),
            )
            command = ["-m", "console", "desk", "--db", database, "--as", DISPATCHER]
            os.execv(sys.executable, [sys.executable, *command, "--lang", "zh"])  # noqa: S606  our own program
        self._painted = ""
        # A character may be cut in two where a read ends.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def _seen(self) -> str:
        return _CONTROLS.sub("", self._painted)

    def sees(self, text: str) -> None:
        """Wait until ``text`` has been painted since a key was last pressed."""
        self._wait(lambda: text in self._seen, text)

    def types(self, text: str) -> None:
        """Send what keys, or an input method, would send, once nothing moves any more."""
        while self._reads(QUIET):
            pass
        self._painted = ""
        os.write(self._handle, text.encode())

    def waits_for(self, what: Callable[[], bool], told: str) -> None:
        """Keep the terminal going until ``what`` holds."""
        self._wait(what, told)

    def _wait(self, what: Callable[[], bool], told: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > ends:
                raise AssertionError(f"waited in vain for {told}\n{self._seen[-2000:]}")
            self._reads(0.1)

    def _reads(self, patience: float) -> bool:
        """Take in what is painted; say whether anything was, within so many seconds."""
        ready, _, _ = select.select([self._handle], [], [], patience)
        if ready:
            self._painted += self._decoder.decode(os.read(self._handle, 65536))
        return bool(ready)

    def kill(self) -> None:
        """Kill the program as `kill -9` does, with the terminal."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._handle)


@contextmanager
def terminal(house: House, state: Path) -> Iterator[Terminal]:
    """Start the desk on a terminal of its own; it ends by being killed."""
    started = Terminal(house.url, state)
    try:
        yield started
    finally:
        started.kill()


@pytest.mark.usefixtures("nothing_left_behind")
def test_a_report_that_was_being_typed_when_the_program_was_killed_is_offered_again(
    busy_house: House, tmp_path: Path
) -> None:
    state = tmp_path / "killed"
    before = busy_house.numbers()
    with terminal(busy_house, state) as first:
        first.sees("邻里纠纷")
        first.types("+")
        first.sees("330108001001001")
        first.types("\t")
        first.types("\t")
        first.types("路口积水约二十米，䶮女士")
        first.waits_for(
            lambda: any("䶮女士" in file.read_text("utf-8") for file in state.rglob("*.json")),
            "the draft",
        )
    assert busy_house.numbers() == before
    with terminal(busy_house, state) as second:
        second.sees("邻里纠纷")
        second.types("+")
        second.sees("接着上次未完成的登记。")
        second.sees("路口积水约二十米，䶮女士")
        second.sees("330108001001001")
        second.types("\t")
        second.types("\t")
        second.types("来电")
        second.types("\x13")
        second.waits_for(lambda: len(busy_house.numbers()) == len(before) + 1, "the new case")
    [made] = set(busy_house.numbers()) - set(before)
    assert busy_house.shop().cases.row(made).matter == "路口积水约二十米，䶮女士来电"
    assert list(state.rglob("*report.json")) == []
