"""Commands about what people say: verdicts."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.analysing import ProjectOption
from core.cli.output import say
from core.review import import_verdicts
from core.store import Project


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(verdicts)


def verdicts(
    project: ProjectOption,
    file: Annotated[
        Path,
        typer.Option("--import", metavar="FILE.csv", help="detection id, verdict, reviewer, note"),
    ],
) -> None:
    """Take in verdicts that were made elsewhere. What was said before stays in the log."""
    opened = Project(project, create=False)
    try:
        result = import_verdicts(opened, file)
    finally:
        opened.close()
    say(
        f"{result.added} verdicts added"
        + (f", {result.unchanged} said so already" if result.unchanged else "")
        + "."
    )
