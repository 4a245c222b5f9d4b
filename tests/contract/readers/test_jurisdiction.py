"""No reader shows or counts anything of another jurisdiction: generated over all of them.

Two proofs. What a reader says of a jurisdiction must not change when everything outside it is
removed from the database; and nothing it says may name a place, a case or a person outside.
A reader or a method that has no call here fails the first test.
"""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from importlib import import_module
from typing import Any, Final

import pytest
from sqlalchemy import Connection, text

import storage.readers
from core.areas.codes import holds
from core.cases.rows import CaseFilter, QueueKey
from core.kernel.errors import CoreError
from core.operators.jurisdiction import Scope
from storage import guards
from storage.database import Database
from storage.readers.calendar import CalendarReader
from storage.readers.cases import CaseReader
from storage.readers.coverage import CoverageReader
from storage.readers.duplicates import DuplicateReader
from storage.readers.explain import ExplainReader
from storage.readers.figures import FigureReader
from storage.readers.history import HistoryReader
from storage.readers.inbox import InboxReader
from storage.readers.queue import QueueReader
from storage.readers.records import RecordReader
from storage.readers.registry import RegistryReader
from storage.readers.spot_checks import SpotCheckReader
from storage.readers.suggestions import SuggestionReader
from storage.readers.timers import TimerReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import (
    COMMUNITIES,
    GRIDS,
    HOME,
    NOW,
    SCOPES,
    STREET,
    ZONE,
    Dataset,
)

Call = Callable[[Any, Dataset], Any]

AREAS: Final = ("33", HOME, "330109", STREET, "330108002", *COMMUNITIES[::2], *GRIDS[::3])
FILTERS: Final = (CaseFilter(), CaseFilter(tier=3, late=True), CaseFilter(area="330109"))
EVERYTHING: Final = CaseFilter(open=None)
TODAY: Final = date(2026, 9, 16)
STAFF: Final = ("N0001", "N0002", "N0009", "N0090", "N0091", "N9999")
A_KEY: Final = QueueKey(NOW, 1)

CALLS: Final[dict[type, dict[str, Call]]] = {
    QueueReader: {
        "lanes": lambda r, _: r.lanes(NOW),
        "total": lambda r, _: [r.total(wanted, NOW) for wanted in (*FILTERS, EVERYTHING)],
        "rank": lambda r, _: [r.rank(wanted, A_KEY, NOW) for wanted in FILTERS],
        "after": lambda r, _: [r.after(wanted, None, 500, NOW) for wanted in FILTERS],
        "before": lambda r, _: [r.before(wanted, None, 500, NOW) for wanted in FILTERS],
        "at": lambda r, _: [r.at(wanted, 1, 500, NOW) for wanted in FILTERS],
        "archive": lambda r, _: r.archive(EVERYTHING, None, 500, NOW),
    },
    CaseReader: {
        "row": lambda r, data: [attempt(r.row, case.number) for case in data.cases[::9]],
        "detail": lambda r, data: [attempt(r.detail, case.number, NOW) for case in data.cases[::9]],
    },
    CalendarReader: {
        "announced": lambda r, _: r.announced(),
        "year": lambda r, _: r.year(2026),
    },
    CoverageReader: {"findings": lambda r, _: r.findings(TODAY)},
    SuggestionReader: {
        "of": lambda r, data: [attempt(r.of, case.number, NOW) for case in data.cases[::9]],
    },
    DuplicateReader: {
        "of": lambda r, data: [attempt(r.of, case.number, NOW) for case in data.cases[::9]],
    },
    RecordReader: {
        "record": lambda r, data: [attempt(r.record, case.number, NOW) for case in data.cases[::9]],
        "awaiting_call_back": lambda r, _: r.awaiting_call_back(None, 500),
        "count_awaiting_call_back": lambda r, _: r.count_awaiting_call_back(),
    },
    InboxReader: {
        "of": lambda r, _: [attempt(r.of, number, None, 500) for number in STAFF],
    },
    SpotCheckReader: {
        "candidates": lambda r, _: sorted(r.candidates(TODAY - timedelta(days=9), TODAY)),
    },
    TimerReader: {
        "open": lambda r, _: [r.open(wanted, NOW, None, 500) for wanted in FILTERS],
        "summary": lambda r, _: r.summary(NOW, NOW + timedelta(days=2)),
    },
    HistoryReader: {
        "chain": lambda r, data: [attempt(r.chain, case.number) for case in data.cases[::9]],
        "entries": lambda r, data: [attempt(r.entries, case.number) for case in data.cases[::9]],
        "walk": lambda r, _: list(r.walk()),
    },
    FigureReader: {
        "nightly": lambda r, _: [r.nightly(TODAY - timedelta(days=n), ZONE, NOW) for n in (0, 1)],
    },
    RegistryReader: {
        "area": lambda r, _: [attempt(r.area, code) for code in AREAS],
        "areas": lambda r, _: [r.areas(code) for code in (None, *AREAS)],
        "areas_all": lambda r, _: r.areas_all(),
        "units": lambda r, _: [r.units(area_code=code) for code in (None, *AREAS)],
        "suggest_unit": lambda r, _: [r.suggest_unit("E0401", 4, code) for code in AREAS],
        "items": lambda r, _: r.items(TODAY),
        "staff": lambda r, _: [r.staff(code) for code in (None, *AREAS)],
        "gridders": lambda r, _: [r.gridders(code) for code in AREAS],
        "counts": lambda r, _: r.counts(TODAY),
    },
    ExplainReader: {
        "policy": lambda r, _: len(r.policy().tiers),
        "case": lambda r, data: [attempt(r.case, case.number) for case in data.cases[::9]],
    },
}
"""For every reader and every method of it, a call that would show what is outside."""


