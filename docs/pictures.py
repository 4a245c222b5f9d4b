"""Pictures of the desk for the documents: the real program on a real terminal, drawn cell by cell.

Exports that lay characters out one by one, as Rich's and Textual's SVG do, misplace Chinese,
because a Chinese character takes two cells. Here the program runs on a pseudo-terminal, pyte
keeps the cells that a terminal would show, and every cell is drawn at its own place: a wide
character over two of them, lines and bars over the whole of theirs.

Run it with `make pictures`. It needs pyte and Pillow (``requirements/pictures.txt``, not part
of the product), fontconfig, and two fonts, on Debian ``fonts-dejavu-core`` and
``fonts-noto-cjk``; with others the pictures look different but stay right. Look at every
picture before committing it.

The report of a night is no screen. Its pictures, `night-*.png`, were made from the demo of the
afternoon below, by a browser and an office suite, and are drawn anew by hand when it looks
different (the same with ``--lang en``; ``pdftoppm`` is in Debian's ``poppler-utils``)::

    griddesk --as-at 2026-11-20T08:00 report nightly -o night.html     (or night.xlsx)
    chromium --headless --no-pdf-header-footer --print-to-pdf=night.pdf night.html
    soffice --headless --convert-to pdf night.xlsx
    pdftoppm -r 110 -f 1 -l 1 -png night.pdf night
"""
# ruff: noqa: INP001  a tool beside the documents, no package

import argparse
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import pyte
from PIL import Image, ImageDraw, ImageFont
from pyte.screens import Char

from console.cli.init import make_database
from core.desk import Desk
from core.imports.founding import FoundDistrict, found_district
from core.kernel.clock import HandClock
from seeds.demo.rhythm import ZONE
from seeds.loading import IMPORTER, load_demo

FOLDER: Final = Path(__file__).parent / "pictures"
LARGEST: Final = 200_000
"""Bytes of a picture."""

FRIDAY: Final = datetime(2026, 11, 20, 14, 32, tzinfo=ZONE)
"""An ordinary afternoon at the desk, with everything the demo has."""
GOLDEN_SATURDAY: Final = datetime(2026, 10, 10, 10, 5, tzinfo=ZONE)
"""The make-up Saturday after the golden week, when a case of the days before is still open."""

QUIET: Final = 0.8
"""Seconds without a change after which a screen is taken to be complete."""
PATIENCE: Final = 60.0
"""Seconds after which what is waited for will not come."""


# What is pictured.


