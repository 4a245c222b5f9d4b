"""`griddesk desk --plain`: the desk line by line, for screen readers and for lines that drop.

Nothing is drawn, moved or coloured: a prompt, a line typed, sentences in answer. The verbs
are those of the command line, carried out by it; what a verb needs and was not given is
asked for, what it would do is told, and it is done after a yes.
"""

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from console.cli.asked import CommonOption
from console.faults import record_fault
from console.present.cases import full_place_of, handler_of, state_of, title_of
from console.present.filters import understand
from console.present.times import standing
from console.present.vocabulary import ROLES, sentence, tier_word, word
from console.present.words import _, _n
from core.cases.rows import CaseFilter, CaseRow, QueueKey
from core.kernel.errors import CoreError
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop

PAGE: Final = 10
"""Cases that are read out at once."""
NEVER_ASKED: Final = frozenset({"dry_run", "seen_version", "batch", "help"})
"""What a verb understands but nobody is asked for."""
LOOKING: Final = frozenset({"list", "show", "duplicates"})
"""Verbs that change nothing, and so need no yes."""

COMMANDS: Final = {
    "list": N_("list, or list and a filter: read out cases, the soonest deadline first."),
    "more": N_("more: the next cases of the list."),
    "new": N_("new: what has arrived or grown late since this was asked last."),
    "show": N_("show and a number: the case in full."),
    "verbs": N_("verbs: what can be done with a case; type a verb and a number."),
    "help": N_("help: this; help and a verb: what the verb needs."),
    "quit": N_("quit: leave the desk."),
}

Ask = Callable[[str], str]
"""Prompts and returns the line typed; raises `EOFError` when there are no more."""
Run = Callable[[Sequence[str]], int]
"""Carries out a command line and returns its exit code."""


