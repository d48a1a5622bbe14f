"""What several commands have in common: their options, and opening a project."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from core.errors import UserError
from core.recorders.apart import refuse_among_recordings
from core.store import Project, damage, is_project

ProjectOption = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The project's folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@contextmanager
def opened_or_made(folder: Path, recordings: Path) -> Generator[Project]:
    """Open a project, or make it where there is none: away from the recordings to come.

    Raises UserError where there are no such recordings, and then makes none.
    """
    if recordings.is_file():
        raise UserError(f"{recordings} is a file. Name the folder that it is in.")
    if not recordings.is_dir():
        raise UserError(f"There is no folder {recordings}. Check the path, or connect the card.")
    str(recordings.absolute()).encode()  # before a project is made: such a name cannot be stored
    if not is_project(folder):
        refuse_among_recordings(folder, recordings)
    with _let_go_of(Project(folder)) as project:
        yield project


@contextmanager
def opened(folder: Path, *, read_only: bool = False) -> Generator[Project]:
    """Open a project that is there already, and let go of it in the end."""
    with _let_go_of(Project(folder, create=False, read_only=read_only)) as project:
        yield project


@contextmanager
def _let_go_of(project: Project) -> Generator[Project]:
    """Close a project in the end; what fails because it is damaged is told so."""
    with closing(project), damage.told(project.path):
        yield project
