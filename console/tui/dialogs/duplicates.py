"""The likely duplicates of a case or a report, ranked, with the reasons of the marked one."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from console.present.cases import state_of, title_of
from console.present.duplicates import likelihood_of, reasons_of
from console.present.tones import Tone
from console.present.words import _, _n
from console.tui.dialogs.fields import Field
from console.tui.dialogs.form import Form
from console.tui.dialogs.sheet import SheetKeys
from console.tui.errands import Errand
from console.tui.ink import Line, Lines, Piece, column, said
from console.tui.keys import BY_ID
from console.tui.status import ReadFailed
from console.tui.themes import Surface
from core.cases.lifecycle import is_open
from core.kernel.text import fold, width

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow

SHOWN: Final = 3
"""Duplicates in sight at once."""
MERGE_KEY: Final = "merge_duplicate"
_LIKELY_CELLS: Final = 6


class DuplicateLines(Lines, can_focus=True):
    """One line for each duplicate, then why the marked one is one."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    DuplicateLines { height: auto; width: 1fr; background: $panel; }
    """

    STEPS: ClassVar = {"down": 1, "up": -1}

    class Taken(Message):
        """The operator means the marked one."""

    def __init__(self) -> None:
        super().__init__(classes="entry")
        self._rows: Sequence[DuplicateRow] = ()
        self._chosen: int | None = None
        self.marked = 0

    def offer(self, rows: "Sequence[DuplicateRow]") -> None:
        """Show other ones; the likeliest is marked, unless the operator has chosen another."""
        keys = [row.case.id for row in rows]
        self._rows = rows
        self.marked = keys.index(self._chosen) if self._chosen in keys else 0
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the duplicates in sight and the reasons."""
        first = max(0, self.marked - SHOWN + 1)
        told = [
            self._line(row, marked=n == self.marked)
            for n, row in enumerate(self._rows[first : first + SHOWN], first)
        ]
        if self._rows:
            reasons = fold(reasons_of(self._rows[self.marked]), cells - 2)
            told += [Line((Piece("  "), Piece(part, Tone.DIM))) for part in reasons]
        return told

    def _line(self, row: "DuplicateRow", *, marked: bool) -> Line:
        number = row.case.number
        return Line(
            (
                Piece("▌ " if marked else "  ", Tone.ACCENT),
                column(likelihood_of(row).rjust(4), _LIKELY_CELLS, Tone.SOON, bold=True),
                column(number, width(number) + 2, Tone.DIM),
                Piece(title_of(row.case), Tone.STRONG if marked else Tone.PLAIN),
            ),
            (said(state_of(row.case)), Piece(" ")),
            Surface.CURSOR if marked and self.has_focus else None,
        )

    def mark(self, number: int) -> None:
        """Mark one by its place in the list."""
        if 0 <= number < len(self._rows) and number != self.marked:
            self.marked = number
            self._chosen = self._rows[number].case.id
            self.redraw()

    def on_key(self, event: events.Key) -> None:
        """Mark another one with the arrows, or take the marked one."""
        if event.key in self.STEPS:
            event.stop()
            self.mark(self.marked + self.STEPS[event.key])
        elif event.key == "enter":
            event.stop()
            self.post_message(self.Taken())

    def on_click(self, event: events.Click) -> None:
        """Mark where the mouse points."""
        if event.y < min(SHOWN, len(self._rows)):
            self.mark(max(0, self.marked - SHOWN + 1) + event.y)

    def on_focus(self) -> None:
        """Show where keys go."""
        self.redraw(layout=False)

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.redraw(layout=False)


class DuplicateField(Field[None]):
    """Likely duplicates beside what is filled in; out of sight while there are none."""

    DEFAULT_CSS = """
    DuplicateField { margin: 0 0 1 0; }
    """

    class Found(Message):
        """Others have been found, or none any more."""

    def __init__(self, read: "Callable[[], Sequence[DuplicateRow]]") -> None:
        super().__init__("duplicates", _("Same as?"))
        self.display = False
        self.rows: Sequence[DuplicateRow] = ()
        self._lines = DuplicateLines()
        self._reading: Errand[Sequence[DuplicateRow]] = Errand(self, read, self._take, self._failed)

    def entry(self) -> Widget:
        """Return the list."""
        return self._lines

    @property
    def value(self) -> None:
        """Nothing is filled in here."""
        return

    def look(self) -> None:
        """Read them, now or again."""
        self._reading.ask()

    def take(self) -> str | None:
        """Return the number of the marked one, or say why nothing can be merged into it."""
        if not self.rows:
            return None
        case = self.rows[self._lines.marked].case
        if is_open(case.state):
            return case.number
        told = _("Case %(number)s has ended; nothing can be merged into it.")
        self.fault.tell(told % {"number": case.number})
        return None

    def _take(self, rows: "Sequence[DuplicateRow]") -> None:
        if rows != self.rows:
            self.rows = rows
            self.display = bool(rows)
            self.fault.tell("")
            self._lines.offer(rows)
            self.post_message(self.Found())

    def _failed(self, error: Exception) -> None:
        self.app.post_message(ReadFailed(error))


class DuplicatesForm(Form):
    """A form that shows likely duplicates; one key merges into the marked one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID[MERGE_KEY].keys, "merge", show=False, id=MERGE_KEY, priority=True),
    ]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.duplicates = DuplicateField(self.read_duplicates)

    def read_duplicates(self) -> "Sequence[DuplicateRow]":
        """Read the likely duplicates; called off the thread that draws."""
        raise NotImplementedError

    def merge_into(self, number: str) -> None:
        """Begin to merge into a case."""
        raise NotImplementedError

    @on(DuplicateField.Found)
    def _found(self) -> None:
        count = len(self.duplicates.rows)
        told = _n("merge (%(n)s likely)", "merge (%(n)s likely)", count) if count else ""
        self.query_one(SheetKeys).put(MERGE_KEY, told)

    @on(DuplicateLines.Taken)
    def action_merge(self) -> None:
        """Merge into the marked one."""
        number = self.duplicates.take()
        if number is not None:
            self.merge_into(number)
