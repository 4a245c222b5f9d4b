"""Which use case answers which command, and which roles may give it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from core.access import commands as access
from core.access import setting
from core.cases import (
    assignment,
    escalation,
    extension,
    intake,
    judging,
    merging,
    privacy,
    reopening,
    resolution,
    spot_checks,
    suspension,
    urging,
    whistling,
)
from core.cases import commands as cases
from core.cases.lifecycle import LIFECYCLE, SUPERVISION
from core.cases.states import Verb
from core.imports import (
    areas,
    boundaries,
    boundary_commands,
    clocks,
    exporting,
    findings,
    items,
    operators,
    policies,
    profiles,
    staffing,
    undoing,
    units,
)
from core.imports import cases as taking
from core.imports import commands as imports
from core.imports import spot_checks as checked_sheets
from core.kernel.command import Command
from core.operators.hand import Hand
from core.operators.jurisdiction import KEEPS_REFERENCE_DATA, SEES_PERSONAL_DATA
from core.operators.models import Role
from core.policies.commands import ApplyPolicy
from core.policies.sweep import apply_policy, look_ahead
from core.registry import commands as registry
from core.registry import district, moving, retiring, splitting
from core.registry import merging as grid_merging
from core.registry import staffing as posts
from core.reports import commands as reports
from core.reports import rolling
from core.scheduling import commands as scheduling
from core.scheduling import forgetting, lease, sealing, windows
from core.staff import commands as staff
from core.staff.notices import draw_notices
from core.staff.privacy import reveal_posts, reveal_staff
from core.upstreams import commands as upstreams
from core.upstreams import recording


@dataclass(frozen=True, slots=True)
class Handler:
    """A use case and the roles that may ask for it.

    ``ahead`` reads into the hand what the commands of a batch will look at.
    """

    use_case: Callable[[Hand, Any], Any]
    roles: frozenset[Role]
    ahead: Callable[[Hand, Sequence[Any]], None] | None = None


def _verb(verb: Verb, use_case: Callable[[Hand, Any], Any]) -> Handler:
    return Handler(use_case, LIFECYCLE[verb].roles)


HANDLERS: Final[Mapping[type[Command], Handler]] = {
    cases.ReportCase: _verb(Verb.REPORT, intake.report_case),
    cases.SettleCase: _verb(Verb.SETTLE, intake.settle_case),
    cases.VerifyCase: _verb(Verb.VERIFY, intake.verify_case),
    cases.FileCase: _verb(Verb.FILE, intake.file_case),
    cases.RejectCase: _verb(Verb.REJECT, intake.reject_case),
    cases.DispatchCase: _verb(Verb.DISPATCH, assignment.dispatch_case),
    cases.ReceiveCase: _verb(Verb.RECEIVE, assignment.receive_case),
    cases.ReturnCase: _verb(Verb.RETURN, assignment.return_case),
    cases.TransferCase: _verb(Verb.TRANSFER, assignment.transfer_case),
    cases.EscalateCase: _verb(Verb.ESCALATE, escalation.escalate_case),
    cases.RuleCase: _verb(Verb.RULE, assignment.rule_case),
    cases.HandDownCase: _verb(Verb.HAND_DOWN, escalation.hand_down_case),
    cases.AskExtension: _verb(Verb.ASK_EXTENSION, extension.ask_extension),
    cases.GrantExtension: _verb(Verb.GRANT_EXTENSION, extension.grant_extension),
    cases.RefuseExtension: _verb(Verb.REFUSE_EXTENSION, extension.refuse_extension),
    cases.SuspendCase: _verb(Verb.SUSPEND, suspension.suspend_case),
    cases.ResumeCase: _verb(Verb.RESUME, suspension.resume_case),
    cases.UrgeCase: _verb(Verb.URGE, urging.urge_case),
    cases.ReplyToUrge: _verb(Verb.REPLY, urging.reply_case),
    cases.WhistleCase: _verb(Verb.WHISTLE, whistling.whistle_case),
    cases.AnswerCall: _verb(Verb.ANSWER_CALL, whistling.answer_call),
    cases.FinishCall: _verb(Verb.FINISH_CALL, whistling.finish_call),
    cases.ExcuseCall: _verb(Verb.EXCUSE_CALL, whistling.excuse_call),
    cases.RateCall: _verb(Verb.RATE_CALL, whistling.rate_call),
    cases.MergeCase: _verb(Verb.MERGE, merging.merge_case),
    cases.UnmergeCase: _verb(Verb.UNMERGE, merging.unmerge_case),
    cases.ReopenCase: _verb(Verb.REOPEN, reopening.reopen_case),
    cases.CancelCase: _verb(Verb.CANCEL, reopening.cancel_case),
    cases.RateCase: _verb(Verb.RATE, judging.rate_case),
    cases.SpotCheckCase: _verb(Verb.SPOT_CHECK, judging.spot_check_case),
    cases.DrawSpotCheck: _verb(Verb.SPOT_CHECK, spot_checks.draw_spot_check),
    imports.ImportSpotChecks: _verb(Verb.SPOT_CHECK, checked_sheets.import_spot_checks),
    cases.AskAppeal: _verb(Verb.ASK_APPEAL, judging.ask_appeal),
    cases.UpholdAppeal: _verb(Verb.UPHOLD_APPEAL, judging.uphold_appeal),
    cases.DismissAppeal: _verb(Verb.DISMISS_APPEAL, judging.dismiss_appeal),
    cases.ResolveCase: _verb(Verb.RESOLVE, resolution.resolve_case),
    cases.PassCheck: _verb(Verb.PASS_CHECK, resolution.pass_check),
    cases.FailCheck: _verb(Verb.FAIL_CHECK, resolution.fail_check),
    cases.NoteCase: _verb(Verb.NOTE, resolution.note_case),
    ApplyPolicy: Handler(apply_policy, SUPERVISION, ahead=look_ahead),
    scheduling.HoldLease: Handler(lease.hold_lease, SUPERVISION),
    scheduling.GiveBackLease: Handler(lease.give_back_lease, SUPERVISION),
    scheduling.CloseWindow: Handler(windows.close_window, SUPERVISION),
    scheduling.FailWindow: Handler(windows.fail_window, SUPERVISION),
    scheduling.SealDay: Handler(sealing.seal_day, SUPERVISION),
    scheduling.ForgetOldRows: Handler(forgetting.forget_old_rows, SUPERVISION),
    reports.BeginRollUp: Handler(rolling.begin_roll_up, SUPERVISION),
    reports.KeepRollUp: Handler(rolling.keep_roll_up, SUPERVISION),
    cases.RevealReporter: Handler(privacy.reveal_reporter, SEES_PERSONAL_DATA),
    staff.DrawNotices: Handler(draw_notices, frozenset(Role)),
    staff.RevealPosts: Handler(reveal_posts, SEES_PERSONAL_DATA),
    staff.RevealStaff: Handler(reveal_staff, SEES_PERSONAL_DATA),
    access.SetPassword: Handler(setting.set_password, frozenset(Role)),
    access.NoteSignIn: Handler(setting.note_sign_in, frozenset(Role)),
    imports.UndoImport: Handler(undoing.undo_import, KEEPS_REFERENCE_DATA),
    imports.ExportRegister: Handler(exporting.export_register, KEEPS_REFERENCE_DATA),
    imports.ImportAreas: Handler(areas.import_areas, KEEPS_REFERENCE_DATA),
    boundary_commands.ExportBoundaries: Handler(boundaries.export_boundaries, KEEPS_REFERENCE_DATA),
    boundary_commands.ImportBoundaries: Handler(boundaries.import_boundaries, KEEPS_REFERENCE_DATA),
    imports.ImportStaff: Handler(staffing.import_staff, KEEPS_REFERENCE_DATA),
    imports.ImportUnits: Handler(units.import_units, KEEPS_REFERENCE_DATA),
    imports.ImportCases: Handler(taking.import_cases, KEEPS_REFERENCE_DATA),
    imports.ImportItems: Handler(items.import_items, KEEPS_REFERENCE_DATA),
    imports.ImportCalendar: Handler(clocks.import_calendar, KEEPS_REFERENCE_DATA),
    imports.ImportLimits: Handler(clocks.import_limits, KEEPS_REFERENCE_DATA),
    imports.ImportOperators: Handler(operators.import_operators, KEEPS_REFERENCE_DATA),
    imports.ImportPolicies: Handler(policies.import_policies, KEEPS_REFERENCE_DATA),
    imports.ImportProfiles: Handler(profiles.import_profiles, KEEPS_REFERENCE_DATA),
    imports.ImportFindings: Handler(findings.import_findings, KEEPS_REFERENCE_DATA),
    registry.SplitGrid: Handler(splitting.split_grid, KEEPS_REFERENCE_DATA),
    registry.MergeGrids: Handler(grid_merging.merge_grids, KEEPS_REFERENCE_DATA),
    registry.MoveGrid: Handler(moving.move_grid, KEEPS_REFERENCE_DATA),
    registry.RenumberGrid: Handler(moving.renumber_grid, KEEPS_REFERENCE_DATA),
    registry.RetireGrid: Handler(retiring.retire_grid, KEEPS_REFERENCE_DATA),
    registry.SetSetting: Handler(district.set_setting, KEEPS_REFERENCE_DATA),
    registry.JoinStaff: Handler(posts.join_staff, KEEPS_REFERENCE_DATA),
    registry.LeaveStaff: Handler(posts.leave_staff, KEEPS_REFERENCE_DATA),
    registry.MoveStaff: Handler(posts.move_staff, KEEPS_REFERENCE_DATA),
    registry.CoverStaff: Handler(posts.cover_staff, KEEPS_REFERENCE_DATA),
    upstreams.OpenStream: Handler(recording.open_stream, SUPERVISION),
    upstreams.StopStream: Handler(recording.stop_stream, SUPERVISION),
    upstreams.RecordRun: Handler(recording.record_run, SUPERVISION),
    upstreams.TakeReceipts: Handler(recording.take_receipts, SUPERVISION),
}
