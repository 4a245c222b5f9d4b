"""The planted faults still fit the sources, each is a fault of its own, and their tests exist."""

import ast

import pytest

from tests.house.tree import ROOT
from tests.mutants.__main__ import planted
from tests.mutants.planted import MUTANTS, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_fault_fits_its_place_once_and_can_be_read(mutant: Mutant) -> None:
    healthy = (ROOT / mutant.file).read_text()
    faulty = planted(healthy, mutant)
    assert ast.dump(ast.parse(faulty)) != ast.dump(ast.parse(healthy))
    assert all((ROOT / test).exists() for test in mutant.tests)


def test_a_fault_that_fits_no_more_is_named() -> None:
    (mutant, *_) = MUTANTS
    with pytest.raises(ValueError, match=mutant.name):
        planted("nothing of the kind", mutant)


def test_faults_have_names_of_their_own_and_there_are_enough() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
    assert len({(mutant.file, mutant.old) for mutant in MUTANTS}) == len(MUTANTS)
    assert len(MUTANTS) >= 25
