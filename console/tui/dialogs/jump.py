"""Go to a case by its number, open or ended."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from console.present.numbers import full_number
from console.present.vocabulary import sentence
from console.present.words import _
from console.tui.dialogs.fields import TextField
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.errands import Errand
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from core.cases.rows import CaseRow
from core.kernel.errors import Refused


class JumpDialog(Sheet[CaseRow | None]):
    """Ask for the number."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "send", show=False, id="send")]

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop
        self._number = TextField("number", _("Number"), required=True, hint="231, 26-231")
        self._wanted = ""
        self._finding = Errand(self, self._find, self._found, self._failed)

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Go to a case"))

    def body(self) -> ComposeResult:
        """Yield the number."""
        yield self._number

    def keys(self) -> SheetKeys:
        """Return the keys: go there, leave."""
        return SheetKeys(("send", _("go there")), ("leave", ""))

    def on_mount(self) -> None:
        """Begin to type at once."""
        self._number.take_keys()

    def on_field_sent(self) -> None:
        """Look for the case when the number is typed."""
        self.action_send()

    def action_send(self) -> None:
        """Look for the case."""
        if self._number.check():
            self._wanted = self._number.value
            self._finding.ask()

    def _find(self) -> CaseRow:
        return self._shop.cases.row(full_number(self._shop, self._wanted))

    def _found(self, row: CaseRow) -> None:
        self.dismiss(row)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self._number.fault.tell(sentence(error))
        else:
            self.app.post_message(ReadFailed(error))
