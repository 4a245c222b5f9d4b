"""Each statement is compiled once for all databases of a run, not for every one of thousands.

SQLAlchemy keeps what it has compiled by engine and by dialect object, and nearly every test opens
a database of its own: a fifth of the time of the tests went into compiling the same statements
again. What comes out depends on the kind of the dialect alone here, since all databases of a
kind are of one version and opened in one way.
"""

from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

KEPT: Final = 2000
"""How many statements are kept of each kind of database."""

_COMPILED: Final[dict[type, LRUCache[Any, Any]]] = {}


def share_compiled_statements() -> None:
    """Let all engines, and the mappers, know what any of one kind has compiled."""
    make = Engine.__init__

    def make_sharing(engine: Engine, *arguments: Any, **more: Any) -> None:
        make(engine, *arguments, **more)
        engine._compiled_cache = _COMPILED.setdefault(type(engine.dialect), LRUCache(KEPT))  # noqa: SLF001

    Engine.__init__ = make_sharing  # type: ignore[assignment,method-assign]
    DefaultDialect.__eq__ = _is_of_the_same_kind  # type: ignore[method-assign,assignment]
    DefaultDialect.__hash__ = _hash_of_the_kind  # type: ignore[assignment,method-assign]


def _is_of_the_same_kind(dialect: DefaultDialect, other: object) -> bool:
    return type(dialect) is type(other)


def _hash_of_the_kind(dialect: DefaultDialect) -> int:
    return hash(type(dialect))
