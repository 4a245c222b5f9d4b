"""Files cut, mangled or made to hurt are refused in a sentence, and nothing is written."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.console.cli.conftest import SAMPLES, Griddesk
from tests.console.cli.test_imports import rows_of
from tests.core.imports.workbooks import ods, xlsx
from tests.district import ADMIN

TEXTS: Final = ("grids_gb18030.csv", "grids.tsv", "grids.jsonl", "grids_semicolon.csv")
WORKBOOKS: Final = ("grids_office.xlsx", "grids_office.xls", "grids_office.ods")
HUGE: Final = "长" * 40_000
HEADER: Final = ["编码", "名称", "户数"]
BAD: Final[dict[str, list[object]]] = {
    "huge": ["330108001001003", HUGE, 310],
    "formula": ["330108001001003", "=cmd|' /C calc'!A0", 310],
    "control": ["330108001001003", "a\x1b[31mb\x07" * 90, 310],
    "escape": ["330108001001003\x00", "第三网格", 310],
}


def damages(content: bytes, chance: Random) -> Iterator[bytes]:
    """Give a file cut short, with bytes turned over, repeated, and with a piece of noise."""
    place = chance.randrange(1, len(content))
    yield content[:place]
    mangled = bytearray(content)
    for _ in range(20):
        mangled[chance.randrange(len(content))] = chance.randrange(256)
    yield bytes(mangled)
    yield content[:place] + content[place // 2 :]
    yield content[:place] + chance.randbytes(400) + content[place:]


@pytest.fixture
def harmless(desk: Griddesk, db: str, tmp_path: Path) -> Callable[[bytes], int]:
    """Take content in for good; it must end in a sentence, and be written whole or not at all."""

    def run(content: bytes) -> int:
        path = tmp_path / "damaged"
        path.write_bytes(content)
        before = rows_of(db, "SELECT * FROM area")
        ended = desk("import", "grids", str(path), "--commit", "--format", "json", by=ADMIN)
        assert ended.code in {0, 4}, ended.err
        if ended.out:
            committed = ended.json["committed"]
            assert committed == (ended.code == 0) == (not ended.json["refused"])
        else:
            committed = False
            assert ended.error["message"].endswith((".", "。"))
        if not committed:
            assert rows_of(db, "SELECT * FROM area") == before
        return ended.code

    return run


@pytest.mark.parametrize("sample", (*TEXTS, *WORKBOOKS))
def test_a_damaged_file_is_refused_in_a_sentence_or_read_right(
    sample: str, harmless: Callable[[bytes], int]
) -> None:
    content = (SAMPLES / sample).read_bytes()
    codes = [harmless(damaged) for damaged in damages(content, Random(sample))]
    assert 4 in codes


@pytest.mark.parametrize(
    ("form", "what"),
    (
        *((form, what) for form in ("csv", "jsonl") for what in BAD),
        ("xlsx", "huge"),
        ("ods", "huge"),
    ),
)
def test_a_cell_made_to_hurt_keeps_its_row_out(
    form: str, what: str, harmless: Callable[[bytes], int]
) -> None:
    row = BAD[what]
    if form == "csv":
        content = "\n".join(",".join(map(str, cells)) for cells in (HEADER, row)).encode()
    elif form == "jsonl":
        content = json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False).encode()
    else:
        content = {"xlsx": xlsx, "ods": ods}[form]({"网格": [HEADER, row]})
    assert harmless(content) == 4
