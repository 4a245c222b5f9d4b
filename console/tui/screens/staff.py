"""The staff: the roster, the posts, and the cases in everybody's hands."""

from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from console.present.words import _, _n
from console.tui.courier import Courier
from console.tui.keys import Place, bindings
from console.tui.screens.register import RegisterScreen
from console.tui.shop import Shop
from console.tui.status import Status
from console.tui.widgets.facts import Facts
from console.tui.widgets.roster_list import RosterList, RosterSource
from console.tui.widgets.staff_facts import NEWEST, StaffDetail, staff_facts, staff_outline
from core.kernel.command import Command
from core.kernel.words import N_
from core.staff.commands import RevealStaff
from core.staff.rows import RosterRow


class StaffScreen(RegisterScreen[RosterRow]):
    """The roster of the jurisdiction."""

    PLACES = (Place.REGISTER, Place.PEOPLE, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PEOPLE)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        def counted(people: int) -> str:
            return _n("%(n)s person", "%(n)s people", people)

        hint = N_("find somebody by number or by name")
        super().__init__(
            "staff", shop, status, courier, RosterList(shop.clock), counted=counted, hint=hint
        )

    def on_mount(self) -> None:
        """Begin to read."""
        super().on_mount()
        self.call_after_refresh(self.seek)

    def read(self) -> None:
        """Read the window again."""
        self.rows.renew()

    def seek(self) -> None:
        """List whom the text finds."""
        self.rows.show(RosterSource(self.shop.roster, self.sought))

    def list_name(self) -> str:
        """Name the list."""
        return _("Roster")

    def same(self, one: RosterRow, other: RosterRow) -> bool:
        """Say whether two rows are of the same person."""
        return one.number == other.number

    def outline(self, row: RosterRow) -> Facts:
        """Tell what the roster knows."""
        return partial(staff_outline, row)

    def about(self, row: RosterRow) -> Facts:
        """Read every post, the cases in hand, and what became of reports."""
        detail = StaffDetail(
            row,
            self.shop.roster.posts(row.number),
            self.shop.roster.cases(row.number),
            self.shop.inbox.of(row.number, None, NEWEST),
            self.shop.inbox.count(row.number),
        )
        clock, zone = self.shop.clock, self.shop.zone
        return lambda cells: staff_facts(detail, self.known, clock(), zone, cells)

    def filter_of(self, row: RosterRow) -> str:
        """List the cases of the first post's area."""
        return f"grid:{row.posts[0].area_code}" if row.posts else ""

    def reveal(self, row: RosterRow) -> Command | None:
        """Show name and phone."""
        return RevealStaff(number=row.number)
