"""Examples in documents: reading them, and trying them out on a small demo.

A block marked ``console`` is a session: what stands behind ``$`` is typed, the lines below it
are what came back. Understood are ``griddesk …`` (with ``> FILE``), ``cat FILE``, which writes
the file that it shows, ``cat FILE | griddesk …``, ``echo $?``, ``NAME=value``, which takes the
number of the case just told, and ``export``, which sets what the tests set otherwise.
"""

import json
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from console.entry import run

MORE: Final = "…"
"""In an object: other keys follow. As a line: other lines follow."""

_BLOCK: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a session and what the document says it answers."""

    typed: str
    told: str


def blocks(text: str, language: str) -> Iterator[str]:
    """Yield the blocks of a document that are marked with ``language``."""
    for match in _BLOCK.finditer(text):
        if match[1] == language:
            yield match[2]


def examples(text: str) -> Iterator[Example]:
    """Yield the commands of every session of a document."""
    for block in blocks(text, "console"):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            typed, told = piece.split("\n", 1)
            while typed.endswith("\\"):
                following, told = told.split("\n", 1)
                typed = typed[:-1].rstrip() + " " + following.lstrip("> ")
            yield Example(typed, told.strip("\n"))


@dataclass
class Session:
    """Somebody who types what a document says, in a folder of their own."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    code: int = 0
    names: dict[str, str] = field(default_factory=dict)
    number: str = ""

    def type(self, example: Example) -> str:
        """Carry out one command and return what it wrote: its data, or its talk without any."""
        words = shlex.split(self._filled(example.typed))
        if words[0] == "export":
            return ""
        if re.fullmatch(r"[A-Z]+=\S+", example.typed):
            self.names[example.typed.partition("=")[0]] = self.number
            return ""
        if example.typed == "echo $?":
            return str(self.code)
        if words[0] == "cat" and "|" not in words:
            (self.folder / words[1]).write_text(example.told + "\n", "utf-8")
            return example.told
        return self._griddesk(words)

    def _filled(self, typed: str) -> str:
        return re.sub(r"\$([A-Z]+)", lambda name: self.names[name[1]], typed)

    def _griddesk(self, words: list[str]) -> str:
        if "|" in words:
            with (self.folder / words[1]).open(encoding="utf-8") as lines:
                self.patch.setattr(sys, "stdin", lines)
                return self._run(words[words.index("|") + 1 :])
        if ">" in words:
            place = words.index(">")
            told = self._run(words[:place])
            (self.folder / words[place + 1]).write_text(told, "utf-8")
            return ""
        return self._run(words)

    def _run(self, words: list[str]) -> str:
        assert words[0] == "griddesk", words
        self.capture.readouterr()
        self.code = run(words[1:])
        out, err = self.capture.readouterr()
        for told in (out, err):
            for number in re.findall(r'"number": "([\d-]+)"', told)[:1]:
                self.number = number
        return (out if out.strip() else err).strip("\n")


def differences(told: str, real: str) -> list[str]:
    """Say where an answer is of another shape than the document says.

    JSON is compared by its keys, their order and the kinds of their values, whatever the
    values are, and a list as far as it is told; everything else word by word.
    """
    one, other = _values(told), _values(real)
    if one is None:
        lines = told.splitlines()
        rest = MORE in lines
        lines = lines[: lines.index(MORE)] if rest else lines
        answered = real.splitlines()[: len(lines)] if rest else real.splitlines()
        return [] if lines == answered else [f"told {lines}, answered {answered}"]
    if other is None:
        return [f"no JSON: {real[:300]}"]
    if len(one) != len(other):
        return [f"told {len(one)} values, answered {len(other)}"]
    return [fault for pair in zip(one, other, strict=True) for fault in _compared(*pair, "")]


def _values(text: str) -> list[Any] | None:
    """Read JSON objects and arrays, one behind the other, each perhaps over several lines."""
    values = []
    rest = text.strip()
    while rest:
        try:
            value, end = json.JSONDecoder().raw_decode(rest)
        except ValueError:
            return None
        if not isinstance(value, dict | list):
            return None  # an exit code, which is itself
        values.append(value)
        rest = rest[end:].lstrip()
    return values


def _compared(told: Any, real: Any, where: str) -> Iterator[str]:
    if isinstance(told, dict) and isinstance(real, dict):
        known = [key for key in told if key != MORE]
        answered = [key for key in real if key in known] if MORE in told else [*real]
        if known != answered:
            yield f"{where or 'object'}: told {known}, answered {answered}"
            return
        for key in known:
            yield from _compared(told[key], real[key], f"{where}.{key}")
    elif isinstance(told, list) and isinstance(real, list):
        for place, (one, other) in enumerate(zip(told, real, strict=False)):
            yield from _compared(one, other, f"{where}[{place}]")
    elif None not in (told, real) and _kind(told) != _kind(real):
        yield f"{where}: told {told!r}, answered {real!r}"


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "truth"
    return "number" if isinstance(value, int | float) else type(value).__name__
