"""Which dialog belongs to which verb."""

from collections.abc import Mapping
from typing import Final

from console.tui.courier import Courier
from console.tui.dialogs.check import FailCheckDialog, PassCheckDialog
from console.tui.dialogs.dispatch import DispatchDialog
from console.tui.dialogs.escalate import EscalateDialog
from console.tui.dialogs.file import FileDialog
from console.tui.dialogs.note import NoteDialog
from console.tui.dialogs.receive import ReceiveDialog
from console.tui.dialogs.reject import RejectDialog
from console.tui.dialogs.resolve import ResolveDialog
from console.tui.dialogs.return_ import ReturnDialog
from console.tui.dialogs.settle import SettleDialog
from console.tui.dialogs.transfer import TransferDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.dialogs.verify import VerifyDialog
from console.tui.shop import Shop
from core.cases.rows import CaseRow
from core.cases.states import Verb

DIALOGS: Final[Mapping[Verb, type[VerbDialog]]] = {
    dialog.VERB: dialog
    for dialog in (
        SettleDialog,
        VerifyDialog,
        FileDialog,
        RejectDialog,
        DispatchDialog,
        ReceiveDialog,
        ReturnDialog,
        TransferDialog,
        EscalateDialog,
        ResolveDialog,
        PassCheckDialog,
        FailCheckDialog,
        NoteDialog,
    )
}


def dialog_for(verb: Verb, row: CaseRow, shop: Shop, courier: Courier) -> VerbDialog:
    """Make the dialog of a verb on a case."""
    return DIALOGS[verb](row, shop, courier)
