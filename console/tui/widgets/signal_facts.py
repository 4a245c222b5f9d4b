"""What looks unusual: each signal with its evidence, then the rules that fired."""

from collections.abc import Iterator, Sequence

from console.present.signals import EXPLAINED, RULES, about_of, finding_of
from console.present.tones import Tone
from console.present.vocabulary import word
from console.present.words import _
from console.tui.ink import BLANK, Line, Piece
from console.tui.widgets.facts import folded
from core.reports.signals import Signal


def signal_facts(signals: Sequence[Signal], cells: int) -> Sequence[Line]:
    """Return every signal, or that there is none."""
    return list(_lines(signals, cells)) or [Line((Piece(_("No rule has fired."), Tone.DIM),))]


def _lines(signals: Sequence[Signal], cells: int) -> Iterator[Line]:
    for signal in signals:
        fired = Piece(word(RULES, signal.rule), Tone.SOON)
        yield Line((Piece(about_of(signal), Tone.STRONG),), (fired,))
        yield from folded(finding_of(signal), cells)
        yield BLANK
    for rule in dict.fromkeys(signal.rule for signal in signals):
        yield Line((Piece(word(RULES, rule), Tone.DIM),))
        yield from folded(_(EXPLAINED[rule]), cells)
