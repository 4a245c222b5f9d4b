"""`griddesk policies`: what happens by itself, and when."""

from typing import TYPE_CHECKING, Final

import typer

from console.cli.asked import asked
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_rows
from console.present.times import limit_words
from console.present.vocabulary import STAGES, tier_word, word
from console.present.words import _
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.policies.rules import Rule

ACTIONS: Final = {
    "notify": N_("notify"),
    "urge": N_("urge"),
    "escalate": N_("escalate"),
    "resume": N_("resume"),
}
MOMENTS: Final = {
    "target": N_("at the target"),
    "due": N_("at the due time"),
    "after_due": N_("after the due time"),
}

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
        Column("moment", lambda rule: rule.moment, N_("When"), _when),
        Column("after", lambda rule: rule.after),
        Column(
            "action",
            lambda rule: rule.action,
            N_("Action"),
            lambda rule: word(ACTIONS, rule.action),
        ),
    ]


def _when(rule: "Rule") -> str:
    said = word(MOMENTS, rule.moment)
    return f"{limit_words(rule.after)} {said}" if rule.after else said
