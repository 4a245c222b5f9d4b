"""`griddesk desk`: the screen."""

import sys

import typer

from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened
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
    with opened(context) as shop:
        from console.tui.app import run

        run(shop, keys=shop.settings.keys, theme=shop.settings.theme)


def on_terminal() -> bool:
    """Say whether somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
