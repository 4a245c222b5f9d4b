"""Report: take in a matter; what is half typed survives a killed terminal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from textual import on

from console.present.receipts import clock_of
from console.present.vocabulary import SOURCES, STATES, VERBS, tier_word, word
from console.present.words import _
from console.tui.courier import CommandDone, Courier
from console.tui.dialogs.choices import area_choices, item_choices
from console.tui.dialogs.drafts import Draft
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField, TextField
from console.tui.dialogs.form import Change, Form
from console.tui.dialogs.pick import Choice, PickField
from console.tui.dialogs.sheet import SheetKeys, Title
from console.tui.shop import Shop
from core.cases.commands import ReportCase
from core.cases.rows import CaseOutcome
from core.cases.states import Source, Verb

FORM: Final = "report"
_REFERENCE: Final = "source_ref"


class ReportDialog(Form):
    """Ask for everything that a report has.

    The source reference is made when the form is first opened and kept with the draft: a
    report that was sent and whose answer was lost is recognised when it is sent again.
    """

    def __init__(self, shop: Shop, courier: Courier) -> None:
        super().__init__(shop, courier)
        self._draft = Draft(shop.scope.login, FORM)
        self._kept = self._draft.load()
        self._reference = str(self._kept.get(_REFERENCE) or f"desk-{uuid4().hex[:16]}")

    def head(self) -> Title:
        """Return the title."""
        about = _("Taken up where it was left.") if self._kept else ""
        return Title(_("New case"), "", about)

    def keys(self) -> SheetKeys:
        """Return the keys: report it, leave it."""
        return SheetKeys(("send", word(VERBS, Verb.REPORT)), ("leave", _("close, keep the draft")))

    def fields(self) -> Sequence[Field[Any]]:
        """Return the fields, filled with the draft."""
        kept = self._kept
        sources = [(str(source), word(SOURCES, source)) for source in Source]
        source = kept.get("source", Source.HOTLINE)
        chosen = next((n for n, (code, _word) in enumerate(sources) if code == source), 0)
        self._source = ChoiceField("source", _("Source"), sources, chosen=chosen, numbered=False)
        self._matter = LongTextField(
            "matter", _("Matter"), required=True, value=str(kept.get("matter", ""))
        )
        self._area: PickField[str] = PickField(
            "area_code",
            _("Where"),
            lambda: area_choices(self.shop),
            hint=_("street, community, grid"),
            wish=kept.get("area_code"),
        )
        self._address = TextField("address", _("Address"), value=str(kept.get("address", "")))
        self._item: PickField[str] = PickField(
            "item_code",
            _("Item"),
            self._items,
            required=False,
            hint=_("code or name"),
            wish=kept.get("item_code"),
        )
        self._who = TextField("reporter_name", _("Reporter"), value=kept.get("reporter_name", ""))
        self._call = TextField("reporter_phone", _("Phone"), value=kept.get("reporter_phone", ""))
        return (
            self._source,
            self._matter,
            self._area,
            self._address,
            self._item,
            self._who,
            self._call,
        )

    def begin(self) -> None:
        """Begin with the matter: the source is mostly right."""
        self._matter.take_keys()

    def _items(self) -> Sequence[Choice[str]]:
        return [Choice("", "", _("not known yet")), *item_choices(self.shop)]

    def command(self) -> ReportCase:
        """Return the command."""
        return ReportCase(
            source=self._source.value or "",
            source_ref=self._reference,
            matter=self._matter.value,
            area_code=self._area.value or "",
            item_code=self._item.value or None,
            address=self._address.value,
            reporter_name=self._who.value,
            reporter_phone=self._call.value,
        )

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return how the case would begin."""
        return (
            (_("State"), "", f"{word(STATES, outcome.state)} · {tier_word(outcome.tier)}"),
            (_("Clock"), "", clock_of(outcome, now, self.shop.zone)),
        )

    def fields_changed(self) -> None:
        """Keep the draft."""
        values = {field.field: field.value for field in self._fields}
        if any(values[name] for name in ("matter", "address", "reporter_name", "reporter_phone")):
            self._draft.keep({**values, _REFERENCE: self._reference})

    @on(CommandDone)
    def _sent(self) -> None:
        self._draft.drop()
