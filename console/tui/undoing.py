"""Undo: taking back the last step where there is a way back, and saying so where there is none."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, Protocol, cast

from textual.app import App
from textual.message import Message
from textual.widget import Widget

from console.present.tones import Tone
from console.present.vocabulary import VERBS, word
from console.present.words import _
from console.tui.courier import Courier
from console.tui.errands import Errand
from console.tui.journal import Done, Marked
from console.tui.keys import BY_ID, FOR_VERB, shown
from console.tui.rights import Rights
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from core.cases.commands import CancelCase, ResumeCase, UnmergeCase
from core.cases.rows import CaseOutcome, CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand
from core.kernel.text import neutralise


class Workplace(Protocol):
    """The screen on which something is taken back."""

    shop: Shop
    rights: Rights
    courier: Courier

    @property
    def app(self) -> App[Any]:
        """The application."""
        ...

    def post_message(self, message: Message) -> bool:
        """Tell the screen."""
        ...

    def say(self, sentence: str, tone: Tone = ...) -> None:
        """Say something in the foot."""
        ...

    def renew(self) -> None:
        """Read again."""
        ...

    def marks_changed(self) -> None:
        """Draw the marks anew."""
        ...

    def after_dialog(self, outcome: CaseOutcome | None) -> None:
        """Say what came of a dialog."""
        ...


TAKES_BACK: Final[Mapping[Verb, tuple[Verb, Callable[..., CaseCommand]]]] = {
    Verb.MERGE: (Verb.UNMERGE, UnmergeCase),
    Verb.SUSPEND: (Verb.RESUME, ResumeCase),
    Verb.REPORT: (Verb.CANCEL, CancelCase),
}
"""The verbs that the lifecycle can take back, by which verb and with which command."""

NEXT_BEST: Final[Mapping[Verb, Verb]] = {
    Verb.REPORT: Verb.REJECT,
    Verb.SETTLE: Verb.REOPEN,
    Verb.DISPATCH: Verb.TRANSFER,
    Verb.TRANSFER: Verb.TRANSFER,
    Verb.ESCALATE: Verb.HAND_DOWN,
    Verb.HAND_DOWN: Verb.ESCALATE,
    Verb.RESOLVE: Verb.FAIL_CHECK,
    Verb.PASS_CHECK: Verb.REOPEN,
    Verb.UNMERGE: Verb.MERGE,
    Verb.RESUME: Verb.SUSPEND,
}
"""What comes nearest to taking a verb back where the lifecycle has no way back."""


def way_back_of(verb: str, rights: Rights) -> str:
    """Offer to undo what was just done, or nothing: ``u 撤销``."""
    back = TAKES_BACK.get(Verb(verb))
    if back is None or rights.may_not(back[0]):
        return ""
    return f"{shown(BY_ID['undo'])} {_('undo')}"


class Undoing:
    """Takes back the last step of a screen's operator."""

    def __init__(self, screen: Workplace) -> None:
        self._screen = screen
        self._journal = screen.courier.journal

    def begin(self) -> None:
        """Take the last step back, after a preview where it changes cases."""
        step = self._journal.last
        if isinstance(step, Marked):
            step.marks.set(step.before)
            self._journal.take_back(step)
            self._screen.marks_changed()
        elif step is None:
            self._screen.say(_("Nothing has been done here that could be taken back."), Tone.SOON)
        elif reason := self._why_not(step.verb):
            self._screen.say(reason, Tone.SOON)
        else:
            Errand(
                cast(Widget, self._screen),
                partial(self._read, step),
                partial(self._ask, step),
                self._not_read,
            ).ask()

    def _why_not(self, verb: Verb) -> str:
        back = TAKES_BACK.get(verb)
        forbidden = self._screen.rights.may_not(back[0]) if back else ""
        if back and not forbidden:
            return ""
        told = forbidden or _("Nothing takes “%(verb)s” back.") % {"verb": word(VERBS, verb)}
        best = NEXT_BEST.get(verb)
        if best is None:
            return told
        return _("%(told)s The next best is “%(verb)s” (%(key)s).") % {
            "told": told,
            "verb": word(VERBS, best),
            "key": shown(FOR_VERB[best]),
        }

    def _read(self, step: Done) -> Sequence[CaseRow]:
        return [self._screen.shop.cases.row(deed.outcome.number) for deed in step.deeds]

    def _not_read(self, error: Exception) -> None:
        self._screen.post_message(ReadFailed(error))

    def _ask(self, step: Done, rows: Sequence[CaseRow]) -> None:
        """Show what taking it back would do, unless somebody has acted on a case since."""
        for row, deed in zip(rows, step.deeds, strict=True):
            if row.version != deed.outcome.version:
                told = _("%(number)s has moved on since; “%(verb)s” cannot be taken back any more.")
                names = {"number": neutralise(row.number), "verb": word(VERBS, step.verb)}
                self._screen.say(told % names, Tone.SOON)
                return
        back, make = TAKES_BACK[step.verb]
        command = make(number=rows[0].number, reason=_("done by mistake"))
        if len(rows) == 1:
            self._ask_for_one(step, back, command, rows[0])
        else:
            self._ask_for_several(step, back, command, rows)

    def _ask_for_one(self, step: Done, back: Verb, command: CaseCommand, row: CaseRow) -> None:
        from console.tui.dialogs.ready import ReadyDialog

        def done(outcome: CaseOutcome | None) -> None:
            if outcome is not None:
                self._journal.take_back(step)
            self._screen.after_dialog(outcome)

        title = _("Undo: %(verb)s") % {"verb": word(VERBS, step.verb)}
        screen = self._screen
        dialog = ReadyDialog(back, command, row, screen.shop, screen.courier, title)
        screen.app.push_screen(dialog, done)

    def _ask_for_several(
        self, step: Done, back: Verb, command: CaseCommand, rows: Sequence[CaseRow]
    ) -> None:
        from console.tui.dialogs.several import SeveralDialog
        from console.tui.dialogs.together import alike

        def done(numbers: tuple[str, ...] | None) -> None:
            if numbers:
                self._journal.take_back(step)
                self._screen.renew()

        screen = self._screen
        dialog = SeveralDialog(back, rows, screen.shop, screen.courier, alike(command))
        screen.app.push_screen(dialog, done)
