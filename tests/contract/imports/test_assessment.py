"""Assessment profiles and findings: taken in, taken in again, written out, and refused by name."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest

from core.imports.commands import (
    ExportRegister,
    FindingRow,
    ImportCommand,
    ImportFindings,
    ImportProfiles,
    IndicatorRow,
    ProfileRow,
    UndoImport,
)
from core.imports.findings import finding_rows, read_finding_file
from core.imports.profile_file import profile_rows, read_profile_file
from core.imports.result import ImportResult, UndoResult
from core.kernel.errors import Forbidden
from core.operators.models import Operator
from tests.contract.imports.conftest import Look, Rows
from tests.district import (
    ADMIN,
    BUREAU,
    COMMUNITY,
    GRID,
    GRIDDER,
    OTHER_STREET,
    STREET,
    SUPERVISOR,
    District,
)

TakeIn = Callable[[ImportCommand], ImportResult]

NEW_YEAR = date(2026, 1, 1)
VALID = IndicatorRow("valid", 6000, 300_000, 900_000, 5)
REWORK = IndicatorRow("rework", 4000, 300_000, 0)
BASE = ProfileRow(2, "base", NEW_YEAR, "标准", ("street", "community"), (VALID, REWORK))
ELDERLY = ProfileRow(
    4, "elderly", NEW_YEAR, "老龄社区", ("community",), (VALID._replace(weight=10_000),),
    replaces="base", areas=(COMMUNITY,), findings_limit=250, star_floors=(60, 80), ranking=True,
)  # fmt: skip
FOUND = FindingRow(2, "F-1", date(2026, 9, 14), "第三方", "community", COMMUNITY, -150, "未清")


def profiles(*rows: ProfileRow, commit: bool = True) -> ImportProfiles:
    return ImportProfiles(rows=rows, commit=commit)


def findings(*rows: FindingRow, commit: bool = True) -> ImportFindings:
    return ImportFindings(rows=rows, commit=commit)


def counts(result: ImportResult) -> tuple[int, int, int, bool]:
    return result.new, result.changed, result.unchanged, result.committed


def reasons(result: ImportResult) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in result.refused]


def test_profiles_are_taken_in_once_and_changed_whole(take_in: TakeIn, look: Look) -> None:
    assert counts(take_in(profiles(BASE, ELDERLY))) == (2, 0, 0, True)
    assert counts(take_in(profiles(BASE, ELDERLY))) == (0, 0, 2, True)
    indicators = look(
        "SELECT figure, weight, zero_at, full_at, least FROM assessment_indicator"
        " WHERE profile_id = 1 ORDER BY ordinal"
    )
    assert indicators == [tuple(VALID), tuple(REWORK)]

    changed = BASE._replace(indicators=(REWORK._replace(weight=10_000),))
    assert counts(take_in(profiles(changed))) == (0, 1, 0, True)
    later = BASE._replace(valid_from=date(2026, 7, 1))
    assert counts(take_in(profiles(later))) == (1, 0, 0, True)
    held = look("SELECT code, valid_from FROM assessment_profile ORDER BY code, valid_from")
    assert [(code, str(day)) for code, day in held] == [
        ("base", "2026-01-01"), ("base", "2026-07-01"), ("elderly", "2026-01-01"),
    ]  # fmt: skip


def test_a_dry_run_tells_what_would_change_and_changes_nothing(
    take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    take_in(profiles(BASE, ELDERLY))
    before = everything()
    lighter = BASE._replace(
        indicators=(VALID._replace(weight=5000), REWORK._replace(weight=5000)), ranking=True
    )
    dry = take_in(profiles(lighter, commit=False))
    assert counts(dry) == (0, 1, 0, False)
    assert [(c.sort, c.key, c.field, c.held, c.said) for c in dry.changes.listed] == [
        ("changed", "base", "ranking", False, True),
        (
            "changed", "base", "indicators",
            "valid 60 (30% → 90%, ≥ 5); rework 40 (30% → 0%, ≥ 1)",
            "valid 50 (30% → 90%, ≥ 5); rework 50 (30% → 0%, ≥ 1)",
        ),
        ("missing", "elderly", "", None, None),
    ]  # fmt: skip
    assert everything() == before


VOLUME = (
    "“reported” is a volume, and volume is never assessed: a quota of 60 reports a month made "
    "staff report trivia, of which 9.5 % were valid and 1.5 % left the grid. Weigh a rate, "
    "such as valid, on_time or effectively_solved."
)
BOUNDS = "rework needs a weight above nothing, and two values that differ, from -1000 to 1000."
WRONG = (
    (BASE._replace(indicators=(VALID,)), "indicators", "The weights add up to 60, not to 100."),
    (
        BASE._replace(indicators=(VALID, REWORK._replace(figure="valid"))),
        "indicators",
        "valid is weighed twice.",
    ),
    (
        BASE._replace(indicators=(VALID._replace(figure="reported"), REWORK)),
        "indicators",
        VOLUME,
    ),
    (
        BASE._replace(indicators=(VALID, REWORK._replace(full_at=300_000))),
        "indicators",
        BOUNDS,
    ),
    (
        BASE._replace(indicators=(VALID, REWORK._replace(zero_at=1_000_000_001))),
        "indicators",
        BOUNDS,
    ),
    (
        BASE._replace(targets=("street", "unit")),
        "targets",
        "A profile is for areas (street, community, grid), for units or for staff.",
    ),
    (
        BASE._replace(star_floors=(80, 70)),
        "star_floors",
        "Stars need at most 5 growing scores, as 60 70 80 90 95.",
    ),
    (
        BASE._replace(areas=(COMMUNITY,)),
        "areas",
        "A profile that replaces another one names its areas, and only so.",
    ),
    (
        ELDERLY._replace(replaces="nobody"),
        "replaces",
        "There is no other profile nobody in force by then to be replaced.",
    ),
    (
        ELDERLY._replace(valid_from=date(2025, 1, 1)),
        "replaces",
        "There is no other profile base in force by then to be replaced.",
    ),
    (
        ELDERLY._replace(targets=("grid",)),
        "replaces",
        "Only a profile for areas is replaced, by one for the same areas.",
    ),
    (
        ELDERLY._replace(areas=("330109001",)),
        "areas",
        "There is no such area in your jurisdiction.",
    ),
    (
        ELDERLY._replace(code="other"),
        "areas",
        f"The profile elderly replaces the same one in {COMMUNITY} from the same day.",
    ),
)


@pytest.mark.parametrize(("row", "column", "why"), WRONG, ids=range(len(WRONG)))
def test_a_profile_that_will_not_do_is_refused_with_the_reason(
    row: ProfileRow, column: str, why: str, take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    take_in(profiles(BASE, ELDERLY))
    before = everything()
    result = take_in(profiles(row, BASE._replace(code="good")))
    assert (row.line, column, why) in reasons(result)
    assert not result.committed
    assert everything() == before


FILE = """\
街道考核方案
方案编码,方案名称,启用日期,考核对象,指标,权重,零分值,满分值,最少件数,代替方案,适用区域,加减分上限,星级分数线,允许排名
base,标准,2026/1/1,街道、社区,有效率,60,30％,0.9,5,,,,,
,,,,返工率,40,30%,0,,,,,,
elderly,老龄社区,2026年1月1日,社区,valid,１００,30%,90%,5,base,330108001001,2.5,60 80,是
"""


def test_a_file_as_offices_write_it_is_understood() -> None:
    table = read_profile_file(lambda: BytesIO(FILE.encode()), "profiles.csv")
    assert list(profile_rows(table)) == [
        BASE._replace(line=3),
        ELDERLY._replace(line=5),
    ]


def test_every_wrong_row_of_a_file_is_told_by_its_line() -> None:
    text = (
        "code,name,valid_from,target,figure,weight,zero_at,full_at\n"
        "a,甲,2026-01-01,community,上报数,60,0,60\n"
        "a,,2026-01-01,,valid,40,30%,90%\n"
        "b,乙,2026-01-01,unit,valid,100,30%,90%\n"
        "c,丙,2026-01-01,community,valid,a lot,30%,90%\n"
        "d,丁,2026-01-01,community,valid,50,30%,90%\n"
        "d,戊,2026-01-01,community,rework,50,30%,0%\n"
        ",,,,rework,12.345,30%,\n"
    )
    table = read_profile_file(lambda: BytesIO(text.encode()), "p.csv")
    told = [(row.line, row.column, row.reason.partition(":")[0]) for row in profile_rows(table)]  # type: ignore[union-attr]
    assert told == [
        (2, "figure", "“reported” is a volume, and volume is never assessed"),
        (4, "figure", "“valid” is of reports, in which no unit has a part; weigh another."),
        (5, "weight", "It is no number; write it as 12.5, -0.5 or 0.7."),
        (7, "name", "On line 6 the same profile says otherwise."),
        (8, "weight", "It has more than 2 digits behind the point."),
    ]


def exported(district: District, register: str) -> str:
    table = district.desk.execute(ExportRegister(register=register), by=ADMIN)  # type: ignore[arg-type]
    return "\n".join(
        ",".join("" if cell is None else str(cell) for cell in row)
        for row in (table.header, *table.rows)
    )


def test_what_is_written_out_is_taken_in_again_unchanged(
    district: District, take_in: TakeIn
) -> None:
    take_in(profiles(BASE, ELDERLY))
    take_in(findings(FOUND, FOUND._replace(line=3, number="F-2", points=25, evidence="照片 3")))
    text = exported(district, "profiles")
    table = read_profile_file(lambda: BytesIO(text.encode()), "p.csv")
    again = take_in(ImportProfiles(rows=profile_rows(table), commit=True))
    assert counts(again) == (0, 0, 2, True)
    text = exported(district, "findings")
    found = read_finding_file(lambda: BytesIO(text.encode()), "f.csv")
    again = take_in(ImportFindings(rows=finding_rows(found), commit=True))
    assert counts(again) == (0, 0, 2, True)


def test_findings_of_every_target_are_taken_in_once(
    district: District, take_in: TakeIn, look: Look
) -> None:
    number = district.report().number
    rows = (
        FOUND,
        FOUND._replace(line=3, number="F-2", target="street", target_key=STREET, points=200),
        FOUND._replace(line=4, number="F-3", target="grid", target_key=GRID, case_number=number),
        FOUND._replace(line=5, number="F-4", target="unit", target_key=BUREAU),
        FOUND._replace(line=6, number="F-5", target="staff", target_key=GRIDDER),
    )
    assert counts(take_in(findings(*rows))) == (5, 0, 0, True)
    assert counts(take_in(findings(*rows))) == (0, 0, 5, True)
    corrected = FOUND._replace(points=-50)
    dry = take_in(findings(corrected, commit=False))
    assert [(c.key, c.field, c.held, c.said) for c in dry.changes.listed] == [
        ("F-1", "points", -150, -50)
    ]
    assert counts(take_in(findings(corrected))) == (0, 1, 0, True)
    assert look("SELECT number, area_code, points FROM assessment_finding ORDER BY number") == [
        ("F-1", COMMUNITY, -50),
        ("F-2", STREET, 200),
        ("F-3", GRID, -150),
        ("F-4", "330108", -150),
        ("F-5", GRID, -150),
    ]


def test_a_finding_about_somebody_stays_where_it_was_made(
    district: District, take_in: TakeIn, look: Look
) -> None:
    about = FOUND._replace(target="staff", target_key=GRIDDER)
    take_in(findings(about))
    with district.transactions.writing() as session:
        session.connection().exec_driver_sql(f"UPDATE posting SET area_code = '{OTHER_STREET}'")
    assert counts(take_in(findings(about))) == (0, 0, 1, True)
    assert look("SELECT area_code FROM assessment_finding") == [(GRID,)]


def test_findings_that_will_not_do_are_refused_by_line(
    take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    before = everything()
    missing = "There is no such target in your jurisdiction."
    result = take_in(
        findings(
            FOUND,
            FOUND._replace(line=3),
            FOUND._replace(line=4, number="F-2", target_key="330109001001"),
            FOUND._replace(line=5, number="F-3", target="street"),
            FOUND._replace(line=6, number="F-4", target="unit", target_key="X"),
            FOUND._replace(line=7, number="F-5", found_on=date(2026, 9, 14) + timedelta(days=1)),
            FOUND._replace(line=8, number="F-6", points=0),
            FOUND._replace(line=9, number="F-7", case_number="330108-26-999999"),
        )
    )
    assert reasons(result) == [
        (3, "number", "It stands on line 2 already."),
        (4, "target_key", missing),
        (5, "target_key", missing),
        (6, "target_key", missing),
        (7, "found_on", "This day is yet to come."),
        (8, "points", "A finding adds points or takes some away."),
        (9, "case_number", "There is no case 330108-26-999999 in your jurisdiction."),
    ]
    assert everything() == before


def test_only_an_administrator_takes_them_in(
    district: District, everything: Callable[[], Rows]
) -> None:
    before = everything()["assessment_profile"], everything()["assessment_finding"]
    for command in (profiles(BASE), findings(FOUND)):
        with pytest.raises(Forbidden):
            district.desk.execute(command, by=SUPERVISOR)
    assert (everything()["assessment_profile"], everything()["assessment_finding"]) == before


def test_an_administrator_of_a_street_is_bound_to_it(
    district: District, take_in: TakeIn, look: Look
) -> None:
    take_in(profiles(BASE))
    with district.transactions.writing() as session:
        session.add(Operator(login="other", name="陈", role="admin", area_code=OTHER_STREET))
    result = district.desk.execute(findings(FOUND), by="other")
    assert reasons(result) == [(2, "target_key", "There is no such target in your jurisdiction.")]
    result = district.desk.execute(profiles(ELDERLY), by="other")
    assert reasons(result) == [(4, "areas", "There is no such area in your jurisdiction.")]
    take_in(findings(FOUND))
    assert district.desk.execute(ExportRegister(register="findings"), by="other").rows == ()
    # Nor is what was found elsewhere written over by taking its number.
    mine = FOUND._replace(target="street", target_key=OTHER_STREET)
    result = district.desk.execute(findings(mine), by="other")
    why = "The number is that of a finding outside your jurisdiction."
    assert reasons(result) == [(2, "number", why)]
    assert look("SELECT target_key, points FROM assessment_finding") == [(COMMUNITY, -150)]


def test_a_profile_that_another_one_replaces_is_not_undone(
    district: District, take_in: TakeIn, everything: Callable[[], Rows]
) -> None:
    first = take_in(profiles(BASE)).import_id
    take_in(profiles(ELDERLY))
    before = everything()
    result: UndoResult = district.desk.execute(
        UndoImport(import_id=first or 0, commit=True), by=ADMIN
    )
    assert [(one.key, one.reason) for one in result.hindrances] == [
        ("base", "The profile elderly replaces it.")
    ]
    assert everything() == before
