"""What an import changes in a register, in words: which field, and its values."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from console.present.data import plain
from console.present.figures import FIGURES
from console.present.policies import POLICY_ACTIONS
from console.present.register import GRID_KINDS, POSTS
from console.present.times import limit_words
from console.present.vocabulary import ITEM_CLASSES, PLATFORMS, ROLES, SPOT_CHECKS, STAGES, word
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
    "active": N_("active"),
    "platform": N_("platform"),
    "tier": N_("tier"),
    "area_code": N_("area"),
    "class": N_("class"),
    "default_tier": N_("tier"),
    "gridder_sees": N_("gridders should see it"),
    "conditions": N_("filing conditions"),
    "due_limit": N_("limit"),
    "target_limit": N_("target"),
    "hours": N_("office hours"),
    "indicators": N_("indicators"),
}
_TRUTHS: Final[Mapping[str, str]] = {"True": N_("yes"), "False": N_("no")}
_BETWEEN: Final = "; "
"""Stands between the parts of what has many: conditions, indicators."""
_REST: Final = "…"
_PARTED: Final = frozenset({"conditions", "indicators"})
_OWN_LIMIT: Final = re.compile(r"\d+ [a-z_]+$")
"""The limit at the end of a filing condition."""


def _of(vocabulary: Mapping[Any, str]) -> Callable[[str], str]:
    return lambda said: word(vocabulary, said)


def _each(between: str, words: Callable[[str], str]) -> Callable[[str], str]:
    return lambda said: between.join(map(words, said.split(between)))


def _condition(said: str) -> str:
    return _OWN_LIMIT.sub(lambda limit: limit_words(limit[0]), said)


def _indicator(said: str) -> str:
    figure, space, rest = said.partition(" ")
    return f"{word(FIGURES, figure)}{space}{rest}"


def post_word(code: str) -> str:
    """Name a post by its code; what is none is given back."""
    return word(POSTS, code)


_VALUES: Final[Mapping[str, Callable[[str], str]]] = {
    "kind": _of(GRID_KINDS),
    "role": _of(ROLES),
    "passed": _of(SPOT_CHECKS),
    "platform": _of(PLATFORMS),
    "class": _of(ITEM_CLASSES),
    "class_": _of(ITEM_CLASSES),
    "stage": _of(STAGES),
    "action": _of(POLICY_ACTIONS),
    "active": _of(_TRUTHS),
    "gridder_sees": _of(_TRUTHS),
    "ranking": _of(_TRUTHS),
    "due_limit": limit_words,
    "target_limit": limit_words,
    "after": limit_words,
    "conditions": _each(_BETWEEN, _condition),
    "indicators": _each(_BETWEEN, _indicator),
    "post": _each(" ", post_word),
}


def changed_field(field: str) -> str:
    """Name a field that changes."""
    return word(_FIELDS, field)


def changed_value(field: str, value: object) -> str:
    """Say what a field holds; a post is written as its area, its code and its days."""
    said = plain(value)
    return _VALUES[field](said) if field in _VALUES else said


def changed_values(field: str, held: object, said: object) -> tuple[str, str]:
    """Say what a field holds and would hold: in words, unless these would not tell them apart.

    Of what has many parts those are told that differ, an ellipsis in place of the others.
    """
    if field in _PARTED:
        held, said = _parted(plain(held), plain(said))
    words = changed_value(field, held), changed_value(field, said)
    return words if words[0] != words[1] else (plain(held), plain(said))


def _parted(held: str, said: str) -> tuple[str, str]:
    sides = held.split(_BETWEEN), said.split(_BETWEEN)
    both = set(sides[0]).intersection(sides[1])
    differing = [[part for part in side if part not in both] for side in sides]
    if not both or not any(differing):  # in another order, say
        return held, said
    one, other = (_BETWEEN.join([*parts, _REST]) for parts in differing)
    return one, other
