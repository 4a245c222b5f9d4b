"""What the screens of grids, staff and units share: a list, what is known of a row, a search."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer

from console.present.tones import Tone
from console.present.words import _
from console.tui.courier import CommandDone, Courier
from console.tui.dialogs.facts import FactsDialog
from console.tui.errands import Errand
from console.tui.keys import BY_ID, Place, bindings, word_of
from console.tui.screens.queue import LOOKING_PAUSE, TYPING_PAUSE, QueueScreen
from console.tui.screens.work import WorkScreen
from console.tui.shop import Shop
from console.tui.status import ReadFailed, Status
from console.tui.widgets.facts import FactPane, Facts, FactStrip
from console.tui.widgets.find_line import FindLine
from console.tui.widgets.foot import Foot
from console.tui.widgets.header import Header
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.list_head import ListHead
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseRow
from core.kernel.command import Command
from core.kernel.errors import NotFound
from core.operators.jurisdiction import SEES_PERSONAL_DATA
from core.staff.rows import Person

REST: Final = 1.0
"""Seconds between two reads: on a busy day a district must not be counted all the time."""
CLOCK_READ: Final = 20.0
"""Seconds after which counts are read again though nobody committed: clocks have run on."""

R = TypeVar("R")


class RegisterScreen(WorkScreen, Generic[R]):
    """A list of what the district is made of; a subclass says of what."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.REGISTER)]

    def __init__(  # noqa: PLR0913  the regions that differ from screen to screen
        self,
        name: str,
        shop: Shop,
        status: Status,
        courier: Courier,
        rows: RowList[R],
        *,
        counted: Callable[[int], str],
        hint: str,
    ) -> None:
        super().__init__(shop, status, courier)
        self.sought = ""
        self.known: Mapping[str, Person] = {}
        """The people whose names are shown in full, by staff number."""
        self.rows = rows
        self.head = ListHead(rows, counted)
        self.key_id = name
        self._header = Header(name, shop.scope, status, shop.clock, shop.zone)
        self._strip = FactStrip()
        self._pane = FactPane()
        self.foot = FindLine(status, hint)
        self._keys = KeyLine(self.rights, *self.PLACES)
        self._resting: Timer | None = None
        self._missed = False
        self._typing: Timer | None = None
        self._looking: Timer | None = None
        self._telling = Errand(self, self._read_about, self._tell_about, self.failed)
        self._about: tuple[R, Facts] | None = None
        self._looked_at: R | None = None

    # What a subclass says.

    def list_name(self) -> str:
        """Name the list."""
        raise NotImplementedError

    def read(self) -> None:
        """Read the list again."""
        raise NotImplementedError

    def outline(self, row: R) -> Facts:
        """Return what the list itself knows of a row, in two lines."""
        raise NotImplementedError

    def about(self, row: R) -> Facts:
        """Read all that is known of a row; called in a thread."""
        raise NotImplementedError

    def same(self, one: R, other: R) -> bool:
        """Say whether two rows are of the same thing."""
        raise NotImplementedError

    def seek(self) -> None:
        """Find what is sought."""
        raise NotImplementedError

    def filter_of(self, row: R) -> str:
        """Return the filter line of the queue that lists the cases of a row; "" if none does."""
        raise NotImplementedError

    def reveal(self, row: R) -> Command | None:  # noqa: ARG002  most rows are nobody's names
        """Return the command that shows names and phones of a row, if it has any."""
        return None

    # Putting together.

    def compose(self) -> ComposeResult:
        """Put the regions together; which of them show depends on the width."""
        yield self._header
        with Horizontal(id="body"):
            with Vertical(id="middle"):
                yield self.head
                yield self.rows
                yield self._strip
            yield self._pane
        yield self.foot
        yield self._keys

    def on_mount(self) -> None:
        """Give the list the keys; the reads begin after the first paint."""
        self.rows.focus()
        self.watch(self.rows, "place", self.foot.told.tell_place)
        self.set_interval(CLOCK_READ, self.renew)

    def case_under_hand(self) -> CaseRow | None:
        """Return nothing: the cursor is on no case."""
        return None

    def renew(self) -> None:
        """Read again, at once or when the last read has rested."""
        if self._resting is not None:
            self._missed = True
            return
        self._missed = False
        self._resting = self.set_timer(REST, self._rested)
        self.read()

    def _rested(self) -> None:
        self._resting = None
        if self._missed:
            self.renew()

    def retell(self) -> None:
        """Draw every word again."""
        for lines in (self._header, self.head, self._strip, self._keys, self.foot.told):
            lines.redraw(layout=False)
        self._pane.retell()
        self.rows.repaint()
        self.tell()

    def tell(self) -> None:
        """Say which list it is."""
        self.head.tell(self.list_name(), 0, 0)
        self.foot.told.tell(self.sought)

    def failed(self, error: Exception) -> None:
        """Say that a read did not succeed."""
        self.post_message(ReadFailed(error))

    # The row under the cursor.

    @on(RowList.Moved)
    def _moved(self) -> None:
        row = self.rows.current
        if row is None or self._looked_at is None or not self.same(row, self._looked_at):
            self.known = {}
        self._looked_at = row
        self._show_known()
        if self._looking is not None:
            self._looking.stop()
        self._looking = self.set_timer(LOOKING_PAUSE, self._telling.ask)

    def _show_known(self) -> None:
        row = self.rows.current
        if row is None:
            return
        self._strip.tell(self.outline(row))
        self._pane.tell(self._facts(row))

    def _facts(self, row: R) -> Facts:
        known = self._about
        return known[1] if known and self.same(known[0], row) else self.outline(row)

    def _read_about(self) -> tuple[R, Facts] | None:
        row = self.rows.current
        try:
            return (row, self.about(row)) if row is not None else None
        except NotFound:
            return None

    def _tell_about(self, about: tuple[R, Facts] | None) -> None:
        if about is not None:
            self._about = about
            self._show_known()

    @on(RowList.Counted)
    def _list_counted(self) -> None:
        self.head.redraw(layout=False)
        self.tell()
        self._telling.ask()

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self.failed(event.error)

    @on(RowList.Opened)
    async def action_cases(self) -> None:
        """List the open cases of the row under the cursor in the queue."""
        row = self.rows.current
        line = self.filter_of(row) if row is not None else ""
        if line:
            queue = self.app.get_screen("queue")
            assert isinstance(queue, QueueScreen)  # noqa: S101  for the type checker
            queue.show_only(line)
            await self.app.switch_screen(queue)

    def action_in_full(self) -> None:
        """Show all that is known of the row under the cursor."""
        row = self.rows.current
        if row is not None:
            title = word_of(BY_ID[self.key_id])
            self.app.push_screen(FactsDialog(title, self._facts(row)))

    def action_reveal(self) -> None:
        """Show names and phones of the row under the cursor, where the role allows it."""
        row = self.rows.current
        command = self.reveal(row) if row is not None else None
        if self.shop.scope.role not in SEES_PERSONAL_DATA:
            self.say(_("Your role does not see names and phones in full."), Tone.SOON)
        elif command is None:
            self.say(_("There are no names to show here."), Tone.SOON)
        else:
            self.courier.send(command, self)

    def on_command_done(self, event: CommandDone) -> None:
        """Show the names that were asked for."""
        event.stop()
        outcome: Any = event.outcome
        people = outcome if isinstance(outcome, tuple) else (outcome,)
        row = self.rows.current
        if row is not None and self.reveal(row) == event.command:
            self.known = {person.number: person for person in people}
            self._pane.retell()
            self.say(_("Names and phones are shown; the look is on record."), Tone.NEWS)

    # Seeking.

    def action_find(self) -> None:
        """Type what is sought."""
        self.foot.type()

    def action_forget(self) -> None:
        """Forget what was sought."""
        self.foot.set_line("")

    @on(Foot.Typed)
    def _typed(self, event: Foot.Typed) -> None:
        self.sought = event.line.strip()
        self.tell()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, self.seek)

    @on(Foot.Done)
    def _typing_done(self) -> None:
        self.rows.focus()
        self.tell()
