"""The cases that are marked to be acted on together, each as it was seen when it was marked."""

from collections.abc import Iterable, Iterator

from core.cases.rows import CaseRow


class Marks:
    """Marked cases, in the order in which they were marked."""

    def __init__(self) -> None:
        self._cases: dict[int, CaseRow] = {}

    def __len__(self) -> int:
        return len(self._cases)

    def __iter__(self) -> Iterator[CaseRow]:
        return iter(self._cases.values())

    def __contains__(self, case: CaseRow) -> bool:
        return case.id in self._cases

    def turn(self, case: CaseRow) -> None:
        """Mark a case, or take its mark off."""
        if self._cases.pop(case.id, None) is None:
            self._cases[case.id] = case

    def set(self, cases: Iterable[CaseRow]) -> None:
        """Mark these cases and no others."""
        self._cases = {case.id: case for case in cases}

    def invert(self, cases: Iterable[CaseRow]) -> None:
        """Mark those of ``cases`` that are not marked, and no others."""
        self.set([case for case in cases if case not in self])

    def drop(self, numbers: Iterable[str]) -> None:
        """Take the marks of these numbers off."""
        gone = set(numbers)
        self.set([case for case in self if case.number not in gone])

    def clear(self) -> None:
        """Take every mark off."""
        self._cases = {}
