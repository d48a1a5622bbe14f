"""Commands about minutes that are listened to completely: minutes draw, list; recall."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from core.claims import interval_of, recall_words
from core.cli.options import (
    ExcelOption,
    JsonOption,
    ProjectOption,
    RunOption,
    chosen_run,
    opened,
)
from core.cli.output import say, say_json, say_table
from core.cli.search_scope import chosen_species
from core.counted import counted
from core.exports import minutes_csv
from core.recalls import MinuteEvidence, RecallOfSpecies, recalls
from core.review.minutes import MinutesWish, draw
from core.rule_trials import PROBABILITY, rule_trials
from core.statistics.rule_test import RuleTest
from core.store import minute_plans
from core.store.minute_plans import MinutePlan

minutes = typer.Typer(help="Minutes to listen to completely, to learn what was missed.")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(minutes, name="minutes")
    app.command()(recall)


@minutes.command(name="draw")
def draw_(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    out: Annotated[
        Path, typer.Option(metavar="FILE.csv", help="The table to fill in: labels --import it.")
    ],
    wanted: Annotated[
        str | None,
        typer.Option("--species", metavar="NAME", help="Drawn for one; else for all, from all."),
    ] = None,
    silent: Annotated[int, typer.Option(min=0, help="Minutes in which it was not found.")] = 60,
    low: Annotated[int, typer.Option(min=0, help="Minutes with low scores of it.")] = 40,
    high: Annotated[int, typer.Option(min=0, help="Minutes with high scores of it.")] = 40,
    high_from: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="What a high score is; by default the median."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same draws the same minutes.")] = 1,
    run: RunOption = None,
    reviewer: Annotated[str | None, typer.Option(help="Who shall listen.")] = None,
    excel: ExcelOption = False,
    json: JsonOption = False,
) -> None:
    """Draw minutes at random, silent ones too, and write them as a table to be filled in."""
    with opened(project) as at:
        wish = MinutesWish(
            chosen_run(at, run).id, chosen_species([at], wanted), (silent, low, high), high_from,
            seed, reviewer=reviewer,
        )  # fmt: skip
        plan = draw(at, wish)
        rows = minutes_csv.write(at, plan, out, excel)
    if json:
        say_json({"plan": plan.id, "minutes": rows, "file": str(out)})
        return
    say(
        f"Plan {plan.id}: {counted(rows, 'minute')} written to {out}. Listen to each to its "
        "end, write what is heard into label (a further row for each further species) and 1 into "
        "exhaustive, and take it in:"
    )
    say(f"  undersong labels --project {project} --import {out}")


@minutes.command(name="list")
def list_(project: ProjectOption, json: JsonOption = False) -> None:
    """Show the plans of minutes, and how many of each were listened to completely."""
    with opened(project) as at, at.reading() as db:
        plans = minute_plans.everything(db)
        evidence = {run_id: MinuteEvidence.of(db, run_id) for run_id in {p.run_id for p in plans}}
    done = {plan.id: len(evidence[plan.run_id].listened(plan)) for plan in plans}
    if json:
        say_json([_json(plan) | {"listened": done[plan.id]} for plan in plans])
        return
    header = (("Plan", True), ("Name", False), ("Seed", True), ("Minutes", True), ("Heard", True))
    say_table(header, [(f"{p.id}", p.name, f"{p.seed}", f"{len(p.minutes):,}", f"{done[p.id]:,}")
                       for p in plans])  # fmt: skip


def recall(
    project: ProjectOption,
    run: RunOption = None,
    rule: Annotated[
        bool, typer.Option("--rule", help="Try the rule of 90 %, leaving one recording out.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Say what share of the minutes with a species was found, from minutes heard completely."""
    with opened(project) as at:
        run_id = chosen_run(at, run).id
        with at.reading() as db:
            found = recalls(db, run_id)
            trials = rule_trials(db, run_id) if rule else {}
    if json:
        said = [_figures(one) for one in found]
        for figures in said if rule else ():
            trial = trials.get(str(figures["species"]))
            figures["rule"] = trial and asdict(trial)
        say_json(said)
        return
    if not found:
        say("No minutes were drawn of this analysis: undersong minutes draw.")
    for one in found:
        say(f"{one.species}: {recall_words(one)}.")
        if one.species in trials:
            say(f"  {_trial_words(trials[one.species])}")


def _trial_words(trial: RuleTest) -> str:
    if trial.without_threshold == trial.recordings:
        return "The rule cannot be tried: there are too few verdicts for a threshold."
    precision, found = (
        interval_of(share) if share else "not known" for share in (trial.precision, trial.recall)
    )
    return (
        f"Reported at {PROBABILITY:.0%}, each of {counted(trial.recordings, 'recording')} left "
        f"out once: precision {precision}, recall {found}."
    )


def _figures(one: RecallOfSpecies) -> dict[str, Any]:
    return {
        "species": one.species,
        "recall": one.found and asdict(one.found),
        "recall_high": one.found_high and asdict(one.found_high),
        "high_from": one.high_from,
        "refused": one.refused or None,
        "minutes": one.listened,
        "with_species": one.with_species,
        "recordings": one.recordings,
        "strata": [asdict(stratum) for stratum in one.strata],
    }


def _json(plan: MinutePlan) -> dict[str, Any]:
    return {
        "plan": plan.id, "name": plan.name, "species": plan.species, "seed": plan.seed,
        "minutes": len(plan.minutes), "reviewer": plan.reviewer,
    }  # fmt: skip
