"""Commands that take recordings out of a project, and back: remove, restore."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.options import ProjectOption, opened
from core.cli.output import say
from core.counted import counted
from core.deployments import removing

Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH...", help="Files or folders, as they are or were."),
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(remove)
    app.command()(restore)


def remove(project: ProjectOption, paths: Paths) -> None:
    """Take recordings out of a project: files stay, and nothing that was found is deleted."""
    with opened(project) as at:
        number = removing.remove(at, removing.recordings_at(at, paths, removed=False))
    say(f"{_recordings(number)} removed. Take them back with undersong restore, or undo-edit.")


def restore(
    project: ProjectOption,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Left out: all of them.")
    ] = None,
) -> None:
    """Take recordings back that were removed, with all that was found in them."""
    with opened(project) as at:
        ids = removing.recordings_at(at, paths, removed=True) if paths else None
        number = removing.restore(at, ids)
    say(f"{_recordings(number)} taken back.")


def _recordings(number: int) -> str:
    return counted(number, "recording was", "recordings were")
