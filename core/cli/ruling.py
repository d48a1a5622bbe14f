"""Commands about rules of species: rules list, set, remove, use, forget, import, export."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core import rules as of_species
from core.cli.options import JsonOption, ProjectOption, RunOption, chosen_run, opened
from core.cli.output import say, say_json, say_table
from core.counted import counted
from core.errors import UnusableValueError
from core.store import Project, runs, species_rules, turned
from core.store.scope import ReportScope
from core.store.species_rule import Showing, SpeciesRule, SpeciesRules

rules = typer.Typer(
    help="Which detections of a species are shown: from a score on, always, never, or where "
    "several windows have it.",
    no_args_is_help=True,
)

_SET = "The name of the set; by default the one in use."
SetOption = Annotated[str | None, typer.Option("--set", metavar="NAME", help=_SET)]
SpeciesName = Annotated[str, typer.Argument(metavar="SPECIES", help="By any name.")]
NetworkOption = Annotated[
    str | None,
    typer.Option(
        "--network",
        metavar="ID",
        help="Whose scores it is about: a network, or a head; “any” for all. By default those of "
        "the newest analysis where a score is given, else any.",
    ),
]
_ANY = "any"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(rules, name="rules")


@rules.command("list")
def list_(project: ProjectOption, run: RunOption = None, json: JsonOption = False) -> None:
    """Show all sets, and what those in use hide of an analysis."""
    with opened(project) as at:
        known = of_species.rule_sets(at)
        with at.reading() as db:
            chosen = chosen_run(at, run) if run or runs.latest(db) else None
            done = turned.counts(db, ReportScope(chosen.id)) if chosen else []
            held = species_rules.of_run(db, chosen.id) if chosen else None
    if json:
        say_json({
            "in_use": known.in_use,
            "sets": {name: [asdict(one) for one in rules] for name, rules in known.sets.items()},
            "run": chosen and chosen.fingerprint,
            "holds": [asdict(one) for one in held.rules] if held else [],
            "did": [asdict(one) for one in done],
        })  # fmt: skip
        return
    if not known.sets:
        say("There are no rules yet. Make one: undersong rules set SPECIES --min-score 0.8")
        return
    for name, kept in known.sets.items():
        say(f"{name}{', in use' if name == known.in_use else ''}: {counted(len(kept), 'rule')}")
        _say_rules(kept)
    for one in done:
        say(f"{one.common_name}: {turned.in_words(one)}")


@rules.command("set")
def set_(  # noqa: PLR0913 - one parameter an option
    species: SpeciesName,
    project: ProjectOption,
    min_score: Annotated[
        float | None, typer.Option("--min-score", help="Only from this score on.")
    ] = None,
    always: Annotated[
        bool, typer.Option("--always", help="Also where the species list does not expect it.")
    ] = False,
    never: Annotated[bool, typer.Option("--never", help="Hide it.")] = False,
    windows: Annotated[
        int | None, typer.Option(help="Only where so many windows of a recording have it ...")
    ] = None,
    within: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="... that begin within this time.")
    ] = None,
    network: NetworkOption = None,
    name: SetOption = None,
) -> None:
    """Make a rule of a species, instead of the one it has; it holds at once."""
    if always and never:
        raise UnusableValueError("A species is always or never shown: give one of both.")
    showing = Showing.ALWAYS if always else Showing.NEVER if never else None
    with opened(project) as at:
        of = of_species.species_called(at, species)
        rule = SpeciesRule(
            of.scientific_name, _scores(at, network, min_score), min_score, showing, windows, within
        )
        kept_in = of_species.set_rule(at, rule, name)
        said = _did(at, rule)
    whose = f" (scores of {rule.scores_of})" if rule.scores_of else ""
    say(f"{of.common_name}: {rule.sentence}{whose}. Kept in “{kept_in}”. {said}".rstrip())


@rules.command()
def remove(
    species: SpeciesName,
    project: ProjectOption,
    network: NetworkOption = None,
    name: SetOption = None,
) -> None:
    """Take the rules of a species out of a set: what they hid is shown again."""
    with opened(project) as at:
        found = of_species.species_called(at, species).scientific_name
        scores_of = "" if network == _ANY else network
        gone = of_species.remove_rules(at, found, scores_of, name)
    for one in gone:
        say(f"Removed: {one.species}, {one.sentence}.")


@rules.command()
def use(
    project: ProjectOption,
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Of a set.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Let no rules hold.")] = False,
) -> None:
    """Let another set hold of all analyses, or none."""
    if (name is None) != none:
        raise UnusableValueError("Name a set, or say --none.")
    with opened(project) as at:
        of_species.use_rules(at, name)
    say(f"“{name}” is in use." if name else "No rules hold now.")


@rules.command()
def forget(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of a set.")], project: ProjectOption
) -> None:
    """Delete a set. What held of analyses until now stays in their records."""
    with opened(project) as at:
        of_species.forget_rules(at, name)
    say(f"“{name}” is deleted.")


@rules.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The CSV to write.")],
    project: ProjectOption,
    name: SetOption = None,
) -> None:
    """Write a set into a CSV, for another project."""
    with opened(project) as at:
        kept = of_species.rule_sets(at).called(name)
    number = of_species.write_rules(kept, file)
    say(f"{counted(number, 'rule')} written to {file}.")


@rules.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As rules export writes it.")],
    project: ProjectOption,
    name: SetOption = None,
) -> None:
    """Replace a set by the rules of a CSV; with any wrong line nothing is changed."""
    with opened(project) as at:
        kept_in, number = of_species.take_in_rules(at, file, name)
    say(f"“{kept_in}” has {counted(number, 'rule')} now.")


def _scores(project: Project, network: str | None, min_score: float | None) -> str | None:
    """Return whose scores a rule is about."""
    if network is not None:
        return None if network == _ANY else network
    if min_score is None:
        return None
    return chosen_run(project, None).scores_of


def _did(project: Project, rule: SpeciesRule) -> str:
    """Say what a rule does to the newest analysis."""
    with project.reading() as db:
        run = runs.latest(db)
        done = turned.counts(db, ReportScope(run.id)) if run else []
    mine = [one for one in done if one.species == rule.species]
    return f"In the newest analysis: {turned.in_words(mine[0])}" if mine else ""


def _say_rules(kept: SpeciesRules) -> None:
    header = (("  Species", False), ("Scores of", False), ("Shown", False))
    rows = [(f"  {one.species}", one.scores_of or _ANY, one.sentence) for one in kept]
    if rows:
        say_table(header, rows)
