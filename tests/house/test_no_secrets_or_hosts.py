"""What is committed is for everybody: no machine, registry or secret of ours, no silent skip."""

import ast
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.house.tree import ROOT, tracked_files

# Written with brackets, so that this file does not find itself.
FORBIDDEN: Final = {
    "a package registry": r"py[p]i\.org|pythonho[s]ted\.org|npm[j]s\.(?:org|com)|deb[.]debian\.org",
    "a path of one machine": r"(?<![A-Za-z0-9_.~-])/(?:root|work|farm|home|Users)/",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE [K]EY-----",
    "an address with a password": r"[a-z]+://[^\s/:@{}<>]+:(?!secret@|password@)[^\s/:@{}<>]+@",
}

MARKS: Final = {"skip", "skipif", "xfail", "importorskip", "skipTest", "skipIf", "skipUnless"}


def texts() -> Iterator[tuple[str, str]]:
    """Give the name and the text of every tracked text file."""
    for path in tracked_files():
        try:
            yield str(path.relative_to(ROOT)), path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # pictures, and tables in other encodings


def findings(name: str, text: str, pattern: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if match := re.search(pattern, line):
            yield f"{name}:{number}: {match[0]}"


def skips_without_reason(name: str, source: str) -> Iterator[str]:
    """Give every skip or expected failure in ``source`` that does not say why."""
    tree = ast.parse(source)
    explained = {
        id(call.func)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and any(is_reason(value) for value in call_values(call))
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MARKS and id(node) not in explained:
            yield f"{name}:{node.lineno}: {node.attr}"


def call_values(call: ast.Call) -> Iterator[ast.expr]:
    """Give the arguments of ``call`` that may hold a reason."""
    yield from call.args
    yield from (keyword.value for keyword in call.keywords if keyword.arg in {"reason", "msg"})


def is_reason(value: ast.expr) -> bool:
    """Tell a sentence from a condition or a module name: it has at least three words."""
    return isinstance(value, ast.Constant) and len(str(value.value).split()) >= 3


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_names(what: str) -> None:
    found = [hit for name, text in texts() for hit in findings(name, text, FORBIDDEN[what])]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    (
        ("a package registry", "--index-url https://py" + "pi.org/simple"),
        ("a path of one machine", "see /ho" + "me/wang/desk.db"),
        ("a path of one machine", 'open("/wo' + 'rk/main")'),
        ("a private key", "-----BEGIN RSA PRIVATE " + "KEY-----"),
        ("an address with a password", "postgresql://desk:hunter2" + "@db/desk"),
    ),
)
def test_such_a_line_would_be_found(what: str, line: str) -> None:
    assert len(list(findings("planted", line, FORBIDDEN[what]))) == 1


def test_no_test_is_skipped_without_a_reason() -> None:
    found = [
        hit
        for name, text in texts()
        if name.startswith("tests/") and name.endswith(".py")
        for hit in skips_without_reason(name, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    (
        "pytest.skip()",
        "@pytest.mark.skip\ndef test(): ...",
        "@pytest.mark.skip(reason='')\ndef test(): ...",
        "@pytest.mark.xfail\ndef test(): ...",
        "@pytest.mark.skipif(sys.version_info < (3, 12))\ndef test(): ...",
        "pytest.importorskip('psycopg')",
    ),
)
def test_a_silent_skip_would_be_found(line: str) -> None:
    assert len(list(skips_without_reason("planted", line))) == 1


def test_a_skip_that_says_why_is_let_through() -> None:
    line = "pytest.skip('no terminal on this platform')"
    assert list(skips_without_reason("planted", line)) == []
