"""`griddesk inbox`: what became of the reports of one member of staff."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from console.cli.asked import asked
from console.cli.cases.listing import PAGE, at
from console.cli.columns import Column
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_rows
from console.present.cases import place_of, state_of, title_of
from console.present.times import moment as moment_words
from console.present.words import _
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.cases.inbox import InboxRow

app = Noun()


@app.verb(
    "inbox",
    N_(
        "List the reports of a member of staff and what became of them, newest first.\n"
        "Says which await a word of theirs: whether the result is good, or a rating."
    ),
    examples=("griddesk inbox --staff BJ00001", "griddesk inbox --staff BJ00001 --format jsonl"),
)
def inbox(
    context: typer.Context,
    *,
    staff: str = typer.Option(..., "--staff", metavar="NUMBER", help=N_("The staff number.")),
) -> None:
    """List an inbox."""
    with opened(context) as shop:
        write_rows(_rows(shop, staff), _columns(shop), asked(context))


def _rows(shop: "Shop", staff: str) -> "Iterator[InboxRow]":
    from storage.readers.inbox import InboxReader

    reader = InboxReader(shop.database, shop.scope)
    last: InboxRow | None = None
    while page := reader.of(staff, last, PAGE):
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1]


def _columns(shop: "Shop") -> "list[Column[InboxRow]]":
    now, zone = shop.clock(), shop.zone
    return [
        Column(
            "reported_at",
            lambda row: at(row.case.reported_at, zone),
            N_("Reported"),
            lambda row: moment_words(row.case.reported_at, now, zone),
        ),
        Column("number", lambda row: row.case.number, N_("Number")),
        Column(
            "state", lambda row: row.case.state, N_("State"), lambda row: state_of(row.case).text
        ),
        Column(
            "matter",
            lambda row: row.case.matter,
            N_("Matter"),
            lambda row: title_of(row.case),
            roomy=True,
        ),
        Column("", str, N_("Place"), lambda row: place_of(row.case), roomy=True),
        Column("result", lambda row: row.result, N_("Result"), roomy=True),
        Column("check_awaited", lambda row: row.check_awaited),
        Column("rating_awaited", lambda row: row.rating_awaited),
        Column("", str, N_("Awaited"), _awaited),
    ]


def _awaited(row: "InboxRow") -> str:
    if row.check_awaited:
        return _("a check")
    return _("a rating") if row.rating_awaited else ""
