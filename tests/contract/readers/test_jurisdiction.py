"""No reader shows or counts anything of another jurisdiction: generated over all of them.

Two proofs. What a reader says of a jurisdiction must not change when everything outside it is
removed from the database; and nothing it says may name a place, a case or a person outside.
A reader or a method that has no call here fails the first test.

Lesson 25: osTicket (#1557, #6936), zammad (#2757) and others filtered in some places and forgot
one: a person's page, three endpoints, a side bar.
"""

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any, Final

import pytest
from sqlalchemy import Connection, text

import storage.readers
from core.areas.codes import holds
from core.assessments.scoring import Score
from core.audit.rows import AuditFilter
from core.cases.commands import ReportCase
from core.cases.models import Case
from core.cases.rows import CaseFilter, QueueKey
from core.kernel.errors import CoreError
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from core.reports.drill import CLOSER, Share
from core.upstreams.fields import OF_EVERY_RECORD, What, fields_of
from core.upstreams.loading import load_mapping
from core.upstreams.mapping import Mapping
from storage import guards
from storage.database import Database, open_database
from storage.readers.admin import AdminReader
from storage.readers.assessments import PARTS, AssessmentReader
from storage.readers.boundaries import BoundaryReader
from storage.readers.calendar import CalendarReader
from storage.readers.cases import CaseReader
from storage.readers.coverage import CoverageReader
from storage.readers.division import DivisionReader
from storage.readers.drill import DrillReader
from storage.readers.duplicates import DuplicateReader
from storage.readers.explain import ExplainReader
from storage.readers.figures import FigureReader
from storage.readers.grids import GridReader
from storage.readers.history import HistoryReader
from storage.readers.imports import ImportReader
from storage.readers.inbox import InboxReader
from storage.readers.lineage import LineageReader
from storage.readers.queue import QueueReader
from storage.readers.records import RecordReader
from storage.readers.registry import RegistryReader
from storage.readers.roster import RosterReader
from storage.readers.signals import SignalReader
from storage.readers.spot_checks import SpotCheckReader
from storage.readers.suggestions import SuggestionReader
from storage.readers.timers import TimerReader
from storage.readers.units import UnitReader
from storage.readers.upstreams import UpstreamReader
from tests.contract.readers.conftest import Written
from tests.contract.readers.dataset import (
    COMMUNITIES,
    GRIDS,
    HOME,
    NOW,
    SAMPLE,
    SCOPES,
    STREET,
    TWO_DISTRICTS,
    ZONE,
    Dataset,
)
from tests.databases import Shelves
from tests.squares import at

Call = Callable[[Any, Dataset], Any]


def some(data: Dataset) -> list[Case]:
    """Return cases from inside and outside of every jurisdiction."""
    return data.cases[::9]


AREAS: Final = ("33", HOME, "330109", STREET, "330108002", *COMMUNITIES[::2], *GRIDS[::3])
STREETS: Final = (STREET, "330108002", "330109001")
TODAY: Final = date(2026, 9, 16)
FILTERS: Final = (
    CaseFilter(),
    CaseFilter(tier=3, late=True),
    CaseFilter(area="330109"),
    CaseFilter(due_on=TODAY),
)
EVERYTHING: Final = CaseFilter(open=None)
STAFF: Final = ("N0001", "N0002", "N0009", "N0090", "N0091", "N9999")
DRILLED: Final = ("valid", "on_time", "effectively_solved", "return")
A_KEY: Final = QueueKey(NOW, 1)


def sheet_of(what: str, *more: str) -> Mapping:
    """Return a mapping of everything there is of a kind."""
    names = (name for name in fields_of(What(what)) if name not in OF_EVERY_RECORD)
    columns = "".join(f"  - {{header: {name}, field: {name}}}\n" for name in names)
    text = "\n".join((f"what: {what}", "code: all", "title: all", *more, "columns:", columns))
    return load_mapping(text.encode(), "all.yaml")


