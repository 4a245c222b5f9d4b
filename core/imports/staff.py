"""Staff and their posts: reading them from a file, and the rules a row meets by itself."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from core.areas.codes import holds
from core.imports.cells import to_code, to_day, to_id_number, to_name, to_phone, to_required_word
from core.imports.columns import POST_WORDS, STAFF_COLUMNS
from core.imports.commands import StaffRow
from core.imports.encodings import Opener
from core.imports.result import RefusedRow
from core.imports.rows import FileRows, Reader
from core.imports.tables import AS_IT_IS, Reading, Table, read_table
from core.kernel.errors import FieldFault
from core.kernel.words import N_


@lru_cache(maxsize=4096)
def _post(field: str, text: str) -> str:
    return to_required_word(field, text, POST_WORDS)


_READERS: Final[dict[str, Reader]] = {
    "number": to_code,
    "name": to_name,
    "phone": to_phone,
    "area_code": to_code,
    "post": _post,
    "joined_on": to_day,
    "left_on": to_day,
    "posted_from": to_day,
    "posted_to": to_day,
    "id_number": to_id_number,
}


def read_staff_file(opener: Opener, name: str, reading: Reading = AS_IT_IS) -> Table:
    """Understand a file of staff as a table.

    Raises:
        Invalid: it is of no known format or encoding, or lacks a column.
    """
    return read_table(opener, name, STAFF_COLUMNS, reading)


def staff_rows(table: Table) -> Iterable[StaffRow | RefusedRow]:
    """Return the posts of a file, line by line."""
    return FileRows(table, STAFF_COLUMNS, _READERS, StaffRow)


def staff_faults(row: StaffRow, jurisdiction: str, today: date) -> Iterator[FieldFault]:
    """Yield what is wrong with a row whatever is held."""
    if not holds(jurisdiction, row.area_code):
        yield FieldFault(
            "area_code",
            N_("It lies outside your jurisdiction %(jurisdiction)s."),
            jurisdiction=jurisdiction,
        )
    if row.joined_on and row.left_on and row.left_on < row.joined_on:
        yield FieldFault("left_on", N_("It is before the day of joining."))
    if row.posted_from and row.posted_to and row.posted_to < row.posted_from:
        yield FieldFault("posted_to", N_("It is before the first day of the post."))
    for field, day in (("left_on", row.left_on), ("posted_to", row.posted_to)):
        if day and day > today:
            yield FieldFault(field, N_("That day is yet to come; import it when it has."))
