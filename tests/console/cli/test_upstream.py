"""`griddesk upstream`: what is typed once goes to every platform above."""

import csv
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from console.upstreams.mappings import EXAMPLES
from tests.console.cli.conftest import Ended, Griddesk
from tests.district import ADMIN, SUPERVISOR
from tests.upstreams import EVENTS

FIRST, SECOND = "330108-26-000001", "330108-26-000002"
GRIDS = (
    "code: our-grids\ntitle: 网格\nwhat: grids\nlevel: {level}\ncolumns:\n"
    "  - {{header: 网格编码, field: code}}\n  - {{header: 网格名称, field: name}}\n"
    "  - {{header: 网格类型, field: kind}}\n  - {{header: 户数, field: households}}\n"
)


@pytest.fixture
def events(tmp_path: Path) -> str:
    """Return the path of a mapping of cases."""
    path = tmp_path / "events.yaml"
    path.write_text(EVENTS, "utf-8")
    return str(path)


@pytest.fixture
def send(desk: Griddesk, tmp_path: Path) -> Griddesk:
    """Run a mapping as the supervisor, into a folder of the test."""

    def command(mapping: str, *more: str, by: str = SUPERVISOR) -> Ended:
        return desk("upstream", "run", mapping, "-o", str(tmp_path / "out"), *more, by=by)

    return command


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return [*csv.reader(file)]


def test_a_run_tells_what_it_wrote_and_what_cannot_be_sent(
    send: Griddesk, events: str, tmp_path: Path
) -> None:
    ended = send(events)

    assert ended.code == 4
    assert ended.err == "events, run 1: 3 new, 0 changed, 0 withdrawn; 1 cannot be sent.\n"
    out = tmp_path / "out"
    assert ended.out.splitlines() == [
        str(out / "events-330108-000001.csv"),
        str(out / "events-330108-000001-unmapped.csv"),
        str(out / "events-330108-000001.manifest.json"),
    ]
    assert [row[0] for row in rows_of(out / "events-330108-000001.csv")[1:]] == [
        FIRST, "330108-26-000003", "330108-26-000004",
    ]  # fmt: skip
    assert json.loads((out / "events-330108-000001.manifest.json").read_text())["new"] == 3


def test_what_cannot_be_sent_is_told_once(send: Griddesk, events: str, tmp_path: Path) -> None:
    send(events)
    written = sorted((tmp_path / "out").iterdir())

    again = send(events)

    assert (again.code, again.out) == (0, "")
    assert again.err == (
        "events: there is nothing new to send; nothing was written. "
        "1 record still cannot be sent, as told before.\n"
    )
    assert send(events, "--format", "json").json["still_unmapped"] == 1
    assert sorted((tmp_path / "out").iterdir()) == written


def test_no_cell_is_a_formula_and_none_commands_a_terminal(
    send: Griddesk, events: str, tmp_path: Path
) -> None:
    send(events)

    folder = tmp_path / "out"
    rows = rows_of(folder / "events-330108-000001.csv")
    assert rows[2][5] == "'=cmd|' /C calc'!A0"
    (unmapped,) = rows_of(folder / "events-330108-000001-unmapped.csv")[1:]
    assert unmapped[5] == "␛[31m路灯不亮␛[0m\n第二行"