@dataclass(frozen=True, slots=True)
class Step:
    """Keys to press, and the words on screen that show that they were answered."""

    keys: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: who looks at what, on which terminal."""

    name: str
    lang: str = "zh"
    columns: int = 120
    lines: int = 40
    theme: str = "dark"
    moment: datetime = FRIDAY
    operator: str = "zhangmin"
    steps: tuple[Step, ...] = ()
    more: tuple[str, ...] = ()


LISTED: Final = " 1 / "
"""Stands in the foot of a screen when its list has been read."""
ENTER: Final = "\r"
TAB: Final = "\t"
DOWN: Final = "\x1b[B"
RIGHT: Final = "\x1b[C"


def _filtered(line: str, until: str) -> tuple[Step, ...]:
    return (Step("/"), Step(line, line), Step(ENTER, until))


def _escalating(reason: str, until: str) -> tuple[Step, ...]:
    steps = (Step("e", "330108002-HWS"), Step(reason, reason), Step(TAB), Step(DOWN, until))
    return (*_filtered("tier:2 state:handling", LISTED), *steps)


def _marked(clocks: int) -> tuple[Step, ...]:
    marking = (" ", DOWN) * clocks
    return (Step("2", "全部时限"), Step("".join(marking), f"已勾选 {clocks} 件"))


def _screens(lang: str) -> tuple[Scene, ...]:
    """Every other screen, in one language."""

    def scene(name: str, *steps: Step, operator: str = "wangqiang") -> Scene:
        return Scene(f"{name}-{lang}", lang, columns=168, operator=operator, steps=steps)

    opened = (Step("3", LISTED), Step(DOWN), Step(RIGHT), Step(DOWN), Step(RIGHT), Step(DOWN))
    return (
        scene("grids", *opened, Step("", " 4 / 31")),
        Scene(f"board-{lang}", lang, 200, 50, steps=(Step("B"), Step(DOWN))),
        scene("staff", Step("4", LISTED)),
        scene("units", Step("5", LISTED), Step(DOWN)),
        scene("reports", Step("6", "▁"), Step(RIGHT)),
        scene("admission-list", Step("7"), Step(TAB, LISTED), operator="admin"),
        scene("inbox", Step("8"), operator="zhangmin"),
        scene("report", Step("+", "^S"), Step("jxy"), Step(ENTER), Step("wzjy", "E0401")),
        scene("several", Step("/"), Step("state:filed"), Step(ENTER), Step("*"), Step("e", "^S")),
    )


SCENES: Final = (
    Scene("queue-zh", columns=168),
    Scene("queue-en", lang="en", columns=168),
    Scene("queue-light-zh", columns=168, theme="light"),
    Scene("queue-80x24-zh", columns=80, lines=24),
    Scene("timers-zh", steps=(Step("2", "全部时限"),)),
    Scene("timers-en", lang="en", steps=(Step("2", "All clocks"),)),
    Scene("escalate-zh", steps=_escalating("社区两次清理后复脏，需街道环卫所处置", "三级")),
    Scene(
        "escalate-en",
        lang="en",
        steps=_escalating("Cleaned twice and dirty again: needs the sanitation office", "tier 3"),
    ),
    Scene(
        "explain-zh",
        moment=GOLDEN_SATURDAY,
        steps=(*_filtered("充电棚", " 1 / 1 "), Step("t", "调休上班")),
    ),
    Scene("help-zh", steps=(Step("?", "按键"),)),
    Scene(
        "more-zh",
        operator="wangqiang",
        steps=(Step("2", "全部时限"), Step("g", "更多操作")),
    ),
    Scene(
        "more-en",
        lang="en",
        operator="wangqiang",
        steps=(Step("2", "All clocks"), Step("g", "More")),
    ),
    Scene(
        "urge-zh",
        operator="wangqiang",
        steps=(
            *_marked(10),
            Step("gu", "督办"),
            Step("逾期未处置，请书面说明原因", "件可办"),
        ),
    ),
    Scene(
        "extension-zh",
        operator="wangqiang",
        steps=(*_filtered("试用期被辞退，未签劳动合同，已拍照", " 1 / 1 "), Step("gg", "批准延期")),
    ),
    Scene(
        "ruling-zh",
        operator="wangqiang",
        steps=(
            *_filtered("树枝遮挡信号灯和交通标志 state:filed", " 1 / 1 "),
            Step("gj", "指定管辖"),
        ),
    ),
    Scene("calendar-zh", columns=168, operator="admin", steps=(Step("7", "周末"),)),
    Scene("calendar-en", lang="en", columns=168, operator="admin", steps=(Step("7", "weekend"),)),
    *_screens("zh"),
    *_screens("en"),
)


# A terminal.


class Terminal:
    """The desk on a pseudo-terminal of a given size, and the cells that it shows."""

    def __init__(self, scene: Scene, database: Path, home: Path) -> None:
        self._cells = _Cells(scene.columns, scene.lines)
        self._stream = pyte.ByteStream(self._cells)
        self._keyboard, desk = pty.openpty()
        self._cells.keyboard = self._keyboard
        size = struct.pack("HHHH", scene.lines, scene.columns, 0, 0)
        fcntl.ioctl(desk, termios.TIOCSWINSZ, size)
        self._process = subprocess.Popen(  # noqa: S603  our own program
            _command(scene, database),
            stdin=desk,
            stdout=desk,
            stderr=desk,
            env=_environment(scene, home),
            start_new_session=True,
        )
        os.close(desk)

    @property
    def cells(self) -> list[list[Char]]:
        """Return the cells, line by line."""
        buffer = self._cells.buffer
        return [
            [buffer[y][x] for x in range(self._cells.columns)] for y in range(self._cells.lines)
        ]

    @property
    def text(self) -> str:
        """Return what stands on the screen."""
        return "\n".join("".join(cell.data for cell in line) for line in self.cells)

    def press(self, keys: str) -> None:
        """Send keys as a terminal sends them."""
        os.write(self._keyboard, keys.encode())

    def settle(self, until: str) -> None:
        """Read until ``until`` is on the screen and nothing there changes; a cursor may blink.

        Raises:
            SystemExit: it does not come.
        """
        begun = since = time.monotonic()
        before = ""
        while since < begun + PATIENCE:
            self._read(0.05)
            if self.text != before:
                before, since = self.text, time.monotonic()
            elif until in before and time.monotonic() > since + QUIET:
                return
            if self._process.poll() is not None or time.monotonic() > begun + PATIENCE:
                break
        raise SystemExit(f"waited in vain for {until!r} on\n{self.text}")

    def rest(self, seconds: float) -> None:
        """Press nothing for a while."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            self._read(0.02)

    def close(self) -> None:
        """End the program."""
        self._process.terminate()
        self.wait()

    def wait(self) -> None:
        """Wait for the end of the program."""
        while self._process.poll() is None:
            self._read(0.05)
        os.close(self._keyboard)

    def _read(self, wait: float) -> bool:
        ready, _, _ = select.select([self._keyboard], [], [], wait)
        if not ready:
            return False
        try:
            output = os.read(self._keyboard, 1 << 16)
        except OSError:  # what Linux says when the other end has gone
            return False
        self._stream.feed(output)
        return bool(output)


