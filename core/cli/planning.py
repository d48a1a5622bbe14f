"""Commands that say how far the listening is: plan progress, plan more, plan forecast."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from core.cli.options import JsonOption, ProjectOption, RunOption, chosen_run, opened
from core.cli.output import say, say_json, say_table
from core.report import build
from core.review import plans
from core.review.drawing_on import SpeciesProgress, draw_on, progress
from core.statistics.precision import Precision
from core.statistics.stages import (
    GOAL,
    HALF_WIDTH,
    SECONDS_A_CLIP,
    SpeciesToJudge,
    forecast,
)
from core.taxon_groups import is_species

PlanNumber = Annotated[int, typer.Argument(metavar="NUMBER", help="As plan list shows it.")]
GoalOption = Annotated[
    float, typer.Option("--goal", min=0.01, max=0.99, help="The precision that is to be shown.")
]
HalfWidthOption = Annotated[
    float,
    typer.Option("--half-width", min=0.005, max=0.5, help="Half of the interval's width to reach."),
]


def register(plan: typer.Typer) -> None:
    """Add these commands to those of plans."""
    plan.command(name="progress")(progress_)
    plan.command()(more)
    plan.command(name="forecast")(forecast_)


def progress_(
    number: PlanNumber,
    project: ProjectOption,
    goal: GoalOption = GOAL,
    half_width: HalfWidthOption = HALF_WIDTH,
    json: JsonOption = False,
) -> None:
    """Show of each species of a plan what share is right, and whether it is known well enough."""
    with opened(project) as ours:
        found = progress(ours, plans.get(ours, number), goal, half_width)
    if json:
        say_json([_json(one) for one in found])
        return
    numbers = ("Detections", "Drawn", "Judged", "Precision")
    header = (("Species", False), *((name, True) for name in numbers), ("Stage", False))
    say_table(header, [_cells(one) for one in found])


def more(
    number: PlanNumber,
    project: ProjectOption,
    goal: GoalOption = GOAL,
    half_width: HalfWidthOption = HALF_WIDTH,
) -> None:
    """Add to a plan the clips that tell most of the species that are still open."""
    with opened(project) as ours:
        before = plans.get(ours, number)
        after = draw_on(ours, before, goal, half_width)
    say(f"Plan {after.id}: {after.items - before.items} clips more, {after.items} in all.")


def forecast_(
    project: ProjectOption,
    hours: Annotated[float, typer.Option(min=0, max=10_000, help="Time for listening.")],
    half_width: HalfWidthOption = HALF_WIDTH,
    seconds: Annotated[
        float, typer.Option(min=0.5, max=600, help="Seconds that one clip takes.")
    ] = SECONDS_A_CLIP,
    run: RunOption = None,
    json: JsonOption = False,
) -> None:
    """Say what an amount of listening can show of the species that were found."""
    with opened(project) as ours:
        rows = build(ours, chosen_run(ours, run).id if run else None).totals
    species = [
        SpeciesToJudge(
            row.species.scientific_name,
            row.detections,
            row.correct + row.wrong,
            is_species=is_species(row.species),
        )
        for row in rows
    ]
    found = forecast(species, hours, half_width, seconds)
    if json:
        say_json(asdict(found))
        return
    say(found.sentence)
    header = (("Species", False), ("Clips", True), ("Minutes", True))
    say_table(header, [(s.name, f"{s.clips:,}", f"{s.minutes:.0f}") for s in found.species])


def _cells(one: SpeciesProgress) -> tuple[str, ...]:
    counts = (one.detections, one.drawn, one.judged)
    return one.species, *(f"{n:,}" for n in counts), _words(one.precision), one.stage.value


def _words(found: Precision | None) -> str:
    if found is None:
        return "–"
    of = found.interval
    bounds = "" if found.all_heard else f" ({of.low:.0%} to {of.high:.0%})"
    return f"{of.estimate:.0%}{bounds}"


def _json(one: SpeciesProgress) -> dict[str, Any]:
    found = one.precision
    named = asdict(found.interval) if found else dict.fromkeys(("estimate", "low", "high"))
    return {
        "species": one.species,
        "detections": one.detections,
        "drawn": one.drawn,
        "judged": one.judged,
        **named,
        "stage": one.stage.value,
        "likely_clips": one.likely_clips,
    }
