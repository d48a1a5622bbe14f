"""The command bundle: the clips of a review plan in one file."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.bundles.making import AROUND_S, make_bundle
from core.cli.blurring import BlurOption, BlurSpeciesOption, chosen_blur
from core.cli.options import JsonOption, ProjectOption, opened
from core.cli.output import say, say_json
from core.cli.progress import follow_inquiry
from core.counted import counted
from core.review import plans


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(bundle)


def bundle(  # noqa: PLR0913 - one parameter an option
    project: ProjectOption,
    plan: Annotated[int, typer.Option(metavar="N", help="Its number: see plan list.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="File to write, FILE.undersong.")],
    around: Annotated[
        float, typer.Option(metavar="S", help="Seconds of sound around each clip.")
    ] = AROUND_S,
    blur: BlurOption = None,
    blur_species: BlurSpeciesOption = None,
    json: JsonOption = False,
) -> None:
    """Pack the clips of a review plan into one file that a reviewer opens as a project.

    No other sound is in it. What the reviewer says comes back by `merge`.
    """
    with opened(project) as ours:
        making = make_bundle(
            ours,
            plans.get(ours, plan),
            out,
            around_s=around,
            blur=chosen_blur(ours, blur, blur_species),
        )
        made = follow_inquiry(making, "Bundling", "recordings")
    if json:
        say_json(asdict(made) | {"path": str(made.path), "missing": list(made.missing)})
        return
    say(
        f"{counted(made.clips, 'clip')} of {counted(made.recordings, 'recording')} in {made.path}: "
        f"{made.bytes / 1e6:,.1f} MB."
    )
    for line in made.missing:
        say(f"  Without sound: {line}")
