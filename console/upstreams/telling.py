"""What a run did, in words and for programs."""

from typing import Any

from console.present.words import _, _n
from console.upstreams.files import files_object
from console.upstreams.running import Ran


def ran_words(ran: Ran, *, dry_run: bool) -> str:
    """Say in a sentence what a run did, or would do."""
    counts = {
        "mapping": ran.mapping,
        "run": ran.run,
        "new": f"{ran.new:,}",
        "changed": f"{ran.changed:,}",
        "withdrawn": f"{ran.withdrawn:,}",
        "unmapped": f"{ran.unmapped:,}",
    }
    if dry_run:
        told = _(
            "%(mapping)s would send %(new)s new, %(changed)s changed, %(withdrawn)s withdrawn; "
            "%(unmapped)s cannot be sent. Nothing was written."
        )
    elif ran.run is None:
        told = _("%(mapping)s: there is nothing new to send; nothing was written.")
    else:
        told = _(
            "%(mapping)s, run %(run)s: %(new)s new, %(changed)s changed, %(withdrawn)s withdrawn; "
            "%(unmapped)s cannot be sent."
        )
    if not ran.still_unmapped:
        return told % counts
    still = _n(
        "%(n)s record still cannot be sent, as told before.",
        "%(n)s records still cannot be sent, as told before.",
        ran.still_unmapped,
    )
    return f"{told % counts} {still}"


def ran_object(ran: Ran) -> dict[str, Any]:
    """Return a run as programs read it."""
    return {
        "mapping": ran.mapping,
        "area": ran.area,
        "run": ran.run,
        "whole": ran.whole,
        "new": ran.new,
        "changed": ran.changed,
        "withdrawn": ran.withdrawn,
        "unmapped": ran.unmapped,
        "still_unmapped": ran.still_unmapped,
        "unchanged": ran.unchanged,
        "manifest": str(ran.manifest) if ran.manifest else None,
        "files": files_object(ran.files),
    }