class PlainDesk:
    """One operator at a desk that speaks in sentences."""

    def __init__(self, shop: "Shop", ask: Ask, say: Callable[[str], None], run: Run) -> None:
        self._shop = shop
        self._ask = ask
        self._say = say
        self._run = run
        self._wanted = CaseFilter()
        self._last: CaseRow | None = None
        self._asked_at = shop.clock()

    def serve(self) -> None:
        """Answer lines until the operator leaves."""
        self._greet()
        while True:
            try:
                line = self._ask(_("Command: ")).strip()
                if line in {"quit", "q", "exit"}:
                    return
                self._answer(line)
            except EOFError:
                return
            except KeyboardInterrupt:
                self._say(_("Left as it was."))
            except CoreError as error:
                self._say(sentence(error))
            except Exception as error:  # noqa: BLE001  a fault is told by its id; the desk lives on
                told = _("The program has made a mistake; it is on record as %(id)s.")
                self._say(told % {"id": record_fault(error)})

    def _greet(self) -> None:
        seat, now = self._shop.scope, self._shop.clock()
        total = self._shop.queue.total(CaseFilter(), now)
        late = self._shop.queue.total(CaseFilter(late=True), now)
        who = f"{neutralise(seat.name)}, {word(ROLES, seat.role)}"
        self._say(_("GridDesk. %(who)s, area %(area)s.") % {"who": who, "area": seat.area_code})
        self._say(_n("%(n)s open case.", "%(n)s open cases.", total))
        self._say(_n("%(n)s is late.", "%(n)s are late.", late))
        if self._shop.read_only:
            self._say(_("This desk is for looking only (--read-only)."))
        self._say(_("Type list, or help."))

    def _answer(self, line: str) -> None:
        name, _space, rest = line.partition(" ")
        match name:
            case "":
                return
            case "list":
                self._list(rest)
            case "more":
                self._more()
            case "new":
                self._new()
            case "verbs":
                for verb, about in self._verbs():
                    self._say(f"{verb}: {_(about)}")
            case "help" if not rest:
                for about in COMMANDS.values():
                    self._say(_(about))
            case "help":
                self._run(("case", rest.strip(), "--help"))
            case _:
                self._act(name, rest)

    # Reading out.

    def _list(self, line: str) -> None:
        understood = understand(line, self._shop.clock(), self._shop.zone)
        if understood.trouble:
            self._say(understood.trouble)
            return
        self._wanted, self._last = understood.wanted, None
        total = self._shop.queue.total(self._wanted, self._shop.clock())
        self._say(_n("%(n)s case.", "%(n)s cases.", total))
        self._more()

    def _more(self) -> None:
        now = self._shop.clock()
        key = self._key_of(self._last)
        rows = self._shop.queue.after(self._wanted, key, PAGE + 1, now)
        if not rows:
            self._say(_("There are no more."))
        for row in rows[:PAGE]:
            self._say(told(row, now))
        self._last = rows[:PAGE][-1] if rows else self._last
        if len(rows) > PAGE:
            self._say(_("Type more for the next ones."))

    def _new(self) -> None:
        """Tell what has happened since this was asked last, and begin to count anew."""
        since, now = self._asked_at, self._shop.clock()
        self._asked_at = now
        arrived = self._shop.queue.after(CaseFilter(reported_since=since), None, PAGE, now)
        late = self._shop.queue.after(CaseFilter(late=True), QueueKey(since, 0), PAGE, now)
        for heading, rows in ((_("Arrived:"), arrived), (_("Grown late:"), late)):
            if rows:
                self._say(heading)
            for row in rows:
                self._say(told(row, now))
        if not arrived and not late:
            self._say(_("Nothing is new."))

    @staticmethod
    def _key_of(row: CaseRow | None) -> QueueKey | None:
        return QueueKey(row.due_at, row.id) if row and row.due_at else None

    # Acting.

    def _verbs(self) -> Iterator[tuple[str, str]]:
        for name, command in _case_group().commands.items():
            if name not in LOOKING:
                yield name, (command.help or "").partition("\n")[0]

    def _act(self, verb: str, rest: str) -> None:
        command = _case_group().commands.get(verb)
        if command is None:
            self._unknown(verb)
            return
        try:
            given = shlex.split(rest)
        except ValueError:
            self._say(_("A quotation mark is missing."))
            return
        arguments = ["case", verb, *given]
        if not any(word.startswith("-") for word in given):
            arguments += self._asked_for(command, given)
        if verb not in LOOKING and _can_rehearse(command) and not self._agreed(arguments):
            return
        self._run(arguments)

    def _unknown(self, verb: str) -> None:
        known = [*COMMANDS, *_case_group().commands]
        close = get_close_matches(verb, known, n=1)
        self._say(_("There is no command %(name)s.") % {"name": neutralise(verb)})
        if close:
            self._say(_("Did you mean %(close)s?") % {"close": close[0]})

    def _asked_for(self, command: Any, given: Sequence[str]) -> list[str]:
        """Ask for everything that the verb can be told; an empty answer leaves it out."""
        arguments: list[str] = []
        for parameter in command.params:
            if isinstance(parameter, CommonOption) or parameter.name in NEVER_ASKED:
                continue
            if parameter.param_type_name == "argument":
                if not given:
                    arguments += shlex.split(self._ask(f"{parameter.name}: "))
                continue
            if parameter.is_flag:
                continue
            about = _(parameter.help).rstrip(".。") if parameter.help else parameter.name
            need = "" if parameter.required else _(" (empty for none)")
            answer = self._ask(f"{about}{need}: ").strip()
            if answer:
                arguments += [parameter.opts[0], answer]
        return arguments

    def _agreed(self, arguments: Sequence[str]) -> bool:
        """Rehearse a verb, and ask whether it is to be done."""
        if self._run((*arguments, "--dry-run")) != 0:
            return False
        if self._ask(_("Do it? yes or no: ")).strip().casefold() in {"yes", "y", "是"}:
            return True
        self._say(_("Left as it was."))
        return False


def told(row: CaseRow, now: datetime) -> str:
    """Tell a case in one sentence that reads well aloud, its number first."""
    parts = [
        title_of(row),
        standing(row.due_at, now) if row.due_at else "",
        state_of(row).text,
        tier_word(row.tier),
        full_place_of(row),
        handler_of(row),
    ]
    return neutralise(f"{row.number}: " + ", ".join(part for part in parts if part) + ".")


def _case_group() -> Any:
    import typer

    from console.cli.cases import app

    return typer.main.get_command(app)


def _can_rehearse(command: Any) -> bool:
    return any(parameter.name == "dry_run" for parameter in command.params)


def command_line(shop: "Shop") -> Run:
    """Return what carries out a command line at this desk's database and seat."""
    from console.entry import run
    from console.present.words import language

    location = os.fspath(shop.settings.database)

    def carry_out(arguments: Sequence[str]) -> int:
        common = ("--db", location, "--as", shop.scope.login, "--lang", str(language())[:2])
        return run([*arguments, *common])

    return carry_out
