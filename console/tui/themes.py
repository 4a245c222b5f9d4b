"""Tones become colours here: for a dark room, a light one, weak eyes, and sixteen colours."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from textual.app import App
from textual.theme import Theme

from console.present.tones import Tone


class Surface(StrEnum):
    """What a line lies on."""

    GROUND = "ground"
    PANEL = "panel"
    CURSOR = "cursor"
    REST = "rest"
    """The cursor's line while the keys go elsewhere."""
    FLASH = "flash"
    FOOT = "foot"
    CHIP = "chip"


_LIT: Final = frozenset({Surface.CURSOR, Surface.FLASH})


@dataclass(frozen=True)
class Palette:
    """The colours of one theme; a plain one says everything by weight and reversal."""

    name: str
    dark: bool
    surfaces: dict[Surface, str] = field(hash=False)
    tones: dict[Tone, str] = field(hash=False)
    plain: bool = False
    lit: dict[Tone, str] = field(default_factory=dict, hash=False)
    """Other colours for tones that are too near to what the cursor's line or a flash lies on."""

    def colour(self, tone: Tone, surface: Surface) -> str:
        """Return the colour of a tone on a surface."""
        if surface in _LIT and tone in self.lit:
            return self.lit[tone]
        return self.tones[tone]


NIGHT: Final = Palette(
    name="griddesk-dark",
    dark=True,
    surfaces={
        Surface.GROUND: "#0f141b",
        Surface.PANEL: "#151c26",
        Surface.CURSOR: "#22334a",
        Surface.REST: "#1a2431",
        Surface.FLASH: "#1d4a4b",
        Surface.FOOT: "#0b1016",
        Surface.CHIP: "#5cc8c2",
    },
    tones={
        Tone.PLAIN: "#c9d4e0",
        Tone.STRONG: "#eef3f8",
        Tone.DIM: "#7d8fa3",
        Tone.FAINT: "#46566a",
        Tone.ACCENT: "#5cc8c2",
        Tone.LATE: "#ff7070",
        Tone.SOON: "#f2b84b",
        Tone.TODAY: "#e3cf7d",
        Tone.GOOD: "#7ccf8f",
        Tone.NEWS: "#7fb2ff",
    },
)

DAY: Final = Palette(
    name="griddesk-light",
    dark=False,
    surfaces={
        Surface.GROUND: "#fbfaf7",
        Surface.PANEL: "#f1efe9",
        Surface.CURSOR: "#d3e4ea",
        Surface.REST: "#e6ebea",
        Surface.FLASH: "#bfe6dc",
        Surface.FOOT: "#e9e6de",
        Surface.CHIP: "#0a6b67",
    },
    tones={
        Tone.PLAIN: "#2b333c",
        Tone.STRONG: "#0c1116",
        Tone.DIM: "#66717d",
        Tone.FAINT: "#aab2b8",
        Tone.ACCENT: "#0a6b67",
        Tone.LATE: "#b01e1e",
        Tone.SOON: "#854700",
        Tone.TODAY: "#645000",
        Tone.GOOD: "#1a642f",
        Tone.NEWS: "#1a53a8",
    },
)

CONTRAST: Final = Palette(
    name="griddesk-contrast",
    dark=True,
    surfaces={
        Surface.GROUND: "#000000",
        Surface.PANEL: "#000000",
        Surface.CURSOR: "#00005f",
        Surface.REST: "#262626",
        Surface.FLASH: "#005f00",
        Surface.FOOT: "#000000",
        Surface.CHIP: "#ffff00",
    },
    tones={
        Tone.PLAIN: "#ffffff",
        Tone.STRONG: "#ffffff",
        Tone.DIM: "#dcdcdc",
        Tone.FAINT: "#c6c6c6",
        Tone.ACCENT: "#ffff00",
        Tone.LATE: "#ffb3b3",
        Tone.SOON: "#ffc859",
        Tone.TODAY: "#ffee99",
        Tone.GOOD: "#9cffae",
        Tone.NEWS: "#b8d8ff",
    },
)
"""White on black: every tone has seven times the light of what it lies on, as WCAG's AAA asks."""

