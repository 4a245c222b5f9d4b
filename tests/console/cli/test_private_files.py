"""Files that may tell of people are made for their owner alone; those to be handed on are not."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.cli.conftest import Griddesk
from tests.district import ADMIN

GRID = "330108001001001"
FIRST = "330108-26-000001"


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    """Let everybody read what nobody thinks about."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(
    ("command", "mode"),
    (
        (("export", "staff"), 0o600),
        (("export", "operators"), 0o600),
        (("export", "cases"), 0o600),
        (("export", "findings"), 0o600),
        (("export", "grids"), 0o644),
        (("export", "boundaries"), 0o644),
        (("export", "items"), 0o644),
        (("report", "nightly"), 0o600),
        (("case", "record", FIRST), 0o600),
        (("grid", "board", GRID), 0o644),
        (("grid", "board", GRID, "--format", "html"), 0o644),
        (("grid", "board", GRID, "--format", "html", "--phones"), 0o600),
    ),
)
def test_a_file_is_for_its_owner_alone_if_it_may_tell_of_people(
    command: tuple[str, ...], mode: int, desk: Griddesk, tmp_path: Path
) -> None:
    file = tmp_path / "out.txt"
    assert desk(*command, "-o", str(file), by=ADMIN).code == 0
    assert mode_of(file) == mode
    file.chmod(0o640)
    assert desk(*command, "-o", str(file), by=ADMIN).code == 0
    assert mode_of(file) == 0o640, "whoever lets others read it has decided so"


def test_boards_of_an_area_are_private_with_phones_on_them(desk: Griddesk, tmp_path: Path) -> None:
    for more, mode in (((), 0o644), (("--phones",), 0o600)):
        folder = tmp_path / f"boards{mode}"
        folder.mkdir()
        assert desk("grid", "board", "--area", GRID, *more, "-o", str(folder), by=ADMIN).code == 0
        assert [mode_of(file) for file in folder.iterdir()] == [mode]


def test_rows_put_aside_are_private(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("工号,姓名,手机,网格编码,岗位\nBJ9,张三,1,330108001001001,专职\n", "utf-8")
    assert desk("import", "staff", str(path), "--partial", "--commit", by=ADMIN).code == 4
    assert mode_of(tmp_path / "staff.refused.csv") == 0o600
