"""`griddesk explain`: why a case is due when it is."""

import typer

from console.cli.asked import asked
from console.cli.explanation import write_explanation
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.values import one_of
from console.present.numbers import full_number
from core.cases.states import Stage
from core.kernel.words import N_

app = Noun()


@app.verb(
    "explain",
    N_(
        "Explain the due time of a case day by day.\n"
        "Which days counted and which did not, and why: weekends, days off, make-up days, "
        "pauses, extensions."
    ),
    examples=("griddesk explain 330108-26-000231", "griddesk explain 231 --stage accept"),
)
def explain(
    context: typer.Context,
    number: str = typer.Argument(
        metavar="NUMBER", help=N_("The number of the case; 231 or 26-231 will do for it.")
    ),
    *,
    stage: str | None = typer.Option(
        None,
        "--stage",
        metavar="STAGE",
        parser=one_of(Stage),
        autocompletion=lambda: list(Stage),
        help=N_("Another clock than that of handling: accept, verify, dispatch, receive, check."),
    ),
) -> None:
    """Explain a case."""
    with opened(context) as shop:
        full = full_number(shop, number)
        explanation = shop.explain.case(full, stage)
    write_explanation(explanation, asked(context), {"number": full} | _stage(stage))


def _stage(stage: str | None) -> dict[str, str]:
    return {"stage": stage} if stage else {}
