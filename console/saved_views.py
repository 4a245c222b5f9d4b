"""The views an operator has saved: on one machine, in a file of the state folder.

Screen and command line share them.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from console.present.views import READY_MADE, View, written
from console.present.words import in_every_language
from console.settings import state_folder
from core.kernel.errors import Invalid, NotFound, Unavailable
from core.kernel.words import N_

LONGEST_NAME: Final = 24


class SavedViews:
    """The views that one operator has saved."""

    def __init__(self, login: str) -> None:
        name = "".join(c if c.isalnum() or c in "-_" else "_" for c in login)
        self._path: Path = state_folder() / "views" / f"{name}.json"

    def all(self) -> tuple[View, ...]:
        """Return them in the order of their saving; a file that makes no sense has none."""
        try:
            kept = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return ()
        if not isinstance(kept, dict):
            return ()
        return tuple(View(n, line) for n, line in kept.items() if isinstance(line, str))

    def save(self, name: str, line: str) -> View:
        """Save a filter line under a name; one saved before under it is replaced.

        Raises:
            Invalid: there is no name or no filter, the name is too long or a ready-made one.
            Unavailable: the file cannot be written.
        """
        view = View(" ".join(name.split()), written(line))
        _check(view)
        self._keep([old for old in self.all() if old.name != view.name] + [view])
        return view

    def remove(self, name: str) -> View:
        """Forget a saved view.

        Raises:
            NotFound: there is none with this name.
            Unavailable: the file cannot be written.
        """
        views = self.all()
        found = next((view for view in views if view.name == name), None)
        if found is None:
            raise NotFound(
                N_("There is no saved view “%(view)s”; griddesk views list names them."), view=name
            )
        self._keep([view for view in views if view is not found])
        return found

    def find(self, name: str) -> View:
        """Return the saved or ready-made view with a name, in whichever language.

        Raises:
            NotFound: there is none.
        """
        wanted = name.casefold()
        for view in (*self.all(), *READY_MADE):
            names = in_every_language(view.name) if view.ready_made else (view.name,)
            if wanted in {each.casefold() for each in names}:
                return view
        raise NotFound(
            N_("There is no view “%(view)s”; griddesk views list names them."), view=name
        )

    def _keep(self, views: Sequence[View]) -> None:
        beside = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({view.name: view.line for view in views}, file, ensure_ascii=False)
            beside.replace(self._path)
        except OSError as error:
            raise Unavailable(
                N_("The views cannot be written to %(file)s."), file=str(self._path)
            ) from error


def _check(view: View) -> None:
    if not view.name:
        raise Invalid(N_("A view needs a name."), field="name")
    if len(view.name) > LONGEST_NAME:
        raise Invalid(
            N_("The name of a view has at most %(most)s characters."),
            field="name",
            most=LONGEST_NAME,
        )
    if any(view.name in in_every_language(ready.name) for ready in READY_MADE):
        raise Invalid(N_("“%(view)s” is a ready-made view."), field="name", view=view.name)
    if not view.line:
        raise Invalid(N_("A view needs a filter."), field="filter")
