"""Writes the tables of the documents from the program itself.

A document says where a table stands with ``<!-- NAME: written by docs/tables.py -->`` before it
and ``<!-- end of NAME -->`` behind it. Run it as `python docs/tables.py` after a command, a key,
a verb or a limit has changed; a test compares the two.
"""
# ruff: noqa: INP001  a tool beside the documents, no package

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import typer

from console.cli.asked import Asked
from console.entry import PROGRAM, app
from console.present.filters import FILTER_KEYS, FILTER_WORDS
from console.present.times import limit_words
from console.present.vocabulary import ROLES, STAGES, STATES, VERBS
from console.present.words import CHINESE, ENGLISH, Language, _, language, use_language
from console.scheduler.jobs import JOBS
from console.tui.keys import CHAPTERS, TABLE, shown, word_of
from core.cases.lifecycle import LIFECYCLE, Step, is_open
from core.cases.states import Stage, State, Verb
from core.deadlines.policy import STAGE_LIMITS
from core.handlers import HANDLERS, Handler
from core.operators.models import Role
from core.scheduling.due import CatchUp
from core.scheduling.schedules import EveryDay, Schedule
from seeds.standard.limits import limits

ROOT: Final = Path(__file__).parents[1]
BY_ITSELF: Final = {
    Verb.RECKON: "Done by taking in a calendar.",
    Verb.REGRID: "Done by a change of the division into grids.",
    Verb.IMPORT: "Done by taking in cases of another system, each in the state it had there.",
}
"""Verbs that nobody gives, and what does them."""


DOCUMENTS: Final = (
    "README.md",
    "README.zh-CN.md",
    "docs/lifecycle.md",
    "docs/finding.md",
    "docs/scheduling.md",
)

Rows = Iterable[tuple[str, ...]]


def commands(spoken: Language) -> str:
    """Return every command with the line that its help begins with."""
    titles = {ENGLISH: ("command", "what it does"), CHINESE: ("命令", "用途")}
    with_help = ((f"`{path}`", _in(spoken, about)) for path, about in _commands())
    return _table(titles[spoken], with_help)


def _commands() -> Iterator[tuple[str, str]]:
    root: Any = typer.main.get_command(app)
    context: Any = root.make_context(PROGRAM, [], resilient_parsing=True, obj=Asked())
    for noun in root.list_commands(context):
        command = root.get_command(context, noun)
        inner: Any = command.make_context(noun, [], parent=context, resilient_parsing=True)
        verbs = getattr(command, "list_commands", lambda _context: ())(inner)
        for verb in verbs:
            yield f"{PROGRAM} {noun} {verb}", command.get_command(inner, verb).help
        if not verbs:
            yield f"{PROGRAM} {noun}", command.help


def _in(spoken: Language, about: str) -> str:
    use_language(spoken)
    return _(about).partition("\n")[0]


def keys(spoken: Language) -> str:
    """Return every key of the screen, chapter by chapter."""
    use_language(spoken)
    titles = {
        ENGLISH: ("where", "key", "word", "what it does"),
        CHINESE: ("场合", "键", "词", "用途"),
    }
    rows = (
        (_(CHAPTERS[key.place]), f"`{shown(key)}`", word_of(key), _(key.about)) for key in TABLE
    )
    return _table(titles[spoken], rows)


def filters() -> str:
    """Return the keys of the filter language and what stands without one."""
    keyed = (
        (" ".join(f"`{name}:`" for name in key.names), f"`{key.example}`", *_words(key.about))
        for key in FILTER_KEYS
    )
    bare = (("", _code(example), *_words(about)) for example, about in FILTER_WORDS)
    return _table(("key", "example", "English", "中文"), (*keyed, *bare))


def _code(examples: str) -> str:
    return " ".join(f"`{example}`" for example in examples.split("  "))


def values() -> str:
    """Return the values of the keys that have a few."""
    rows = (
        (f"`{key.name}:`", f"`{code}`", *_words(said))
        for key in FILTER_KEYS
        for code, said in key.vocabulary.items()
    )
    return _table(("key", "value", "English", "中文"), rows)


def states() -> str:
    """Return the states of a case, with their words on screen."""
    rows = ((f"`{state}`", *_words(STATES[state]), _openness(state)) for state in State)
    return _table(("state", "English", "中文", "open or ended 未结 / 已结"), rows)


def _openness(state: State) -> str:
    return "open 未结" if is_open(state) else "ended 已结"


def verbs() -> str:
    """Return the verbs: where they lead from and to, and what their use case says first."""
    rules = {
        verb: (handler.use_case.__doc__ or "").partition("\n")[0] for verb, handler in _on_cases()
    }
    rows = (
        (
            f"`{verb}`",
            *_words(VERBS[verb]),
            _sources(step),
            _target(step),
            rules.get(verb) or BY_ITSELF[verb],
        )
        for verb, step in LIFECYCLE.items()
    )
    return _table(("verb", "English", "中文", "from", "to", "rule"), rows)


