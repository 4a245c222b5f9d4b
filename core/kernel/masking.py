"""Personal data as every list shows them: enough to recognise, too little to misuse."""

import re
from typing import Final

_HIDDEN: Final = "*"
_PHONE_GAP: Final = "****"
_WHOLE_NUMBER: Final = 11
_SHORT_NUMBER: Final = 7
_DIGIT: Final = "[0-9０-９]"
_APART: Final = r"1[3-9][0-9]([ -])[0-9]{4}\1[0-9]{4}"
"""A mobile number in three groups."""
_NUMBERS: Final = re.compile(f"(?<!{_DIGIT})(?:{_APART}|{_DIGIT}{{7,}}[XxＸ]?)(?!{_DIGIT})")


def mask_name(name: str) -> str:
    """Return ``张*敏`` for 张小敏, ``张*`` for 张敏; a single character is hidden altogether."""
    name = name.strip()
    if len(name) <= 1:
        return _HIDDEN * len(name)
    if len(name) == 2:  # noqa: PLR2004  family name and given name
        return name[0] + _HIDDEN
    return name[0] + _HIDDEN * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """Return ``138****1234``; of a number too short to hide anything, nothing is shown."""
    phone = phone.strip()
    if len(phone) >= _WHOLE_NUMBER:
        return phone[:3] + _PHONE_GAP + phone[-4:]
    if len(phone) > _SHORT_NUMBER:
        return _PHONE_GAP + phone[-4:]
    return _PHONE_GAP if phone else ""


def mask_numbers(text: str) -> str:
    """Return ``text`` with every number of seven digits and more masked as a phone is.

    Those of a spreadsheet's wide digits too, and mobile numbers written in groups.
    Phones and identity numbers end up in what people type; names there cannot be told apart.
    """
    return _NUMBERS.sub(lambda found: mask_phone(re.sub("[ -]", "", found.group())), text)
