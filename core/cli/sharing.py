"""Commands for working with others: clips, merge, agreement, plan."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from core.atomic_file import refuse_others
from core.cli import planning
from core.cli.blurring import BlurOption, BlurSpeciesOption, chosen_blur
from core.cli.options import (
    ExcelOption,
    JsonOption,
    ProjectOption,
    RunOption,
    SiteOption,
    chosen_run,
    chosen_sites,
    opened,
)
from core.cli.output import say, say_json, say_table
from core.cli.planning import PlanNumber
from core.cli.progress import follow
from core.domain import Verdict
from core.errors import UnusableValueError
from core.exports import clip_files
from core.exports.clips import TABLE, ClipSettings, export_clips, left_out_in_words
from core.names import same
from core.review import plan_files, plans
from core.review.agreement import Agreement, reviewers
from core.review.agreement import agreement as agreements
from core.review.merge import merge as merge_logs
from core.review.plans import PlanRequest, ReviewPlan
from core.review.sampling import PICKS
from core.statistics.kappa import Kappa, kappa_text
from core.store import Project, runs, saved_filters
from core.store.detections import Filter

plan = typer.Typer(
    help="Review plans: make what to listen to, list, go on, give, export, import.",
    no_args_is_help=True,
)

BlindOption = Annotated[bool, typer.Option("--blind", help="Hide what others said.")]
SpeciesOption = Annotated[str | None, typer.Option(help="Scientific name; by default all.")]
MinScore = Annotated[float | None, typer.Option(help="Only scores from here on.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(clips)
    app.command()(merge)
    app.command()(agreement)
    planning.register(plan)
    app.add_typer(plan, name="plan")


def clips(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the clips to.")],
    species: SpeciesOption = None,
    site: SiteOption = None,
    verdict: Annotated[str, typer.Option(help="correct, wrong, unsure or any.")] = "correct",
    min_score: MinScore = None,
    run: RunOption = None,
    padding: Annotated[float, typer.Option(help="Seconds before and after.")] = 1.0,
    format: Annotated[str, typer.Option(help="wav or flac.")] = "wav",
    bits: Annotated[int, typer.Option(help="16 or 24 a sample.")] = 16,
    name: Annotated[str, typer.Option(help="Pattern of file names.")] = clip_files.TEMPLATE,
    no_speech: Annotated[
        bool,
        typer.Option(
            "--no-speech",
            help="Leave out clips with human voices.",
        ),
    ] = False,
    blur: BlurOption = None,
    blur_species: BlurSpeciesOption = None,
    excel: ExcelOption = False,
    json: JsonOption = False,
) -> None:
    """Write detections as sound files with their metadata, and a table of them.

    What was reviewed comes from all analyses unless one is named; with --verdict any, all
    detections of the newest.
    """
    wanted = Filter(
        held_species=species, verdicts=_verdicts(verdict), min_score=min_score, unlisted=True
    )
    suffix = f".{format.lower().lstrip('.')}"
    with opened(project) as ours:
        moved = chosen_blur(ours, blur, blur_species)
        settings = ClipSettings(padding, suffix, name, bits, excel, no_speech, moved)
        wanted = replace(wanted, sites=chosen_sites(ours, site))
        if run or wanted.verdicts is None:  # else each clip would come once an analysis
            wanted = replace(wanted, run_id=chosen_run(ours, run).id)
        last = follow(export_clips(ours, wanted, out, settings), "Clips", "clips")
    if last is None:
        return
    written = int(last.done) - last.problems - last.left_out
    if json:
        say_json(
            {
                "clips": written,
                "problems": last.problems,
                "left_out": last.left_out,
                "table": str(out / TABLE),
            }
        )
        return
    failed = f" {last.problems} could not be written: see the table." if last.problems else ""
    say(f"{written} clips in {out}, listed in {TABLE}.{failed}{left_out_in_words(last.left_out)}")


def merge(
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Folder of the other copy.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Take in what was said and kept in another copy of a project, which is only read."""
    with opened(project) as ours, opened(other, read_only=True) as theirs:
        found = merge_logs(ours, theirs)
    if json:
        say_json(asdict(found))
        return
    say(
        f"{found.verdicts} verdicts, {found.comments} comments, {found.annotations} annotation "
        f"entries and {found.references} kept clips added; {found.known} were here already."
    )
    if found.labels:
        say(f"{found.labels} labels of spans added.")
    if found.unplaced:
        say(f"{found.unplaced} could not be placed, because this copy has not heard the same:")
        for example in found.examples:
            say(f"  {example}")


