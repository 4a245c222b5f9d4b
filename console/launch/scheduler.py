"""`griddesk scheduler`: work that comes round by itself."""

import signal
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from threading import Event, Lock
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from console.cli.asked import Asked, asked
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened, settings_of
from console.cli.output import write_facts, write_object, write_rows
from console.present.heartbeat import timers_words
from console.present.scheduling import WINDOW_STATES, read_result, result_words
from console.present.times import moment
from console.present.tones import Tone
from console.present.vocabulary import sentence, word
from console.present.words import _
from core.kernel.errors import CoreError
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.operators.models import TIMERS
from core.scheduling.heartbeat import heartbeat

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from console.scheduler.job import Job
    from console.scheduler.runner import Ran, Runner

SILENT_RESULTS: Final = ({"done": 0, "refused": 0},)
"""What a runner that goes on for months does not tell every minute."""

app = Noun(help=N_("Work that comes round by itself: sweep, reports, backups."))


@app.callback()
def scheduler() -> None:
    """Hold the verbs of the scheduler together."""


@app.verb(
    "run",
    N_(
        "Do what is due, now and from now on, until interrupted.\n"
        "Of several runners one works; the others wait, and one of them takes over when it is "
        "gone. What was missed is made up for in order. With --once it does what is due and "
        "leaves; exits with 1 when something failed."
    ),
    examples=("griddesk scheduler run", "griddesk scheduler run --once"),
)
def run(
    context: typer.Context,
    *,
    once: Annotated[
        bool, typer.Option("--once", help=N_("Do what is due and leave, for cron."))
    ] = False,
) -> None:
    """Run the jobs."""
    if asked(context).as_at is not None:
        misunderstood(context, _("--as-at is for looking; what is done happens now."))
    from console.bootstrap import open_shop
    from console.scheduler.runner import Runner

    shop = open_shop(replace(settings_of(context), operator=TIMERS))
    try:
        runner = Runner(shop, draw_report)
        if once:
            _run_once(runner, shop, asked(context))
        else:
            _run_on(runner, shop)
    finally:
        shop.close()


def _run_once(runner: "Runner", shop: "Shop", said: Asked) -> None:
    from console.scheduler.jobs import JOBS

    if not runner.beat():
        working = _("Runner %(runner)s is at work; there is nothing to do here.")
        talk(working % {"runner": neutralise(runner.holder)})
        return
    ran = runner.ring_all(JOBS)
    runner.give_back()
    write_rows(ran, _ran_columns(shop), said)
    if any(one.state == "failed" for one in ran):
        raise typer.Exit(ExitCode.FAULT)


def _run_on(runner: "Runner", shop: "Shop") -> None:
    from console.scheduler.jobs import JOBS
    from console.scheduler.ringing import ring_until

    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: stopped.set())
    voice = Voice(runner, shop)
    voice.beat()
    ring_until(stopped, JOBS, beat=voice.beat, ring=voice.ring)
    try:
        runner.give_back()
    except CoreError as error:
        talk(sentence(error))
    talk(_("The scheduler has stopped."))


class Voice:
    """A runner that tells what it does; no error of the database ends it."""

    def __init__(self, runner: "Runner", shop: "Shop") -> None:
        self._runner = runner
        self._shop = shop
        self._told = ""
        self._turn = Lock()

    def beat(self) -> None:
        """Show that the runner lives, and tell when it begins to work or to wait."""
        try:
            held = self._runner.beat()
        except CoreError as error:
            self._tell_once(sentence(error))
            return
        working = _("Runner %(runner)s works.") % {"runner": self._runner.name}
        self._tell_once(working if held else _waiting(self._runner.holder))

    def ring(self, job: "Job") -> None:
        """Do what is due of a job and tell what came of it."""
        try:
            ran = self._runner.ring(job)
        except CoreError as error:
            self._tell_once(sentence(error))
            return
        for one in ran:
            if one.result not in SILENT_RESULTS:
                talk(self._line(one))

    def _line(self, one: "Ran") -> str:
        now = self._shop.clock()
        at = f"{now.astimezone(self._shop.zone):%Y-%m-%d %H:%M:%S}"
        window = moment(one.window_at, now, self._shop.zone)
        state = word(WINDOW_STATES, one.state)
        return f"{at}  {one.job}  {window}  {state}  {result_words(dict(one.result))}"

    def _tell_once(self, message: str) -> None:
        with self._turn:
            if message != self._told:
                self._told = message
                talk(message)


def _waiting(holder: str) -> str:
    return _("Runner %(runner)s is at work; this one waits.") % {"runner": neutralise(holder)}


