"""Where the files of tests lie."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

ROOM: Final = 2 << 30
"""Free bytes below which tests keep off a file system in memory."""


def quickest_folder() -> Path:
    """Return a folder in memory where there is one.

    Making a PostgreSQL database copies 300 files, and an SQLite one waits for the disk at every
    commit.
    """
    memory = Path("/dev/shm")  # noqa: S108  world-writable as /tmp is; a folder of our own inside
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    return memory if roomy and os.access(memory, os.W_OK) else Path(tempfile.gettempdir())
