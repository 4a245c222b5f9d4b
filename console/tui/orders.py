"""Orders: what is typed behind the colon, word by word: ``dispatch 231 执法队``, ``view late``.

An order is a name and what it needs. The names of verbs are those of the command line and the
words of the screen in either language; a verb without a number is for the case under the
cursor, and one without what it needs opens its dialog.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from console.present.vocabulary import VERBS
from console.present.words import _, in_every_language
from core.cases.commands import (
    AskAppeal,
    CancelCase,
    DismissAppeal,
    DispatchCase,
    EscalateCase,
    FailCheck,
    FileCase,
    GrantExtension,
    MergeCase,
    NoteCase,
    PassCheck,
    ReceiveCase,
    RefuseExtension,
    ReopenCase,
    ReplyToUrge,
    ResolveCase,
    ResumeCase,
    ReturnCase,
    RuleCase,
    SettleCase,
    SuspendCase,
    TransferCase,
    UnmergeCase,
    UpholdAppeal,
    UrgeCase,
)
from core.cases.lifecycle import LIFECYCLE
from core.cases.rows import CaseRow
from core.cases.states import Verb
from core.kernel.command import CaseCommand
from core.kernel.words import N_

_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the line, and the characters it takes up."""

    text: str
    start: int
    end: int


def words_of(line: str) -> list[Word]:
    """Return the words of a line."""
    return [Word(found[0], found.start(), found.end()) for found in _WORD.finditer(line)]


class Misread(Exception):
    """A word that is not understood; the sentence is for the operator."""

    def __init__(self, sentence: str, word: Word) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.word = word


class Kind(Enum):
    """What a part of an order is."""

    HANDLER = auto()
    UNIT = auto()
    ITEM = auto()
    CASE = auto()
    DAY = auto()
    STARS = auto()
    TEXT = auto()
    """Everything to the end of the line."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a verb needs, and the field of the command that it fills."""

    kind: Kind
    field: str
    name: str
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a verb is written on one line."""

    command: Callable[..., CaseCommand]
    parts: tuple[Part, ...] = ()


_REASON: Final = Part(Kind.TEXT, "reason", N_("reason"))
_PERHAPS_REASON: Final = Part(Kind.TEXT, "reason", N_("reason"), needed=False)
_UNIT: Final = Part(Kind.UNIT, "unit_code", N_("unit"))

SPELLINGS: Final[Mapping[Verb, Spelling]] = {
    Verb.SETTLE: Spelling(SettleCase, (Part(Kind.TEXT, "result", N_("result")),)),
    Verb.FILE: Spelling(FileCase, (Part(Kind.ITEM, "item_code", N_("item")),)),
    Verb.DISPATCH: Spelling(
        DispatchCase,
        (
            Part(Kind.HANDLER, "handler", N_("unit or gridder")),
            Part(Kind.TEXT, "note", N_("remark"), needed=False),
        ),
    ),
    Verb.RECEIVE: Spelling(ReceiveCase),
    Verb.RETURN: Spelling(ReturnCase, (_REASON,)),
    Verb.TRANSFER: Spelling(TransferCase, (_UNIT, _REASON)),
    Verb.ESCALATE: Spelling(EscalateCase, (_REASON,)),
    Verb.RESOLVE: Spelling(ResolveCase, (Part(Kind.TEXT, "result", N_("result")),)),
    Verb.PASS_CHECK: Spelling(PassCheck, (Part(Kind.STARS, "rating", N_("1 to 5")),)),
    Verb.FAIL_CHECK: Spelling(FailCheck, (_REASON,)),
    Verb.RULE: Spelling(RuleCase, (_UNIT, _REASON)),
    Verb.GRANT_EXTENSION: Spelling(GrantExtension, (_PERHAPS_REASON,)),
    Verb.REFUSE_EXTENSION: Spelling(RefuseExtension, (_REASON,)),
    Verb.SUSPEND: Spelling(SuspendCase, (Part(Kind.DAY, "until", N_("day")), _REASON)),
    Verb.RESUME: Spelling(ResumeCase, (_PERHAPS_REASON,)),
    Verb.URGE: Spelling(UrgeCase, (_REASON,)),
    Verb.REPLY: Spelling(ReplyToUrge, (Part(Kind.TEXT, "text", N_("reply")),)),
    Verb.MERGE: Spelling(MergeCase, (Part(Kind.CASE, "into", N_("into which")), _PERHAPS_REASON)),
    Verb.UNMERGE: Spelling(UnmergeCase, (_REASON,)),
    Verb.REOPEN: Spelling(ReopenCase, (_REASON,)),
    Verb.CANCEL: Spelling(CancelCase, (_REASON,)),
    Verb.ASK_APPEAL: Spelling(AskAppeal, (_REASON,)),
    Verb.UPHOLD_APPEAL: Spelling(UpholdAppeal, (_REASON,)),
    Verb.DISMISS_APPEAL: Spelling(DismissAppeal, (_REASON,)),
    Verb.NOTE: Spelling(NoteCase, (Part(Kind.TEXT, "text", N_("remark")),)),
}
"""The verbs that fit on a line; any other opens its dialog."""

VIEW: Final = "view"
GO: Final = "go"
LANG: Final = "lang"
THEME: Final = "theme"
QUIT: Final = "q"

_OTHERS: Final[Mapping[str, tuple[str, ...]]] = {
    VIEW: ("视图",),
    GO: ("转到",),
    LANG: ("语言",),
    THEME: ("主题",),
    QUIT: ("quit", "退出"),
}
"""The names of orders that are no verbs, each with what else it is called."""


@cache
def _named() -> Mapping[str, Verb | str]:
    """Return every name of every order, in both languages."""
    names: dict[str, Verb | str] = {}
    for verb, step in LIFECYCLE.items():
        if step.by_hand and verb is not Verb.REPORT:
            names[str(verb).replace("_", "-")] = verb
            names |= {name: verb for name in in_every_language(VERBS[verb]) if " " not in name}
    for name, others in _OTHERS.items():
        names |= dict.fromkeys((name, *others), name)
    return names


def order_named(name: str) -> Verb | str | None:
    """Return the verb, or the name of the order, that a word names."""
    return _named().get(name.casefold())


def is_order(line: str) -> bool:
    """Say whether a line is an order, not words to find a command by."""
    words = words_of(line)
    if not words or (order := order_named(words[0].text)) is None:
        return False
    return order == QUIT or len(line) > words[0].end


def usage_of(order: Verb | str) -> str:
    """Return how an order is written: ``dispatch [231] unit or gridder [remark]``."""
    if not isinstance(order, Verb):
        return order
    parts = SPELLINGS[order].parts if order in SPELLINGS else ()
    told = [f"‹{_(part.name)}›" if part.needed else f"[{_(part.name)}]" for part in parts]
    return " ".join([str(order).replace("_", "-"), "[231]", *told])


# What an order comes to.


@dataclass(frozen=True, slots=True)
class Run:
    """An action of the screen or the desk."""

    action: str


@dataclass(frozen=True, slots=True)
class Show:
    """The queue under a filter."""

    line: str


@dataclass(frozen=True, slots=True)
class Go:
    """One case, in the queue if it is open."""

    row: CaseRow


@dataclass(frozen=True, slots=True)
class Open:
    """The dialog of a verb; ``named`` when the order names the case."""

    verb: Verb
    row: CaseRow
    named: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """A verb with all that it needs; ``named`` when the order names the case."""

    verb: Verb
    command: CaseCommand
    row: CaseRow
    named: bool


Wanted = Run | Show | Go | Open | Ready
