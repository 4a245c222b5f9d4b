"""Short forms of case numbers: ``231`` or ``26-231`` for ``330108-26-000231``."""

import re
from datetime import datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from core.cases.rows import CaseRow
from core.kernel.errors import NotFound, Refused
from core.kernel.words import N_

YEARS_BACK: Final = 5
"""How many years a number without a year is sought in."""

_SHORT: Final = re.compile(r"^(?:(\d{2})-)?(\d{1,6})$")
_FULL: Final = re.compile(r"^\d{6}-\d{2}-\d{6}$")


class CaseLines(Protocol):
    """Single cases; see `storage.readers.cases`."""

    def row(self, number: str) -> CaseRow:
        """Read one case."""
        ...


class District(Protocol):
    """Whose the numbers are."""

    @property
    def district_code(self) -> str:
        """The district."""
        ...


class Shop(Protocol):
    """What is needed to find a case by its number; see `console.bootstrap`."""

    @property
    def cases(self) -> CaseLines:
        """Single cases."""
        ...

    @property
    def scope(self) -> District:
        """Whose the numbers are."""
        ...

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the district."""
        ...

    def clock(self) -> datetime:
        """Return the moment it is."""
        ...


def short_number(number: str) -> str:
    """Return the shortest form of a full number that is short for it alone: ``26-231``."""
    _district, year, sequence = number.split("-")
    return f"{year}-{int(sequence)}"


def is_number(text: str) -> bool:
    """Say whether ``text`` is the number of a case, in full or in short."""
    text = text.strip()
    return bool(_SHORT.match(text) or _FULL.match(text))


def full_number(shop: Shop, text: str) -> str:
    """Return the number that ``text`` is short for; what is no short form stays as it is.

    A number without a year is sought in this year and the years before.

    Raises:
        Refused: it is short for several cases.
        NotFound: it is short for none.
    """
    short = _SHORT.match(text.strip().lstrip("…."))
    if short is None:
        return text.strip()
    year, sequence = short.groups()
    this_year = shop.clock().astimezone(shop.zone).year % 100
    years = [int(year)] if year else [(this_year - back) % 100 for back in range(YEARS_BACK + 1)]
    district = shop.scope.district_code
    wanted = [f"{district}-{two_digits:02d}-{int(sequence):06d}" for two_digits in years]
    found = [number for number in wanted if _exists(shop, number)]
    if len(found) > 1:
        raise Refused(
            N_("%(short)s is short for several cases: %(numbers)s. Write the year as well."),
            short=text,
            numbers=", ".join(found),
        )
    if not found:
        raise NotFound(N_("There is no case %(number)s in your area."), number=text)
    return found[0]


def _exists(shop: Shop, number: str) -> bool:
    try:
        shop.cases.row(number)
    except NotFound:
        return False
    return True
