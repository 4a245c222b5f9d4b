"""Taking matters in: report, settle, verify, file, reject."""

from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from core.areas.boundaries import load_boundary_map
from core.areas.codes import Level
from core.areas.geometry import told
from core.areas.register import AreaRegister, KnownArea, load_area_register
from core.cases.casework import Casework, standing
from core.cases.commands import FileCase, RejectCase, ReportCase, SettleCase, VerifyCase
from core.cases.models import Case, CaseSequence
from core.cases.precedents import suggestion_noted
from core.cases.record import CaseRecord
from core.cases.rows import CaseOutcome
from core.cases.states import (
    TO_BE_VERIFIED,
    RejectReason,
    Source,
    Stage,
    State,
    Tier,
    Validity,
    Verb,
)
from core.cases.timers import OpenTimers
from core.catalogue.admission import AdmittedItem, load_admission_list
from core.deadlines.policy import load_policy
from core.kernel.errors import FieldFault, Forbidden, Invalid, Refused
from core.kernel.fields import LONGEST_TEXT, LONGEST_WORD, checked_text, text_fault
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import Role
from core.staff.models import Staff

_BY_REFERENCE: Final = select(col(Case.number)).where(
    col(Case.district_code) == bindparam("district"),
    col(Case.source) == bindparam("source"),
    col(Case.source_ref) == bindparam("source_ref"),
)
_NEXT_NUMBER: Final = (
    update(CaseSequence)
    .where(
        col(CaseSequence.district_code) == bindparam("district"),
        col(CaseSequence.year) == bindparam("this_year"),
    )
    .values(last=CaseSequence.last + 1)
    .returning(col(CaseSequence.last))
)


def report_case(hand: Hand, command: ReportCase) -> CaseOutcome:
    """Take in a matter; a repeated ``source`` and ``source_ref`` gives the case there is.

    Raises:
        Invalid: a field is wrong; all wrong fields are named together.
        NotFound: the area, the item or the reporter's staff number is unknown.
    """
    _check_report(command)
    known = _already_reported(hand, command)
    if known:
        return known
    register = hand.reference(load_area_register)
    area = _place(register, hand, command.area_code.strip() or _found_area(hand, command))
    item = _item_for_report(hand, command)
    reporter = _staff_id(hand.session, command.reporter_staff_number)
    number = next_number(hand, hand.reference(load_policy).local_day(hand.now).year)
    # Giving out the number made us wait for any intake under way: look once more.
    known = _already_reported(hand, command)
    if known:
        return known
    case = CaseRecord(
        district_code=hand.scope.district_code,
        number=number,
        state=State.REPORTED,
        tier=item.default_tier if item else Tier.GRID,
        source=command.source,
        source_ref=command.source_ref,
        item_id=item.id if item else None,
        matter=command.matter.strip(),
        address=command.address.strip(),
        area_id=area.id,
        area_code=area.code,
        street_code=area.street_code,
        latitude=command.latitude,
        longitude=command.longitude,
        reporter_staff_id=reporter,
        reporter_name=command.reporter_name.strip(),
        reporter_phone=command.reporter_phone.strip(),
        reported_at=hand.now,
    )
    work = Casework(hand, case, Verb.REPORT, OpenTimers())
    work.start_stage(Stage.ACCEPT)
    if command.source in TO_BE_VERIFIED:
        work.start_stage(Stage.VERIFY)
    outcome = work.finish()
    if command.settled:
        settle = SettleCase(number=number, result=command.settled)
        return settle_case(hand, settle)
    return outcome


def settle_case(hand: Hand, command: SettleCase) -> CaseOutcome:
    """Close a matter that was dealt with on the spot; it enters no department's figures.

    Raises:
        Invalid: no result text, or no item valid today (then it is a patrol-log matter).
    """
    work = Casework.open(hand, command, Verb.SETTLE)
    case = work.case
    result = checked_text("result", command.result)
    item = _settled_item(work, command.item_code)
    case.item_id = item.id
    case.tier = Tier.GRID
    case.self_handled = True
    case.result = result
    case.resolved_at = hand.now
    case.handled_late = False
    work.details["result"] = result
    return work.finish()


