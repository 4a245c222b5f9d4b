"""The tabs of the admin screen: what each lists, by which columns, and what is told of a row."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from console.present.policies import POLICY_ACTIONS, moment_of
from console.present.times import limit_words, local_day
from console.present.tones import Tone
from console.present.vocabulary import REGISTERS, ROLES, STAGES, VERBS, tier_word, word
from console.present.words import _, in_chinese
from console.tui.columns import Column
from console.tui.forwards import ForwardSource
from console.tui.held_rows import HeldRows
from console.tui.ink import BLANK, Line, Piece
from console.tui.reading import RowSource, Stretch
from console.tui.shop import Shop
from console.tui.widgets.facts import folded, heading, labelled
from console.tui.widgets.row_list import RowList
from core.audit.rows import AuditFilter, AuditRow
from core.catalogue.rows import ItemRow
from core.imports.runs import ImportRunRow
from core.kernel.text import neutralise, pad, width
from core.kernel.words import N_
from core.operators.rows import OperatorRow
from core.policies.rules import Rule

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit of the district: of a tier, of a stage, or the office hours from a day on."""

    rank: int
    about: str
    limit: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """One tab.

    ``read`` finds the rows for what is sought, in a thread; ``facts`` tells of one.
    """

    read: Callable[[Shop, str], RowSource[Any]]
    columns: Callable[[Shop], Sequence[Column[Any]]]
    facts: Callable[[Shop, Any, int], Sequence[Line]]


class AdminList(RowList[Any]):
    """The list of a tab."""

    MARKS_NEWS = False

    def __init__(self, shop: Shop, book: Book) -> None:
        self._shop = shop
        self._book = book
        super().__init__(shop.clock)

    @property
    def book(self) -> Book:
        """What is listed."""
        return self._book

    def open_book(self, book: Book, source: RowSource[Any]) -> None:
        """List a tab; of another one no row is kept in mind."""
        if book is not self._book:
            self._book = book
            self._stretch = Stretch()
            self._held = None
            self._rank = 0
            self.repaint()
        self.show(source)

    def columns(self) -> Sequence[Column[Any]]:
        """Return the columns, in the language spoken now."""
        return self._book.columns(self._shop)

    def version_of(self, row: Any) -> Hashable:
        """Return everything that is shown."""
        return repr(row)

    def clock_of(self, row: Any) -> Hashable:  # noqa: ARG002  nothing in a row runs
        """Return nothing."""
        return None


def _text(head: str, least: int, most: int, say: Callable[[Any], str], **more: Any) -> Column[Any]:
    tone = more.pop("tone", Tone.PLAIN)
    return Column(head, least, most, lambda row, _cells: Piece(neutralise(say(row)), tone), **more)


def _held(
    rows: Iterable[R], sought: str, words: Callable[[R], str], place: Callable[[R], Any]
) -> RowSource[R]:
    wanted = sought.casefold().split()
    found = [row for row in rows if all(w in words(row).casefold() for w in wanted)]
    return HeldRows(sorted(found, key=place), lambda row: (place(row),))


def _facts(title: str, pairs: Iterable[tuple[str, str]], cells: int) -> Iterator[Line]:
    yield heading(neutralise(title))
    yield BLANK
    told = [(_(name), neutralise(value)) for name, value in pairs if value]
    label = max((width(name) for name, _value in told), default=0)
    for name, value in told:
        first, *rest = folded(value, max(8, cells - label - 2))
        yield labelled(name, label, *first.left[1:])
        yield from (labelled("", label, *line.left[1:]) for line in rest)


# The admission list.


def _item_name(row: ItemRow) -> str:
    return row.name if in_chinese() else row.name_en or row.name


def _item_limit(row: ItemRow) -> str:
    return limit_words(row.conditions[0].limit) if row.conditions else _("of the tier")


def _items(shop: Shop, sought: str) -> RowSource[Any]:
    rows = shop.registry.items(local_day(shop.clock(), shop.zone))
    return _held(
        rows,
        sought,
        lambda row: f"{row.code} {row.name} {row.name_en} {row.class_name} {row.subclass}",
        lambda row: row.code,
    )


