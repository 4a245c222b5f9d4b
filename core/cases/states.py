"""The closed vocabularies of a case: states, verbs, stages, sources, tiers."""

from enum import IntEnum, StrEnum
from typing import Final


class State(StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    FILED = "filed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"
    CANCELLED = "cancelled"


OPEN_STATES: Final = (
    State.REPORTED,
    State.FILED,
    State.DISPATCHED,
    State.HANDLING,
    State.SUSPENDED,
    State.RESOLVED,
)
ENDED_STATES: Final = (State.CLOSED, State.REJECTED, State.MERGED, State.CANCELLED)


class Verb(StrEnum):
    """What can be done to a case."""

    REPORT = "report"
    SETTLE = "settle"
    VERIFY = "verify"
    FILE = "file"
    REJECT = "reject"
    DISPATCH = "dispatch"
    RECEIVE = "receive"
    RETURN = "return"
    TRANSFER = "transfer"
    ESCALATE = "escalate"
    RESOLVE = "resolve"
    PASS_CHECK = "pass_check"  # noqa: S105  a verb, not a password
    FAIL_CHECK = "fail_check"
    RULE = "rule"
    HAND_DOWN = "hand_down"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    SUSPEND = "suspend"
    RESUME = "resume"
    URGE = "urge"
    REPLY = "reply"
    WHISTLE = "whistle"
    ANSWER_CALL = "answer_call"
    FINISH_CALL = "finish_call"
    EXCUSE_CALL = "excuse_call"
    RATE_CALL = "rate_call"
    MERGE = "merge"
    UNMERGE = "unmerge"
    REOPEN = "reopen"
    CANCEL = "cancel"
    RATE = "rate"
    SPOT_CHECK = "spot_check"
    ASK_APPEAL = "ask_appeal"
    UPHOLD_APPEAL = "uphold_appeal"
    DISMISS_APPEAL = "dismiss_appeal"
    NOTE = "note"
    IMPORT = "import"
    """A case is taken over from another system with times of its own (导入)."""
    RECKON = "reckon"
    """Clocks end at another time because the calendar has changed (重新计时)."""
    REGRID = "regrid"
    """The case lies in another grid because the division has changed (网格调整)."""


class Stage(StrEnum):
    """What a timer measures."""

    ACCEPT = "accept"
    VERIFY = "verify"
    DISPATCH = "dispatch"
    RECEIVE = "receive"
    HANDLE = "handle"
    CHECK = "check"
    SUSPENSION = "suspension"
    CALL_ANSWER = "call_answer"
    CALL_FINISH = "call_finish"


class Source(StrEnum):
    """Who or what brought a matter to the desk."""

    GRIDDER = "gridder"
    HOTLINE = "hotline"
    ONLINE = "online"
    VIDEO = "video"
    INSPECTION = "inspection"
    LEADER = "leader"
    SENSOR = "sensor"
    DEPARTMENT = "department"
    OTHER = "other"


TO_BE_VERIFIED: Final = frozenset({Source.HOTLINE, Source.ONLINE})
"""Sources whose information must be found valid before a case is filed."""


class Tier(IntEnum):
    """Who must answer; the table ``tier_limit`` names and may extend them."""

    GRID = 1
    COMMUNITY = 2
    STREET = 3
    DEPARTMENT = 4


class RejectReason(StrEnum):
    """Why a report becomes no case."""

    OFF_LIST = "off_list"
    INVALID = "invalid"
    NOT_OURS = "not_ours"
    PATROL_LOG = "patrol_log"


class Card(StrEnum):
    """How hard a case has been urged on (督办): a reminder, a yellow card, a red card."""

    REMINDER = "reminder"
    YELLOW = "yellow"
    RED = "red"


class Appeal(StrEnum):
    """What became of the one appeal against being late."""

    ASKED = "asked"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class SpotCheck(StrEnum):
    """What a spot check of a closed case found."""

    PASSED = "passed"
    FAILED = "failed"


class Validity(StrEnum):
    """What verifying a public report found."""

    VALID = "valid"
    INVALID = "invalid"
