"""File: admit a report under an item of the admission list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from console.present.times import limit_words
from console.present.vocabulary import tier_word
from console.present.words import _, in_chinese
from console.tui.dialogs.choices import item_choices
from console.tui.dialogs.explaining import explain_stage
from console.tui.dialogs.fields import ChoiceField, Field, TextField
from console.tui.dialogs.pick import PickField
from console.tui.dialogs.verb import VerbDialog
from core.cases.commands import FileCase
from core.cases.rows import CaseOutcome
from core.cases.states import Tier, Verb
from core.catalogue.rows import ItemRow
from core.kernel.text import neutralise

_OVERRIDES = frozenset({"supervisor", "admin"})


class FileDialog(VerbDialog):
    """Ask for item, condition and tier."""

    VERB = Verb.FILE

    def fields(self) -> Sequence[Field[Any]]:
        """Return item, condition, tier and, for a supervisor, the reason for an override."""
        self._shown: ItemRow | None = None
        self._items: dict[str, ItemRow] = {}
        self._item = PickField(
            "item_code",
            _("Item"),
            lambda: item_choices(self.shop, first=self.row.item_code, keep=self._items),
            hint=_("code or name"),
        )
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
        return (self._item, self._condition, self._tier, self._override)

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

    def explanation(self, outcome: CaseOutcome, now: datetime) -> Sequence[str]:
        """Explain the clock that starts."""
        return explain_stage(self.shop, outcome, now)
