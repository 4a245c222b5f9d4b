"""`griddesk sweep`: let the policies act that clocks have set off."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import typer

from console.cli.asked import asked
from console.cli.columns import Column
from console.cli.exits import talk
from console.cli.grammar import Noun, misunderstood
from console.cli.opening import settings_of
from console.cli.output import write_rows
from console.present.policies import POLICY_ACTIONS
from console.present.times import moment as moment_words
from console.present.vocabulary import STAGES, sentence, word
from console.present.words import _
from core.kernel.errors import Refused
from core.kernel.words import N_
from core.operators.models import TIMERS
from core.policies.rules import DueAction

if TYPE_CHECKING:
    from console.bootstrap import Shop

RESULTS = {"done": N_("done"), "refused": N_("refused")}

app = Noun()


@dataclass(frozen=True, slots=True)
class Swept:
    """One policy that was to act, and what came of it."""

    action: DueAction
    result: str
    why: str = ""


@app.verb(
    "sweep",
    N_(
        "Let the policies act that clocks have set off.\n"
        "Each acts once for each clock, in the order in which it was to act, by the operator "
        "timers; a second run finds nothing to do. Meant to be run every minute or so."
    ),
    examples=("griddesk sweep", "griddesk sweep --format jsonl"),
)
def sweep(
    context: typer.Context,
    *,
    now: Annotated[  # noqa: ARG001  for scripts that say what they mean
        bool, typer.Option("--now", help=N_("Act once, at once; as without it."))
    ] = False,
) -> None:
    """Carry out what is due."""
    said = asked(context)
    if said.as_at is not None:
        misunderstood(context, _("--as-at is for looking; what is done happens now."))
    from console.bootstrap import open_shop

    shop = open_shop(replace(settings_of(context), operator=TIMERS))
    counted = {"done": 0, "refused": 0}
    try:
        write_rows(_counted(_swept(shop), counted), _columns(shop), said)
    finally:
        shop.close()
    talk(
        _("%(done)s done, %(refused)s refused")
        % {"done": f"{counted['done']:,}", "refused": f"{counted['refused']:,}"}
    )


def _swept(shop: "Shop") -> Iterator[Swept]:
    from console.sweeping import let_act

    due = shop.policies.due(shop.clock())
    for action, result in let_act(shop.desk, due, between=shop.database.shorten_log):
        if isinstance(result, Refused):
            yield Swept(action, "refused", sentence(result))
        elif result in RESULTS:
            yield Swept(action, str(result))
        # What an earlier policy has overtaken is nobody's news.


def _counted(swept: Iterator[Swept], counted: dict[str, int]) -> Iterator[Swept]:
    for one in swept:
        counted[one.result] += 1
        yield one


def _columns(shop: "Shop") -> list[Column[Swept]]:
    zone, now = shop.zone, shop.clock()
    return [
        Column(
            "meant_at",
            lambda one: one.action.meant_at.astimezone(zone),
            N_("Meant for"),
            lambda one: moment_words(one.action.meant_at, now, zone),
        ),
        Column("number", lambda one: one.action.clock.number, N_("Number")),
        Column("rule", lambda one: one.action.rule.code, N_("Policy")),
        Column(
            "stage",
            lambda one: one.action.clock.stage,
            N_("Clock"),
            lambda one: word(STAGES, one.action.clock.stage),
        ),
        Column("call", lambda one: one.action.clock.call or None),
        Column(
            "action",
            lambda one: one.action.rule.action,
            N_("Action"),
            lambda one: word(POLICY_ACTIONS, one.action.rule.action),
        ),
        Column(
            "result", lambda one: one.result, N_("Outcome"), lambda one: word(RESULTS, one.result)
        ),
        Column("why", lambda one: one.why),
    ]
