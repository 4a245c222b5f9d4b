"""One verb on several cases: one preview, and a result for each case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer

from console.present.cases import title_of
from console.present.receipts import consequences, receipt
from console.present.tones import Said, Tone
from console.present.vocabulary import VERBS, sentence, word
from console.present.words import _, _n
from console.tui.courier import (
    CommandDone,
    CommandFailed,
    CommandRefused,
    Courier,
    PreviewReady,
    PreviewRefused,
)
from console.tui.dialogs.fields import Field, Remark
from console.tui.dialogs.form import PREVIEW_PAUSE
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.dialogs.together import Together
from console.tui.ink import Line, Lines, Piece, column
from console.tui.keys import BY_ID
from console.tui.shop import Shop
from console.tui.themes import Surface
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.command import Command
from core.kernel.text import fold

_NUMBER_CELLS: Final = 18
_TITLE_CELLS: Final = 14


@dataclass(slots=True)
class Standing:
    """How it stands with one of the cases; ``done`` is ``None`` until there is a result."""

    row: CaseRow
    told: Said
    willing: bool | None = None
    done: bool | None = None


class Standings(Lines):
    """One line or more for each case."""

    SURFACE = Surface.PANEL

    def __init__(self, standings: Sequence[Standing]) -> None:
        super().__init__()
        self._standings = standings

    def put_first(self, wanted: Callable[[Standing], bool]) -> None:
        """Let those that are ``wanted`` stand first, in sight however many there are."""
        self._standings = sorted(self._standings, key=lambda standing: not wanted(standing))

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the cases, each with what would become of it, or what has."""
        told: list[Line] = []
        indent = 2 + _NUMBER_CELLS + _TITLE_CELLS
        for standing in self._standings:
            row = standing.row
            sign = {None: " ", True: "✓", False: "▲"}[standing.done]
            lead = (
                Piece(f"{sign} ", Tone.GOOD if standing.done else Tone.LATE, bold=True),
                column(row.number, _NUMBER_CELLS, Tone.DIM),
                column(title_of(row), _TITLE_CELLS - 1),
                Piece(" "),
            )
            for n, part in enumerate(fold(standing.told.text, max(cells - indent, 12)) or [""]):
                head = lead if n == 0 else (Piece(" " * indent),)
                told.append(Line((*head, Piece(part, standing.told.tone))))
        return told


