"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger as _BigInteger
from sqlalchemy import DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses naive values, stores UTC, returns aware UTC.

    SQLite has no instants, so they are kept there as text of fixed width
    (``2026-11-21 02:11:00.000000``), which sorts as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the type of the database at hand."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(26))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Turn an aware instant into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"naive datetime {value!r}: an instant needs its offset"
            raise ValueError(msg)
        instant = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return instant.strftime("%Y-%m-%d %H:%M:%S.%f")
        return instant

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn what the database keeps into an aware instant."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        instant: datetime = value
        return instant.astimezone(UTC)


BigKey = _BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit key; SQLite numbers only an INTEGER PRIMARY KEY by itself."""

CodeText = String().with_variant(String(collation="C"), "postgresql")
"""A code whose prefix can be asked as a range on every database (byte order)."""

LongText = Text()