SHEETS: Final = tuple(sheet_of(what) for what in ("cases", "grids", "staff", "units"))
FIGURES: Final = sheet_of("figures", "by: community", "period: day")


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
    BoundaryReader: {
        "at": lambda r, _: [r.at(*at(x / 2, 1)) for x in range(8 * len(GRIDS) + 1)],
        "outlines": lambda r, _: [r.outlines(code) for code in AREAS],
        "flaws": lambda r, _: r.flaws(),
        "misplaced": lambda r, _: list(r.misplaced()),
    },
    CaseReader: {
        "row": lambda r, data: [attempt(r.row, case.number) for case in some(data)],
        "detail": lambda r, data: [attempt(r.detail, case.number, NOW) for case in some(data)],
    },
    CalendarReader: {
        "announced": lambda r, _: r.announced(),
        "year": lambda r, _: r.year(2026),
        "due": lambda r, _: r.due(date(2026, 1, 1), date(2027, 12, 31)),
    },
    CoverageReader: {"findings": lambda r, _: r.findings(TODAY)},
    SuggestionReader: {
        "of": lambda r, data: [attempt(r.of, case.number, NOW) for case in some(data)],
        "of_report": lambda r, _: [attempt(r.of_report, code, "E0401", NOW) for code in AREAS],
    },
    DivisionReader: {"grids": lambda r, _: r.grids(), "staff": lambda r, _: r.staff(TODAY)},
    ImportReader: {
        "runs": lambda r, _: r.runs(),
        "run": lambda r, _: [attempt(lambda n: r.run(int(n)), n) for n in "123"],
    },
    DuplicateReader: {
        "of": lambda r, data: [attempt(r.of, case.number, NOW) for case in some(data)],
        "of_report": lambda r, data: [r.of_report(like(case), NOW) for case in some(data)],
    },
    RecordReader: {
        "record": lambda r, data: [attempt(r.record, case.number, NOW) for case in some(data)],
        "awaiting_call_back": lambda r, _: r.awaiting_call_back(None, 500),
        "count_awaiting_call_back": lambda r, _: r.count_awaiting_call_back(),
    },
    LineageReader: {
        "of": lambda r, _: [attempt(r.of, code) for code in AREAS],
        "known": lambda r, _: [attempt(r.known, code) for code in AREAS],
        "version": lambda r, _: r.version(),
    },
    InboxReader: {
        "of": lambda r, _: [attempt(r.of, number, None, 500) for number in STAFF],
        "count": lambda r, _: [attempt(r.count, number) for number in STAFF],
    },
    SpotCheckReader: {
        "candidates": lambda r, _: sorted(r.candidates(TODAY - timedelta(days=9), TODAY)),
        "sheet": lambda r, _: r.sheet(SAMPLE),
    },
    TimerReader: {
        "open": lambda r, _: [r.open(wanted, NOW, None, 500) for wanted in FILTERS],
        "summary": lambda r, _: r.summary(NOW, NOW + timedelta(days=2)),
    },
    HistoryReader: {
        "chain": lambda r, data: [attempt(r.chain, case.number) for case in some(data)],
        "entries": lambda r, data: [attempt(r.entries, case.number) for case in some(data)],
        "walk": lambda r, _: list(r.walk()),
        "sample": lambda r, _: list(r.sample([0.0], 500)),
    },
    FigureReader: {
        "nightly": lambda r, _: [r.nightly(TODAY - timedelta(days=n), ZONE, NOW) for n in (0, 1)],
        "over": lambda r, _: r.over(TODAY - timedelta(days=9), TODAY, ZONE, NOW),
        "daily": lambda r, _: r.daily(TODAY - timedelta(days=3), TODAY, ZONE, NOW),
        "headline": lambda r, _: r.headline(TODAY - timedelta(days=9), TODAY, ZONE, NOW),
        "closer": lambda r, _: [
            r.closer(part, TODAY - timedelta(days=9), TODAY, ZONE, NOW) for part in CLOSER
        ],
        "of_area": lambda r, _: [
            attempt(lambda code: r.of_area(code).nightly(TODAY, ZONE, NOW), code) for code in AREAS
        ],
    },
    DrillReader: {
        "shares": lambda r, _: [behind(r, figure) for figure in DRILLED],
        "rows": lambda r, _: [r.rows([Share(n, 1, 1, counted=True) for n in range(1, 301)])],
        "of_area": lambda r, _: [
            attempt(lambda code: behind(r.of_area(code), "valid"), code) for code in AREAS
        ],
    },
    SignalReader: {
        "warnings": lambda r, _: r.warnings(TODAY, ZONE, NOW),
        "padding": lambda r, _: r.padding(TODAY, ZONE, NOW),
        "flaws": lambda r, _: r.flaws(TODAY - timedelta(days=9), TODAY, ZONE, NOW),
        "of_area": lambda r, _: [
            attempt(lambda code: r.of_area(code).flaws(TODAY, TODAY, ZONE, NOW), code)
            for code in AREAS
        ],
    },
    AssessmentReader: {
        "profiles": lambda r, _: r.profiles(),
        "base": lambda r, _: attempt(lambda code: r.base(code, TODAY), "areas"),
        "scores": lambda r, _: [scored(r, target) for target in PARTS],
        "costing": lambda r, _: [losses(r, target) for target in ("community", "unit", "staff")],
        "of_area": lambda r, _: [
            attempt(lambda code: scored(r.of_area(code), "community"), code) for code in AREAS
        ],
    },
    AdminReader: {
        "operators": lambda r, _: attempt(lambda _number: r.operators(), ""),
        "imports": lambda r, _: attempt(lambda _number: r.imports(None, 500), ""),
        "count_imports": lambda r, _: attempt(lambda _number: r.count_imports(), ""),
        "audit": lambda r, _: attempt(lambda _number: r.audit(AuditFilter(), None, 500), ""),
        "count_audit": lambda r, _: attempt(lambda _number: r.count_audit(AuditFilter()), ""),
    },
    RegistryReader: {
        "area": lambda r, _: [attempt(r.area, code) for code in AREAS],
        "areas": lambda r, _: [r.areas(code) for code in (None, *AREAS)],
        "areas_all": lambda r, _: r.areas_all(),
        "units": lambda r, _: [r.units(area_code=code) for code in (None, *AREAS)],
        "items": lambda r, _: r.items(TODAY),
        "staff": lambda r, _: [r.staff(code) for code in (None, *AREAS)],
        "gridders": lambda r, _: [r.gridders(code, TODAY) for code in AREAS],
        "counts": lambda r, _: r.counts(TODAY),
    },
    GridReader: {
        "top": lambda r, _: r.top(NOW),
        "below": lambda r, _: [r.below(code, NOW) for code in AREAS],
        "lanes": lambda r, _: [r.lanes(code, NOW) for code in AREAS],
        "find": lambda r, _: [r.find(text, 500) for text in ("区域", HOME, "330109")],
        "board": lambda r, _: [r.board(code, TODAY) for code in AREAS],
        "without": lambda r, _: [r.without(code, "leader", 500) for code in AREAS],
    },
    RosterReader: {
        "total": lambda r, _: [r.total(text) for text in ("", "N", "王小", "N0008")],
        "rank": lambda r, _: [r.rank(text, "N0005") for text in ("", "王小")],
        "after": lambda r, _: [r.after(text, None, 500, NOW) for text in ("", "王小")],
        "before": lambda r, _: [r.before(text, None, 500, NOW) for text in ("", "王小")],
        "at": lambda r, _: r.at("", 1, 500, NOW),
        "posts": lambda r, _: [attempt(r.posts, number) for number in STAFF],
        "cases": lambda r, _: [attempt(r.cases, number) for number in STAFF],
    },
    UnitReader: {
        "loads": lambda r, _: r.loads(NOW),
        "returns": lambda r, _: r.returns(NOW - timedelta(days=30), NOW),
        "ruling_counts": lambda r, _: r.ruling_counts(),
        "rulings": lambda r, _: [r.rulings(f"S{street}") for street in STREETS],
    },
    UpstreamReader: {
        "area_of": lambda r, _: [attempt(r.area_of, sheet) for sheet in SHEETS],
        "streams": lambda r, _: r.streams(),
        "runs": lambda r, _: r.runs(),
        "troubles": lambda r, _: r.troubles(),
        "looking": lambda r, data: [attempt(looked_at, r, sheet, data) for sheet in SHEETS],
        "figures": lambda r, _: attempt(r.figures, FIGURES, ZONE, NOW),
    },
    ExplainReader: {
        "policy": lambda r, _: len(r.policy().tiers),
        "case": lambda r, data: [attempt(r.case, case.number) for case in some(data)],
    },
}
"""For every reader and every method of it, a call that would show what is outside."""


