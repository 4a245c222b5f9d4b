"""Painting on the terminal and into the recording at the same time."""

from collections.abc import Iterable

from rich.segment import Segment
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter

from console.recording.cast import CastWriter
from console.recording.veil import veiled
from console.terminal import TerminalDriver


def recording_driver(cast: CastWriter) -> type[Driver]:
    """Return a driver of Textual that paints into ``cast`` too; keys are not recorded."""

    class RecordingDriver(TerminalDriver):
        """The terminal, and the recording beside it."""

        _recorded_size: tuple[int, int] | None = None

        def write(self, data: str) -> None:
            """Paint."""
            size = self._get_terminal_size()
            if self._recorded_size not in {None, size}:
                cast.resized(*size)
            self._recorded_size = size
            cast.painted(data)
            super().write(data)

    return RecordingDriver


class VeilTyped(LineFilter):
    """Veils whatever a widget paints; for those that show what was typed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments in signs that say nothing."""
        return [*self._veiled(segments)]

    @staticmethod
    def _veiled(segments: Iterable[Segment]) -> Iterable[Segment]:
        return (Segment(veiled(text), style, control) for text, style, control in segments)
