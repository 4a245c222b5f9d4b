"""What runs in processes that are about to be killed or starved.

They are forked from a server process that has the imports behind it, so that one costs
milliseconds; everything here must be importable by name.
"""

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from core.kernel.errors import CoreError
from core.kernel.settings import Setting
from storage.database import Database, open_database
from storage.schema import migrate
from tests.databases import say_nothing

NOBODY: Final = 65534
PARTS: Final = ("a", "b", "c")
"""A transaction writes one row for each."""

Child = Callable[..., None]

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload([__name__, "psycopg", "alembic.command"])


@contextmanager
def started(child: Child, *arguments: Any) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """Run ``child`` with the sending end of a pipe; at the end it is killed if it still runs."""
    receiving, sending = _context.Pipe(duplex=False)
    process = _context.Process(target=child, args=(sending, *arguments), daemon=True)
    process.start()
    sending.close()
    try:
        yield process, receiving
    finally:
        process.kill()
        process.join(30)
        process.close()
        receiving.close()


def write_and_acknowledge(pipe: Connection, url: str, first: int) -> None:
    """Commit transaction after transaction, telling the number of each when it is through."""
    database = open_database(url)
    for number in count(first):
        write(database, number)
        pipe.send(number)


def write(database: Database, number: int) -> None:
    """Write the rows of one transaction."""
    with database.transactions.writing() as session:
        for part in PARTS:
            session.add(Setting(key=f"{number}{part}", value="x" * 500))
            session.flush()


def migrate_and_acknowledge(pipe: Connection, url: str) -> None:
    """Make the tables."""
    database = open_database(url, create=True)
    pipe.send("begin")
    migrate(database, say_nothing)
    pipe.send("done")


def write_as_nobody(pipe: Connection, warm: str, url: str) -> None:
    """Try to write without any rights to the file, and tell what came of it."""
    other = open_database(warm, create=True)  # so that everything has been imported
    migrate(other, say_nothing)
    other.close()
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    tell(pipe, lambda: write(open_database(url), 1))


def write_until_no_file_may_grow(pipe: Connection, url: str) -> None:
    """Write until the operating system refuses, then once more with the limit lifted."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = open_database(url)
    write(database, 0)
    pipe.send(0)
    size = Path(url.removeprefix("sqlite:///")).stat().st_size
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, hard))
    number = 1
    try:
        for number in count(1):
            write(database, number)
            pipe.send(number)
    except CoreError as error:
        pipe.send((type(error).__name__, str(error)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    write(database, number + 1)
    pipe.send(number + 1)


def tell(pipe: Connection, action: Callable[[], None]) -> None:
    """Do ``action`` and tell the class and the sentence of the error it ended in."""
    try:
        action()
    except CoreError as error:
        pipe.send((type(error).__name__, str(error)))
    else:
        pipe.send(("nothing", ""))
