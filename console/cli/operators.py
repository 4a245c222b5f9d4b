"""`griddesk operator`: what operators need beside their entry in the list."""

import getpass
import sys
from typing import Annotated

import typer

from console.cli.asked import Format, asked
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object
from console.present.words import _
from core.kernel.errors import Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_

app = Noun(help=N_("Passwords of operators."))


@app.callback()
def operator() -> None:
    """Hold the verbs of operators together."""


@app.verb(
    "password",
    N_(
        "Set the password with which an operator signs in to griddesk serve.\n"
        "It is asked for twice and not shown; a script writes it on one line of the input. "
        "An admin sets anyone's, others their own. Whoever is signed in with an older one is "
        "signed out."
    ),
    examples=(
        "griddesk operator password zhangmin",
        "griddesk operator password zhangmin --as admin",
    ),
)
def password(
    context: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=N_("Whose password."))],
) -> None:
    """Set a password."""
    from core.access.commands import SetPassword

    with opened(context, changing=True) as shop:
        command = SetPassword(login=login, password=_asked_for(login))
        shop.desk.execute(command, by=shop.scope.login)
    if asked(context).format in {Format.JSON, Format.JSONL}:
        write_object({"login": login, "password": "set"})
        return
    talk(_("The password of %(login)s is set.") % {"login": neutralise(login)})


def _asked_for(login: str) -> str:
    """Return the new password, from a person or a script.

    Raises:
        Invalid: a person typed two different ones.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(_("New password of %(login)s: ") % {"login": neutralise(login)})
    if getpass.getpass(_("Once more: ")) != first:
        raise Invalid(N_("The two passwords differ; nothing was changed."), field="password")
    return first