def test_nor_is_one_of_a_workbook(send: Griddesk, tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(EVENTS.replace("what: cases", "what: cases\nformat: xlsx"), "utf-8")
    send(str(path))

    names = ("events-330108-000001.xlsx", "events-330108-000001-unmapped.xlsx")
    books = (CalamineWorkbook.from_path(tmp_path / "out" / name) for name in names)
    sent, unmapped = (book.get_sheet_by_index(0).to_python() for book in books)
    assert sent[2][5] == "=cmd|' /C calc'!A0"
    assert unmapped[1][5] == "␛[31m路灯不亮␛[0m\n第二行"


def test_a_run_is_told_to_programs_as_one_object(send: Griddesk, events: str) -> None:
    told = send(events, "--format", "json").json

    assert {name: told[name] for name in ("mapping", "area", "run", "new", "unmapped")} == {
        "mapping": "events", "area": "330108", "run": 1, "new": 3, "unmapped": 1,
    }  # fmt: skip
    assert [(file["holds"], file["rows"]) for file in told["files"]] == [
        ("rows", 3),
        ("unmapped", 1),
    ]


def test_a_dry_run_writes_nothing(send: Griddesk, events: str, tmp_path: Path) -> None:
    ended = send(events, "--dry-run")

    assert ended.code == 4
    assert ended.err == (
        "events would send 3 new, 0 changed, 0 withdrawn; 1 cannot be sent. Nothing was written.\n"
    )
    assert not (tmp_path / "out").exists()


def test_a_dispatcher_may_not_send(send: Griddesk, events: str, tmp_path: Path) -> None:
    assert send(events, by="zhangmin").code == 5
    assert not (tmp_path / "out").exists()


def test_all_and_retry_together_mean_nothing(send: Griddesk, events: str) -> None:
    assert send(events, "--all", "--retry").code == 2


@pytest.mark.parametrize("code", ("city-events", "province-grids", "monthly-figures"))
def test_the_examples_run(send: Griddesk, code: str) -> None:
    assert send(code).code == 0


def test_the_example_for_a_city_is_written_in_its_own_encoding(
    send: Griddesk, tmp_path: Path
) -> None:
    send("city-events")

    header, first, *_ = rows_of(
        tmp_path / "out" / "city-events-330108-20260914-000001.csv", "gb18030"
    )
    told = dict(zip(header, first, strict=True))
    assert told["事件编号"] == FIRST
    assert (told["操作类型"], told["行政区划代码"], told["办理状态"]) == ("A", "330108", "30")
    assert (told["上报人"], told["联系电话"]) == ("李*明", "138****8000")
    assert (told["上报时间"], told["数据来源"]) == ("20260914090000", "GridDesk")


def test_what_is_sent_can_be_taken_in_again(desk: Griddesk, send: Griddesk, tmp_path: Path) -> None:
    """Of grids, whose headers a mapping can give: nothing is new and nothing changed."""
    for form in ("csv", "xlsx", "jsonl"):
        path = tmp_path / f"{form}.yaml"
        text = GRIDS.format(level="grid").replace("our-grids", form)
        path.write_text(f"format: {form}\n{text}", "utf-8")
        assert send(str(path)).code == 0

        file = tmp_path / "out" / f"{form}-330108-000001.{form}"
        taken = desk("import", "grids", str(file), "--format", "json", by=ADMIN)
        assert (taken.code, taken.json["new"], taken.json["changed"], taken.json["unchanged"]) == (
            0, 0, 0, 3,
        )  # fmt: skip


def test_a_mapping_is_checked_with_every_fault_and_its_line(
    desk: Griddesk, events: str, tmp_path: Path
) -> None:
    good = desk("upstream", "check", events)
    path = tmp_path / "bad.yaml"
    path.write_text(EVENTS.replace("item_code", "item").replace("99", "9").replace("title", "tile"))
    bad = desk("upstream", "check", str(path))
    filtered = tmp_path / "filtered.yaml"
    filtered.write_text(EVENTS.replace("what: cases", "what: cases\nfilter: tire:3"), "utf-8")

    assert (good.code, good.err) == (0, "The mapping can be run.\n")
    assert bad.code == 4
    assert bad.err.splitlines()[0] == (
        "Error: bad.yaml is no mapping that can be run; faults in it: 3."
    )
    assert [line.split(":")[0] for line in bad.err.splitlines()[1:]] == [
        "  line 2", "  line 3", "  line 8",
    ]  # fmt: skip
    chinese = desk("upstream", "check", str(path), lang="zh").err.splitlines()
    assert [line.split(":")[0] for line in chinese[1:]] == ["  第 2 行", "  第 3 行", "  第 8 行"]
    assert desk("upstream", "check", str(filtered)).err == (
        "Error: The filter of events is not understood: There is no filter word tire:, but tier: "
        "is one.\n"
    )


@pytest.mark.usefixtures("events")
def test_the_list_has_the_folder_of_the_settings_and_the_examples(
    desk: Griddesk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text("code: [", "utf-8")
    monkeypatch.setenv("GRIDDESK_UPSTREAMS", str(tmp_path))

    listed = desk("upstream", "list", "--format", "json").json

    assert [(one["code"], one["example"], bool(one["trouble"])) for one in listed] == [
        ("broken", False, True),
        ("events", False, False),
        *((path.stem, True, False) for path in sorted(EXAMPLES.glob("*.yaml"))),
    ]
    monkeypatch.chdir(tmp_path)
    assert desk("upstream", "run", "events", by=SUPERVISOR).code == 4
    assert (tmp_path / "sent" / "events-330108-000001.csv").exists()
    assert desk("upstream", "run", "broken", by=SUPERVISOR).code == 4
    missing = desk("upstream", "run", "nowhere", by=SUPERVISOR)
    assert missing.err == (
        "Error: There is no mapping nowhere; griddesk upstream list shows those there are.\n"
    )


def test_the_fields_of_a_mapping_are_listed_with_their_values(desk: Griddesk) -> None:
    listed = desk("upstream", "fields", "grids", "--format", "json").json

    assert listed[0] == {
        "what": "grids", "field": "code", "kind": "text", "values": [], "key": True,
    }  # fmt: skip
    assert {one["field"]: one["values"] for one in listed}["kind"] == [
        "comprehensive", "dedicated",
    ]  # fmt: skip
    assert desk("upstream", "fields", "weather").code == 2


def test_a_mapping_is_stopped_by_who_may_send(send: Griddesk, desk: Griddesk, events: str) -> None:
    send(events)

    assert desk("upstream", "stop", events).code == 5
    ended = desk("upstream", "stop", events, by=SUPERVISOR)
    assert (ended.code, ended.err) == (0, "Nothing is noted for events any more.\n")


def test_receipts_are_taken_in_from_a_table_and_told_by_status(
    desk: Griddesk, send: Griddesk, events: str, tmp_path: Path
) -> None:
    send(events)
    answer = tmp_path / "answer.csv"
    answer.write_text(
        f"编号,结果,原因\n{FIRST},成功,\n330108-26-000003,退回,\x1b[31m描述\n9,成功,\nx,也许,\n",
        "gb18030",
    )
    take = ("upstream", "receipts", str(answer), "--of", events)

    dry = desk(*take, by=SUPERVISOR)
    before = desk("upstream", "status", "--format", "json").json
    done = desk(*take, "--commit", "--format", "json", by=SUPERVISOR)
    again = desk(*take, "--commit", "--format", "json", by=SUPERVISOR).json
    after = desk("upstream", "status", "--format", "json").json
    troubles = desk("upstream", "status", "events")

    assert dry.code == 4
    assert dry.err == (
        "1 accepted, 1 refused, 0 known already, 0 of rows sent again since, 2 fit nothing.\n"
        "This was a dry run: nothing was changed. Add --commit to take the answers in.\n"
    )
    assert [(run["accepted"], run["refused"], run["unanswered"]) for run in before] == [(0, 0, 3)]
    assert (done.json["accepted"], done.json["refused"], done.json["committed"]) == (1, 1, True)
    assert [(row["line"], row["key"]) for row in done.json["unfit"]] == [(4, "9"), (5, "")]
    assert (again["accepted"], again["refused"], again["unchanged"]) == (0, 0, 2)
    assert [(run["accepted"], run["refused"], run["unanswered"]) for run in after] == [(1, 1, 1)]
    assert "\x1b" not in troubles.out
    assert [line.split()[1] for line in troubles.out.splitlines()[1:]] == [
        SECOND, "330108-26-000003",
    ]  # fmt: skip
    assert troubles.err == "Run 1: 1 unanswered for 0 min.\n"
    assert desk("upstream", "status", lang="zh").out.split("\n")[0].endswith("无回执  已等待")
    assert desk("upstream", "status").err == (
        "events: 1 refused, 1 cannot be sent; see griddesk upstream status events.\n"
    )


def test_counts_of_runs_have_separators_for_people_alone(
    desk: Griddesk, send: Griddesk, events: str, db: str
) -> None:
    send(events)
    with closing(sqlite3.connect(db)) as connection, connection:
        connection.execute("UPDATE upstream_run SET new_rows = 23456, withdrawn_rows = 1234")

    header, row = (line.split() for line in desk("upstream", "status").out.splitlines())

    assert (header[5], row[6], row[8]) == ("New", "23,456", "1,234")
    (run,) = desk("upstream", "status", "--format", "json").json
    assert (run["new"], run["withdrawn"]) == (23456, 1234)
