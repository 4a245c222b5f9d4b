"""The documents say what the program does: their tables, their examples, their links."""

import re
import runpy
import shlex
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import time_machine

from storage.database import open_database
from storage.schema import migrate
from tests.databases import say_nothing
from tests.house.examples import Example, Session, blocks, differences, examples
from tests.house.tree import ROOT, tracked_files
from tests.seeds.demo import FRIDAY_AFTERNOON, Demo

READMES: Final = ("README.md", "README.zh-CN.md")
TABULATED: Final = (*READMES, "docs/lifecycle.md", "docs/finding.md", "docs/scheduling.md")
DOCUMENTS: Final = (
    *TABULATED,
    "docs/scripting.md",
    "docs/commands.md",
    "docs/screens.md",
    "docs/assessment.md",
)
LARGEST_PICTURE: Final = 200_000

pytestmark = pytest.mark.xdist_group("the documents")  # which are read beside one demo

NEEDS_A_TERMINAL: Final = {"desk", "demo", "serve", "replay", "operator"}
"""Nouns whose commands open a screen, serve or ask; the rest is tried."""

_LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")

FILES: Final = {
    "grids.csv": "网格编码,网格名称,网格类型,户数,人口数\n"
    "330106001,北山街道,,,\n330106001001,友谊社区,,,\n330106001001001,第一网格,综合,412,890\n",
    "units.csv": "单位编码,单位名称,单位类型,平台,级别,区域编码,负责事项\n"
    "330106001001-SQ,友谊社区居民委员会,社区,综治工作,2,330106001001,D E S\n",
    "staff.csv": "工号,姓名,网格编码,岗位\nXH0001,陈芳,330106001001001,专职\n",
    "operators.csv": "登录名,姓名,角色,区域编码\nlixia,李霞,派遣员,330106001\n",
    "reports.jsonl": '{"source": "video", "source_ref": "1", "matter": "积水", '
    '"area_code": "330108001001"}\n',
}
"""What the READMEs take for granted in the folder where somebody types."""


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    """The tool that writes the tables."""
    return runpy.run_path(str(ROOT / "docs" / "tables.py"))


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, only its last days."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    database = open_database(str(path), create=True)
    migrate(database, say_nothing)
    Demo(database, FRIDAY_AFTERNOON).load(days=5)
    database.close()
    return path


@pytest.fixture
def session(
    demo_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Session]:
    """Somebody at a shell beside a copy of the demo, half a minute after it ends."""
    database = tmp_path / "demo.db"
    shutil.copyfile(demo_file, database)
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRIDDESK_DB", str(database))
    monkeypatch.setenv("GRIDDESK_OPERATOR", "zhangmin")
    monkeypatch.setenv("GRIDDESK_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with time_machine.travel(FRIDAY_AFTERNOON + timedelta(seconds=30), tick=False):
        yield Session(tmp_path, capsys, monkeypatch)


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


@pytest.mark.parametrize("document", TABULATED)
def test_the_tables_of_a_document_are_the_programs_own(tool: dict[str, Any], document: str) -> None:
    written = text_of(document)
    assert written == tool["renewed"](written), "run python docs/tables.py"


def test_every_table_stands_in_a_document(tool: dict[str, Any]) -> None:
    wanted = [name for document in TABULATED for name in tool["wanted"](text_of(document))]
    assert sorted(wanted) == sorted(tool["TABLES"])
    assert tool["DOCUMENTS"] == TABULATED


@pytest.mark.parametrize("readme", READMES)
def test_a_command_without_its_line_would_be_found(tool: dict[str, Any], readme: str) -> None:
    written = text_of(readme)
    stale = re.sub(r"^\| `griddesk case escalate` .*\n", "", written, flags=re.MULTILINE)
    assert stale != written
    assert tool["renewed"](stale) == written


def test_every_example_of_the_contract_answers_as_it_is_told(session: Session) -> None:
    tried, faults = 0, []
    for example in examples(text_of("docs/scripting.md")):
        answer = session.type(example)
        if example.told:
            tried += 1
            faults += [f"$ {example.typed}\n  {one}" for one in differences(example.told, answer)]
    assert faults == []
    assert tried > 40


@pytest.mark.parametrize("readme", READMES)
def test_every_command_of_a_readme_does_what_it_is_asked(session: Session, readme: str) -> None:
    typed = list(commands_of(readme))
    assert len(typed) > 18
    failed = []
    for line in typed:
        answer = session.type(Example(line, ""))
        if session.code:
            failed.append(f"{line}\n  {answer}")
    assert failed == []


def commands_of(readme: str) -> Iterator[str]:
    """Give the commands in the blocks of a README that need neither terminal nor server."""
    for block in blocks(text_of(readme), "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] != ["griddesk"] or words[1] in NEEDS_A_TERMINAL:
                continue
            if not any(word.startswith("postgresql:") for word in words):
                yield line


def test_both_readmes_tell_the_same_commands() -> None:
    english, chinese = (
        [shlex.split(line, comments=True) for block in blocks(text_of(readme), "sh")
         for line in block.splitlines()]
        for readme in READMES
    )  # fmt: skip
    assert english == chinese


def test_both_readmes_have_the_same_chapters_and_pictures() -> None:
    english, chinese = (text_of(readme) for readme in READMES)
    assert english.count("\n## ") == chinese.count("\n## ")
    assert english.count("\n* ") == chinese.count("\n* ")
    assert english.count("![") == chinese.count("![")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_tracked_file(document: str) -> None:
    tracked = set(tracked_files())
    folder = (ROOT / document).parent
    targets = [link[1] for link in _LINK.finditer(text_of(document)) if "://" not in link[1]]
    dead = [
        target
        for target in targets
        if not any(path.is_relative_to((folder / target).resolve()) for path in tracked)
    ]
    assert dead == []


def test_every_picture_is_shown_and_small() -> None:
    shown = "".join(text_of(document) for document in DOCUMENTS)
    pictures = [path for path in tracked_files() if path.suffix == ".png"]
    assert [path.name for path in pictures if f"pictures/{path.name}" not in shown] == []
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []
    assert len(pictures) >= 9


@pytest.mark.parametrize(
    ("told", "real"),
    (
        ('{"number": "1"}', '{"number": "1", "state": "filed"}'),
        ('{"number": "1", "state": "filed"}', '{"state": "filed", "number": "1"}'),
        ('{"tier": 1}', '{"tier": "1"}'),
        ('{"late": true}', '{"late": 1}'),
        ('{"days": [{"date": "x"}]}', '{"days": [{"day": "x"}]}'),
        ('{"a": 1}\n{"a": 2}', '{"a": 1}'),
        ("number,state\n…", "number,tier\n1,2"),
        ("4", "0"),
    ),
)
def test_an_answer_of_another_shape_would_be_found(told: str, real: str) -> None:
    assert len(differences(told, real)) == 1


@pytest.mark.parametrize(
    ("told", "real"),
    (
        ('{"number": "1", "due_at": null}', '{"number": "2", "due_at": "2026-11-20"}'),
        ('{"…": "…", "state": "filed"}', '{"number": "2", "state": "closed"}'),
        ('[{"tier": 1}]', '[{"tier": 2}, {"tier": 3}]'),
        ('{\n  "a": 1\n}\n{"a": 2}', '{"a": 3}\n{"a": 4}'),
        ("number,state\n…", "number,state\n1,filed"),
    ),
)
def test_an_answer_of_the_same_shape_passes_whatever_it_says(told: str, real: str) -> None:
    assert differences(told, real) == []
