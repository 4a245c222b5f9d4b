"""The commands of sending upstream: begin to look, write down a run, take in its answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final, NamedTuple

from core.kernel.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenStream(Command):
    """Begin a run of a mapping for an area; ``plain`` are the personal fields it shows.

    Nobody may write meanwhile: a transaction that has changed a case before the stream was there
    and commits after its first reading would be missed.
    """

    ALONE: ClassVar[bool] = True

    mapping: str
    what: str
    area_code: str
    plain: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StopStream(Command):
    """Note no more changes for a mapping in an area; run again, it begins by comparing all."""

    mapping: str
    area_code: str


class Sent(NamedTuple):
    """A record that goes upstream; ``known`` when the upstream was told of it before."""

    key: str
    sha256: str
    known: bool


class Unmapped(NamedTuple):
    """A record that cannot go upstream, and why, as JSON."""

    key: str
    faults: str
    known: bool


class Seen(NamedTuple):
    """A case that waited, and where the count of its changes stood when it was looked at."""

    case_id: int
    times: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What a run found and did, record by record.

    ``cleared`` can be sent again and are as the upstream has them; ``forgotten`` were never sent
    and are no longer to be.
    """

    sent: list[Sent] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    unmapped: list[Unmapped] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRun(Command):
    """Write down a run, and put its files in their places as the last thing before.

    ``number`` follows the run that the findings were made against; ``wrote`` is false when there
    was nothing to send, so that no number is spent. ``put_in_place`` is called once nothing can be
    refused any more: files that are there belong to a run that is written down, or to none.
    """

    mapping: str
    area_code: str
    number: int
    sha256: str
    registers: str
    as_at: datetime
    whole: bool
    wrote: bool
    counts: tuple[int, int]
    findings: Findings
    folder: str
    files: str
    put_in_place: Callable[[], None]


ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"


class Answer(NamedTuple):
    """What an upstream said of one record, `ACCEPTED` or `REFUSED`; ``line`` is where it stands."""

    line: int
    key: str
    result: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeReceipts(Command):
    """Take in what an upstream answered; with ``run`` only for what was sent up to that run."""

    mapping: str
    area_code: str
    answers: Sequence[Answer]
    run: int | None = None
