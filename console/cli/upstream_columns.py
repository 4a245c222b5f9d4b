"""What `griddesk upstream` lists: mappings, fields, runs, and what could not be sent."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from console.cli.columns import Column, count_column
from console.present.times import moment, span_words
from console.present.tones import Tone
from console.present.upstreams import ANSWERS, KINDS, WHATS, faults_words
from console.present.vocabulary import sentence, word
from console.present.words import _
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from console.upstreams.mappings import Found
    from core.upstreams.fields import Field
    from core.upstreams.mapping import Mapping
    from core.upstreams.rows import RunRow, TroubleRow


class FieldLine(NamedTuple):
    """A field that a mapping of ``what`` may name; ``key`` is whether it may tell records apart."""

    what: str
    name: str
    field: "Field"
    key: bool


FIELD_COLUMNS: tuple[Column[FieldLine], ...] = (
    Column("what", lambda line: line.what, N_("Sends"), lambda line: word(WHATS, line.what)),
    Column("field", lambda line: line.name, N_("Field")),
    Column(
        "kind", lambda line: line.field.kind, N_("Kind"),
        lambda line: word(KINDS, line.field.kind),
    ),
    Column(
        "values", lambda line: list(line.field.words), N_("Values"),
        lambda line: " ".join(line.field.words), roomy=True,
    ),
    Column(
        "key", lambda line: line.key, N_("Key"), lambda line: _("yes") if line.key else "",
    ),
)  # fmt: skip


def mapping_object(mapping: "Mapping") -> dict[str, Any]:
    """Return a mapping as scripts read it."""
    return {
        "code": mapping.code,
        "title": mapping.title,
        "what": mapping.what,
        "filter": mapping.filter,
        "format": mapping.format,
        "encoding": mapping.encoding,
        "columns": [column.header for column in mapping.columns],
        "plain": sorted(mapping.plain),
        "sha256": mapping.sha256,
    }


def _stands(found: "Found") -> str:
    if found.trouble:
        return sentence(found.trouble)
    return _("example") if found.example else _("ready")


FOUND_COLUMNS: "tuple[Column[Found], ...]" = (
    Column("code", lambda f: f.mapping.code if f.mapping else f.path.stem, N_("Mapping")),
    Column("title", lambda f: f.mapping.title if f.mapping else "", N_("Title"), roomy=True),
    Column(
        "what", lambda f: f.mapping.what if f.mapping else None, N_("Sends"),
        lambda f: word(WHATS, f.mapping.what) if f.mapping else "",
    ),
    Column("format", lambda f: f.mapping.format if f.mapping else None, N_("Files")),
    Column(
        "filter", lambda f: f.mapping.filter if f.mapping else None, N_("Filter"), spare=True,
        roomy=True,
    ),
    Column("example", lambda f: f.example),
    Column(
        "trouble", lambda f: sentence(f.trouble) if f.trouble else None, N_("State"), _stands,
        tone=lambda f: Tone.LATE if f.trouble else Tone.PLAIN, roomy=True,
    ),
    Column("file", lambda f: str(f.path)),
)  # fmt: skip

UNFIT_COLUMNS: tuple[Column[dict[str, Any]], ...] = (
    Column("line", lambda row: row["line"], N_("Line"), align="right"),
    Column("key", lambda row: row["key"], N_("Key")),
    Column("reason", lambda row: row["reason"], N_("Reason"), roomy=True),
)

TROUBLE_COLUMNS: "tuple[Column[TroubleRow], ...]" = (
    Column("mapping", lambda row: row.mapping),
    Column("area", lambda row: row.area_code, N_("Area")),
    Column("key", lambda row: row.key, N_("Key")),
    Column("run", lambda row: row.sent_run or None, N_("Run"), align="right"),
    Column("answer", lambda row: row.answer, N_("Answer"), lambda row: word(ANSWERS, row.answer)),
    Column("reason", lambda row: row.reason, N_("Reason"), roomy=True),
    Column("faults", lambda row: faults_words(row.faults), N_("Why it cannot be sent"), roomy=True),
)


def run_columns(shop: "Shop") -> "tuple[Column[RunRow], ...]":
    """Return the columns of a list of runs, told by the clock of the district."""
    now, zone = shop.clock(), shop.zone

    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    def age(row: "RunRow") -> str:
        return span_words(now - row.at) if row.unanswered else ""

    return (
        Column("mapping", lambda row: row.mapping, N_("Mapping")),
        Column("area", lambda row: row.area_code, N_("Area"), spare=True),
        Column("run", lambda row: row.number, N_("Run"), align="right"),
        Column("at", lambda row: local(row.at), N_("At"), lambda row: moment(row.at, now, zone)),
        Column("as_at", lambda row: local(row.as_at)),
        Column("by", lambda row: row.operator, N_("Operator"), spare=True),
        Column("whole", lambda row: row.whole),
        count_column("new", lambda row: row.new_rows, N_("New")),
        count_column("changed", lambda row: row.changed_rows, N_("Changed"), spare=True),
        count_column("withdrawn", lambda row: row.withdrawn_rows, N_("Withdrawn"), spare=True),
        count_column("unmapped", lambda row: row.unmapped_rows, N_("Cannot be sent"), spare=True),
        count_column("accepted", lambda row: row.accepted, N_("Accepted")),
        count_column(
            "refused", lambda row: row.refused, N_("Refused"),
            lambda row: Tone.LATE if row.refused else Tone.PLAIN,
        ),
        count_column("unanswered", lambda row: row.unanswered, N_("Unanswered")),
        Column(
            "unanswered_for", lambda row: int((now - row.at).total_seconds()) if row.unanswered
            else None, N_("Waiting for"), age, spare=True,
        ),
        Column("folder", lambda row: row.folder),
    )  # fmt: skip
