"""Plant the faults one by one in a copy of the tree, and see whether tests find each.

``python -m tests.mutants`` hunts all of them, ``python -m tests.mutants merge`` those with the
word in their names.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.house.tree import ROOT
from tests.mutants.planted import MUTANTS, Mutant

COPIED: Final = ("console", "core", "storage", "seeds", "tests", "pyproject.toml")
FAILED: Final = 1
"""What pytest answers when a test failed; anything above means that it could not run."""


def planted(text: str, mutant: Mutant) -> str:
    """Return a source with the fault in it.

    Raises:
        ValueError: the place to change is not there exactly once.
    """
    if text.count(mutant.old) != 1 or mutant.old == mutant.new:
        raise ValueError(f"“{mutant.name}” does not fit {mutant.file} any more")
    return text.replace(mutant.old, mutant.new)


def is_caught(tree: Path, mutant: Mutant) -> bool:
    """Run the tests of a fault on a tree that has it; say whether one failed."""
    place = tree / mutant.file
    healthy = place.read_text()
    place.write_text(planted(healthy, mutant))
    try:
        # On SQLite alone: the faults lie in the core, and a server takes its time.
        hunting = ("-xq", "-p", "no:cacheprovider", "-k", "not postgresql")
        profile = "--hypothesis-profile=hunting"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *hunting, profile, *mutant.tests],
            cwd=tree,
            env=os.environ | {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        place.write_text(healthy)
    if done.returncode > FAILED:
        raise RuntimeError(f"“{mutant.name}” could not be hunted:\n{done.stdout}{done.stderr}")
    return done.returncode == FAILED


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what the tests need, so that nothing of ours is touched."""
    tree = folder / "tree"
    tree.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, tree / name)
    return tree


def main(words: list[str]) -> int:
    """Hunt the mutants whose names hold the words, all by default; return how many survived."""
    hunted = [mutant for mutant in MUTANTS if all(word in mutant.name for word in words)]
    survived = 0
    with TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        for mutant in hunted:
            caught = is_caught(tree, mutant)
            survived += not caught
            print(
                f"{'caught  ' if caught else 'SURVIVED'}  {mutant.file:32}  {mutant.name}",
                flush=True,
            )
    print(f"{len(hunted)} mutants: {len(hunted) - survived} caught, {survived} survived")
    return survived


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
