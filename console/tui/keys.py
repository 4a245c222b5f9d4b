"""Every key of the screen, in one table: bindings, footer, help and palette are printed from it.

A key that does not apply now is dimmed, and pressing it says why. Keys can be given anew by
their id in the settings file; see `use_keys`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from textual.binding import Binding

from console.present.vocabulary import VERBS
from console.present.words import _
from core.cases.states import Verb
from core.kernel.words import N_


class Place(StrEnum):
    """Where a key applies; also the chapters of the help."""

    CASE = "case"
    MENU = "menu"
    LIST = "list"
    QUEUE = "queue"
    TIMERS = "timers"
    DESK = "desk"
    DIALOG = "dialog"


CHAPTERS: Final[Mapping[Place, str]] = {
    Place.CASE: N_("The case under the cursor"),
    Place.MENU: N_("More verbs, two keys each"),
    Place.LIST: N_("The list"),
    Place.QUEUE: N_("Lanes and filter"),
    Place.TIMERS: N_("Several clocks at once"),
    Place.DESK: N_("Screens and the desk"),
    Place.DIALOG: N_("In a dialog"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its id in the settings file, what it starts, and how it is told."""

    id: str
    keys: str
    action: str
    word: str
    about: str
    place: Place
    verb: Verb | None = None
    footer: bool = False
    shown: str = ""
    priority: bool = False


def _verb(keys: str, verb: Verb, about: str) -> Key:
    return Key(
        str(verb), keys, f"verb('{verb}')", VERBS[verb], about, Place.CASE, verb, footer=True
    )


def _more(keys: str, verb: Verb, about: str) -> Key:
    return Key(str(verb), keys, f"verb('{verb}')", VERBS[verb], about, Place.MENU, verb)


