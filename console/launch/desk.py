"""`griddesk desk`: the screen."""

import sys
from contextlib import ExitStack

import typer

from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened, settings_of
from console.present.words import _
from core.kernel.words import N_

app = Noun()


@app.verb(
    "desk",
    N_("Open the desk on this terminal."),
    examples=("griddesk desk", "griddesk desk --db binjiang.db --as zhangmin"),
)
def desk(context: typer.Context) -> None:
    """Show the screen until the operator leaves it."""
    if not on_terminal():
        misunderstood(context, _("The desk needs a terminal; for scripts there is case list."))
    from console.tui.app import run

    settings = settings_of(context)
    with ExitStack() as stack:
        # The screen opens the database itself, once the empty desk has been painted.
        run(
            lambda: stack.enter_context(opened(context)),
            keys=settings.keys,
            theme=settings.theme,
        )


def on_terminal() -> bool:
    """Say whether somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