class _Cells(pyte.Screen):
    """The cells of a terminal, which also answers when it is asked what it is."""

    keyboard = -1

    def write_process_input(self, data: str) -> None:
        """Answer the program."""
        os.write(self.keyboard, data.encode())


def _command(scene: Scene, database: Path) -> list[str]:
    griddesk = str(Path(sys.executable).with_name("griddesk"))
    who = ["--as", scene.operator, "--lang", scene.lang, "--as-at", scene.moment.isoformat()]
    return [griddesk, "desk", "--db", str(database), *who, *scene.more]


def _environment(scene: Scene, home: Path) -> dict[str, str]:
    settings = home / f"{scene.theme}.toml"
    settings.write_text(f'theme = "{scene.theme}"\n', "utf-8")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / scene.name),
        "GRIDDESK_SETTINGS": str(settings),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }


@contextmanager
def sitting(scene: Scene, database: Path, home: Path) -> Iterator[Terminal]:
    """Open the desk and close it again."""
    terminal = Terminal(scene, database, home)
    try:
        yield terminal
    finally:
        terminal.close()


# Drawing.

WIDTH, HEIGHT = 10, 22
"""Pixels of a cell."""
LATIN_SIZE: Final = 16.6
"""At this size a character of DejaVu Sans Mono is `WIDTH` wide."""
CHINESE_SIZE: Final = 18
"""Less than two cells, so that lines of Chinese breathe as in a terminal."""
BASELINE: Final = 17
SHADES: Final = 7
"""How soft the edges of characters are; few shades keep a picture within 256 colours."""

DARK: Final = ("#c5ced9", "#10151c")
"""Foreground and background of a terminal, where the program names none."""

Colour = str

_NAMED: Final[Mapping[str, Colour]] = {
    "black": "#000000",
    "red": "#cd3131",
    "green": "#0dbc79",
    "brown": "#e5e510",
    "blue": "#2472c8",
    "magenta": "#bc3fbc",
    "cyan": "#11a8cd",
    "white": "#e5e5e5",
}


def draw(cells: list[list[Char]]) -> Image.Image:
    """Draw every cell at its own place."""
    picture = Image.new("RGB", (WIDTH * len(cells[0]), HEIGHT * len(cells)), DARK[1])
    for y, line in enumerate(cells):
        for x, cell in enumerate(line):
            if not cell.data:  # the right half of a wide character
                continue
            wide = 2 if x + 1 < len(line) and not line[x + 1].data else 1
            fore, back = _colours(cell)
            place = (x * WIDTH, y * HEIGHT)
            size = (wide * WIDTH, HEIGHT)
            picture.paste(Image.new("RGB", size, back), place)
            if cell.data.strip():
                stencil = _stencil(cell.data, wide, bold=cell.bold)
                picture.paste(Image.new("RGB", size, fore), place, stencil)
            if cell.underscore:
                line_of_it = Image.new("RGB", (size[0], 1), fore)
                picture.paste(line_of_it, (place[0], place[1] + HEIGHT - 3))
    return picture


def _colours(cell: Char) -> tuple[Colour, Colour]:
    fore, back = _colour(cell.fg, DARK[0]), _colour(cell.bg, DARK[1])
    return (back, fore) if cell.reverse else (fore, back)


def _colour(name: str, default: Colour) -> Colour:
    if name == "default":
        return default
    return _NAMED.get(name.removeprefix("bright"), f"#{name}")


