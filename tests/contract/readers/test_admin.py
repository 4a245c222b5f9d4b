"""Operators, imports and the audit trail: only of the jurisdiction, and only for some roles."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from core.audit.rows import AuditFilter
from core.kernel.errors import Forbidden
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from storage.readers.admin import AdminReader
from storage.readers.tables import AUDIT, IMPORT_RUNS, OPERATORS
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import ABROAD, HOME, NOW, SCOPES, STREET

PEOPLE = (("anna", "admin", HOME), ("lina", "dispatcher", STREET), ("abby", "admin", ABROAD))
ENTRIES = (
    ("anna", "import_grids", "grids.csv", "done"),
    ("lina", "file", "330108-26-000001", "done"),
    ("lina", "file", "330108-26-000002", "refused"),
    ("abby", "file", "330109-26-000001", "done"),
    ("timers", "urge", "330108-26-000003", "done"),
)


def as_role(name: str, role: Role) -> Scope:
    return replace(SCOPES[name], role=role)


@pytest.fixture
def peopled(changeable: Written) -> Written:
    """Three operators, what they did, and one import of each administrator."""
    with changeable.database.transactions.writing() as session:
        connection = session.connection()
        for login, role, area in PEOPLE:
            row = {"login": login, "name": login, "role": role, "area_code": area, "active": True}
            connection.execute(insert(OPERATORS), row)
        for n, (login, action, subject, outcome) in enumerate(ENTRIES):
            row = {"at": NOW + timedelta(minutes=n), "operator": login, "action": action}
            row |= {"subject": subject, "outcome": outcome, "detail": ""}
            connection.execute(insert(AUDIT), row)
        for login in ("anna", "abby"):
            row = {"at": NOW, "operator": login, "kind": "grids", "file_name": f"{login}.csv"}
            row |= {"sha256": "0" * 64, "new_rows": 3, "changed_rows": 1, "unchanged_rows": 0}
            connection.execute(insert(IMPORT_RUNS), row)
    return changeable


def subjects(written: Written, who: Scope, wanted: AuditFilter = AuditFilter()) -> list[str]:  # noqa: B008  frozen
    reader = AdminReader(written.database, who)
    found = [row.subject for row in reader.audit(wanted, None, 100)]
    assert reader.count_audit(wanted) == len(found)
    return found


def test_operators_are_those_inside_the_jurisdiction(peopled: Written) -> None:
    found = {
        name: [
            o.login for o in AdminReader(peopled.database, as_role(name, Role.ADMIN)).operators()
        ]
        for name in ("district", "street", "abroad", "nowhere")
    }

    assert found == {
        "district": ["anna", "lina", "zhangmin"],
        "street": ["lina"],
        "abroad": ["abby"],
        "nowhere": [],
    }


def test_the_audit_trail_is_of_the_operators_inside_and_the_newest_first(
    peopled: Written,
) -> None:
    district = as_role("district", Role.AUDITOR)

    assert subjects(peopled, district) == [
        "330108-26-000003",
        "330108-26-000002",
        "330108-26-000001",
        "grids.csv",
    ]
    assert subjects(peopled, as_role("street", Role.ADMIN)) == [
        "330108-26-000002",
        "330108-26-000001",
    ]
    assert subjects(peopled, as_role("abroad", Role.ADMIN))[-1] == "330109-26-000001"
    assert subjects(peopled, district, AuditFilter(operator="lina", outcome="refused")) == [
        "330108-26-000002"
    ]
    assert subjects(peopled, district, AuditFilter(action="file", subject="grids.csv")) == []
    assert subjects(peopled, district, AuditFilter(subject="\0")) == []


def test_the_audit_trail_reads_on_from_an_entry(peopled: Written) -> None:
    reader = AdminReader(peopled.database, as_role("district", Role.ADMIN))
    first, second = reader.audit(AuditFilter(), None, 2)

    assert (first.subject, second.subject) == ("330108-26-000003", "330108-26-000002")
    following = reader.audit(AuditFilter(), second.id, 2)
    assert [row.subject for row in following] == ["330108-26-000001", "grids.csv"]


def test_imports_tell_file_and_counts(peopled: Written) -> None:
    reader = AdminReader(peopled.database, as_role("district", Role.ADMIN))
    [run] = reader.imports(None, 10)

    assert (run.operator, run.file_name, run.new_rows, run.changed_rows) == (
        "anna",
        "anna.csv",
        3,
        1,
    )
    assert reader.count_imports() == 1
    assert reader.imports(run.id, 10) == ()


@pytest.mark.parametrize("role", (Role.VIEWER, Role.DISPATCHER, Role.SUPERVISOR))
def test_who_does_not_administer_or_audit_reads_neither_trail_nor_imports(
    written: Written, role: Role
) -> None:
    reader = AdminReader(written.database, as_role("district", role))

    for look in (
        lambda: reader.audit(AuditFilter(), None, 1),
        lambda: reader.count_audit(AuditFilter()),
        lambda: reader.imports(None, 1),
        reader.count_imports,
    ):
        with pytest.raises(Forbidden):
            look()
    if role is Role.SUPERVISOR:
        assert [found.login for found in reader.operators()] == ["zhangmin"]
    else:
        with pytest.raises(Forbidden):
            reader.operators()
