"""The grids: the tree of areas, who is posted in each, and what waits there."""

from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.binding import BindingType

from console.present.register import area_name
from console.present.words import _, _n
from console.tui.courier import Courier
from console.tui.errands import Errand
from console.tui.held_rows import HeldRows
from console.tui.keys import Place, bindings
from console.tui.screens.register import RegisterScreen
from console.tui.shop import Shop
from console.tui.status import Status
from console.tui.widgets.area_facts import AreaDetail, area_facts, area_outline
from console.tui.widgets.area_list import AreaList, AreaNode, read_tree
from console.tui.widgets.area_map import AreaMap
from console.tui.widgets.facts import Facts
from console.tui.widgets.row_list import RowList
from core.areas.codes import Level, holds
from core.areas.rows import FoundArea
from core.kernel.command import Command
from core.kernel.words import N_
from core.staff.commands import RevealPosts
from core.staff.models import Post
from core.staff.rows import BoardRow

MOST_FOUND: Final = 200
MOST_NAMED: Final = 12
"""Grids without a full-time member that the pane names; it says how many more there are."""


class GridsScreen(RegisterScreen[AreaNode]):
    """The tree of areas."""

    PLACES = (Place.REGISTER, Place.PEOPLE, Place.GRIDS, Place.DESK)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Place.PEOPLE, Place.GRIDS)]

    def __init__(self, shop: Shop, status: Status, courier: Courier) -> None:
        hint = N_("find an area by its code or its name")
        rows = AreaList(shop.clock)
        super().__init__("grids", shop, status, courier, rows, counted=self._count_grids, hint=hint)
        self.nodes: tuple[AreaNode, ...] = ()
        self._opened = {max(shop.scope.area_code, shop.scope.district_code, key=len)}
        self._going_to = ""
        self._found: tuple[FoundArea, ...] | None = None
        self._reading = Errand(self, self._read, self._take, self.failed)
        self._finding = Errand(self, self._find, self._take_found, self.failed)

    def read(self) -> None:
        """Read every area in sight again."""
        self._reading.ask()

    def _read(self) -> tuple[AreaNode, ...]:
        return read_tree(self.shop.grids, frozenset(self._opened), self.shop.clock())

    def _take(self, nodes: tuple[AreaNode, ...]) -> None:
        self.nodes = nodes
        self.rows.show(HeldRows(nodes, lambda node: (node.code,)))

    def list_name(self) -> str:
        """Name the jurisdiction."""
        return area_name(self.nodes[0].load.area) if self.nodes else _("Grids")

    def _count_grids(self, _rows: int) -> str:
        grids = self.nodes[0].load.grids if self.nodes else 0
        return _n("%(n)s grid", "%(n)s grids", grids)

    def tell(self) -> None:
        """Say whose tree it is, how much is late, and how many areas were found."""
        super().tell()
        self.head.tell(self.list_name(), self.nodes[0].load.late if self.nodes else 0, 0)
        if self.sought and self._found == ():
            self.foot.told.tell(self.sought, _("No area has this code or name."))

    # The area under the cursor.

    def same(self, one: AreaNode, other: AreaNode) -> bool:
        """Say whether two rows are of the same area."""
        return one.code == other.code

    def outline(self, row: AreaNode) -> Facts:
        """Tell what the tree knows."""
        return partial(area_outline, row.load)

    def about(self, row: AreaNode) -> Facts:
        """Read cases by tier, the notice board, and which grids have nobody full-time."""
        grids, code = self.shop.grids, row.code
        lacking = row.load.area.level < Level.GRID and row.load.posts[2].vacant > 0
        detail = AreaDetail(
            row.load,
            self._around(row),
            grids.lanes(code, self.shop.clock()),
            self._board(code) if row.load.area.level >= Level.GRID else (),
            grids.without(code, Post.FULL_TIME, MOST_NAMED) if lacking else (),
            self._map_of(row),
        )
        return lambda cells: area_facts(detail, self.known, cells)

    def _board(self, code: str) -> tuple[BoardRow, ...]:
        today = self.shop.clock().astimezone(self.shop.zone).date()
        return self.shop.grids.board(code, today)

    def _map_of(self, row: AreaNode) -> AreaMap:
        """Read what the map shows: the areas below one with their boundaries, else its equals."""
        for code in (row.code, row.load.area.parent_code):
            outlines = self.shop.boundaries.outlines(code) if code else {}
            if code and outlines.keys() - {code}:
                loads = self.shop.grids.below(code, self.shop.clock())
                return AreaMap(loads, outlines, row.code)
        return AreaMap((), {})

    def _around(self, row: AreaNode) -> tuple[str, ...]:
        return tuple(
            area_name(node.load.area)
            for node in self.nodes
            if node.code != row.code and holds(node.code, row.code)
        )

    def filter_of(self, row: AreaNode) -> str:
        """List the cases of the area."""
        return f"grid:{row.code}"

    def reveal(self, row: AreaNode) -> Command | None:
        """Show who is on the notice board of a grid."""
        return RevealPosts(area_code=row.code) if row.load.area.level >= Level.GRID else None

    # Walking the tree.

    @on(RowList.Counted)
    def _arrive(self) -> None:
        codes = [node.code for node in self.nodes]
        if self._going_to in codes:
            self.rows.go_to(codes.index(self._going_to))
        self._going_to = ""

    def _go_to(self, code: str) -> None:
        self._going_to = code
        self._reading.ask()

    def action_open_area(self) -> None:
        """Open the area under the cursor; of one that is open go to the first one in it."""
        row = self.rows.current
        if row is None or not row.load.below:
            return
        if row.opened:
            self.rows.action_down()
        else:
            self._opened.add(row.code)
            self._reading.ask()

    def action_close_area(self) -> None:
        """Close the area under the cursor; of one that is closed go to the one it lies in."""
        row = self.rows.current
        if row is None:
            return
        if row.opened:
            self._opened.discard(row.code)
            self._reading.ask()
        elif row.load.area.parent_code and row.depth:
            self._arrive_at(row.load.area.parent_code)

    def _arrive_at(self, code: str) -> None:
        self._going_to = code
        self._arrive()

    # Seeking.

    def seek(self) -> None:
        """Find areas, and go to the first one."""
        self._found = None
        if self.sought:
            self._finding.ask()

    def _find(self) -> tuple[FoundArea, ...]:
        return self.shop.grids.find(self.sought, MOST_FOUND)

    def _take_found(self, found: tuple[FoundArea, ...]) -> None:
        self._found = found
        if found:
            self._show_found(0)
        self.tell()

    def action_found(self, step: int) -> None:
        """Go to another one of the areas found."""
        row = self.rows.current
        if not self._found or row is None:
            return
        codes = [found.area.code for found in self._found]
        here = codes.index(row.code) if row.code in codes else -1
        self._show_found((here + step) % len(codes))

    def _show_found(self, number: int) -> None:
        """Open every area around the one found, and go to it."""
        assert self._found is not None  # noqa: S101  something was found
        code = self._found[number].area.code
        # The code of an area begins with the codes of those around it.
        self._opened |= {code[:length] for length in range(1, len(code))}
        self._go_to(code)
        told = _("%(number)s of %(total)s found: %(name)s")
        values = {"number": number + 1, "total": len(self._found)}
        self.say(told % {**values, "name": area_name(self._found[number].area)})
