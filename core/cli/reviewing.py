"""Commands about what people say: verdicts."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import JsonOption, ProjectOption, opened
from core.cli.output import say, say_json
from core.review import import_verdicts


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(verdicts)


def verdicts(
    project: ProjectOption,
    file: Annotated[
        Path,
        typer.Option(
            "--import", metavar="FILE.csv", help="detection_id, verdict, reviewer, note, note_by"
        ),
    ],
    json: JsonOption = False,
) -> None:
    """Take in verdicts that were made elsewhere. What was said before stays in the log."""
    with opened(project) as ours:
        result = import_verdicts(ours, file)
    if json:
        say_json(asdict(result))
        return
    say(
        f"{result.added} verdicts added"
        + (f", {result.unchanged} said so already" if result.unchanged else "")
        + "."
    )
    if result.guess:
        say(result.guess)
