"""`griddesk desk`: the screen."""

import os
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from console.cli.exits import talk
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import opened, settings_of
from console.cli.values import one_of
from console.present.words import _
from console.settings import READ_ONLY_VARIABLE
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from textual.driver import Driver

app = Noun()

THEME_NAMES: Final = ("dark", "light", "contrast")

ThemeOption = Annotated[
    str | None,
    typer.Option(
        "--theme",
        metavar="THEME",
        parser=one_of(THEME_NAMES),
        autocompletion=lambda: list(THEME_NAMES),
        help=N_("The colours: dark, light or contrast (high contrast)."),
    ),
]


@app.verb(
    "desk",
    N_(
        "Open the desk on this terminal.\n"
        "With --record the screen and the commands with their receipts are written to a file, "
        "for training and for reports of mistakes. Names, telephone numbers and texts are "
        "veiled on the screen meanwhile, and so is what is typed; griddesk replay plays it."
    ),
    examples=(
        "griddesk desk",
        "griddesk desk --db binjiang.db --as zhangmin",
        "griddesk desk --record shift.cast",
        "griddesk desk --theme contrast",
        "griddesk desk --plain --read-only",
    ),
)
def desk(
    context: typer.Context,
    *,
    theme: ThemeOption = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help=N_("Speak line by line instead of drawing a screen, for screen readers."),
        ),
    ] = False,
    read_only: Annotated[
        bool, typer.Option("--read-only", help=N_("Look only; nothing can be changed from here."))
    ] = False,
    record: Annotated[
        Path | None,
        typer.Option(
            "--record", metavar="FILE", help=N_("Record the desk, veiled, into a new file.")
        ),
    ] = None,
) -> None:
    """Show the screen until the operator leaves it."""
    if read_only:
        # Also for whatever else this process opens, such as the verbs of the plain desk.
        os.environ[READ_ONLY_VARIABLE] = "1"
    if plain:
        _speak(context)
        return
    if not (on_terminal() or on_web_page()):
        misunderstood(context, _("The desk needs a terminal; for scripts there is case list."))
    if record is not None:
        _show_recorded(context, record, theme)
        return
    from console.tui.app import run

    settings = settings_of(context)
    with ExitStack() as stack:
        # The screen opens the database itself, once the empty desk has been painted.
        run(
            lambda: stack.enter_context(opened(context)),
            keys=settings.keys,
            theme=theme or settings.theme,
            driver=_page_driver() if on_web_page() else None,
        )


def _show_recorded(context: typer.Context, file: Path, theme: str | None) -> None:
    from console.recording.cast import CastWriter
    from console.recording.driver import VeilTyped, recording_driver
    from console.recording.shop import RecordedShop
    from console.tui.app import run

    settings = settings_of(context)
    cast = CastWriter(file, shutil.get_terminal_size())
    with ExitStack() as stack:
        stack.callback(cast.close)

        def open_shop() -> Any:
            return RecordedShop(stack.enter_context(opened(context)), cast)

        run(
            open_shop,
            keys=settings.keys,
            theme=theme or settings.theme,
            driver=recording_driver(cast),
            over_typed=(VeilTyped(),),
        )
    shown = neutralise(str(file))
    if cast.broken:
        talk(_("The recording %(file)s ends early: %(why)s.") % {"file": shown, "why": cast.broken})
    else:
        talk(_("Recorded. To play it: griddesk replay %(file)s") % {"file": shown})


def _page_driver() -> "type[Driver]":
    from console.serving.driver import PageDriver

    return PageDriver


def on_web_page() -> bool:
    """Say whether `griddesk serve` has opened this desk, whose screen is a browser."""
    return os.environ.get("TEXTUAL_DRIVER", "").endswith(":WebDriver")


def _speak(context: typer.Context) -> None:
    """Speak line by line until the operator leaves."""
    from console.launch.plain import PlainDesk, command_line

    def say(text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    with opened(context) as shop:
        PlainDesk(shop, input, say, command_line(shop)).serve()


def on_terminal() -> bool:
    """Say whether somebody sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