OF_THE_TIMERS = {"PolicyReader", "RollUpReader", "SchedulingReader"}
"""Readers of the whole district: what clocks have set off, for nobody to see, the books of the
scheduler, which name no case and no person, and the tallies of days, of which each jurisdiction
is told its own by `FigureReader` (see tests/contract/rollups)."""


def scored(reader: AssessmentReader, target: str) -> tuple[Score, ...]:
    """Return the scores of ten days."""
    profile = {"unit": "units", "staff": "people"}.get(target, "areas")
    return reader.scores(profile, target, TODAY - timedelta(days=9), TODAY, ZONE, NOW)


def losses(reader: AssessmentReader, target: str) -> Any:
    """Return the cases that cost points in ten days."""
    return [
        reader.costing(score, one, TODAY - timedelta(days=9), TODAY, ZONE, NOW)
        for score in scored(reader, target)[:2]
        for one in score.indicators[:2]
    ]


def behind(reader: DrillReader, figure: str) -> Any:
    """Return the cases behind a figure of ten days."""
    shares = reader.shares(figure, TODAY - timedelta(days=9), TODAY, ZONE, NOW)
    return shares, reader.rows(shares)


def looked_at(reader: UpstreamReader, sheet: Mapping, data: Dataset) -> Any:
    """Return everything that a run would see, of cases also by id and by number."""
    keys, numbers = [case.id or 0 for case in data.cases], [case.number for case in some(data)]
    with reader.looking(sheet, EVERYTHING, NOW) as look:
        told: list[Any] = [look.area, look.stream, look.waiting(), look.known(), [*look.records()]]
        told += [look.gone(numbers), look.troubled(refused=True)]
        if sheet.what is What.CASES:
            told.append(look.waiting_records(keys, ())[0])
        return told


