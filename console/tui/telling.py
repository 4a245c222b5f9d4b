"""What somebody said before about a case, as a line above the fields that answer it."""

from console.present.cases import deed_of
from console.present.times import moment
from console.tui.shop import Shop
from core.cases.rows import CaseDetail, HistoryRow
from core.cases.states import Verb
from core.kernel.text import neutralise


def last_entry(detail: CaseDetail, verb: Verb) -> HistoryRow | None:
    """Return the last entry of a verb in the story of a case."""
    return next((entry for entry in reversed(detail.history) if entry.verb == verb), None)


def who_did(detail: CaseDetail, verb: Verb) -> str:
    """Name who did a verb last."""
    entry = last_entry(detail, verb)
    return neutralise(entry.operator_name or entry.operator) if entry else ""


def last_said(detail: CaseDetail, verb: Verb, shop: Shop) -> str:
    """Tell the last entry of a verb: ``09-14 10:02 王强 督办 黄牌 · 请尽快``."""
    entry = last_entry(detail, verb)
    if entry is None:
        return ""
    at = moment(entry.at, shop.clock(), shop.zone)
    return f"{at} {who_did(detail, verb)} {deed_of(entry, shop.zone).text}"
