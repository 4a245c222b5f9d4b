"""Files that may tell of people: a new one can be read and written by its owner alone.

One that is there keeps its mode: whoever lets others read it has decided so.
"""

import os
import stat
from pathlib import Path
from typing import TextIO

OWNER_ALONE = 0o600


def open_private(path: Path, *, anew: bool = False, encoding: str = "utf-8") -> TextIO:
    """Open a file to be written from its beginning, new lines as they come.

    Args:
        path: where.
        anew: whether one that is there is an error.
        encoding: of the text.

    Raises:
        OSError: it cannot be opened, or is there and should not be.
    """
    flags = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if anew else os.O_TRUNC)
    return os.fdopen(os.open(path, flags, OWNER_ALONE), "w", encoding=encoding, newline="")


def mode_for(path: Path) -> int:
    """Return the mode for what takes the place of a file, or is new there."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return OWNER_ALONE
