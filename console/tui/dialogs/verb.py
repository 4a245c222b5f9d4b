"""A verb on a case, decided on the version that the operator has seen."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from console.present.cases import state_of, title_of
from console.present.receipts import consequences
from console.present.vocabulary import VERBS, tier_word, word
from console.tui.courier import Courier
from console.tui.dialogs.form import Change, Form
from console.tui.dialogs.sheet import SheetKeys, Title
from console.tui.errands import Errand
from console.tui.shop import Shop
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.errors import Conflict, CoreError, InDoubt


class VerbDialog(Form):
    """The dialog of one verb; a subclass says which fields it has and which command they make."""

    VERB: ClassVar[Verb]

    def __init__(self, row: CaseRow, shop: Shop, courier: Courier) -> None:
        super().__init__(shop, courier)
        self.row = row
        self._title = Title(self.name_of_verb, row.number, self._about())
        self._looking = Errand(self, self._look, self._looked, lambda _error: None)

    @property
    def verb(self) -> Verb:
        """The verb."""
        return self.VERB

    @property
    def name_of_verb(self) -> str:
        """What stands in the title."""
        return word(VERBS, self.verb)

    def _about(self) -> str:
        row = self.row
        return f"{title_of(row)} · {state_of(row).text} · {tier_word(row.tier)}"

    def head(self) -> Title:
        """Return the title: the verb, the case."""
        return self._title

    def keys(self) -> SheetKeys:
        """Return the keys: do it, leave it."""
        return SheetKeys(("send", word(VERBS, self.verb)), ("leave", ""))

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be different about the case."""
        return consequences(self.row, outcome, now, self.shop.zone)

    def refused(self, error: CoreError) -> None:
        """After a conflict, let the operator decide anew on the case as it stands now."""
        if isinstance(error, Conflict | InDoubt):
            self._looking.ask()

    def _look(self) -> CaseRow:
        return self.shop.cases.row(self.row.number)

    def _looked(self, row: CaseRow) -> None:
        self.row = row
        self._title.tell(self._about())
        self.ask_anew()
