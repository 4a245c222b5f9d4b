"""Faults, the mistakes of the program itself: an id for the operator, the traceback on file.

The log has the code's own lines and the kinds of errors, never their messages: those may
quote a name, a phone or a whole statement with its parameters.
"""

import secrets
import traceback
from datetime import UTC, datetime
from typing import Final

from console.settings import state_folder

LOG: Final = "faults.log"
LARGEST: Final = 5_000_000
"""Bytes after which the log is begun anew; the old one is kept beside it."""


def record_fault(error: BaseException) -> str:
    """Write ``error`` to the log and return its id; a log that cannot be written is let be."""
    fault_id = secrets.token_hex(4)
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} fault {fault_id}\n"]
    lines += _told(error)
    try:
        folder = state_folder()
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / LOG
        if log.exists() and log.stat().st_size > LARGEST:
            log.replace(log.with_suffix(".log.1"))
        with log.open("a", encoding="utf-8") as file:
            file.writelines([*lines, "\n"])
    except OSError:
        pass
    return fault_id


def _told(error: BaseException) -> list[str]:
    lines: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        kind = type(link)
        lines.append(f"{kind.__module__}.{kind.__qualname__}\n")
        lines += traceback.format_tb(link.__traceback__)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return lines
