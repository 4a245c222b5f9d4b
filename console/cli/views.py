"""`griddesk views`: filters with a name, the same as on the screen."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.asked import asked
from console.cli.columns import Column, count_column
from console.cli.exits import talk
from console.cli.filtering import read_filter, understood_in
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_rows
from console.present.views import READY_MADE, View
from console.present.words import _
from console.saved_views import SavedViews
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop

app = Noun(help=N_("List, save and remove views: filters with a name."))

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The name of the view."))]


@dataclass(frozen=True, slots=True)
class Counted:
    """A view and how many cases it has now; ``None`` when it is not understood any more."""

    view: View
    cases: int | None


@app.callback()
def views() -> None:
    """Hold the verbs of views together."""


@app.verb(
    "list",
    N_("List the views, ready-made and saved, and how many cases each has."),
    examples=("griddesk views list",),
)
def list_(context: typer.Context) -> None:
    """List views."""
    with opened(context) as shop:
        every = (*READY_MADE, *SavedViews(shop.scope.login).all())
        rows = [Counted(view, _count(shop, view)) for view in every]
    write_rows(rows, _COLUMNS, asked(context))


def _count(shop: "Shop", view: View) -> int | None:
    understood = understood_in(shop, view.line)
    return None if understood.trouble else shop.queue.total(understood.wanted, shop.clock())


@app.verb(
    "save",
    N_(
        "Save a filter under a name; a view of that name is replaced.\n"
        "It is yours on this machine: the screen lists it below the lanes, "
        "`case list --view` lists its cases."
    ),
    examples=("griddesk views save 西兴超时 'grid:西兴街道 late'",),
)
def save(
    context: typer.Context,
    name: Name,
    line: Annotated[str, typer.Argument(metavar="FILTER", help=N_("The filter, as one argument."))],
) -> None:
    """Save a view."""
    with opened(context) as shop:
        read_filter(context, shop, line)
        view = SavedViews(shop.scope.login).save(name, line)
    talk(_("Saved %(view)s: %(filter)s") % {"view": view.name, "filter": view.line})


@app.verb("remove", N_("Forget a saved view."), examples=("griddesk views remove 西兴超时",))
def remove(context: typer.Context, name: Name) -> None:
    """Remove a view."""
    with opened(context) as shop:
        view = SavedViews(shop.scope.login).remove(name)
    talk(_("Removed %(view)s.") % {"view": view.name})


_COLUMNS: tuple[Column[Counted], ...] = (
    Column("name", lambda row: row.view.name, N_("View"), lambda row: row.view.title),
    Column("filter", lambda row: row.view.line, N_("Filter")),
    count_column("cases", lambda row: row.cases, N_("Cases")),
    Column("saved", lambda row: not row.view.ready_made),
)
