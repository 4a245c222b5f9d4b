"""What was asked for beside the command itself: options that every command understands.

They may stand before the noun and behind any command; the last one said wins.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import typer
from typer.core import TyperOption

from console.cli.values import moment
from console.present.words import _
from core.kernel.words import N_


class Format(StrEnum):
    """How data are written."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MARKDOWN = "md"
    HTML = "html"
    XLSX = "xlsx"


LISTS: Final = (Format.TABLE, Format.JSON, Format.JSONL, Format.CSV)
"""What every command that tells data can write; only reports are documents besides."""
DOCUMENTS: Final = (*LISTS, Format.MARKDOWN, Format.HTML, Format.XLSX)


@dataclass(slots=True)
class Asked:
    """The common options of one run, filled in while the command line is read."""

    db: str | None = None
    operator: str | None = None
    lang: str | None = None
    as_at: datetime | None = None
    format: Format = Format.TABLE
    bom: bool = False

    @property
    def json_errors(self) -> bool:
        """Say whether errors are to be written for a program."""
        return self.format in {Format.JSON, Format.JSONL}

    def glance(self, arguments: Sequence[str]) -> None:
        """Find language and format before the command line is understood.

        An error in it must already be told in the right language and form.
        """
        for name, value in _said(arguments):
            if name == "--lang":
                self.lang = value
            elif name == "--format" and value in tuple(Format):
                self.format = Format(value)


def _said(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    for place, argument in enumerate(arguments):
        if argument == "--":
            return
        name, sign, value = argument.partition("=")
        if sign:
            yield name, value
        elif place + 1 < len(arguments):
            yield name, arguments[place + 1]


def asked(context: typer.Context) -> Asked:
    """Return what was asked for in this run."""
    found = context.find_root().obj
    if not isinstance(found, Asked):
        msg = "the command line was started without a place for its common options"
        raise TypeError(msg)
    return found


def _keep(context: Any, parameter: Any, value: object) -> object:
    if value is not None and value is not False and not context.resilient_parsing:
        setattr(asked(context), parameter.name, value)
    return value


def _format_among(known: Sequence[Format]) -> Callable[[str], Format]:
    """Return a reader of formats; the table of a list is the text of a report."""

    def read(value: str) -> Format:
        if value == "text":
            return Format.TABLE
        if value in tuple(known):
            return Format(value)
        raise typer.BadParameter(no_format(value, known))

    return read


def no_format(value: str, known: Sequence[Format]) -> str:
    """Say that a command cannot write a format, and what it can."""
    return _("%(value)s is no format; choose one of %(known)s.") % {
        "value": value,
        "known": ", ".join(known),
    }


def _lang(value: str) -> str:
    if value.lower().startswith(("zh", "en")):
        return value
    raise typer.BadParameter(
        _("%(value)s is no language GridDesk speaks; choose zh or en.") % {"value": value}
    )


class CommonOption(TyperOption):
    """An option that every command has; shown apart in the help."""


def _option(name: str, *flags: str, **more: Any) -> CommonOption:
    return CommonOption(
        param_decls=[name, *flags], expose_value=False, is_eager=True, callback=_keep, **more
    )


def _converted(convert: Any) -> Any:
    from typer._click.types import FuncParamType

    return FuncParamType(convert)


LANGUAGES: Final = ("zh", "en")


_FORMATS_TOLD: Final = {
    LISTS: N_("How to write data: table, json, jsonl or csv."),
    DOCUMENTS: N_("How to write it: text, json, jsonl, csv, md, html or xlsx."),
}


def common_options(
    known: Sequence[Format] = tuple(Format), told: Sequence[Format] = LISTS
) -> list[CommonOption]:
    """Return the options that every command has; ``known`` are the formats it understands."""
    return [
        _option(
            "db",
            "--db",
            metavar="URL",
            help=N_("The database: a file ending in .db, sqlite:///… or postgresql://…"),
        ),
        _option("operator", "--as", metavar="LOGIN", help=N_("Who you are at this desk.")),
        _option(
            "format",
            "--format",
            metavar="FORMAT",
            type=_converted(_format_among(known)),
            autocompletion=lambda *_: list(known),
            help=_FORMATS_TOLD[tuple(told)],
        ),
        _option("bom", "--bom", is_flag=True, help=N_("Begin CSV with a mark for spreadsheets.")),
        _option(
            "as_at",
            "--as-at",
            metavar="TIME",
            type=_converted(moment),
            help=N_("Look at figures and timers as of this moment, as 2026-09-30T15:00."),
        ),
        _option(
            "lang",
            "--lang",
            metavar="zh|en",
            type=_converted(_lang),
            autocompletion=lambda *_: list(LANGUAGES),
            help=N_("The language to speak."),
        ),
    ]
