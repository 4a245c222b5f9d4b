"""The tables of the admission list."""

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from core.kernel.columns import CodeText


class Item(SQLModel, table=True):
    """One entry of the admission list in one version.

    A case may be filed under it on days from ``valid_from`` up to, not including,
    ``valid_to``.
    """

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(sa_type=CodeText)
    class_: str = Field(sa_column_kwargs={"name": "class"})
    class_name: str
    subclass: str
    name: str
    name_en: str
    default_tier: int
    gridder_sees: bool = True
    valid_from: date
    valid_to: date | None = None


class FilingCondition(SQLModel, table=True):
    """One filing condition of an item with a limit of its own (立案条件).

    Without one, the limit of the tier applies. ``ordinal`` 1 is the default.
    """

    __tablename__ = "filing_condition"

    item_id: int = Field(primary_key=True, foreign_key="item.id")
    ordinal: int = Field(primary_key=True)
    name: str
    name_en: str
    limit_amount: int
    limit_unit: str
