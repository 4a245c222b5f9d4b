"""Carries commands to the desk off the thread that draws, and the answers back as messages.

Nothing is ever sent twice: a command is handed over once, and whoever sent it waits for one
answer. A dialog that was closed meanwhile leaves its answer to the application.
"""

from collections.abc import Callable, Sequence
from typing import Any

from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

from console.faults import record_fault
from console.tui.journal import Deed, Journal
from console.tui.shop import Desk
from core.cases.rows import CaseOutcome
from core.kernel.command import Command
from core.kernel.errors import CoreError


class Answer(Message):
    """What became of a command."""

    def __init__(self, command: Command) -> None:
        super().__init__()
        self.command = command


class CommandDone(Answer):
    """It is done."""

    def __init__(self, command: Command, outcome: CaseOutcome) -> None:
        super().__init__(command)
        self.outcome = outcome


class CommandRefused(Answer):
    """The desk said no, or could not be reached; nothing was changed, unless it is in doubt."""

    def __init__(self, command: Command, error: CoreError) -> None:
        super().__init__(command)
        self.error = error


class CommandFailed(Answer):
    """A fault of the program; ``error_id`` finds it in the log."""

    def __init__(self, command: Command, error_id: str) -> None:
        super().__init__(command)
        self.error_id = error_id


class PreviewReady(Answer):
    """What the command would do."""

    def __init__(self, command: Command, outcome: CaseOutcome) -> None:
        super().__init__(command)
        self.outcome = outcome


class PreviewRefused(Answer):
    """The command would be refused."""

    def __init__(self, command: Command, error: CoreError) -> None:
        super().__init__(command)
        self.error = error


class Courier:
    """Runs commands for one operator."""

    def __init__(self, app: App[Any], desk: Callable[[], Desk], login: str) -> None:
        self._app = app
        self._desk = desk
        self._login = login
        self.journal = Journal()

    def send(self, command: Command, sender: MessagePump) -> None:
        """Have ``command`` carried out; the answer is posted to ``sender``."""
        self.send_each([command], sender)

    def preview(self, command: Command, sender: MessagePump) -> None:
        """Ask what ``command`` would do; the answer is posted to ``sender``."""
        self.preview_each([command], sender, lambda: True)

    def send_each(self, commands: Sequence[Command], sender: MessagePump) -> None:
        """Have commands carried out one after the other; an answer is posted for each."""

        def run() -> None:
            deeds = []
            for left, command in zip(reversed(range(len(commands))), commands, strict=True):
                answer = self._execute(command)
                if isinstance(answer, CommandDone) and isinstance(answer.outcome, CaseOutcome):
                    deeds.append(Deed(command, answer.outcome))
                if not left:
                    self.journal.note(deeds)
                self._hand_over(answer, sender)

        self._app.run_worker(run, thread=True, group="commands", exit_on_error=False)

    def preview_each(
        self, commands: Sequence[Command], sender: MessagePump, wanted: Callable[[], bool]
    ) -> None:
        """Ask what each would do, for as long as somebody still wants to know."""

        def run() -> None:
            for command in commands:
                if wanted():
                    self._hand_over(self._preview(command), sender)

        self._app.run_worker(run, thread=True, group="previews", exit_on_error=False)

    def _hand_over(self, answer: Answer, sender: MessagePump) -> None:
        if not sender.post_message(answer) and not isinstance(
            answer, PreviewReady | PreviewRefused
        ):
            self._app.post_message(answer)

    def _execute(self, command: Command) -> Answer:
        try:
            return CommandDone(command, self._desk().execute(command, by=self._login))
        except CoreError as error:
            return CommandRefused(command, error)
        except Exception as error:  # noqa: BLE001  the edge: a fault must not take the screen down
            return CommandFailed(command, record_fault(error))

    def _preview(self, command: Command) -> Answer:
        try:
            return PreviewReady(command, self._desk().preview(command, by=self._login))
        except CoreError as error:
            return PreviewRefused(command, error)
        except Exception as error:  # noqa: BLE001  the edge: a fault must not take the screen down
            return CommandFailed(command, record_fault(error))
