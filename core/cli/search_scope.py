"""In which projects, analyses and windows a search looks: the options, and what they mean."""

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from core.cli.days import chosen_days
from core.cli.options import chosen_run, opened
from core.errors import UnusableValueError
from core.heads.choosing import WindowChoice
from core.heads.names import LabelNames
from core.heads.windows import PassWindows, windows_of
from core.store import Project, heads, sites

ProjectsOption = Annotated[
    list[Path],
    typer.Option(
        "--project", metavar="DIR", help="The project's folder. Several are only read, not changed."
    ),
]
RunsOption = Annotated[
    list[str] | None,
    typer.Option("--run", metavar="RUN", help="An earlier analysis; may be given again."),
]
FoundSpeciesOption = Annotated[
    str | None,
    typer.Option("--species", metavar="NAME", help="Only where an analysis has found it."),
]
UnlabelledOption = Annotated[
    bool, typer.Option("--unlabelled", help="Only what nobody has said anything of.")
]


@contextmanager
def opened_all(folders: Sequence[Path]) -> Generator[list[Project]]:
    """Open projects, each once; several only to be read."""
    folders = list({one.resolve(): one for one in folders}.values())
    with ExitStack() as stack:
        several = len(folders) > 1
        yield [stack.enter_context(opened(one, read_only=several)) for one in folders]


def chosen_passes(projects: Sequence[Project], named: Sequence[str]) -> list[PassWindows]:
    """Return what the named analyses of projects have heard; by default the newest of each.

    Raises UnusableValueError where an analysis is in none of them, or a project has none of these.
    """
    if not named:
        return [windows_of(project) for project in projects]
    found: dict[tuple[Path, int], PassWindows] = {}
    heard, wrong = set(), []
    for project in projects:
        for name in named:
            try:
                run = chosen_run(project, name)
            except UnusableValueError as error:
                wrong.append((name, project.folder, error))
                continue
            heard |= {name, project.folder}
            found.setdefault((project.folder, run.pass_id), windows_of(project, run))
    for name, folder, why in wrong:
        if name not in heard or folder not in heard:
            raise why
    return list(found.values())


def chosen_windows_of(
    projects: Sequence[Project],
    site: Sequence[str] | None,
    first: datetime | None,
    last: datetime | None,
    species: str | None,
    unlabelled: bool,
) -> WindowChoice:
    """Return which windows are meant. Raises UnusableValueError for what is in no project."""
    days = chosen_days(first, last)
    return WindowChoice(
        _sites(projects, site), *days, chosen_species(projects, species), unlabelled=unlabelled
    )


def _sites(projects: Sequence[Project], names: Sequence[str] | None) -> frozenset[str] | None:
    if not names:
        return None
    wanted: dict[str, set[str]] = {name: set() for name in names}
    known: list[str] = []
    for project in projects:
        with project.reading() as db:
            known += sites.names(db)
            for name, found in wanted.items():
                found |= {one for one in [sites.called(db, name)] if one}
    for name, found in wanted.items():
        if not found:
            there = ", ".join(dict.fromkeys(known)) or "none yet"
            raise UnusableValueError(f"There is no site {name}. These are known: {there}.")
    return frozenset().union(*wanted.values())


def chosen_species(projects: Sequence[Project], name: str | None) -> str | None:
    """Return the scientific name of what is called so, in any of the projects."""
    if name is None:
        return None
    for project in projects:
        with project.reading() as db:
            known = heads.species(db)
        text = LabelNames(known).text(name)
        if text in {one.scientific_name for one in known}:
            return text
    raise UnusableValueError(f"No analysis here knows a species {name!r}. How is it written?")
