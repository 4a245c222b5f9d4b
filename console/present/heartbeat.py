"""Whether the timers run, in words."""

from console.present.times import span_words
from console.present.words import _
from core.scheduling.heartbeat import Heartbeat, TimersState


def timers_words(beat: Heartbeat) -> str:
    """Say whether the timers run, to stand behind the word "timers"."""
    if beat.state is TimersState.SILENT:
        return _("silent for %(span)s") % {"span": span_words(beat.silent_for)}
    if beat.state is TimersState.RUNNING:
        return _("running")
    return _("have never run here")
