"""Verbs that ask for a reason and nothing else, and dialogs that look at the whole case first."""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from console.present.words import _
from console.tui.courier import Courier
from console.tui.dialogs.fields import Field, TextField
from console.tui.dialogs.verb import VerbDialog
from console.tui.errands import Errand
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from core.cases.rows import CaseDetail, CaseRow
from core.kernel.command import CaseCommand


class WithReason(Protocol):
    """A command that a reason is enough for."""

    def __call__(self, *, number: str, seen_version: int | None, reason: str) -> CaseCommand:
        """Make the command."""
        ...


class ReasonDialog(VerbDialog):
    """Ask for the reason; a subclass says which command it makes."""

    COMMAND: ClassVar[WithReason]
    REQUIRED: ClassVar[bool] = True

    def fields(self) -> Sequence[Field[Any]]:
        """Return the reason."""
        self._reason = TextField("reason", _("Reason"), required=self.REQUIRED)
        return (self._reason,)

    def command(self) -> CaseCommand:
        """Return the command."""
        return type(self).COMMAND(
            number=self.row.number, seen_version=self.row.version, reason=self._reason.value
        )


class KnowingDialog(VerbDialog):
    """A dialog that tells or offers what only the whole case knows, read when it opens."""

    def __init__(self, row: CaseRow, shop: Shop, courier: Courier) -> None:
        super().__init__(row, shop, courier)
        self.detail: CaseDetail | None = None
        self._knowing = Errand(self, self._read_detail, self._know, self._not_known)

    def on_mount(self) -> None:
        """Begin, and read the case."""
        super().on_mount()
        self._knowing.ask()

    def known(self, detail: CaseDetail) -> None:
        """Follow what has been read in the fields."""

    def ask_anew(self) -> None:
        """Read the case again, then ask what would happen."""
        self._knowing.ask()

    def _read_detail(self) -> CaseDetail:
        return self.shop.cases.detail(self.row.number, self.shop.clock())

    def _know(self, detail: CaseDetail) -> None:
        self.detail = detail
        self.known(detail)
        super().ask_anew()

    def _not_known(self, error: Exception) -> None:
        self.app.post_message(ReadFailed(error))
