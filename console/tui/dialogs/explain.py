"""Explain a due time day by day."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from console.present.explaining import KINDS, NOTES, in_one_line
from console.present.times import due_moment, limit_words, weekday
from console.present.tones import Tone
from console.present.vocabulary import STAGES, sentence, word
from console.present.words import _, _n
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.errands import Errand
from console.tui.ink import BLANK, Line, Lines, Piece, column
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from console.tui.themes import Surface
from core.cases.rows import CaseRow
from core.deadlines.explanation import DayNote, ExplainedDay, Explanation
from core.kernel.clock import Clock
from core.kernel.errors import CoreError
from core.kernel.text import fold


class Days(Lines):
    """The days between start and due time."""

    SURFACE = Surface.PANEL

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._explanation: Explanation | None = None
        self._trouble = ""

    def tell(self, explanation: Explanation | None, trouble: str = "") -> None:
        """Show an explanation, or say why there is none."""
        self._explanation, self._trouble = explanation, trouble
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return a head and a line for each day."""
        if self._trouble:
            return [Line((Piece(part, Tone.SOON),)) for part in fold(self._trouble, cells)]
        if self._explanation is None:
            return [Line((Piece(_("loading…"), Tone.DIM),))]
        explanation, now = self._explanation, self._clock()
        told = [
            Line((Piece(part, Tone.STRONG),)) for part in fold(in_one_line(explanation, now), cells)
        ]
        told += [
            _fact(_("Limit"), limit_words(str(explanation.limit))),
            _fact(_("Start"), due_moment(explanation.start, now, explanation.zone)),
            _fact(_("Warn"), due_moment(explanation.target_at, now, explanation.zone)),
            _fact(_("Due"), due_moment(explanation.due_at, now, explanation.zone)),
            BLANK,
        ]
        return [*told, *(_day(day, explanation, now) for day in explanation.days)]


def _fact(name: str, value: str) -> Line:
    return Line((column(name, 8, Tone.DIM), Piece(value)))


def _day(day: ExplainedDay, explanation: Explanation, now: datetime) -> Line:
    due = DayNote.DUE in day.notes
    tone = Tone.PLAIN if day.counted else Tone.FAINT
    notes = ", ".join(word(NOTES, note) for note in day.notes)
    today = day.day == now.astimezone(explanation.zone).date()
    return Line(
        (
            Piece("▸ " if today else "  ", Tone.ACCENT),
            column(f"{day.day:%m-%d} {weekday(day.day)}", 13, tone),
            Piece("● " if day.counted else "· ", Tone.ACCENT if day.counted else Tone.FAINT),
            column(word(KINDS, day.kind), 20, tone),
            column(_amount(day, explanation), 16, Tone.STRONG if day.counted else Tone.FAINT),
            Piece(notes, Tone.SOON if due else Tone.DIM),
        )
    )


def _amount(day: ExplainedDay, explanation: Explanation) -> str:
    if not day.counted:
        return _("not counted")
    if explanation.counted_in_days:
        return _("day %(n)s") % {"n": day.counted_amount}
    return _n("%(n)s minute", "%(n)s minutes", day.counted_amount)


class ExplainDialog(Sheet[None]):
    """Why a case is due when it is."""

    DEFAULT_CSS = """
    ExplainDialog #sheet { max-height: 100%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [("t,q,enter", "leave", "")]

    def __init__(self, row: CaseRow, shop: Shop, stage: str | None = None) -> None:
        super().__init__()
        self._row = row
        self._shop = shop
        self._stage = stage or row.stage
        self._days = Days(shop.clock)
        self._reading = Errand(self, self._read, self._days.tell, self._failed)

    def head(self) -> Title:
        """Return the title."""
        about = word(STAGES, self._stage) if self._stage else ""
        return Title(_("Why it is due then"), self._row.number, about)

    def body(self) -> ComposeResult:
        """Yield the days."""
        yield self._days

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))

    def on_mount(self) -> None:
        """Read the explanation and give the days the arrows."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()
        self._reading.ask()

    def _read(self) -> Explanation:
        return self._shop.explain.case(self._row.number, self._stage)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CoreError):
            self._days.tell(None, sentence(error))
        else:
            self.app.post_message(ReadFailed(error))
