"""Views: filter lines with a name, and those that are ready-made."""

from dataclasses import dataclass
from typing import Final

from console.present.terms import parse, spelled
from console.present.words import _
from core.kernel.words import N_


@dataclass(frozen=True, slots=True)
class View:
    """A filter line with a name; the name of a ready-made one is translated when shown."""

    name: str
    line: str
    ready_made: bool = False

    @property
    def title(self) -> str:
        """The name in the language spoken now."""
        return _(self.name) if self.ready_made else self.name

    @property
    def said(self) -> str:
        """The line written in the one way that lines are compared by."""
        return written(self.line)


READY_MADE: Final = tuple(
    View(name, line, ready_made=True)
    for name, line in (
        (N_("Late"), "late"),
        (N_("Due today"), "today"),
        (N_("To accept"), "state:reported"),
        (N_("To dispatch"), "state:filed"),
        (N_("To receive"), "state:dispatched"),
        (N_("Handling"), "state:handling"),
        (N_("To check"), "state:resolved"),
    )
)


def written(line: str) -> str:
    """Return a filter line with one space between terms and no full-width signs."""
    return spelled(parse(line))
