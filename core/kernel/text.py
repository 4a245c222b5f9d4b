"""Text from outside, measured in terminal cells and made harmless to print.

Widths are those of `wcwidth`, the tables that terminals follow; on text that has passed
`neutralise` they agree with what Rich and Textual count.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, Literal

Align = Literal["left", "right", "centre"]

ELLIPSIS: Final = "…"
LINE_BREAK: Final = "⏎"
_UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"
_BARE_MARK_HOLDER: Final = "\N{DOTTED CIRCLE}"
_MARKS_KEPT: Final = 6
"""Combining marks kept on one character; more than any script stacks."""

_LINE_BREAKS: Final = "\r\n\v\f\x85\u2028\u2029"
_DIRECTIONS: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN: Final = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065"
    "\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff"
)
"""Drawn as nothing, or only changing how a neighbour is drawn, on which terminals differ."""

_HARMFUL: Final = re.compile(
    f"(?P<line>\r\n|[{_LINE_BREAKS}])"
    "|(?P<tab>\t)"
    "|(?P<control>[\x00-\x1f\x7f-\x9f])"
    f"|(?P<direction>[{_DIRECTIONS}])"
    "|(?P<broken>[\ud800-\udfff])"
    f"|(?P<unseen>[{_UNSEEN}])"
)


@cache
def _measures() -> tuple[Callable[[str], int], Callable[[str], Iterator[str]]]:
    # Plain ASCII needs no tables, and loading them costs more than a short command.
    from wcwidth import iter_graphemes, wcswidth  # noqa: PLC0415

    return wcswidth, iter_graphemes


def width(text: str) -> int:
    """Return how many cells ``text`` takes on one line of a terminal.

    Control characters count as nothing; neutralise first what comes from outside.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    wcswidth, iter_graphemes = _measures()
    cells = wcswidth(text)
    if cells >= 0:
        return cells
    return sum(max(0, wcswidth(grapheme)) for grapheme in iter_graphemes(text))


def cut(text: str, cells: int, ellipsis: str = ELLIPSIS) -> str:
    """Shorten ``text`` to at most ``cells`` cells, never through a character.

    What was cut is marked by ``ellipsis``, which counts; where not even that fits,
    nothing is left. A wide character that would straddle the edge is left out, so the
    answer may be one cell narrower than asked: `pad` makes columns exact.
    """
    if cells <= 0:
        return ""
    # No character is wider than two cells, so a short enough text needs no measuring.
    if len(text) * 2 <= cells or width(text) <= cells:
        return text
    room = cells - width(ellipsis)
    return _head(text, room) + ellipsis if room >= 0 else ""


def _head(text: str, room: int) -> str:
    if text.isascii():
        return text[:room]
    wcswidth, iter_graphemes = _measures()
    kept: list[str] = []
    for grapheme in iter_graphemes(text):
        room -= max(0, wcswidth(grapheme))
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept)


def pad(text: str, cells: int, align: Align = "left") -> str:
    """Return ``text`` in exactly ``cells`` cells: cut where too long, else filled with spaces."""
    fitted = cut(text, cells)
    spare = cells - width(fitted)
    if spare <= 0:
        return fitted
    before = {"left": 0, "right": spare, "centre": spare // 2}[align]
    return " " * before + fitted + " " * (spare - before)


def fold(text: str, cells: int) -> list[str]:
    """Break ``text`` into lines of at most ``cells`` cells, at spaces where there are any.

    Line breaks in the text are kept; Chinese breaks between any two characters, but no line
    begins with a closing mark such as ``，``. At least one line comes back.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines.extend(_fold_paragraph(paragraph, max(2, cells)))
    return lines


_PIECES: Final = re.compile(r"[!-~]+|[^!-~]")


_NEVER_FIRST: Final = frozenset("，。、；：？！）》」』】…·,.;:?!)")


def _fold_paragraph(paragraph: str, cells: int) -> Iterator[str]:
    line: list[str] = []
    used = 0
    for piece in _pieces(paragraph, cells):
        cost = width(piece)
        if used + cost > cells:
            # A closing mark takes the character before it along.
            along = [line.pop()] if piece in _NEVER_FIRST and len(line) > 1 else []
            yield "".join(line).rstrip()
            line = along
            used = sum(map(width, along))
            if piece.isspace():
                continue
        line.append(piece)
        used += cost
    yield "".join(line)


def _pieces(paragraph: str, cells: int) -> Iterator[str]:
    """Yield what must stay together: ASCII words, otherwise single characters."""
    if not paragraph.isascii():
        _, iter_graphemes = _measures()
        word = ""
        for grapheme in iter_graphemes(paragraph):
            if "!" <= grapheme <= "~" and len(word) < cells:
                word += grapheme
                continue
            if word:
                yield word
            word = grapheme if "!" <= grapheme <= "~" else ""
            if not word:
                yield grapheme
        if word:
            yield word
        return
    for match in _PIECES.finditer(paragraph):
        piece = match.group()
        for start in range(0, len(piece), cells):
            yield piece[start : start + cells]


def neutralise(text: str, *, lines: bool = False) -> str:
    r"""Return ``text`` so that printing it can neither command a terminal nor deceive a reader.

    Escape and other control characters show as ``␛``, ``␇`` or ``\x9b``; characters that
    turn the direction of writing show as ``\u202e``; characters that draw nothing or only
    alter their neighbour (joiners, variation selectors, tags) go; half of a surrogate pair
    becomes ``�``. A line break shows as ``⏎``, or stays a newline with ``lines``; a tab
    becomes a space. What has been neutralised stays as it is when neutralised again.
    """
    if text.isascii() and text.isprintable():
        return text
    clean = _HARMFUL.sub(_shown_with_breaks if lines else _shown, text)
    return clean if clean.isascii() else _calm_marks(clean)


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    match match.lastgroup:
        case "line":
            return LINE_BREAK
        case "tab":
            return " "
        case "control":
            return _control_picture(ord(character))
        case "direction":
            return f"\\u{ord(character):04x}"
        case "broken":
            return _UNREADABLE
        case _:
            return ""


def _shown_with_breaks(match: re.Match[str]) -> str:
    return "\n" if match.lastgroup == "line" else _shown(match)


_PICTURES: Final = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "␡"}


def _control_picture(code: int) -> str:
    return _PICTURES.get(code, f"\\x{code:02x}")


_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u302a-\u302f\u3099\u309a\ufe20-\ufe2f]+"
)


def _calm_marks(text: str) -> str:
    """Keep combining marks from piling up, and from drawing on what stands before the text."""

    def calmed(match: re.Match[str]) -> str:
        marks = match.group()[:_MARKS_KEPT]
        bare = match.start() == 0 or text[match.start() - 1] in "\n⏎"
        return _BARE_MARK_HOLDER + marks if bare else marks

    return _MARKS.sub(calmed, text)
