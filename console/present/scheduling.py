"""What the scheduler has on record, in words."""

import json
from typing import Any, Final

from console.present.vocabulary import sentence
from console.present.words import _
from core.kernel.errors import CoreError
from core.kernel.text import neutralise
from core.kernel.words import N_

WINDOW_STATES: Final = {
    "done": N_("done"),
    "failed": N_("has failed"),
    "never": N_("not yet"),
    "idle": N_("not here"),
}

_RESULTS: Final = {
    "done": N_("done"),
    "refused": N_("refused"),
    "day": N_("day"),
    "files": N_("files"),
    "folder": N_("folder"),
    "file": N_("in file"),
    "bytes": N_("bytes"),
    "removed": N_("removed"),
    "cases": N_("cases verified"),
    "entries": N_("entries"),
    "days": N_("days counted"),
    "months": N_("months counted"),
    "hash": N_("hash"),
    "windows": N_("windows"),
    "mappings": N_("mappings"),
    "sent": N_("sent"),
    "withdrawn": N_("withdrawn"),
    "unmapped": N_("cannot be sent"),
    "still_unmapped": N_("still cannot be sent"),
    "audit": N_("audit entries"),
    "fault": N_("mistake of the program"),
}


_HASH_CELLS: Final = 12
"""How much of a hash people are shown; `griddesk history seals` has them whole."""


def result_words(result: dict[str, Any]) -> str:
    """Say what came of a window; a failure in its own sentence."""
    if "error" in result:
        return sentence(CoreError(result["error"], **result.get("params", {})))
    told = (
        f"{_(_RESULTS.get(name, name))} {_value(name, value)}" for name, value in result.items()
    )
    return " · ".join(told)


def read_result(stored: str) -> dict[str, Any]:
    """Read what came of a window, as it is stored."""
    read: dict[str, Any] = json.loads(stored)
    return read


def _value(name: str, value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    said = neutralise(str(value))
    return f"{said[:_HASH_CELLS]}…" if name == "hash" else said
