"""Personal data of reporters: masked everywhere, shown on request, every look on record."""

from dataclasses import dataclass

from core.audit.trail import write_audit
from core.cases.casework import load_case
from core.cases.commands import RevealReporter
from core.operators.hand import Hand
from core.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported a case, unmasked."""

    name: str
    phone: str


def reveal_reporter(hand: Hand, command: RevealReporter) -> Reporter:
    """Return who reported a case and write down who looked.

    Raises:
        NotFound: no such case inside the jurisdiction.
    """
    case = load_case(hand, command.number)
    reporter = Reporter(case.reporter_name, case.reporter_phone)
    if case.reporter_staff_id:
        person = hand.session.get_one(Staff, case.reporter_staff_id)
        reporter = Reporter(person.name, person.phone or "")
    write_audit(hand, "reveal_reporter", case.number)
    return reporter
