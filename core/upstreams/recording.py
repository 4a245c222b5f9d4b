"""Writing down what was sent upstream and what was answered."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, Table, bindparam, delete, insert, select, update

from core.audit.trail import write_audit
from core.imports.bulk import in_chunks, load_rows, run_for_each
from core.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.jurisdiction import SEES_PERSONAL_DATA
from core.upstreams.commands import (
    ACCEPTED,
    REFUSED,
    Answer,
    OpenStream,
    RecordRun,
    StopStream,
    TakeReceipts,
)
from core.upstreams.models import UpstreamRecord, UpstreamRun, UpstreamStream, UpstreamWaiting

STOPPED: Final = ""
"""What a stream sends for which no changes are noted."""

_STREAM: Final[Table] = UpstreamStream.__table__  # type: ignore[attr-defined]
_WAITING: Final[Table] = UpstreamWaiting.__table__  # type: ignore[attr-defined]
_RECORD: Final[Table] = UpstreamRecord.__table__  # type: ignore[attr-defined]
_RUN: Final[Table] = UpstreamRun.__table__  # type: ignore[attr-defined]


def open_stream(hand: Hand, command: OpenStream) -> None:
    """Let the changes of an area be noted for a mapping, if they are not yet.

    Whoever is about to see personal data unmasked is put on record before.

    Raises:
        Forbidden: the area lies outside the jurisdiction, or the role may not see such data.
    """
    _require_area(hand, command.area_code)
    if command.plain and hand.scope.role not in SEES_PERSONAL_DATA:
        raise Forbidden(N_("A %(role)s may not see names and phones."), role=str(hand.scope.role))
    stream = _find(hand, command.mapping, command.area_code)
    opened = stream is None or stream.what != command.what
    if stream is not None and opened:
        hand.session.connection().execute(
            update(_STREAM).where(_STREAM.c.id == stream.id).values(what=command.what, sha256="")
        )
    elif opened:
        hand.session.connection().execute(
            insert(_STREAM),
            {
                "district_code": hand.scope.district_code,
                "mapping": command.mapping,
                "area_code": command.area_code,
                "what": command.what,
                "last_run": 0,
                "sha256": "",
                "registers": "",
            },
        )
    if opened or command.plain:
        detail = f"area {command.area_code}; plain: {', '.join(command.plain) or '-'}"
        write_audit(hand, "upstream_open", command.mapping, detail=detail)


def stop_stream(hand: Hand, command: StopStream) -> None:
    """Note no more changes for a mapping; what was sent and answered stays on record.

    Raises:
        NotFound: the stream was never opened.
        Forbidden: the area lies outside the jurisdiction.
    """
    stream = _require_stream(hand, command.mapping, command.area_code)
    connection = hand.session.connection()
    connection.execute(
        update(_STREAM).where(_STREAM.c.id == stream.id).values(what=STOPPED, sha256="")
    )
    mine = (_WAITING.c.district_code == stream.district_code, _WAITING.c.stream_id == stream.id)
    connection.execute(delete(_WAITING).where(*mine))
    write_audit(hand, "upstream_stop", command.mapping, detail=f"area {command.area_code}")


def record_run(hand: Hand, command: RecordRun) -> None:
    """Write down a run and put its files in their places.

    Raises:
        NotFound: the stream was never opened.
        Conflict: somebody else ran the mapping meanwhile; nothing of this run stands.
        Invalid: a file cannot be put in its place, or another mapping's is there; the same.
    """
    stream = _require_stream(hand, command.mapping, command.area_code)
    connection = hand.session.connection()
    reached = connection.execute(
        update(_STREAM)
        .where(_STREAM.c.id == stream.id, _STREAM.c.last_run == command.number - 1)
        .values(
            last_run=command.number if command.wrote else command.number - 1,
            sha256=command.sha256,
            registers=command.registers,
        )
    )
    if not reached.rowcount:
        raise Conflict(
            N_("Somebody else has run %(mapping)s meanwhile. Run it again."),
            mapping=command.mapping,
        )
    _refuse_names_of_others(hand, stream, command)
    _Ledger(hand, stream, command).write()
    if command.wrote:
        _add_run(hand, stream, command)
    command.put_in_place()


def _refuse_names_of_others(hand: Hand, stream: Row[Any], command: RecordRun) -> None:
    """Keep files from being written over those of another mapping, or of another area.

    Every name holds the number of its run, so that only runs of this number can have the same.
    """
    names = {file["name"] for file in json.loads(command.files)}
    others = select(_STREAM.c.mapping, _STREAM.c.area_code, _RUN.c.files).where(
        _RUN.c.district_code == stream.district_code,
        _RUN.c.number == command.number,
        _RUN.c.folder == command.folder,
        _RUN.c.stream_id != stream.id,
        _STREAM.c.id == _RUN.c.stream_id,
    )
    for mapping, area, files in hand.session.connection().execute(others):
        for name in sorted(names.intersection(file["name"] for file in json.loads(files))):
            raise Invalid(
                N_(
                    "%(file)s was written by %(mapping)s for %(area)s. Put {code} and {area} into "
                    "the name of the file, or write into another folder."
                ),
                field="output",
                file=name,
                mapping=mapping,
                area=area,
            )


def _add_run(hand: Hand, stream: Row[Any], command: RecordRun) -> None:
    new, changed = command.counts
    found = command.findings
    hand.session.connection().execute(
        insert(_RUN),
        {
            "district_code": stream.district_code,
            "stream_id": stream.id,
            "number": command.number,
            "at": hand.now,
            "as_at": command.as_at,
            "operator": hand.scope.login,
            "whole": command.whole,
            "new_rows": new,
            "changed_rows": changed,
            "withdrawn_rows": len(found.withdrawn),
            "unmapped_rows": len(found.unmapped),
            "folder": command.folder,
            "files": command.files,
        },
    )
    write_audit(
        hand,
        "upstream_run",
        command.mapping,
        detail=(
            f"run {command.number} for {command.area_code}: {new} new, {changed} changed, "
            f"{len(found.withdrawn)} withdrawn, {len(found.unmapped)} unmapped; {command.sha256}"
        ),
    )


class _Ledger:
    """Brings the records of a stream to what a run has made of them."""

    def __init__(self, hand: Hand, stream: Row[Any], command: RecordRun) -> None:
        self._session = hand.session
        self._stream = stream
        self._number = command.number
        self._found = command.findings

    def write(self) -> None:
        """Write everything."""
        found, number = self._found, self._number
        columns = ("district_code", "stream_id", "key", *_EMPTY)
        fresh = [
            self._made(key, sha256=sha256, sent_run=number)
            for key, sha256, known in found.sent
            if not known
        ] + [self._made(key, faults=faults) for key, faults, known in found.unmapped if not known]
        load_rows(self._session, _RECORD, columns, fresh)
        sent = {"sent_run": number, "answer": "", "reason": "", "answered_at": None, "faults": ""}
        self._update(
            sent | {"withdrawn": False},
            ({"of": key, "new": sha256} for key, sha256, known in found.sent if known),
            "sha256",
        )
        self._update(sent | {"withdrawn": True, "sha256": ""}, _keys(found.withdrawn))
        self._update(
            {},
            ({"of": key, "new": faults} for key, faults, known in found.unmapped if known),
            "faults",
        )
        self._update({"faults": ""}, _keys(found.cleared))
        forgotten = delete(_RECORD).where(*self._mine(_RECORD), _OF_KEY)
        run_for_each(self._session, forgotten, _keys(found.forgotten))
        seen = (_WAITING.c.case_id == bindparam("case"), _WAITING.c.times == bindparam("seen"))
        run_for_each(
            self._session,
            delete(_WAITING).where(*self._mine(_WAITING), *seen),
            ({"case": case, "seen": times} for case, times in sorted(found.seen)),
        )

    def _made(self, key: str, **given: Any) -> tuple[Any, ...]:
        return (
            self._stream.district_code,
            self._stream.id,
            key,
            *(given.get(name, value) for name, value in _EMPTY.items()),
        )

    def _update(
        self, values: dict[str, Any], rows: Iterable[dict[str, Any]], name: str | None = None
    ) -> None:
        given = values | ({name: bindparam("new")} if name else {})
        one = update(_RECORD).where(*self._mine(_RECORD), _OF_KEY).values(**given)
        run_for_each(self._session, one, rows)

    def _mine(self, table: Table) -> tuple[Any, ...]:
        district = table.c.district_code == self._stream.district_code
        return district, table.c.stream_id == self._stream.id


_EMPTY: Final[dict[str, Any]] = {
    "sha256": "",
    "sent_run": 0,
    "withdrawn": False,
    "answer": "",
    "reason": "",
    "faults": "",
}
_OF_KEY: Final = _RECORD.c.key == bindparam("of")


def _keys(keys: Iterable[str]) -> Iterator[dict[str, Any]]:
    return ({"of": key} for key in keys)


# Receipts.


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a receipt: how many answers were new, and those that fit nothing.

    ``unchanged`` were taken in before. ``late`` are of rows that have been sent again since.
    """

    accepted: int
    refused: int
    unchanged: int
    late: int
    unknown: tuple[Answer, ...]


