"""Areas, staff and units as an operator reads them.

Everything returned is harmless to print.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from console.present.cases import short_grid
from console.present.times import LATE_SIGN, SOON_SIGN
from console.present.tones import Said, Tone
from console.present.vocabulary import word
from console.present.words import _, in_chinese
from core.areas.codes import Level
from core.areas.models import GridKind
from core.areas.rows import AreaLoad, AreaRow
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.staff.models import Post
from core.staff.rows import PostRow
from core.units.rows import UnitReturns, UnitRow

POSTS: Final[Mapping[str, str]] = {
    Post.LEADER: N_("grid leader"),
    Post.GUIDE: N_("grid guide"),
    Post.FULL_TIME: N_("full-time"),
    Post.PART_TIME: N_("part-time"),
}

LEVELS: Final[Mapping[int, str]] = {
    Level.PROVINCE: N_("province"),
    Level.CITY: N_("city"),
    Level.DISTRICT: N_("district"),
    Level.STREET: N_("street"),
    Level.COMMUNITY: N_("community"),
    Level.GRID: N_("grid"),
    Level.MICROGRID: N_("microgrid"),
}

GRID_KINDS: Final[Mapping[str, str]] = {
    GridKind.COMPREHENSIVE: N_("comprehensive grid"),
    GridKind.DEDICATED: N_("dedicated grid"),
}

DUTIES: Final = (
    N_("Keep the records of people, homes and places up to date."),
    N_("Walk the grid; report hazards and quarrels early."),
    N_("Settle on the spot what can be settled there."),
    N_("Pass on to the desk what cannot, and check the result."),
)
"""What every notice board says a gridder does; see the founding documents."""

_WARNING_SHARE: Final = 0.1
"""The share of returned cases from which on a unit stands out."""


def area_name(area: AreaRow) -> str:
    """Name an area."""
    return neutralise(area.name if in_chinese() else area.name_en or area.name)


def area_kind(area: AreaRow) -> str:
    """Say what sort of area it is: a dedicated grid, a street."""
    return word(GRID_KINDS, area.kind) if area.kind else _(LEVELS[area.level])


def unit_name(unit: UnitRow) -> str:
    """Name a unit."""
    return neutralise(unit.name if in_chinese() else unit.name_en or unit.name)


def staffing_of(load: AreaLoad) -> str:
    """Tell who is in a grid as ``1+1+1+16``; of a larger area how many posts are held."""
    people = [post.people for post in load.posts]
    if load.area.level == Level.GRID:
        return "+".join(str(count) for count in people)
    return f"{sum(people):,}" if sum(people) else "·"


def vacancies_of(load: AreaLoad) -> Said:
    """Name the post that nobody holds, and count the others: ``▲ 专职 3 +1``.

    A grid without a full-time member is an alarm, and stands first.
    """
    vacant = {post.post: post.vacant for post in load.posts if post.vacant > 0}
    if not vacant:
        return Said("")
    first = Post.FULL_TIME if Post.FULL_TIME in vacant else next(iter(vacant))
    alarm = first == Post.FULL_TIME
    told = word(POSTS, first)
    if load.area.level < Level.GRID:
        told += f" {vacant[first]:,}"
    others = sum(vacant.values()) - vacant[first]
    told += f" +{others:,}" if others else ""
    sign, tone = (LATE_SIGN, Tone.LATE) if alarm else (SOON_SIGN, Tone.SOON)
    return Said(f"{sign} {told}", tone)


def late_of(late: int) -> Said:
    """Tell how many are late: a sign and a number, or a dot for none."""
    return Said(f"{LATE_SIGN}{late:,}", Tone.LATE) if late else Said("·", Tone.FAINT)


def post_place(post: PostRow, *, street: bool = True) -> str:
    """Say where a post is: ``西兴 · 七甲闸社区 03``."""
    above = post.street.removesuffix("街道").removesuffix("镇") if street else ""
    community = " ".join(part for part in (post.community, short_grid(post.grid)) if part)
    return neutralise(" · ".join(part for part in (above, community) if part))


def span_of(since: date, until: date | None) -> str:
    """Tell from when to when: ``since 2024-01-01``, ``2024-01-01 – 2025-03-31``."""
    if until is None:
        return _("since %(date)s") % {"date": since.isoformat()}
    return f"{since.isoformat()} – {until.isoformat()}"


def return_rate_of(returns: UnitReturns | None) -> Said:
    """Tell the share of cases sent back; a dot where nothing was sent."""
    if returns is None or not returns.dispatched:
        return Said("·", Tone.FAINT)
    share = returns.returned / returns.dispatched
    if not returns.returned:
        return Said("0%", Tone.DIM)
    return Said(f"{share:.0%}", Tone.SOON if share >= _WARNING_SHARE else Tone.PLAIN)
