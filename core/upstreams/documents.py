"""Reading YAML at arm's length: only texts, lists and tables of them, each with its line.

Every scalar is the text that stands there, so that ``01``, ``no`` and ``1:30`` are codes and not a
number, a lie and a count of minutes. What YAML has beyond that, aliases, tags and merged keys, is
refused: a mapping is data from somebody else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from core.kernel.errors import FieldFault, Invalid
from core.kernel.words import N_

LONGEST: Final = 256 * 1024
"""Bytes of a file beyond which it is no mapping."""
DEEPEST: Final = 12
"""Levels of a mapping; the reader of YAML calls itself for each."""
_HALF: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Told:
    """A part of a document and the line that it begins on."""

    line: int
    value: "str | list[Told] | dict[str, Told]"


def read_document(content: bytes, name: str) -> Told:
    """Return what a file of YAML says.

    Raises:
        Invalid: it is no such file, too large, or uses more of YAML than texts, lists and tables.
    """
    if len(content) > LONGEST:
        raise Invalid(N_("%(file)s is too large to be a mapping."), field="file", file=name)
    try:
        text = content.decode("utf-8-sig")
        _refuse_references(text, name)
        node = yaml.compose(text, yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise Invalid(
            N_("%(file)s is not written in UTF-8. Save it anew as UTF-8."), field="file", file=name
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Invalid(
            N_("%(file)s, line %(line)s: this is no YAML: %(why)s."),
            field="file",
            file=name,
            line=mark.line + 1 if mark else 1,
            why=getattr(error, "problem", None) or "?",
        ) from error
    if node is None:
        raise Invalid(N_("%(file)s is empty."), field="file", file=name)
    return _told(node, name)


def _refuse_references(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        _refuse_halves(event, name)
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or tag or depth > DEEPEST:
            raise Invalid(
                N_(
                    "%(file)s, line %(line)s: references, tags and deep nesting have no place in "
                    "a mapping. Write the values themselves."
                ),
                field="file",
                file=name,
                line=event.start_mark.line + 1,
            )


def _refuse_halves(event: yaml.Event, name: str) -> None:
    """Refuse what an escape in quotes may say and no encoding can write."""
    if isinstance(event, yaml.ScalarEvent) and _HALF.search(event.value):
        raise Invalid(
            N_(
                "%(file)s, line %(line)s: half a character (\\ud800 to \\udfff) stands for "
                "nothing. Write the character itself."
            ),
            field="file",
            file=name,
            line=event.start_mark.line + 1,
        )


def _told(node: yaml.Node, name: str) -> Told:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return Told(line, [_told(each, name) for each in node.value])
    if isinstance(node, yaml.MappingNode):
        return Told(line, dict(_pairs(node, name)))
    return Told(line, str(node.value))


def _pairs(node: yaml.MappingNode, name: str) -> Iterator[tuple[str, Told]]:
    met: set[str] = set()
    for key, value in node.value:
        word = str(key.value)
        if not isinstance(key, yaml.ScalarNode) or word in met:
            raise Invalid(
                N_("%(file)s, line %(line)s: “%(word)s” is said twice. Leave one of them out."),
                field="file",
                file=name,
                line=key.start_mark.line + 1,
                word=word[:80],
            )
        met.add(word)
        yield word, _told(value, name)


def fault_at(line: int, template: str, **params: object) -> FieldFault:
    """Return what is wrong with a line of a document."""
    return FieldFault(f"line {line}", template, **params)
