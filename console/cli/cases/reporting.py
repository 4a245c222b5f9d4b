"""`griddesk case report`: one matter, or a stream of them as JSON lines."""

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import typer

from console.cli.asked import Format, asked
from console.cli.cases.hints import Hint, area_of_report, duplicates_of_report
from console.cli.cases.noun import app, perform, write_outcome
from console.cli.exits import ExitCode, error_object, talk
from console.cli.grammar import misunderstood
from console.cli.opening import opened
from console.cli.output import json_text, write_array
from console.cli.values import one_of
from console.present.words import _
from core.areas.geometry import position_fault
from core.cases.commands import ReportCase
from core.cases.rows import CaseOutcome
from core.cases.states import Source
from core.kernel.errors import FieldFault, Forbidden, Invalid, Refused
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop

TOGETHER: Final = 200
"""Reports in one transaction: enough for speed, few enough that nobody waits long."""

LONGEST_LINE: Final = 1 << 20
"""Bytes of a line; a report of the longest matter needs a fraction of it."""

ALIASES: Final = {
    "description": "matter",
    "text": "matter",
    "area": "area_code",
    "grid": "area_code",
    "grid_code": "area_code",
    "item": "item_code",
    "staff_number": "reporter_staff_number",
}
KEYS: Final = tuple(ReportCase.__dataclass_fields__)
REQUIRED: Final = ("source", "source_ref", "matter")
"""What every line says; a line without a coordinate says the area too."""
_NUMBERS: Final = ("latitude", "longitude")


@app.verb(
    "report",
    N_(
        "Report a matter, or with --batch a stream of them.\n"
        "The same source and source reference never make a second case. A batch is read as "
        "JSON lines and answered line by line once what it names is saved: the number, or "
        "the refusal with its fields. Beside the receipt of a single report, its likely duplicates "
        "are named."
    ),
    examples=(
        "griddesk case report --source gridder --area 330108001001001 --matter 占道经营",
        "griddesk case report --source hotline --at 120.21,30.2 --matter 路灯不亮",
        "griddesk case report --batch reports.jsonl",
        "tail -f reports.jsonl | griddesk case report --batch -",
    ),
)
def report(
    context: typer.Context,
    *,
    source: str | None = typer.Option(
        None,
        "--source",
        metavar="SOURCE",
        parser=one_of(Source),
        autocompletion=lambda: list(Source),
        help=N_("Who brought it: gridder, hotline, online, video, inspection …"),
    ),
    source_ref: str | None = typer.Option(
        None, "--source-ref", metavar="TEXT", help=N_("Its number there; made up if none.")
    ),
    matter: str | None = typer.Option(
        None, "--matter", metavar="TEXT", help=N_("What was reported.")
    ),
    area: str | None = typer.Option(
        None,
        "--area",
        metavar="CODE",
        help=N_("The grid, or as near as is known; a coordinate finds it too."),
    ),
    item: str | None = typer.Option(
        None, "--item", metavar="CODE", help=N_("The item of the admission list.")
    ),
    address: str = typer.Option("", "--address", metavar="TEXT", help=N_("Where exactly.")),
    staff_number: str | None = typer.Option(
        None, "--staff-number", metavar="NUMBER", help=N_("The gridder who reports.")
    ),
    reporter_name: str = typer.Option(
        "", "--reporter-name", metavar="NAME", help=N_("Who reports, if not a gridder.")
    ),
    reporter_phone: str = typer.Option(
        "", "--reporter-phone", metavar="PHONE", help=N_("How to reach them.")
    ),
    latitude: float | None = typer.Option(
        None, "--latitude", "--lat", metavar="DEGREES", help=N_("Where, if known.")
    ),
    longitude: float | None = typer.Option(
        None, "--longitude", "--lon", metavar="DEGREES", help=N_("Where, if known.")
    ),
    at: str | None = typer.Option(
        None,
        "--at",
        metavar="LON,LAT",
        help=N_("Where, as longitude and latitude in degrees of WGS84."),
    ),
    settled: str = typer.Option(
        "", "--settled", metavar="TEXT", help=N_("What was done, if dealt with on the spot.")
    ),
    batch: str | None = typer.Option(
        None, "--batch", metavar="FILE", help=N_("Read JSON lines from FILE, - for the input.")
    ),
    dry_run: bool = typer.Option(
        False, "--dry-run", help=N_("Say what would happen and change nothing.")
    ),
) -> None:
    """Report a case."""
    said = asked(context)
    if batch is not None:
        if source or source_ref or matter or area or dry_run:
            misunderstood(context, _("--batch takes everything from its lines."))
        with opened(context, changing=True) as shop, ExitStack() as stack:
            tally = Tally()
            answers = _answers(shop, _batches(_descriptor(batch, stack)), tally)
            _write_answers(answers, as_array=said.format is Format.JSON)
        tally.tell()
        if tally.exit_code:
            raise typer.Exit(tally.exit_code)
        return
    if at:
        longitude, latitude = _coordinate(at)
    located = longitude is not None and latitude is not None
    given = (("--source", source), ("--matter", matter), ("--area", area or located))
    missing = [name for name, value in given if not value]
    if missing:
        misunderstood(context, _("%(name)s is missing.") % {"name": ", ".join(missing)})
    command = ReportCase(
        source=source or "",
        source_ref=source_ref or secrets.token_hex(8),
        matter=matter or "",
        area_code=area or "",
        item_code=item,
        address=address,
        reporter_staff_number=staff_number,
        reporter_name=reporter_name,
        reporter_phone=reporter_phone,
        latitude=latitude,
        longitude=longitude,
        settled=settled,
    )
    with opened(context, changing=True) as shop:
        found = area_of_report(shop, command)
        if found and not command.area_code:
            command = replace(command, area_code=found.row.code)
        likely = duplicates_of_report(shop, command)
        outcome = perform(shop, command, dry_run=dry_run)
        hints: list[Hint] = [found] if found else []
        hints.append(likely.but(outcome.number))
        write_outcome(outcome, shop, said, dry_run=dry_run, hints=hints)


