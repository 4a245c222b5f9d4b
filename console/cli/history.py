"""`griddesk history`: whether the history is what it was."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column
from console.cli.exits import ExitCode, talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.progress import SELDOM, Watched, progress
from console.present.numbers import full_number
from console.present.words import _, _n
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.cases.history import ChainFault
    from storage.readers.history import StoredChain

PROBLEMS: Final[Mapping[str, str]] = {
    "missing": N_("missing"),
    "was changed": N_("was changed"),
    "does not follow the entry before it": N_("does not follow the entry before it"),
    "is not the one the case was left with": N_("is not the one the case was left with"),
}
"""What `core.cases.history.verify_chain` finds, as it says it."""

app = Noun(help=N_("Verify that no history was altered."))


@app.callback()
def history() -> None:
    """Hold the verbs of history together."""


@app.verb(
    "verify",
    N_(
        "Verify the chain of hashes of every case, or of one.\n"
        "Any entry that was changed, removed, added or reordered is named. Exits with 0 when "
        "all is whole and with 1 when it is not."
    ),
    examples=("griddesk history verify", "griddesk history verify 330108-26-000231"),
)
def verify(
    context: typer.Context,
    number: str | None = typer.Argument(
        None, metavar="[NUMBER]", help=N_("One case only; 231 or 26-231 will do for it.")
    ),
) -> None:
    """Verify histories."""
    said = asked(context)
    with opened(context) as shop:
        if number is None:
            with progress(_("Cases verified"), SELDOM) as tell:
                tally = _verify(Watched(shop.history.walk(), tell))
        else:
            tally = _verify([shop.history.chain(full_number(shop, number))])
    if said.format in {Format.JSON, Format.JSONL}:
        faults = [
            {"number": fault.number, "seq": fault.seq, "problem": fault.problem}
            for fault in tally.faults
        ]
        write_object(
            {
                "whole": not faults,
                "cases": tally.cases,
                "entries": tally.entries,
                "faults": faults,
            }
        )
    else:
        write_rows(tally.faults, _COLUMNS, said)
        talk(tally.told())
    if tally.faults:
        raise typer.Exit(ExitCode.FAULT)


class Verification:
    """How much was verified, and what was found."""

    def __init__(self) -> None:
        self.cases = self.entries = 0
        self.faults: list[ChainFault] = []

    def told(self) -> str:
        """Say it in a sentence."""
        counts = _("%(cases)s, %(entries)s") % {
            "cases": _n("%(n)s case", "%(n)s cases", self.cases),
            "entries": _n("%(n)s entry", "%(n)s entries", self.entries),
        }
        if not self.faults:
            return _("Every history is whole: %(counts)s.") % {"counts": counts}
        broken = _n("%(n)s history is not whole", "%(n)s histories are not whole", len(self.faults))
        return _("%(broken)s, of %(counts)s.") % {"broken": broken, "counts": counts}


def _verify(chains: "Iterable[StoredChain]") -> Verification:
    from core.cases.history import verify_chain

    tally = Verification()
    for chain in chains:
        tally.cases += 1
        tally.entries += len(chain.entries)
        fault = verify_chain(chain.number, chain.version, chain.head, chain.entries)
        if fault is not None:
            tally.faults.append(fault)
    return tally


_COLUMNS: "tuple[Column[ChainFault], ...]" = (
    Column("number", lambda fault: fault.number, N_("Number")),
    Column("seq", lambda fault: fault.seq, N_("Entry"), align="right"),
    Column(
        "problem",
        lambda fault: fault.problem,
        N_("Problem"),
        lambda fault: _(PROBLEMS.get(fault.problem, fault.problem)),
    ),
)
