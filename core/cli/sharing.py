"""Commands for working with others: clips, merge, plan."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.analysing import ProjectOption
from core.cli.output import say, say_table
from core.cli.progress import follow
from core.domain import Verdict
from core.errors import UnusableValueError
from core.exports import clip_files
from core.exports.clips import TABLE, ClipSettings, export_clips
from core.review import plans
from core.review.merge import merge as merge_logs
from core.review.plans import Plan, Wish
from core.review.queues import PICKS
from core.store import Project
from core.store.detections import Filter

plan = typer.Typer(help="Make and list review plans: what to listen to.", no_args_is_help=True)

SpeciesOption = Annotated[str | None, typer.Option(help="Scientific name; by default all.")]
MinScore = Annotated[float | None, typer.Option(help="Only scores from here on.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(clips)
    app.command()(merge)
    app.add_typer(plan, name="plan")


def clips(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to write the clips to.")],
    species: SpeciesOption = None,
    verdict: Annotated[str, typer.Option(help="correct, wrong, unsure or any.")] = "correct",
    min_score: MinScore = None,
    padding: Annotated[float, typer.Option(help="Seconds before and after.")] = 1.0,
    format: Annotated[str, typer.Option(help="wav or flac.")] = "wav",
    name: Annotated[str, typer.Option(help="Pattern of file names.")] = clip_files.TEMPLATE,
) -> None:
    """Write detections as sound files with their metadata, and a table of them."""
    wanted = Filter(
        held_species=species, verdicts=_verdicts(verdict), min_score=min_score, unlisted=True
    )
    settings = ClipSettings(padding, f".{format.lower().lstrip('.')}", name)
    opened = Project(project, create=False)
    try:
        last = follow(export_clips(opened, wanted, out, settings), "Clips", "clips")
    finally:
        opened.close()
    if last is not None:
        failed = f" {last.problems} could not be written: see the table." if last.problems else ""
        say(f"{last.done - last.problems:.0f} clips in {out}, listed in {TABLE}.{failed}")


def merge(
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Folder of the other copy.")],
    project: ProjectOption,
) -> None:
    """Take in what was said in another copy of a project. The other copy is only read."""
    ours = Project(project, create=False)
    try:
        theirs = Project(other, create=False)
        try:
            found = merge_logs(ours, theirs)
        finally:
            theirs.close()
    finally:
        ours.close()
    say(
        f"{found.verdicts} verdicts, {found.comments} comments and {found.annotations} annotation "
        f"entries added; {found.known} were here already."
    )
    if found.unplaced:
        say(f"{found.unplaced} could not be placed, because this copy has not heard the same:")
        for example in found.examples:
            say(f"  {example}")


@plan.command()
def make(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    kind: Annotated[str, typer.Option(help=", ".join(PICKS))] = "stratified",
    n: Annotated[
        int, typer.Option("--n", help="So many of each species (and site, day, bin).")
    ] = 24,
    species: SpeciesOption = None,
    min_score: MinScore = None,
    seed: Annotated[int, typer.Option(help="The same seed picks the same.")] = 1,
    name: Annotated[str, typer.Option(help="What to call it; by default its kind.")] = "",
    reviewer: Annotated[str | None, typer.Option(help="Whose work it is.")] = None,
    blind: Annotated[bool, typer.Option("--blind", help="Hide what others said.")] = False,
) -> None:
    """Pick what to listen to and keep it."""
    wanted = Filter(species=species, min_score=min_score)
    wish = Wish(name or kind, kind, n, wanted, seed, reviewer, blind)
    opened = Project(project, create=False)
    try:
        made = plans.make(opened, wish)
    finally:
        opened.close()
    say(f"Plan {made.id}, {made.name}: {made.items} clips, {made.done} of them reviewed already.")


@plan.command(name="list")
def list_(project: ProjectOption) -> None:
    """Show all plans and how far they are."""
    opened = Project(project, create=False)
    try:
        found = plans.everything(opened)
    finally:
        opened.close()
    header = (
        ("Plan", True), ("Name", False), ("Kind", False), ("Seed", True), ("Reviewer", False),
        ("Clips", True), ("Reviewed", True),
    )  # fmt: skip
    say_table(header, [_cells(p) for p in found])


def _cells(p: Plan) -> tuple[str, ...]:
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