def _coordinate(text: str) -> tuple[float, float]:
    """Read longitude and latitude.

    Raises:
        Invalid: these are not two numbers, or not of a place in the country.
    """
    try:
        longitude, latitude = map(float, text.replace("，", ",").split(","))
    except ValueError:
        template = N_("“%(text)s” is no coordinate; write longitude,latitude as 120.21,30.20.")
        raise Invalid(template, field="at", text=text) from None
    fault = position_fault(longitude, latitude, "at")
    if fault:
        raise Invalid(fault.template, field=fault.field, **fault.params)
    return longitude, latitude


class Tally:
    """What became of the lines of a batch."""

    def __init__(self) -> None:
        self.taken = self.repeated = self.refused = self.forbidden = 0

    def count(self, answer: CaseOutcome | Refused) -> None:
        """Count one line."""
        if isinstance(answer, Refused):
            self.refused += 1
            self.forbidden += isinstance(answer, Forbidden)
        elif answer.repeated:
            self.repeated += 1
        else:
            self.taken += 1

    @property
    def exit_code(self) -> ExitCode:
        """Refused when any line was, forbidden when every line that was refused was that."""
        if not self.refused:
            return ExitCode.DONE
        return ExitCode.FORBIDDEN if self.forbidden == self.refused else ExitCode.REFUSED

    def tell(self) -> None:
        """Say the counts."""
        talk(
            _("%(taken)s taken, %(repeated)s repeated, %(refused)s refused")
            % {
                "taken": f"{self.taken:,}",
                "repeated": f"{self.repeated:,}",
                "refused": f"{self.refused:,}",
            }
        )


class _Line(NamedTuple):
    number: int
    content: bytes


def _descriptor(name: str, stack: ExitStack) -> int:
    """Open the lines of a batch.

    Raises:
        Invalid: the file cannot be opened.
    """
    if name == "-":
        return sys.stdin.fileno()
    try:
        return stack.enter_context(Path(name).open("rb")).fileno()
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be opened: %(why)s."),
            field="file",
            file=name,
            why=error.strerror or "",
        ) from error