def _item_columns(_shop: Shop) -> Sequence[Column[Any]]:
    return (
        _text(_("Code"), 6, 8, lambda row: row.code, tone=Tone.DIM),
        _text(_("Item"), 16, 44, _item_name, weight=2, tone=Tone.STRONG),
        _text(_("Tier"), 6, 8, lambda row: tier_word(row.default_tier)),
        _text(_("Limit"), 12, 18, _item_limit, yields=1),
        _text(_("Valid from"), 10, 10, lambda row: f"{row.valid_from}", yields=2, tone=Tone.DIM),
        _text(_("Group"), 8, 20, lambda row: row.subclass, weight=1, yields=3, tone=Tone.DIM),
    )


def _item_facts(_shop: Shop, row: ItemRow, cells: int) -> Sequence[Line]:
    until = f" … {row.valid_to}" if row.valid_to else ""
    chinese = in_chinese()
    pairs = [
        (N_("Code"), row.code),
        (N_("Group"), f"{row.class_name} · {row.subclass}"),
        (N_("Tier"), tier_word(row.default_tier)),
        (N_("Valid"), f"{row.valid_from}{until}"),
        (N_("Gridders"), _("should see it") if row.gridder_sees else _("need not see it")),
    ]
    told = list(_facts(_item_name(row), pairs, cells))
    told += [BLANK, heading(_("Filing conditions"))]
    for condition in row.conditions:
        name = condition.name if chinese else condition.name_en or condition.name
        lead = f"{condition.ordinal} "
        told += folded(f"{neutralise(name)} · {limit_words(condition.limit)}", cells, lead=lead)
    if not row.conditions:
        told += folded(_("None: the limit of the tier holds."), cells, Tone.DIM)
    return told


# Limits.


