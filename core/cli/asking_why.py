"""The command that says why a species was found somewhere, or was not: why."""

from dataclasses import asdict
from typing import Annotated

import typer

from core.cli.options import (
    JsonOption,
    LanguageOption,
    ProjectOption,
    RunOption,
    chosen_run,
    chosen_sites,
    opened,
)
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.review.why import WhyNot, day_of, hidden_cost, species_called
from core.review.why import why as asking
from core.species.languages import common_names


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(why)


def why(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    species: Annotated[
        str, typer.Argument(help="Any name or code; without one, what the filter costs.")
    ] = "",
    site: Annotated[str | None, typer.Option(metavar="NAME", help="Only at this site.")] = None,
    day: Annotated[
        str, typer.Option("--date", metavar="DAY", help="Only on this day: 2025-05-10.")
    ] = "",
    run: RunOption = None,
    language: LanguageOption = "",
    json: JsonOption = False,
) -> None:
    """Say why a species was found, or was not: its best score, and what hides it."""
    with opened(project) as at:
        at.called.names = common_names(language)
        chosen = chosen_run(at, run)
        with at.reading() as db:
            cost = hidden_cost(db, chosen.id)
        if not species:
            told = {"hidden": cost.hidden, "right": cost.right, "wrong": cost.wrong}
            say_json(told | {"unsure": cost.unsure}) if json else say(
                cost.sentence or "Nothing is hidden."
            )
            return
        names = chosen_sites(at, [site] if site else None)
        meant = species_called(at, chosen, species)
        of_site = next(iter(names), None) if names else None
        found = follow_inquiry(
            asking(at, chosen, meant, of_site, day_of(day)), "Looking", "recordings"
        )
    if json:
        say_json(_plain(found))
        return
    for sentence in found.sentences:
        say(sentence)
    if found.hidden and cost.sentence:
        say(f"In all, {cost.sentence}")


def _plain(found: WhyNot) -> dict[str, object]:
    best = found.best and {
        "score": found.best.score,
        "file": str(found.best.recording.path),
        "start_s": found.best.start_s,
    }
    return {
        "scientific_name": found.species.scientific_name,
        "common_name": found.species.common_name,
        "recordings": found.recordings,
        "shown": found.shown,
        "hidden": found.hidden,
        "best": best,
        "reasons": [asdict(one) for one in found.reasons],
    }
