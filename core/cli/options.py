"""What several commands have in common: their options, and opening a project."""

import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from core.analysis.registering import describe
from core.bundles.opening import opened_from
from core.cli.progress import share_told
from core.errors import UnusableValueError, UserError
from core.networks import catalogue
from core.recorders.apart import refuse_among_recordings
from core.store import Project, damage, is_project, runs, sites
from core.store.runs import Run
from core.taxon_groups import TaxonGroup

ProjectOption = Annotated[
    Path, typer.Option("--project", metavar="DIR", help="The project's folder.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")]
SiteOption = Annotated[
    list[str] | None,
    typer.Option("--site", metavar="NAME", help="Only of this site; may be given again."),
]
ExcelOption = Annotated[
    bool,
    typer.Option("--excel", help="With a byte order mark: Excel then shows letters such as ü."),
]
GroupOption = Annotated[
    str,
    typer.Option(
        "--group", metavar="GROUPS", help=f"Only of: {', '.join(TaxonGroup)}; several with commas."
    ),
]
LanguageOption = Annotated[
    str,
    typer.Option(
        "--language",
        metavar="CODE",
        help="Of common names, as `undersong names languages` lists them: de, nl, pt_br ...",
    ),
]
RunOption = Annotated[
    str | None,
    typer.Option(
        "--run", metavar="RUN", help="An earlier analysis: how its name in a report begins."
    ),
]


_UP_TO_DATE = "Bringing the project up to date"


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
    with share_told(_UP_TO_DATE) as told:
        project = Project(folder, told=told)
    with _let_go_of(project):
        yield project


@contextmanager
def opened(folder: Path, *, read_only: bool = False) -> Generator[Project]:
    """Open a project that is there already, or a bundle, and let go of it in the end."""
    folder = opened_from(folder)
    with share_told(_UP_TO_DATE) as told:
        project = Project(folder, create=False, read_only=read_only, told=told)
    with _let_go_of(project):
        yield project


@contextmanager
def _let_go_of(project: Project) -> Generator[Project]:
    """Close a project in the end; what fails because it is damaged is told so."""
    with closing(project), damage.told(project.path):
        if doubted := project.disk_doubt:
            sys.stderr.write(f"{doubted}\n")
        describe(project, catalogue.NETWORKS)
        yield project


def chosen_sites(project: Project, names: list[str] | None) -> frozenset[str] | None:
    """Return the sites that were named; None: all.

    Raises UnusableValueError for a name that no site has.
    """
    if not names:
        return None
    with project.reading() as db:
        found = {name: sites.called(db, name) for name in names}
        known = sites.names(db)
    for name, as_written in found.items():
        if as_written is None:
            raise UnusableValueError(
                f"There is no site {name}. These are known: {', '.join(known) or 'none yet'}."
            )
    return frozenset(name for name in found.values() if name)


def chosen_run(project: Project, beginning: str | None) -> Run:
    """Return the run whose fingerprint begins so, by default the newest.

    Raises UserError where nothing was analysed, and UnusableValueError where it is not one run.
    """
    with project.reading() as db:
        newest, every = runs.latest(db), runs.everything(db)
    if newest is None:
        raise UserError("Nothing has been analysed in this project yet. Analyse it first.")
    if beginning is None:
        return newest
    found = [run for run in every if run.is_called(beginning)]
    if len(found) != 1:
        known = ", ".join(
            f"{run.fingerprint[:12]} ({run.title}, {run.started_utc:%Y-%m-%d})" for run in every
        )
        many = "No analysis has" if not found else "More than one analysis has"
        raise UnusableValueError(
            f"{many} a name that begins with “{beginning}”. There are, the newest first: {known}."
        )
    return found[0]
