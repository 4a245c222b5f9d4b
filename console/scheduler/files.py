"""Writing a file whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.kernel.errors import Unavailable
from core.kernel.words import N_


@contextmanager
def written_whole(target: Path, *, private: bool = False) -> Iterator[Path]:
    """Hand out a file to write beside ``target``, and put it in its place when that is done.

    Whoever looks sees the old file or the new one, also after a power cut. What is ``private``
    can be read by its owner alone.

    Raises:
        Unavailable: the folder cannot be written to.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        part.touch(mode=0o600 if private else 0o666)  # less what the umask takes
        yield part
        _to_disk(part)
        part.replace(target)
        _to_disk(target.parent)
    except OSError as error:
        raise Unavailable(
            N_("%(file)s cannot be written: %(why)s."), file=str(target), why=error.strerror or ""
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
