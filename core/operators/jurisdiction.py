"""Where an operator may look and act: an area and everything inside it."""

from dataclasses import dataclass
from typing import Final

from core.areas.codes import holds
from core.operators.models import Role

SEES_PERSONAL_DATA: Final = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR})
"""Roles that may have masked names and phones shown; each look is audited."""

KEEPS_REFERENCE_DATA: Final = frozenset({Role.ADMIN})
"""Roles that may import and change areas, staff, units, items, limits and calendar."""

READS_AUDIT: Final = frozenset({Role.ADMIN, Role.AUDITOR})
"""Roles that may read the audit trail and the imports of their area."""

ASSESSES: Final = frozenset({Role.SUPERVISOR, Role.ADMIN, Role.AUDITOR})
"""Roles that may read the scores of areas, units and staff."""

SEES_OPERATORS: Final = frozenset({Role.ADMIN, Role.AUDITOR, Role.SUPERVISOR})
"""Roles that may see who sits at the desks of their area."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is acting and what of the district is theirs to see.

    ``area_code`` begins every ``area_code`` that may be read or touched.
    """

    login: str
    name: str
    role: Role
    district_code: str
    area_code: str

    def covers(self, area_code: str) -> bool:
        """Say whether ``area_code`` lies inside the jurisdiction."""
        return holds(self.area_code, area_code)
