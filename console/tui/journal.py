"""What this operator has done at this desk, newest last: what `u` takes back and `.` repeats."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from console.tui.marks import Marks
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand, Command

KEPT: Final = 500
"""Steps that are remembered."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One command that was carried out."""

    command: Command
    outcome: CaseOutcome


@dataclass(frozen=True, slots=True)
class Done:
    """A verb that was carried out, on one case or on several at once."""

    deeds: tuple[Deed, ...]

    @property
    def verb(self) -> Verb:
        """The verb."""
        return Verb(self.deeds[0].outcome.verb)


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks that were put on or taken off."""

    marks: Marks
    before: tuple[CaseRow, ...]


Step = Done | Marked


class Journal:
    """The steps of one operator at one desk."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=KEPT)

    def note(self, deeds: Sequence[Deed]) -> None:
        """Remember what was carried out together; nothing when nothing was."""
        new = tuple(deed for deed in deeds if not deed.outcome.repeated)
        if new:
            self._steps.append(Done(new))

    def note_marks(self, marks: Marks, before: Sequence[CaseRow]) -> None:
        """Remember which cases were marked before."""
        self._steps.append(Marked(marks, tuple(before)))

    @property
    def last(self) -> Step | None:
        """The newest step."""
        return self._steps[-1] if self._steps else None

    def take_back(self, step: Step) -> None:
        """Forget a step, and whatever has come after it to take it back."""
        while self._steps and self._steps.pop() is not step:
            pass

    @property
    def repeatable(self) -> tuple[Verb, CaseCommand] | None:
        """The newest verb on a case that another case can have alike."""
        for step in reversed(self._steps):
            if isinstance(step, Done):
                command = step.deeds[-1].command
                # A call belongs to one case alone.
                if isinstance(command, CaseCommand) and not hasattr(command, "call"):
                    return step.verb, command
        return None
