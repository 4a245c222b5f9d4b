"""Verbs that change the division into grids."""

from typing import Annotated

import typer

from console.cli.grids.noun import Code, DryRun, SeenVersion, app, carry_out
from console.cli.opening import opened
from console.present.numbers import full_number
from console.present.words import _
from core.kernel.words import N_
from core.registry.commands import (
    GridPart,
    MergeGrids,
    MoveGrid,
    RenumberGrid,
    RetireGrid,
    SplitGrid,
)

Vacant = Annotated[
    bool, typer.Option("--vacant", help=N_("Let the posts end instead of going on there."))
]
KeepPosts = Annotated[
    bool, typer.Option("--keep-posts", help=N_("Let the posts go on there instead of ending."))
]
Name = Annotated[
    str, typer.Option("--name", metavar="NAME", help=N_("What it is called from now on."))
]


@app.verb(
    "split",
    N_(
        "Take parts off a grid; each becomes a grid under the next code.\n"
        "The grid keeps its code, its posts, its microgrids and its open cases, but for those "
        "that --case and --staff send along with a part; ended cases stay where they happened."
    ),
    examples=(
        "griddesk grid split 330108001001001 --part 第九网格=180/400 --dry-run",
        "griddesk grid split 330108001001001 --part 第九网格=180/400 --case 231=第九网格",
    ),
)
def split(
    context: typer.Context,
    code: Code,
    *,
    part: Annotated[
        list[str],
        typer.Option(
            "--part",
            metavar="NAME=HOMES/RESIDENTS",
            help=N_("A part with its name and size. May be given several times."),
        ),
    ],
    case: Annotated[
        list[str] | None,
        typer.Option(
            "--case",
            metavar="NUMBER=NAME",
            help=N_("Send an open case along with a part. May be given several times."),
        ),
    ] = None,
    staff: Annotated[
        list[str] | None,
        typer.Option(
            "--staff",
            metavar="NUMBER=NAME",
            help=N_("Send somebody along with a part. May be given several times."),
        ),
    ] = None,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Split a grid."""
    with opened(context, changing=True) as shop:
        cases = tuple((full_number(shop, number), to) for number, to in map(_pair, case or ()))
    command = SplitGrid(
        area_code=code,
        parts=tuple(map(_part, part)),
        cases=cases,
        people=tuple(map(_pair, staff or ())),
        seen_version=seen_version,
    )
    carry_out(context, command, dry_run=dry_run)


@app.verb(
    "merge",
    N_(
        "Let grids become part of another one, which keeps its code.\n"
        "CODE stays; the others end for ever, their open cases lie in CODE from now on, and "
        "their homes and residents are counted there. Their posts end unless --keep-posts."
    ),
    examples=("griddesk grid merge 330108001001001 330108001001002 --dry-run",),
)
def merge(
    context: typer.Context,
    code: Code,
    others: Annotated[
        list[str],
        typer.Argument(metavar="CODE...", help=N_("The grids that become part of it.")),
    ],
    *,
    name: Name = "",
    keep_posts: KeepPosts = False,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Merge grids."""
    command = MergeGrids(
        area_code=code,
        merged=tuple(others),
        name=name,
        keep_posts=keep_posts,
        seen_version=seen_version,
    )
    carry_out(context, command, dry_run=dry_run)


@app.verb(
    "move",
    N_(
        "Let a grid belong to another community, perhaps of another street.\n"
        "It is given the next code there; the old one ends and is never given again. Open "
        "cases, microgrids, units and operators follow, and posts unless --vacant."
    ),
    examples=("griddesk grid move 330108001001001 --to 330108002001 --name 江陵网格 --dry-run",),
)
def move(
    context: typer.Context,
    code: Code,
    *,
    to: str = typer.Option(..., "--to", metavar="CODE", help=N_("The community.")),
    name: Name = "",
    vacant: Vacant = False,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Move a grid."""
    command = MoveGrid(
        area_code=code, to_code=to, name=name, keep_posts=not vacant, seen_version=seen_version
    )
    carry_out(context, command, dry_run=dry_run)


@app.verb(
    "renumber",
    N_(
        "Give a grid the next code of its community.\n"
        "The old code ends and is never given again; everything in the grid follows."
    ),
    examples=("griddesk grid renumber 330108001001001 --dry-run",),
)
def renumber(
    context: typer.Context,
    code: Code,
    *,
    vacant: Vacant = False,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Renumber a grid."""
    command = RenumberGrid(area_code=code, keep_posts=not vacant, seen_version=seen_version)
    carry_out(context, command, dry_run=dry_run)


@app.verb(
    "retire",
    N_(
        "End a grid for ever.\n"
        "With --into its open cases, units and operators go to that grid; without, none may be "
        "left in it. Its posts end unless --keep-posts."
    ),
    examples=("griddesk grid retire 330108001001001 --into 330108001001002 --dry-run",),
)
def retire(
    context: typer.Context,
    code: Code,
    *,
    into: str | None = typer.Option(
        None, "--into", metavar="CODE", help=N_("The grid that follows it.")
    ),
    keep_posts: KeepPosts = False,
    seen_version: SeenVersion = None,
    dry_run: DryRun = False,
) -> None:
    """Retire a grid."""
    command = RetireGrid(
        area_code=code, into=into, keep_posts=keep_posts, seen_version=seen_version
    )
    carry_out(context, command, dry_run=dry_run)


def _pair(text: str) -> tuple[str, str]:
    key, sign, name = text.partition("=")
    if not (sign and key.strip() and name.strip()):
        raise typer.BadParameter(
            _("“%(text)s” does not say what goes where; write NUMBER=NAME.") % {"text": text}
        )
    return key.strip(), name.strip()


def _part(text: str) -> GridPart:
    name, sign, size = text.rpartition("=")
    counts = [count.strip() for count in size.split("/")]
    readable = all(count.isascii() and count.isdecimal() for count in counts)
    if not (sign and name.strip() and readable and len(counts) in {1, 2}):
        raise typer.BadParameter(
            _("“%(text)s” is no part; write NAME=HOMES/RESIDENTS.") % {"text": text}
        )
    homes, *residents = map(int, counts)
    return GridPart(name=name.strip(), households=homes, residents=next(iter(residents), None))
