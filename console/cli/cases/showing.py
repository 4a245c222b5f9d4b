"""`griddesk case show`: one case in full."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from console.cli.asked import Format, asked
from console.cli.cases.listing import at, columns
from console.cli.cases.noun import Number, app
from console.cli.cases.supervision import call_facts, supervision_facts, supervision_object
from console.cli.opening import opened
from console.cli.output import write_facts, write_object
from console.present.cases import (
    deed_of,
    full_place_of,
    handler_of,
    left_of,
    state_of,
    title_of,
)
from console.present.numbers import full_number
from console.present.spots import position_of
from console.present.times import due_moment, limit_words
from console.present.times import moment as moment_words
from console.present.vocabulary import SOURCES, STAGES, VERBS, tier_word, word
from console.present.words import _
from core.cases.rows import CaseDetail, HistoryRow, TimerRow
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop


@app.verb(
    "show",
    N_("Show one case in full: where it stands, its clocks, its story."),
    examples=("griddesk case show 330108-26-000231", "griddesk case show 231 --format json"),
)
def show(context: typer.Context, number: Number) -> None:
    """Show a case."""
    said = asked(context)
    with opened(context) as shop:
        detail = shop.cases.detail(full_number(shop, number), shop.clock())
        if said.format is Format.TABLE:
            _tell(detail, shop)
        else:
            write_object(detail_object(detail, shop.clock(), shop.zone))


def detail_object(detail: CaseDetail, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return a case as scripts read it: the columns of a list, and everything else."""
    listed = {column.key: column.value(detail.row) for column in columns(now, zone) if column.key}
    return listed | {
        "validity": detail.validity,
        "handling_limit": detail.handling_limit,
        "handling_target": detail.handling_target,
        "handle_started_at": at(detail.handle_started_at, zone),
        "handle_target_at": at(detail.handle_target_at, zone),
        "handle_due_at": at(detail.handle_due_at, zone),
        "handled_late": detail.handled_late,
        "result": detail.result,
        "reject_reason": detail.reject_reason,
        "rating": detail.rating,
        "self_handled": detail.self_handled,
        "circulated": detail.circulated,
        "reporter_name": detail.reporter_name,
        "reporter_phone": detail.reporter_phone,
        "dispatch_count": detail.dispatch_count,
        "return_count": detail.return_count,
        "escalation_count": detail.escalation_count,
        "rework_count": detail.rework_count,
        "longitude": detail.spot and detail.spot.longitude,
        "latitude": detail.spot and detail.spot.latitude,
        "outside_area": detail.spot and detail.spot.outside,
        "lies_in": (detail.spot and detail.spot.lies_in) or None,
        "supervision": supervision_object(detail.supervision, zone),
        "allowed": [str(verb) for verb in detail.allowed],
        "timers": [_timer_object(timer, now, zone) for timer in detail.timers],
        "history": [_entry_object(entry, zone) for entry in detail.history],
    }


def _timer_object(timer: TimerRow, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "stage": timer.stage,
        "call": timer.call or None,
        "limit": timer.limit,
        "started_at": at(timer.started_at, zone),
        "target_at": at(timer.target_at, zone),
        "due_at": at(timer.due_at, zone),
        "estimated": timer.estimated,
        "late": timer.due_at < now,
    }


def _entry_object(entry: HistoryRow, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": at(entry.at, zone),
        "verb": entry.verb,
        "operator": entry.operator,
        "operator_name": entry.operator_name,
        "from_state": entry.from_state,
        "to_state": entry.to_state,
        "details": dict(entry.payload.get("details", {})),
        "hash": entry.hash,
    }


def _tell(detail: CaseDetail, shop: "Shop") -> None:
    now, zone = shop.clock(), shop.zone
    write_facts((*_facts(detail, now, zone), *supervision_facts(detail.supervision, now, zone)))
    if detail.timers:
        typer.echo("\n" + _("Clocks"))
        write_facts(_clocks(detail, now, zone))
    if detail.supervision.calls:
        typer.echo("\n" + _("Calls"))
        write_facts(call_facts(detail.supervision, now, zone))
    typer.echo("\n" + _("Story"))
    write_facts(
        (moment_words(entry.at, now, zone), f"{entry.operator_name} {deed_of(entry, zone).text}")
        for entry in detail.history
    )
    if detail.allowed:
        typer.echo("\n" + _("Possible now: %(verbs)s") % {"verbs": _verbs(detail)})


def _verbs(detail: CaseDetail) -> str:
    return _(", ").join(word(VERBS, str(verb)) for verb in detail.allowed)


def _facts(detail: CaseDetail, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    row = detail.row
    reporter = " ".join(filter(None, (detail.reporter_name, detail.reporter_phone)))
    facts = (
        (N_("Number"), row.number),
        (N_("Matter"), title_of(row)),
        (N_("State"), f"{state_of(row).text} · {tier_word(row.tier)}"),
        (N_("Time left"), str(left_of(row, now, zone)).strip()),
        (N_("Unit"), handler_of(row)),
        (N_("Place"), full_place_of(row)),
        (N_("Address"), row.address),
        (N_("Position"), position_of(detail.spot).text),
        (N_("Reported"), f"{moment_words(row.reported_at, now, zone)} {word(SOURCES, row.source)}"),
        (N_("Reporter"), reporter),
        (N_("Limit"), limit_words(detail.handling_limit)),
        (N_("Description"), row.matter),
        (N_("Result"), detail.result),
    )
    yield from ((name, value) for name, value in facts if value)


def _clocks(detail: CaseDetail, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    for timer in detail.timers:
        due = due_moment(timer.due_at, now, zone)
        said = _("due %(due)s") % {"due": due}
        if timer.limit:
            said = _("%(limit)s, due %(due)s") % {"limit": limit_words(timer.limit), "due": due}
        if timer.due_at < now:
            said += " " + _("late")
        elif timer.estimated:
            said += " " + _("(estimated)")
        name = word(STAGES, timer.stage)
        yield f"{name} {timer.call}" if timer.call else name, said
