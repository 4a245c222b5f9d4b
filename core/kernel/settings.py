"""Settings that belong to the district and therefore live in its database."""

from typing import Final

from sqlmodel import Field, Session, SQLModel, col, select

REFERENCE_VERSION: Final = "reference_version"
"""Counts changes of reference data; whoever caches such data compares it."""
DISTRICT: Final = "district_code"
CODE_SCHEME: Final = "code_scheme"
TIME_ZONE: Final = "time_zone"
COUNTING: Final = "counting"
DEFAULT_OPERATOR: Final = "default_operator"
DUPLICATE_RADIUS: Final = "duplicate_radius"
"""Metres within which two reports may be of one matter though their grids differ."""
DUPLICATE_WINDOW: Final = "duplicate_window"
"""Hours that may lie between two reports of one matter."""
DUPLICATE_FLOOR: Final = "duplicate_floor"
"""From which likelihood, 0 to 1, a case is shown as a duplicate."""
DIVISION: Final = "division_rules"
"""How grave it is when a grid breaks a rule of division: ``households=warning leader=error …``."""
BOUNDARY_TOLERANCE: Final = "boundary_tolerance"
"""Square metres by which boundaries may overlap, or leave open, without being told."""

DUTY_PHONE: Final = "duty_phone"
"""The phone of the desk, as notice boards print it."""
REPORT_LINE: Final = "report_line"
"""What the QR code of a notice board leads to; ``{grid}`` is filled with the code of the grid."""


AUDIT_KEPT_SINCE: Final = "audit_kept_since"
"""Entries of the audit trail before this moment may be removed; empty while all are kept."""

DEFAULTS: Final = {
    REFERENCE_VERSION: "0",
    DISTRICT: "",
    CODE_SCHEME: "2-4-6-9-12-15-17",
    TIME_ZONE: "Asia/Shanghai",
    COUNTING: "days",
    DEFAULT_OPERATOR: "admin",
    DUTY_PHONE: "12345",
    REPORT_LINE: "tel:12345",
    DUPLICATE_RADIUS: "50",
    DUPLICATE_WINDOW: "24",
    DUPLICATE_FLOOR: "0.5",
    BOUNDARY_TOLERANCE: "100",
    AUDIT_KEPT_SINCE: "",
    DIVISION: (
        "households=warning residents=error coverage=error leader=error guide=warning "
        "full_time=error one_grid=error"
    ),
}


class Setting(SQLModel, table=True):
    """One named value of the district."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str


def read_setting(session: Session, key: str) -> str:
    """Return the value of ``key``, or its default."""
    row = session.get(Setting, key)
    return row.value if row else DEFAULTS[key]


def write_setting(session: Session, key: str, value: str) -> None:
    """Set ``key`` to ``value``."""
    row = session.get(Setting, key)
    if row:
        row.value = value
    else:
        session.add(Setting(key=key, value=value))


def hold_reference_data(session: Session) -> None:
    """Let nobody else commit a change of reference data until this transaction ends."""
    held = select(Setting).where(col(Setting.key) == REFERENCE_VERSION).with_for_update()
    if session.execute(held).first() is None:
        session.add(Setting(key=REFERENCE_VERSION, value=DEFAULTS[REFERENCE_VERSION]))
        session.flush()


def note_reference_change(session: Session) -> None:
    """Tell every cache of reference data that it is out of date."""
    version = int(read_setting(session, REFERENCE_VERSION))
    write_setting(session, REFERENCE_VERSION, str(version + 1))
