"""Widgets that show what was typed, so that it can be kept out of a recording."""

from collections.abc import Sequence

from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Input, TextArea


class ShowsTyped(Widget):
    """Paints through the filters that the application lays over what was typed.

    Stands last among the bases of a class: styles come from the first.
    """

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of every widget, and those of what was typed."""
        return [*super().get_line_filters(), *getattr(self.app, "over_typed", ())]


class Entry(Input, ShowsTyped):
    """One line to type in."""


class Page(TextArea, ShowsTyped):
    """Several lines to type in."""
