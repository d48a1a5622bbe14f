"""What several commands have in common: their options, and opening a project."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from core.store import Project

ProjectOption = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The project's folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]


@contextmanager
def opened(folder: Path, *, read_only: bool = False) -> Generator[Project]:
    """Open a project that is there already, and let go of it in the end."""
    with closing(Project(folder, create=False, read_only=read_only)) as project:
        yield project
