"""From the text of a cell to a value, or the reason why not."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from core.deadlines.limits import parse_limit
from core.imports.columns import folded
from core.imports.tables import narrowed
from core.kernel.errors import FieldFault, Invalid
from core.kernel.fields import LONGEST_TEXT, LONGEST_WORD
from core.kernel.words import N_

MOST: Final = 9_999_999
"""The largest number of households or residents that is believed."""

_SCIENTIFIC: Final = re.compile(r"^\d(\.\d+)?e\+?\d+$", re.IGNORECASE)
_WHOLE: Final = re.compile(r"^0*[0-9]{1,9}$")
_NUMBER: Final = re.compile(r"^([+-]?[0-9]{1,7}(?:\.[0-9]{1,9})?)(%?)$")
_WHOLE_NUMBER: Final = re.compile(r"^(\d+)\.0+$")
_BECAME_A_DAY: Final = re.compile(
    r"^\d{4}([-/年])\d{1,2}[-/月]\d{1,2}日?( \d{1,2}:\d\d(:\d\d)?)?$|^\d{1,2}月\d{1,2}日$"
)
_BREAKS: Final = re.compile(r"\s*[\r\n]+\s*")
_BETWEEN_DIGITS: Final = re.compile(r"[\s,]")
_DAY: Final = re.compile(
    r"^(\d{4})(?:[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})日?|(\d{2})(\d{2}))"
    r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?$"
)
_PHONE_SIGNS: Final = re.compile(r"[\s()\-–—]")
_MOBILE: Final = re.compile(r"^1[0-9]{10}$")
_PHONE: Final = re.compile(r"^(1\d{10}|0\d{9,11}|[2-9]\d{6,7})$")
_CODE: Final = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._/-]*$")


def to_code(field: str, text: str) -> str:
    """Return an identifier: digits and letters, full-width ones made plain.

    Raises:
        FieldFault: it is missing, or a spreadsheet has turned it into a rounded number.
    """
    if text.isalnum() and text.isascii() and len(text) <= LONGEST_WORD:
        # Nearly all of them, and quick; what begins with a letter was never a number or a day.
        if text[0].isalpha() or text.isdecimal():
            return text
    elif not text:
        raise FieldFault(field, N_("It is missing."))
    _refuse_what_became_a_day(field, text)
    code = narrowed(text).replace(" ", "")
    if "." in code:
        code = _WHOLE_NUMBER.sub(r"\1", code)
    if _SCIENTIFIC.match(code):
        raise FieldFault(
            field,
            N_(
                "A spreadsheet has rounded this number and digits are lost. Format the column "
                "as text and enter it again."
            ),
        )
    if len(code) > LONGEST_WORD or not _CODE.match(code):
        raise FieldFault(field, N_("It may only have digits, letters and - _ . / in it."))
    return code


def to_name(field: str, text: str) -> str:
    """Return a name that is there and not too long; line breaks in it go.

    Raises:
        FieldFault: it is not.
    """
    if text.isalnum() and not text[0].isdigit() and len(text) <= LONGEST_WORD:
        return text  # nearly all of them, and quick
    if not text:
        raise FieldFault(field, N_("It is missing."))
    _refuse_what_became_a_day(field, text)
    return _one_line(field, text)


def to_text(field: str, text: str) -> str | None:
    """Return a line of text that is not too long, ``None`` for an empty cell.

    Raises:
        FieldFault: it is too long.
    """
    return _one_line(field, text) if text else None


def _one_line(field: str, text: str) -> str:
    line = " ".join(_BREAKS.sub("", text).split())
    if len(line) > LONGEST_WORD:
        raise FieldFault(field, N_("It is longer than %(most)s characters."), most=LONGEST_WORD)
    return line


def _refuse_what_became_a_day(field: str, text: str) -> None:
    """Refuse what was a code such as 1-2 until a spreadsheet took it for a day."""
    if text[0].isdigit() and _BECAME_A_DAY.match(narrowed(text)):
        raise FieldFault(
            field,
            N_(
                "A spreadsheet has turned this into a date. Format the column as text and enter "
                "it again."
            ),
        )


def to_count(field: str, text: str) -> int | None:
    """Return how many, ``None`` for an empty cell; ``1,024`` and ``300.0`` are read too.

    Raises:
        FieldFault: it is no whole number from 0 to `MOST`.
    """
    if not text:
        return None
    if text.isdecimal() and text.isascii() and len(text) < len(str(MOST)):
        return int(text)  # nearly all of them, and quick
    plain = _BETWEEN_DIGITS.sub("", narrowed(text))
    whole = plain.removesuffix(".0").removesuffix(".00")
    if not _WHOLE.match(whole) or int(whole) > MOST:
        raise FieldFault(field, N_("It is no whole number from 0 to %(most)s."), most=MOST)
    return int(whole)


def to_scaled(field: str, text: str, digits: int) -> int | None:
    """Return a number as a whole one of its last digit, ``None`` for an empty cell.

    With two digits ``12.5`` is 1250 and ``-0.5`` is -50; ``70%`` is as much as ``0.7``.

    Raises:
        FieldFault: it is no number of at most seven digits, or has more behind the point.
    """
    if not text:
        return None
    plain = _BETWEEN_DIGITS.sub("", narrowed(text).replace("−", "-"))
    found = _NUMBER.match(plain)
    if not found:
        raise FieldFault(field, N_("It is no number; write it as 12.5, -0.5 or 0.7."))
    scaled = Fraction(found[1]) * 10**digits / (100 if found[2] else 1)
    if scaled.denominator != 1:
        raise FieldFault(
            field, N_("It has more than %(digits)s digits behind the point."), digits=digits
        )
    return int(scaled)


@lru_cache(maxsize=4096)
def to_day(field: str, text: str) -> date | None:
    """Return a day, ``None`` for an empty cell.

    ``2026-09-30``, ``2026/9/30``, ``2026.9.30``, ``20260930`` and ``2026年9月30日`` are read,
    also with a midnight behind them; two-digit years and month names are not.

    Raises:
        FieldFault: it is none of these, or no day of the calendar.
    """
    if not text:
        return None
    found = _DAY.match(narrowed(text))
    if found:
        year, month, day, packed_month, packed_day = found.groups()
        try:
            return date(int(year), int(month or packed_month), int(day or packed_day))
        except ValueError:
            pass
    raise FieldFault(field, N_("It is no date; write it as 2026-09-30."))


def to_word(field: str, text: str, words: Mapping[str, str]) -> str | None:
    """Return what ``text`` means by ``words``, ``None`` for an empty cell.

    Raises:
        FieldFault: it means nothing there.
    """
    if not text:
        return None
    word = words.get(folded(text)) or words.get(folded(text.partition("(")[0].partition("（")[0]))
    if word is None:
        raise FieldFault(
            field,
            N_("It is not one of the known words: %(known)s."),
            known=", ".join(f"{chinese}/{code}" for code, chinese in _known(words).items()),
        )
    return word


def _known(words: Mapping[str, str]) -> Mapping[str, str]:
    """Return each code with the first word for it."""
    known: dict[str, str] = {}
    for word, code in words.items():
        known.setdefault(code, word)
    return known


def to_required_word(field: str, text: str, words: Mapping[str, str]) -> str:
    """Return what ``text`` means by ``words``.

    Raises:
        FieldFault: it is missing, or means nothing there.
    """
    word = to_word(field, text, words)
    if word is None:
        raise FieldFault(field, N_("It is missing."))
    return word


def to_phone(field: str, text: str) -> str | None:
    """Return a phone number as bare digits, ``None`` for an empty cell.

    Raises:
        FieldFault: it is neither a mobile number of 11 digits nor a landline.
    """
    if not text or _MOBILE.match(text):
        return text or None
    plain = _PHONE_SIGNS.sub("", narrowed(text)).removesuffix(".0")
    for prefix in ("+86", "0086"):
        plain = plain.removeprefix(prefix)
    if not _PHONE.match(plain):
        raise FieldFault(
            field, N_("It is no phone number: a mobile number has 11 digits, a landline 7 to 12.")
        )
    return plain


def to_id_number(field: str, text: str) -> str | None:
    """Return a citizen's identity number (公民身份号码), ``None`` for an empty cell.

    GB 11643-1999: six digits of a region, the day of birth, three digits, and a check digit
    that is the weighted sum of the others by ISO 7064 MOD 11-2.

    Raises:
        FieldFault: it has not that form, is of no day, or its check digit is wrong.
    """
    if not text:
        return None
    number = narrowed(text).replace(" ", "").upper()
    if not _ID_NUMBER.match(number) or not _is_day(number[6:14]):
        raise FieldFault(field, N_("It is no identity number of 18 digits with a day of birth."))
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
    _check_last(field, number, "10X98765432"[weighted % 11])
    return number


def to_credit_code(field: str, text: str) -> str | None:
    """Return a unified social credit code (统一社会信用代码), ``None`` for an empty cell.

    GB 32100-2015: 17 signs of 31, weighted by powers of three, and a check sign modulo 31.

    Raises:
        FieldFault: it has not that form, or its check sign is wrong.
    """
    if not text:
        return None
    code = narrowed(text).replace(" ", "").upper()
    if len(code) != _CREDIT_LENGTH or any(sign not in _CREDIT_SIGNS for sign in code):
        raise FieldFault(field, N_("It is no credit code of 18 digits and letters."))
    weighted = sum(
        _CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:-1])
    )
    _check_last(field, code, _CREDIT_SIGNS[-weighted % 31])
    return code


_ID_NUMBER: Final = re.compile(r"^[1-9][0-9]{16}[0-9X]$")
_CREDIT_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_LENGTH: Final = 18


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _check_last(field: str, number: str, right: str) -> None:
    if number[-1] != right:
        raise FieldFault(
            field,
            N_("Its last sign does not agree with the others: it is mistyped."),
        )


_NUMERALS: Final = {
    word: n
    for n, words in enumerate(("", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for word in words
}
_TENS: Final = re.compile(r"^([一二两三四五六七八九])?十([一二两三四五六七八九])?$")
_LIMIT: Final = re.compile(r"^(\d{1,6}|[一二两三四五六七八九十]{1,3})\s*个?\s*(\D+)$")
LIMIT_WORDS: Final[Mapping[str, str]] = {
    "分钟": "minute",
    "分": "minute",
    "小时": "hour",
    "时": "hour",
    "工作小时": "working_hour",
    "工作时": "working_hour",
    "工作日": "working_day",
    "天": "day",
    "日": "day",
    "自然日": "day",
}
"""How files write the unit of a limit."""


def _numeral(text: str) -> str:
    """Return a number up to 99 in digits when it is written in Chinese, else ``text``."""
    if text in _NUMERALS:
        return str(_NUMERALS[text])
    found = _TENS.match(text)
    if found is None:
        return text
    tens, ones = found.groups()
    return str(_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0))


def to_limit(field: str, text: str) -> tuple[int, str] | None:
    """Return the amount and the unit of a limit, ``None`` for an empty cell.

    ``3个工作日``, ``2小时``, ``三工作日`` and ``3 working_day`` are read.

    Raises:
        FieldFault: it is none of these.
    """
    if not text:
        return None
    plain = narrowed(text).strip()
    found = _LIMIT.match(plain)
    amount = _numeral(found[1]) if found else ""
    if found and amount.isdecimal() and found[2].strip() in LIMIT_WORDS:
        plain = f"{amount} {LIMIT_WORDS[found[2].strip()]}"
    try:
        limit = parse_limit(plain)
    except Invalid as error:
        raise FieldFault(field, error.template, **error.params) from None
    return limit.amount, str(limit.unit)


def to_required_tier(field: str, text: str) -> int:
    """Return a tier: ``3``, ``3级``, ``三级``.

    Raises:
        FieldFault: it is missing or no number.
    """
    tier = to_count(field, _numeral(narrowed(text).removesuffix("级")))
    if tier is None:
        raise FieldFault(field, N_("It is missing."))
    return tier


_INSTANT: Final = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.(\d{1,6}))?)?[分秒]?)?"
    r"(Z|[+-]\d{2}:\d{2})?$"
)


@lru_cache(maxsize=4096)
def to_instant(field: str, text: str) -> datetime | None:
    """Return a moment, ``None`` for an empty cell; without an offset it is local and naive.

    ``2026-09-30 15:00``, ``2026/9/30 15:00:00``, ``2026年9月30日15时00分`` and
    ``2026-09-30T15:00+08:00`` are read; a day alone is its first moment.

    Raises:
        FieldFault: it is none of these, or no moment of the calendar.
    """
    if not text:
        return None
    found = _INSTANT.match(" ".join(narrowed(text).split()))
    if found:
        *parts, fraction, offset = found.groups()
        year, month, day, hour, minute, second = (int(part or 0) for part in parts)
        micro = int((fraction or "0").ljust(6, "0"))
        try:
            at = datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001  made aware below or by the district
            return (
                at.replace(tzinfo=datetime.fromisoformat(f"{at}{offset}").tzinfo) if offset else at
            )
        except ValueError:
            pass
    raise FieldFault(field, N_("It is no time; write it as 2026-09-30 15:00."))


def to_degrees(field: str, text: str, bound: int) -> float | None:
    """Return a latitude or longitude of at most ``bound``, ``None`` for an empty cell.

    Raises:
        FieldFault: it is no number, or out of bounds.
    """
    if not text:
        return None
    try:
        degrees = float(narrowed(text))
    except ValueError:
        degrees = math.nan
    if not -bound <= degrees <= bound:
        raise FieldFault(field, N_("It is no number from -%(bound)s to %(bound)s."), bound=bound)
    return degrees


def to_long_text(field: str, text: str) -> str:
    """Return a text of several lines that is not too long.

    Raises:
        FieldFault: it is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise FieldFault(field, N_("It is longer than %(most)s characters."), most=LONGEST_TEXT)
    return text


