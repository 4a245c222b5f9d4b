"""Where mappings are, and what their filters mean at this desk."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.present.filters import Understood, understand
from console.present.names import Names, read_names
from console.settings import Settings
from core.cases.rows import CaseFilter
from core.kernel.errors import CoreError, Invalid, NotFound
from core.kernel.words import N_
from core.upstreams.fields import What
from core.upstreams.loading import load_mapping
from core.upstreams.mapping import Mapping

if TYPE_CHECKING:
    from console.bootstrap import Shop

ENDING: Final = ".yaml"
EXAMPLES: Final = Path(__file__).parents[2] / "seeds" / "standard" / "upstreams"
"""Mappings that come with the program, to be copied and changed."""

_ANOTHER_DAY: Final = timedelta(days=400, hours=7)
"""A filter that means something else so much later depends on when it is asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is or should be a mapping; ``trouble`` is why it cannot be run."""

    path: Path
    example: bool
    mapping: Mapping | None
    trouble: CoreError | None = None


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a file.

    Raises:
        Invalid: it cannot be read, or something in it is wrong.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be read: %(why)s."),
            field="file",
            file=str(path),
            why=error.strerror or "",
        ) from error
    return load_mapping(content, path.name)


def folder_of_mappings(settings: Settings) -> Path | None:
    """Return the folder that the settings name, if they do."""
    return Path(settings.upstreams).expanduser() if settings.upstreams else None


def all_mappings(settings: Settings) -> Iterator[Found]:
    """Yield the mappings of the settings' folder, then those that come with the program.

    Raises:
        Invalid: the folder is not there.
    """
    own = folder_of_mappings(settings)
    if own and not own.is_dir():
        raise Invalid(
            N_("The folder of mappings %(folder)s, which the settings name, is not there."),
            field="upstreams",
            folder=str(own),
        )
    found = [_read(path, example=False) for path in _files(own)] if own else []
    codes = Counter(one.mapping.code for one in found if one.mapping)
    yield from (_of_its_own(one, codes) for one in found)
    yield from (_read(path, example=True) for path in _files(EXAMPLES))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{ENDING}"))


def _read(path: Path, *, example: bool) -> Found:
    try:
        return Found(path, example, read_mapping(path))
    except Invalid as trouble:
        return Found(path, example, None, trouble)


def _of_its_own(found: Found, codes: Counter[str]) -> Found:
    """Return what was found, in trouble if its code is not its own: two would undo each other."""
    if found.mapping is None or codes[found.mapping.code] == 1:
        return found
    trouble = Invalid(
        N_("Another file has the code %(code)s of %(file)s, too. Change it, or take one out."),
        field="code",
        file=found.path.name,
        code=found.mapping.code,
    )
    return replace(found, mapping=None, trouble=trouble)


def named_mapping(name: str, settings: Settings) -> Mapping:
    """Return the mapping in a file, or the one with a code.

    Raises:
        Invalid: there is a file, and it is no mapping.
        NotFound: there is neither.
    """
    path = Path(name)
    if path.suffix == ENDING or path.is_file():
        return read_mapping(path)
    for found in all_mappings(settings):
        if found.mapping and found.mapping.code == name:
            return found.mapping
        if found.trouble and found.path.stem == name:
            raise found.trouble
    raise NotFound(
        N_("There is no mapping %(name)s; griddesk upstream list shows those there are."), name=name
    )


def wanted_cases(shop: "Shop", mapping: Mapping) -> CaseFilter:
    """Return which cases a mapping sends; open and ended ones where it does not say.

    Raises:
        Invalid: its filter is not understood, or means something else every day.
    """
    if mapping.what is not What.CASES or not mapping.filter.strip():
        return CaseFilter(open=None)
    now = shop.clock()
    line = f"is:any {mapping.filter}"
    names = None
    understood = understand(line, now, shop.zone)
    if understood.by_name:
        names = Names(read_names(shop.registry, now.astimezone(shop.zone).date()))
        understood = understand(line, now, shop.zone, names)
    if understood.trouble:
        raise _refused(mapping, understood)
    later = understand(line, now + _ANOTHER_DAY, shop.zone, names).wanted
    if later != understood.wanted or _by_the_clock(understood.wanted):
        raise Invalid(
            N_(
                "The filter of %(mapping)s means something else every day (late, today, 7d). Name "
                "days, states, tiers, sources, areas, units or items."
            ),
            field="filter",
            mapping=mapping.code,
        )
    return understood.wanted


def _by_the_clock(wanted: CaseFilter) -> bool:
    return wanted.late or wanted.due_today or wanted.exclude_late or wanted.exclude_due_today


def _refused(mapping: Mapping, understood: Understood) -> Invalid:
    return Invalid(
        N_("The filter of %(mapping)s is not understood: %(why)s"),
        field="filter",
        mapping=mapping.code,
        why=understood.trouble,
    )
