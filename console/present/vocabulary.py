"""The words of the domain as an operator reads them: states, verbs, stages, reasons, fields.

Codes never change with language; these do. Anything unknown is shown as its code, so that
a newer database is readable by an older console.
"""

from collections.abc import Mapping
from typing import Any, Final

from console.present.words import _, in_chinese
from core.areas.codes import Change
from core.cases.states import (
    Appeal,
    Card,
    RejectReason,
    Source,
    SpotCheck,
    Stage,
    State,
    Validity,
    Verb,
)
from core.kernel.errors import CoreError, FieldFault
from core.kernel.text import neutralise
from core.kernel.words import N_

STATES: Final[Mapping[str, str]] = {
    State.REPORTED: N_("to accept"),
    State.FILED: N_("to dispatch"),
    State.DISPATCHED: N_("to receive"),
    State.HANDLING: N_("handling"),
    State.SUSPENDED: N_("suspended"),
    State.RESOLVED: N_("to check"),
    State.CLOSED: N_("closed"),
    State.REJECTED: N_("rejected"),
    State.MERGED: N_("merged"),
    State.CANCELLED: N_("cancelled"),
}

VERBS: Final[Mapping[str, str]] = {
    Verb.REPORT: N_("report"),
    Verb.SETTLE: N_("settle"),
    Verb.VERIFY: N_("verify"),
    Verb.FILE: N_("file"),
    Verb.REJECT: N_("reject"),
    Verb.DISPATCH: N_("dispatch"),
    Verb.RECEIVE: N_("receive"),
    Verb.RETURN: N_("return"),
    Verb.TRANSFER: N_("transfer"),
    Verb.ESCALATE: N_("escalate"),
    Verb.RESOLVE: N_("resolve"),
    Verb.PASS_CHECK: N_("pass check"),
    Verb.FAIL_CHECK: N_("fail check"),
    Verb.RULE: N_("rule"),
    Verb.HAND_DOWN: N_("hand down"),
    Verb.ASK_EXTENSION: N_("ask for an extension"),
    Verb.GRANT_EXTENSION: N_("grant the extension"),
    Verb.REFUSE_EXTENSION: N_("refuse the extension"),
    Verb.SUSPEND: N_("suspend"),
    Verb.RESUME: N_("resume"),
    Verb.URGE: N_("urge"),
    Verb.REPLY: N_("reply"),
    Verb.WHISTLE: N_("whistle"),
    Verb.ANSWER_CALL: N_("answer the call"),
    Verb.FINISH_CALL: N_("finish the call"),
    Verb.EXCUSE_CALL: N_("excuse the call"),
    Verb.RATE_CALL: N_("rate the call"),
    Verb.MERGE: N_("merge"),
    Verb.UNMERGE: N_("unmerge"),
    Verb.REOPEN: N_("reopen"),
    Verb.CANCEL: N_("cancel the case"),
    Verb.RATE: N_("rate"),
    Verb.SPOT_CHECK: N_("spot check"),
    Verb.ASK_APPEAL: N_("appeal"),
    Verb.UPHOLD_APPEAL: N_("uphold the appeal"),
    Verb.DISMISS_APPEAL: N_("dismiss the appeal"),
    Verb.NOTE: N_("note"),
    Verb.IMPORT: N_("take over"),
    Verb.RECKON: N_("reckon anew"),
    Verb.REGRID: N_("change the grid"),
}

GRID_CHANGES: Final[Mapping[str, str]] = {
    Change.SPLIT: N_("split of the grid"),
    Change.MERGE: N_("merging of grids"),
    Change.MOVE: N_("grid moved to another community"),
    Change.RENUMBER: N_("grid renumbered"),
    Change.RETIRE: N_("grid retired"),
}
"""What was done to the division into grids."""

STAGES: Final[Mapping[str, str]] = {
    Stage.ACCEPT: N_("accept"),
    Stage.VERIFY: N_("verify"),
    Stage.DISPATCH: N_("dispatch"),
    Stage.RECEIVE: N_("receive"),
    Stage.HANDLE: N_("handle"),
    Stage.CHECK: N_("check"),
    Stage.SUSPENSION: N_("suspension"),
    Stage.CALL_ANSWER: N_("call answer"),
    Stage.CALL_FINISH: N_("call work"),
}

