"""Which dialog belongs to which verb."""

from collections.abc import Mapping
from typing import Final

from console.tui.courier import Courier
from console.tui.dialogs.calls import (
    AnswerCallDialog,
    ExcuseCallDialog,
    FinishCallDialog,
    RateCallDialog,
)
from console.tui.dialogs.check import FailCheckDialog, PassCheckDialog
from console.tui.dialogs.closing import CancelDialog, ReopenDialog
from console.tui.dialogs.dispatch import DispatchDialog
from console.tui.dialogs.escalate import EscalateDialog
from console.tui.dialogs.extension import (
    AskExtensionDialog,
    GrantExtensionDialog,
    RefuseExtensionDialog,
)
from console.tui.dialogs.file import FileDialog
from console.tui.dialogs.judging import (
    AskAppealDialog,
    DismissAppealDialog,
    RateDialog,
    SpotCheckDialog,
    UpholdAppealDialog,
)
from console.tui.dialogs.merging import MergeDialog, UnmergeDialog
from console.tui.dialogs.note import NoteDialog
from console.tui.dialogs.receive import ReceiveDialog
from console.tui.dialogs.reject import RejectDialog
from console.tui.dialogs.resolve import ResolveDialog
from console.tui.dialogs.return_ import ReturnDialog
from console.tui.dialogs.ruling import HandDownDialog, RuleDialog
from console.tui.dialogs.settle import SettleDialog
from console.tui.dialogs.suspension import ResumeDialog, SuspendDialog
from console.tui.dialogs.transfer import TransferDialog
from console.tui.dialogs.urging import ReplyDialog, UrgeDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.dialogs.verify import VerifyDialog
from console.tui.dialogs.whistle import WhistleDialog
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
        AnswerCallDialog,
        ExcuseCallDialog,
        FinishCallDialog,
        RateCallDialog,
        CancelDialog,
        ReopenDialog,
        AskExtensionDialog,
        GrantExtensionDialog,
        RefuseExtensionDialog,
        AskAppealDialog,
        DismissAppealDialog,
        RateDialog,
        SpotCheckDialog,
        UpholdAppealDialog,
        MergeDialog,
        UnmergeDialog,
        HandDownDialog,
        RuleDialog,
        ResumeDialog,
        SuspendDialog,
        ReplyDialog,
        UrgeDialog,
        WhistleDialog,
    )
}


def dialog_for(verb: Verb, row: CaseRow, shop: Shop, courier: Courier) -> VerbDialog:
    """Make the dialog of a verb on a case."""
    return DIALOGS[verb](row, shop, courier)
