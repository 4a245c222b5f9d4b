"""Lives that leave no trace: each is lived in one transaction, which is then undone."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlmodel import Session

from storage.database import Database


class Undone:
    """`core.kernel.transactions.Transactions` inside a transaction that is never committed.

    Every verb has a savepoint of its own, so that a refusal undoes what it undoes at a desk.
    Ten thousand lives then begin in the same district, and the last is as quick as the first.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._session: Session | None = None

    @contextmanager
    def a_life(self) -> Iterator[None]:
        """Begin a life; at its end everything is as it was before."""
        with self._database.transactions.rehearsing() as session:
            self._session = session
            yield
            session.expunge_all()
        self._session = None

    @property
    def session(self) -> Session:
        """The session of the life under way."""
        assert self._session
        return self._session

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[Session]:  # noqa: ARG002  it is alone
        with self.session.begin_nested():
            yield self.session

    @contextmanager
    def rehearsing(self) -> Iterator[Session]:
        savepoint = self.session.begin_nested()
        yield self.session
        savepoint.rollback()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Look as a reader of the product does, at the life under way."""
        yield self.session.connection()
