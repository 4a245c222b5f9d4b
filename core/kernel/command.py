"""What every command is: a frozen dataclass that names an intention."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """An intention to change something; subclasses are imperatives such as ``EscalateCase``.

    ``ALONE`` says that nobody else may write while it is carried out, because what others
    reckon with changes under them.
    """

    ALONE: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseCommand(Command):
    """A verb on one existing case.

    ``seen_version`` is the version the operator decided on; when the case has moved on
    since, the command is refused as a `Conflict`. ``None`` means "whatever it is now",
    which only scripts should say.
    """

    number: str
    seen_version: int | None = None