def _limits(shop: Shop, sought: str) -> RowSource[Any]:
    policy = shop.explain.policy()
    rows = [
        LimitRow(n, f"tier:{rule.tier}", str(rule.due), str(rule.target or ""))
        for n, rule in enumerate(policy.tiers.values())
    ]
    rows += [
        LimitRow(100 + n, f"stage:{stage}", str(limit))
        for n, (stage, limit) in enumerate(policy.stages.items())
    ]
    rows += [
        LimitRow(200 + n, f"hours:{begins}", " ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in spells))
        for n, (begins, spells) in enumerate(policy.deadlines.hours.seasons)
    ]
    return _held(rows, sought, _limit_about, lambda row: row.rank)


def _limit_about(row: LimitRow) -> str:
    kind, _colon, what = row.about.partition(":")
    if kind == "tier":
        return tier_word(int(what))
    if kind == "stage":
        return word(STAGES, what.removesuffix("_urgent")) + (
            " · " + _("urgent") if what.endswith("_urgent") else ""
        )
    if what == "0001-01-01":
        return _("Office hours, until others are set")
    return _("Office hours from %(day)s") % {"day": what}


def _limit_columns(_shop: Shop) -> Sequence[Column[Any]]:
    return (
        _text(_("Of"), 24, 44, _limit_about, weight=1, tone=Tone.STRONG),
        _text(_("Limit"), 18, 26, lambda row: limit_words(row.limit)),
        _text(_("Target"), 14, 18, lambda row: limit_words(row.target), yields=1, tone=Tone.DIM),
    )


def _limit_facts(_shop: Shop, row: LimitRow, cells: int) -> Sequence[Line]:
    pairs = [(N_("Limit"), limit_words(row.limit)), (N_("Target"), limit_words(row.target))]
    told = list(_facts(_limit_about(row), pairs, cells))
    hint = _("An item's own limit goes before that of its tier.")
    return [*told, BLANK, *folded(hint, cells, Tone.DIM)]


# Policies.


def _policies(shop: Shop, sought: str) -> RowSource[Any]:
    return _held(shop.policies.rules(), sought, _policy_words, lambda row: row.code)


def _policy_words(row: Rule) -> str:
    return f"{row.code} {word(STAGES, row.stage)} {word(POLICY_ACTIONS, row.action)}"


def _any_tier(row: Rule) -> str:
    return tier_word(row.tier) if row.tier else _("any")


def _policy_columns(_shop: Shop) -> Sequence[Column[Any]]:
    return (
        _text(_("Policy"), 16, 30, lambda row: row.code, weight=1, tone=Tone.DIM),
        _text(_("Clock"), 8, 18, lambda row: word(STAGES, row.stage), tone=Tone.STRONG),
        _text(_("Tier"), 6, 8, _any_tier, yields=2),
        _text(_("When"), 16, 36, moment_of, weight=1),
        _text(_("Action"), 8, 12, lambda row: word(POLICY_ACTIONS, row.action)),
        _text(_("Items"), 8, 12, lambda row: row.item_pattern or _("any"), yields=1),
    )


def _policy_facts(_shop: Shop, row: Rule, cells: int) -> Sequence[Line]:
    pairs = [
        (N_("Clock"), word(STAGES, row.stage)),
        (N_("Tier"), _any_tier(row)),
        (N_("Items"), row.item_pattern or _("any")),
        (N_("When"), moment_of(row)),
        (N_("Action"), word(POLICY_ACTIONS, row.action)),
    ]
    told = list(_facts(row.code, pairs, cells))
    return [*told, *_by_command("griddesk policies import policies.csv", cells)]


def _by_command(command: str, cells: int) -> Sequence[Line]:
    return [
        BLANK,
        *folded(_("To change it:"), cells, Tone.DIM),
        *folded(command, cells, Tone.ACCENT),
    ]


# Operators.


def _operators(shop: Shop, sought: str) -> RowSource[Any]:
    def words(row: OperatorRow) -> str:
        return f"{row.login} {row.name} {row.role} {word(ROLES, row.role)} {row.area_code}"

    return _held(shop.admin.operators(), sought, words, lambda row: row.login)


def _active(row: OperatorRow) -> str:
    return "● " + _("active") if row.active else "○ " + _("off")


def _operator_columns(_shop: Shop) -> Sequence[Column[Any]]:
    return (
        _text(_("Login"), 12, 24, lambda row: row.login, weight=1, tone=Tone.STRONG),
        _text(_("Person"), 8, 20, lambda row: row.name, weight=1),
        _text(_("Role"), 8, 14, lambda row: word(ROLES, row.role)),
        _text(_("Area"), 12, 18, lambda row: row.area_code),
        _text(_("Login is"), 8, 10, _active, yields=1),
    )


def _operator_facts(_shop: Shop, row: OperatorRow, cells: int) -> Sequence[Line]:
    pairs = [
        (N_("Person"), row.name),
        (N_("Role"), word(ROLES, row.role)),
        (N_("Area"), row.area_code),
        (N_("Login is"), _active(row)),
    ]
    told = list(_facts(row.login, pairs, cells))
    return [*told, *_by_command("griddesk import operators operators.csv", cells)]


# Imports.


class _Imports(ForwardSource[ImportRunRow]):
    def __init__(self, shop: Shop) -> None:
        super().__init__(shop.admin.count_imports())
        self._rows = shop.admin

    def read_on(
        self,
        row: ImportRunRow | None,
        limit: int,
        now: datetime,  # noqa: ARG002  newest first at any time
    ) -> Sequence[ImportRunRow]:
        return self._rows.imports(row.id if row else None, limit)

    def order_of(self, row: ImportRunRow) -> tuple[int]:
        return (-row.id,)

    def identity_of(self, row: ImportRunRow) -> int:
        return row.id


def _stamp(shop: Shop, at: datetime) -> str:
    return f"{at.astimezone(shop.zone):%Y-%m-%d %H:%M}"


def _import_columns(shop: Shop) -> Sequence[Column[Any]]:
    def number(say: Callable[[Any], int]) -> Callable[[Any, int], Piece]:
        return lambda row, cells: Piece(pad(f"{say(row):,}", cells, "right"))

    return (
        _text(_("When"), 16, 16, lambda row: _stamp(shop, row.at), tone=Tone.DIM),
        _text(_("What"), 10, 14, lambda row: word(REGISTERS, row.kind), tone=Tone.STRONG),
        _text(_("File"), 12, 40, lambda row: row.file_name, weight=1),
        _text(_("Who"), 8, 16, lambda row: row.operator),
        Column(pad(_("New"), 7, "right"), 7, 7, number(lambda row: row.new_rows)),
        Column(pad(_("Changed"), 8, "right"), 8, 8, number(lambda row: row.changed_rows), yields=1),
    )


def _import_facts(shop: Shop, row: ImportRunRow, cells: int) -> Sequence[Line]:
    pairs = [
        (N_("What"), word(REGISTERS, row.kind)),
        (N_("When"), _stamp(shop, row.at)),
        (N_("Who"), row.operator),
        (N_("New"), f"{row.new_rows:,}"),
        (N_("Changed"), f"{row.changed_rows:,}"),
        (N_("Unchanged"), f"{row.unchanged_rows:,}"),
        (N_("SHA-256"), row.sha256),
    ]
    if row.refused_rows:
        pairs.append((N_("Refused"), f"{row.refused_rows:,}"))
    if row.undone_at and row.undone_by:
        pairs.append((N_("Undone"), f"{_stamp(shop, row.undone_at)} {row.undone_by}"))
    return list(_facts(row.file_name, pairs, cells))


# The audit trail.

OUTCOMES: Final[Mapping[str, str]] = {"done": N_("done"), "refused": N_("refused")}


def audit_filter(line: str) -> AuditFilter:
    """Understand ``operator:zhangmin action:file outcome:refused``; any other word is a subject."""
    given: dict[str, str] = {}
    for part in line.split():
        name, colon, value = part.partition(":")
        if colon and name in {"operator", "action", "outcome"}:
            if value:
                given[name] = value
        else:
            given["subject"] = part
    return AuditFilter(**given)


class _Audit(ForwardSource[AuditRow]):
    def __init__(self, shop: Shop, line: str) -> None:
        self._wanted = audit_filter(line)
        super().__init__(shop.admin.count_audit(self._wanted))
        self._rows = shop.admin

    def read_on(
        self,
        row: AuditRow | None,
        limit: int,
        now: datetime,  # noqa: ARG002  newest first at any time
    ) -> Sequence[AuditRow]:
        return self._rows.audit(self._wanted, row.id if row else None, limit)

    def order_of(self, row: AuditRow) -> tuple[int]:
        return (-row.id,)

    def identity_of(self, row: AuditRow) -> int:
        return row.id


def _outcome(row: AuditRow, _cells: int) -> Piece:
    if row.outcome == "refused":
        return Piece("× " + word(OUTCOMES, row.outcome), Tone.SOON)
    return Piece("  " + neutralise(word(OUTCOMES, row.outcome)), Tone.DIM)


def _audit_columns(shop: Shop) -> Sequence[Column[Any]]:
    return (
        _text(_("When"), 16, 16, lambda row: _stamp(shop, row.at), tone=Tone.DIM),
        _text(_("Who"), 8, 16, lambda row: row.operator, tone=Tone.STRONG),
        _text(_("Action"), 12, 20, lambda row: word(VERBS, row.action)),
        _text(_("Subject"), 16, 30, lambda row: word(REGISTERS, row.subject), weight=1),
        Column(_("Outcome"), 10, 10, _outcome),
        _text(_("Detail"), 10, 40, lambda row: row.detail, weight=1, yields=1, tone=Tone.DIM),
    )


def _audit_facts(shop: Shop, row: AuditRow, cells: int) -> Sequence[Line]:
    pairs = [
        (N_("When"), _stamp(shop, row.at)),
        (N_("Who"), row.operator),
        (N_("Subject"), word(REGISTERS, row.subject)),
        (N_("Outcome"), word(OUTCOMES, row.outcome)),
        (N_("Detail"), row.detail),
    ]
    return list(_facts(word(VERBS, row.action), pairs, cells))


BOOKS: Final[Mapping[str, Book]] = {
    "items": Book(_items, _item_columns, _item_facts),
    "limits": Book(_limits, _limit_columns, _limit_facts),
    "policies": Book(_policies, _policy_columns, _policy_facts),
    "operators": Book(_operators, _operator_columns, _operator_facts),
    "imports": Book(lambda shop, _sought: _Imports(shop), _import_columns, _import_facts),
    "audit": Book(_Audit, _audit_columns, _audit_facts),
}
"""The tabs beside the calendar."""
