"""`griddesk history`: whether the history is what it was."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

import typer

from console.cli.asked import Format, asked
from console.cli.columns import Column, count_column
from console.cli.exits import ExitCode, side_by_side, talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_rows
from console.cli.progress import SELDOM, Watched, progress
from console.present.numbers import full_number
from console.present.words import _, _n
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.cases.history import ChainFault
    from core.scheduling.sealing import Seal, SealFault
    from storage.readers.history import StoredChain

PROBLEMS: Final[Mapping[str, str]] = {
    "missing": N_("missing"),
    "was changed": N_("was changed"),
    "does not follow the entry before it": N_("does not follow the entry before it"),
    "is not the one the case was left with": N_("is not the one the case was left with"),
}
"""What `core.cases.history.verify_chain` finds, as it says it."""

DAY_PROBLEMS: Final[Mapping[str, str]] = {
    "does not follow the line before it": N_("does not follow the line before it"),
    "entries are missing": N_("entries are missing"),
    "entries were added": N_("entries were added"),
    "entries were changed": N_("entries were changed"),
}
"""What `core.scheduling.sealing.verify_seals` finds, as it says it."""

app = Noun(help=N_("Verify that no history was altered."))


@app.callback()
def history() -> None:
    """Hold the verbs of history together."""


@app.verb(
    "verify",
    N_(
        "Verify the chain of hashes of every case, or of one.\n"
        "Any entry that was changed, removed, added or reordered is named. Whoever sees the "
        "whole district has the sealed days verified too, which show a history that was "
        "written anew as a whole or is gone with its case. Exits with 0 when all is whole and "
        "with 1 when it is not."
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
            if shop.scope.covers(shop.scope.district_code):
                _verify_days(shop, tally)
        else:
            tally = _verify([shop.history.chain(full_number(shop, number))])
    if said.format in {Format.JSON, Format.JSONL}:
        faults = [
            {"number": fault.number, "seq": fault.seq, "problem": fault.problem}
            for fault in tally.faults
        ]
        write_object(
            {
                "whole": tally.whole,
                "cases": tally.cases,
                "entries": tally.entries,
                "faults": faults,
                "sealed_days": tally.days,
                "day_faults": [
                    {
                        "day": fault.day,
                        "problem": fault.problem,
                        "sealed": fault.sealed,
                        "found": fault.found,
                    }
                    for fault in tally.day_faults
                ],
            }
        )
    else:
        write_rows(tally.faults, _COLUMNS, said)
        talk(tally.told())
        for day_fault in tally.day_faults:
            talk(_told_of_day(day_fault))
    if not tally.whole:
        raise typer.Exit(ExitCode.FAULT)


class Verification:
    """How much was verified, and what was found."""

    def __init__(self) -> None:
        self.cases = self.entries = self.days = 0
        self.faults: list[ChainFault] = []
        self.day_faults: list[SealFault] = []

    @property
    def whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not (self.faults or self.day_faults)

    def told(self) -> str:
        """Say it in a sentence."""
        counts = _("%(cases)s, %(entries)s") % {
            "cases": _n("%(n)s case", "%(n)s cases", self.cases),
            "entries": _n("%(n)s entry", "%(n)s entries", self.entries),
        }
        if not self.faults:
            told = _("Every history is whole: %(counts)s.") % {"counts": counts}
            whole_days = self.days - len(self.day_faults)
            return side_by_side(told, _told_of_days(whole_days)) if whole_days else told
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


def _verify_days(shop: "Shop", tally: Verification) -> None:
    from core.scheduling.sealing import verify_seals

    seals = shop.scheduling.seals()
    tally.days = len(seals)
    tally.day_faults = list(verify_seals(seals, shop.scheduling.entries_of))


def _told_of_days(days: int) -> str:
    return _n("%(n)s sealed day is what it was.", "%(n)s sealed days are what they were.", days)


def _told_of_day(fault: "SealFault") -> str:
    return _("%(day)s: %(problem)s (sealed %(sealed)s, found %(found)s).") % {
        "day": fault.day,
        "problem": _(DAY_PROBLEMS[fault.problem]),
        "sealed": _n("%(n)s entry", "%(n)s entries", fault.sealed),
        "found": _n("%(n)s entry", "%(n)s entries", fault.found),
    }


@app.verb(
    "seals",
    N_(
        "List the line of every sealed day, for keeping elsewhere.\n"
        "A line covers every entry of its day and the line before it. Whoever can write to the "
        "database can write lines anew: one printed or kept on another machine tells."
    ),
    examples=("griddesk history seals", "griddesk history seals --format csv > seals.csv"),
)
def seals(context: typer.Context) -> None:
    """List the sealed days."""
    with opened(context) as shop:
        write_rows(shop.scheduling.seals(), _SEAL_COLUMNS, asked(context))


_SEAL_COLUMNS: "tuple[Column[Seal], ...]" = (
    Column("day", lambda seal: seal.day, N_("Day")),
    count_column("entries", lambda seal: seal.entries, N_("Entries")),
    Column("hash", lambda seal: seal.hash, N_("Seal")),
)

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
