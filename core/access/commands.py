"""The commands of access; what is secret in them is not shown when they are printed."""

from dataclasses import dataclass, field

from core.kernel.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPassword(Command):
    """Give the operator ``login`` a password; an admin gives anyone's, others their own."""

    login: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class NoteSignIn(Command):
    """Write down that whoever acts has signed in from a browser, or was not ``admitted``."""

    admitted: bool