SOURCES: Final[Mapping[str, str]] = {
    Source.GRIDDER: N_("gridder"),
    Source.HOTLINE: N_("12345 hotline"),
    Source.ONLINE: N_("online opinion"),
    Source.VIDEO: N_("video"),
    Source.INSPECTION: N_("inspection"),
    Source.LEADER: N_("leader"),
    Source.SENSOR: N_("sensor"),
    Source.DEPARTMENT: N_("department"),
    Source.OTHER: N_("other source"),
}

REJECT_REASONS: Final[Mapping[str, str]] = {
    RejectReason.OFF_LIST: N_("not on the admission list"),
    RejectReason.INVALID: N_("the information is not true"),
    RejectReason.NOT_OURS: N_("not ours to handle"),
    RejectReason.PATROL_LOG: N_("a matter for the patrol log"),
}

VALIDITIES: Final[Mapping[str, str]] = {
    Validity.VALID: N_("found true"),
    Validity.INVALID: N_("found untrue"),
}

CARDS: Final[Mapping[str, str]] = {
    Card.REMINDER: N_("reminder"),
    Card.YELLOW: N_("yellow card"),
    Card.RED: N_("red card"),
}

SPOT_CHECKS: Final[Mapping[str, str]] = {
    SpotCheck.PASSED: N_("passed"),
    SpotCheck.FAILED: N_("failed"),
}

APPEALS: Final[Mapping[str, str]] = {
    Appeal.ASKED: N_("awaits a decision"),
    Appeal.UPHELD: N_("upheld"),
    Appeal.DISMISSED: N_("dismissed"),
}

ROLES: Final[Mapping[str, str]] = {
    "viewer": N_("viewer"),
    "dispatcher": N_("dispatcher"),
    "supervisor": N_("supervisor"),
    "admin": N_("administrator"),
    "auditor": N_("auditor"),
}

PLATFORMS: Final[Mapping[str, str]] = {
    "governance": N_("governance"),
    "market": N_("market supervision"),
    "enforcement": N_("enforcement"),
    "service": N_("citizen service"),
}

ITEM_CLASSES: Final[Mapping[str, str]] = {
    "event": N_("event"),
    "part": N_("public facility"),
    "dispute": N_("dispute"),
    "livelihood": N_("livelihood"),
}
"""The classes of the standard admission list; a district may have others."""

FIELDS: Final[Mapping[str, str]] = {
    "source": N_("source"),
    "source_ref": N_("source reference"),
    "matter": N_("matter"),
    "area_code": N_("area"),
    "item_code": N_("item"),
    "address": N_("address"),
    "reporter_staff_number": N_("staff number"),
    "reporter_name": N_("reporter"),
    "reporter_phone": N_("phone"),
    "result": N_("result"),
    "finding": N_("finding"),
    "reason": N_("reason"),
    "note": N_("remark"),
    "text": N_("remark"),
    "unit_code": N_("unit"),
    "gridder_number": N_("gridder"),
    "tier": N_("tier"),
    "condition": N_("filing condition"),
    "override_reason": N_("reason for the override"),
    "rating": N_("rating"),
    "limit": N_("limit"),
    "until": N_("until"),
    "into": N_("case that stays"),
    "unit_codes": N_("units"),
    "lead": N_("leading unit"),
    "call": N_("call"),
    "satisfaction": N_("satisfaction"),
    "comment": N_("comment"),
    "checker": N_("checker"),
}

