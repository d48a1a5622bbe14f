"""The commands that say what is to be heard where: labels."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, opened
from core.cli.output import say, say_json
from core.errors import UnusableValueError
from core.heads.label_files import LabelsImported, import_labels

labels = typer.Typer(invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(labels, name="labels")


@labels.callback()
def take_in(
    context: typer.Context,
    project: Annotated[
        Path | None, typer.Option("--project", metavar="DIR", help="The project's folder.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--import", metavar="FILE.csv", help="file, start_s, end_s, label, present, exhaustive"
        ),
    ] = None,
    reviewer: Annotated[str, typer.Option(help="Whose labels they are.")] = "",
    json: JsonOption = False,
) -> None:
    """Take in what is to be heard where. What was said before stays in the log."""
    if context.invoked_subcommand is not None:
        return
    if project is None or file is None:
        raise UnusableValueError("Say both: --project DIR and --import FILE.csv.")
    with opened(project) as at:
        result = import_labels(at, file, reviewer)
    if json:
        say_json(asdict(result))
    else:
        say_imported(result)


def say_imported(result: LabelsImported) -> None:
    """Print what came of a file of labels."""
    said = f"{result.added:,} labels added"
    if result.unchanged:
        said += f", {result.unchanged:,} said so already"
    if result.unjudged:
        said += f", {result.unjudged:,} not judged"
    say(f"{said}.")
    if result.guess:
        say(result.guess)
