"""What somebody who reports sees of their own reports: a frozen row."""

from dataclasses import dataclass

from core.cases.rows import CaseRow


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One report and what became of it.

    ``check_awaited``: it was resolved, and who reported it may say whether the result is
    good. ``rating_awaited``: it was closed by others, and who reported it has not rated it.
    """

    case: CaseRow
    result: str
    check_awaited: bool
    rating_awaited: bool
