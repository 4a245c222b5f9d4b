"""What an import changes in a register, in words: which field, and its values."""

from collections.abc import Mapping
from typing import Any, Final

from console.present.data import plain
from console.present.register import GRID_KINDS, POSTS
from console.present.vocabulary import ROLES, SPOT_CHECKS, word
from core.kernel.words import N_

_FIELDS: Final[Mapping[str, str]] = {
    "name": N_("name"),
    "name_en": N_("English name"),
    "kind": N_("kind"),
    "households": N_("households"),
    "residents": N_("residents"),
    "valid_from": N_("valid from"),
    "valid_to": N_("valid until"),
    "phone": N_("phone"),
    "joined_on": N_("joined on"),
    "left_on": N_("left on"),
    "post": N_("post"),
    "role": N_("role"),
    "conditions": N_("filing conditions"),
}

_VALUES: Final[Mapping[str, Mapping[Any, str]]] = {
    "kind": GRID_KINDS,
    "role": ROLES,
    "passed": SPOT_CHECKS,
}


def changed_field(field: str) -> str:
    """Name a field that changes."""
    return word(_FIELDS, field)


def changed_value(field: str, value: object) -> str:
    """Say what a field holds; a post is written as its area, its code and its days."""
    said = plain(value)
    if field == "post":
        return " ".join(post_word(part) for part in said.split(" "))
    return word(_VALUES[field], said) if field in _VALUES else said


def post_word(code: str) -> str:
    """Name a post by its code; what is none is given back."""
    return word(POSTS, code)
