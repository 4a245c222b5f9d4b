"""A due time told day by day, for a screen or a program."""

import sys
from typing import TYPE_CHECKING

from console.cli.asked import Asked, Format
from console.cli.columns import Column
from console.cli.output import write_facts, write_object, write_rows
from console.present.explaining import KINDS, NOTES
from console.present.times import limit_words, weekday
from console.present.vocabulary import word
from console.present.words import _
from core.deadlines.explanation import ExplainedDay
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.deadlines.explanation import Explanation


def write_explanation(
    explanation: "Explanation", asked: Asked, about: dict[str, str] | None = None
) -> None:
    """Write when something is due and the days that lead there.

    Args:
        about: names and values to stand before it, such as the case and the stage.
    """
    if asked.format in {Format.JSON, Format.JSONL}:
        write_object((about or {}) | explanation.as_json())
        return
    if asked.format is Format.TABLE:
        write_facts(_facts(explanation, about or {}))
        sys.stdout.write("\n")
    write_rows(explanation.days, _columns(explanation), asked)


def _facts(explanation: "Explanation", about: dict[str, str]) -> list[tuple[str, str]]:
    zone = explanation.zone

    def at(moment: object) -> str:
        local = moment.astimezone(zone)  # type: ignore[attr-defined]
        return f"{local:%Y-%m-%d} {weekday(local.date())} {local:%H:%M}"

    due = at(explanation.due_at)
    if explanation.estimated:
        due += " " + _("(estimated: the calendar of that year is not announced yet)")
    return [
        *((name.capitalize(), value) for name, value in about.items()),
        (N_("Start"), at(explanation.start)),
        (N_("Limit"), limit_words(str(explanation.limit))),
        (N_("Warn"), at(explanation.target_at)),
        (N_("Due"), due),
    ]


def _columns(explanation: "Explanation") -> list[Column[ExplainedDay]]:
    amount = N_("Day no.") if explanation.counted_in_days else N_("Minutes")
    return [
        Column("date", lambda day: day.day, N_("Date")),
        Column("weekday", lambda day: weekday(day.day), N_("Weekday")),
        Column("kind", lambda day: day.kind, N_("Kind of day"), lambda day: word(KINDS, day.kind)),
        Column(
            "counted",
            lambda day: day.counted,
            N_("Counted"),
            lambda day: _("yes") if day.counted else _("no"),
        ),
        Column(
            "counted_amount",
            lambda day: day.counted_amount,
            amount,
            lambda day: str(day.counted_amount) if day.counted_amount else "",
            align="right",
        ),
        Column("paused_minutes", lambda day: day.paused_minutes),
        Column(
            "notes",
            lambda day: " ".join(day.notes),
            N_("Remarks"),
            lambda day: _(", ").join(word(NOTES, note) for note in day.notes),
        ),
    ]