SIXTEEN: Final = Palette(
    name="griddesk-sixteen",
    dark=True,
    surfaces={
        Surface.GROUND: "#000000",
        Surface.PANEL: "#000000",
        Surface.CURSOR: "#0000aa",
        Surface.REST: "#000000",
        Surface.FLASH: "#0000aa",
        Surface.FOOT: "#000000",
        Surface.CHIP: "#55ffff",
    },
    tones={
        Tone.PLAIN: "#aaaaaa",
        Tone.STRONG: "#ffffff",
        Tone.DIM: "#aaaaaa",
        Tone.FAINT: "#aaaaaa",
        Tone.ACCENT: "#55ffff",
        Tone.LATE: "#ff5555",
        Tone.SOON: "#ffff55",
        Tone.TODAY: "#ffff55",
        Tone.GOOD: "#55ff55",
        Tone.NEWS: "#55ffff",
    },
    # Red on blue can hardly be read; what is late has its sign as well.
    lit={Tone.LATE: "#ffffff"},
)
"""What a terminal of sixteen colours gets, whatever the theme: none of them falls between two."""

PLAIN: Final = replace(NIGHT, name="griddesk-plain", plain=True)
"""What `NO_COLOR` gets, whatever the theme."""

THEMES: Final = {"dark": NIGHT, "light": DAY, "contrast": CONTRAST}
"""The themes to choose from, as the settings and the command line name them."""

COARSE: Final = {
    NIGHT.name: replace(
        NIGHT,
        name="griddesk-dark-256",
        surfaces=NIGHT.surfaces | {Surface.CURSOR: "#00005f", Surface.REST: "#262626"},
    ),
    DAY.name: replace(
        DAY,
        name="griddesk-light-256",
        surfaces=DAY.surfaces | {Surface.CURSOR: "#d7ffff", Surface.FOOT: "#eeeeee"},
    ),
}
"""With 256 colours some surfaces would come out too near to what is written on them."""

PALETTES: Final = {palette.name: palette for palette in (*THEMES.values(), SIXTEEN)}


def palette_named(theme: str | None, *, sixteen_colours: bool) -> Palette:
    """Return the palette of a theme, or the one that a terminal of sixteen colours can show."""
    return SIXTEEN if sixteen_colours else THEMES.get(theme or "", NIGHT)


def palette_after(palette: Palette) -> Palette:
    """Return the palette of the next theme; with sixteen colours there is only the one."""
    if palette is SIXTEEN:
        return palette
    palettes = list(THEMES.values())
    return palettes[(palettes.index(palette) + 1) % len(palettes)]


def palette_of(app: App[Any]) -> Palette:
    """Return the palette that ``app`` shows now."""
    if app.no_color:
        return PLAIN
    palette = PALETTES.get(app.theme, NIGHT)
    coarse = app.console.color_system == "256"
    return COARSE.get(palette.name, palette) if coarse else palette


def theme_of(palette: Palette) -> Theme:
    """Make the Textual theme of a palette, so that stylesheets and inputs share its colours."""
    tones, surfaces = palette.tones, palette.surfaces
    return Theme(
        name=palette.name,
        dark=palette.dark,
        primary=tones[Tone.ACCENT],
        secondary=tones[Tone.NEWS],
        accent=tones[Tone.ACCENT],
        warning=tones[Tone.SOON],
        error=tones[Tone.LATE],
        success=tones[Tone.GOOD],
        foreground=tones[Tone.PLAIN],
        background=surfaces[Surface.GROUND],
        surface=surfaces[Surface.GROUND],
        panel=surfaces[Surface.PANEL],
        variables={
            "dim": tones[Tone.DIM],
            "faint": tones[Tone.FAINT],
            "foot": surfaces[Surface.FOOT],
            "raised": surfaces[Surface.REST],
            "chosen": surfaces[Surface.CURSOR],
            "scrollbar": surfaces[Surface.CURSOR],
            "scrollbar-hover": tones[Tone.FAINT],
            "scrollbar-active": tones[Tone.DIM],
            "scrollbar-background": surfaces[Surface.GROUND],
            "scrollbar-background-hover": surfaces[Surface.GROUND],
            "scrollbar-background-active": surfaces[Surface.GROUND],
            "scrollbar-corner-color": surfaces[Surface.GROUND],
            "input-cursor-background": tones[Tone.ACCENT],
            "input-cursor-foreground": surfaces[Surface.GROUND],
            "input-selection-background": surfaces[Surface.CURSOR],
        },
    )
