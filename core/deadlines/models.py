"""The tables behind the clocks: limits, office hours, the calendar."""

from datetime import date

from sqlmodel import Field, SQLModel


class TierLimit(SQLModel, table=True):
    """How long a tier may take when the item names no limit of its own."""

    __tablename__ = "tier_limit"

    tier: int = Field(primary_key=True)
    name: str
    name_en: str
    due_limit: str
    target_limit: str | None = None


class StageLimit(SQLModel, table=True):
    """How long a stage other than handling may take, as ``15 minute``."""

    __tablename__ = "stage_limit"

    stage: str = Field(primary_key=True)
    due_limit: str


class OfficeHoursSpell(SQLModel, table=True):
    """Office hours from a day on, as ``08:00-12:00 14:00-18:00``."""

    __tablename__ = "office_hours_spell"

    valid_from: date = Field(primary_key=True)
    hours: str


class CalendarYear(SQLModel, table=True):
    """A year whose days off and make-up days have been announced."""

    __tablename__ = "calendar_year"

    year: int = Field(primary_key=True)
    source: str


class CalendarDay(SQLModel, table=True):
    """A day that is not what its weekday says: a day off or a make-up working day."""

    __tablename__ = "calendar_day"

    on: date = Field(primary_key=True, sa_column_kwargs={"name": "day"})
    kind: str
    name: str
    name_en: str
