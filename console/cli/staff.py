"""`griddesk staff`: joining, leaving, moving and standing in."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli.asked import Format, asked
from console.cli.breaches import breach_objects, tell_breaches
from console.cli.cases.noun import DryRun
from console.cli.exits import talk
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object
from console.cli.values import day, one_of
from console.present.register import POSTS
from console.present.vocabulary import word
from console.present.words import _, _n
from core.kernel.text import neutralise
from core.kernel.words import N_
from core.staff.models import Post

if TYPE_CHECKING:
    from core.kernel.command import Command
    from core.registry.outcome import StaffOutcome

app = Noun(help=N_("Who joins, leaves, moves and stands in."))

Number = Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The staff number."))]
PostName = Annotated[
    str,
    typer.Option(
        "--post",
        metavar="POST",
        parser=one_of(Post),
        help=N_("The post: leader, guide, full-time or part-time."),
    ),
]
OptionalPost = Annotated[
    str | None,
    typer.Option(
        "--post",
        metavar="POST",
        parser=one_of(Post),
        help=N_("The post there, when it is another one."),
    ),
]
On = Annotated[
    date | None,
    typer.Option("--on", metavar="DATE", parser=day, help=N_("The day; today when not given.")),
]


@app.callback()
def staff() -> None:
    """Hold the changes of staff together."""


@app.verb(
    "join",
    N_(
        "Let somebody take up a post.\n"
        "Who is not known yet needs a name; who had left is in the service again."
    ),
    examples=("griddesk staff join BJ09001 --name 陈月 --area 330108001001001 --post full-time",),
)
def join(
    context: typer.Context,
    number: Number,
    *,
    area: str = typer.Option(..., "--area", metavar="CODE", help=N_("Where the post is.")),
    post: PostName,
    name: str = typer.Option("", "--name", metavar="NAME", help=N_("The name.")),
    phone: str = typer.Option("", "--phone", metavar="PHONE", help=N_("The phone.")),
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Let somebody join."""
    from core.registry.commands import JoinStaff

    command = JoinStaff(number=number, area_code=area, post=post, name=name, phone=phone, on=on)
    _carry_out(context, command, dry_run=dry_run)


@app.verb(
    "leave",
    N_(
        "Let somebody leave the service; every post they hold ends.\n"
        "Open cases that they have in hand are listed: dispatch them anew."
    ),
    examples=("griddesk staff leave BJ00001", "griddesk staff leave BJ00001 --dry-run"),
)
def leave(
    context: typer.Context, number: Number, *, on: On = None, dry_run: DryRun = False
) -> None:
    """Let somebody leave."""
    from core.registry.commands import LeaveStaff

    _carry_out(context, LeaveStaff(number=number, on=on), dry_run=dry_run)


@app.verb(
    "move",
    N_("Let the post of somebody go on in another area."),
    examples=("griddesk staff move BJ00001 --to 330108001001002",),
)
def move(
    context: typer.Context,
    number: Number,
    *,
    to: str = typer.Option(..., "--to", metavar="CODE", help=N_("Where the post is from then on.")),
    area: str = typer.Option(
        "", "--from", metavar="CODE", help=N_("Where it was, of somebody with several posts.")
    ),
    post: OptionalPost = None,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Let somebody move."""
    from core.registry.commands import MoveStaff

    command = MoveStaff(number=number, to_code=to, area_code=area, post=post or "", on=on)
    _carry_out(context, command, dry_run=dry_run)


@app.verb(
    "cover",
    N_(
        "Let somebody stand in at a post for some days, both days included.\n"
        "They are on the notice board of the grid meanwhile, and cases are suggested to them. "
        "Said again with another last day, the cover ends on that; with a day before the first "
        "it is taken back."
    ),
    examples=(
        (
            "griddesk staff cover BJ00002 --area 330108001001001 --post full-time "
            "--first 2026-11-23 --last 2026-11-27"
        ),
    ),
)
def cover(
    context: typer.Context,
    number: Number,
    *,
    area: str = typer.Option(..., "--area", metavar="CODE", help=N_("Where.")),
    post: PostName,
    first: Annotated[
        date, typer.Option("--first", metavar="DATE", parser=day, help=N_("The first day."))
    ],
    last: Annotated[
        date, typer.Option("--last", metavar="DATE", parser=day, help=N_("The last day."))
    ],
    dry_run: DryRun = False,
) -> None:
    """Let somebody stand in."""
    from core.registry.commands import CoverStaff

    command = CoverStaff(number=number, area_code=area, post=post, first_on=first, last_on=last)
    _carry_out(context, command, dry_run=dry_run)


def _carry_out(context: typer.Context, command: "Command", *, dry_run: bool) -> None:
    with opened(context, changing=True) as shop:
        do = shop.desk.preview if dry_run else shop.desk.execute
        outcome: StaffOutcome = do(command, by=shop.scope.login)
    said = asked(context)
    if said.format in {Format.JSON, Format.JSONL}:
        write_object(_object(outcome) | {"dry_run": dry_run})
        return
    for told in _told(outcome):
        typer.echo(_("Would be: %(told)s") % {"told": told} if dry_run else told)
    if outcome.open_cases:
        count = len(outcome.open_cases)
        cases = ", ".join(outcome.open_cases)
        talk(
            _n("%(n)s open case is in their hands:", "%(n)s open cases are in their hands:", count)
            + f" {cases}"
        )
    tell_breaches(outcome.breaches)


def _told(outcome: "StaffOutcome") -> list[str]:
    who = neutralise(f"{outcome.number} {outcome.name}")
    if outcome.repeated:
        return [_("%(who)s: that is so already; nothing was changed.") % {"who": who}]
    lines = []
    for step in outcome.posts:
        told = _("%(who)s: %(post)s in %(area)s ends on %(day)s")
        if not step.ended:
            told = _("%(who)s: %(post)s in %(area)s from %(day)s on")
        lines.append(
            told
            % {
                "who": who,
                "post": word(POSTS, step.post),
                "area": step.area_code,
                "day": step.on.isoformat(),
            }
        )
    if outcome.cover:
        first, last = (on.isoformat() for on in outcome.cover)
        told = _("%(who)s stands in from %(first)s to %(last)s")
        lines.append(told % {"who": who, "first": first, "last": last})
    return lines or [_("%(who)s: done.") % {"who": who}]


def _object(outcome: "StaffOutcome") -> dict[str, Any]:
    return {
        "number": outcome.number,
        "name": outcome.name,
        "posts": [
            {"area_code": step.area_code, "post": step.post, "on": step.on, "ended": step.ended}
            for step in outcome.posts
        ],
        "cover": list(outcome.cover) if outcome.cover else None,
        "open_cases": list(outcome.open_cases),
        "breaches": breach_objects(outcome.breaches),
        "repeated": outcome.repeated,
    }
