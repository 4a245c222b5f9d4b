"""From a file to a mapping: everything wrong with it is told at once, each with its line."""

import hashlib
import re
from collections.abc import Mapping as Table
from difflib import get_close_matches
from string import Formatter
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.areas.codes import Level
from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_
from core.reports.periods import Kind as Period
from core.upstreams.documents import Told, fault_at, read_document
from core.upstreams.fields import KEYS, Kind, What, fields_of
from core.upstreams.mapping import (
    DIRECTIVES,
    PARTS_OF_NAMES,
    Column,
    Encoding,
    FileFormat,
    Mapping,
    Otherwise,
)

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_AREA: Final = re.compile(r"\d{2,20}")
_FILE_NAME: Final = re.compile(r"[^/\\\0-\x1f]{1,120}")
_LONGEST_CUT: Final = 32_767
_MOST_DIGITS: Final = 6
_LEVELS: Final = {level.name.lower(): level for level in Level}
_PERIODS: Final = {"day": Period.NIGHTLY, "week": Period.WEEKLY, "month": Period.MONTHLY}
LINES_OF_FIGURES: Final = {
    "area": "whole",
    "street": "streets",
    "community": "communities",
    "tier": "tiers",
    "unit": "units",
    "source": "sources",
    "grid": "grids",
    "item": "items",
    "staff": "staff",
}
"""What figures can be told by in a mapping, and the part of a report that this is."""

_EVERY: Final = ("code", "title", "what", "columns", "format", "encoding", "file", "area")
_OF_WHAT: Final[Table[What, tuple[str, ...]]] = {
    What.CASES: ("filter",),
    What.GRIDS: ("level",),
    What.FIGURES: ("by", "period"),
}
_OF_COLUMN: Final = (
    "header", "field", "text", "join", "between", "codes", "otherwise", "format", "zone", "cut",
    "digits", "percent", "plain", "required",
)  # fmt: skip


def load_mapping(content: bytes, name: str) -> Mapping:
    """Return the mapping that the file ``name`` holds.

    Raises:
        Invalid: something in it is wrong; ``faults`` name every line and what to do.
    """
    document = read_document(content, name)
    reading = _Reading(document)
    mapping = reading.mapping(hashlib.sha256(content).hexdigest())
    if mapping is None or reading.faults:
        faults = sorted(reading.faults, key=lambda fault: int(fault.field.removeprefix("line ")))
        raise Invalid(
            N_("%(file)s is no mapping that can be run; faults in it: %(count)s."),
            faults=faults,
            file=name,
            count=len(faults),
        )
    return mapping