def _batches(descriptor: int) -> Iterator[list[_Line]]:
    """Yield the lines that are there, at most `TOGETHER` at a time, without waiting for more.

    So a pipe that brings one line a minute is answered within the minute. Of a line that is
    too long only its beginning is kept, which no longer is valid JSON.
    """
    rest, number = b"", 0
    while chunk := os.read(descriptor, LONGEST_LINE):
        *whole, rest = (rest + chunk).split(b"\n")
        rest = rest[: LONGEST_LINE + 1]
        lines = (_Line(n, content) for n, content in enumerate(whole, number + 1))
        number += len(whole)
        filled = (line for line in lines if line.content.strip())
        while batch := list(islice(filled, TOGETHER)):
            yield batch
    if rest.strip():
        yield [_Line(number + 1, rest)]


def _answers(
    shop: "Shop", batches: Iterator[list[_Line]], tally: Tally
) -> Iterator[list[dict[str, Any]]]:
    """Yield the answers to each batch after what it brought has been saved."""
    for batch in batches:
        read = [_understood(line) for line in batch]
        commands = [found for found in read if isinstance(found, ReportCase)]
        done = iter(shop.desk.execute_batch(commands, by=shop.scope.login) if commands else ())
        answers: list[dict[str, Any]] = []
        for line, found in zip(batch, read, strict=True):
            answer: CaseOutcome | Refused = found if isinstance(found, Refused) else next(done)
            tally.count(answer)
            answers.append({"line": line.number} | _answer(answer))
        yield answers


def _answer(answer: CaseOutcome | Refused) -> dict[str, Any]:
    if isinstance(answer, Refused):
        return {"error": error_object(answer)}
    return {"number": answer.number, "state": answer.state, "repeated": answer.repeated}


def _understood(line: _Line) -> ReportCase | Refused:
    try:
        return _command(line.content)
    except Refused as refusal:
        return refusal


def _command(content: bytes) -> ReportCase:
    if len(content) > LONGEST_LINE:
        raise Invalid(N_("The line is longer than a million bytes."), field="line")
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Invalid(N_("The line is no JSON in UTF-8."), field="line") from None
    if not isinstance(told, dict):
        raise Invalid(N_("The line is no JSON object."), field="line")
    values: dict[str, Any] = {}
    faults = list(_read_values(told, values))
    named = {*values, *(ALIASES.get(fault.field, fault.field) for fault in faults)}
    required = REQUIRED if values.keys() >= set(_NUMBERS) else (*REQUIRED, "area_code")
    faults += [FieldFault(key, N_("It is missing.")) for key in required if key not in named]
    if faults:
        raise Invalid(N_("The report cannot be taken: see the fields."), faults=faults)
    return ReportCase(**values)


def _read_values(told: dict[str, Any], values: dict[str, Any]) -> Iterator[FieldFault]:
    """Put what a line says into ``values`` and yield what is wrong with it."""
    for name, value in told.items():
        key = ALIASES.get(name, name)
        if key not in KEYS:
            yield FieldFault(name, N_("There is no such key; the keys are %(keys)s."), keys=_KEYS)
        elif key in values:
            yield FieldFault(name, N_("It is said twice, as %(key)s too."), key=key)
        elif value is not None:
            fault = _fault_of_type(key, name, value)
            if fault:
                yield fault
            else:
                values[key] = float(value) if key in _NUMBERS else str(value)


_KEYS: Final = ", ".join(KEYS)


def _fault_of_type(key: str, name: str, value: object) -> FieldFault | None:
    whole_number = isinstance(value, int) and not isinstance(value, bool)
    if key in _NUMBERS:
        good = whole_number or isinstance(value, float)
        return None if good else FieldFault(name, N_("It must be a number."))
    good = whole_number or isinstance(value, str)
    return None if good else FieldFault(name, N_("It must be a text."))


def _write_answers(answers: Iterator[list[dict[str, Any]]], *, as_array: bool) -> None:
    if as_array:
        write_array(json_text(answer) for batch in answers for answer in batch)
        return
    for batch in answers:
        sys.stdout.writelines(json_text(answer) + "\n" for answer in batch)
        # Whoever reads these lines may act on them at once.
        sys.stdout.flush()
