"""`griddesk calendar`: due times, with or without a database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final, TextIO

import typer

from console.cli.asked import Format, asked
from console.cli.explanation import write_explanation
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened, settings_of
from console.cli.output import write_array
from console.cli.values import local, one_of
from console.present.vocabulary import sentence
from console.present.words import _
from core.kernel.errors import Invalid
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.deadlines.engine import Deadlines

COUNTING: Final = ("days", "minutes")

app = Noun(help=N_("Compute due times."))


@app.callback()
def calendar() -> None:
    """Hold the verbs of the calendar together."""


@app.verb(
    "explain",
    N_("Say when a limit ends, and why; another name of due."),
    examples=('griddesk calendar explain --start 2026-09-30T15:00+08:00 --limit "3 working_day"',),
)
@app.verb(
    "due",
    N_(
        "Say when a limit ends, and why, day by day.\n"
        "Without a database the standard calendar and office hours are used. With --batch it "
        'reads lines of {"start": …, "limit": …} and answers each with one line.'
    ),
    examples=(
        'griddesk calendar due --start 2026-09-30T15:00+08:00 --limit "3 working_day"',
        "griddesk calendar due --batch questions.jsonl --format jsonl",
    ),
)
def due(
    context: typer.Context,
    *,
    start: str | None = typer.Option(
        None, "--start", metavar="TIME", help=N_("When it begins, as 2026-09-30T15:00+08:00.")
    ),
    limit: str | None = typer.Option(
        None,
        "--limit",
        metavar="LIMIT",
        help=N_("How long: a number and minute, hour, working_hour, working_day or day."),
    ),
    counting: str | None = typer.Option(
        None,
        "--counting",
        metavar="days|minutes",
        parser=one_of(COUNTING),
        help=N_("Count working days, or eight office hours for each."),
    ),
    batch: str | None = typer.Option(
        None, "--batch", metavar="FILE", help=N_("Read questions from FILE, - for the input.")
    ),
) -> None:
    """Compute one due time or many."""
    if batch is not None:
        if start or limit:
            misunderstood(context, _("--batch takes start and limit from its lines."))
        with _deadlines(context, counting) as deadlines:
            _answer_batch(deadlines, batch, as_array=asked(context).format is Format.JSON)
        return
    if start is None or limit is None:
        misunderstood(context, _("Say --start and --limit, or --batch."))
    from core.deadlines.limits import parse_limit

    with _deadlines(context, counting) as deadlines:
        explanation = deadlines.explain(_begin(start, deadlines), parse_limit(limit))
    write_explanation(explanation, asked(context))


def _begin(text: str, deadlines: "Deadlines") -> datetime:
    try:
        return local(datetime.fromisoformat(text), deadlines.zone)
    except ValueError:
        raise Invalid(
            N_("“%(start)s” is no time; write it as 2026-09-30T15:00+08:00."),
            field="start",
            start=text,
        ) from None


def _answer_batch(deadlines: "Deadlines", name: str, *, as_array: bool) -> None:
    from core.deadlines.batch import due_lines

    with open_lines(name) as lines:
        answers = due_lines(deadlines, lines, say=sentence)
        if as_array:
            write_array(answers)
            return
        out = sys.stdout
        for answer in answers:
            out.write(answer + "\n")


@contextmanager
def open_lines(name: str) -> Iterator[TextIO]:
    """Open a file of UTF-8 lines, ``-`` being the input; bytes that are no text become �."""
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        file = open(name, encoding="utf-8-sig", errors="replace")  # noqa: PTH123, SIM115
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be opened: %(why)s."),
            field="file",
            file=name,
            why=error.strerror or "",
        ) from error
    with file:
        yield file


@contextmanager
def _deadlines(context: typer.Context, counting: str | None) -> Iterator["Deadlines"]:
    """Give the engine of the database when there is one, else of the standard calendar."""
    if _has_database(context):
        with opened(context) as shop:
            found = shop.explain.policy().deadlines
    else:
        found = standard_deadlines()
    if counting is not None and counting != found.counting:
        from core.deadlines.engine import Counting, Deadlines

        found = Deadlines(found.calendar, found.hours, found.zone, Counting(counting))
    yield found


def _has_database(context: typer.Context) -> bool:
    """Say whether a database was named, or the user has one of their own."""
    settings = settings_of(context)
    if settings.db:
        return True
    from storage.location import locate

    return locate(settings.database).file.exists()


def standard_deadlines() -> "Deadlines":
    """Return the engine on the standard calendar and office hours."""
    from core.deadlines.calendar import DayKind, build_calendar
    from core.deadlines.engine import Deadlines
    from core.deadlines.hours import OfficeHours, Spell
    from seeds.standard.calendar import calendar_years
    from seeds.standard.limits import office_hours

    years = calendar_years()
    days = ((day.on, DayKind(day.kind)) for _year, entries in years for day in entries)
    spells: dict[object, list[Spell]] = {}
    for spell in office_hours():
        spells.setdefault(spell.valid_from, []).append((spell.opens_at, spell.closes_at))
    seasons = ((begins, tuple(day)) for begins, day in spells.items())
    return Deadlines(
        build_calendar(days, (year for year, _entries in years)),
        OfficeHours(seasons),  # type: ignore[arg-type]
    )
