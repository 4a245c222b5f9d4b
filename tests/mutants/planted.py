"""The faults: each one change of one place, and the tests that must find it."""

from dataclasses import dataclass
from typing import Final

LIVES: Final = "tests/machine/test_lives_of_cases.py"
WALKER: Final = "tests/machine/test_clocks_by_the_minute.py"
ENGINE: Final = "tests/core/deadlines"
COMPLETENESS: Final = "tests/contract/cases/test_completeness.py"
HANDLING: Final = "tests/contract/cases/test_handling.py"
SUPERVISION: Final = "tests/contract/cases/test_supervision.py"
DECISIONS: Final = "tests/contract/cases/test_decisions.py"
WHISTLE: Final = "tests/contract/cases/test_whistle.py"
INTAKE: Final = "tests/contract/cases/test_intake.py"
BY_HAND: Final = "tests/machine/test_figures_by_hand.py"
AT_THE_EDGES: Final = "tests/contract/readers/test_figures_at_the_edges.py"
CALENDAR_IMPORT: Final = "tests/contract/cases/test_calendar_import.py"
BATCHES: Final = "tests/contract/cases/test_batches.py"


@dataclass(frozen=True)
class Mutant:
    """A fault planted: ``old`` stands once in ``file`` and becomes ``new``."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


MUTANTS: Final = (
    # The lifecycle.
    Mutant(
        "a suspended case can be resolved",
        "core/cases/lifecycle.py",
        "_step(Verb.RESOLVE, (State.HANDLING,), State.RESOLVED)",
        "_step(Verb.RESOLVE, (State.HANDLING, State.SUSPENDED), State.RESOLVED)",
        (COMPLETENESS,),
    ),
    Mutant(
        "a dispatcher grants extensions",
        "core/cases/lifecycle.py",
        "_step(Verb.GRANT_EXTENSION, _WITH_A_HANDLER, None, SUPERVISION)",
        "_step(Verb.GRANT_EXTENSION, _WITH_A_HANDLER, None)",
        (COMPLETENESS,),
    ),
    Mutant(
        "a reopened case is with nobody, yet dispatched",
        "core/cases/lifecycle.py",
        "_step(Verb.REOPEN, (State.CLOSED,), State.FILED, SUPERVISION)",
        "_step(Verb.REOPEN, (State.CLOSED,), State.DISPATCHED, SUPERVISION)",
        (COMPLETENESS,),
    ),
    Mutant(
        "a resolved case can be merged",
        "core/cases/lifecycle.py",
        "_step(Verb.MERGE, _UNFINISHED, State.MERGED)",
        "_step(Verb.MERGE, OPEN_STATES, State.MERGED)",
        (COMPLETENESS,),
    ),
    Mutant(
        "a suspended case cannot be cancelled",
        "core/cases/lifecycle.py",
        "_step(Verb.CANCEL, OPEN_STATES, ",
        "_step(Verb.CANCEL, _UNFINISHED, ",
        (COMPLETENESS,),
    ),
    Mutant(
        "online reports are filed unverified",
        "core/cases/states.py",
        "TO_BE_VERIFIED: Final = frozenset({Source.HOTLINE, Source.ONLINE})",
        "TO_BE_VERIFIED: Final = frozenset({Source.HOTLINE})",
        (INTAKE,),
    ),
    # Timers.
    Mutant(
        "a timer is late from its warning on",
        "core/cases/timers.py",
        "late_by = max((now - timer.due_at).total_seconds(), 0.0)",
        "late_by = max((now - timer.target_at).total_seconds(), 0.0)",
        (HANDLING,),
    ),
    Mutant(
        "a case shows its last clock, not its soonest",
        "core/cases/timers.py",
        "return min(self, key=lambda timer: timer.due_at, default=None)",
        "return max(self, key=lambda timer: timer.due_at, default=None)",
        (LIVES,),
    ),
    Mutant(
        "clocks that go on keep the old unit",
        "core/cases/timers.py",
        "if kept and reassigned:",
        "if kept and not reassigned:",
        (LIVES,),
    ),
    Mutant(
        "a merge at the moment a clock started is forgotten",
        "core/cases/timers.py",
        "if pause.paused_from >= started_at]",
        "if pause.paused_from > started_at]",
        (LIVES,),
    ),
    Mutant(
        "a stopped timer stays in its table",
        "core/cases/timers.py",
        '        gone = {(t["stage"], t["call"]) for t in self.stopped} & self._stored\n',
        "        gone: set[Key] = set()\n",
        (HANDLING,),
    ),
    Mutant(
        "a clock that is moved keeps being an estimate",
        "core/cases/timers.py",
        "        timer.estimated = reckoning.estimated\n        self._moved",
        "        self._moved",
        (CALENDAR_IMPORT,),
    ),
    # What a batch writes.
    Mutant(
        "what was sent of a refused command stays",
        "core/kernel/writes.py",
        "part.savepoint.rollback()",
        "part.savepoint.commit()",
        (BATCHES,),
    ),
    Mutant(
        "a case is changed before its timers and its history",
        "core/kernel/writes.py",
        "CASES = 3",
        "CASES = -1",
        (BATCHES,),
    ),
    Mutant(
        "a case that has moved on is written over in silence",
        "core/kernel/writes.py",
        "if together[0].case and",
        "if not together and",
        (BATCHES,),
    ),
    Mutant(
        "each policy of a batch reads its case for itself",
        "core/handlers.py",
        "SUPERVISION, ahead=look_ahead)",
        "SUPERVISION)",
        (BATCHES,),
    ),
    Mutant(
        "a policy acts twice on one clock of a batch",
        "core/policies/sweep.py",
        "    acted.add(deed)\n",
        "",
        (BATCHES,),
    ),
    # Suspending.
    Mutant(
        "a suspension earns no time",
        "core/cases/suspension.py",
        "work.restart_handling(paused_from=case.suspended_at)",
        "work.restart_handling()",
        (LIVES,),
    ),
    Mutant(
        "a case is suspended for ten years",
        "core/cases/suspension.py",
        "LONGEST: Final = timedelta(days=366)",
        "LONGEST: Final = timedelta(days=3660)",
        (SUPERVISION,),
    ),
    Mutant(
        "a case is suspended until today",
        "core/cases/suspension.py",
        "if not today < command.until <=",
        "if not today <= command.until <=",
        (SUPERVISION,),
    ),
    # Extending.
    Mutant(
        "there is a third extension",
        "core/cases/extension.py",
        "MOST: Final = 2",
        "MOST: Final = 3",
        (DECISIONS,),
    ),
    Mutant(
        "who asked for an extension grants it",
        "core/cases/extension.py",
        "    demand_another(hand, case.extension_asked_by)\n",
        "",
        (LIVES,),
    ),
    Mutant(
        "an extension is twice as long as its limit",
        "core/cases/extension.py",
        "not 1 <= asked.amount <= original.amount",
        "not 1 <= asked.amount <= 2 * original.amount",
        (DECISIONS,),
    ),
    Mutant(
        "an extension is asked for when it is late",
        "core/cases/extension.py",
        "if case.handle_due_at is None or work.now > case.handle_due_at:",
        "if case.handle_due_at is None:",
        (DECISIONS,),
    ),
    # Merging.
    Mutant(
        "the time merged is lost to handling",
        "core/cases/merging.py",
        "work.restart_handling(paused_from=merged_at)",
        "work.restart_handling()",
        (LIVES,),
    ),
    Mutant(
        "the time merged is lost to the other clocks",
        "core/cases/merging.py",
        "        stood.append(Pause(merged_at, hand.now))\n",
        "        pass\n",
        (LIVES,),
    ),
    Mutant(
        "an unmerged case awaits dispatch, wherever it stood",
        "core/cases/merging.py",
        'return work.finish(State(held["state"]))',
        "return work.finish(State.FILED)",
        (LIVES,),
    ),
    Mutant(
        "the first merge is taken back, not the last",
        "core/cases/merging.py",
        ".order_by(col(CaseHistory.seq).desc())",
        ".order_by(col(CaseHistory.seq))",
        (LIVES,),
    ),
    Mutant(
        "a case is merged into itself",
        "core/cases/merging.py",
        "if into.id == case.id or not is_open(into.state):",
        "if not is_open(into.state):",
        (SUPERVISION,),
    ),
    # Between tiers.
    Mutant(
        "escalating starts handling before any dispatch",
        "core/cases/escalation.py",
        "    if was_handling:\n        work.start_handling()",
        "    work.start_handling()",
        (LIVES,),
    ),
    Mutant(
        "a case is handed down to the tier where it is",
        "core/cases/escalation.py",
        "or command.tier >= case.tier:",
        "or command.tier > case.tier:",
        (SUPERVISION,),
    ),
    Mutant(
        "a ruling binds the tier above too",
        "core/cases/escalation.py",
        "    case.ruled = False\n",
        "",
        (DECISIONS,),
    ),
    Mutant(
        "a case leaves the units that were called to it",
        "core/cases/escalation.py",
        "    demand_no_open_call(work)\n    was_handling",
        "    was_handling",
        (WHISTLE,),
    ),
    # Calls.
    Mutant(
        "one unit is called",
        "core/cases/whistling.py",
        "len(units) < 2:",
        "len(units) < 1:",
        (WHISTLE,),
    ),
    Mutant(
        "a case resolves over an unanswered call",
        "core/cases/whistling.py",
        "    if silent:\n",
        "    if len(silent) > 9:\n",
        (WHISTLE,),
    ),
    Mutant(
        "who reports in goes on being expected",
        "core/cases/whistling.py",
        "    _stop(work, Stage.CALL_ANSWER, call)\n    _start(",
        "    _start(",
        (WHISTLE,),
    ),
    Mutant(
        "an urgent call is no more urgent than others",
        "core/cases/whistling.py",
        'limit = "call_answer_urgent" if urgent else Stage.CALL_ANSWER',
        "limit = Stage.CALL_ANSWER",
        (WHISTLE,),
    ),
    # Cards, judgements, two persons.
    Mutant(
        "a card is shown at the due time itself",
        "core/cases/cards.py",
        "now <= due_at:",
        "now < due_at:",
        (DECISIONS,),
    ),
    Mutant(
        "a second yellow card follows the first",
        "core/cases/cards.py",
        "if shown in {Card.YELLOW, Card.RED}:",
        "if shown == Card.RED:",
        (DECISIONS,),
    ),
    Mutant(
        "a red card comes at once",
        "core/cases/cards.py",
        "if now > whole_limit_later(due_at)",
        "if now > due_at",
        (DECISIONS,),
    ),
    Mutant(
        "an appeal upheld exempts from nothing",
        "core/cases/judging.py",
        "    work.case.exempt = True\n",
        "",
        (DECISIONS,),
    ),
    Mutant(
        "a reporter rates twice",
        "core/cases/judging.py",
        "if case.satisfaction is not None:",
        "if case.satisfaction == command.satisfaction:",
        (DECISIONS,),
    ),
    Mutant(
        "a case in time is appealed against",
        "core/cases/judging.py",
        "if not case.handled_late:",
        "if case.handled_late is None:",
        (DECISIONS,),
    ),
    Mutant(
        "a later spot check forgives a failed one",
        "core/cases/judging.py",
        "work.case.spot_check if work.case.spot_check == SpotCheck.FAILED else result",
        "result",
        (DECISIONS,),
    ),
    Mutant(
        "who asked decides",
        "core/cases/two_persons.py",
        "if asked_by == hand.scope.login:",
        "if asked_by is None:",
        (LIVES,),
    ),
    # The calendar and the engine.
    Mutant(
        "Saturdays are worked",
        "core/deadlines/calendar.py",
        "_SATURDAY: Final = 5",
        "_SATURDAY: Final = 6",
        (ENGINE,),
    ),
    Mutant(
        "make-up days are not worked",
        "core/deadlines/ledger.py",
        "day.toordinal(): kind is DayKind.MAKE_UP_DAY for day, kind",
        "day.toordinal(): False for day, kind",
        (WALKER,),
    ),
    Mutant(
        "what ends at the close is due at the next opening",
        "core/deadlines/ledger.py",
        "if worked <= closes - opens:",
        "if worked < closes - opens:",
        (ENGINE,),
    ),
    Mutant(
        "the day of the start is counted",
        "core/deadlines/reckoner.py",
        "ledger.working_day(wall.day + 1, amount - 1)",
        "ledger.working_day(wall.day, amount - 1)",
        (WALKER,),
    ),
    Mutant(
        "a pause forgives being late",
        "core/deadlines/reckoner.py",
        "rounded=pause.paused_from <= due_at)",
        "rounded=True)",
        (ENGINE,),
    ),
    Mutant(
        "a due time of days falls on a holiday",
        "core/deadlines/reckoner.py",
        "        landing = self.ledger.working_day(nominal)\n",
        "        landing = nominal\n",
        (ENGINE,),
    ),
    Mutant(
        "an extension gives a day away at midnight",
        "core/deadlines/reckoner.py",
        "self.count(due_at - TICK if pace.by_days else due_at, limit)",
        "self.count(due_at, limit)",
        (ENGINE,),
    ),
    Mutant(
        "new office hours begin a day late",
        "core/deadlines/hours.py",
        "bisect_right(self._starts, day)",
        "bisect_right(self._starts[1:], day)",
        (ENGINE,),
    ),
    Mutant(
        "escalating skips to the highest tier",
        "core/deadlines/policy.py",
        "above = min((t for t in self.tiers if t > tier), default=None)",
        "above = max((t for t in self.tiers if t > tier), default=None)",
        (HANDLING,),
    ),
    Mutant(
        "a new calendar passes over clocks counted in days",
        "core/cases/recalculation.py",
        "RUN_ALWAYS: Final = (LimitUnit.MINUTE, LimitUnit.HOUR)",
        "RUN_ALWAYS: Final = (LimitUnit.MINUTE, LimitUnit.HOUR, LimitUnit.WORKING_DAY)",
        (WALKER,),
    ),
    Mutant(
        "a changed day on which a clock ends does not touch it",
        "core/cases/recalculation.py",
        "return self._days[place] <= ends_at",
        "return self._days[place] < ends_at",
        (CALENDAR_IMPORT, "tests/core/cases/test_recalculation.py"),
    ),
    # The figures.
    Mutant(
        "a report failed in a spot check counts as valid",
        "storage/readers/populations.py",
        "stands = and_(c.state != State.CANCELLED, not_(_failed_spot_check()))",
        "stands = c.state != State.CANCELLED",
        (BY_HAND,),
    ),
    Mutant(
        "an entry of the patrol log counts as a report",
        "storage/readers/populations.py",
        '"reported": not_(patrol_log)',
        '"reported": true()',
        (BY_HAND,),
    ),
    Mutant(
        "what was handled counts as closed before its check",
        "storage/readers/populations.py",
        "closed = c.state == State.CLOSED\n",
        "closed = c.state.in_((State.CLOSED, State.RESOLVED))\n",
        (BY_HAND,),
    ),
    Mutant(
        "a case that ends with a gridder was well dispatched",
        "storage/readers/populations.py",
        "func.coalesce(c.unit_id, 0) == c.first_unit_id",
        "func.coalesce(c.unit_id, c.first_unit_id) == c.first_unit_id",
        (BY_HAND,),
    ),
    Mutant(
        "a case that was taken up again counts as solved",
        "storage/readers/populations.py",
        "or_(c.reopen_count > 0, _failed_spot_check())",
        "_failed_spot_check()",
        (BY_HAND,),
    ),
    Mutant(
        "time granted to an earlier clock counts as running",
        "storage/readers/populations.py",
        "c.extensions != literal_column(\"'[]'\")",
        "c.extension_count > 0",
        (BY_HAND,),
    ),
    Mutant(
        "the checker is asked before the reporter",
        "storage/readers/populations.py",
        "func.coalesce(c.satisfaction, c.rating)",
        "func.coalesce(c.rating, c.satisfaction)",
        (BY_HAND,),
    ),
    Mutant(
        "a cancelled case stays overdue",
        "storage/readers/populations.py",
        "        c.state != State.CANCELLED,\n        # Follows",
        "        # Follows",
        (AT_THE_EDGES,),
    ),
    Mutant(
        "a case due at midnight is late when the day ends",
        "storage/readers/populations.py",
        'TIMERS.c.due_at < instant("late_at")',
        'TIMERS.c.due_at <= instant("late_at")',
        (AT_THE_EDGES,),
    ),
    Mutant(
        "midnight belongs to two days",
        "core/reports/nightly.py",
        "if self.runs else self.ends_at",
        "if self.ends_at == self.drawn_at else self.ends_at",
        (AT_THE_EDGES,),
    ),
)