def verify_case(hand: Hand, command: VerifyCase) -> CaseOutcome:
    """Record whether a public report is true.

    Raises:
        Refused: the source needs no verifying.
    """
    work = Casework.open(hand, command, Verb.VERIFY)
    if work.case.source not in TO_BE_VERIFIED:
        raise Refused(
            N_("Case %(number)s is from %(source)s; only hotline and online reports are verified."),
            number=command.number,
            source=str(work.case.source),
        )
    validity = Validity.VALID if command.valid else Validity.INVALID
    work.case.validity = validity
    work.stop(Stage.VERIFY)
    work.details |= {
        "validity": str(validity),
        "finding": checked_text("finding", command.finding, required=False),
    }
    return work.finish()


def file_case(hand: Hand, command: FileCase) -> CaseOutcome:
    """Admit a report as a case: item, tier and limit are set, dispatching is awaited.

    Raises:
        Refused: a public report has not been found valid yet.
        Forbidden: an override by somebody who is no supervisor.
        Invalid: the item is not valid today, or its condition or the tier is unknown.
    """
    work = Casework.open(hand, command, Verb.FILE)
    case = work.case
    demand_verified(case)
    item = _valid_item(work, command.item_code, command.override_reason)
    condition, _ = item.limit_of(command.condition)
    tier = item.default_tier if command.tier is None else command.tier
    if tier not in work.policy.tiers:
        raise Invalid(N_("There is no tier %(tier)s."), field="tier", tier=tier)
    case.item_id = item.id
    case.condition = condition
    case.filed_at = hand.now
    enter_tier(work, tier, item)
    work.stop(Stage.ACCEPT, Stage.VERIFY)
    work.start_stage(Stage.DISPATCH)
    work.details |= {
        "item": item.code,
        "item_name": item.name,
        "tier": tier,
        "limit": case.handling_limit,
        **suggestion_noted(work, item.code),
    }
    if command.override_reason:
        work.details["override_reason"] = command.override_reason.strip()
    return work.finish()


def reject_case(hand: Hand, command: RejectCase) -> CaseOutcome:
    """Turn a report away for a reason of the list.

    Raises:
        Invalid: the reason is not one of the list.
    """
    work = Casework.open(hand, command, Verb.REJECT)
    if command.reason not in tuple(RejectReason):
        raise Invalid(
            N_("%(reason)s is no reason to reject; the reasons are %(known)s."),
            field="reason",
            reason=command.reason,
            known=", ".join(RejectReason),
        )
    work.case.reject_reason = command.reason
    work.details |= {
        "reason": command.reason,
        "note": checked_text("note", command.note, required=False),
    }
    return work.finish()


def enter_tier(work: Casework, tier: int, item: AdmittedItem) -> None:
    """Set the tier and the handling limit that goes with it; the item's own limit wins."""
    case = work.case
    rule = work.policy.tiers[tier]
    _, own = item.limit_of(case.condition)
    case.tier = tier
    case.handling_limit = str(own or rule.due)
    case.handling_target = str(rule.target) if rule.target and not own else None
    if tier > Tier.GRID and case.circulated_at is None:
        case.circulated_at = work.now


def item_of(work: Casework) -> AdmittedItem:
    """Return the item that the case stands under.

    Raises:
        Invalid: it has none yet.
    """
    admission = work.hand.reference(load_admission_list)
    item = admission.by_id.get(work.case.item_id or 0)
    if item is None:
        raise Invalid(
            N_("Case %(number)s has no item yet; file it under one of the admission list."),
            field="item_code",
            number=work.case.number,
        )
    return item


def demand_verified(case: CaseRecord) -> None:
    """Let only those public reports pass that were found valid.

    Raises:
        Refused: the case is from the public and not verified as valid.
    """
    if case.source in TO_BE_VERIFIED and case.validity != Validity.VALID:
        raise Refused(
            N_("Case %(number)s comes from the public; verify it as valid before filing it."),
            number=case.number,
        )


def _check_report(command: ReportCase) -> None:
    texts = (
        ("source_ref", LONGEST_WORD, True),
        ("matter", LONGEST_TEXT, True),
        ("address", LONGEST_WORD, False),
        ("reporter_name", LONGEST_WORD, False),
        ("reporter_phone", LONGEST_WORD, False),
        ("settled", LONGEST_TEXT, False),
    )
    faults = [
        text_fault(field, getattr(command, field), longest=longest, required=required)
        for field, longest, required in texts
    ]
    faults += [_bound_fault("latitude", command.latitude, 90)]
    faults += [_bound_fault("longitude", command.longitude, 180)]
    if command.source not in tuple(Source):
        template = N_("%(source)s is no source; the sources are %(known)s.")
        known = ", ".join(Source)
        faults.append(FieldFault("source", template, source=command.source, known=known))
    found = [fault for fault in faults if fault]
    if found:
        raise Invalid(N_("The report cannot be taken: see the fields."), faults=found)