class _Reading:
    """Reads one document and gathers what is wrong with it."""

    def __init__(self, document: Told) -> None:
        self._document = document
        self.faults: list[FieldFault] = []

    def mapping(self, sha256: str) -> Mapping | None:
        """Return the mapping, as far as it can be understood."""
        told = self._table(self._document, N_("A mapping is a table: code, title, what, columns."))
        what = self._choice(told, "what", {str(each): each for each in What})
        if what is None:
            if "what" not in told:
                self._missing("what")
            return None
        self._refuse_unknown(told, (*_EVERY, *_OF_WHAT.get(what, ())))
        columns = self._columns(told.get("columns"), what)
        given: dict[str, Any] = {
            "code": self._matching(told, "code", _CODE),
            "title": self._text(told.get("title")),
            "filter": self._text(told.get("filter")),
            "area": self._matching(told, "area", _AREA),
            "level": self._choice(told, "level", _LEVELS),
            "by": self._choice(told, "by", {name: name for name in LINES_OF_FIGURES}),
            "period": self._choice(told, "period", _PERIODS),
            "format": self._choice(told, "format", {str(each): each for each in FileFormat}),
            "encoding": self._choice(told, "encoding", {str(each): each for each in Encoding}),
            "file": self._file_name(told),
        }
        if "encoding" in told and given["format"] not in {None, FileFormat.CSV}:
            self._fault(told["encoding"], N_("Only CSV has an encoding. Leave it out."))
        for name in ("code", "title"):
            if not given[name]:
                self._missing(name)
        if self.faults:
            return None
        chosen = {name: value for name, value in given.items() if value}
        return Mapping(what=what, columns=columns, sha256=sha256, **chosen)

    # The parts of a mapping.

    def _file_name(self, told: Table[str, Told]) -> str | None:
        name = self._matching(told, "file", _FILE_NAME)
        if not name:
            return None
        try:
            found = [each[1:] for each in Formatter().parse(name) if each[1] is not None]
            parts = ["".join(filter(None, each)) for each in found]
        except ValueError:
            parts = ["{"]
        unknown = [part for part in parts if part not in PARTS_OF_NAMES]
        if unknown or "run" not in parts:
            self._fault(
                told["file"],
                N_(
                    "The name of a file needs {run}, and may have %(known)s, so that no run "
                    "overwrites another."
                ),
                known=", ".join(f"{{{part}}}" for part in PARTS_OF_NAMES),
            )
        return name

    def _columns(self, told: Told | None, what: What) -> tuple[Column, ...]:
        if told is None:
            self._missing("columns")
            return ()
        if not isinstance(told.value, list) or not told.value:
            self._fault(told, N_("The columns are a list, in the order of the upstream."))
            return ()
        columns: list[Column] = []
        for each in told.value:
            column = self._column(each, what)
            if column is None:
                continue
            if column.header in {other.header for other in columns}:
                self._fault(
                    each,
                    N_("The header %(header)s stands there twice. Rename one column."),
                    header=column.header,
                )
            columns.append(column)
        self._check_key(told, columns, what)
        return tuple(columns)

    def _check_key(self, told: Told, columns: list[Column], what: What) -> None:
        key = KEYS[what]
        if not any(column.field == key and column.bare for column in columns):
            self._fault(
                told,
                N_(
                    "No column is filled with %(key)s as it is, by which the upstream answers. "
                    "Add one."
                ),
                key=key,
            )

    def _column(self, told: Told, what: What) -> Column | None:
        parts = self._table(told, N_("A column is a table: header, field and what is done to it."))
        if not parts:
            return None
        before = len(self.faults)
        self._refuse_unknown(parts, _OF_COLUMN)
        header = self._text(parts.get("header"))
        if not header:
            self._fault(told, N_("The column has no header. Give it one."))
        otherwise, text = self._otherwise(parts.get("otherwise"))
        column = Column(
            header=header or "",
            field=self._text(parts.get("field")) or "",
            text=self._text(parts.get("text")) if "text" in parts else None,
            join=self._list(parts.get("join")),
            between=self._text(parts.get("between")) or "",
            codes=self._codes(parts.get("codes")),
            otherwise=otherwise,
            otherwise_text=text,
            format=self._date_format(parts.get("format")),
            zone=self._zone(parts.get("zone")),
            cut=self._count(parts.get("cut"), 1, _LONGEST_CUT),
            digits=self._count(parts.get("digits"), 0, _MOST_DIGITS),
            percent=self._switch(parts.get("percent")),
            plain=self._switch(parts.get("plain")),
            required=self._switch(parts.get("required")),
        )
        self._judge(told, parts, column, what)
        return column if len(self.faults) == before else None

    def _judge(self, told: Told, parts: Table[str, Told], column: Column, what: What) -> None:
        """Find what is wrong with a column as a whole."""
        if sum(("field" in parts, "join" in parts, "text" in parts)) != 1:
            self._fault(told, N_("A column is filled with one of field, join and text. Say which."))
            return
        known = fields_of(what)
        for name in column.fields:
            if name not in known:
                self._unknown_field(told, name, tuple(known))
                return
        kinds = {known[name].kind for name in column.fields}
        if column.plain and not kinds & {Kind.NAME, Kind.PHONE}:
            self._fault(told, N_("Only names and phones of people can be plain. Leave it out."))
        if column.format and not kinds <= {Kind.DAY, Kind.INSTANT}:
            self._fault(told, N_("Only days and moments have a format. Leave it out."))
        if (column.percent or column.digits is not None) and kinds != {Kind.NUMBER}:
            self._fault(told, N_("Only numbers have digits or are per cent. Leave it out."))
        if column.codes and column.field:
            self._judge_codes(parts["codes"], column, known[column.field].words)

    def _judge_codes(self, told: Told, column: Column, words: tuple[str, ...]) -> None:
        if not words:
            return
        unknown = [word for word in column.codes if word and word not in words]
        if unknown:
            self._fault(
                told,
                N_("%(field)s is never %(word)s; it is one of %(known)s."),
                field=column.field,
                word=", ".join(unknown),
                known=", ".join(words),
            )
        missing = [word for word in words if word not in column.codes]
        if missing and column.otherwise is Otherwise.REFUSE:
            self._fault(
                told,
                N_(
                    "The codes of %(header)s lack %(missing)s. Add them, or say with otherwise "
                    "what becomes of them: keep, or a text."
                ),
                header=column.header,
                missing=", ".join(missing),
            )

    def _otherwise(self, told: Told | None) -> tuple[Otherwise, str]:
        if told is None:
            return Otherwise.REFUSE, ""
        if isinstance(told.value, dict) and told.value.keys() == {"text"}:
            return Otherwise.TEXT, self._text(told.value["text"]) or ""
        for choice in (Otherwise.REFUSE, Otherwise.KEEP):
            if told.value == choice:
                return choice, ""
        self._fault(told, N_("Otherwise is refuse, keep, or a table with a text."))
        return Otherwise.REFUSE, ""

    def _codes(self, told: Told | None) -> dict[str, str]:
        if told is None:
            return {}
        table = self._table(told, N_("Codes are a table: our value and theirs."))
        return {ours: self._text(theirs) or "" for ours, theirs in table.items()}

    def _date_format(self, told: Told | None) -> str:
        form = self._text(told) or ""
        directives = re.findall(r"%(.?)", form.replace("%%", ""))
        if told is not None and (not form or set(directives) - DIRECTIVES):
            self._fault(
                told,
                N_("A format is made of %(known)s, such as %%Y-%%m-%%d %%H:%%M:%%S."),
                known=" ".join(f"%{letter}" for letter in sorted(DIRECTIVES - {"%"})),
            )
        return form

    def _zone(self, told: Told | None) -> str:
        name = self._text(told) or ""
        if told is not None:
            try:
                ZoneInfo(name)
            except (KeyError, OSError, ValueError):
                self._fault(told, N_("There is no time zone %(name)s."), name=name)
        return name

    def _count(self, told: Told | None, least: int, most: int) -> int | None:
        if told is None:
            return None
        text = self._text(told) or ""
        if text.isascii() and text.isdecimal() and len(text) < 6 and least <= int(text) <= most:  # noqa: PLR2004  digits enough
            return int(text)
        self._fault(
            told,
            N_("Here a number from %(least)s to %(most)s is expected."),
            least=least,
            most=most,
        )
        return None

    # The parts of parts.

    def _table(self, told: Told, wish: str) -> dict[str, Told]:
        if isinstance(told.value, dict):
            return told.value
        self._fault(told, wish)
        return {}

    def _list(self, told: Told | None) -> tuple[str, ...]:
        if told is None:
            return ()
        if isinstance(told.value, list) and told.value:
            return tuple(self._text(each) or "" for each in told.value)
        self._fault(told, N_("Fields to be joined are a list."))
        return ()

    def _text(self, told: Told | None) -> str | None:
        if told is None:
            return None
        if isinstance(told.value, str):
            return told.value
        self._fault(told, N_("Here a single value is expected."))
        return None

    def _switch(self, told: Told | None) -> bool:
        return bool(
            self._choice({} if told is None else {"": told}, "", {"true": True, "false": False})
        )

    def _matching(self, told: Table[str, Told], name: str, pattern: re.Pattern[str]) -> str | None:
        text = self._text(told.get(name))
        if text is None or pattern.fullmatch(text):
            return text
        self._fault(told[name], N_("“%(value)s” is no %(name)s."), value=text[:80], name=name)
        return None

    def _choice(self, told: Table[str, Told], name: str, known: Table[str, Any]) -> Any:
        text = self._text(told.get(name))
        if text is None:
            return None
        if text in known:
            return known[text]
        self._fault(
            told[name],
            N_("“%(value)s” is not known here; there are %(known)s."),
            value=text[:80],
            known=", ".join(known),
        )
        return None

    def _refuse_unknown(self, told: Table[str, Told], known: tuple[str, ...]) -> None:
        for word, value in told.items():
            if word not in known:
                self._fault(
                    value,
                    N_("“%(value)s” is not known here; there are %(known)s."),
                    value=word[:80],
                    known=", ".join(known),
                )

    def _unknown_field(self, told: Told, name: str, known: tuple[str, ...]) -> None:
        close = get_close_matches(name, known, n=1)
        self._fault(
            told,
            N_("There is no field %(name)s; the nearest is %(close)s. The list: %(known)s.")
            if close
            else N_("There is no field %(name)s. The list: %(known)s."),
            name=name[:80],
            close=close[0] if close else "",
            known=", ".join(known),
        )

    def _missing(self, name: str) -> None:
        self._fault(self._document, N_("A mapping needs %(name)s. Add it."), name=name)

    def _fault(self, told: Told, template: str, **params: object) -> None:
        self.faults.append(fault_at(told.line, template, **params))
