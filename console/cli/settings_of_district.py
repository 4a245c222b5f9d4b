"""`griddesk setting`: what the district has settled for itself."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from console.cli.asked import Format, asked
from console.cli.cases.noun import DryRun
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.present.vocabulary import word
from console.present.words import _
from core.kernel.settings import DIVISION, DUTY_PHONE, REPORT_LINE
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.registry.outcome import SettingOutcome

ABOUT: Final = {
    DIVISION: N_("how grave it is when a rule of division is broken: error, warning, off"),
    DUTY_PHONE: N_("the phone of the desk, as notice boards print it"),
    REPORT_LINE: N_("what the QR code of a notice board leads to"),
}

app = Noun(help=N_("Look at and change the settings of the district."))


@app.callback()
def setting() -> None:
    """Hold the verbs of settings together."""


@app.verb(
    "list",
    N_("List the settings of the district with their values."),
    examples=("griddesk setting list",),
)
def list_(context: typer.Context) -> None:
    """List settings."""
    from storage.readers.operators import read_settings

    with opened(context) as shop:
        held = read_settings(shop.database)
    rows = [(key, held[key]) for key in ABOUT]
    write_rows(rows, _columns(), asked(context))


@app.verb(
    "set",
    N_(
        "Change a setting of the district.\n"
        "Of division_rules only what is named changes: households, residents, coverage, leader, "
        "guide, full_time, one_grid, each an error, a warning or off."
    ),
    examples=(
        'griddesk setting set division_rules "residents=warning guide=off"',
        "griddesk setting set report_line https://report.example/?grid={grid} --dry-run",
    ),
)
def set_(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="SETTING", help=N_("Which one."))],
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("What it is from now on."))],
    *,
    dry_run: DryRun = False,
) -> None:
    """Change a setting."""
    from core.registry.commands import SetSetting

    with opened(context, changing=True) as shop:
        do = shop.desk.preview if dry_run else shop.desk.execute
        outcome: SettingOutcome = do(SetSetting(key=key, value=value), by=shop.scope.login)
    if asked(context).format in {Format.JSON, Format.JSONL}:
        told = {"key": outcome.key, "before": outcome.before, "value": outcome.value}
        write_object(told | {"dry_run": dry_run})
        return
    line = neutralise(f"{outcome.key}: {outcome.before} → {outcome.value}")
    typer.echo(_("Would be: %(told)s") % {"told": line} if dry_run else line)


def _columns() -> list[Column[tuple[str, str]]]:
    return [
        Column("key", lambda row: row[0], N_("Setting")),
        Column("value", lambda row: row[1], N_("Value"), roomy=True),
        Column("about", lambda row: ABOUT[row[0]], N_("About"), lambda row: word(ABOUT, row[0])),
    ]
