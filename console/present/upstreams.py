"""Sending upstream in words."""

from typing import Final

from console.present.vocabulary import sentence
from core.kernel.words import N_

WHATS: Final = {
    "cases": N_("case records"),
    "grids": N_("areas"),
    "staff": N_("posts of staff"),
    "units": N_("units"),
    "items": N_("items"),
    "figures": N_("figures"),
}

KINDS: Final = {
    "text": N_("text"),
    "number": N_("number"),
    "day": N_("day"),
    "instant": N_("moment"),
    "name": N_("name of a person"),
    "phone": N_("phone of a person"),
}

ANSWERS: Final = {"accepted": N_("accepted"), "refused": N_("refused")}


def faults_words(written: str) -> str:
    """Say why a record cannot be sent, column by column."""
    from core.upstreams.comparing import read_faults

    return "; ".join(f"{fault.field}: {sentence(fault)}" for fault in read_faults(written))
