"""Writing down which windows are done and which have failed."""

from typing import Any, Final

from sqlalchemy import delete, insert, select

from core.operators.hand import Hand
from core.scheduling.commands import CloseWindow, FailWindow
from core.scheduling.due import retry_after
from core.scheduling.lease import still_held
from core.scheduling.models import JobWindow

DONE: Final = "done"
FAILED: Final = "failed"

_WINDOWS = JobWindow.__table__  # type: ignore[attr-defined]


def close_window(hand: Hand, command: CloseWindow) -> None:
    """Write down that a window is done; in the transaction of its effect where that is possible.

    Raises:
        Conflict: another runner has taken over, so that the effect must not stand either.
        Duplicate: the window is done already; the same.
    """
    still_held(hand, command.runner)
    tries = _forget_failures(hand, command)
    _add(hand, command, state=DONE, tries=tries + 1)


def fail_window(hand: Hand, command: FailWindow) -> None:
    """Write down that a window has failed, and when it is to be tried again.

    Raises:
        Conflict: another runner has taken over.
    """
    still_held(hand, command.runner)
    tries = _forget_failures(hand, command) + 1
    _add(hand, command, state=FAILED, tries=tries, retry_at=hand.now + retry_after(tries))


def _forget_failures(hand: Hand, command: CloseWindow | FailWindow) -> int:
    """Remove what failed of the job, which this window covers; return how often it did."""
    columns = _WINDOWS.c
    mine = (columns.job == command.job, columns.state == FAILED)
    connection = hand.session.connection()
    tries = connection.execute(select(columns.tries).where(*mine)).scalars().all()
    if tries:
        connection.execute(delete(_WINDOWS).where(*mine))
    return sum(tries)


def _add(hand: Hand, command: CloseWindow | FailWindow, **more: Any) -> None:
    hand.session.connection().execute(
        insert(_WINDOWS),
        {
            "job": command.job,
            "window_at": command.window_at,
            "after": command.after,
            "began_at": command.began_at,
            "took_ms": command.took_ms,
            "runner": command.runner,
            "result": command.result,
            "retry_at": None,
        }
        | more,
    )
