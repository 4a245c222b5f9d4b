"""The program `griddesk`: reads the command line, loads what it names, tells how it ended."""

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import typer

from console.cli.asked import Asked
from console.cli.grammar import LazyGroup, Noun
from console.present.words import LANGUAGE_VARIABLE, choose_language, use_language
from core.kernel.errors import CoreError
from core.kernel.words import N_

PROGRAM: Final = "griddesk"


class Griddesk(LazyGroup):
    """The nouns of the command line."""

    nouns = {  # noqa: RUF012  Click makes the one instance
        "desk": ("console.launch.desk", N_("Open the desk on this terminal.")),
        "serve": (
            "console.launch.serve",
            N_("Serve the desk on a web page, to operators with a password."),
        ),
        "replay": ("console.launch.replay", N_("Play a recorded desk on this terminal.")),
        "demo": ("console.launch.demo", N_("Load the demo district and open the desk on it.")),
        "init": ("console.cli.init", N_("Make a new database for a district.")),
        "migrate": ("console.cli.migrate", N_("Bring the tables of a database up to date.")),
        "status": (
            "console.cli.status",
            N_("Say which database this is, what is late, and whether the timers run."),
        ),
        "case": ("console.cli.cases", N_("Report, list, show and handle cases.")),
        "area": ("console.cli.areas", N_("Find the area that a coordinate lies in.")),
        "timers": ("console.cli.timers", N_("List what is late and what will be.")),
        "views": ("console.cli.views", N_("List, save and remove views: filters with a name.")),
        "sweep": ("console.cli.sweep", N_("Let the policies act that clocks have set off.")),
        "scheduler": (
            "console.launch.scheduler",
            N_("Work that comes round by itself: sweep, reports, backups."),
        ),
        "policies": ("console.cli.policies", N_("What happens by itself when clocks run out.")),
        "explain": ("console.cli.explain", N_("Explain the due time of a case day by day.")),
        "calendar": ("console.cli.calendars", N_("Compute due times, show and take in calendars.")),
        "import": (
            "console.cli.importing",
            N_("Take in grids, staff, units or operators from a file."),
        ),
        "grid": (
            "console.cli.grids",
            N_("Split, merge, move, renumber and retire grids; their lineage and boards."),
        ),
        "staff": ("console.cli.staff", N_("Who joins, leaves, moves and stands in.")),
        "setting": (
            "console.cli.settings_of_district",
            N_("Look at and change the settings of the district."),
        ),
        "export": (
            "console.cli.export",
            N_("Write registers into files that import takes in again."),
        ),
        "upstream": (
            "console.cli.upstream",
            N_("Send cases, figures and registers to the platforms above."),
        ),
        "report": ("console.cli.reports", N_("The night's report.")),
        "figures": (
            "console.cli.figures",
            N_("The figures of some days, and the cases behind each."),
        ),
        "rollups": ("console.cli.rollups", N_("The stored tallies of days that are over.")),
        "assess": (
            "console.cli.assess",
            N_("Score areas, units and staff, and explain every point."),
        ),
        "inbox": ("console.cli.inbox", N_("List the reports of a member of staff.")),
        "check": ("console.cli.check", N_("Check that the registers leave nothing open.")),
        "spot-check": (
            "console.cli.spot_check",
            N_("Draw closed cases for a spot check, and take in what was found."),
        ),
        "operator": ("console.cli.operators", N_("Passwords of operators.")),
        "history": ("console.cli.history", N_("Verify that no history was altered.")),
    }


app = Noun(
    cls=Griddesk,
    help=N_("GridDesk, the command desk for grid governance."),
    add_completion=True,
    epilog="griddesk demo\ngriddesk case list --late\ngriddesk import grids grids.csv --commit",
)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        sys.stdout.write(f"{PROGRAM} {version(PROGRAM)}\n")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: bool = typer.Option(
        False, "--version", is_eager=True, callback=_version, help=N_("Show the version.")
    ),
) -> None:
    """Stand at the root; every option does its work while it is read."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return the exit code."""
    _write_utf8_to_pipes()
    asked = Asked()
    asked.glance(arguments)
    try:
        _choose_language(asked)
        return _carry_out(list(arguments), asked)
    except SystemExit:
        if _reader_is_gone():
            # Whoever reads our output has had enough; that is no error of theirs or ours.
            return 0
        raise


def _reader_is_gone() -> bool:
    """Say whether Typer has met a broken pipe; it then wraps the streams and exits with 1."""
    from typer._click.utils import PacifyFlushWrapper

    return isinstance(sys.stdout, PacifyFlushWrapper)


def _carry_out(arguments: list[str], asked: Asked) -> int:
    from typer._click.exceptions import ClickException

    command = typer.main.get_command(app)
    try:
        ended: Any = command.main(
            args=arguments, prog_name=PROGRAM, standalone_mode=False, obj=asked
        )
    except ClickException as error:
        from console.cli.misunderstanding import tell_misunderstanding

        return tell_misunderstanding(error, asked)
    except CoreError as error:
        from console.cli.exits import tell_error

        return tell_error(error, as_json=asked.json_errors)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:  # noqa: BLE001  the edge: whatever is left is a fault with an id
        return _fault(error, asked)
    return ended if isinstance(ended, int) else 0


def _fault(error: Exception, asked: Asked) -> int:
    from console.cli.exits import tell_fault
    from console.faults import LOG, record_fault
    from console.settings import state_folder

    fault_id = record_fault(error)
    return tell_fault(fault_id, str(state_folder() / LOG), as_json=asked.json_errors)


def _choose_language(asked: Asked) -> None:
    use_language(choose_language(asked.lang))
    if asked.lang or os.environ.get(LANGUAGE_VARIABLE):
        return
    from console.settings import load_settings

    with contextlib.suppress(CoreError):  # told by the command that needs the settings
        use_language(choose_language(load_settings().lang))


def _write_utf8_to_pipes() -> None:
    """Let files and other programs have UTF-8 whatever the locale; a terminal has its own."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")
