"""The chosen case on the right: what and where, its clock as a bar, its story, what may be done."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll

from console.present.cases import deed_of, full_place_of, handler_of, state_of, title_of
from console.present.spots import position_of
from console.present.times import due_moment, moment, standing, time_left
from console.present.tones import Said, Tone
from console.present.vocabulary import (
    REJECT_REASONS,
    SOURCES,
    STAGES,
    VALIDITIES,
    tier_word,
    word,
)
from console.present.words import _
from console.tui.ink import BLANK, Line, Lines, Piece, said
from console.tui.keys import BY_ID, FOR_VERB, Key, Place, shown, word_of
from console.tui.rights import Rights
from console.tui.themes import Surface
from console.tui.widgets.supervision import calls_of, supervision_facts
from core.cases.rows import CaseDetail, CaseRow, HistoryRow, TimerRow
from core.cases.states import Stage
from core.kernel.clock import Clock
from core.kernel.text import cut, fold, neutralise, width

_BAR: Final = "━"
_DOT: Final = "●"
_LONGEST: Final = 4000


class CaseStory(Lines):
    """The lines of one case."""

    SURFACE = Surface.PANEL

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone
        self._row: CaseRow | None = None
        self._detail: CaseDetail | None = None

    def tell(self, row: CaseRow | None, detail: CaseDetail | None) -> None:
        """Show a case; of one that is only in the list, what the list knows."""
        self._row, self._detail = row, detail
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return head, clock and story."""
        if self._row is None:
            return []
        now = self._clock()
        detail = self._detail
        told = [*_head(self._row, detail, now, self._zone, cells), BLANK]
        if detail is None:
            return told
        told += _clocks(detail, now, self._zone, cells)
        told += calls_of(detail, now, self._zone, cells)
        told.append(Line((Piece(_("Story"), Tone.STRONG),)))
        for entry in detail.history:
            told += _told(entry, now, self._zone, cells)
        return told


def _head(
    row: CaseRow, detail: CaseDetail | None, now: datetime, zone: ZoneInfo, cells: int
) -> Iterator[Line]:
    for text in fold(title_of(row), cells)[:2]:
        yield Line((Piece(text, Tone.STRONG),))
    item = f"  {neutralise(row.item_code)}" if row.item_code else ""
    yield Line(
        (Piece(f"{row.number}{item}", Tone.DIM),),
        (Piece(f"{tier_word(row.tier)} ", Tone.DIM), said(state_of(row), bold=True)),
    )
    yield BLANK
    for place in fold(full_place_of(row), cells):
        yield Line((Piece(place),))
    for text in (row.address, row.matter):
        if text:
            for part in fold(neutralise(text[:_LONGEST], lines=True), cells):
                yield Line((Piece(part),))
    yield Line(
        (
            Piece(word(SOURCES, row.source), Tone.DIM),
            Piece("  " + moment(row.reported_at, now, zone), Tone.DIM),
            Piece(f"  {neutralise(detail.reporter_name)}" if detail else "", Tone.DIM),
        )
    )
    if detail is not None:
        yield from _findings(detail, cells)


def _findings(detail: CaseDetail, cells: int) -> Iterator[Line]:
    handler = handler_of(detail.row)
    facts = (
        (_("Unit"), handler),
        (_("Information"), word(VALIDITIES, detail.validity)),
        (_("Result"), neutralise(detail.result[:_LONGEST], lines=True)),
        (_("Reason"), word(REJECT_REASONS, detail.reject_reason)),
        (_("Rating"), "★" * detail.rating if detail.rating else ""),
    )
    plain = ((name, Said(value)) for name, value in facts)
    where = (_("Position"), position_of(detail.spot))
    for name, value in (where, *supervision_facts(detail), *plain):
        if value.text:
            label = f"{name}  "
            for n, part in enumerate(fold(value.text, cells - width(label))):
                head = Piece(label if n == 0 else " " * width(label), Tone.DIM)
                yield Line((head, Piece(part, value.tone)))


