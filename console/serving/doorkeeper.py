"""Who may come in from a browser: sign-in, sessions, and when they end."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from core.access.commands import NoteSignIn
from core.access.passwords import fits
from core.access.slowing import Slowing
from core.desk import Desk
from core.kernel.clock import Clock
from storage.database import Database
from storage.readers.operators import password_hash_of

LONGEST_SESSION: Final = timedelta(hours=12)
"""After a shift everyone signs in anew."""
TOKEN_BYTES: Final = 32


@dataclass(eq=False, slots=True)
class Session:
    """An operator who has signed in from a browser, and the desks that are open there."""

    login: str
    password_hash: str = field(repr=False)
    ends_at: datetime
    desks: set["asyncio.Task[object]"] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Nobody was let in; ``wait`` is how long the login must not try again, or nothing."""

    wait: timedelta


class Doorkeeper:
    """Knows who is inside.

    A session is known by a random token, kept in memory only: the browser holds nothing else,
    and whoever stops the server ends them all.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._desk = Desk(database.transactions, clock)
        self._clock = clock
        self._slowing = Slowing()
        self._sessions: dict[str, Session] = {}
        self._turn = asyncio.Lock()

    async def admit(self, login: str, password: str) -> str | TurnedAway:
        """Return the token of a new session, or why there is none.

        One at a time: each try is counted before the next is judged, and no crowd of guesses
        takes more memory than one hash.

        Raises:
            CoreError: the database did not answer; nothing was judged.
        """
        async with self._turn:
            wait = self._slowing.wait(login, self._clock())
            if wait:
                return TurnedAway(wait)
            held = await asyncio.to_thread(password_hash_of, self._database, login)
            admitted = await asyncio.to_thread(fits, held, password)
            if held:
                await asyncio.to_thread(self._desk.execute, NoteSignIn(admitted=admitted), by=login)
            if not (admitted and held):
                self._slowing.failed(login, self._clock())
                return TurnedAway(self._slowing.wait(login, self._clock()))
            self._slowing.succeeded(login)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._sessions[token] = Session(login, held, self._clock() + LONGEST_SESSION)
        return token

    async def session_of(self, token: str) -> Session | None:
        """Return the session of a token, if it still holds."""
        session = self._sessions.get(token)
        if session is not None and not await self._holds(session):
            self.end(token)
            return None
        return session

    def end(self, token: str) -> None:
        """End a session and the desks that are open in it."""
        session = self._sessions.pop(token, None)
        if session is not None:
            for desk in session.desks:
                desk.cancel()

    def end_all(self) -> None:
        """End every session."""
        for token in tuple(self._sessions):
            self.end(token)

    async def look_round(self) -> None:
        """End the sessions that hold no longer."""
        for token in tuple(self._sessions):
            await self.session_of(token)

    async def _holds(self, session: Session) -> bool:
        """Say whether the shift lasts and the operator still has the login and that password."""
        if self._clock() >= session.ends_at:
            return False
        held = await asyncio.to_thread(password_hash_of, self._database, session.login)
        return held == session.password_hash
