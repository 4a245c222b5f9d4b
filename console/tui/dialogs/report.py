"""Report: take in a matter; what is half typed survives a killed terminal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import uuid4

from textual import on
from textual.binding import Binding, BindingType

from console.present.receipts import clock_of
from console.present.suggestions import suggested
from console.present.vocabulary import SOURCES, STATES, VERBS, tier_word, word
from console.present.words import _
from console.tui.courier import CommandDone, Courier
from console.tui.dialogs.choices import area_choices, item_choices
from console.tui.dialogs.drafts import Draft
from console.tui.dialogs.duplicates import DuplicatesForm
from console.tui.dialogs.fields import ChoiceField, Field, LongTextField, TextField
from console.tui.dialogs.form import Change
from console.tui.dialogs.merging import MergeDialog
from console.tui.dialogs.pick import Choice, PickField
from console.tui.dialogs.sheet import SheetKeys, Title
from console.tui.errands import Errand
from console.tui.habits import Habits
from console.tui.keys import BY_ID
from console.tui.shop import Shop
from core.cases.commands import ReportCase
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Source, Verb
from core.catalogue.rows import ItemRow
from core.kernel.command import Command
from core.kernel.errors import CoreError

if TYPE_CHECKING:
    from core.cases.duplicates import DuplicateRow

FORM: Final = "report"
_REFERENCE: Final = "source_ref"
_TYPED: Final = ("item_code", "matter", "address", "reporter_name", "reporter_phone")
"""A form in which none of these is filled in is no draft."""


class ReportDialog(DuplicatesForm):
    """Ask where and what, to be picked; a text is needed only where no item says what it is.

    Recent places and, for the place, favourite and recent items stand first.

    The source reference is made when the form is first opened and kept with the draft: a
    report that was sent and whose answer was lost is recognised when it is sent again.
    """

    ASKED = frozenset({"item_code"})

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID["favourite"].keys, "favourite", show=False, id="favourite"),
    ]

    def __init__(self, shop: Shop, courier: Courier) -> None:
        super().__init__(shop, courier)
        self._habits = Habits(shop.scope.login)
        self._first: tuple[Sequence[str], ...] | None = None
        self._items: dict[str, ItemRow] = {}
        self._suggested = ""
        self._suggesting = Errand(self, self._suggest, self._take_suggestion, lambda _error: None)
        self._draft = Draft(shop.scope.login, FORM)
        self._kept = self._draft.load()
        self._reference = str(self._kept.get(_REFERENCE) or f"desk-{uuid4().hex[:16]}")
        self._told: ReportCase | None = None
        self._into: str | None = None
        self._outcome: CaseOutcome | None = None
        self._reading = Errand(self, self._read_case, self._go_on, lambda _error: self._end())
        self.likely: Sequence[DuplicateRow] = ()
        """The likely duplicates of what was reported."""

    def head(self) -> Title:
        """Return the title."""
        about = _("Taken up where it was left.") if self._kept else ""
        return Title(_("New case"), "", about)

    def keys(self) -> SheetKeys:
        """Return the keys: report it, leave it."""
        return SheetKeys(
            ("send", word(VERBS, Verb.REPORT)),
            ("favourite", ""),
            ("leave", _("close, keep the draft")),
        )

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
        self._area: PickField[str] = self.picker(
            "area_code",
            _("Where"),
            lambda: area_choices(self.shop, self._habits.areas),
            hint=_("street, community, grid: code, name or Pinyin initials"),
            wish=kept.get("area_code"),
        )
        self._address = TextField("address", _("Address"), value=str(kept.get("address", "")))
        self._item: PickField[str] = self.picker(
            "item_code",
            _("Item"),
            self._item_choices,
            required=False,
            hint=_("code, name or Pinyin initials"),
            wish=kept.get("item_code"),
        )
        self._who = TextField("reporter_name", _("Reporter"), value=kept.get("reporter_name", ""))
        self._call = TextField("reporter_phone", _("Phone"), value=kept.get("reporter_phone", ""))
        return (
            self._source,
            self._area,
            self._item,
            self._matter,
            self._address,
            self.duplicates,
            self._who,
            self._call,
        )

    def begin(self) -> None:
        """Begin with the place: the source is mostly right."""
        self._area.take_keys()

    def _item_choices(self) -> Sequence[Choice[str]]:
        """Return the admission list: favourites of the place, recent ones, all others.

        Nothing until the place is known: who types ahead must not pick from another order.
        """
        area = self._area.value
        if not area:
            return ()
        marks = dict.fromkeys(self._habits.recent(area), _("recent"))
        favourites = dict.fromkeys(self._habits.favourites(area), "★ " + _("favourite"))
        marks = favourites | {code: mark for code, mark in marks.items() if code not in favourites}
        ranks = {code: rank for rank, code in enumerate(marks)}
        choices = sorted(
            item_choices(self.shop, keep=self._items),
            key=lambda choice: ranks.get(choice.value, len(ranks)),
        )
        named = [replace(choice, mark=marks.get(choice.value, "")) for choice in choices]
        return [Choice("", "", _("not known yet")), *named]

    def action_favourite(self) -> None:
        """Let the item that is marked stand first for this place, or no longer."""
        area, item = self._area.value, self._item.value
        if area and item:
            self._habits.turn_favourite(area, item)
            self._follow_place(area)

    def command(self) -> ReportCase:
        """Return the command."""
        return ReportCase(
            source=self._source.value or "",
            source_ref=self._reference,
            matter=self._matter.value or self._name_of_item,
            area_code=self._area.value or "",
            item_code=self._item.value or None,
            address=self._address.value,
            reporter_name=self._who.value,
            reporter_phone=self._call.value,
        )

    @property
    def _name_of_item(self) -> str:
        item = self._items.get(self._item.value or "")
        return item.name if item else ""

    def changes(self, outcome: CaseOutcome, now: datetime) -> Sequence[Change]:
        """Return how the case would begin."""
        return (
            (_("State"), "", f"{word(STATES, outcome.state)} · {tier_word(outcome.tier)}"),
            (_("Clock"), "", clock_of(outcome, now, self.shop.zone)),
            *([(_("Suggested"), "", self._suggested)] if self._suggested else []),
        )

    def asked(self, command: Command | None) -> None:
        """Look for duplicates of what has been filled in so far, and for who would handle it."""
        self._told = command if isinstance(command, ReportCase) else None
        self._suggested = ""
        self.duplicates.look()
        self._suggesting.ask()

    def _suggest(self) -> str:
        told = self._told
        if told is None or told.item_code is None:
            return ""
        now = self.shop.clock()
        return suggested(self.shop.suggestions.of_report(told.area_code, told.item_code, now))

    def _take_suggestion(self, told: str) -> None:
        self._suggested = told
        self.tell_foreseen()

    def read_duplicates(self) -> "Sequence[DuplicateRow]":
        """Read the cases that may be of the same matter."""
        told = self._told
        return self.shop.duplicates.of_report(told, self.shop.clock()) if told else ()

    def merge_into(self, number: str) -> None:
        """Report it, then merge the new case."""
        self._into = number
        self.send()

    def refused(self, error: CoreError) -> None:  # noqa: ARG002
        """Merge nothing: there is no new case."""
        self._into = None

    def done(self, outcome: CaseOutcome) -> None:
        """Look at the new case before closing."""
        self._outcome = outcome
        self._reading.ask()

    def _read_case(self) -> "tuple[CaseRow, Sequence[DuplicateRow]]":
        number = self._outcome.number if self._outcome else ""
        row = self.shop.cases.row(number)
        return row, self.shop.duplicates.of(number, self.shop.clock())

    def _go_on(self, read: "tuple[CaseRow, Sequence[DuplicateRow]]") -> None:
        row, self.likely = read
        if self._into is None:
            self._end()
        else:
            self.app.push_screen(MergeDialog(row, self.shop, self.courier, self._into), self._end)

    def _end(self, merged: CaseOutcome | None = None) -> None:
        self.dismiss(merged or self._outcome)

    def fields_changed(self) -> None:
        """Keep the draft, ask for a text where no item tells the matter, follow the place."""
        self._matter.required = not self._item.value
        if self._area.value:
            self._follow_place(self._area.value)
        values = {field.field: field.value for field in self._fields if field.value is not None}
        if any(values.get(name) for name in _TYPED):
            self._draft.keep({**values, _REFERENCE: self._reference})

    def _follow_place(self, area: str) -> None:
        """Let the items of a place stand first, where they are other ones than before."""
        first = (self._habits.favourites(area), self._habits.recent(area))
        if first != self._first:
            self._first = first
            self._item.reread()

    @on(CommandDone)
    def _sent(self) -> None:
        self._draft.drop()
        self._habits.note(self._area.value or "", self._item.value or "")