TABLE: Final[tuple[Key, ...]] = (
    _verb("v", Verb.VERIFY, N_("Say whether a public report is true.")),
    _verb("f", Verb.FILE, N_("Admit the report as a case, under an item of the list.")),
    _verb("s", Verb.SETTLE, N_("Close a matter that was dealt with on the spot.")),
    _verb("x", Verb.REJECT, N_("Turn the report away, with a reason.")),
    _verb("a", Verb.DISPATCH, N_("Send the case to a unit or a gridder; the clock starts.")),
    _verb("i", Verb.RECEIVE, N_("Sign for the case on behalf of the unit.")),
    _verb("o", Verb.TRANSFER, N_("Give the case to another unit of the same tier.")),
    _verb("e", Verb.ESCALATE, N_("Raise the case to the tier above.")),
    _verb("r", Verb.RETURN, N_("Send the case back to the desk; once per unit.")),
    _verb("c", Verb.RESOLVE, N_("Report that the matter has been dealt with.")),
    _verb("p", Verb.PASS_CHECK, N_("Find the result good and close the case.")),
    _verb("b", Verb.FAIL_CHECK, N_("Find the result wanting; back to work.")),
    _verb("n", Verb.NOTE, N_("Add a remark, open or ended.")),
    Key(
        "more",
        "g",
        "more",
        N_("more"),
        N_("More verbs: urge, extend, suspend, whistle, merge, reopen, appeal."),
        Place.CASE,
        footer=True,
    ),
    _more("u", Verb.URGE, N_("Urge the case on; a written reply is owed.")),
    _more("y", Verb.REPLY, N_("Write the reply that an urging asked for.")),
    _more("w", Verb.WHISTLE, N_("Call several units to the case; one of them leads.")),
    _more("a", Verb.ANSWER_CALL, N_("Say that a called unit is there.")),
    _more("f", Verb.FINISH_CALL, N_("Say that a called unit has done its part.")),
    _more("k", Verb.EXCUSE_CALL, N_("Let a called unit go.")),
    _more("t", Verb.RATE_CALL, N_("Rate how a called unit did.")),
    _more("x", Verb.ASK_EXTENSION, N_("Ask for more time; another person decides.")),
    _more("g", Verb.GRANT_EXTENSION, N_("Grant the time that was asked for.")),
    _more("n", Verb.REFUSE_EXTENSION, N_("Refuse the time that was asked for.")),
    _more("s", Verb.SUSPEND, N_("Stop the handling clock until a day.")),
    _more("r", Verb.RESUME, N_("Let the handling clock run on.")),
    _more("j", Verb.RULE, N_("Rule which unit handles it; it cannot be returned.")),
    _more("d", Verb.HAND_DOWN, N_("Give the case to a lower tier.")),
    _more("m", Verb.MERGE, N_("Let another open case stand for this one.")),
    _more("b", Verb.UNMERGE, N_("Take a merge back.")),
    _more("c", Verb.CANCEL, N_("End a case that should never have been one.")),
    _more("o", Verb.REOPEN, N_("Take up a closed case again.")),
    _more("l", Verb.RATE, N_("Note how satisfied the reporter is.")),
    _more("p", Verb.SPOT_CHECK, N_("Note what a spot check found.")),
    _more("h", Verb.ASK_APPEAL, N_("Appeal against being late; once per case.")),
    _more("v", Verb.UPHOLD_APPEAL, N_("Find the appeal right.")),
    _more("z", Verb.DISMISS_APPEAL, N_("Find the appeal wrong.")),
    Key(
        "explain",
        "t",
        "explain",
        N_("due time"),
        N_("Explain the due time day by day."),
        Place.CASE,
        footer=True,
    ),
    Key("down", "down,j", "down", N_("down"), N_("Next row."), Place.LIST, shown="↓ j"),
    Key("up", "up,k", "up", N_("up"), N_("Row before."), Place.LIST, shown="↑ k"),
    Key(
        "page_down",
        "pagedown,ctrl+f",
        "page_down",
        N_("page down"),
        N_("A page on."),
        Place.LIST,
        shown="PgDn",
    ),
    Key(
        "page_up",
        "pageup,ctrl+b",
        "page_up",
        N_("page up"),
        N_("A page back."),
        Place.LIST,
        shown="PgUp",
    ),
    Key("first", "home", "first", N_("first"), N_("First row."), Place.LIST, shown="Home"),
    Key("last", "end,G", "last", N_("last"), N_("Last row."), Place.LIST, shown="End G"),
    Key(
        "open",
        "enter",
        "open",
        N_("story"),
        N_("The whole story of the case, to scroll in."),
        Place.LIST,
        shown="⏎",
    ),
    Key(
        "next_lane",
        "right,l",
        "lane(1)",
        N_("next lane"),
        N_("The lane of the next tier."),
        Place.QUEUE,
        shown="→ l",
    ),
    Key(
        "previous_lane",
        "left,h",
        "lane(-1)",
        N_("lane before"),
        N_("The lane of the tier before."),
        Place.QUEUE,
        shown="← h",
    ),
    Key(
        "next_view",
        "right_square_bracket",
        "next_view(1)",
        N_("next view"),
        N_("The next ready-made filter."),
        Place.QUEUE,
        shown="]",
    ),
    Key(
        "previous_view",
        "left_square_bracket",
        "next_view(-1)",
        N_("view before"),
        N_("The ready-made filter before."),
        Place.QUEUE,
        shown="[",
    ),
    Key(
        "filter",
        "slash",
        "filter",
        N_("filter"),
        N_("Narrow the list: words of the case, or tier:3 late today unit:… item:… state:…"),
        Place.QUEUE,
        footer=True,
        shown="/",
    ),
    Key(
        "clear",
        "escape",
        "clear",
        N_("clear"),
        N_("Clear the filter."),
        Place.QUEUE,
        shown="Esc",
    ),
    Key(
        "mark",
        "space",
        "mark",
        N_("mark"),
        N_("Mark the case, or take the mark off; urge and escalate then act on all marked."),
        Place.TIMERS,
        footer=True,
        shown="␣",
    ),
    Key(
        "unmark",
        "escape",
        "unmark",
        N_("no marks"),
        N_("Take every mark off."),
        Place.TIMERS,
        shown="Esc",
    ),
    Key("queue", "1", "go('queue')", N_("queue"), N_("The live queue."), Place.DESK),
    Key(
        "timers",
        "2",
        "go('timers')",
        N_("timers"),
        N_("What is late and what will be."),
        Place.DESK,
    ),
    Key(
        "report",
        "plus,N",
        "report",
        N_("new case"),
        N_("Take in a new report."),
        Place.DESK,
        footer=True,
        shown="+",
    ),
    Key(
        "ended",
        "number_sign",
        "ended",
        N_("ended cases"),
        N_("Find a case that has ended or was merged, and act on it."),
        Place.DESK,
        shown="#",
    ),
    Key(
        "renew",
        "R,f5",
        "renew",
        N_("reload"),
        N_("Read everything again now."),
        Place.DESK,
        shown="R",
    ),
    Key(
        "palette",
        "colon,ctrl+p",
        "command_palette",
        N_("commands"),
        N_("Find any command by its name."),
        Place.DESK,
        footer=True,
        shown=":",
    ),
    Key(
        "help",
        "question_mark,f1",
        "keys",
        N_("help"),
        N_("All keys, and what they do."),
        Place.DESK,
        footer=True,
        shown="?",
    ),
    Key(
        "language",
        "L",
        "language",
        N_("中文/English"),
        N_("Switch between Chinese and English."),
        Place.DESK,
    ),
    Key("theme", "D", "theme", N_("light/dark"), N_("Switch between light and dark."), Place.DESK),
    Key("quit", "q,ctrl+q", "quit", N_("quit"), N_("Leave the desk."), Place.DESK, shown="q"),
    Key(
        "send",
        "ctrl+s",
        "send",
        N_("do it"),
        N_("Carry out what the dialog says."),
        Place.DIALOG,
        shown="^S",
    ),
    Key(
        "leave",
        "escape",
        "leave",
        N_("leave it"),
        N_("Close; nothing is changed."),
        Place.DIALOG,
        shown="Esc",
    ),
)

