"""Tones become colours here, for a dark and a light room."""

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


@dataclass(frozen=True)
class Palette:
    """The colours of one theme; a plain one says everything by weight and reversal."""

    name: str
    dark: bool
    surfaces: dict[Surface, str] = field(hash=False)
    tones: dict[Tone, str] = field(hash=False)
    plain: bool = False


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

PLAIN: Final = replace(NIGHT, name="griddesk-plain", plain=True)
"""What `NO_COLOR` gets, whatever the theme."""

PALETTES: Final = {palette.name: palette for palette in (NIGHT, DAY)}


def palette_of(app: App[Any]) -> Palette:
    """Return the palette that ``app`` shows now."""
    return PLAIN if app.no_color else PALETTES.get(app.theme, NIGHT)


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
