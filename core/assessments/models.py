"""The tables of assessment profiles and of findings."""

from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from core.kernel.columns import CodeText, LongText


class Target(StrEnum):
    """What can be assessed: areas of three levels, departments beside them, and staff."""

    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    UNIT = "unit"
    STAFF = "staff"


AREAS: Final = frozenset({Target.STREET, Target.COMMUNITY, Target.GRID})
"""The targets that are areas; one profile may serve several of them."""


class AssessmentProfile(SQLModel, table=True):
    """One version of a profile, known by its code and first day.

    ``targets`` are words with spaces between. A profile that ``replaces`` another one counts in
    its ``areas`` (codes with spaces between) in the other's stead. ``findings_limit`` is in
    hundredths of a point, ``star_floors`` in whole points, empty where no stars may be given.
    """

    __tablename__ = "assessment_profile"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=CodeText)
    valid_from: date
    name: str
    name_en: str | None = None
    targets: str
    replaces: str = Field(default="", sa_type=CodeText)
    areas: str = Field(default="", sa_type=LongText)
    findings_limit: int = 0
    star_floors: str = ""
    ranking: bool = False


class AssessmentIndicator(SQLModel, table=True):
    """One weighted figure of a profile.

    ``weight`` is in hundredths of a point, ``zero_at`` and ``full_at`` in millionths of what the
    figure is measured in. With fewer than ``least`` cases it does not count.
    """

    __tablename__ = "assessment_indicator"

    profile_id: int = Field(primary_key=True, foreign_key="assessment_profile.id")
    figure: str = Field(primary_key=True, sa_type=CodeText)
    ordinal: int
    weight: int
    zero_at: int
    full_at: int
    least: int = 1


class AssessmentFinding(SQLModel, table=True):
    """What somebody from outside found of one target; ``points`` are hundredths, of either sign.

    ``number`` is what the finder calls it. ``area_code`` is the area that the target is or
    belongs to; who may not look there does not learn of it.
    """

    __tablename__ = "assessment_finding"

    number: str = Field(primary_key=True, sa_type=CodeText)
    found_on: date = Field(index=True)
    finder: str
    target: str
    target_key: str = Field(sa_type=CodeText)
    area_code: str = Field(sa_type=CodeText)
    points: int
    reason: str = Field(sa_type=LongText)
    evidence: str = ""
    case_number: str | None = Field(default=None, sa_type=CodeText)
