"""The night's report, as files for the morning."""

from datetime import timedelta

from console.scheduler.files import written_whole
from console.scheduler.job import Task, Worked, folder_of


def nightly(task: Task) -> Worked:
    """Draw the report of the day that ended before the window, as at the window.

    Drawn again, the same data give the same bytes at the same place: a run that was killed
    before it was written down leaves nothing double.
    """
    shop, at = task.shop, task.window.at
    day = at.astimezone(shop.zone).date() - timedelta(days=1)
    folder = folder_of(shop, "reports", shop.settings.reports)
    files = task.draw_report(shop, day, at)
    for ending, content in files.items():
        name = f"nightly-{shop.scope.district_code}-{day}.{ending}"
        # It quotes what people wrote of others; whoever hands it on decides to whom.
        with written_whole(folder / name, private=True) as part:
            part.write_bytes(content)
    return Worked({"day": day.isoformat(), "files": len(files), "folder": str(folder)})