def like(case: Case) -> ReportCase:
    """Report the matter of a case once more."""
    return ReportCase(
        source="hotline", source_ref="x", matter=case.matter, area_code=case.area_code
    )


def attempt(method: Callable[..., Any], number: Any, *more: Any) -> Any:
    """Call ``method``; a refusal is an answer too, apart from the number it repeats."""
    try:
        return method(number, *more)
    except CoreError as refusal:
        return type(refusal), refusal.template


def public_methods() -> Iterator[tuple[str, str]]:
    for module in pkgutil.iter_modules(storage.readers.__path__):
        found = import_module(f"storage.readers.{module.name}")
        for name, reader in inspect.getmembers(found, inspect.isclass):
            mine = reader.__module__ == found.__name__
            if name.endswith("Reader") and mine and name not in OF_THE_TIMERS:
                for method, _ in inspect.getmembers(reader, inspect.isfunction):
                    if not method.startswith("_"):
                        yield name, method


def test_lesson_25_every_method_of_every_reader_is_tried() -> None:
    tried = {(reader.__name__, method) for reader, calls in CALLS.items() for method in calls}

    assert tried == set(public_methods())


def as_role(who: Scope, reader: type) -> Scope:
    """Let somebody look who may read scores, where that is what is read."""
    return replace(who, role=Role.SUPERVISOR) if reader is AssessmentReader else who


