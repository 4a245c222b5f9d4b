"""The help of a command, laid out in terminal cells and in the operator's language."""

import shutil
from collections.abc import Iterable, Iterator
from typing import Any, Final

from console.cli.asked import CommonOption
from console.present.words import _
from core.kernel.text import fold, pad, width
from core.kernel.words import N_

WIDEST: Final = 100
"""Cells beyond which a line of help is hard to read."""

OF_TYPER: Final = (
    N_("Show this message and exit."),
    N_("Install completion for the current shell."),
    N_("Show completion for the current shell, to copy it or customize the installation."),
)
"""What Typer's own options say, marked here so that they are translated too."""

_MARGIN: Final = "  "
_WIDEST_NAMES: Final = 34


def command_help(command: Any, context: Any) -> str:
    """Return the help of one verb."""
    return _joined(_head(command, context), _options(command, context), _examples(command))


def group_help(group: Any, context: Any, verbs: tuple[tuple[str, str], ...]) -> str:
    """Return the help of a noun or of the whole: of each verb the first line."""
    # Cut when it is translated: the catalogue knows the text as a whole.
    lines = ((name, _(about).partition("\n")[0]) for name, about in verbs)
    commands = _section(_("Commands:"), lines)
    return _joined(_head(group, context), commands, _options(group, context), _examples(group))


def _joined(*parts: Iterable[str]) -> str:
    return "\n".join(line for part in parts for line in part) + "\n"


def _cells() -> int:
    return min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)


def _head(command: Any, context: Any) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    yield _("Usage: %(usage)s") % {"usage": f"{context.command_path} {pieces}"}
    yield ""
    about = command.help or ""
    for paragraph in _(about).split("\n"):
        yield from (_MARGIN + line for line in fold(paragraph, _cells() - len(_MARGIN)))


def _options(command: Any, context: Any) -> Iterator[str]:
    parameters = command.get_params(context)
    common = [one for one in parameters if isinstance(one, CommonOption)]
    own = [one for one in parameters if one not in common and one.opts[0] != "--help"]
    helping = [one for one in parameters if one.opts[0] == "--help"]
    arguments = [one for one in own if one.param_type_name == "argument"]
    options = [one for one in own if one.param_type_name == "option"]
    yield from _section(_("Arguments:"), map(_record, arguments))
    yield from _section(_("Options:"), map(_record, options))
    yield from _section(_("Options of every command:"), map(_record, [*common, *helping]))


def _record(parameter: Any) -> tuple[str, str]:
    about = _(parameter.help) if getattr(parameter, "help", None) else ""
    if parameter.param_type_name == "argument":
        return parameter.make_metavar(None) if not parameter.metavar else parameter.metavar, about
    names = ", ".join([*parameter.opts, *parameter.secondary_opts])
    if not parameter.is_flag and parameter.metavar:
        names += f" {parameter.metavar}"
    if parameter.required:
        about = _("%(about)s (required)") % {"about": about}
    return names, about


def _section(title: str, records: Iterable[tuple[str, str]]) -> Iterator[str]:
    rows = list(records)
    if not rows:
        return
    yield ""
    yield title
    names = min(max(width(name) for name, _about in rows), _WIDEST_NAMES)
    room = max(_cells() - names - 2 * len(_MARGIN) - 2, 20)
    for name, about in rows:
        first, *rest = fold(about, room)
        if width(name) > names:
            yield _MARGIN + name
            name = ""  # noqa: PLW2901  its explanation goes on the next line
        yield f"{_MARGIN}{pad(name, names)}  {first}".rstrip()
        yield from (f"{_MARGIN}{' ' * names}  {line}" for line in rest)


def _examples(command: Any) -> Iterator[str]:
    if command.epilog:
        yield ""
        yield _("Examples:")
        yield from (_MARGIN + line for line in command.epilog.split("\n"))
