"""What was said of the columns of a file, kept for the next file with the same headers."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from console.cli.aside import without_reasons

FILE: Final = "columns.json"


class ColumnProfiles:
    """The profiles of one kind of import, in a file of the user's.

    A profile is found by the set of its headers, in whatever order they stand; the reasons
    beside rows that were refused are no header of theirs. A file of profiles that cannot be
    read is as good as none: the columns are then said again.
    """

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._path = folder / FILE
        self._kept: dict[str, Any] | None = None

    def recall(self, header: Sequence[str]) -> Mapping[str, str] | None:
        """Return what leads from headers to fields, if it was said of these headers."""
        if self._kept is None:
            self._kept = self._read()
        profile = self._kept.get(self._key(header))
        return profile["map"] if profile else None

    def keep(self, header: Sequence[str], said: Mapping[str, str]) -> None:
        """Remember what was ``said`` of a header, in place of what was said before."""
        profiles = self._read()
        profiles[self._key(header)] = {"headers": [*filter(None, header)], "map": dict(said)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps(profiles, ensure_ascii=False, indent=1), "utf-8")
        beside.replace(self._path)

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _key(self, header: Sequence[str]) -> str:
        names = sorted({" ".join(cell.split()) for cell in without_reasons(header)} - {""})
        return f"{self._kind} {hashlib.sha256(json.dumps(names).encode()).hexdigest()[:16]}"