def take_receipts(hand: Hand, command: TakeReceipts) -> Taken:
    """Take in what an upstream answered; taken in once more, nothing changes.

    Of several answers to one record the last counts, as in a list that an upstream goes on with.

    Raises:
        NotFound: nothing was sent by this mapping for this area.
        Forbidden: the area lies outside the jurisdiction.
    """
    stream = _require_stream(hand, command.mapping, command.area_code)
    counted = dict.fromkeys((ACCEPTED, REFUSED, "unchanged", "late"), 0)
    unknown: list[Answer] = []
    news: list[Answer] = []
    last = {answer.key: answer for answer in command.answers}
    for chunk in in_chunks(last.values()):
        held = _held(hand, stream, [answer.key for answer in chunk])
        for answer in chunk:
            record = held.get(answer.key)
            if record is None or not record.sent_run:
                unknown.append(answer)
            elif command.run is not None and record.sent_run > command.run:
                counted["late"] += 1
            elif (record.answer, record.reason) == (answer.result, answer.reason):
                counted["unchanged"] += 1
            else:
                counted[answer.result] += 1
                news.append(answer)
    _write_answers(hand, stream, news)
    taken = Taken(
        counted[ACCEPTED],
        counted[REFUSED],
        counted["unchanged"],
        counted["late"],
        tuple(unknown),
    )
    if news:
        detail = f"{taken.accepted} accepted, {taken.refused} refused, {len(unknown)} unknown"
        write_audit(hand, "upstream_receipts", command.mapping, detail=detail)
    return taken