def draw_report(shop: "Shop", on: date, at: datetime) -> Mapping[str, bytes]:
    """Draw the report of the night: a page to read, and data for programs and spreadsheets."""
    from console.reporting.drawing import draw
    from console.reporting.writing import ReportFormat, written
    from core.reports.periods import Kind

    bulletin = draw(replace(shop, clock=lambda: at), Kind.NIGHTLY, on)
    forms = (ReportFormat.HTML, ReportFormat.JSON, ReportFormat.CSV)
    return {form.value: written(bulletin, form, shop.zone, bom=True) for form in forms}


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job as it stands: its newest window on record and when it is due next."""

    name: str
    about: str
    last_window_at: datetime | None
    next_window_at: datetime | None
    state: str
    took_ms: int | None
    tries: int | None
    result: dict[str, Any]


@app.verb(
    "jobs",
    N_(
        "List the jobs: when each was done last and is due next, how it ended and how long it took."
    ),
    examples=("griddesk scheduler jobs", "griddesk scheduler jobs --format json"),
)
def jobs(context: typer.Context) -> None:
    """List the jobs."""
    from console.scheduler.jobs import JOBS

    with opened(context) as shop:
        write_rows([_job_line(job, shop) for job in JOBS], _job_columns(shop), asked(context))


def _job_line(job: "Job", shop: "Shop") -> JobLine:
    if not job.fits(shop):
        return JobLine(job.name, job.about, None, None, "idle", None, None, {})
    found = shop.scheduling.newest(job.name)
    if found is None:
        latest = job.schedule.latest(shop.clock(), shop.zone)
        return JobLine(job.name, job.about, None, latest, "never", None, None, {})
    return JobLine(
        name=job.name,
        about=job.about,
        last_window_at=found.window_at,
        next_window_at=found.retry_at or job.schedule.following(found.window_at, shop.zone),
        state=found.state,
        took_ms=found.took_ms,
        tries=found.tries,
        result=read_result(found.result),
    )


@app.verb(
    "status",
    N_(
        "Say whether the timers run, which runner works, and which jobs have failed.\n"
        "Exits with 7 when the timers are silent or never ran, and with 1 when a job has failed."
    ),
    examples=("griddesk scheduler status", "griddesk scheduler status --format json"),
)
def status(context: typer.Context) -> None:
    """Tell how the scheduler stands."""
    from console.scheduler.jobs import JOBS

    with opened(context) as shop:
        lease, now, zone = shop.scheduling.lease(), shop.clock(), shop.zone
        failed = [line for line in (_job_line(job, shop) for job in JOBS) if line.state == "failed"]
    beat = heartbeat(lease.beat_at if lease else None, now)
    if asked(context).json_errors:
        write_object(
            {
                "timers": beat.state,
                "runner": lease.runner if lease else None,
                "taken_at": lease and lease.taken_at.astimezone(zone),
                "beat_at": lease and lease.beat_at.astimezone(zone),
                "failed": [line.name for line in failed],
            }
        )
    else:
        facts = [(N_("Timers"), timers_words(beat))]
        if lease:
            facts += [
                (N_("Runner"), lease.runner or _("none")),
                (N_("At work since"), moment(lease.taken_at, now, zone)),
                (N_("Last beat"), moment(lease.beat_at, now, zone)),
            ]
        facts += [(line.name, result_words(line.result)) for line in failed]
        write_facts(facts)
    if beat.missed(required=True):
        raise typer.Exit(ExitCode.SILENT)
    if failed:
        raise typer.Exit(ExitCode.FAULT)


def _job_columns(shop: "Shop") -> list[Column[JobLine]]:
    now, zone = shop.clock(), shop.zone

    def local(at: datetime | None) -> datetime | None:
        return at and at.astimezone(zone)

    def shown(at: datetime | None) -> str:
        return moment(at, now, zone) if at else ""

    return [
        Column("job", lambda line: line.name, N_("Job")),
        Column(
            "about", lambda line: line.about, N_("What it does"), lambda line: _(line.about),
            roomy=True, spare=True,
        ),
        Column(
            "last_window_at", lambda line: local(line.last_window_at), N_("Last window"),
            lambda line: shown(line.last_window_at),
        ),
        Column(
            "next_window_at", lambda line: local(line.next_window_at), N_("Next"),
            lambda line: shown(line.next_window_at),
        ),
        Column(
            "state", lambda line: line.state, N_("State"),
            lambda line: word(WINDOW_STATES, line.state),
            tone=lambda line: Tone.LATE if line.state == "failed" else Tone.PLAIN,
        ),
        Column(
            "took_ms", lambda line: line.took_ms, N_("Took"),
            lambda line: "" if line.took_ms is None else f"{line.took_ms:,} ms", align="right",
        ),
        Column("tries", lambda line: line.tries),
        Column(
            "result", lambda line: line.result, N_("Outcome"),
            lambda line: result_words(line.result), roomy=True,
        ),
    ]  # fmt: skip


def _ran_columns(shop: "Shop") -> "list[Column[Ran]]":
    now, zone = shop.clock(), shop.zone
    return [
        Column("job", lambda one: one.job, N_("Job")),
        Column(
            "window_at", lambda one: one.window_at.astimezone(zone), N_("Window"),
            lambda one: moment(one.window_at, now, zone),
        ),
        Column(
            "state", lambda one: one.state, N_("State"),
            lambda one: word(WINDOW_STATES, one.state),
        ),
        Column(
            "took_ms", lambda one: one.took_ms, N_("Took"), lambda one: f"{one.took_ms:,} ms",
            align="right",
        ),
        Column(
            "result", lambda one: dict(one.result), N_("Outcome"),
            lambda one: result_words(dict(one.result)), roomy=True,
        ),
    ]  # fmt: skip
