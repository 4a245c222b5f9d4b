"""What the calendar and the other tabs of the admin screen share: going to the next tab."""

from console.present.tones import Tone
from console.tui.screens.work import WorkScreen
from console.tui.widgets.admin_tabs import TABS, why_not


class AdminTab(WorkScreen):
    """A screen with the line of tabs."""

    tab = "calendar"

    def show(self, tab: str) -> None:
        """Show a tab; the calendar has but one."""

    async def action_admin_tab(self, step: int) -> None:
        """Go to the next tab that the role may see, or the one before."""
        names = tuple(TABS)
        here = names.index(self.tab)
        order = (names[(here + step * n) % len(names)] for n in range(1, len(names)))
        await self.action_show_tab(
            next(name for name in order if not why_not(name, self.rights.role))
        )

    async def action_show_tab(self, name: str) -> None:
        """Go to a tab, or say why the role may not see it."""
        reason = why_not(name, self.rights.role)
        if reason:
            self.say(reason, Tone.SOON)
            return
        screen = self.app.get_screen("calendar" if name == "calendar" else "admin")
        assert isinstance(screen, AdminTab)  # noqa: S101  for the type checker
        screen.show(name)
        if screen is not self:
            await self.app.switch_screen(screen)