def _clocks(detail: CaseDetail, now: datetime, zone: ZoneInfo, cells: int) -> Iterator[Line]:
    timers = [timer for timer in detail.timers if not timer.call]
    timers.sort(key=lambda timer: timer.stage != Stage.HANDLE)
    for n, timer in enumerate(timers):
        yield from _clock(timer, now, zone, cells) if n == 0 else _small_clock(timer, now, zone)
    if not timers and detail.handle_due_at is not None:
        late = detail.handled_late
        yield Line(
            (
                Piece(word(STAGES, Stage.HANDLE) + "  ", Tone.DIM),
                Piece(_("was late"), Tone.LATE, bold=True)
                if late
                else Piece(_("in time"), Tone.GOOD),
            )
        )
    if timers or detail.handle_due_at is not None:
        yield BLANK


def _clock(timer: TimerRow, now: datetime, zone: ZoneInfo, cells: int) -> Iterator[Line]:
    left = time_left(timer.due_at, now, zone, estimated=timer.estimated)
    tone = left.tone if left.tone is not Tone.DIM else Tone.PLAIN
    if tone is Tone.PLAIN and now >= timer.target_at:
        tone = Tone.SOON
    sign = f"{left.sign} " if left.sign.strip() else ""
    yield Line(
        (
            Piece(word(STAGES, timer.stage) + "  ", Tone.DIM),
            Piece(sign + standing(timer.due_at, now), tone, bold=True),
        )
    )
    yield Line(_bar(timer, now, tone, cells))
    due = _("due %(moment)s") % {"moment": due_moment(timer.due_at, now, zone)}
    if timer.estimated:
        due += " " + _("(estimated)")
    yield Line((Piece(due, Tone.DIM),))
    if now < timer.target_at:
        target = _("target %(moment)s") % {"moment": due_moment(timer.target_at, now, zone)}
        yield Line((Piece(target, Tone.DIM),))


def _small_clock(timer: TimerRow, now: datetime, zone: ZoneInfo) -> Iterator[Line]:
    left = time_left(timer.due_at, now, zone, estimated=timer.estimated)
    yield Line(
        (Piece(word(STAGES, timer.stage) + "  ", Tone.DIM), Piece(str(left).strip(), left.tone))
    )


def _bar(timer: TimerRow, now: datetime, tone: Tone, cells: int) -> tuple[Piece, ...]:
    """Draw the limit as a bar; of a late clock, the part beyond the limit is faint at the end."""
    span = max(timer.due_at - timer.started_at, timedelta(minutes=1))
    used = max(now - timer.started_at, timedelta(0))
    if used > span:
        within = max(1, min(cells - 1, round(cells * (span / used))))
        return (Piece(_BAR * within, Tone.LATE), Piece("╍" * (cells - within), Tone.LATE))
    filled = min(cells, round(cells * (used / span)))
    bright = Tone.ACCENT if tone is Tone.PLAIN else tone
    return (Piece(_BAR * filled, bright), Piece(_BAR * (cells - filled), Tone.FAINT))


def _told(entry: HistoryRow, now: datetime, zone: ZoneInfo, cells: int) -> Iterator[Line]:
    deed = deed_of(entry, zone)
    stamp = moment(entry.at, now, zone)
    who = cut(neutralise(entry.operator_name or entry.operator), 8)
    lead = f"{_DOT} {stamp}  {who}  "
    indent = width(f"{_DOT} ")
    first, *rest = fold(deed.text, max(8, cells - width(lead)))
    if rest:
        # What does not fit beside the stamp goes below, where there is room for it.
        rest = fold(deed.text.removeprefix(first).lstrip(), max(8, cells - indent))
    dot = Tone.ACCENT if deed.tone is Tone.PLAIN else deed.tone
    yield Line(
        (
            Piece(f"{_DOT} ", dot),
            Piece(f"{stamp}  ", Tone.DIM),
            Piece(f"{who}  "),
            Piece(first, deed.tone),
        )
    )
    for part in rest:
        yield Line((Piece(" " * indent), Piece(part, deed.tone)))


