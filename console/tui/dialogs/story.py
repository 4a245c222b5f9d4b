"""The whole of a case, to scroll in: what the pane shows, with all the room there is."""

from textual.app import ComposeResult

from console.present.vocabulary import tier_word
from console.present.words import _
from console.tui.dialogs.sheet import Sheet, SheetKeys, Title
from console.tui.errands import Errand
from console.tui.shop import Shop
from console.tui.status import ReadFailed
from console.tui.widgets.case_pane import CaseStory
from core.cases.rows import CaseDetail, CaseRow


class StoryDialog(Sheet[None]):
    """The case in full."""

    DEFAULT_CSS = """
    StoryDialog #sheet { width: 96; height: 100%; }
    StoryDialog #body { height: 1fr; }
    """

    def __init__(self, row: CaseRow, shop: Shop) -> None:
        super().__init__()
        self._row = row
        self._shop = shop
        self._story = CaseStory(shop.clock, shop.zone)
        self._reading = Errand(self, self._read, self._tell, self._failed)

    def head(self) -> Title:
        """Return the title."""
        return Title(_("Case"), self._row.number, tier_word(self._row.tier))

    def body(self) -> ComposeResult:
        """Yield the story."""
        self._story.tell(self._row, None)
        yield self._story

    def keys(self) -> SheetKeys:
        """Return the key that closes."""
        return SheetKeys(("leave", _("close")))

    def on_mount(self) -> None:
        """Read the story and give it the arrows."""
        body = self.query_one("#body")
        body.can_focus = True
        body.focus()
        self._reading.ask()

    def _read(self) -> CaseDetail:
        return self._shop.cases.detail(self._row.number, self._shop.clock())

    def _tell(self, detail: CaseDetail) -> None:
        self._story.tell(detail.row, detail)

    def _failed(self, error: Exception) -> None:
        self.app.post_message(ReadFailed(error))