class SeveralDialog(Sheet[tuple[str, ...] | None]):
    """Ask once; every case is a change of its own, and what is refused stops nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID["send"].keys, "send", show=False, id="send", priority=True),
    ]

    def __init__(
        self,
        verb: Verb,
        rows: Sequence[CaseRow],
        shop: Shop,
        courier: Courier,
        together: Together,
    ) -> None:
        super().__init__()
        self._verb = verb
        self._rows = rows
        self._shop = shop
        self._courier = courier
        self._together = together
        self._standings = {row.number: Standing(row, Said("")) for row in together.concerned(rows)}
        self._lines = Standings(tuple(self._standings.values()))
        self._numbers: dict[Command, str] = {}
        self._sum = Remark()
        self._fields: tuple[Field[Any], ...] = ()
        self._pause: Timer | None = None
        self._asked: Mapping[str, Any] | None = None
        self._under_way = False

    def head(self) -> Title:
        """Return the title: the verb, how many cases."""
        count = _n("%(n)s case", "%(n)s cases", len(self._standings))
        return Title(word(VERBS, self._verb), count)

    def body(self) -> ComposeResult:
        """Yield the fields, then the cases."""
        self._fields = tuple(self._together.fields(self._shop, self._rows))
        yield from self._fields
        yield self._sum
        yield self._lines

    def keys(self) -> SheetKeys:
        """Return the keys: do it, leave."""
        return SheetKeys(("send", word(VERBS, self._verb)), ("leave", _("close")))

    def on_mount(self) -> None:
        """Begin with the first field."""
        if self._fields:
            self._fields[0].take_keys()
        self._ask_soon()

    @property
    def answers(self) -> dict[str, Any]:
        """What has been filled in, by the names of the fields."""
        return {field.field: field.value for field in self._fields}

    def _commands(self) -> list[Command]:
        waiting = [one.row for one in self._standings.values() if one.done is not True]
        commands = self._together.commands(waiting, self.answers)
        self._numbers.update(commands)
        return list(commands)

    # What would happen.

    @on(Field.Changed)
    def _changed(self, event: Field.Changed) -> None:
        event.stop()
        self._ask_soon()

    def _ask_soon(self) -> None:
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PREVIEW_PAUSE, self._ask)

    def _ask(self) -> None:
        asked = self.answers
        if self._under_way or asked == self._asked or any(field.missing for field in self._fields):
            return
        self._asked = asked
        for standing in self._standings.values():
            standing.willing = None
        self._courier.preview_each(
            self._commands(), self, lambda: self._asked is asked and not self._under_way
        )

    @on(PreviewReady)
    def _previewed(self, event: PreviewReady) -> None:
        event.stop()
        changes = consequences(
            self._standing(event.command).row, event.outcome, self._shop.clock(), self._shop.zone
        )
        told = " · ".join(f"{before} → {after}" for _name, before, after in changes)
        self._foresee(
            event.command, Said(told or _("state and clocks stay"), Tone.DIM), willing=True
        )

    @on(PreviewRefused)
    def _preview_refused(self, event: PreviewRefused) -> None:
        event.stop()
        self._foresee(event.command, Said("◆ " + sentence(event.error), Tone.SOON), willing=False)

    def _foresee(self, command: Command, told: Said, *, willing: bool) -> None:
        standing = self._standing(command)
        if standing.done is None:
            standing.told, standing.willing = told, willing
            if all(other.willing is not None for other in self._standings.values()):
                self._lines.put_first(lambda other: other.willing is False)
                count = sum(other.willing is True for other in self._standings.values())
                self._sum.tell(
                    _("%(willing)s of %(all)s would be done.")
                    % {"willing": count, "all": len(self._standings)}
                )
            self._lines.redraw()

    # What has happened.

    @on(Field.Sent)
    def _sent(self, event: Field.Sent) -> None:
        event.stop()
        unfilled = [field for field in self._fields if field.missing]
        if unfilled:
            unfilled[0].take_keys()
        else:
            self.send()

    def action_send(self) -> None:
        """Send what has been typed up to now."""
        self.after_typing(self.send)

    def send(self) -> None:
        """Do it to every case that is not done yet."""
        if self._under_way:
            return
        wanting = [field for field in self._fields if not field.check()]
        if wanting:
            wanting[0].take_keys()
            return
        commands = self._commands()
        if not commands:
            self.action_leave()
            return
        self._under_way = True
        for command in commands:
            self._standing(command).done = None
        self._courier.send_each(commands, self)

    @on(CommandDone)
    def _done(self, event: CommandDone) -> None:
        event.stop()
        self._finish(event.command, self._told(event.outcome), done=True)

    @on(CommandRefused)
    def _refused(self, event: CommandRefused) -> None:
        event.stop()
        self._finish(event.command, Said(sentence(event.error), Tone.LATE), done=False)

    @on(CommandFailed)
    def _failed(self, event: CommandFailed) -> None:
        event.stop()
        told = _("The program has made a mistake; it is on record as %(id)s.")
        self._finish(event.command, Said(told % {"id": event.error_id}, Tone.LATE), done=False)

    def _told(self, outcome: CaseOutcome) -> Said:
        told = receipt(outcome, self._shop.clock(), self._shop.zone)
        # The number stands in the line already.
        return Said(told.replace(f" {outcome.number}", "", 1), Tone.GOOD)

    def _finish(self, command: Command, told: Said, *, done: bool) -> None:
        standing = self._standing(command)
        standing.told, standing.done = told, done
        results = [other.done for other in self._standings.values()]
        if None not in results:
            self._under_way = False
            self._lines.put_first(lambda other: other.done is False)
            self._sum.tell(
                _("%(done)s done, %(refused)s refused")
                % {"done": results.count(True), "refused": results.count(False)}
            )
        self._lines.redraw()

    def _standing(self, command: Command) -> Standing:
        return self._standings[self._numbers[command]]

    def action_leave(self) -> None:
        """Close, with the numbers of those that are done, or of all when none is left to do."""
        standings = self._standings.values()
        if all(standing.done for standing in standings):
            self.dismiss(tuple(row.number for row in self._rows))
        else:
            self.dismiss(tuple(standing.row.number for standing in standings if standing.done))