BY_ID: Final[Mapping[str, Key]] = {key.id: key for key in TABLE}
FOR_VERB: Final[Mapping[Verb, Key]] = {key.verb: key for key in TABLE if key.verb}

_given: dict[str, str] = {}


def use_keys(overrides: Mapping[str, str]) -> tuple[str, ...]:
    """Take other keys from the settings, by id; return the ids that no key has."""
    _given.clear()
    _given.update({name: keys for name, keys in overrides.items() if name in BY_ID})
    return tuple(name for name in overrides if name not in BY_ID)


def given_keys() -> Mapping[str, str]:
    """Return the keys that the settings give, by id."""
    return dict(_given)


def shown(key: Key) -> str:
    """Return how a key is printed; a verb of the menu with the key that opens the menu."""
    alone = shown_alone(key)
    return f"{shown_alone(BY_ID['more'])} {alone}" if key.place is Place.MENU else alone


def shown_alone(key: Key) -> str:
    """Return how a key is printed where it applies at once."""
    if key.id in _given:
        return _printed(_given[key.id].partition(",")[0])
    return key.shown or _printed(key.keys.partition(",")[0])


_PRINTED: Final = {"space": "␣", "enter": "⏎", "escape": "Esc", "question_mark": "?", "slash": "/"}


def _printed(key: str) -> str:
    modifier, _plus, name = key.rpartition("+")
    name = _PRINTED.get(name, name)
    return f"^{name.upper()}" if modifier == "ctrl" else name


def word_of(key: Key) -> str:
    """Return the key's word in the language spoken now."""
    return _(key.word)


def bindings(*places: Place) -> Iterator[Binding]:
    """Yield the Textual bindings of some places."""
    for key in TABLE:
        if key.place in places:
            yield Binding(key.keys, key.action, key.word, show=False, id=key.id)
