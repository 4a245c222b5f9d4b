"""`griddesk policies`: what happens by itself, and when."""

from functools import partial
from typing import TYPE_CHECKING

import typer

from console.cli.asked import asked
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.imports import Commit, File, run_import, understood
from console.cli.opening import opened
from console.cli.output import write_rows
from console.present.policies import POLICY_ACTIONS, moment_of
from console.present.vocabulary import STAGES, tier_word, word
from console.present.words import _
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.policies.rules import Rule

app = Noun(help=N_("What happens by itself when clocks run out."))


@app.callback()
def policies() -> None:
    """Hold the verbs of policies together."""


@app.verb(
    "list",
    N_("List the active policies: which clock they watch, when they act, what they do."),
    examples=("griddesk policies list", "griddesk policies list --format csv"),
)
def list_(context: typer.Context) -> None:
    """List policies."""
    with opened(context) as shop:
        rules = shop.policies.rules()
    write_rows(rules, _columns(), asked(context))


@app.verb(
    "import",
    N_(
        "Take in policies from a CSV file; one that is not named stays.\n"
        "A dry run unless --commit is given. Headers as `policies list` writes them: 编码 code, "
        "时限 stage, 级 tier, 事项 item_pattern, 何时 moment, 逾期后 after, 动作 action, "
        "启用 active."
    ),
    examples=("griddesk policies import policies.csv --commit",),
)
def import_(context: typer.Context, file: File, *, commit: Commit = False) -> None:
    """Take in policies."""
    from core.imports.commands import ImportPolicies
    from core.imports.policies import policy_rows, read_policy_file

    table = understood("policies", read_policy_file, file)
    command = partial(ImportPolicies, commit=commit)
    run_import(context, "policies", command, policy_rows(table), table)


def _columns() -> "list[Column[Rule]]":
    return [
        Column("code", lambda rule: rule.code, N_("Policy")),
        Column(
            "stage", lambda rule: rule.stage, N_("Clock"), lambda rule: word(STAGES, rule.stage)
        ),
        Column(
            "tier",
            lambda rule: rule.tier,
            N_("Tier"),
            lambda rule: tier_word(rule.tier) if rule.tier else _("any"),
        ),
        Column("item_pattern", lambda rule: rule.item_pattern, N_("Items")),
        Column("moment", lambda rule: rule.moment, N_("When"), moment_of),
        Column("after", lambda rule: rule.after),
        Column(
            "action",
            lambda rule: rule.action,
            N_("Action"),
            lambda rule: word(POLICY_ACTIONS, rule.action),
        ),
    ]
