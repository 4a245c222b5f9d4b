"""Opening the database that a command works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from console.cli.asked import asked
from console.cli.grammar import misunderstood
from console.present.words import _
from console.settings import Settings, load_settings

if TYPE_CHECKING:
    from console.bootstrap import Shop


def settings_of(context: typer.Context) -> Settings:
    """Return the settings of this run.

    Raises:
        Invalid: the settings file cannot be understood.
    """
    said = asked(context)
    return load_settings(db=said.db, operator=said.operator, lang=said.lang)


@contextmanager
def opened(context: typer.Context, *, changing: bool = False) -> Iterator["Shop"]:
    """Open the database for the length of a command.

    What changes something happens now: ``changing`` refuses ``--as-at``.

    Raises:
        Unavailable: there is no database, or its tables are not those of this program.
        Forbidden: there is no such operator.
    """
    from console.bootstrap import open_shop

    as_at = asked(context).as_at
    if changing and as_at is not None:
        misunderstood(context, _("--as-at is for looking; what is done happens now."))
    shop = open_shop(settings_of(context), as_at=as_at)
    try:
        yield shop
    finally:
        shop.close()
