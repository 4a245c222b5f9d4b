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
    MARKS = "marks"
    REGISTER = "register"
    PEOPLE = "people"
    GRIDS = "grids"
    UNITS = "units"
    REPORTS = "reports"
    ADMIN = "admin"
    CALENDAR = "calendar"
    INBOX = "inbox"
    DESK = "desk"
    DIALOG = "dialog"


CHAPTERS: Final[Mapping[Place, str]] = {
    Place.CASE: N_("The case under the cursor"),
    Place.MENU: N_("More verbs, two keys each"),
    Place.LIST: N_("The list"),
    Place.QUEUE: N_("Lanes and filter"),
    Place.MARKS: N_("Several cases at once"),
    Place.REGISTER: N_("Grids, staff and units"),
    Place.PEOPLE: N_("Names on these screens"),
    Place.GRIDS: N_("The tree of grids"),
    Place.UNITS: N_("Units by tier"),
    Place.REPORTS: N_("Figures"),
    Place.ADMIN: N_("Admin"),
    Place.CALENDAR: N_("Days of the calendar"),
    Place.INBOX: N_("Reports of a member of staff"),
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
    stays: bool = False
    """Whether the footer names it however narrow the terminal is."""


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
        stays=True,
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
    Key(
        "undo",
        "u",
        "undo",
        N_("undo"),
        N_("Take back what was done last here: a merge, a suspension, a report, marks."),
        Place.CASE,
    ),
    Key(
        "repeat",
        "full_stop",
        "repeat",
        N_("repeat"),
        N_("Do the verb of last time to this case, filled in alike."),
        Place.CASE,
        shown=".",
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
        "letters",
        "semicolon",
        "letters",
        N_("letters"),
        N_("Put a letter on every row in sight; typing one goes there."),
        Place.LIST,
        shown=";",
    ),
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
        "board",
        "B",
        "board",
        N_("board"),
        N_("The tiers side by side, or the list again; for 160 columns and more."),
        Place.QUEUE,
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
        N_("Narrow the list: words of the case, or tier:3 late unit:… -source:…; a number and ⏎."),
        Place.QUEUE,
        footer=True,
        shown="/",
    ),
    Key(
        "clear",
        "escape",
        "clear",
        N_("clear"),
        N_("Take the marks off; without marks, clear the filter."),
        Place.QUEUE,
        shown="Esc",
    ),
    Key(
        "views",
        "w",
        "views",
        N_("views"),
        N_("All views, each behind a digit; those that were saved can be removed."),
        Place.QUEUE,
    ),
    Key(
        "save_view",
        "W",
        "save_view",
        N_("save view"),
        N_("Save the filter that is on under a name."),
        Place.QUEUE,
    ),
    Key(
        "mark",
        "space",
        "mark",
        N_("mark"),
        N_("Mark the case, or take the mark off; a verb then acts on all marked."),
        Place.MARKS,
        footer=True,
        shown="␣",
    ),
    Key(
        "mark_all",
        "asterisk",
        "mark_all",
        N_("mark all"),
        N_("Mark every case of the list, in sight or not."),
        Place.MARKS,
        shown="*",
    ),
    Key(
        "invert_marks",
        "tilde",
        "invert_marks",
        N_("invert"),
        N_("Mark those of the list that are not marked, and no others."),
        Place.MARKS,
        shown="~",
    ),
    Key(
        "unmark",
        "minus",
        "unmark",
        N_("no marks"),
        N_("Take every mark off; Esc does too."),
        Place.MARKS,
        shown="-",
    ),
    Key(
        "find",
        "slash",
        "find",
        N_("find"),
        N_("Find by code, number or name."),
        Place.REGISTER,
        footer=True,
        shown="/",
    ),
    Key(
        "forget",
        "escape",
        "forget",
        N_("forget"),
        N_("Forget what was sought."),
        Place.REGISTER,
        shown="Esc",
    ),
    Key(
        "cases_of",
        "enter",
        "cases",
        N_("cases"),
        N_("The open cases of the area or unit, in the queue."),
        Place.REGISTER,
        footer=True,
        shown="⏎",
    ),
    Key(
        "in_full",
        "space",
        "in_full",
        N_("in full"),
        N_("All that is known, with the notice board of a grid, to scroll in."),
        Place.REGISTER,
        footer=True,
        shown="␣",
    ),
    Key(
        "reveal",
        "v",
        "reveal",
        N_("names"),
        N_("Show names and phones in full; the look is kept on record."),
        Place.PEOPLE,
        footer=True,
    ),
    Key(
        "open_area",
        "right,l",
        "open_area",
        N_("unfold"),
        N_("Open the area, or go to the first one in it."),
        Place.GRIDS,
        footer=True,
        shown="→ l",
    ),
    Key(
        "close_area",
        "left,h",
        "close_area",
        N_("fold"),
        N_("Close the area, or go to the one it lies in."),
        Place.GRIDS,
        shown="← h",
    ),
    Key("next_found", "n", "found(1)", N_("next one"), N_("The next area found."), Place.GRIDS),
    Key(
        "found_before",
        "p",
        "found(-1)",
        N_("one before"),
        N_("The area found before."),
        Place.GRIDS,
    ),
    Key(
        "next_tier",
        "right,l",
        "tier(1)",
        N_("next tier"),
        N_("The units of the next tier."),
        Place.UNITS,
        footer=True,
        shown="→ l",
    ),
    Key(
        "tier_before",
        "left,h",
        "tier(-1)",
        N_("tier before"),
        N_("The units of the tier before."),
        Place.UNITS,
        shown="← h",
    ),
    Key(
        "behind",
        "enter",
        "behind",
        N_("cases behind"),
        N_("List the cases behind the chosen figure, those counted and those not."),
        Place.REPORTS,
        footer=True,
        shown="⏎",
    ),
    Key(
        "figure_on",
        "right,l",
        "figure(1)",
        N_("next figure"),
        N_("Choose the next figure."),
        Place.REPORTS,
        shown="→ l",
    ),
    Key(
        "figure_back",
        "left,h",
        "figure(-1)",
        N_("figure before"),
        N_("Choose the figure before."),
        Place.REPORTS,
        shown="← h",
    ),
    Key(
        "period_on",
        "right_square_bracket",
        "period(1)",
        N_("period"),
        N_("The next period: today, yesterday, 7 days, this month."),
        Place.REPORTS,
        footer=True,
        shown="]",
    ),
    Key(
        "period_back",
        "left_square_bracket",
        "period(-1)",
        N_("period before"),
        N_("The period before."),
        Place.REPORTS,
        shown="[",
    ),
    Key(
        "table_on",
        "tab,t",
        "table(1)",
        N_("table"),
        N_("The next table: by tier, street, community, unit, source, course."),
        Place.REPORTS,
        footer=True,
        shown="Tab",
    ),
    Key(
        "table_back",
        "shift+tab,T",
        "table(-1)",
        N_("table before"),
        N_("The table before."),
        Place.REPORTS,
        shown="T",
    ),
    Key(
        "into_area",
        "space",
        "into",
        N_("go in"),
        N_("Only the street or community under the cursor."),
        Place.REPORTS,
        shown="␣",
    ),
    Key(
        "out_of_area",
        "escape,backspace",
        "out",
        N_("go out"),
        N_("Back to the area around."),
        Place.REPORTS,
        shown="Esc",
    ),
    Key(
        "definitions",
        "d",
        "definitions",
        N_("definitions"),
        N_("What each figure means."),
        Place.REPORTS,
        footer=True,
    ),
    Key(
        "warnings",
        "w",
        "warnings",
        N_("early warnings"),
        N_("What looks unusual in the last weeks, with the rule and its evidence."),
        Place.REPORTS,
    ),
    Key(
        "tab_on",
        "tab",
        "admin_tab(1)",
        N_("next tab"),
        N_("The next tab of the admin screen."),
        Place.ADMIN,
        footer=True,
        shown="Tab",
    ),
    Key(
        "tab_back",
        "shift+tab",
        "admin_tab(-1)",
        N_("tab before"),
        N_("The tab before."),
        Place.ADMIN,
        shown="⇧Tab",
    ),
    Key(
        "find_entry",
        "slash",
        "find",
        N_("find"),
        N_("Find in the tab; in the audit trail also operator:… action:… outcome:…"),
        Place.ADMIN,
        shown="/",
    ),
    Key(
        "day_on", "right,l", "day(1)", N_("next day"), N_("A day on."), Place.CALENDAR, shown="→ l"
    ),
    Key(
        "day_back",
        "left,h",
        "day(-1)",
        N_("day before"),
        N_("A day back."),
        Place.CALENDAR,
        shown="← h",
    ),
    Key(
        "week_on",
        "down,j",
        "day(7)",
        N_("next week"),
        N_("A week on."),
        Place.CALENDAR,
        shown="↓ j",
    ),
    Key(
        "week_back",
        "up,k",
        "day(-7)",
        N_("week before"),
        N_("A week back."),
        Place.CALENDAR,
        shown="↑ k",
    ),
    Key(
        "month_on",
        "pagedown,right_square_bracket",
        "month(1)",
        N_("next month"),
        N_("A month on."),
        Place.CALENDAR,
        footer=True,
        shown="]",
    ),
    Key(
        "month_back",
        "pageup,left_square_bracket",
        "month(-1)",
        N_("month before"),
        N_("A month back."),
        Place.CALENDAR,
        shown="[",
    ),
    Key(
        "year_on",
        "right_curly_bracket",
        "month(12)",
        N_("next year"),
        N_("A year on."),
        Place.CALENDAR,
        shown="}",
    ),
    Key(
        "year_back",
        "left_curly_bracket",
        "month(-12)",
        N_("year before"),
        N_("A year back."),
        Place.CALENDAR,
        shown="{",
    ),
    Key("today", "t", "today", N_("today"), N_("Back to today."), Place.CALENDAR, footer=True),
    Key(
        "open_day",
        "enter",
        "open_day",
        N_("its cases"),
        N_("List what falls due on the day; a day without cases is explained."),
        Place.CALENDAR,
        footer=True,
        shown="⏎",
    ),
    Key(
        "choose_staff",
        "slash",
        "choose_staff",
        N_("whose"),
        N_("Choose the member of staff, by number or by name."),
        Place.INBOX,
        footer=True,
        shown="/",
    ),
    Key(
        "rate_report",
        "asterisk",
        f"verb('{Verb.RATE}')",
        VERBS[Verb.RATE],
        N_("Note how satisfied the reporter is."),
        Place.INBOX,
        footer=True,
        shown="*",
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
        "grids",
        "3",
        "go('grids')",
        N_("grids"),
        N_("The tree of areas: staff, vacancies, homes, open cases."),
        Place.DESK,
    ),
    Key(
        "staff",
        "4",
        "go('staff')",
        N_("staff"),
        N_("The roster: posts, and the cases in everybody's hands."),
        Place.DESK,
    ),
    Key(
        "units",
        "5",
        "go('units')",
        N_("units"),
        N_("What units have in hand, send back and answer for."),
        Place.DESK,
    ),
    Key(
        "reports",
        "6",
        "go('reports')",
        N_("reports"),
        N_("Live figures, and the cases behind each."),
        Place.DESK,
    ),
    Key(
        "admin",
        "7",
        "go('calendar')",
        N_("admin"),
        N_("Calendar, admission list, limits, policies, operators, imports, audit trail."),
        Place.DESK,
    ),
    Key(
        "inbox",
        "8",
        "go('inbox')",
        N_("inbox"),
        N_("What became of the reports of a member of staff."),
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
        "jump",
        "J",
        "jump",
        N_("go to case"),
        N_("Go to a case by its number, open or ended; 231 and 26-231 will do."),
        Place.DESK,
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
        N_("Find any command by its name, or type an order: dispatch 231 …"),
        Place.DESK,
        footer=True,
        shown=":",
    ),
    Key(
        "help",
        "question_mark",
        "keys",
        N_("help"),
        N_("All keys, and what they do."),
        Place.DESK,
        footer=True,
        shown="?",
    ),
    Key(
        "help_here",
        "f1",
        "help_here",
        N_("help here"),
        N_("What can be done with what has the keys now; in dialogs too."),
        Place.DESK,
        shown="F1",
    ),
    Key(
        "tour",
        "f2",
        "tour",
        N_("tour"),
        N_("A tour of the desk in two minutes."),
        Place.DESK,
        shown="F2",
    ),
    Key(
        "language",
        "L",
        "language",
        N_("中文/English"),
        N_("Switch between Chinese and English."),
        Place.DESK,
    ),
    Key(
        "theme",
        "D",
        "theme",
        N_("theme"),
        N_("The next theme: dark, light, high contrast."),
        Place.DESK,
    ),
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
        "remove_view",
        "delete,x",
        "forget",
        N_("remove"),
        N_("Remove the saved view that is marked."),
        Place.DIALOG,
        shown="x",
    ),
    Key(
        "merge_duplicate",
        "ctrl+g",
        "merge",
        N_("merge"),
        N_("Merge the case into the likely duplicate that is marked."),
        Place.DIALOG,
        shown="^G",
    ),
    Key(
        "which_cases",
        "tab",
        "which",
        N_("all or part"),
        N_("Behind a figure: all cases, those counted, those not."),
        Place.DIALOG,
        shown="Tab",
    ),
    Key(
        "favourite",
        "ctrl+t",
        "favourite",
        N_("favourite"),
        N_("In a report: let the item that is marked stand first for this place, or no longer."),
        Place.DIALOG,
        shown="^T",
    ),
    Key(
        "complete",
        "tab",
        "complete",
        N_("complete"),
        N_("In the line behind the colon: take the word that is marked."),
        Place.DIALOG,
        shown="Tab",
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

SCREENS: Final = (
    (Place.CASE, Place.LIST, Place.QUEUE, Place.MARKS, Place.DESK),
    (Place.CASE, Place.LIST, Place.INBOX, Place.DESK),
    (Place.CALENDAR, Place.ADMIN, Place.DESK),
    (Place.REPORTS, Place.LIST, Place.DESK),
    (Place.REGISTER, Place.PEOPLE, Place.GRIDS, Place.LIST, Place.DESK),
    (Place.REGISTER, Place.PEOPLE, Place.UNITS, Place.LIST, Place.DESK),
    (Place.MENU,),
    (Place.DIALOG,),
)
"""The places whose keys apply at the same time."""

_given: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that the settings give to one thing while another has it; the default stays."""

    key: Key
    keys: str
    other: Key


def use_keys(overrides: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[Clash, ...]]:
    """Take other keys from the settings, by id.

    A key that something else on the same screen has is not taken: the default stays. Two that
    are given each other's key do not clash.

    Returns:
        The ids that no key has, and the clashes.
    """
    _given.clear()
    _given.update({name: keys for name, keys in overrides.items() if name in BY_ID})
    clashes: list[Clash] = []
    # Whatever falls back to its default may clash with another one that was given.
    while clash := next(_clashes(), None):
        clashes.append(clash)
        del _given[clash.key.id]
    return tuple(name for name in overrides if name not in BY_ID), tuple(clashes)


def _clashes() -> Iterator[Clash]:
    for name in reversed(_given):
        key = BY_ID[name]
        for other in TABLE:
            if other is not key and _together(key, other):
                shared = _presses(key) & _presses(other)
                if shared:
                    yield Clash(key, min(shared), other)


def _together(one: Key, other: Key) -> bool:
    return any(one.place in places and other.place in places for places in SCREENS)


def _presses(key: Key) -> set[str]:
    return set(_given.get(key.id, key.keys).split(","))


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
