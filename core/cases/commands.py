"""The commands on cases: one frozen dataclass per verb, no behaviour."""

from dataclasses import dataclass
from datetime import date

from core.kernel.command import CaseCommand, Command


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportCase(Command):
    """Take in a matter. The same ``source`` and ``source_ref`` never make a second case.

    ``area_code`` is a grid, or any area within a street when the grid is not known yet; where
    it is empty the coordinate says which, by the boundaries of the district.
    ``settled`` is the result text when the reporter dealt with it on the spot; the case
    is then closed in the same step and needs ``item_code``.
    """

    source: str
    source_ref: str
    matter: str
    area_code: str = ""
    item_code: str | None = None
    address: str = ""
    reporter_staff_number: str | None = None
    reporter_name: str = ""
    reporter_phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    settled: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SettleCase(CaseCommand):
    """Close a reported matter that was dealt with on the spot."""

    result: str
    item_code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifyCase(CaseCommand):
    """Record whether the information of a public report is true."""

    valid: bool
    finding: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FileCase(CaseCommand):
    """Admit a report as a case under an item of the admission list.

    ``condition`` is the ordinal of a filing condition, the item's first by default;
    ``tier`` overrides the item's own. ``override_reason`` lets a supervisor file an item
    that is not valid today.
    """

    item_code: str
    condition: int | None = None
    tier: int | None = None
    override_reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectCase(CaseCommand):
    """Turn a report away; ``reason`` is one of `RejectReason`."""

    reason: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatchCase(CaseCommand):
    """Send a filed case to a unit, or at tier 1 to a gridder; the handling clock starts."""

    unit_code: str | None = None
    gridder_number: str | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiveCase(CaseCommand):
    """Sign for a dispatched case."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnCase(CaseCommand):
    """Send a case back to the desk; a unit may do so once per case."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferCase(CaseCommand):
    """Give a case to another unit of the same tier; the clock goes on."""

    unit_code: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EscalateCase(CaseCommand):
    """Raise a case to the tier above; with ``unit_code`` it is dispatched in one step."""

    reason: str
    unit_code: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ResolveCase(CaseCommand):
    """Report that the matter has been dealt with."""

    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PassCheck(CaseCommand):
    """Find the result good and close the case, with a rating from 1 to 5."""

    rating: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FailCheck(CaseCommand):
    """Find the result wanting and send the case back to work; the due time stays."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteCase(CaseCommand):
    """Add a remark to a case, open or ended."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RevealReporter(Command):
    """Show the name and phone of whoever reported a case; the look is audited."""

    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HandDownCase(CaseCommand):
    """Give a case to a lower tier, which must have a unit that answers for its item."""

    tier: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SuspendCase(CaseCommand):
    """Stop the handling clock until the beginning of the local day ``until``."""

    until: date
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeCase(CaseCommand):
    """Let the handling clock of a suspended case run again."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MergeCase(CaseCommand):
    """Let another open case, ``into``, stand for this one too; every clock stops."""

    into: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnmergeCase(CaseCommand):
    """Take a merge back: the case stands again where it stood, with its clocks."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReopenCase(CaseCommand):
    """Take up a closed case again, within thirty days."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CancelCase(CaseCommand):
    """End an open case that should never have been one."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleCase(CaseCommand):
    """Decide who handles a case; the unit cannot return it (指定管辖)."""

    unit_code: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskExtension(CaseCommand):
    """Ask for more time, in the words of a limit such as ``3 working_day``."""

    limit: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantExtension(CaseCommand):
    """Grant the extension that was asked for; not by who asked."""

    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RefuseExtension(CaseCommand):
    """Refuse the extension that was asked for; not by who asked."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UrgeCase(CaseCommand):
    """Urge a case on; a written reply is owed. The card follows from how late it is."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyToUrge(CaseCommand):
    """Give the written reply that an urging asked for."""

    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WhistleCase(CaseCommand):
    """Call several units to one case; ``lead`` is one of ``unit_codes`` (吹哨报到)."""

    unit_codes: tuple[str, ...]
    lead: str
    reason: str
    urgent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerCall(CaseCommand):
    """Report in: the called unit is there."""

    call: int
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishCall(CaseCommand):
    """Report that the called unit has done its part."""

    call: int
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExcuseCall(CaseCommand):
    """Let a called unit go without having come or finished."""

    call: int
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RateCall(CaseCommand):
    """Rate how a called unit did, from 1 to 5; the caller judges."""

    call: int
    rating: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RateCase(CaseCommand):
    """Record how satisfied the reporter is with a closed case, from 1 to 5; once."""

    satisfaction: int
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SpotCheckCase(CaseCommand):
    """Record what a spot check of a closed case found; ``checker`` may be a third party."""

    passed: bool
    finding: str
    checker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawSpotCheck(Command):
    """Draw closed cases for others to check, and keep which; the same asking draws the same."""

    since: date
    until: date
    size: int
    seed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AskAppeal(CaseCommand):
    """Appeal against being late; once per case, after it was closed."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UpholdAppeal(CaseCommand):
    """Find an appeal right: still shown late, exempt from the figures; not by who asked."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DismissAppeal(CaseCommand):
    """Find an appeal wrong; not by who asked."""

    reason: str
