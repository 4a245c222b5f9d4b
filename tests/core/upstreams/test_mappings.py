"""A mapping is checked when it is read: every fault with its line and what to do."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from console.upstreams.mappings import EXAMPLES
from core.kernel.errors import Invalid
from core.upstreams.documents import LONGEST
from core.upstreams.fields import KEYS, What
from core.upstreams.loading import load_mapping
from core.upstreams.mapping import Column, Mapping
from core.upstreams.rendering import Cell, Renderer

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = "code: test\ntitle: 试\nwhat: cases\ncolumns:\n  - {header: 编号, field: number}\n"


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        load_mapping(text.encode(), "test.yaml")
    return [(fault.field, str(fault)) for fault in refused.value.faults]


def sentence_of(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        load_mapping(content, "test.yaml")
    return str(refused.value)


def column_of(line: str, what: str = "cases") -> Column:
    key = KEYS[What(what)]
    head = HEAD.replace("what: cases", f"what: {what}").replace("field: number", f"field: {key}")
    return load_mapping(f"{head}  - {{header: 列, {line}}}\n".encode(), "test.yaml").columns[1]


def cell_of(line: str, what: str = "cases", /, **record: Any) -> Cell:
    column = column_of(line, what)
    key = KEYS[What(what)]
    columns = (Column("编号", field=key), column)
    row = Renderer(Mapping("test", "试", What(what), columns, ""), ZONE).row({key: "1"} | record)
    if row.faults:
        raise row.faults[0]
    return row.cells[1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    (
        (
            "  - {header: 列, field: sate}",
            "There is no field sate; the nearest is state. The list: number, version,",
        ),
        (
            "  - {header: 编号, field: state}",
            "The header 编号 stands there twice. Rename one column.",
        ),
        ("  - {header: 列}", "A column is filled with one of field, join and text. Say which."),
        (
            "  - {header: 列, field: state, text: x}",
            "A column is filled with one of field, join and text. Say which.",
        ),
        ("  - {field: state}", "The column has no header. Give it one."),
        (
            "  - {header: 列, field: self_handled, codes: {'true': 1}}",
            "The codes of 列 lack false. Add them, or say with otherwise what becomes of them",
        ),
        (
            "  - {header: 列, field: self_handled, codes: {'true': 1, 'false': 0, maybe: 2}}",
            "self_handled is never maybe; it is one of true, false.",
        ),
        (
            "  - {header: 列, field: state, otherwise: guess}",
            "Otherwise is refuse, keep, or a table with a text.",
        ),
        (
            "  - {header: 列, field: reported_at, format: '%Q'}",
            "A format is made of %H %M %S %Y %d %j %m %y, such as %Y-%m-%d %H:%M:%S.",
        ),
        (
            "  - {header: 列, field: state, format: '%Y'}",
            "Only days and moments have a format. Leave it out.",
        ),
        (
            "  - {header: 列, field: due_at, zone: Asia/Peking}",
            "There is no time zone Asia/Peking.",
        ),
        (
            "  - {header: 列, field: matter, cut: '0'}",
            "Here a number from 1 to 32767 is expected.",
        ),
        (
            "  - {header: 列, field: matter, digits: 2}",
            "Only numbers have digits or are per cent. Leave it out.",
        ),
        (
            "  - {header: 列, field: matter, plain: true}",
            "Only names and phones of people can be plain. Leave it out.",
        ),
        (
            "  - {header: 列, field: matter, expression: 'x + 1'}",
            "“expression” is not known here; there are header, field, text, join,",
        ),
    ),
)
def test_a_faulty_column_is_told_with_its_line(line: str, sentence: str) -> None:
    ((where, told), *more) = faults_of(f"{HEAD}{line}\n")

    assert (where, more) == ("line 6", [])
    assert told.startswith(sentence)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert faults_of(
        "title: 试\nwhat: cases\nperiod: month\nformat: xls\ncolumns:\n"
        "  - {header: 状态, field: state}\n"
    ) == [
        ("line 1", "A mapping needs code. Add it."),
        (
            "line 3",
            (
                "“period” is not known here; there are code, title, what, columns, format, "
                "encoding, file, area, filter."
            ),
        ),
        ("line 4", "“xls” is not known here; there are csv, xlsx, jsonl."),
        (
            "line 6",
            "No column is filled with number as it is, by which the upstream answers. Add one.",
        ),
    ]


def test_a_name_without_the_number_of_the_run_would_overwrite_the_last() -> None:
    for name in ("events", "{code}-{date}", "{run}-{os}", "{run", "../{run}", "{run:>9999}"):
        text = HEAD.replace("columns:", f'file: "{name}"\ncolumns:')
        ((where, _),) = faults_of(text)
        assert where == "line 4"


def test_a_mapping_is_data_and_nothing_else() -> None:
    assert sentence_of(b"code: !!python/object/apply:os.system ['true']\n") == (
        "test.yaml, line 1: references, tags and deep nesting have no place in a mapping. Write "
        "the values themselves."
    )
    assert sentence_of(b"code: &a [x]\ntitle: *a\n").startswith("test.yaml, line 2: references")
    assert sentence_of(b"[" * 40).startswith("test.yaml, line 1: references")
    assert sentence_of(b"code: [\n").startswith("test.yaml, line 2: this is no YAML: ")
    assert sentence_of("code: 试".encode("gb18030")).endswith("Save it anew as UTF-8.")
    assert sentence_of(b"code: a\ncode: b\n") == (
        "test.yaml, line 2: “code” is said twice. Leave one of them out."
    )
    assert sentence_of(b" " * (LONGEST + 1)) == "test.yaml is too large to be a mapping."
    assert sentence_of(b"# nothing\n") == "test.yaml is empty."


def test_a_record_is_answered_by_the_column_that_shows_its_key_as_it_is() -> None:
    cut = "- {header: 短号, field: number, cut: 4}"

    mapping = load_mapping(HEAD.replace("- {", f"{cut}\n  - {{").encode(), "test.yaml")

    assert mapping.key.header == "编号"


def test_half_a_character_is_refused_for_no_file_can_hold_it() -> None:
    sentence = sentence_of(b'code: a\ntitle: "\\ud83d"\n')

    assert sentence.startswith("test.yaml, line 2: half a character")


def test_what_looks_like_a_number_or_a_switch_stays_the_text_that_it_is() -> None:
    line = "field: source, codes: {gridder: 01, hotline: no}, otherwise: keep"

    assert column_of(line).codes == {"gridder": "01", "hotline": "no"}


@pytest.mark.parametrize(
    ("line", "record", "cell"),
    (
        ("text: 滨江", {}, "滨江"),
        ("field: tier", {"tier": 3}, 3),
        ("field: self_handled", {"self_handled": True}, "true"),
        ("field: tier, codes: {'3': C}, otherwise: keep", {"tier": 2}, 2),
        ("field: tier, codes: {'3': C}, otherwise: {text: Z}", {"tier": 2}, "Z"),
        ("field: tier, codes: {'3': C}", {"tier": 3}, "C"),
        ("field: reject_reason", {"reject_reason": None}, ""),
        ("field: matter, cut: 3", {"matter": "一二三四"}, "一二三"),
        ("join: [street, address], between: ' '", {"street": "西兴", "address": "1号"}, "西兴 1号"),
        ("join: [street, address], between: ' '", {"street": "", "address": "1号"}, "1号"),
        ("field: latitude, digits: 2", {"latitude": 30.12678}, 30.13),
        (
            "field: reported_at, format: '%Y%m%d%H%M%S'",
            {"reported_at": datetime(2026, 9, 30, 18, tzinfo=UTC)},
            "20261001020000",
        ),
        (
            "field: reported_at, format: '%Y-%m-%d', zone: UTC",
            {"reported_at": datetime(2026, 9, 30, 18, tzinfo=UTC)},
            "2026-09-30",
        ),
        ("field: reporter_name", {"reporter_name": "李大明"}, "李*明"),
        ("field: reporter_phone", {"reporter_phone": "13800138000"}, "138****8000"),
        ("field: reporter_phone, plain: true", {"reporter_phone": "13800138000"}, "13800138000"),
    ),
)
def test_a_column_is_filled_as_it_says(line: str, record: dict[str, Any], cell: Cell) -> None:
    assert cell_of(line, **record) == cell


def test_days_and_shares_are_written_as_asked() -> None:
    assert cell_of("field: valid_from, format: '%Y%m%d'", "grids", valid_from=date(2024, 1, 2)) == (
        "20240102"
    )
    assert cell_of("field: valid, percent: true", "figures", valid=0.29) == 29.0
    assert cell_of("field: valid, percent: true", "figures", valid=1 / 3) == 33.33


def test_a_row_that_cannot_be_made_says_why_and_hides_who_it_is_of() -> None:
    columns = (
        Column("编号", field="number"),
        Column("事项", field="item_code", required=True),
        Column("状态", field="state", codes={"closed": "9"}),
        Column("姓名", field="reporter_name", codes={"x": "y"}),
    )
    record = {"number": "1", "state": "filed", "reporter_name": "李大明"}

    row = Renderer(Mapping("test", "试", What.CASES, columns, ""), ZONE).row(record)

    assert [(fault.field, str(fault)) for fault in row.faults] == [
        ("事项", "It is required, and empty here."),
        ("状态", "“filed” has no code."),
        ("姓名", "“***” has no code."),
    ]
    assert row.cells == ("1", "", "filed", "李*明")


def test_what_tells_of_the_run_makes_no_record_a_changed_one() -> None:
    columns = (
        Column("编号", field="number"),
        Column("操作", field="change"),
        Column("批次", field="run"),
    )
    renderer = Renderer(Mapping("test", "试", What.CASES, columns, ""), ZONE)

    first = renderer.row({"number": "1", "change": "new", "run": 1})
    second = renderer.row({"number": "1", "change": "changed", "run": 2})

    assert first.sha256 == second.sha256
    assert first.cells != second.cells


def test_the_examples_that_come_along_can_be_run() -> None:
    read = [load_mapping(path.read_bytes(), path.name) for path in sorted(EXAMPLES.glob("*.yaml"))]

    assert [(mapping.code, mapping.what, mapping.plain) for mapping in read] == [
        ("city-events", "cases", frozenset()),
        ("monthly-figures", "figures", frozenset()),
        ("province-grids", "grids", frozenset()),
    ]
    assert all("示例" in mapping.title for mapping in read)
