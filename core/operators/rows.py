"""What readers give back about operators: frozen rows, never table objects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """A person with a login, whether or not it is active."""

    login: str
    name: str
    role: str
    area_code: str
    active: bool
