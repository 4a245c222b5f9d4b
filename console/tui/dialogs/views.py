"""The views, each behind a digit: put one on, or forget one that was saved."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from console.present.tones import Tone
from console.present.views import View
from console.present.vocabulary import sentence
from console.present.words import _
from console.saved_views import LONGEST_NAME, SavedViews
from console.tui.dialogs.fields import Fault, TextField
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.ink import Line, Lines, Piece, column
from console.tui.themes import Surface
from core.kernel.errors import CoreError
from core.kernel.text import cut, neutralise

_NAME_CELLS = LONGEST_NAME + 2
_DIGITS = 9


class ViewLines(Lines):
    """The views, the chosen one marked."""

    SURFACE = Surface.PANEL

    def __init__(self, views: Sequence[View], counts: Sequence[int | None]) -> None:
        super().__init__()
        self.views = list(views)
        self._counts = dict(zip(views, counts, strict=False))
        self.chosen = 0

    def lines(self, cells: int) -> Sequence[Line]:
        """Return a line for each view: digit, name, filter, and how many cases it has."""
        return [self._line(number, view, cells) for number, view in enumerate(self.views)]

    def _line(self, number: int, view: View, cells: int) -> Line:
        chosen = number == self.chosen
        digit = str(number + 1) if number < _DIGITS else " "
        click = f"screen.put_on({number})"
        count = self._counts.get(view)
        name_cells = min(_NAME_CELLS, cells // 2)
        room = max(cells - name_cells - 14, 0)
        return Line(
            (
                Piece("▌ " if chosen else "  ", Tone.ACCENT),
                Piece(f"{digit} ", Tone.ACCENT, bold=True, click=click),
                column(neutralise(view.title), name_cells, Tone.STRONG if chosen else Tone.PLAIN),
                Piece(cut(neutralise(view.line), room), Tone.DIM, click=click),
            ),
            (Piece("" if count is None else f"{count:,} ", Tone.STRONG),),
            Surface.CURSOR if chosen else None,
        )

    def step(self, by: int) -> None:
        """Choose another one."""
        self.choose(min(max(self.chosen + by, 0), len(self.views) - 1))

    def choose(self, number: int) -> None:
        """Choose one by number."""
        self.chosen = number
        self.redraw(layout=False)

    def drop(self, view: View) -> None:
        """Take a view out."""
        self.views.remove(view)
        self.chosen = min(self.chosen, len(self.views) - 1)
        self.redraw()


class ViewsDialog(Sheet[View | None]):
    """Choose a view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"put_on({n - 1})", show=False) for n in range(1, _DIGITS + 1)),
        Binding("down,j", "step(1)", show=False),
        Binding("up,k", "step(-1)", show=False),
        Binding("enter", "open", show=False),
        Binding("delete,x", "forget", show=False, id="remove_view"),
    ]

    def __init__(
        self, views: Sequence[View], counts: Sequence[int | None], saved: SavedViews
    ) -> None:
        super().__init__()
        self._saved = saved
        self._lines = ViewLines(views, counts)
        self._fault = Fault()

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Views"))

    def body(self) -> ComposeResult:
        """Yield the views."""
        yield self._lines
        yield self._fault

    def keys(self) -> SheetKeys:
        """Return the keys: put it on, forget it, leave."""
        return SheetKeys(("open", _("put it on")), ("remove_view", ""), ("leave", _("close")))

    def on_mount(self) -> None:
        """Take the keys."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()

    def action_step(self, by: int) -> None:
        """Choose another one."""
        self._lines.step(by)

    def action_put_on(self, number: int) -> None:
        """Put the view with a digit on."""
        if number < len(self._lines.views):
            self.dismiss(self._lines.views[number])

    def action_open(self) -> None:
        """Put the chosen view on."""
        self.action_put_on(self._lines.chosen)

    def action_forget(self) -> None:
        """Forget the chosen view, if it was saved."""
        view = self._lines.views[self._lines.chosen]
        if view.ready_made:
            self._fault.tell(_("A ready-made view stays."))
            return
        try:
            self._saved.remove(view.name)
        except CoreError as error:
            self._fault.tell(sentence(error))
        else:
            self._fault.tell("")
            self._lines.drop(view)


class SaveViewDialog(Sheet[View | None]):
    """Give the filter that is on a name."""

    def __init__(self, line: str, save: Callable[[str, str], View]) -> None:
        super().__init__()
        self._line = line
        self._save = save
        self._entry = TextField("name", _("Name"), required=True, hint=_("such as: Xixing late"))

    def head(self) -> Title:
        """Return the title, and the filter that is saved."""
        return Title(_("Save this filter as a view"), about=neutralise(self._line))

    def body(self) -> ComposeResult:
        """Yield the name."""
        yield self._entry

    def keys(self) -> SheetKeys:
        """Return the keys: save, leave."""
        return SheetKeys(("send", _("save")), ("leave", ""))

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "send", show=False, id="send")]

    def on_mount(self) -> None:
        """Begin to type at once."""
        self._entry.take_keys()

    def on_field_sent(self) -> None:
        """Save when the name is done."""
        self.action_send()

    def action_send(self) -> None:
        """Save, or say why not."""
        if not self._entry.check():
            return
        try:
            self.dismiss(self._save(self._entry.value, self._line))
        except CoreError as error:
            self._entry.fault.tell(sentence(error))
