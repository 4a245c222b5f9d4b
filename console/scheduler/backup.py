"""The backup of an SQLite file; of PostgreSQL its own tools make one."""

from pathlib import Path
from typing import Final

from console.scheduler.files import written_whole
from console.scheduler.job import Task, Worked, folder_of
from storage.backup import copy_whole

ENDING: Final = ".backup.db"


def backup(task: Task) -> Worked:
    """Copy the database while desks write, and remove the oldest copies beyond those kept."""
    shop = task.shop
    folder = folder_of(shop, "backups", shop.settings.backups)
    prefix = f"{shop.database.location.file.stem}-{shop.scope.district_code}-"
    at = task.window.at.astimezone(shop.zone)
    target = folder / f"{prefix}{at:%Y%m%dT%H%M}{ENDING}"
    with written_whole(target, private=True) as part:
        copy_whole(shop.database, part)
    removed = _remove_oldest(folder, prefix, keep=shop.settings.keep_backups)
    return Worked({"file": str(target), "bytes": target.stat().st_size, "removed": removed})


def _remove_oldest(folder: Path, prefix: str, *, keep: int) -> int:
    copies = sorted(path for path in folder.glob(f"*{ENDING}") if path.name.startswith(prefix))
    oldest = copies[: max(0, len(copies) - keep)] if keep else []
    for path in oldest:
        path.unlink(missing_ok=True)
    return len(oldest)