def _bound_fault(field: str, value: float | None, bound: int) -> FieldFault | None:
    if value is None or -bound <= value <= bound:
        return None
    template = N_("%(field)s %(value)s is not between -%(bound)s and %(bound)s.")
    return FieldFault(field, template, field=field, value=value, bound=bound)


def _already_reported(hand: Hand, command: ReportCase) -> CaseOutcome | None:
    number = (
        hand.session.connection()
        .execute(
            _BY_REFERENCE,
            {
                "district": hand.scope.district_code,
                "source": command.source,
                "source_ref": command.source_ref.strip(),
            },
        )
        .scalar_one_or_none()
    )
    return standing(hand, number) if number else None


def _found_area(hand: Hand, command: ReportCase) -> str:
    """Return the area that the coordinate of a report lies in, "" if it has none."""
    if command.latitude is None or command.longitude is None:
        return ""
    boundaries = hand.reference(load_boundary_map)
    code = boundaries.find(command.longitude, command.latitude, hand.scope.area_code)
    if not code:
        raise Invalid(
            N_("No area of your jurisdiction has the position %(place)s in it; name the area."),
            field="area_code",
            place=told((command.longitude, command.latitude)),
        )
    return code


def _place(register: AreaRegister, hand: Hand, code: str) -> KnownArea:
    area = register.areas.get(code.strip())
    if area is None or not hand.scope.covers(area.code):
        raise Invalid(
            N_("There is no area %(area)s in your jurisdiction; see the list of grids."),
            field="area_code",
            area=code,
        )
    if area.level < Level.STREET:
        raise Invalid(
            N_("%(name)s is too wide a place for a case; name a street, a community or a grid."),
            field="area_code",
            name=area.name,
        )
    return area


def _item_for_report(hand: Hand, command: ReportCase) -> AdmittedItem | None:
    if not command.item_code:
        return None
    today = hand.reference(load_policy).local_day(hand.now)
    versions = hand.reference(load_admission_list).versions.get(command.item_code, ())
    if not versions:
        raise Invalid(
            N_("There is no item %(item)s on the admission list; choose one of the list."),
            field="item_code",
            item=command.item_code,
        )
    # An item that has lapsed may still be named in a report; filing will judge it.
    return next((item for item in versions if item.valid_on(today)), versions[0])


def _staff_id(session: Session, number: str | None) -> int | None:
    if not number:
        return None
    key: int | None = session.execute(
        select(col(Staff.id)).where(col(Staff.number) == number)
    ).scalar_one_or_none()
    if key is None:
        raise Invalid(
            N_("There is no member of staff %(staff)s."),
            field="reporter_staff_number",
            staff=number,
        )
    return key


def next_number(hand: Hand, year: int) -> str:
    """Give out the next case number of the district and year: ``330108-26-000231``."""
    district = hand.scope.district_code
    connection = hand.session.connection()
    last = connection.execute(
        _NEXT_NUMBER, {"district": district, "this_year": year}
    ).scalar_one_or_none()
    if last is None:
        last = 1
        first = {"district_code": district, "year": year, "last": last}
        connection.execute(insert(CaseSequence), first)
    return f"{district}-{year % 100:02d}-{last:06d}"


def _valid_item(work: Casework, code: str, override_reason: str) -> AdmittedItem:
    admission = work.hand.reference(load_admission_list)
    today = work.policy.local_day(work.now)
    item = admission.find(code, today)
    if item:
        return item
    if not override_reason.strip():
        raise Invalid(
            N_("Item %(item)s is not valid on %(day)s: reject it, or let a supervisor override."),
            field="item_code",
            item=code,
            day=today.isoformat(),
        )
    if work.hand.scope.role not in {Role.SUPERVISOR, Role.ADMIN}:
        raise Forbidden(N_("Only a supervisor may file an item that is off the admission list."))
    return admission.versions[code][0]


def _settled_item(work: Casework, code: str | None) -> AdmittedItem:
    admission = work.hand.reference(load_admission_list)
    today = work.policy.local_day(work.now)
    known = admission.by_id.get(work.case.item_id or 0)
    item = admission.find(code or (known.code if known else ""), today) if code or known else None
    if item is None:
        raise Invalid(
            N_("An item valid today is needed; without one it is for the patrol log: reject it."),
            field="item_code",
        )
    return item