@plan.command()
def make(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    kind: Annotated[str, typer.Option(help=", ".join(PICKS))] = "precision",
    n: Annotated[
        int, typer.Option("--n", help="So many of each species (and site, day, bin).")
    ] = 30,
    species: SpeciesOption = None,
    min_score: MinScore = None,
    apart: Annotated[
        int, typer.Option(help="Clips of a species at a site are so many minutes apart.")
    ] = 0,
    seed: Annotated[int, typer.Option(help="The same seed picks the same.")] = 1,
    name: Annotated[str, typer.Option(help="What to call it; by default its kind.")] = "",
    reviewer: Annotated[str | None, typer.Option(help="Whose work it is.")] = None,
    blind: BlindOption = False,
    filter: Annotated[
        str | None, typer.Option(help="Name of a filter that was saved in the window.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Pick what to listen to of the newest analysis, or of a saved filter, and keep it."""
    with opened(project) as ours:
        wanted = _filter(ours, filter)
        if species is not None:
            wanted = replace(wanted, species=species)
        if min_score is not None:
            wanted = replace(wanted, min_score=min_score)
        made = plans.make(
            ours, PlanRequest(name or kind, kind, n, wanted, seed, reviewer, blind, apart)
        )
    _say_plan(made, json=json)


@plan.command(name="list")
def list_(project: ProjectOption, json: JsonOption = False) -> None:
    """Show all plans and how far they are."""
    with opened(project) as ours:
        found = plans.everything(ours)
        if json:
            say_json([_plan_json(p) for p in found])
            return
        header = (
            ("Plan", True), ("Name", False), ("Kind", False), ("Seed", True), ("Reviewer", False),
            ("Clips", True), ("Reviewed", True),
        )  # fmt: skip
        say_table(header, [_cells(p) for p in found])


@plan.command()
def give(
    number: PlanNumber,
    reviewer: Annotated[
        str, typer.Argument(metavar="REVIEWER", help="Who shall hear the same clips.")
    ],
    project: ProjectOption,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write it, to send it.")
    ] = None,
    blind: BlindOption = False,
    json: JsonOption = False,
) -> None:
    """Give the clips of a plan to another reviewer, as a plan of its own."""
    if out:
        refuse_others(out, plan_files.is_plan)
    with opened(project) as ours:
        given = plans.give(ours, plans.get(ours, number), reviewer, blind=blind)
        if out:
            plan_files.save(ours, given, out)
    _say_plan(given, json=json)


@plan.command(name="export")
def export_plan(
    number: PlanNumber,
    project: ProjectOption,
    out: Annotated[Path, typer.Option(metavar="FILE", help="File to write.")],
) -> None:
    """Write a plan to a file, for another copy of the project."""
    with opened(project) as ours:
        found = plans.get(ours, number)
        plan_files.save(ours, found, out)
    say(f"{found.items} clips of plan {found.id} written to {out}.")


@plan.command(name="import")
def import_plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What plan export wrote.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Take in a plan that was made in another copy of the project."""
    with opened(project) as ours:
        taken = plan_files.take_in(ours, file)
    if json:
        say_json(_plan_json(taken.plan) | {"missing": taken.missing, "examples": taken.examples})
        return
    _say_plan(taken.plan, json=False)
    if taken.missing:
        say(f"{taken.missing} more are not in this copy, or were not analysed alike:")
        for example in taken.examples:
            say(f"  {example}")


def agreement(
    first: Annotated[str, typer.Argument(metavar="REVIEWER", help="One of the two.")],
    second: Annotated[str, typer.Argument(metavar="OTHER", help="The other.")],
    project: ProjectOption,
    json: JsonOption = False,
) -> None:
    """Show how far two reviewers agree on what both have heard: Cohen's kappa."""
    with opened(project) as ours:
        found = agreements(ours, *(_reviewer(ours, name) for name in (first, second)))
    if json:
        say_json([_agreement_json(a) for a in found])
        return
    counts = (("Both heard", True), ("Agreed", True))
    header = (("Species", False), *counts, ("Kappa", True), ("With unsure", True))
    say_table(header, [_agreement_cells(a) for a in found])


def _reviewer(project: Project, typed: str) -> str:
    names = reviewers(project)
    found = [typed] if typed in names else [name for name in names if same(name, typed)]
    if not found:
        raise UnusableValueError(
            f"{typed} has given no verdict here. Who has: {', '.join(names) or 'nobody'}."
        )
    return found[0]


def _filter(project: Project, name: str | None) -> Filter:
    with project.reading() as db:
        newest = runs.latest(db)
        saved = saved_filters.everything(db)
    if name is not None and name not in saved:
        known = ", ".join(saved) or "none is saved"
        raise UnusableValueError(f"There is no saved filter {name}. These are known: {known}.")
    wanted = Filter() if name is None else saved[name]
    return replace(wanted, run_id=newest.id if newest else None)


def _agreement_cells(a: Agreement) -> tuple[str, ...]:
    name = a.species.scientific_name if a.species else "all species"
    return name, str(a.both), str(a.agreed), kappa_text(a.kappa), kappa_text(a.with_unsure)


def _agreement_json(a: Agreement) -> dict[str, Any]:
    return {
        "species": a.species and a.species.scientific_name,
        "both": a.both,
        "agreed": a.agreed,
        **_kappa_json(a.kappa),
        "with_unsure": _kappa_json(a.with_unsure),
        "counts": [
            {"first": one, "second": other, "detections": n} for (one, other), n in a.counts.items()
        ],
    }


def _kappa_json(found: Kappa) -> dict[str, Any]:
    of = None if found.without_error else found.interval  # bounds of all who agree are none
    return {
        "kappa": found.estimate,
        "low": of and of.low,
        "high": of and of.high,
        "n": found.clips,
        "refused": found.refused or None,
    }


def _say_plan(p: ReviewPlan, *, json: bool) -> None:
    if json:
        say_json(_plan_json(p))
    else:
        say(f"Plan {p.id}, {p.name}: {p.items} clips, {p.done} of them reviewed already.")


def _plan_json(p: ReviewPlan) -> dict[str, Any]:
    names = ("id", "uuid", "name", "kind", "seed", "settings", "reviewer", "blind", "made_utc",
             "items", "done")  # fmt: skip
    return {name: getattr(p, name) for name in names}


def _cells(p: ReviewPlan) -> tuple[str, ...]:
    reviewer = (p.reviewer or "anybody") + (" (blind)" if p.blind else "")
    return str(p.id), p.name, p.kind, str(p.seed), reviewer, str(p.items), str(p.done)


def _verdicts(word: str) -> frozenset[Verdict | None] | None:
    if word == "any":
        return None
    if word not in set(Verdict):
        raise UnusableValueError(
            f"{word} is no verdict. These are known: {', '.join(Verdict)}, any."
        )
    return frozenset({Verdict(word)})
