"""One run of a mapping: what has changed goes into files, and is written down with them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from console.present.vocabulary import sentence
from console.present.words import _
from console.upstreams.files import FileFacts, RunFiles, files_object
from console.upstreams.mappings import folder_of_mappings, wanted_cases
from core.kernel.words import N_
from core.upstreams.commands import OpenStream, RecordRun, Seen
from core.upstreams.comparing import Again, Comparison, Judged
from core.upstreams.fields import Change, What
from core.upstreams.mapping import Mapping
from core.upstreams.rendering import Renderer

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from console.settings import Settings
    from storage.readers.upstreams import Look

WHY: Final = N_("Why it cannot be sent")


def sent_folder(settings: "Settings") -> Path:
    """Return where runs go when nobody says: beside the mappings of the settings, or else here."""
    own = folder_of_mappings(settings)
    return own / "sent" if own else Path()


@dataclass(frozen=True, slots=True)
class Order:
    """How a mapping is to be run.

    ``as_at`` is the moment whose last whole period figures are of; cases and registers are sent as
    they stand. ``dry`` writes nothing and changes nothing.
    """

    folder: Path
    as_at: datetime
    again: Again = Again.NOTHING
    dry: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did; ``run`` is its number, or ``None`` when there was nothing to write.

    ``unmapped`` cannot be sent and are in the file of those; ``still_unmapped`` are in the file of
    an earlier run, and neither they nor the reasons have changed since.
    """

    mapping: str
    area: str
    run: int | None
    whole: bool
    new: int
    changed: int
    withdrawn: int
    unmapped: int
    still_unmapped: int
    unchanged: int
    manifest: Path | None
    files: tuple[FileFacts, ...]


def run_mapping(shop: "Shop", mapping: Mapping, order: Order) -> Ran:
    """Run a mapping for the operator's area.

    First the stream is opened, so that every later change is noted for the run after this one;
    then everything is read from one snapshot into files beside their places; then, in one
    transaction, the run is written down and the files are put in their places, the manifest last.
    Killed at any moment, there is a whole run in the database or none, and run again it writes the
    same rows under the same names.

    Raises:
        Invalid: the filter is not understood, or a file cannot be written.
        NotFound: the mapping is for an area that is not ours.
        Forbidden: the role may not send, or not show personal data.
        Conflict: somebody else ran the mapping meanwhile.
    """
    wanted = wanted_cases(shop, mapping)
    area = shop.upstreams.area_of(mapping)
    opening = OpenStream(
        mapping=mapping.code,
        what=str(mapping.what),
        area_code=area,
        plain=tuple(sorted(mapping.plain)),
    )
    (shop.desk.preview if order.dry else shop.desk.execute)(opening, by=shop.scope.login)
    with shop.upstreams.looking(mapping, wanted, shop.clock()) as look:
        course = _Course(shop, mapping, order, look)
        facts = course.gathered()
    if not order.dry:
        course.record(facts)
    return course.outcome(facts)


