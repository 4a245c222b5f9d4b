"""How the command line is put together.

Commands know the common options, nouns load only when asked for, and help is in the
operator's language.

Typer reads the functions; these classes take the place of its own so that words are looked
up when shown, widths are counted in cells, and a mistake is told in one sentence.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from console.cli.asked import LISTS, CommonOption, Format, asked, common_options, no_format
from console.cli.help import command_help, group_help
from console.present.words import _

Function = TypeVar("Function", bound=Callable[..., Any])


class DeskCommand(TyperCommand):
    """One verb; ``formats`` are those it can write."""

    formats: Sequence[Format] = LISTS

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.params = [*self.params, *common_options(self.formats, self.formats)]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments; one too many is told in our words."""
        # Let Click keep what is left over, to tell it in the operator's language.
        ctx.allow_extra_args = True
        rest: list[str] = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            misunderstood(
                ctx,
                _("There is one word too many: %(word)s.") % {"word": ctx.args[0]},
            )
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Carry the verb out; what it wrote is on its way before it counts as done."""
        wanted = asked(ctx).format
        if wanted not in self.formats:  # said before the verb was known
            misunderstood(ctx, f"--format: {no_format(wanted, self.formats)}")
        ended = super().invoke(ctx)
        sys.stdout.flush()
        return ended

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this verb."""
        formatter.write(command_help(self, ctx))


class DeskGroup(TyperGroup):
    """A noun with its verbs."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.params = [*self.params, *common_options()]

    def short_helps(self, ctx: Any) -> Iterator[tuple[str, str]]:
        """Yield each verb with what is said about it, without a language yet."""
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                yield name, command.help or ""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of this noun."""
        formatter.write(group_help(self, ctx, tuple(self.short_helps(ctx))))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the verb; an unknown one is told with what comes close to it."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing:
            self._unknown(ctx, name)
        return name if command else None, command, args[1:]

    def _unknown(self, ctx: Any, name: str) -> NoReturn:
        close = get_close_matches(name, self.list_commands(ctx), n=1)
        message = _("%(command)s has no %(name)s.") % {"command": ctx.command_path, "name": name}
        if close:
            from console.cli.exits import side_by_side

            message = side_by_side(message, _("Did you mean %(close)s?") % {"close": close[0]})
        misunderstood(ctx, message)


class LazyGroup(DeskGroup):
    """The root: knows its nouns by name and loads the module of one when it is used.

    ``nouns`` leads from a name to the module that holds its ``app`` and a line about it.
    """

    nouns: Mapping[str, tuple[str, str]] = {}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  Click's signature
        """Return the names of all nouns."""
        return list(self.nouns)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  Click's signature
        """Load the module of a noun."""
        if cmd_name not in self.nouns:
            return None
        module = import_module(self.nouns[cmd_name][0])
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    def short_helps(self, ctx: Any) -> Iterator[tuple[str, str]]:  # noqa: ARG002  as above
        """Yield each noun with its line, loading none."""
        for name, (_module, line) in self.nouns.items():
            yield name, line

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete a noun without loading any."""
        from typer._click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=_(line))
            for name, line in self.short_helps(ctx)
            if name.startswith(incomplete)
        ]
        return found or super(TyperGroup, self).shell_complete(ctx, incomplete)


class Noun(typer.Typer):
    """A Typer whose commands are ours; one command makes a verb of its own."""

    def __init__(self, *, help: str | None = None, **more: Any) -> None:  # noqa: A002  Typer's word
        super().__init__(
            cls=more.pop("cls", DeskGroup),
            no_args_is_help=True,
            help=help,
            add_completion=more.pop("add_completion", False),
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            **more,
        )

    def verb(
        self,
        name: str,
        about: str,
        examples: Sequence[str] = (),
        cls: type[DeskCommand] = DeskCommand,
    ) -> Callable[[Function], Function]:
        """Make a function the verb ``name``.

        Args:
            name: as typed.
            about: what it does; its first line stands in the list of verbs.
            examples: whole command lines, to be shown below the options.
            cls: how its arguments are read.
        """
        return self.command(name, cls=cls, help=about, epilog="\n".join(examples))


def misunderstood(ctx: Any, message: str) -> NoReturn:
    """Refuse the command line itself."""
    from typer._click.exceptions import UsageError

    raise UsageError(message, ctx)


__all__ = ["CommonOption", "DeskCommand", "DeskGroup", "LazyGroup", "Noun", "misunderstood"]
