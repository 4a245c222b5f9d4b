"""Where a case was said to be, held against the boundary of its area."""

from console.present.tones import Said, Tone
from console.present.words import _
from core.areas.geometry import told
from core.areas.rows import Spot


def position_of(spot: Spot | None) -> Said:
    """Return the coordinate of a case, and that it lies outside its area if it does."""
    if spot is None:
        return Said("")
    place = told((spot.longitude, spot.latitude))
    if not spot.outside:
        return Said(place)
    if spot.lies_in:
        outside = _("outside its area, in %(area)s") % {"area": spot.lies_in}
    else:
        outside = _("outside its area")
    return Said(f"▲ {place} {outside}", Tone.SOON)
