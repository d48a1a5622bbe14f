"""The commands that say what is to be heard where: labels."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.cli.audits import alike
from core.cli.judging import say_imported
from core.cli.options import JsonOption, opened
from core.cli.output import say_json
from core.errors import UnusableValueError
from core.heads.label_files import import_labels

labels = typer.Typer(invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    labels.command("alike")(alike)
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
