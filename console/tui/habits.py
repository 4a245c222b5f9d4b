"""What an operator reports most: recent places, and for each place recent and favourite items."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from console.tui.kept import Kept

PLACES: Final = 10
"""Recent places that are remembered."""
ITEMS: Final = 6
"""Recent items that are remembered for a place."""


class Habits:
    """Kept from one session to the next, in a file of the operator."""

    def __init__(self, login: str) -> None:
        self._kept = Kept(login, "habits")
        self._all = self._kept.load()

    @property
    def areas(self) -> Sequence[str]:
        """The codes of the places of the last reports, the newest first."""
        return _codes(self._all, "areas")

    def recent(self, area_code: str) -> Sequence[str]:
        """Return the codes of the items last reported from a place, the newest first."""
        return _codes(self._of("recent"), area_code)

    def favourites(self, area_code: str) -> Sequence[str]:
        """Return the codes of the favourite items of a place."""
        return _codes(self._of("favourite"), area_code)

    def note(self, area_code: str, item_code: str) -> None:
        """Remember a report."""
        self._all["areas"] = _first(area_code, self.areas)[:PLACES]
        if item_code:
            items = _first(item_code, self.recent(area_code))[:ITEMS]
            self._all["recent"] = {**self._of("recent"), area_code: items}
        self._kept.keep(self._all)

    def turn_favourite(self, area_code: str, item_code: str) -> None:
        """Make an item a favourite of a place, or no longer."""
        codes = list(self.favourites(area_code))
        if item_code in codes:
            codes.remove(item_code)
        else:
            codes.append(item_code)
        self._all["favourite"] = {**self._of("favourite"), area_code: codes}
        self._kept.keep(self._all)

    def _of(self, name: str) -> Mapping[str, Any]:
        kept = self._all.get(name)
        return kept if isinstance(kept, dict) else {}


def _codes(kept: Mapping[str, Any], name: str) -> Sequence[str]:
    codes = kept.get(name)
    return [str(code) for code in codes] if isinstance(codes, list) else []


def _first(code: str, codes: Sequence[str]) -> list[str]:
    return [code, *(other for other in codes if other != code)]
