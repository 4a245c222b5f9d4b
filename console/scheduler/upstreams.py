"""What is sent to the platforms above, every night."""

from console.scheduler.job import Task, Worked
from console.upstreams.mappings import all_mappings
from console.upstreams.running import Order, run_mapping, sent_folder
from core.kernel.errors import CoreError
from core.upstreams.mapping import Mapping


def upstreams(task: Task) -> Worked:
    """Run every mapping of the configured folder; figures are of the period before the window.

    Each run stands by itself with its own row, so that a window that is worked on again finds
    nothing left to send. One mapping that fails does not keep the others; then the window fails
    with its sentence, and is tried again.
    """
    shop = task.shop
    folder = sent_folder(shop.settings)
    counted = {"mappings": 0, "sent": 0, "withdrawn": 0, "unmapped": 0, "still_unmapped": 0}
    trouble: CoreError | None = None
    for found in all_mappings(shop.settings):
        if found.example or not task.held():
            continue
        try:
            ran = run_mapping(
                shop, _readable(found.mapping, found.trouble), Order(folder, task.window.at)
            )
        except CoreError as error:
            trouble = trouble or error
            continue
        counted["mappings"] += 1
        counted["sent"] += ran.new + ran.changed
        counted["withdrawn"] += ran.withdrawn
        counted["unmapped"] += ran.unmapped
        counted["still_unmapped"] += ran.still_unmapped
    if trouble:
        raise trouble
    return Worked(counted)


def _readable(mapping: Mapping | None, trouble: CoreError | None) -> Mapping:
    if mapping is None:
        assert trouble is not None  # noqa: S101  one or the other
        raise trouble
    return mapping