def answers(database: Database, who: Scope, data: Dataset) -> dict[str, Any]:
    return {
        f"{reader.__name__}.{method}": call(reader(database, as_role(who, reader)), data)
        for reader, calls in CALLS.items()
        for method, call in calls.items()
    }


@pytest.fixture(scope="module")
def told(written: Written) -> dict[str, dict[str, Any]]:
    """What every reader answers each jurisdiction."""
    return {name: answers(written.database, who, written.data) for name, who in SCOPES.items()}


@pytest.fixture
def copy(written: Written, shelves: Shelves) -> Iterator[Database]:
    """A copy of the two districts, from which rows may be removed."""
    sqlite = written.database.dialect == "sqlite"
    shelf = shelves.sqlite if sqlite else shelves.postgresql
    url = shelf.take(TWO_DISTRICTS)
    database = open_database(url)
    yield database
    database.close()
    shelf.give_back(url)


@pytest.mark.parametrize(
    "names",
    (("province", "district", "street", "community", "grid", "crossed", "nowhere"), ("abroad",)),
    ids=("home", "abroad"),
)
def test_lesson_25_nothing_changes_for_a_jurisdiction_when_all_outside_it_is_gone(
    written: Written, told: dict[str, dict[str, Any]], copy: Database, names: tuple[str, ...]
) -> None:
    # Each jurisdiction lies in the one before it, so that ever more can be removed.
    for name in names:
        inside = {case.id for case in written.data.within(SCOPES[name])}
        with copy.transactions.writing() as session:
            remove_all_but(session.connection(), inside)
        after = answers(copy, SCOPES[name], written.data)
        assert after.keys() == told[name].keys()
        for call, answer in told[name].items():
            assert after[call] == answer, (name, call)


def remove_all_but(connection: Connection, inside: set[int | None]) -> None:
    kept = ", ".join(str(key) for key in sorted(key for key in inside if key)) or "0"
    guards.take_down(connection)
    owned = ("spot_check_drawn", "case_timer", "case_history")
    for table, key in (*((name, "case_id") for name in owned), ("cases", "id")):
        connection.execute(text(f"DELETE FROM {table} WHERE {key} NOT IN ({kept})"))
    guards.recount(connection)
    guards.put_up(connection)


def test_lesson_25_nothing_outside_a_jurisdiction_is_ever_named(
    written: Written, told: dict[str, dict[str, Any]]
) -> None:
    for name, who in SCOPES.items():
        inside = {case.number for case in written.data.within(who)}
        posted = {f"N{1 + n:04d}" for n, grid in enumerate(GRIDS) if grid.startswith(who.area_code)}
        for call, answer in told[name].items():
            said = re.sub("[0-9a-f]{64}", "", repr(answer))  # hashes name nothing
            assert set(re.findall(r"\b\d{6}-\d\d-\d{6}\b", said)) <= inside, (who, call)
            assert set(re.findall(r"N00[0-8]\d", said)) <= posted, (who, call)
            for code in set(re.findall(r"33010[89]\d*", said)):
                near = holds(who.area_code, code) or holds(code, who.area_code)
                assert near, (who, call, code)


def test_the_jurisdictions_that_should_see_something_do(told: dict[str, dict[str, Any]]) -> None:
    for name in ("province", "district", "street", "community", "grid", "abroad"):
        found = told[name]
        assert found["QueueReader.after"][0], name
        assert any(found["BoundaryReader.at"]), name
        assert found["BoundaryReader.misplaced"], name
        assert found["HistoryReader.walk"], name
        assert found["RegistryReader.staff"][0], name
        assert found["GridReader.top"][0].open, name
        assert found["RosterReader.after"][0], name
        assert found["UnitReader.returns"], name
        assert found["FigureReader.nightly"][1].whole.tally.reported, name
        assert found["DrillReader.shares"][0], name
        assert found["AssessmentReader.scores"][1], name
        assert any(found["AssessmentReader.costing"][0]), name