def attempt(method: Callable[..., Any], number: str, *more: Any) -> Any:
    """Call ``method``; a refusal is an answer too, apart from the number it repeats."""
    try:
        return method(number, *more)
    except CoreError as refusal:
        return type(refusal), refusal.template


def public_methods() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(storage.readers.__path__):
        found = import_module(f"storage.readers.{module.name}")
        for name, reader in inspect.getmembers(found, inspect.isclass):
            if name.endswith("Reader") and reader.__module__ == found.__name__:
                for method, _ in inspect.getmembers(reader, inspect.isfunction):
                    if not method.startswith("_"):
                        yield name, method


def test_every_method_of_every_reader_is_tried() -> None:
    tried = {(reader.__name__, method) for reader, calls in CALLS.items() for method in calls}

    assert tried == set(public_methods())


def answers(database: Database, who: Scope, data: Dataset) -> dict[str, Any]:
    return {
        f"{reader.__name__}.{method}": call(reader(database, who), data)
        for reader, calls in CALLS.items()
        for method, call in calls.items()
    }


@pytest.mark.parametrize(
    "names",
    (("province", "district", "street", "community", "grid", "crossed", "nowhere"), ("abroad",)),
    ids=("home", "abroad"),
)
def test_nothing_changes_for_a_jurisdiction_when_all_outside_it_is_gone(
    changeable: Written, names: tuple[str, ...]
) -> None:
    data = changeable.data
    before = {name: answers(changeable.database, SCOPES[name], data) for name in names}

    # Each jurisdiction lies in the one before it, so that ever more can be removed.
    for name in names:
        inside = {case.id for case in data.within(SCOPES[name])}
        with changeable.database.transactions.writing() as session:
            remove_all_but(session.connection(), inside)
        after = answers(changeable.database, SCOPES[name], data)
        for call, answer in before[name].items():
            assert after[call] == answer, (name, call)


def remove_all_but(connection: Connection, inside: set[int | None]) -> None:
    kept = ", ".join(str(key) for key in sorted(key for key in inside if key)) or "0"
    guards.take_down(connection)
    for table, key in (("case_timer", "case_id"), ("case_history", "case_id"), ("cases", "id")):
        connection.execute(text(f"DELETE FROM {table} WHERE {key} NOT IN ({kept})"))
    guards.recount(connection)
    guards.put_up(connection)


def test_nothing_outside_a_jurisdiction_is_ever_named(written: Written) -> None:
    for who in SCOPES.values():
        inside = {case.number for case in written.data.within(who)}
        posted = {f"N{1 + n:04d}" for n, grid in enumerate(GRIDS) if grid.startswith(who.area_code)}
        for call, answer in answers(written.database, who, written.data).items():
            said = re.sub("[0-9a-f]{64}", "", repr(answer))  # hashes name nothing
            assert set(re.findall(r"\b\d{6}-\d\d-\d{6}\b", said)) <= inside, (who, call)
            assert set(re.findall(r"N00[0-8]\d", said)) <= posted, (who, call)
            for code in set(re.findall(r"33010[89]\d*", said)):
                near = holds(who.area_code, code) or holds(code, who.area_code)
                assert near, (who, call, code)


def test_the_jurisdictions_that_should_see_something_do(written: Written) -> None:
    for name in ("province", "district", "street", "community", "grid", "abroad"):
        found = answers(written.database, SCOPES[name], written.data)
        assert found["QueueReader.after"][0], name
        assert found["HistoryReader.walk"], name
        assert found["RegistryReader.staff"][0], name
        assert found["FigureReader.nightly"][1].whole.tally.reported, name