def _held(hand: Hand, stream: Row[Any], keys: Sequence[str]) -> dict[str, Any]:
    c = _RECORD.c
    found = hand.session.connection().execute(
        select(c.key, c.sent_run, c.answer, c.reason).where(
            c.district_code == stream.district_code, c.stream_id == stream.id, c.key.in_(keys)
        )
    )
    return {row.key: row for row in found}


def _write_answers(hand: Hand, stream: Row[Any], answers: Iterable[Answer]) -> None:
    c = _RECORD.c
    statement = (
        update(_RECORD)
        .where(c.district_code == stream.district_code, c.stream_id == stream.id, _OF_KEY)
        .values(answer=bindparam("said"), reason=bindparam("why"), answered_at=hand.now)
    )
    rows = ({"of": one.key, "said": one.result, "why": one.reason} for one in answers)
    run_for_each(hand.session, statement, rows)


def _find(hand: Hand, mapping: str, area_code: str) -> Row[Any] | None:
    c = _STREAM.c
    found: Row[Any] | None = (
        hand.session.connection()
        .execute(
            select(_STREAM).where(
                c.district_code == hand.scope.district_code,
                c.mapping == mapping,
                c.area_code == area_code,
            )
        )
        .one_or_none()
    )
    return found


def _require_stream(hand: Hand, mapping: str, area_code: str) -> Row[Any]:
    _require_area(hand, area_code)
    stream = _find(hand, mapping, area_code)
    if stream is None:
        raise NotFound(
            N_("Nothing was sent by the mapping %(mapping)s for %(area)s yet."),
            mapping=mapping,
            area=area_code,
        )
    return stream


def _require_area(hand: Hand, area_code: str) -> None:
    if not hand.scope.covers(area_code):
        raise Forbidden(N_("The area %(area)s lies outside your area."), area=area_code)