class Possible(Lines):
    """What may be done with the case now."""

    SURFACE = Surface.PANEL

    def __init__(self, rights: Rights) -> None:
        super().__init__()
        self._rights = rights
        self._row: CaseRow | None = None

    def tell(self, row: CaseRow | None) -> None:
        """Tell the verbs of another case."""
        self._row = row
        self.redraw()

    def lines(self, cells: int) -> Sequence[Line]:
        """Return the verbs, as many in a line as fit."""
        if self._row is None:
            return []
        told: list[Line] = [BLANK]
        label = Piece(_("Possible") + "  ", Tone.STRONG)
        line: list[Piece] = [label]
        used = width(label.text)
        for key in self._keys(self._row):
            pieces = _key(key)
            size = sum(width(piece.text) for piece in pieces)
            if used + size > cells:
                told.append(Line(tuple(line)))
                used = width(label.text)
                line = [Piece(" " * used)]
            line += pieces
            used += size
        told.append(Line(tuple(line)))
        return told

    def _keys(self, row: CaseRow) -> Iterator[Key]:
        """Yield the keys of the verbs; those of the menu are told by the key that opens it."""
        possible = [FOR_VERB[verb] for verb in self._rights.possible(row) if verb in FOR_VERB]
        yield from (key for key in possible if key.place is Place.CASE)
        if any(key.place is Place.MENU for key in possible):
            yield BY_ID["more"]


def _key(key: Key) -> tuple[Piece, ...]:
    click = f"screen.{key.action}"
    return (
        Piece(shown(key), Tone.ACCENT, bold=True, click=click),
        Piece(f" {word_of(key)}  ", click=click),
    )


class CasePane(Vertical):
    """The pane: the story scrolls, what may be done stays in sight."""

    DEFAULT_CSS = """
    CasePane { width: 44; background: $panel; padding: 1 2 0 2; }
    CasePane VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; background: $panel;
        scrollbar-background: $panel; scrollbar-color: $chosen; }
    CasePane CaseStory { background: $panel; }
    CasePane Possible { height: auto; background: $panel; padding: 0 0 1 0; }
    """

    def __init__(self, clock: Clock, zone: ZoneInfo, rights: Rights) -> None:
        super().__init__()
        self._story = CaseStory(clock, zone)
        self._possible = Possible(rights)

    def compose(self) -> ComposeResult:
        """Put the story above the verbs."""
        with VerticalScroll():
            yield self._story
        yield self._possible

    def tell(self, row: CaseRow | None, detail: CaseDetail | None) -> None:
        """Show a case."""
        self._story.tell(row, detail)
        self._possible.tell(row)

    def retell(self) -> None:
        """Draw every word again."""
        self._story.redraw()
        self._possible.redraw()


class CaseStrip(Lines):
    """The chosen case in two lines, for a narrow screen."""

    SURFACE = Surface.PANEL

    DEFAULT_CSS = """
    CaseStrip { height: 2; }
    """

    def __init__(self, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__()
        self._clock = clock
        self._zone = zone
        self._row: CaseRow | None = None

    def tell(self, row: CaseRow | None) -> None:
        """Show a case."""
        self._row = row
        self.redraw(layout=False)

    def lines(self, cells: int) -> Sequence[Line]:  # noqa: ARG002  what does not fit is cut
        """Return the two lines."""
        row = self._row
        if row is None:
            return []
        now = self._clock()
        clock: tuple[Piece, ...] = ()
        if row.due_at is not None:
            left = time_left(row.due_at, now, self._zone, estimated=row.estimated)
            clock = (
                Piece(word(STAGES, row.stage) + " ", Tone.DIM),
                Piece(standing(row.due_at, now) + " ", left.tone, bold=True),
            )
        where = f"{neutralise(row.address)}  " if row.address else ""
        first = (
            Piece(f" {row.number}  ", Tone.DIM),
            Piece(title_of(row) + "  ", Tone.STRONG),
            Piece(handler_of(row), Tone.PLAIN),
        )
        second = (Piece(f" {where}{neutralise(row.matter[:200])}", Tone.PLAIN),)
        return [Line(first, clock), Line(second)]
