"""The record file of a case (案件档案): what was reported, found, done and thought of it; pure.

A matter that the public brought is kept whole: whether the information was true, who
answered for it, what was done, in writing, and what the person says when called back.
Personal data are masked, unless somebody had them revealed and that look is on record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol
from zoneinfo import ZoneInfo

from core.cases.rows import CaseDetail, HistoryRow
from core.cases.states import TO_BE_VERIFIED, State, Validity, Verb
from core.kernel.text import neutralise
from core.kernel.words import N_


class Part(StrEnum):
    """What the record of a public matter must hold; the last comes after the closing."""

    VALIDITY = "validity"
    ANSWER = "answer"
    RESULT = "result"
    CALL_BACK = "call_back"


def lacking(source: str, validity: str | None, result: str, *, answered: bool) -> tuple[Part, ...]:
    """Return what a case of ``source`` lacks to be closed; nothing unless the public brought it.

    Args:
        source: where the matter came from.
        validity: what verifying found.
        result: what was done, in writing.
        answered: whether a unit or a gridder answered for it, or it was settled on the spot.
    """
    if source not in TO_BE_VERIFIED:
        return ()
    held = {
        Part.VALIDITY: validity == Validity.VALID,
        Part.ANSWER: answered,
        Part.RESULT: bool(result.strip()),
    }
    return tuple(part for part, is_there in held.items() if not is_there)


class RecordWords(Protocol):
    """The language in which a record is read aloud."""

    def say(self, text: str, /) -> str:
        """Return an English text of this module in that language."""
        ...

    def word(self, vocabulary: str, code: str, /) -> str:
        """Return the word for a code of ``state``, ``verb``, ``source``, ``validity``, ``tier``."""
        ...

    def name(self, name: str, name_en: str | None, /) -> str:
        """Return the one of two names that fits that language."""
        ...


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the information of a public report was found true, and by whom."""

    validity: str
    finding: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answered for the case at one time, and did not give it back.

    ``who`` is the name of a unit, or that of a gridder, masked; ``code`` names a unit only.
    """

    who: str
    code: str | None
    assigned_at: datetime
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallBack:
    """What the person who reported says of it, from 1 to 5."""

    satisfaction: int
    comment: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """One line of the story; ``texts`` are the words that somebody gave with the verb."""

    seq: int
    at: datetime
    verb: str
    by: str
    from_state: str | None
    to_state: str
    texts: Mapping[str, str]
    hash: str


@dataclass(frozen=True, slots=True)
class CaseRecordFile:
    """One case whole, as it stood at ``drawn_at``.

    ``lacking`` is what a record of a public matter should hold and this one does not.
    ``reporter_shown`` says that name and phone are not masked.
    """

    drawn_at: datetime
    zone: ZoneInfo
    number: str
    version: int
    source: str
    source_ref: str
    state: str
    tier: int
    item_code: str | None
    item_name: str | None
    item_name_en: str | None
    matter: str
    area_code: str
    place: tuple[str, ...]
    address: str
    reported_at: datetime
    reporter_name: str
    reporter_phone: str
    verification: Verification | None
    answers: tuple[Answer, ...]
    self_handled: bool
    limit: str | None
    due_at: datetime | None
    estimated: bool
    handled_late: bool | None
    result: str
    resolved_at: datetime | None
    check_rating: int | None
    call_back: CallBack | None
    ended_at: datetime | None
    story: tuple[RecordEntry, ...]
    lacking: tuple[Part, ...]
    reporter_shown: bool = False

    @property
    def awaits_call_back(self) -> bool:
        """Whether the person who reported has yet to be asked."""
        return Part.CALL_BACK in self.lacking

    def revealed(self, name: str, phone: str) -> "CaseRecordFile":
        """Return the record with the reporter as the command ``RevealReporter`` gave them."""
        return replace(self, reporter_name=name, reporter_phone=phone, reporter_shown=True)

    def as_json(self) -> dict[str, Any]:
        """Return what is exported; instants are ISO 8601 with the local offset."""
        return {
            "number": self.number,
            "version": self.version,
            "drawn_at": self._written(self.drawn_at),
            "source": self.source,
            "source_ref": self.source_ref,
            "state": self.state,
            "tier": self.tier,
            "item": self.item_code,
            "item_name": self.item_name,
            "matter": self.matter,
            "area": self.area_code,
            "place": list(self.place),
            "address": self.address,
            "reported_at": self._written(self.reported_at),
            "reporter": {
                "name": self.reporter_name,
                "phone": self.reporter_phone,
                "masked": not self.reporter_shown,
            },
            "verification": self._plain(self.verification),
            "answers": [self._plain(answer) for answer in self.answers],
            "self_handled": self.self_handled,
            "limit": self.limit,
            "due_at": self._written(self.due_at),
            "estimated": self.estimated,
            "handled_late": self.handled_late,
            "result": self.result,
            "resolved_at": self._written(self.resolved_at),
            "check_rating": self.check_rating,
            "call_back": self._plain(self.call_back),
            "ended_at": self._written(self.ended_at),
            "lacking": [part.value for part in self.lacking],
            "story": [self._plain(entry) for entry in self.story],
        }

    def as_text(self, words: RecordWords) -> Iterator[str]:
        """Yield the lines of the record as people read it, harmless to print."""
        yield neutralise(f"{words.say(TITLE)} {self.number}")
        for label, value in self._facts(words):
            if value:
                yield neutralise(words.say(LINE) % {"label": words.say(label), "value": value})
        yield words.say(STORY)
        for entry in self.story:
            yield neutralise(self._told(entry, words))

    def _facts(self, words: RecordWords) -> Iterator[tuple[str, str]]:
        yield N_("Source"), f"{words.word('source', self.source)} {self.source_ref}".strip()
        yield N_("Reported at"), self._shown(self.reported_at)
        yield N_("Reporter"), f"{self.reporter_name} {self.reporter_phone}".strip()
        yield N_("Item"), self._item(words)
        yield N_("Matter"), self.matter
        yield N_("Place"), " ".join((*self.place, self.address)).strip()
        yield N_("State"), words.word("state", self.state)
        yield N_("Tier"), words.word("tier", str(self.tier))
        yield from self._course(words)
        if self.lacking:
            yield N_("Still missing"), ", ".join(words.say(PARTS[part]) for part in self.lacking)
        yield N_("Drawn at"), self._shown(self.drawn_at)

    def _course(self, words: RecordWords) -> Iterator[tuple[str, str]]:
        if self.verification:
            yield N_("Verified"), self._verified(self.verification, words)
        for answer in self.answers:
            yield N_("Answered by"), f"{answer.who} {self._shown(answer.assigned_at)}"
        if self.self_handled:
            yield N_("Answered by"), words.say(N_("settled on the spot"))
        estimate = words.say(N_("(estimated)")) if self.estimated else ""
        yield N_("Due at"), f"{self._shown(self.due_at)} {estimate}".strip()
        yield N_("Result"), self.result
        late = words.say(N_("(late)")) if self.handled_late else ""
        yield N_("Resolved at"), f"{self._shown(self.resolved_at)} {late}".strip()
        yield N_("Rating of the check"), str(self.check_rating or "")
        if self.call_back:
            said = f"{self.call_back.satisfaction} {self.call_back.comment}".strip()
            yield N_("Call-back rating"), f"{said} {self._shown(self.call_back.at)}"
        yield N_("Ended at"), self._shown(self.ended_at)

    def _verified(self, found: Verification, words: RecordWords) -> str:
        told = (words.word("validity", found.validity), found.finding, found.by)
        return " ".join((*filter(None, told), self._shown(found.at)))

    def _item(self, words: RecordWords) -> str:
        if not self.item_code:
            return ""
        return f"{self.item_code} {words.name(self.item_name or '', self.item_name_en)}"

    def _told(self, entry: RecordEntry, words: RecordWords) -> str:
        head = (self._shown(entry.at), words.word("verb", entry.verb), entry.by)
        return "  ".join((*head, *entry.texts.values()))

    def _shown(self, at: datetime | None) -> str:
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}" if at else ""

    def _written(self, at: datetime | None) -> str | None:
        return at.astimezone(self.zone).isoformat() if at else None

    def _plain(self, part: Any) -> dict[str, Any] | None:
        if part is None:
            return None
        fields = ((name, getattr(part, name)) for name in part.__slots__)
        return {
            name: self._written(value) if isinstance(value, datetime) else value
            for name, value in fields
        }


TITLE: Final = N_("Record file of case")
LINE: Final = N_("%(label)s: %(value)s")
STORY: Final = N_("What happened")
PARTS: Final[Mapping[Part, str]] = {
    Part.VALIDITY: N_("verification"),
    Part.ANSWER: N_("an answering unit"),
    Part.RESULT: N_("a written result"),
    Part.CALL_BACK: N_("a call-back rating"),
}

_TEXTS: Final = ("unit_name", "gridder_name", "reason", "finding", "result", "comment", "text")
"""Details of an entry that somebody gave in words, in the order to tell them."""

_ASSIGNED: Final = frozenset({Verb.DISPATCH, Verb.TRANSFER, Verb.RULE, Verb.ESCALATE})


def build_record(detail: CaseDetail, drawn_at: datetime, zone: ZoneInfo) -> CaseRecordFile:
    """Make the record file of a case from everything that may be read about it, masked."""
    row, story = detail.row, detail.history
    call_back = _call_back(story)
    return CaseRecordFile(
        drawn_at=drawn_at,
        zone=zone,
        number=row.number,
        version=row.version,
        source=row.source,
        source_ref=str(_last_change(story, "source_ref") or ""),
        state=row.state,
        tier=row.tier,
        item_code=row.item_code,
        item_name=row.item_name,
        item_name_en=row.item_name_en,
        matter=row.matter,
        area_code=row.area_code,
        place=tuple(filter(None, (row.street, row.community, row.grid))),
        address=row.address,
        reported_at=row.reported_at,
        reporter_name=detail.reporter_name,
        reporter_phone=detail.reporter_phone,
        verification=_verification(story),
        answers=tuple(_answers(story)),
        self_handled=detail.self_handled,
        limit=detail.handling_limit,
        due_at=detail.handle_due_at,
        estimated=detail.handle_estimated,
        handled_late=detail.handled_late,
        result=detail.result,
        resolved_at=_instant(_last_change(story, "resolved_at")),
        check_rating=detail.rating,
        call_back=call_back,
        ended_at=row.ended_at,
        story=tuple(map(_entry, story)),
        lacking=_lacking(detail, rated=call_back is not None),
    )


def _lacking(detail: CaseDetail, *, rated: bool) -> tuple[Part, ...]:
    row = detail.row
    answered = bool(row.unit or row.gridder or detail.self_handled)
    parts = lacking(row.source, detail.validity, detail.result, answered=answered)
    asked = row.source in TO_BE_VERIFIED and row.state == State.CLOSED and not rated
    return (*parts, Part.CALL_BACK) if asked else parts


def _verification(story: tuple[HistoryRow, ...]) -> Verification | None:
    found = _last(story, Verb.VERIFY)
    if found is None:
        return None
    details = _details(found)
    return Verification(
        str(details.get("validity", "")),
        str(details.get("finding", "")),
        found.at,
        found.operator_name,
    )


def _answers(story: tuple[HistoryRow, ...]) -> Iterator[Answer]:
    """Yield who answered, one after the other; whoever gave the case back did not."""
    standing: Answer | None = None
    for entry in story:
        details = _details(entry)
        who = details.get("unit_name") or details.get("gridder_name")
        if entry.verb in _ASSIGNED and who:
            if standing:
                yield standing
            standing = Answer(str(who), details.get("unit_code"), entry.at, None)
        elif entry.verb == Verb.RECEIVE and standing:
            standing = replace(standing, received_at=entry.at)
        elif entry.verb == Verb.RETURN:
            standing = None
    if standing:
        yield standing


def _call_back(story: tuple[HistoryRow, ...]) -> CallBack | None:
    found = _last(story, Verb.RATE)
    if found is None:
        return None
    details = _details(found)
    comment = str(details.get("comment", ""))
    return CallBack(int(details["satisfaction"]), comment, found.at, found.operator_name)


def _entry(row: HistoryRow) -> RecordEntry:
    details = _details(row)
    texts = {name: str(details[name]) for name in _TEXTS if details.get(name)}
    return RecordEntry(
        row.seq, row.at, row.verb, row.operator_name, row.from_state, row.to_state, texts, row.hash
    )


def _details(row: HistoryRow) -> Mapping[str, Any]:
    details: Mapping[str, Any] = row.payload.get("details", {})
    return details


def _last(story: tuple[HistoryRow, ...], verb: Verb) -> HistoryRow | None:
    return next((row for row in reversed(story) if row.verb == verb), None)


def _last_change(story: tuple[HistoryRow, ...], field: str) -> Any:
    changes = (row.payload.get("changes", {}) for row in reversed(story))
    return next((change[field] for change in changes if field in change), None)


def _instant(written: Any) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
