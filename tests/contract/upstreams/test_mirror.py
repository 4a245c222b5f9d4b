"""Whoever applies every run in order has what a whole one would send, whatever happened."""

from random import Random

from console.upstreams.running import Ran
from core.cases.commands import CancelCase, DispatchCase, FileCase, NoteCase, ReturnCase
from core.kernel.command import Command
from core.kernel.errors import Refused
from tests.district import (
    DISPATCHER,
    ENFORCEMENT,
    GRID,
    OTHER_GRID,
    STALLS,
    SUPERVISOR,
    District,
)
from tests.upstreams import EVENTS, Handover, mapping_of

ROUNDS = 12
DEEDS = 4


def do_something(district: District, numbers: list[str], chance: Random) -> None:
    """Report a matter, or try a verb on a case; what is illegal just then changes nothing."""
    if not numbers or chance.random() < 0.4:
        item = chance.choice((STALLS, None))
        area = chance.choice((GRID, OTHER_GRID))
        numbers.append(district.report(item_code=item, area_code=area).number)
        return
    number = chance.choice(numbers)
    command: Command = chance.choice(
        (
            FileCase(number=number, item_code=STALLS),
            DispatchCase(number=number, unit_code=ENFORCEMENT),
            ReturnCase(number=number, reason="不属我们"),
            NoteCase(number=number, text="看过"),
            CancelCase(number=number, reason="重复"),
        )
    )
    by = SUPERVISOR if isinstance(command, CancelCase) else DISPATCHER
    try:
        district.desk.execute(command, by=by)
    except Refused:
        return


def has_rows(ran: Ran) -> bool:
    return any(file.holds == "rows" for file in ran.files)


def test_whoever_applies_every_run_has_what_a_whole_one_would_send(
    handover: Handover, district: District
) -> None:
    chance = Random(20261121)
    changes = ("what: cases", "what: cases\nfilter: -state:cancelled,dispatched")
    events = mapping_of(EVENTS, changes)
    numbers: list[str] = []
    mirror: dict[str, list[str]] = {}
    spent = {"new": 0, "changed": 0, "withdrawn": 0}

    for nth in range(ROUNDS):
        for _ in range(DEEDS):
            do_something(district, numbers, chance)
        ran = handover.run(events)
        for key, change, *rest in handover.rows(ran) if has_rows(ran) else ():
            spent[change] += 1
            assert (key in mirror) is (change != "new")
            assert mirror.pop(key, None) != rest or change == "withdrawn"
            if change != "withdrawn":
                mirror[key] = rest
        whole = handover.run(mapping_of(EVENTS, changes, ("code: events", f"code: all-{nth}")))
        sent = handover.rows(whole) if has_rows(whole) else []
        unsent = {trouble.key for trouble in handover.shop().upstreams.troubles("events")}
        assert {key: row for key, row in mirror.items() if key not in unsent} == {
            key: rest for key, _, *rest in sent
        }

    assert min(spent.values()) >= 2  # or nothing was proven