@cache
def _stencil(character: str, wide: int, *, bold: bool) -> Image.Image:
    """Return where a character colours its cells, and how strongly."""
    stencil = Image.new("L", (wide * WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(stencil)
    if character in _SHAPES:
        for part in _SHAPES[character]:
            pen.rectangle(part, fill=255)
        return stencil
    if wide == 1:
        font = _font("DejaVu Sans Mono", LATIN_SIZE, bold=bold)
        pen.text((0, BASELINE), character, 255, font, anchor="ls")
    else:
        font = _font("Noto Sans CJK SC", CHINESE_SIZE, bold=bold)
        pen.text((WIDTH, BASELINE), character, 255, font, anchor="ms")
    return stencil.point([round(n / 255 * SHADES) * 255 // SHADES for n in range(256)])


@cache
def _font(family: str, size: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Find a font by its name.

    Raises:
        SystemExit: it is not installed.
    """
    wanted = f"{family}:{'bold' if bold else 'regular'}"
    found = subprocess.run(  # noqa: S603
        ["fc-match", "--format=%{file}\n%{index}\n%{family}", wanted],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
    )
    path, index, name = found.stdout.split("\n")[:3]
    if family not in name:
        raise SystemExit(f"there is no font {family} here")
    return ImageFont.truetype(path, size, index=int(index))


# Characters that must meet those beside them are drawn as rectangles, not as glyphs.

Part = tuple[int, int, int, int]
"""Left, top, right, bottom; the last two belong to it, as Pillow has it."""


def _part(left: float, top: float, right: float, bottom: float) -> Part:
    """Return a part of the cell, given in shares of it."""
    return (
        round(left * WIDTH),
        round(top * HEIGHT),
        round(right * WIDTH) - 1,
        round(bottom * HEIGHT) - 1,
    )


def _bar(thick: int, *spans: tuple[float, float]) -> tuple[Part, ...]:
    """Return a level line through the middle, over these shares of the width."""
    top = (HEIGHT - thick) // 2
    ends = ((round(begin * WIDTH), round(end * WIDTH) - 1) for begin, end in spans)
    return tuple((left, top, right, top + thick - 1) for left, right in ends)


def _dots(raised: int) -> tuple[Part, ...]:
    """Return the dots of a Braille character, whose bits count down the left column, then right.

    The last two bits came later and are the lowest row (Unicode, block 2800).
    """
    rows = ((0, 3), (1, 4), (2, 5), (6, 7))
    return tuple(
        _part(column / 2 + 0.1, row / 4 + 0.05, column / 2 + 0.4, row / 4 + 0.2)
        for row, bits in enumerate(rows)
        for column, bit in enumerate(bits)
        if raised >> bit & 1
    )


_SHAPES: Final[Mapping[str, tuple[Part, ...]]] = {
    **{chr(0x2800 + n): _dots(n) for n in range(256)},
    **{chr(0x2581 + n): (_part(0, 1 - (n + 1) / 8, 1, 1),) for n in range(8)},
    **{chr(0x2589 + n): (_part(0, 0, (7 - n) / 8, 1),) for n in range(7)},
    "▀": (_part(0, 0, 1, 0.5),),
    "▐": (_part(0.5, 0, 1, 1),),
    "▔": (_part(0, 0, 1, 1 / 8),),
    "▕": (_part(7 / 8, 0, 1, 1),),
    "─": _bar(1, (0, 1)),
    "━": _bar(3, (0, 1)),
    "╍": _bar(3, (0.05, 0.4), (0.55, 0.9)),
}


# Making them.


def make_demo(database: Path, moment: datetime) -> None:
    """Load the demo as it is at ``moment``."""
    made = make_database(str(database))
    clock = HandClock(moment - timedelta(days=90))
    district = FoundDistrict(
        district_code="330108", district_name="滨江区", login=IMPORTER, person="周宁"
    )
    try:
        found_district(made.transactions, clock, district)
        load_demo(Desk(made.transactions, clock), clock, moment)
    finally:
        made.close()


def take(scene: Scene, database: Path, home: Path) -> Image.Image:
    """Play a scene and draw its end."""
    with sitting(scene, database, home) as terminal:
        terminal.settle(LISTED)
        for step in scene.steps:
            terminal.press(step.keys)
            terminal.settle(step.until)
        return draw(terminal.cells)


def main() -> None:
    """Make the pictures that are named, or all of them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="pictures to make, all when none is named")
    parser.add_argument("--demos", type=Path, help="folder to keep the demo databases in")
    asked = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for scene in SCENES:
            if asked.names and scene.name not in asked.names:
                continue
            database = (asked.demos or home) / f"{scene.moment:%Y%m%d}.db"
            if not database.exists():
                make_demo(database, scene.moment)
            path = FOLDER / f"{scene.name}.png"
            picture = take(scene, database, home)
            picture.quantize(dither=Image.Dither.NONE).save(path, optimize=True)
            size = path.stat().st_size
            sys.stdout.write(f"{path.name}  {size / 1000:.0f} kB\n")
            if size > LARGEST:
                raise SystemExit(f"{path.name} is larger than {LARGEST:,} bytes")


if __name__ == "__main__":
    main()
