"""`griddesk replay`: a recorded desk, played again."""

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from console.cli.asked import asked
from console.cli.columns import Column
from console.cli.grammar import Noun, misunderstood
from console.cli.output import write_rows
from console.launch.desk import on_terminal
from console.present.words import _
from console.recording.cast import Event, read_cast
from core.kernel.errors import Refused
from core.kernel.words import N_

app = Noun()


@app.verb(
    "replay",
    N_(
        "Play a recorded desk on this terminal.\n"
        "What griddesk desk --record has written, or any other asciicast of version 2. A space "
        "pauses and goes on, q leaves; pauses of more than a few seconds are shortened. --log "
        "lists the commands with their receipts instead."
    ),
    examples=("griddesk replay shift.cast --speed 8", "griddesk replay shift.cast --log"),
)
def replay(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("The recording."))],
    *,
    speed: Annotated[
        float,
        typer.Option("--speed", metavar="N", min=0.1, max=1000, help=N_("How many times as fast.")),
    ] = 1.0,
    log: Annotated[
        bool, typer.Option("--log", help=N_("List commands, receipts and changes."))
    ] = False,
) -> None:
    """Play a recording."""
    cast = read_cast(file)
    if log:
        write_rows(cast.marks, _COLUMNS, asked(context))
        return
    if not on_terminal():
        misunderstood(
            context, _("A recording is played on a terminal; for scripts there is --log.")
        )
    columns, lines = shutil.get_terminal_size()
    width, height = cast.largest
    if columns < width or lines < height:
        raise Refused(
            N_("The recording needs %(width)s columns and %(height)s lines; here are %(here)s."),
            width=width,
            height=height,
            here=f"{columns}×{lines}",
        )
    from console.recording.player import Player, terminal

    with terminal() as next_key:
        Player(sys.stdout, next_key, speed).play(cast)


_COLUMNS: tuple[Column[Event], ...] = (
    Column("at", lambda event: event.at, N_("Seconds"), align="right"),
    Column("what", lambda event: event.data, N_("What happened"), roomy=True),
)