def _are_codes(texts: Sequence[str]) -> bool:
    """Say whether `to_code` would return every one of ``texts`` as it stands."""
    joined = "".join(texts)
    return (
        all(texts)
        and joined.isascii()
        and joined.isalnum()
        and (joined.isdecimal() or _firsts(texts).isalpha())
        and max(map(len, texts)) <= LONGEST_WORD
    )


def _are_names(texts: Sequence[str]) -> bool:
    """Say whether `to_name` would return every one of ``texts`` as it stands."""
    return (
        all(texts)
        and "".join(texts).isalnum()
        and not any(map(str.isdigit, _firsts(texts)))
        and max(map(len, texts)) <= LONGEST_WORD
    )


def _are_phones(texts: Sequence[str]) -> bool:
    """Say whether `to_phone` would return every one of ``texts`` as it stands."""
    joined = "".join(texts)
    mobile = joined.isascii() and joined.isdecimal() and set(map(len, texts)) == {_MOBILE_DIGITS}
    return mobile and set(_firsts(texts)) == {"1"}


def _firsts(texts: Sequence[str]) -> str:
    return "".join(map(itemgetter(0), texts))


_MOBILE_DIGITS: Final = 11
AS_IT_STANDS: Final[Mapping[Callable[[str, str], Any], Callable[[Sequence[str]], bool]]] = {
    to_code: _are_codes,
    to_name: _are_names,
    to_phone: _are_phones,
}
"""How to tell of a whole column at once that there is nothing to read out of its cells."""
