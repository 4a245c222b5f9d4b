"""How a command ends: exit codes, and errors told in one sentence on standard error."""

import sys
from enum import IntEnum
from typing import Any

from console.cli.output import json_text
from console.present.vocabulary import FIELDS, field_sentences, sentence, word
from console.present.words import _, in_chinese
from core.kernel.errors import (
    Conflict,
    CoreError,
    Corrupt,
    Forbidden,
    Invalid,
    Unavailable,
    WrongState,
)


class ExitCode(IntEnum):
    """What a script can rely on."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    UNAVAILABLE = 3
    REFUSED = 4
    FORBIDDEN = 5
    CONFLICT = 6
    SILENT = 7
    INTERRUPTED = 130


def exit_code_of(error: CoreError) -> ExitCode:
    """Return the exit code for an error of the desk; what is corrupt counts as a fault."""
    for kind, code in (
        (Forbidden, ExitCode.FORBIDDEN),
        (Conflict, ExitCode.CONFLICT),
        (Unavailable, ExitCode.UNAVAILABLE),
        (Corrupt, ExitCode.FAULT),
    ):
        if isinstance(error, kind):
            return code
    return ExitCode.REFUSED


def error_object(error: CoreError) -> dict[str, Any]:
    """Return an error as scripts read it: code, message, and what is wrong with which field."""
    told: dict[str, Any] = {
        "code": error.code,
        "message": sentence(error),
        "fields": field_sentences(error.faults) if isinstance(error, Invalid) else {},
    }
    if isinstance(error, WrongState):
        told["allowed"] = [str(verb) for verb in error.allowed]
    return told


def tell_error(error: CoreError, *, as_json: bool) -> ExitCode:
    """Say on standard error what went wrong and return how to exit."""
    told = error_object(error)
    if as_json:
        _tell_object(told)
    else:
        _tell_text(told["message"])
        for field, reason in told["fields"].items():
            if reason != told["message"]:
                talk(f"  {_named(field)}: {reason}")
    return exit_code_of(error)


def _named(field: str) -> str:
    """Name what is wrong: a field, or ``line 3`` of a file."""
    what, space, number = field.partition(" ")
    if space and what == "line":
        return _("line %(line)s") % {"line": number}
    return word(FIELDS, field)


def tell_usage(message: str, *, as_json: bool, at: tuple[int, int] | None = None) -> ExitCode:
    """Say that the command was not understood; ``at`` is where in a filter the word stands."""
    if as_json:
        told: dict[str, Any] = {"code": "usage", "message": message, "fields": {}}
        _tell_object(told | ({"at": {"start": at[0], "end": at[1]}} if at else {}))
    else:
        _tell_text(message)
    return ExitCode.USAGE


def tell_fault(fault_id: str, log: str, *, as_json: bool) -> ExitCode:
    """Say that the program itself is at fault, with the id under which it was logged."""
    message = _(
        "GridDesk has made a mistake and stopped. Please report it with the id %(id)s; the "
        "details are in %(log)s."
    ) % {"id": fault_id, "log": log}
    if as_json:
        _tell_object({"code": "fault", "message": message, "fields": {}, "id": fault_id})
    else:
        _tell_text(message)
    return ExitCode.FAULT


def side_by_side(first: str, second: str) -> str:
    """Join two sentences; Chinese has no space between them."""
    return first + second if in_chinese() else f"{first} {second}"


def talk(message: str) -> None:
    """Say something beside the data: progress, counts, what to do next."""
    sys.stderr.write(message + "\n")


def _tell_text(message: str) -> None:
    talk(_("Error: %(message)s") % {"message": message})


def _tell_object(told: dict[str, Any]) -> None:
    talk(json_text({"error": told}))
