"""Every import contract of `pyproject.toml` is kept, and each can be broken."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import PACKAGES, ROOT

Plant = dict[str, str]  # file to write -> the line in it

VIOLATIONS: Final[dict[str, tuple[Plant, ...]]] = {
    "houses": (
        {"core/kernel/planted.py": "import storage"},
        {"core/kernel/planted.py": "import console"},
        {"storage/planted.py": "import console"},
        {"storage/planted.py": "import seeds"},
        {"seeds/planted.py": "import storage"},
    ),
    "core": (
        {"core/kernel/planted.py": "import core.cases"},
        {"core/whistles/planted.py": "import core.visits.planted", "core/visits/planted.py": ""},
        {"core/planted.py": ""},
    ),
    "front-ends": (
        {"console/cli/planted.py": "import console.tui.planted", "console/tui/planted.py": ""},
        {"console/tui/planted.py": "import console.cli.planted", "console/cli/planted.py": ""},
        {
            "console/scheduler/planted.py": "import console.bridge",
            "console/bridge.py": "import console.tui.planted",
            "console/tui/planted.py": "",
        },
    ),
    "no-terminal": (
        {"core/kernel/planted.py": "import rich"},
        {"core/cases/planted.py": "from textual.app import App"},
        {"storage/planted.py": "import typer"},
        {"storage/planted.py": "import apscheduler.schedulers.background"},
    ),
    "no-tables": (
        {"console/planted.py": "import sqlmodel"},
        {"console/tui/planted.py": "from sqlalchemy import select"},
    ),
    "no-test-tools": (
        {"core/kernel/planted.py": "import pytest"},
        {"seeds/planted.py": "import tests.conftest"},
    ),
    "no-cycles": (
        {
            "storage/planted_hen.py": "import storage.planted_egg",
            "storage/planted_egg.py": "import storage.planted_hen",
        },
    ),
}


def contract_names() -> dict[str, str]:
    """Return the name of every contract by its id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in contracts}


def broken_contracts(tree: Path) -> set[str]:
    """Run the linter in ``tree`` and return the names of the contracts it calls broken."""
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=tree,
        check=False,
        capture_output=True,
        text=True,
        env={"COLUMNS": "200", "NO_COLOR": "1"},
    )
    broken = set(re.findall(r"^(.*) BROKEN$", run.stdout, re.MULTILINE))
    kept = re.findall(r"^(.*) KEPT$", run.stdout, re.MULTILINE)
    assert len(broken) + len(kept) == len(contract_names()), run.stdout + run.stderr
    assert run.returncode == (1 if broken else 0)
    return broken


def violations() -> Iterator[object]:
    for contract, plants in VIOLATIONS.items():
        for number, plant in enumerate(plants, start=1):
            yield pytest.param(contract, plant, id=f"{contract}-{number}")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the source tree, its Python files only."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return tmp_path


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    assert broken_contracts(copy) == set()


def test_every_contract_has_a_violation_that_breaks_it() -> None:
    assert contract_names().keys() == VIOLATIONS.keys()


@pytest.mark.parametrize(("contract", "plant"), violations())
def test_a_violation_breaks_its_contract_alone(copy: Path, contract: str, plant: Plant) -> None:
    for name, line in plant.items():
        path = copy / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(f'"""Planted."""\n\n{line}\n', "utf-8")
    names = contract_names()
    broken = broken_contracts(copy)
    if contract == "core":
        broken.discard(names["no-cycles"])  # an import upwards may close a circle as well
    assert broken == {names[contract]}
