"""The cases behind a figure: those it counts, and those that only its denominator holds."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from console.present.cases import place_of, state_of
from console.present.figures import DEFINITIONS, FIGURES, how_many, rate_of, share_of
from console.present.tones import Tone
from console.present.vocabulary import word
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.dialogs.story import StoryDialog
from console.tui.errands import Errand
from console.tui.ink import Piece, said
from console.tui.keys import BY_ID
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from console.tui.widgets.case_list import handler_piece, matter_piece, number_piece
from console.tui.widgets.list_head import ColumnHeads
from console.tui.widgets.row_list import RowList
from core.cases.rows import CaseRow
from core.kernel.clock import Clock
from core.kernel.text import fold
from core.reports.drill import Share
from core.reports.figures import Figure, FigureUnit

ALL: Final = 0
WHICH: Final[tuple[Callable[[Share], bool], ...]] = (
    lambda _share: True,
    lambda share: share.counted,
    lambda share: not share.counted,
)


@dataclass(frozen=True, slots=True)
class Behind:
    """One case behind a figure; ``rank`` is its place."""

    rank: int
    share: Share
    row: CaseRow


class ShareSource:
    """The cases of some shares, read as they come into view."""

    def __init__(
        self,
        shares: Sequence[Share],
        read: Callable[[Sequence[Share]], Sequence[CaseRow]],
    ) -> None:
        self._shares = shares
        self._read = read

    def total(self, now: datetime) -> int:  # noqa: ARG002  the shares are held
        """Count the cases."""
        return len(self._shares)

    def rank(self, row: Behind, now: datetime) -> int:  # noqa: ARG002
        """Return the place of a case."""
        return row.rank

    def after(self, row: Behind | None, limit: int, now: datetime) -> Sequence[Behind]:
        """Read on behind a case, or from the start."""
        return self.at(0 if row is None else row.rank + 1, limit, now)

    def before(self, row: Behind | None, limit: int, now: datetime) -> Sequence[Behind]:
        """Read what stands before a case, or the end."""
        end = len(self._shares) if row is None else row.rank
        start = max(0, end - limit)
        return self.at(start, end - start, now)

    def at(self, rank: int, limit: int, now: datetime) -> Sequence[Behind]:  # noqa: ARG002
        """Read from a rank on."""
        some = self._shares[rank : rank + limit]
        rows = {row.id: row for row in self._read(some)} if some else {}
        return [
            Behind(n, share, rows[share.case_id])
            for n, share in enumerate(some, start=rank)
            if share.case_id in rows
        ]

    def find(self, row: Behind, now: datetime) -> Behind | None:
        """Return the case as it stands now."""
        return next(iter(self.at(row.rank, 1, now)), None)

    def order_of(self, row: Behind) -> tuple[int]:
        """Return what the cases are ordered by."""
        return (row.rank,)

    def identity_of(self, row: Behind) -> Hashable:
        """Return what stays the same."""
        return row.share.case_id


class BehindList(RowList[Behind]):
    """The list of cases."""

    MARKS_NEWS = False

    def __init__(self, clock: Clock, unit: FigureUnit) -> None:
        super().__init__(clock)
        self._unit = unit

    def columns(self) -> Sequence[Column[Behind]]:
        """Return the columns, in the language spoken now."""
        chinese = in_chinese()
        counted, state = (8, 8) if chinese else (13, 12)
        return (
            Column(_("Counted"), counted, counted, self._counted),
            Column(_("Matter"), 12, 40, lambda one, n: matter_piece(one.row, n), weight=3),
            Column(_("Place"), 16, 32, _place, weight=2, yields=1),
            Column(_("Unit"), 12, 24, lambda one, n: handler_piece(one.row, n), weight=2, yields=2),
            Column(_("State"), state, state, lambda one, _n: said(state_of(one.row))),
            Column(_("Number"), 16, 16, lambda one, n: number_piece(one.row, n)),
        )

    def _counted(self, one: Behind, _cells: int) -> Piece:
        told = share_of(one.share, self._unit)
        if one.share.counted:
            return Piece(f"● {told}", Tone.PLAIN)
        return Piece(f"○ {told}", Tone.DIM)

    def version_of(self, row: Behind) -> Hashable:
        """Return the version of the case."""
        return row.row.version

    def clock_of(self, row: Behind) -> Hashable:  # noqa: ARG002  nothing in a row runs
        """Return nothing."""
        return None


def _place(one: Behind, _cells: int) -> Piece:
    return Piece(place_of(one.row))


class BehindDialog(Sheet[None]):
    """The list, the counted first; Tab narrows it down."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(BY_ID["which_cases"].keys, "which", show=False, id="which_cases")
    ]

    DEFAULT_CSS = """
    BehindDialog #sheet { width: 100%; max-width: 132; height: 100%; padding: 1 2; }
    BehindDialog #body { height: 1fr; }
    BehindDialog BehindList { height: 1fr; background: $panel; }
    """

    def __init__(
        self, shop: Shop, figure: Figure, line: str, read: Callable[[], tuple[Share, ...]]
    ) -> None:
        super().__init__()
        self._shop = shop
        self._figure = figure
        self._line = line
        self._read = read
        self.shares: tuple[Share, ...] = ()
        self._which = ALL
        self._title = Title(f"{word(FIGURES, figure.name)} {rate_of(figure)}", line, _("loading…"))
        self.rows = BehindList(shop.clock, figure.unit)
        self._heads = ColumnHeads(self.rows)
        self._reading = Errand(self, self._read, self._take, self._failed)

    def head(self) -> Title:
        """Return the title."""
        return self._title

    def body(self) -> ComposeResult:
        """Yield the list."""
        yield self._heads
        yield self.rows

    def keys(self) -> SheetKeys:
        """Return the keys."""
        return SheetKeys(("open", ""), ("which_cases", ""), ("leave", _("close")))

    def on_mount(self) -> None:
        """Begin to read."""
        self.rows.focus()
        self._reading.ask()

    def _take(self, shares: tuple[Share, ...]) -> None:
        self.shares = shares
        self._show()

    def _show(self) -> None:
        shown = [share for share in self.shares if WHICH[self._which](share)]
        self._title.tell(self._about(len(shown)))
        self._heads.redraw(layout=False)
        self.rows.show(ShareSource(shown, self._shop.drill.rows))

    def _about(self, shown: int) -> str:
        told = how_many(self.shares, self._figure.unit)
        if shown != len(self.shares):
            told += " · " + _("%(n)s shown") % {"n": f"{shown:,}"}
        return f"{told} · {fold(_(DEFINITIONS[self._figure.name]), 400)[0]}"

    def action_which(self) -> None:
        """Show all cases, the counted ones, or the others."""
        self._which = (self._which + 1) % len(WHICH)
        self._show()

    def _failed(self, error: Exception) -> None:
        self.post_message(ReadFailed(error))

    @on(RowList.Failed)
    def _list_failed(self, event: RowList.Failed) -> None:
        self._failed(event.error)

    @on(RowList.Counted)
    def _counted(self) -> None:
        self._heads.redraw(layout=False)

    @on(RowList.Opened)
    def _opened(self) -> None:
        if self.rows.current is not None:
            self.app.push_screen(StoryDialog(self.rows.current.row, self._shop))
