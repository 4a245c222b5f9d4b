"""What Typer found wrong with a command line, as one sentence in the operator's language."""

import sys
from collections.abc import Callable
from typing import Any, Final

from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)

from console.cli.asked import Asked
from console.cli.exits import ExitCode, side_by_side, tell_usage
from console.present.filters import Understood
from console.present.words import _
from core.kernel.text import neutralise, width


class FilterMisread(UsageError):
    """A word of a filter is not understood."""

    def __init__(self, understood: Understood, line: str, context: Any) -> None:
        super().__init__(understood.trouble, context)
        self.start = understood.start
        self.end = understood.end
        self.line = line

    def pointed_at(self) -> str:
        """Return the line with the word marked below it, in cells of the terminal."""
        before, word = self.line[: self.start], self.line[self.start : self.end]
        space, mark = (width(neutralise(part)) for part in (before, word))
        return f"  {neutralise(self.line)}\n  {' ' * space}{'^' * max(mark, 1)}"


def tell_misunderstanding(error: ClickException, asked: Asked) -> ExitCode:
    """Say what was not understood and where help is, and return how to exit."""
    if isinstance(error, NoArgsIsHelpError):
        sys.stderr.write(error.message)
        return ExitCode.USAGE
    message = neutralise(_sentence(error))
    if isinstance(error, FilterMisread):
        if asked.json_errors:
            return tell_usage(message, as_json=True, at=(error.start, error.end))
        return tell_usage(f"{message}\n{error.pointed_at()}", as_json=False)
    context: Any = getattr(error, "ctx", None)
    if context is not None and not asked.json_errors:
        more = _("See %(command)s --help.") % {"command": context.command_path}
        message = side_by_side(message, more)
    return tell_usage(message, as_json=asked.json_errors)


def _sentence(error: ClickException) -> str:
    said = next((say(error) for kind, say in _SENTENCES if isinstance(error, kind)), None)
    if said is not None:
        return said
    if error.message == "Missing command.":
        return _("Say what is to be done.")
    return error.message


def _missing(error: Any) -> str:
    return _("%(name)s is missing.") % {"name": _name_of(error.param)}


def _no_such_option(error: Any) -> str:
    said = _("There is no option %(option)s here.") % {"option": error.option_name}
    if error.possibilities:
        close = ", ".join(sorted(error.possibilities))
        return side_by_side(said, _("Did you mean %(close)s?") % {"close": close})
    return said


def _bad_usage(error: Any) -> str:
    if "does not take a value" in error.message:
        return _("The option %(option)s takes no value.") % {"option": error.option_name}
    return _("The option %(option)s needs a value.") % {"option": error.option_name}


def _bad_value(error: Any) -> str:
    return f"{_name_of(error.param)}: {error.message}" if error.param else str(error.message)


_SENTENCES: Final[tuple[tuple[type[ClickException], Callable[[Any], str]], ...]] = (
    (MissingParameter, _missing),
    (NoSuchOption, _no_such_option),
    (BadOptionUsage, _bad_usage),
    (BadParameter, _bad_value),
)
"""From what Typer raises to what is said; the more exact kinds first."""


def _name_of(parameter: Any) -> str:
    if parameter is None:
        return ""
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name.upper())