_COMMANDS: Final[Mapping[str, str]] = {
    "ReportCase": VERBS[Verb.REPORT],
    "SettleCase": VERBS[Verb.SETTLE],
    "VerifyCase": VERBS[Verb.VERIFY],
    "FileCase": VERBS[Verb.FILE],
    "RejectCase": VERBS[Verb.REJECT],
    "DispatchCase": VERBS[Verb.DISPATCH],
    "ReceiveCase": VERBS[Verb.RECEIVE],
    "ReturnCase": VERBS[Verb.RETURN],
    "TransferCase": VERBS[Verb.TRANSFER],
    "EscalateCase": VERBS[Verb.ESCALATE],
    "ResolveCase": VERBS[Verb.RESOLVE],
    "PassCheck": VERBS[Verb.PASS_CHECK],
    "FailCheck": VERBS[Verb.FAIL_CHECK],
    "NoteCase": VERBS[Verb.NOTE],
    "RuleCase": VERBS[Verb.RULE],
    "HandDownCase": VERBS[Verb.HAND_DOWN],
    "AskExtension": VERBS[Verb.ASK_EXTENSION],
    "GrantExtension": VERBS[Verb.GRANT_EXTENSION],
    "RefuseExtension": VERBS[Verb.REFUSE_EXTENSION],
    "SuspendCase": VERBS[Verb.SUSPEND],
    "ResumeCase": VERBS[Verb.RESUME],
    "UrgeCase": VERBS[Verb.URGE],
    "ReplyToUrge": VERBS[Verb.REPLY],
    "WhistleCase": VERBS[Verb.WHISTLE],
    "AnswerCall": VERBS[Verb.ANSWER_CALL],
    "FinishCall": VERBS[Verb.FINISH_CALL],
    "ExcuseCall": VERBS[Verb.EXCUSE_CALL],
    "RateCall": VERBS[Verb.RATE_CALL],
    "MergeCase": VERBS[Verb.MERGE],
    "UnmergeCase": VERBS[Verb.UNMERGE],
    "ReopenCase": VERBS[Verb.REOPEN],
    "CancelCase": VERBS[Verb.CANCEL],
    "RateCase": VERBS[Verb.RATE],
    "SpotCheckCase": VERBS[Verb.SPOT_CHECK],
    "AskAppeal": VERBS[Verb.ASK_APPEAL],
    "UpholdAppeal": VERBS[Verb.UPHOLD_APPEAL],
    "DismissAppeal": VERBS[Verb.DISMISS_APPEAL],
}

REGISTERS: Final[Mapping[str, str]] = {
    "areas": N_("grids"),
    "staff": N_("staff"),
    "units": N_("units"),
    "operators": N_("operators"),
    "cases": N_("cases"),
    "items": N_("items"),
    "policies": N_("policies"),
    "calendar": N_("calendar"),
    "limits": N_("limits"),
    "boundaries": N_("boundaries"),
    "profiles": N_("assessment profiles"),
    "findings": N_("findings"),
    "spot_checks": N_("spot checks"),
}
"""What imports take in, by the names in their records and in the audit trail."""

SYSTEM_REASONS: Final[Mapping[str, str]] = {
    "No such file or directory": N_("No such file or directory"),
    "Permission denied": N_("Permission denied"),
    "Is a directory": N_("Is a directory"),
    "Not a directory": N_("Not a directory"),
    "File exists": N_("File exists"),
    "No space left on device": N_("No space left on device"),
    "Read-only file system": N_("Read-only file system"),
}
"""What the system says of files; it says so in English whatever is spoken here."""

_PARAMETERS: Final[Mapping[str, Mapping[str, str]]] = {
    "state": STATES,
    "verb": VERBS,
    "stage": STAGES,
    "source": SOURCES,
    "role": ROLES,
    "action": _COMMANDS,
    "field": FIELDS,
    "why": SYSTEM_REASONS,
}
"""Which vocabulary a parameter of a refusal is a code of."""

_DIGITS: Final = "〇一二三四五六七八九"


def word(vocabulary: Mapping[Any, str], code: str | None) -> str:
    """Return the word for ``code``, or the code itself where there is none."""
    if not code:
        return ""
    return _(vocabulary[code]) if code in vocabulary else neutralise(code)


def tier_word(tier: int) -> str:
    """Name a tier by its number: 三级, tier 3."""
    if in_chinese() and 0 < tier < len(_DIGITS):
        return _("tier %(tier)s") % {"tier": _DIGITS[tier]}
    return _("tier %(tier)s") % {"tier": tier}


def sentence(error: CoreError) -> str:
    """Return what ``error`` says, in the language that is spoken and harmless to print."""
    return _fill(error)


def field_sentences(faults: tuple[FieldFault, ...]) -> dict[str, str]:
    """Return what is wrong with each field, by field name."""
    return {fault.field: _fill(fault) for fault in faults}


def _fill(error: CoreError) -> str:
    if not error.params:
        return _(error.template)
    shown = {name: _shown(name, value) for name, value in error.params.items()}
    return _(error.template) % shown


def _shown(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    vocabulary = _PARAMETERS.get(name, {})
    return _(vocabulary[value]) if value in vocabulary else neutralise(value)
