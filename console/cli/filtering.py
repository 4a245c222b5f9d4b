"""The filter language on the command line; see `console.present.filters`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli.grammar import DeskCommand
from console.present.filters import Understood, understand
from console.present.names import Names, read_names
from core.cases.rows import CaseFilter
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop

Terms = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILTER",
        help=N_(
            "A filter as on the screen: tier:3,4 late unit:cgj -source:12345 text. "
            "An option below takes the place of the same word here."
        ),
    ),
]
ViewName = Annotated[
    str | None,
    typer.Option("--view", metavar="NAME", help=N_("The filter of a view; FILTER narrows it.")),
]


class FilterCommand(DeskCommand):
    """A verb with a filter, in which a word may begin with a hyphen: ``-source:12345``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Leave words with one hyphen to the filter; two are a mistaken option."""
        from typer._click.exceptions import NoSuchOption

        # Click uses the list up.
        before = args[: args.index("--")] if "--" in args else [*args]
        ctx.ignore_unknown_options = True
        rest = super().parse_args(ctx, args)
        known = [option for each in self.params for option in each.opts]
        for word in ctx.params.get("terms") or ():
            if word.startswith("--") and word in before:
                raise NoSuchOption(word, possibilities=get_close_matches(word, known, n=1), ctx=ctx)
        return rest


def wanted_by(
    context: typer.Context,
    shop: "Shop",
    terms: Sequence[str] | None,
    view: str | None,
    options: Mapping[str, Any],
) -> CaseFilter:
    """Return the filter of a view, of the words of the command line and of its options.

    ``options`` that are given take the place of the same part of the line.

    Raises:
        NotFound: there is no such view.
        FilterMisread: a word is not understood.
    """
    from console.saved_views import SavedViews

    words = " ".join(terms or ())
    line = f"{SavedViews(shop.scope.login).find(view).line} {words}".strip() if view else words
    wanted = read_filter(context, shop, line)
    return replace(wanted, **{name: value for name, value in options.items() if value})


def read_filter(context: typer.Context, shop: "Shop", line: str) -> CaseFilter:
    """Understand a filter line, or refuse the command and point at the word.

    Raises:
        FilterMisread: a word is not understood.
    """
    understood = understood_in(shop, line)
    if understood.trouble:
        from console.cli.misunderstanding import FilterMisread

        raise FilterMisread(understood, line, context)
    return understood.wanted


def understood_in(shop: "Shop", line: str) -> Understood:
    """Read a filter line; the names of the district are looked up only if it has any."""
    now = shop.clock()
    understood = understand(line, now, shop.zone)
    if not understood.by_name:
        return understood
    names = read_names(shop.registry, now.astimezone(shop.zone).date())
    return understand(line, now, shop.zone, Names(names))
