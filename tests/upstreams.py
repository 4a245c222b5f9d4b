"""Mappings for tests, and running them as an operator would."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from console.bootstrap import Shop
from console.settings import Settings
from console.upstreams.running import Order, Ran, run_mapping
from core.upstreams.comparing import Again
from core.upstreams.loading import load_mapping
from core.upstreams.mapping import Mapping
from storage.database import Database
from storage.readers.operators import scope_of
from tests.district import SUPERVISOR, District

ZONE: Final = ZoneInfo("Asia/Shanghai")

EVENTS: Final = """
code: events
title: 事件
what: cases
columns:
  - {header: 编号, field: number}
  - {header: 操作, field: change}
  - {header: 事项, field: item_code, required: true}
  - {header: 状态, field: state, codes: {reported: "01", filed: "02"}, otherwise: {text: "99"}}
  - {header: 单位, field: unit_name}
  - {header: 描述, field: matter}
"""

PEOPLE: Final = """
code: people
title: 队伍
what: staff
columns:
  - {header: 编号, field: posting}
  - {header: 姓名, field: name, plain: true}
  - {header: 电话, field: phone}
"""


def mapping_of(text: str, *changes: tuple[str, str]) -> Mapping:
    """Return a mapping from its text, with some of it replaced."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_mapping(text.encode(), "test.yaml")


@dataclass(frozen=True)
class Handover:
    """A folder that runs write into, and who runs."""

    database: Database
    district: District
    folder: Path

    def shop(self, by: str = SUPERVISOR) -> Shop:
        """Open the district as an operator."""
        scope = scope_of(self.database, by)
        return Shop(self.database, Settings(), scope, ZONE, self.district.clock)

    def run(
        self,
        mapping: Mapping,
        *,
        by: str = SUPERVISOR,
        again: Again = Again.NOTHING,
        dry: bool = False,
        as_at: datetime | None = None,
    ) -> Ran:
        """Run a mapping."""
        order = Order(self.folder, as_at or self.district.clock(), again, dry=dry)
        return run_mapping(self.shop(by), mapping, order)

    def rows(self, ran: Ran, holds: str = "rows") -> list[list[str]]:
        """Return what a run wrote into a file of CSV, without its header."""
        (name,) = [file.name for file in ran.files if file.holds == holds]
        text = (self.folder / name).read_text("utf-8-sig")
        return [*csv.reader(io.StringIO(text))][1:]

    def manifest(self, ran: Ran) -> Any:
        """Return the manifest of a run."""
        assert ran.manifest is not None
        return json.loads(ran.manifest.read_text("utf-8"))

    def names(self) -> set[str]:
        """Return the names of all files, hidden ones too."""
        return {path.name for path in self.folder.glob("*")}


def told(ran: Ran) -> tuple[int | None, int, int, int, int]:
    """Return the number of a run, and how much was new, changed, withdrawn and unmapped."""
    return ran.run, ran.new, ran.changed, ran.withdrawn, ran.unmapped
