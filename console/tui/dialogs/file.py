"""File: admit a report under an item of the admission list."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from console.present.suggestions import suggested
from console.present.times import limit_words
from console.present.vocabulary import tier_word
from console.present.words import _, in_chinese
from console.tui.courier import Courier
from console.tui.dialogs.choices import item_choices, suggestion_for
from console.tui.dialogs.duplicates import DuplicatesForm
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.fields import ChoiceField, Field, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.merging import MergeDialog
from console.tui.dialogs.verb import VerbDialog
from console.tui.errands import Errand
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from core.cases.commands import FileCase
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Tier, Verb
from core.catalogue.rows import ItemRow
from core.kernel.command import Command
from core.kernel.text import neutralise

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow

_OVERRIDES = frozenset({"supervisor", "admin"})


class FileDialog(DuplicatesForm, VerbDialog):
    """Ask for item, condition and tier; likely duplicates stand above, to be merged instead."""

    VERB = Verb.FILE

    def __init__(self, row: CaseRow, shop: Shop, courier: Courier) -> None:
        super().__init__(row, shop, courier)
        self._wanted: FileCase | None = None
        self._suggested = ""
        self._suggesting = Errand(self, self._suggest, self._take_suggestion, self._read_failed)

    def begin(self) -> None:
        """Begin with the item, and look for duplicates."""
        self._item.take_keys()
        self.duplicates.look()

    def read_duplicates(self) -> "Sequence[DuplicateRow]":
        """Read the cases that may be of the same matter."""
        return self.shop.duplicates.of(self.row.number, self.shop.clock())

    def merge_into(self, number: str) -> None:
        """Merge the case instead of filing it; leaving that comes back here."""
        dialog = MergeDialog(self.row, self.shop, self.courier, number)
        self.app.push_screen(dialog, self._merged)

    def _merged(self, outcome: CaseOutcome | None) -> None:
        if outcome is not None:
            self.dismiss(outcome)

    def fields(self) -> Sequence[Field[Any]]:
        """Return item, condition, tier and, for a supervisor, the reason for an override."""
        self._shown: ItemRow | None = None
        self._items: dict[str, ItemRow] = {}
        self._item = self.picker(
            "item_code",
            _("Item"),
            lambda: item_choices(self.shop, first=self.row.item_code, keep=self._items),
            hint=_("code or name"),
        )
        self._item.guess = False
        self._condition: ChoiceField[int] = ChoiceField(
            "condition", _("Condition"), [], required=False
        )
        self._condition.display = False
        self._tier: ChoiceField[int | None] = ChoiceField(
            "tier",
            _("Tier"),
            [(None, _("as the item says")), *((int(tier), tier_word(tier)) for tier in Tier)],
            chosen=0,
            required=False,
            numbered=False,
        )
        self._override = TextField("override_reason", _("Override"), hint=_("reason, off the list"))
        self._override.display = self.shop.scope.role in _OVERRIDES
        return (self.duplicates, self._item, self._condition, self._tier, self._override)

    def fields_changed(self) -> None:
        """Offer the conditions of the item."""
        item = self._items.get(self._item.value or "")
        if item is self._shown:
            return
        self._shown = item
        conditions = item.conditions if item else ()
        self._condition.display = len(conditions) > 1
        self._condition.offer(
            [
                (
                    condition.ordinal,
                    neutralise(condition.name if in_chinese() else condition.name_en)
                    + f" ({limit_words(condition.limit)})",
                )
                for condition in conditions
            ],
            0 if conditions else None,
        )

    def command(self) -> FileCase:
        """Return the command."""
        return FileCase(
            number=self.row.number,
            seen_version=self.row.version,
            item_code=self._item.value or "",
            condition=self._condition.value if self._condition.display else None,
            tier=self._tier.value,
            override_reason=self._override.value,
        )

    def asked(self, command: Command | None) -> None:
        """Ask who would be suggested after such a filing."""
        self._wanted = command if isinstance(command, FileCase) else None
        self._suggested = ""
        if self._wanted is not None:
            self._suggesting.ask()

    def _suggest(self) -> str:
        wanted = self._wanted
        if wanted is None:
            return ""
        suggestion = suggestion_for(self.shop, self.row, wanted.tier, wanted.item_code)
        return suggested(suggestion) if suggestion else ""

    def _take_suggestion(self, told: str) -> None:
        self._suggested = told
        self.tell_foreseen()

    def _read_failed(self, error: Exception) -> None:
        self.app.post_message(ReadFailed(error))

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return what would be different about the case, and who is suggested to handle it."""
        then = [(_("Suggested"), "", self._suggested)] if self._suggested else []
        return [*super().changes(outcome, now), *then]

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
