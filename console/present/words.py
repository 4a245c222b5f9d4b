"""The language that the console speaks, chosen once at the start and changeable at any time.

Words are looked up when they are shown, never when a module is loaded, so that a switch of
language reaches everything that is drawn afterwards.
"""

import os
from collections.abc import Mapping
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Final, Literal

Language = Literal["zh_CN", "en"]

CHINESE: Final[Language] = "zh_CN"
ENGLISH: Final[Language] = "en"
LANGUAGE_VARIABLE: Final = "GRIDDESK_LANG"

_CATALOGUES: Final = Path(__file__).parent.parent / "locale"
_LOCALE_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")

_spoken: NullTranslations = NullTranslations()
_language: Language = ENGLISH


def choose_language(
    asked: str | None = None, environment: Mapping[str, str] = os.environ
) -> Language:
    """Decide what to speak: what was asked for, else ``GRIDDESK_LANG``, else the locale.

    Any kind of Chinese means simplified Chinese and anything else English, so that a
    machine without a locale gives English.
    """
    wishes = (asked, environment.get(LANGUAGE_VARIABLE))
    named = next((wish for wish in wishes if wish), None)
    if named is None:
        # The first of these that is set decides, as everywhere in POSIX.
        named = next((v for name in _LOCALE_VARIABLES if (v := environment.get(name))), "")
    return CHINESE if named.lower().startswith(("zh", "chinese", "中")) else ENGLISH


def use_language(language: Language) -> None:
    """Speak ``language`` from now on."""
    global _spoken, _language  # noqa: PLW0603  one process speaks one language at a time
    _spoken = translation("griddesk", _CATALOGUES, [language], fallback=True)
    _language = language


def language() -> Language:
    """Return the language that is spoken now."""
    return _language


def in_chinese() -> bool:
    """Say whether Chinese is spoken now."""
    return _language == CHINESE


def in_every_language(message: str) -> tuple[str, ...]:
    """Return ``message`` in English and in Chinese, whichever is spoken."""
    chinese = translation("griddesk", _CATALOGUES, [CHINESE], fallback=True)
    return tuple(dict.fromkeys((message, chinese.gettext(message))))


def _(message: str) -> str:
    """Return ``message`` in the language that is spoken."""
    # The empty message is the catalogue's own header.
    return _spoken.gettext(message) if message else ""


def _n(singular: str, plural: str, n: int) -> str:
    """Return the form for ``n`` of a message, with its ``%(n)s`` filled in."""
    return _spoken.ngettext(singular, plural, n) % {"n": f"{n:,}"}
