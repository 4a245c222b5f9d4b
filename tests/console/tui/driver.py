"""Drives the desk so that a test reads like what an operator does and sees."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, TypeVar

from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from console.tui.app import DeskApp
from console.tui.dialogs.form import Form
from console.tui.ink import Lines
from console.tui.screens.admin import AdminScreen
from console.tui.screens.calendar import CalendarScreen
from console.tui.screens.inbox import InboxScreen
from console.tui.screens.queue import QueueScreen
from console.tui.screens.register import RegisterScreen
from console.tui.screens.reports import ReportsScreen
from console.tui.screens.timers import TimersScreen
from console.tui.widgets.board import LaneStack
from console.tui.widgets.case_pane import CaseStory, Possible
from console.tui.widgets.facts import FactLines, FactPane, FactStrip
from console.tui.widgets.foot import Told
from console.tui.widgets.header import Header
from console.tui.widgets.inbox_list import InboxList
from console.tui.widgets.key_line import KeyLine
from console.tui.widgets.lanes import LaneColumn, LaneTabs
from console.tui.widgets.list_head import ListHead
from console.tui.widgets.row_list import RowList
from console.tui.widgets.timer_list import TimerList
from core.cases.rows import CaseRow

PATIENCE: Final = 500
"""How often a thing is looked for, a fiftieth of a second apart, before a test gives up."""

W = TypeVar("W", bound=Widget)


class DeskDriver:
    """One operator at one desk."""

    def __init__(self, app: DeskApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    # Doing.

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)

    async def write(self, text: str) -> None:
        """Type, or let an input method commit, a text where the keys go."""
        focused = self.app.focused
        if isinstance(focused, Input):
            focused.insert_text_at_cursor(text)
        elif isinstance(focused, TextArea):
            focused.insert(text)
        else:
            await self.pilot.press(*text)
        await self.pilot.pause()

    async def filter(self, line: str) -> None:
        """Type a filter and go back to the list."""
        await self.press("slash")
        await self.write(line)
        await self.press("enter")
        await self.filtered()

    async def filtered(self) -> None:
        """Wait until the list shows what the filter and the lane ask for."""
        await self.settled()
        await self.sees(lambda: self.queue.shown == self.queue.wanted, "the filter")
        await self.settled()

    async def resize(self, width: int, height: int) -> None:
        """Change the size of the terminal."""
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()

    async def sees(self, what: Callable[[], object], told: str = "it") -> None:
        """Wait until ``what`` holds; fail when it does not come about.

        Raises:
            AssertionError: it did not; the whole screen is told with it.
        """
        for _ in range(PATIENCE):
            await self.pilot.pause()
            if what():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"waited in vain for {told}\n{self.screen}")

    async def sees_text(self, text: str) -> None:
        """Wait until ``text`` stands somewhere on the screen."""
        await self.sees(lambda: text in self.screen, f"“{text}”")

    async def settled(self) -> None:
        """Wait until the list has been read and nothing is under way."""
        await self.sees(lambda: self.app.is_screen_installed("queue"), "the desk")
        await self.sees(lambda: self.listing.loaded and not self._busy, "the list")
        await self.pilot.pause()

    @property
    def _busy(self) -> bool:
        return any(not worker.is_finished for worker in self.app.workers)

    # Seeing.

    @property
    def queue(self) -> QueueScreen:
        """The queue screen."""
        screen = self.app.get_screen("queue")
        assert isinstance(screen, QueueScreen)
        return screen

    @property
    def timers(self) -> TimersScreen:
        """The timers screen."""
        screen = self.app.get_screen("timers")
        assert isinstance(screen, TimersScreen)
        return screen

    @property
    def calendar(self) -> CalendarScreen:
        """The calendar screen."""
        screen = self.app.get_screen("calendar")
        assert isinstance(screen, CalendarScreen)
        return screen

    @property
    def reports(self) -> ReportsScreen:
        """The reports screen."""
        screen = self.app.get_screen("reports")
        assert isinstance(screen, ReportsScreen)
        return screen

    @property
    def admin(self) -> AdminScreen:
        """The tabs beside the calendar."""
        screen = self.app.get_screen("admin")
        assert isinstance(screen, AdminScreen)
        return screen

    @property
    def inbox(self) -> InboxScreen:
        """The inbox screen."""
        screen = self.app.get_screen("inbox")
        assert isinstance(screen, InboxScreen)
        return screen

    @property
    def register(self) -> RegisterScreen[Any]:
        """The screen of grids, staff or units that is shown."""
        screens = [s for s in self.app.screen_stack if isinstance(s, RegisterScreen)]
        assert screens, f"neither grids nor staff nor units\n{self.screen}"
        return screens[-1]

    @property
    def facts(self) -> str:
        """What the pane tells of the row under the cursor, or what stands below the list."""
        pane = self.register.query_one(FactPane)
        told: Lines = (
            pane.query_one(FactLines) if pane.display else self.register.query_one(FactStrip)
        )
        return self._text(told)

    @property
    def listing(self) -> RowList[Any]:
        """The list of the screen that is shown."""
        if any(isinstance(screen, RegisterScreen) for screen in self.app.screen_stack):
            return self.register.rows
        if self.timers in self.app.screen_stack:
            return self.timers.query_one(TimerList)
        if self.reports in self.app.screen_stack:
            return self.reports.rows
        if self.admin in self.app.screen_stack:
            return self.admin.rows
        if self.inbox in self.app.screen_stack:
            return self.inbox.query_one(InboxList)
        return self.queue.listing

    @property
    def case(self) -> CaseRow | None:
        """The case under the cursor."""
        return self.queue.case_under_hand()

    @property
    def number(self) -> str:
        """The number of the case under the cursor."""
        return self.case.number if self.case else ""

    @property
    def form(self) -> Form:
        """The form that is open."""
        screen = self.app.screen
        assert isinstance(screen, Form), f"no form is open\n{self.screen}"
        return screen

    @property
    def in_form(self) -> bool:
        """Whether a form is open."""
        return isinstance(self.app.screen, Form)

    @property
    def rows(self) -> list[str]:
        """The lines of the list as they stand on screen."""
        widget = self.listing
        return [widget.render_line(y).text for y in range(widget.size.height)]

    def rows_of(self, rows: RowList[Any]) -> list[str]:
        """The lines of a list of a dialog that hold something."""
        lines = (rows.render_line(y).text for y in range(rows.size.height))
        return [line for line in lines if line.strip()]

    @property
    def foot(self) -> str:
        """The line above the keys."""
        return self.text_of(Told)

    @property
    def keys(self) -> str:
        """The line of keys."""
        return self.text_of(KeyLine)

    @property
    def header(self) -> str:
        """The first line."""
        return self.text_of(Header)

    @property
    def head(self) -> str:
        """What stands over the list."""
        return self.text_of(ListHead)

    @property
    def board(self) -> list[list[str]]:
        """The columns of the board: the words of each head, then its rows."""
        stacks = self.queue.query(LaneStack)
        return [[self._text(stack.head), *self.rows_of(stack.rows)] for stack in stacks]

    @property
    def lanes(self) -> str:
        """The lanes, in whichever form is shown."""
        column = self.queue.query_one("#side")
        return self.text_of(LaneColumn if column.display else LaneTabs)

    @property
    def story(self) -> str:
        """The case in the pane."""
        return self.text_of(CaseStory)

    @property
    def possible(self) -> str:
        """The verbs in the pane."""
        return self.text_of(Possible)

    @property
    def screen(self) -> str:
        """The text of everything on the topmost screen."""
        screen = self.app.screen
        lines = [self._text(widget) for widget in screen.query(Lines) if widget.display]
        lines += [box.text for box in screen.query(TextArea)]
        lines += [box.value for box in screen.query(Input)]
        for rows in screen.query(RowList):
            lines += [rows.render_line(y).text for y in range(rows.size.height)]
        return "\n".join(lines)

    def text_of(self, kind: type[Lines]) -> str:
        """The text of one region of the work screen that is shown, or of the dialog over it."""
        for screen in reversed(self.app.screen_stack):
            found = screen.query(kind)
            if found:
                return self._text(found.first())
        return ""

    def _text(self, widget: Lines) -> str:
        height = widget.size.height
        return "\n".join(widget.render_line(y).text.rstrip() for y in range(height))
