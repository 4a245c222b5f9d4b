"""Setting a password, and noting who signs in."""

from typing import Final

from sqlalchemy import Table, select, update

from core.access.commands import NoteSignIn, SetPassword
from core.access.passwords import hashed
from core.areas.codes import holds
from core.audit.trail import DONE, REFUSED, write_audit
from core.kernel.errors import Forbidden, NotFound
from core.kernel.words import N_
from core.operators.hand import Hand
from core.operators.models import TIMERS, Operator, Role

_OPERATORS: Final[Table] = Operator.__table__  # type: ignore[attr-defined]


def set_password(hand: Hand, command: SetPassword) -> None:
    """Store the hash of a new password.

    Raises:
        Forbidden: it is another's, and who acts is no admin.
        NotFound: no such operator in the jurisdiction.
        Invalid: the password will not do.
    """
    login = command.login
    if login != hand.scope.login and hand.scope.role is not Role.ADMIN:
        raise Forbidden(N_("Only an admin sets the password of another operator."))
    operators = _OPERATORS.c
    wanted = select(operators.area_code).where(operators.login == login, operators.active)
    area_code = hand.session.execute(wanted).scalar_one_or_none()
    if area_code is None or login == TIMERS or not holds(hand.scope.area_code, area_code):
        raise NotFound(N_("There is no operator %(login)s in your jurisdiction."), login=login)
    hand.session.execute(
        update(_OPERATORS)
        .where(operators.login == login)
        .values(password_hash=hashed(command.password, login))
    )
    write_audit(hand, "set_password", login)


def note_sign_in(hand: Hand, command: NoteSignIn) -> None:
    """Write down that somebody signed in as the one who acts, or tried to."""
    outcome = DONE if command.admitted else REFUSED
    write_audit(hand, "sign_in", hand.scope.login, outcome=outcome)
