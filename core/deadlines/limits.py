"""A limit as law and lists state it: an amount of a unit of time."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.kernel.errors import Invalid
from core.kernel.words import N_

MOST: Final = 100_000
"""The largest amount that a limit may have."""

_QUOTED: Final = 40
_WRITTEN: Final = re.compile(r"\s*(\d{1,9})\s*([a-z][a-z_\s]*)", re.IGNORECASE)


class LimitUnit(StrEnum):
    """What a limit is counted in; each unit has a clock of its own (see ``Deadlines.due``)."""

    MINUTE = "minute"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"
    DAY = "day"


_UNITS: Final = {unit.value: unit for unit in LimitUnit}


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit; ``str`` writes it as ``parse_limit`` reads it.

    Raises:
        Invalid: when the amount is not between 0 and 100,000.
    """

    amount: int
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= MOST:
            raise Invalid(
                N_("A limit of %(amount)s is out of bounds; give an amount from 0 to %(most)s."),
                field="limit",
                amount=self.amount,
                most=MOST,
            )

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


def parse_limit(text: str) -> Limit:
    """Read ``3 working_day``; plurals, capitals and stray spaces are forgiven.

    Raises:
        Invalid: when the text is no amount and unit, or the amount is out of bounds.
    """
    written = _WRITTEN.fullmatch(text)
    unit = _UNITS.get("_".join(written[2].lower().split()).removesuffix("s")) if written else None
    if written is None or unit is None:
        raise Invalid(
            N_(
                "“%(limit)s” is no limit; write a number and a unit, such as 3 working_day."
                " The units are %(units)s."
            ),
            field="limit",
            limit=text[:_QUOTED],
            units=", ".join(LimitUnit),
        )
    return Limit(int(written[1]), unit)
