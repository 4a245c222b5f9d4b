"""Founding a district: its code, its first area, its first administrator.

The one change that goes past the desk, since the desk knows no operator yet.
"""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from core.areas.codes import CodeScheme, Level
from core.areas.models import Area
from core.audit.models import AuditEntry
from core.kernel.clock import Clock
from core.kernel.errors import Duplicate, Invalid
from core.kernel.settings import (
    CODE_SCHEME,
    DEFAULT_OPERATOR,
    DISTRICT,
    TIME_ZONE,
    read_setting,
    write_setting,
)
from core.kernel.transactions import Transactions
from core.kernel.words import N_
from core.operators.models import TIMERS, Operator, Role

ACTION = "found district"
TIMERS_NAME: Final = "计时"


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDistrict:
    """A district to be founded; ``login`` and ``person`` are its first administrator."""

    district_code: str
    district_name: str
    login: str
    person: str


@dataclass(frozen=True, slots=True)
class Founded:
    """The district as it stands: its code and who may load data into it."""

    district_code: str
    login: str


def found_district(transactions: Transactions, clock: Clock, command: FoundDistrict) -> Founded:
    """Give an empty database its district, and leave one that has the same district alone.

    So a founding that was cut short can be repeated. The login of the answer is that of the
    district's default operator, whatever the command said, when there was one.

    Raises:
        Invalid: the code is no district's, or the login is not one word.
        Duplicate: the database belongs to another district.
    """
    _check(command)
    with transactions.writing() as session:
        held = read_setting(session, DISTRICT)
        if not held:
            _found(session, clock, command)
            return Founded(command.district_code, command.login)
        if held != command.district_code:
            raise Duplicate(
                N_("The database belongs to district %(held)s, not to %(district)s."),
                held=held,
                district=command.district_code,
            )
        return Founded(held, read_setting(session, DEFAULT_OPERATOR))


def _check(command: FoundDistrict) -> None:
    code, digits = command.district_code, CodeScheme().lengths[Level.DISTRICT - 1]
    if not (code.isascii() and code.isdecimal() and len(code) == digits):
        raise Invalid(
            N_("The district code %(district)s must have %(digits)s digits, as 330108."),
            field="district",
            district=code,
            digits=digits,
        )
    if not command.login or any(sign.isspace() for sign in command.login):
        raise Invalid(N_("A login is one word."), field="login")
    if command.login == TIMERS:
        raise Invalid(
            N_("The login %(login)s is kept for what happens by itself."),
            field="login",
            login=TIMERS,
        )


def _found(session: Session, clock: Clock, command: FoundDistrict) -> None:
    now = clock()
    today = now.astimezone(ZoneInfo(read_setting(session, TIME_ZONE))).date()
    scheme = CodeScheme.parse(read_setting(session, CODE_SCHEME))
    write_setting(session, DISTRICT, command.district_code)
    write_setting(session, DEFAULT_OPERATOR, command.login)
    known = select(func.count()).select_from(Area).where(col(Area.code) == command.district_code)
    if not session.execute(known).scalar_one():
        session.execute(
            insert(Area),
            {
                "code": command.district_code,
                "parent_code": scheme.parent(command.district_code),
                "level": int(Level.DISTRICT),
                "name": command.district_name,
                "valid_from": today,
            },
        )
    session.execute(
        insert(Operator),
        {
            "login": command.login,
            "name": command.person,
            "role": str(Role.ADMIN),
            "area_code": command.district_code,
            "active": True,
        },
    )
    session.execute(
        insert(Operator),
        {
            "login": TIMERS,
            "name": TIMERS_NAME,
            "role": str(Role.SUPERVISOR),
            "area_code": command.district_code,
            "active": True,
        },
    )
    session.execute(
        insert(AuditEntry),
        {
            "at": now,
            "operator": command.login,
            "action": ACTION,
            "subject": command.district_code,
            "outcome": "done",
            "detail": command.district_name,
        },
    )
