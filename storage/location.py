"""Where a database is: reading its URL, and writing it so that a screen may show it.

Needs neither SQLAlchemy nor a driver, so that a quick command can look at a file without
loading them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from core.kernel.errors import Invalid
from core.kernel.words import N_

Dialect = Literal["sqlite", "postgresql"]

FILE_SUFFIXES: Final = (".db", ".sqlite", ".sqlite3")
"""What a bare file name must end in to be taken for an SQLite database."""

CONNECT_WAIT: Final = 5
"""Seconds to wait for a server to answer."""

_POSTGRESQL_SCHEMES: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SECRET_OPTIONS: Final = frozenset({"password", "sslpassword", "passfile"})


@dataclass(frozen=True, slots=True)
class Location:
    """Where one database is.

    ``url`` may hold a password and is for connecting only; ``label`` never does and is for
    screens and messages. ``path`` is the absolute path of an SQLite file.
    """

    dialect: Dialect
    url: str
    label: str
    path: Path | None = None

    @property
    def file(self) -> Path:
        """The path of the SQLite file; a PostgreSQL location has none."""
        if self.path is None:
            msg = f"{self.label} is no file"
            raise ValueError(msg)
        return self.path

    @property
    def conninfo(self) -> str:
        """The address as PostgreSQL's own library reads it."""
        return self.url.replace("postgresql+psycopg", "postgresql", 1)


def locate(url: str) -> Location:
    """Read ``sqlite:///path``, a bare path ending in ``.db``, or ``postgresql://…``.

    Raises:
        Invalid: when it is none of these, or an SQLite database in memory, which only one
            connection could ever see.
    """
    if "\0" in url:
        raise _unreadable(url)
    scheme, mark, rest = url.partition("://")
    if not mark:
        if not url.endswith(FILE_SUFFIXES):
            raise _unreadable(url)
        return _file(url)
    if scheme == "sqlite":
        path = unquote(rest.removeprefix("/").partition("?")[0])
        if not rest.startswith("/") or path in {"", ":memory:"}:
            raise Invalid(
                N_("A GridDesk database needs a file: write sqlite:///path/to/griddesk.db."),
                field="database",
            )
        return _file(path)
    if scheme in _POSTGRESQL_SCHEMES:
        return _server(url)
    raise _unreadable(url)


def server_arguments(location: Location, options: dict[str, str]) -> dict[str, Any]:
    """Return what every connection to a server is opened with, besides its address.

    The keepalives end a wait for a server that vanished without a word; ``options`` are
    settings of the session, after those that the address itself asks for.
    """
    asked = dict(parse_qsl(urlsplit(location.url).query)).get("options", "")
    settings = " ".join(f"-c {name}={value}" for name, value in options.items())
    return {
        "application_name": "griddesk",
        "connect_timeout": CONNECT_WAIT,
        "keepalives_idle": 20,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "options": f"{asked} {settings}".strip(),
    }


def _file(path: str) -> Location:
    absolute = Path(path).expanduser().absolute()
    return Location("sqlite", f"sqlite:///{absolute}", f"sqlite:///{absolute}", absolute)


def _server(url: str) -> Location:
    try:
        parts = urlsplit(url)
        _ = parts.port  # only asking shows whether it is a number
    except ValueError:
        raise _unreadable(url) from None
    if not parts.path.strip("/"):
        raise Invalid(
            N_("The address %(label)s names no database: add its name after the last slash."),
            field="database",
            label=without_password(url),
        )
    return Location(
        "postgresql",
        urlunsplit(parts._replace(scheme="postgresql+psycopg")),
        without_password(url),
    )


def without_password(url: str) -> str:
    """Return ``url`` fit for a screen or a log: no password, wherever it was written.

    Whatever stands before the last ``@`` is taken for the account, so that a password shows
    no part of itself even if its slashes or question marks were not escaped.
    """
    scheme, mark, rest = url.partition("://")
    account, at, place = rest.rpartition("@")
    host, question, query = place.partition("?")
    kept = [pair for pair in parse_qsl(query) if pair[0] not in _SECRET_OPTIONS]
    login = account.partition(":")[0]
    shown = urlencode(kept, safe="/")
    return f"{scheme.partition('+')[0]}{mark}{login}{at}{host}{question if shown else ''}{shown}"


def _unreadable(url: str) -> Invalid:
    return Invalid(
        N_(
            "%(label)s is no address of a database: write sqlite:///path/to/griddesk.db, "
            "the path of a file ending in .db, or postgresql://user@host/name."
        ),
        field="database",
        label=without_password(url),
    )
