"""How long a transaction of the sweep goes on, and how much room it leaves; by a clock by hand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Any, cast

import pytest

from console.sweeping import AIM, FEWEST, LARGEST, SHORTEST_PAUSE, TIDIED_EVERY, Stint, let_act
from core.desk import Desk
from core.kernel.command import Command
from core.policies.rules import DueAction


@dataclass
class SlowDesk:
    """A desk at which each action takes some seconds, and as many to write at the end."""

    takes: float
    writes: float = 0.0
    now: float = 100.0
    parts: list[int] = field(default_factory=list)
    offered: list[int] = field(default_factory=list)

    def execute_batch(
        self, commands: Iterable[Command], *, by: str, goes_on: Callable[[], bool]
    ) -> list[Any]:
        assert by == "timers"
        done: list[Any] = []
        commands = list(commands)
        self.offered.append(len(commands))
        for command in commands:
            if not goes_on() and done:
                break
            self.now += self.takes
            done.append(command)
        self.now += self.writes * len(done)
        self.parts.append(len(done))
        return done


@dataclass(frozen=True)
class Due:
    """Something that is to be done."""

    what: int

    def command(self) -> int:
        return self.what


def swept(
    monkeypatch: pytest.MonkeyPatch, desk: SlowDesk, number: int
) -> tuple[list[Any], list[float]]:
    """Sweep so many actions; return what was told and the pauses."""
    monkeypatch.setattr("console.sweeping.Stint", lambda: Stint(lambda: desk.now))
    pauses: list[float] = []
    tidied: list[int] = []
    due = cast("list[DueAction]", [Due(what) for what in range(number)])
    told = list(
        let_act(cast("Desk", desk), due, between=lambda: tidied.append(1), pause=pauses.append)
    )
    assert len(tidied) == ceil(len(desk.parts) / TIDIED_EVERY), "and once at the end"
    return told, pauses


def test_quick_actions_go_together_up_to_the_largest(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = SlowDesk(takes=0.0001)
    told, pauses = swept(monkeypatch, desk, 60)
    assert [result for _, result in told] == list(range(60))
    assert desk.parts == [FEWEST, 2 * FEWEST, 4 * FEWEST, LARGEST]
    assert pauses == [SHORTEST_PAUSE] * 3


def test_slow_actions_end_their_transaction_and_leave_as_long_to_the_desks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = SlowDesk(takes=0.004)
    told, pauses = swept(monkeypatch, desk, 7)
    assert [(action.command(), result) for action, result in told] == [(n, n) for n in range(7)]
    assert desk.parts == [3, 3, 1]
    assert pauses == [SHORTEST_PAUSE] * 2
    slower = SlowDesk(takes=2 * AIM)
    told, pauses = swept(monkeypatch, slower, 3)
    assert (len(told), slower.parts) == (3, [1, 1, 1])
    assert pauses == pytest.approx([2 * AIM] * 2)


def test_as_many_are_offered_as_would_take_the_whole_time_with_their_writing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = SlowDesk(takes=0.0005, writes=0.0012)
    _, pauses = swept(monkeypatch, desk, 60)
    assert desk.offered == [FEWEST, 2 * FEWEST, 11, 11, 11, 11, 1]
    assert pauses == [SHORTEST_PAUSE] * 6
    desk = SlowDesk(takes=0.0005, writes=0.02)
    swept(monkeypatch, desk, 60)
    assert desk.offered == [FEWEST] * 12


def test_every_few_transactions_are_tidied_up_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = SlowDesk(takes=2 * AIM)
    told, _ = swept(monkeypatch, desk, 2 * TIDIED_EVERY + 1)
    assert len(told) == len(desk.parts) == 2 * TIDIED_EVERY + 1


def test_nothing_due_asks_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = SlowDesk(takes=1)
    assert swept(monkeypatch, desk, 0) == ([], [])
    assert desk.parts == []