def _on_cases() -> Iterator[tuple[Verb, Handler]]:
    """Yield the verb of every command that is one, told by the use case that answers it."""
    by_name = {str(verb): verb for verb in Verb}
    for handler in HANDLERS.values():
        name = handler.use_case.__name__.removesuffix("_case")
        if name in by_name:
            yield by_name[name], handler


def _sources(step: Step) -> str:
    if step.sources == frozenset(State):
        return "any 任何状态"
    return ", ".join(f"`{state}`" for state in State if state in step.sources) or "–"


def _target(step: Step) -> str:
    stays = "stays 不变" if step.sources else "as it was 照旧"
    return f"`{step.target}`" if step.target else stays


def diagram() -> str:
    """Return the lifecycle as a Mermaid diagram; what leaves the state as it is is left out."""
    arrows: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for verb, step in LIFECYCLE.items():
        if step.target:
            begins = [str(state) for state in State if state in step.sources] or ["[*]"]
            for begin in begins:
                arrows[begin, step.target].append(_both(VERBS[verb]))
    lines = [f'    state "{_both(STATES[state])}" as {state}' for state in State]
    lines += [f"    {one} --> {other}: {' · '.join(told)}" for (one, other), told in arrows.items()]
    lines += [f"    {state} --> [*]" for state in State if not is_open(state)]
    return "\n".join(("```mermaid", "stateDiagram-v2", *lines, "```"))


def clocks() -> str:
    """Return the limits that a district starts with."""
    stages = STAGE_LIMITS | {row.stage: row.due_limit for row in limits()}
    tiers = [row for row in limits() if row.stage == Stage.HANDLE]
    rows = [
        (Stage.HANDLE, str(row.tier), row.due_limit, row.target_limit or "80 %") for row in tiers
    ]
    rows += [(stage, "", stages[stage], "80 %") for stage in Stage if stage in STAGE_LIMITS]
    return _table(
        ("clock", "English", "中文", "tier", "limit", "时限", "warning at"),
        (
            (f"`{one}`", *_words(STAGES[one]), tier, *_limit(due), warn)
            for one, tier, due, warn in rows
        ),
    )


def _limit(limit: str) -> tuple[str, str]:
    return _said(ENGLISH, lambda: limit_words(limit)), _said(CHINESE, lambda: limit_words(limit))


def roles() -> str:
    """Return which role may give which commands."""
    all_may: defaultdict[frozenset[Role], list[str]] = defaultdict(list)
    for command, handler in HANDLERS.items():
        all_may[handler.roles].append(f"`{command.__name__}`")
    heads = ("command", *(f"{_both(ROLES[role])}" for role in Role))
    marks = (
        (", ".join(names), *("yes" if role in allowed else "" for role in Role))
        for allowed, names in all_may.items()
    )
    return _table(heads, marks)


def jobs() -> str:
    """Return the jobs of the scheduler: when they come round and what becomes of missed ones."""
    rows = (
        (
            f"`{job.name}`",
            *_words(job.about),
            _window(job.schedule),
            {CatchUp.ONE: "one run for all", CatchUp.EACH: "each, in order"}[job.catch_up],
            job.dialect or "both",
        )
        for job in JOBS
    )
    return _table(("job", "what it does", "用途", "window", "missed windows", "database"), rows)


def _window(schedule: Schedule) -> str:
    return f"{schedule.at:%H:%M}" if isinstance(schedule, EveryDay) else "every minute"


def _both(word: str) -> str:
    return " ".join(dict.fromkeys(_words(word)))


def _words(word: str) -> tuple[str, str]:
    return _said(ENGLISH, lambda: _(word)), _said(CHINESE, lambda: _(word))


def _said(spoken: Language, say: Callable[[], str]) -> str:
    use_language(spoken)
    return say()


def _table(titles: tuple[str, ...], rows: Rows) -> str:
    lines = [titles, ("---",) * len(titles), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


TABLES: Final[Mapping[str, Callable[[], str]]] = {
    "commands": lambda: commands(ENGLISH),
    "commands-zh": lambda: commands(CHINESE),
    "keys": lambda: keys(ENGLISH),
    "keys-zh": lambda: keys(CHINESE),
    "filters": filters,
    "values": values,
    "states": states,
    "verbs": verbs,
    "diagram": diagram,
    "clocks": clocks,
    "roles": roles,
    "jobs": jobs,
}
_PLACE: Final = re.compile(
    r"(<!-- (?P<name>[\w-]+): written by docs/tables\.py -->\n).*?(<!-- end of (?P=name) -->)",
    re.DOTALL,
)


def renewed(text: str) -> str:
    """Return a document with its tables as they are now.

    Raises:
        KeyError: it wants a table that there is not.
    """
    before = language()
    try:
        return _PLACE.sub(lambda m: f"{m[1]}\n{TABLES[m['name']]()}\n\n{m[3]}", text)
    finally:
        use_language(before)


def wanted(text: str) -> list[str]:
    """Return the names of the tables that a document has."""
    return [match["name"] for match in _PLACE.finditer(text)]


if __name__ == "__main__":
    for document in DOCUMENTS:
        path = ROOT / document
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")
