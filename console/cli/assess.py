"""`griddesk assess`: scores of areas, units and staff, and where every point comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from console.cli.asked import Asked, Format, asked
from console.cli.columns import Column, count_column
from console.cli.explaining_scores import explained_points, tell_points
from console.cli.figure_days import Days
from console.cli.grammar import Noun
from console.cli.opening import opened
from console.cli.output import write_object, write_objects, write_rows
from console.cli.values import day, one_of
from console.present.assessments import (
    TARGETS,
    goal_of,
    indicator_name,
    points_of,
    profile_name,
    reached,
    score_name,
    score_object,
)
from console.present.figures import FIGURES, SHORT
from console.present.vocabulary import word
from console.present.words import _
from core.assessments.profiles import HUNDREDTHS, in_force
from core.assessments.scoring import ranks_of, stars_of
from core.kernel.errors import Invalid, NotFound
from core.kernel.words import N_

if TYPE_CHECKING:
    from console.bootstrap import Shop
    from core.assessments.profiles import Indicator, Profile
    from core.assessments.scoring import Score
    from storage.readers.assessments import AssessmentReader

app = Noun(help=N_("Score areas, units and staff by weighted figures, and explain every point."))

Since = Annotated[
    date, typer.Option("--since", metavar="DAY", parser=day, help=N_("The first day."))
]
Until = Annotated[
    date | None,
    typer.Option("--until", metavar="DAY", parser=day, help=N_("The last day; today by default.")),
]
ProfileCode = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="CODE",
        help=N_("Score by this profile; otherwise by all of areas and of units."),
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by",
        metavar="WHAT",
        parser=one_of(TARGETS),
        autocompletion=lambda: list(TARGETS),
        help=N_("Score streets, communities, grids, units or staff."),
    ),
]
Area = Annotated[
    str | None, typer.Option("--area", metavar="CODE", help=N_("Only inside this area."))
]


@app.callback()
def assess() -> None:
    """Hold the verbs of assessment together."""


@app.verb(
    "score",
    N_(
        "Score areas and units side by side, or staff, over some days.\n"
        "Without --profile by every profile of areas and of units; staff only when asked for. A "
        "cell tells the rate and the points of what an indicator is worth; one with too few cases "
        "does not count, and its weight is spread over the others. Stars and ranks are told when "
        "asked for, and when the profile allows them."
    ),
    examples=(
        "griddesk assess score --since 2026-09-01 --until 2026-09-30",
        "griddesk assess score --profile areas-standard --by street --since 2026-09-01",
        "griddesk assess score --by staff --area 330108001 --since 2026-09-01 --format csv",
    ),
)
def score(
    context: typer.Context,
    *,
    since: Since,
    until: Until = None,
    profile: ProfileCode = None,
    by: By = None,
    area: Area = None,
    stars: bool = typer.Option(False, "--stars", help=N_("Tell stars, if the profile has any.")),
    ranking: bool = typer.Option(
        False, "--ranking", help=N_("Tell ranks, best first, if the profile allows it.")
    ),
) -> None:
    """Tell scores."""
    said = asked(context)
    with opened(context) as live, live.as_it_stands() as shop:
        days = _days(shop, since, until, area)
        reader = _reader(shop, days)
        blocks = []
        for base, target in _chosen(reader, profile, by, since):
            _allow(base, stars=stars, ranking=ranking)
            scores = reader.scores(base.code, target, days.since, days.until, shop.zone, days.now)
            blocks.append(_Block(base, target, _ranked(scores, stars=stars, ranking=ranking)))
        drawn_at = days.now.astimezone(shop.zone)
    _tell(blocks, said, {"since": since, "until": days.until, "drawn_at": drawn_at})


@app.verb(
    "explain",
    N_(
        "Explain the score of one area, unit or member of staff point by point.\n"
        "Every indicator with its definition, formula and cases: the command that lists them, and "
        "those that cost points. Then the findings, and the sum."
    ),
    examples=(
        "griddesk assess explain 330108001001 --since 2026-09-01 --until 2026-09-30",
        "griddesk assess explain D001 --profile units-standard --since 2026-09-01 --format json",
    ),
)
def explain(
    context: typer.Context,
    key: Annotated[
        str, typer.Argument(metavar="KEY", help=N_("The code of an area or unit, a staff number."))
    ],
    *,
    since: Since,
    until: Until = None,
    profile: ProfileCode = None,
    by: By = None,
    area: Area = None,
) -> None:
    """Explain a score."""
    said = asked(context)
    with opened(context) as live, live.as_it_stands() as shop:
        days = _days(shop, since, until, area)
        reader = _reader(shop, days)
        found = [
            one
            for base, target in _chosen(reader, profile, by, since)
            for one in reader.scores(base.code, target, days.since, days.until, shop.zone, days.now)
            if one.key == key
        ]
        if not found:
            raise NotFound(
                N_(
                    "%(key)s has no score in these days; say with --by what it is, and see "
                    "griddesk assess score."
                ),
                key=key,
            )
        if len(found) > 1:
            raise Invalid(
                N_("%(key)s has a score by each of %(profiles)s; say which with --profile."),
                field="profile",
                key=key,
                profiles=", ".join(sorted({one.profile.code for one in found})),
            )
        points = explained_points(shop, reader, found[0], days, said)
    tell_points(found[0], points, days, shop.zone, said)


@app.verb(
    "profiles",
    N_(
        "List the assessment profiles with their indicators, in all versions.\n"
        "An indicator gives nothing at the first value and its whole weight at the second."
    ),
    examples=("griddesk assess profiles", "griddesk assess profiles --format json"),
)
def profiles(context: typer.Context) -> None:
    """List profiles."""
    with opened(context) as shop:
        known = shop.assessments.profiles()
    lines = [_Weighed(one, indicator) for one in known for indicator in one.indicators]
    write_rows(lines, _PROFILE_COLUMNS, asked(context))


@dataclass(frozen=True, slots=True)
class _Weighed:
    profile: "Profile"
    indicator: "Indicator"


_PROFILE_COLUMNS: Final[tuple[Column[_Weighed], ...]] = (
    Column("profile", lambda one: one.profile.code, N_("Profile")),
    Column("valid_from", lambda one: one.profile.valid_from, N_("Valid from"), spare=True),
    Column("name", lambda one: one.profile.name, N_("Name"),
           lambda one: profile_name(one.profile), roomy=True, spare=True),
    Column("targets", lambda one: " ".join(one.profile.targets), N_("For"),
           lambda one: " ".join(word(TARGETS, target) for target in one.profile.targets),
           roomy=True),
    Column("figure", lambda one: one.indicator.figure, N_("Indicator"),
           lambda one: indicator_name(one.indicator.figure), roomy=True),
    Column("weight", lambda one: one.indicator.weight / HUNDREDTHS, N_("Weight"),
           lambda one: points_of(one.indicator.weight), align="right"),
    Column("goal", lambda one: goal_of(one.indicator), N_("0 → full"), align="right"),
    count_column("least", lambda one: one.indicator.least, N_("Least cases")),
    Column("replaces", lambda one: one.profile.replaces, N_("Replaces"), spare=True),
    Column("areas", lambda one: " ".join(one.profile.areas), N_("In"), roomy=True, spare=True),
    Column("findings_limit", lambda one: one.profile.findings_limit / HUNDREDTHS),
    Column("star_floors", lambda one: " ".join(map(str, one.profile.star_floors))),
    Column("ranking", lambda one: one.profile.ranking),
)  # fmt: skip


def _days(shop: "Shop", since: date, until: date | None, area: str | None) -> Days:
    now = shop.clock()
    code = shop.lineage.known(area.rstrip("*")) if area else None
    return Days(since, until or now.astimezone(shop.zone).date(), now, code)


def _reader(shop: "Shop", days: Days) -> "AssessmentReader":
    return shop.assessments.of_area(days.area) if days.area else shop.assessments


def _chosen(
    reader: "AssessmentReader", code: str | None, by: str | None, since: date
) -> "list[tuple[Profile, str]]":
    """Return by which profiles to score what: the one that was said, or else all that fit."""
    if code is not None:
        base = reader.base(code, since)
        return [(base, by or base.targets[0])]
    known = [one for one in in_force(reader.profiles(), since).values() if not one.replaces]
    chosen: list[tuple[Profile, str]] = [
        (one, by or one.targets[0])
        for one in known
        if (by in one.targets if by else "staff" not in one.targets)
    ]
    if not chosen:
        raise Invalid(
            N_("No profile for this is in force on %(day)s; see griddesk import profiles."),
            field="profile",
            day=since.isoformat(),
        )
    return chosen


def _allow(base: "Profile", *, stars: bool, ranking: bool) -> None:
    """Tell stars and ranks only where a profile has them.

    Raises:
        Invalid: it has not.
    """
    if stars and not base.star_floors:
        raise Invalid(
            N_("The profile %(code)s gives no stars; they are off unless the profile has some."),
            field="stars",
            code=base.code,
        )
    if ranking and not base.ranking:
        raise Invalid(
            N_("The profile %(code)s allows no ranking; it is off unless the profile allows it."),
            field="ranking",
            code=base.code,
        )


@dataclass(frozen=True, slots=True)
class _Line:
    """A score with what else was asked for, ``stars`` and ``rank``, each with its value."""

    score: "Score"
    more: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class _Block:
    base: "Profile"
    target: str
    lines: list[_Line]


def _ranked(scores: "Sequence[Score]", *, stars: bool, ranking: bool) -> list[_Line]:
    """Add stars and ranks where they were asked for; ranked scores stand best first."""
    lines = []
    for one, rank in zip(scores, ranks_of(scores), strict=True):
        more = {"rank": rank} if ranking else {}
        lines.append(_Line(one, more | ({"stars": stars_of(one)} if stars else {})))
    last = len(lines) + 1
    return sorted(lines, key=lambda line: line.more.get("rank") or last)


def _object(line: _Line) -> dict[str, Any]:
    return score_object(line.score) | dict(line.more)


def _tell(blocks: list[_Block], said: Asked, days: dict[str, Any]) -> None:
    lines = [line for block in blocks for line in block.lines]
    if said.format is Format.JSON:
        write_object(days | {"scores": [_object(line) for line in lines]})
    elif said.format is Format.JSONL:
        write_objects(map(_object, lines), said)
    elif said.format is Format.CSV:
        write_rows(lines, _columns(lines), said)
    else:
        for place, block in enumerate(blocks):
            told = {
                "profile": profile_name(block.base),
                "code": block.base.code,
                "since": days["since"],
                "until": days["until"],
            }
            typer.echo(
                ("\n" if place else "") + _("%(profile)s (%(code)s), %(since)s … %(until)s") % told
            )
            write_rows(block.lines, _columns(block.lines), said)


def _columns(lines: Sequence[_Line]) -> list[Column[_Line]]:
    """Return the columns of some scores; of what none of them has there is no column."""
    called = TARGETS[lines[0].score.target] if lines else ""
    columns: list[Column[_Line]] = [
        Column("target", lambda line: line.score.target),
        Column("key", lambda line: line.score.key, N_("Code")),
        Column("name", lambda line: line.score.name, called,
               lambda line: score_name(line.score), roomy=True),
        Column("score", lambda line: _in_points(line.score.total), N_("Score"),
               lambda line: points_of(line.score.total), align="right"),
    ]  # fmt: skip
    several = len({line.score.profile.code for line in lines}) > 1
    columns.insert(0, Column("profile", lambda line: line.score.profile.code,
                             N_("Profile") if several else ""))  # fmt: skip
    if any("rank" in line.more for line in lines):
        columns.insert(0, Column("rank", lambda line: line.more["rank"], N_("Rank"), align="right"))
    if any("stars" in line.more for line in lines):
        columns.append(
            Column("stars", lambda line: line.more["stars"], N_("Stars"),
                   lambda line: "★" * (line.more["stars"] or 0))
        )  # fmt: skip
    weighed = dict.fromkeys(one.figure for line in lines for one in line.score.profile.indicators)
    for figure in weighed:
        columns += _indicator_columns(figure)
    found = N_("Findings") if any(line.score.findings for line in lines) else ""
    columns.append(
        Column("found", lambda line: _in_points(line.score.found), found,
               lambda line: points_of(line.score.found), align="right")
    )  # fmt: skip
    return columns


def _in_points(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDREDTHS


def _indicator_columns(figure: str) -> list[Column[_Line]]:
    def of(line: _Line) -> Any:
        return next((one for one in line.score.indicators if one.indicator.figure == figure), None)

    def value(name: str) -> Any:
        return lambda line: _in_points(getattr(of(line), name, None))

    def shown(line: _Line) -> str:
        return reached(of(line)) if of(line) else ""

    def rate(line: _Line) -> float | None:
        return of(line).figure.rate if of(line) else None

    return [
        Column(f"{figure}_rate", rate),
        Column("", shown, SHORT.get(figure, FIGURES[figure]), align="right"),
        Column(f"{figure}_points", value("points")),
        Column(f"{figure}_worth", value("worth")),
    ]
