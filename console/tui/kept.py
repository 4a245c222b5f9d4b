"""What is kept for an operator from one session to the next, in a file of their own."""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from console.settings import state_folder


class Kept:
    """One file of one operator.

    Args:
        login: whose it is.
        name: what it is about, such as the form whose draft it holds.
        folder: which folder below the state folder.
    """

    def __init__(self, login: str, name: str, folder: str = "kept") -> None:
        owner = "".join(c if c.isalnum() or c in "-_" else "_" for c in login)
        self._path: Path = state_folder() / folder / f"{owner}.{name}.json"

    def load(self) -> dict[str, Any]:
        """Return what was kept, or nothing."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def keep(self, values: dict[str, Any]) -> None:
        """Keep ``values``; a disk that cannot be written must not hinder the work."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._path.with_suffix(".new")
            # For its owner only: a report has names and telephone numbers in it.
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(values, file, ensure_ascii=False)
            beside.replace(self._path)

    def drop(self) -> None:
        """Forget what was kept."""
        with contextlib.suppress(OSError):
            self._path.unlink()
