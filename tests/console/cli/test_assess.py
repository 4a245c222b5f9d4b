"""Scores from the command line: told, explained to the last point, and never by volume."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.readers.assessments import AssessmentReader
from tests.console.cli.conftest import Ended, Griddesk
from tests.console.cli.test_looking import FIRST, closed
from tests.district import ADMIN, AUDITOR, COMMUNITY, ENFORCEMENT, GRID, SUPERVISOR

PROFILES = f"""\
code,name,name_en,valid_from,targets,figure,weight,zero_at,full_at,least,replaces,areas,findings_limit,stars,ranking
areas,区域方案,Areas,2026-01-01,community street grid,valid,70,0%,90%,1,,,5,60 80,yes
areas,,,2026-01-01,,miss,30,100%,0%,1,,,,,
units,单位方案,Units,2026-01-01,unit,on_time,50,0%,100%,1,,,5,,
units,,,2026-01-01,,closing,50,0%,100%,1,,,,,
people,人员方案,People,2026-01-01,staff,valid,100,0%,100%,1,,,5,,
elderly,老龄社区,Elderly,2026-01-01,community,valid,100,0%,50%,1,areas,{COMMUNITY},,,
"""
FINDINGS = f"""\
编号,检查日期,检查方,对象类型,对象编码,分值,事由,证据编号
F-1,2026-09-14,第三方,street,330108001,-1.5,三处垃圾未清,照片17
F-2,2026-09-14,第三方,单位,{ENFORCEMENT},+2,抢修及时,
"""
SINCE = ("--since", "2026-09-14")


@pytest.fixture
def weighed(desk: Griddesk, tmp_path: Path) -> Griddesk:
    """A desk at which profiles and findings have been taken in; the supervisor sits there."""
    for kind, text in (("profiles", PROFILES), ("findings", FINDINGS)):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        ended = desk("import", kind, str(path), "--commit", by=ADMIN)
        assert ended.code == 0, ended.err

    def command(*arguments: str, by: str = SUPERVISOR, lang: str = "en") -> Ended:
        return desk(*arguments, by=by, lang=lang)

    return command


def test_areas_and_units_are_scored_side_by_side(weighed: Griddesk) -> None:
    told = weighed("assess", "score", *SINCE, "--format", "json").json
    assert [(one["profile"], one["target"], one["key"]) for one in told["scores"]] == [
        ("elderly", "community", COMMUNITY),
        ("areas", "community", "330108002001"),
    ]
    [street, other] = weighed(
        "assess", "score", *SINCE, "--profile", "areas", "--by", "street", "--format", "json"
    ).json["scores"]
    # Two of four reports are filed: 50 of 90 %; nothing was missed of what is filed.
    assert [
        (one["figure"], one["numerator"], one["denominator"], one["worth"], one["points"])
        for one in street["indicators"]
    ] == [("valid", 2, 4, 70.0, 38.89), ("miss", 0, 2, 30.0, 30.0)]
    assert (street["score"], street["found"]) == (67.39, -1.5)
    assert (other["score"], other["indicators"][0]["counts"]) == (None, False)


def test_all_scores_of_one_answer_are_of_one_moment(
    weighed: Griddesk, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("assess", "score", *SINCE, "--format", "json")
    before = weighed(*asked).json
    read = AssessmentReader.scores

    def scores(reader: AssessmentReader, *about: Any) -> Any:
        found = read(reader, *about)
        with closing(sqlite3.connect(db)) as connection, connection:
            connection.execute("UPDATE assessment_profile SET valid_from = '2099-01-01'")
        return found

    monkeypatch.setattr(AssessmentReader, "scores", scores)
    assert weighed(*asked).json == before
    assert weighed(*asked).code == 4, "the next answer is of another moment"


def test_a_score_is_told_as_a_table_with_rates_and_points(weighed: Griddesk) -> None:
    told = weighed("assess", "score", *SINCE, "--profile", "areas", "--by", "street")
    assert told.code == 0
    title, head, first, second = told.out.splitlines()
    assert title == "Areas (areas), 2026-09-14 … 2026-09-14"
    assert head.split() == ["Code", "Street", "Score", "Valid", "Miss", "rate", "Findings"]
    assert first.split() == [
        "330108001", "西兴街道", "67.39", "50.0%", "38.89/70.00", "0.0%", "30.00/30.00", "-1.50",
    ]  # fmt: skip
    assert second.split() == ["330108002", "长河街道", "–", "–", "–", "0.00"]
    chinese = weighed("assess", "score", *SINCE, "--profile", "areas", "--by", "street", lang="zh")
    assert chinese.out.splitlines()[0] == "区域方案（areas），2026-09-14 … 2026-09-14"


def test_every_point_of_a_score_is_explained_and_adds_up(weighed: Griddesk) -> None:
    asked = ("assess", "explain", "330108001", *SINCE, "--profile", "areas", "--by", "street")
    told = weighed(*asked, "--format", "json").json
    parts = sum(round(100 * one["points"]) for one in told["indicators"])
    assert round(100 * told["score"]) == parts + round(100 * told["found"]) == 6739
    assert told["sum"] == "38.89 + 30.00 - 1.50 = 67.39"
    valid = told["indicators"][0]
    assert valid["formula"] == "70.00 × (2/4 − 0.0%) ÷ (90.0% − 0.0%), from 0 to 1 = 38.89"
    assert valid["command"] == (
        "griddesk figures --drill valid --by street --key 330108001 "
        "--since 2026-09-14 --until 2026-09-14"
    )
    behind = weighed(*valid["command"].split()[1:], "--format", "json").json
    assert len(behind) == valid["denominator"]
    assert valid["cost_points"] == [case["number"] for case in behind if not case["counted"]]
    assert len(valid["cost_points"]) == 2
    assert [one["number"] for one in told["findings"]] == ["F-1"]

    text = weighed(*asked).out
    for said in (
        "Score    67.39\n",
        "Sum      38.89 + 30.00 - 1.50 = 67.39\n",
        "valid rate  38.89/70.00\n",
        "2 cases cost points:\n",
        "Findings  -1.50\n",
    ):
        assert said in text, said
    table = weighed(*asked, "--format", "csv").out.splitlines()
    assert [line.split(",")[0] for line in table] == ["figure", "valid", "miss"]


def test_a_failed_spot_check_costs_points(weighed: Griddesk, desk: Griddesk) -> None:
    asked = ("assess", "score", *SINCE, "--profile", "areas", "--by", "street", "--format", "json")
    closed(desk)
    before = weighed(*asked).json["scores"][0]["indicators"][0]
    weighed("case", "spot-check", FIRST, "--failed", "--finding", "未清")
    after = weighed(*asked).json["scores"][0]["indicators"][0]
    assert (before["numerator"], before["points"]) == (2, 38.89)
    assert (after["numerator"], after["points"]) == (1, 19.44)
    told = weighed("assess", "explain", "330108001", *asked[2:]).json["indicators"][0]
    assert FIRST in told["cost_points"]


def test_too_few_cases_do_not_count_and_the_result_says_so(weighed: Griddesk) -> None:
    told = weighed("assess", "explain", "330108002", *SINCE, "--profile", "areas", "--by", "street")
    assert told.code == 0
    assert (
        "Too few cases (0, the least is 1): it does not count, and its weight of 70.00 is spread "
        "over the others."
    ) in told.out
    assert "Less than half of the weight has cases enough: there is no score." in told.out


def test_stars_and_ranks_are_told_when_asked_for_and_allowed(weighed: Griddesk) -> None:
    asked = ("assess", "score", *SINCE, "--profile", "areas", "--by", "street", "--format", "json")
    plain = weighed(*asked).json["scores"][0]
    assert not {"stars", "rank"} & plain.keys()
    [first, last] = weighed(*asked, "--stars", "--ranking").json["scores"]
    assert (first["key"], first["stars"], first["rank"]) == ("330108001", 1, 1)
    assert last.keys() == plain.keys() | {"stars", "rank"}
    assert (last["stars"], last["rank"]) == (None, None)
    for option, why in (
        ("--stars", "The profile units gives no stars; they are off unless the profile has some."),
        (
            "--ranking",
            "The profile units allows no ranking; it is off unless the profile allows it.",
        ),
    ):
        refused = weighed("assess", "score", *SINCE, "--profile", "units", option)
        assert (refused.code, refused.out, refused.err) == (4, "", f"Error: {why}\n")


def test_staff_are_scored_when_asked_for_and_masked(weighed: Griddesk) -> None:
    told = weighed("assess", "score", *SINCE, "--format", "json").json
    assert "staff" not in {one["target"] for one in told["scores"]}
    staff = weighed("assess", "score", *SINCE, "--by", "staff")
    assert staff.code == 0
    assert "𠮷小网" not in staff.out


def test_who_may_not_assess_is_refused(weighed: Griddesk, desk: Griddesk) -> None:
    for verb in (("score", *SINCE), ("explain", GRID, *SINCE), ("profiles",)):
        refused = desk("assess", *verb)
        assert (refused.code, refused.out) == (5, "")
        assert "it is for admin, auditor, supervisor" in refused.err
        assert weighed("assess", "score", *SINCE, by=AUDITOR).code == 0


def test_profiles_are_listed_with_their_indicators(weighed: Griddesk) -> None:
    listed = weighed("assess", "profiles", "--format", "json").json
    assert [(one["profile"], one["figure"], one["weight"], one["goal"]) for one in listed] == [
        ("areas", "valid", 70.0, "0.0% → 90.0%"),
        ("areas", "miss", 30.0, "100.0% → 0.0%"),
        ("elderly", "valid", 100.0, "0.0% → 50.0%"),
        ("people", "valid", 100.0, "0.0% → 100.0%"),
        ("units", "on_time", 50.0, "0.0% → 100.0%"),
        ("units", "closing", 50.0, "0.0% → 100.0%"),
    ]
    assert "生效日期" in weighed("assess", "profiles", lang="zh").out.split("\n")[0]


def test_what_is_not_there_is_told_in_words(weighed: Griddesk) -> None:
    for arguments, why in (
        (("score", "--since", "2025-12-31"), "No profile for this is in force on 2025-12-31"),
        (("score", *SINCE, "--profile", "x"), "There is no profile x; see griddesk assess profi"),
        (("score", *SINCE, "--profile", "units", "--by", "grid"), "The profile units is for unit"),
        (("explain", "X9", *SINCE), "X9 has no score in these days; say with --by what it is"),
    ):
        refused = weighed("assess", *arguments)
        assert (refused.code, refused.out) == (4, ""), arguments
        assert why in refused.err


def test_volume_is_refused_as_an_indicator_with_the_reason(desk: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "volume.csv"
    path.write_text(
        "方案编码,方案名称,启用日期,考核对象,指标,权重,零分值,满分值\n"
        "quota,任务量,2026-01-01,社区,上报数,100,0,60\n",
        "utf-8",
    )
    ended = desk("import", "profiles", str(path), "--commit", by=ADMIN, lang="zh")
    assert ended.code == 4
    assert "数量不作为考核指标" in ended.out
    assert desk("assess", "profiles", by=SUPERVISOR).out == ""


def test_both_come_back_as_they_were_written(weighed: Griddesk, tmp_path: Path) -> None:
    for kind, rows in (("profiles", 4), ("findings", 2)):
        path = tmp_path / f"again-{kind}.csv"
        assert weighed("export", kind, "-o", str(path), by=ADMIN).code == 0
        again = weighed("import", kind, str(path), "--commit", "--format", "json", by=ADMIN).json
        assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, rows)


def test_a_key_with_scores_by_several_profiles_is_asked_back(
    weighed: Griddesk, tmp_path: Path
) -> None:
    path = tmp_path / "second.csv"
    path.write_text(PROFILES.replace("areas,", "second,").split("\nunits")[0] + "\n", "utf-8")
    assert weighed("import", "profiles", str(path), "--commit", by=ADMIN).code == 0
    asked = weighed("assess", "explain", "330108002001", *SINCE)
    assert (asked.code, asked.out) == (4, "")
    assert "has a score by each of areas, second; say which with --profile." in asked.err
