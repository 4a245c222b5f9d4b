"""A district in which policies are in force, on each database."""

import pytest

from core.kernel.settings import note_reference_change
from core.policies.models import PolicyRule
from storage.database import Database
from storage.readers.policies import PolicyReader
from tests.contract.cases.test_policies import RULES
from tests.district import District


@pytest.fixture
def district(database: Database) -> District:
    """A small district that warns, urges and escalates by itself."""
    district = District(database.transactions)
    with district.transactions.writing() as session:
        session.add_all(PolicyRule(**rule.model_dump()) for rule in RULES)
        note_reference_change(session)
    return district


@pytest.fixture
def policies(database: Database) -> PolicyReader:
    """Finds what its clocks have set off."""
    return PolicyReader(database)