class _Course:
    """The state of one run."""

    def __init__(self, shop: "Shop", mapping: Mapping, order: Order, look: "Look") -> None:
        self._shop = shop
        self._mapping = mapping
        self._order = order
        self._look = look
        self._number = (look.stream.last_run if look.stream else 0) + 1
        self._everything = order.again is Again.EVERYTHING or self._number == 1
        self._compares_all = mapping.what is not What.CASES or look.changed or self._everything
        local = order.as_at.astimezone(shop.zone)
        names = {
            "code": mapping.code,
            "area": look.area,
            "run": f"{self._number:06}",
            "date": f"{local:%Y%m%d}",
        }
        self.files = RunFiles(mapping, order.folder, names)

    def gathered(self) -> list[FileFacts]:
        """Compare, write what goes upstream beside its place, and return the files."""
        try:
            self._gather()
            return self.files.finish()
        except BaseException:
            self.files.clear_away()
            raise

    def _gather(self) -> None:
        look, key = self._look, self._mapping.key.field
        waiting = look.waiting()
        renderer = Renderer(self._mapping, self._shop.zone)
        if self._compares_all:
            known = look.known()
            self._done = Comparison(renderer, known, key, self._number, self._order.again)
            self._write(self._done.standing(self._all()))
            rest = self._not_met(known)
        else:
            refused = self._order.again is Again.REFUSED
            records, rest = look.waiting_records(waiting, look.troubled(refused=refused))
            numbers = [*(str(record[key]) for record in records), *rest]
            known = look.known(numbers)
            self._done = Comparison(renderer, known, key, self._number, self._order.again)
            self._write(self._done.standing(records))
        self._write(self._done.gone(rest, look.gone(rest)))
        self._done.findings.seen.extend(Seen(*one) for one in waiting.items())

    def _all(self) -> Iterable[Any]:
        self._period = ""
        if self._mapping.what is not What.FIGURES:
            return self._look.records()
        as_at = self._order.as_at
        self._period, lines = self._shop.upstreams.figures(self._mapping, self._shop.zone, as_at)
        return lines

    def _not_met(self, known: Iterable[str]) -> list[str]:
        """Return what the upstream has and is there no more; figures of other periods stay."""
        beginning = f"{self._period}/" if self._period else ""
        return sorted(
            key for key in known if key not in self._done.met and key.startswith(beginning)
        )

    def _write(self, judged: Iterator[Judged]) -> None:
        for row, change in ((one.row, one.change) for one in judged):
            if self._order.dry:
                continue
            if change is None:
                reasons = "; ".join(f"{fault.field}: {sentence(fault)}" for fault in row.faults)
                self.files.add("unmapped", (*row.cells, reasons), (_(WHY),))
            elif change is Change.WITHDRAWN and not self._mapping.flags_changes:
                self.files.add("withdrawn", row.cells)
            else:
                self.files.add("rows", row.cells)

    def record(self, facts: list[FileFacts]) -> None:
        """Write the run down, with its files."""
        try:
            files = files_object(facts)
            if facts:
                self.files.write_manifest(self._told(files))
            self._record(files)
            if facts:  # or the number is still free, and another run may be writing under it
                self.files.tidy()
        finally:
            self.files.clear_away()

    def _record(self, files: list[dict[str, Any]]) -> None:
        self._shop.desk.execute(
            RecordRun(
                mapping=self._mapping.code,
                area_code=self._look.area,
                number=self._number,
                sha256=self._mapping.sha256,
                registers=self._look.registers,
                as_at=self._order.as_at,
                whole=self._everything,
                wrote=bool(files),
                counts=(self._done.counts[Change.NEW], self._done.counts[Change.CHANGED]),
                findings=self._done.findings,
                folder=str(self._order.folder),
                files=json.dumps(files, ensure_ascii=False),
                put_in_place=self.files.put_in_place,
            ),
            by=self._shop.scope.login,
        )

    def _told(self, files: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the manifest."""
        shop, mapping, found = self._shop, self._mapping, self._done.findings
        return {
            "mapping": mapping.code,
            "title": mapping.title,
            "mapping_sha256": mapping.sha256,
            "what": mapping.what,
            "run": self._number,
            "previous": self._number - 1 or None,
            "at": shop.clock().astimezone(shop.zone).isoformat(),
            "as_at": self._order.as_at.astimezone(shop.zone).isoformat(),
            "by": shop.scope.login,
            "district": shop.scope.district_code,
            "area": self._look.area,
            "whole": self._everything,
            "new": self._done.counts[Change.NEW],
            "changed": self._done.counts[Change.CHANGED],
            "withdrawn": len(found.withdrawn),
            "unmapped": len(found.unmapped),
            "files": files,
        }

    def outcome(self, facts: list[FileFacts]) -> Ran:
        """Return what was done."""
        wrote = bool(facts)
        return Ran(
            mapping=self._mapping.code,
            area=self._look.area,
            run=self._number if wrote else None,
            whole=self._everything,
            new=self._done.counts[Change.NEW],
            changed=self._done.counts[Change.CHANGED],
            withdrawn=len(self._done.findings.withdrawn),
            unmapped=len(self._done.findings.unmapped),
            still_unmapped=self._done.still_unmapped,
            unchanged=self._done.unchanged,
            manifest=self.files.manifest if wrote else None,
            files=tuple(facts),
        )
