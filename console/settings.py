"""What the console is set to: command line, then environment, then file, then default.

The file is ``settings.toml`` in the user's configuration folder::

    db = "postgresql://desk@db.example/griddesk"
    lang = "zh"
    theme = "light"
    operator = "zhangmin"
    bell = true
    read_only = false
    reports = "/srv/griddesk/reports"
    backups = "/srv/griddesk/backups"
    upstreams = "/srv/griddesk/upstreams"
    keep_backups = 14
    keep_audit_days = 0

    [keys]
    escalate = "E"
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from core.kernel.errors import Invalid
from core.kernel.words import N_

APPLICATION: Final = "griddesk"
DATABASE_VARIABLE: Final = "GRIDDESK_DB"
OPERATOR_VARIABLE: Final = "GRIDDESK_OPERATOR"
READ_ONLY_VARIABLE: Final = "GRIDDESK_READ_ONLY"
"""Set to anything, nothing can be changed from here."""
FILE_VARIABLE: Final = "GRIDDESK_SETTINGS"
"""Names another settings file, for instance one for each desk of a house."""
REPORTS_VARIABLE: Final = "GRIDDESK_REPORTS"
BACKUPS_VARIABLE: Final = "GRIDDESK_BACKUPS"
UPSTREAMS_VARIABLE: Final = "GRIDDESK_UPSTREAMS"
KEEP_BACKUPS: Final = 14

_TEXTS: Final = ("db", "lang", "theme", "operator", "reports", "backups", "upstreams")
_NUMBERS: Final = ("keep_backups", "keep_audit_days")
_SWITCHES: Final = ("bell", "read_only")


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this run; ``None`` leaves the choice to whoever asks."""

    db: str | None = None
    lang: str | None = None
    theme: str | None = None
    operator: str | None = None
    bell: bool = False
    """Whether the terminal rings when a case has just grown late."""
    read_only: bool = False
    """Whether nothing may be changed from here, whatever the role allows."""
    reports: str | None = None
    """The folder for the reports of the night; beside the database when not named."""
    backups: str | None = None
    """The folder for copies of the database; beside it when not named."""
    upstreams: str | None = None
    """The folder of mappings that are run each night; none are when it is not named."""
    keep_backups: int = KEEP_BACKUPS
    """How many copies are kept; 0 keeps all."""
    keep_audit_days: int = 0
    """How long entries of the audit trail are kept; 0 keeps all for ever."""
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """The address of the database, the user's own file when none was named."""
        return self.db or default_database()


def load_settings(
    *,
    db: str | None = None,
    operator: str | None = None,
    lang: str | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Gather the settings; what is given here wins.

    ``lang`` from the environment is left to `console.present.words`, which knows the locale.

    Raises:
        Invalid: the settings file cannot be understood.
    """
    written = _read(settings_file(environment))
    return Settings(
        db=db or environment.get(DATABASE_VARIABLE) or written.get("db"),
        lang=lang or written.get("lang"),
        theme=written.get("theme"),
        operator=operator or environment.get(OPERATOR_VARIABLE) or written.get("operator"),
        bell=written.get("bell", False),
        read_only=bool(environment.get(READ_ONLY_VARIABLE)) or written.get("read_only", False),
        reports=environment.get(REPORTS_VARIABLE) or written.get("reports"),
        backups=environment.get(BACKUPS_VARIABLE) or written.get("backups"),
        upstreams=environment.get(UPSTREAMS_VARIABLE) or written.get("upstreams"),
        keep_backups=written.get("keep_backups", KEEP_BACKUPS),
        keep_audit_days=written.get("keep_audit_days", 0),
        keys=written.get("keys", {}),
    )


def settings_file(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is, whether or not there is one."""
    named = environment.get(FILE_VARIABLE)
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path(APPLICATION, appauthor=False) / "settings.toml"


def default_database() -> str:
    """Return the address of the user's own database."""
    return f"sqlite:///{data_folder() / 'griddesk.db'}"


def data_folder() -> Path:
    """Return the user's own folder for data."""
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def state_folder() -> Path:
    """Return the folder for logs."""
    from platformdirs import user_state_path

    return user_state_path(APPLICATION, appauthor=False)


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(
            N_("The settings file %(file)s cannot be read."), field="settings", file=str(path)
        ) from error
    import tomllib

    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(
            N_("The settings file %(file)s is no valid TOML: %(detail)s."),
            field="settings",
            file=str(path),
            detail=str(error),
        ) from error
    for name, value in written.items():
        _check(path, name, value)
    return written


def _check(path: Path, name: str, value: object) -> None:
    good = (
        (name in _TEXTS and isinstance(value, str))
        or (name in _SWITCHES and isinstance(value, bool))
        or (name in _NUMBERS and type(value) is int and value >= 0)
        or (name == "keys" and _is_key_map(value))
    )
    if not good:
        raise Invalid(
            N_("The settings file %(file)s has an entry %(name)s that is not understood."),
            field="settings",
            file=str(path),
            name=name,
        )


def _is_key_map(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(key, str) for key in value.values())
