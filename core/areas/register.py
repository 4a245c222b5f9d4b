"""The areas of today in memory: few, read by every intake."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from core.areas.codes import CodeScheme, Level
from core.areas.models import Area
from core.kernel.errors import NotFound
from core.kernel.settings import CODE_SCHEME, read_setting
from core.kernel.words import N_


@dataclass(frozen=True, slots=True)
class KnownArea:
    """One area as it is today."""

    id: int
    code: str
    level: Level
    name: str
    street_code: str


@dataclass(frozen=True, slots=True)
class AreaRegister:
    """Every area that is valid today, by code."""

    scheme: CodeScheme
    areas: Mapping[str, KnownArea]

    def find(self, code: str) -> KnownArea:
        """Return the area of ``code``.

        Raises:
            NotFound: when there is none today.
        """
        area = self.areas.get(code)
        if area is None:
            raise NotFound(N_("There is no area %(area)s today; see the list of grids."), area=code)
        return area


def load_area_register(session: Session) -> AreaRegister:
    """Read all areas that are valid today."""
    scheme = CodeScheme.parse(read_setting(session, CODE_SCHEME))
    rows = session.exec(
        select(Area.id, Area.code, Area.level, Area.name).where(
            Area.valid_to == None  # noqa: E711  SQL's IS NULL
        )
    )
    return AreaRegister(
        scheme,
        {
            code: KnownArea(key or 0, code, Level(level), name, scheme.ancestor(code, Level.STREET))
            for key, code, level, name in rows
        },
    )
