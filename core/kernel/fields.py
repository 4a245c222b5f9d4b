"""Rules for the texts that people type."""

from typing import Final

from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_

LONGEST_TEXT: Final = 4000
"""Characters of a matter or a result (事件简述 in GB/T 31000-2015 has as many)."""
LONGEST_WORD: Final = 200
"""Characters of an address, a name, a reference."""


def text_fault(
    field: str, text: str, *, longest: int = LONGEST_TEXT, required: bool = False
) -> FieldFault | None:
    """Return what is wrong with ``text``, or ``None``."""
    length = len(text.strip())
    if required and not length:
        return FieldFault(field, N_("%(field)s must not be empty."), field=field)
    if length > longest:
        return FieldFault(
            field,
            N_("%(field)s is %(length)s characters long; at most %(longest)s fit."),
            field=field,
            length=length,
            longest=longest,
        )
    return None


def checked_text(
    field: str, text: str, *, longest: int = LONGEST_TEXT, required: bool = True
) -> str:
    """Return ``text`` stripped.

    Raises:
        Invalid: when it is too long, or empty though required.
    """
    fault = text_fault(field, text, longest=longest, required=required)
    if fault:
        raise Invalid(fault.template, **fault.params)
    return text.strip()
