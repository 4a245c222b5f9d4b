"""Settings of the district that its administrator changes: rules of division, notice boards."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from sqlmodel import Session

from core.audit.trail import write_audit
from core.kernel.errors import Forbidden, Invalid
from core.kernel.fields import LONGEST_WORD, checked_text
from core.kernel.settings import (
    DIVISION,
    DUTY_PHONE,
    REPORT_LINE,
    note_reference_change,
    read_setting,
    write_setting,
)
from core.kernel.words import N_
from core.operators.hand import Hand
from core.registry.commands import SetSetting
from core.registry.outcome import SettingOutcome
from core.staff.division import parse_severities

_PHONE: Final = re.compile(r"\+?[0-9][0-9 -]{2,24}")
_LINE: Final = re.compile(r"(tel:\+?[0-9-]{3,25}|https?://[!-~]+)")


def set_setting(hand: Hand, command: SetSetting) -> SettingOutcome:
    """Change one setting of the district.

    Raises:
        Forbidden: the operator's area is not the whole district.
        Invalid: no such setting, or not a value of it.
    """
    if not hand.scope.covers(hand.scope.district_code):
        raise Forbidden(N_("The settings are those of the whole district."))
    check = CHECKS.get(command.key)
    if check is None:
        raise Invalid(
            N_("There is no setting %(key)s; the settings are %(known)s."),
            field="key",
            key=command.key,
            known=", ".join(CHECKS),
        )
    before = read_setting(hand.session, command.key)
    value = check(hand.session, checked_text("value", command.value, longest=LONGEST_WORD))
    if value != before:
        write_setting(hand.session, command.key, value)
        note_reference_change(hand.session)
        write_audit(hand, "set setting", command.key, detail=f"{before} → {value}")
    return SettingOutcome(command.key, before, value)


def _division(session: Session, text: str) -> str:
    """Return the rules as they stand with those of ``text`` changed."""
    severities = parse_severities(read_setting(session, DIVISION)) | parse_severities(text)
    return " ".join(f"{rule}={severity}" for rule, severity in severities.items())


def _phone(_session: Session, text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise Invalid(N_("%(value)s is no phone."), field="value", value=text)
    return text


def _line(_session: Session, text: str) -> str:
    if not _LINE.fullmatch(text):
        raise Invalid(
            N_("The report line is written as tel:12345 or https://…, perhaps with {grid} in it."),
            field="value",
        )
    return text


CHECKS: Final[Mapping[str, Callable[[Session, str], str]]] = {
    DIVISION: _division,
    DUTY_PHONE: _phone,
    REPORT_LINE: _line,
}
"""The settings that may be changed, and what each makes of a value."""
