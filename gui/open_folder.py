"""Opens the folder of a project: what comes before there is one on screen."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QObject

from core.analysis.registering import describe
from core.bundles.opening import opened_from
from core.deployments.edit_step import earlier
from core.errors import UserError
from core.jobs import Job, Progress
from core.networks import catalogue
from core.project_sketch import ProjectSketch, sketch
from core.recorders.apart import refuse_among_recordings
from core.sample import copy_samples
from core.store import Project
from core.store.marker import is_project
from gui.background import About, BackgroundJob, Call, call
from gui.open_project import OpenProject

Opened = Callable[[QObject], OpenProject]
"""Makes an open project, in the window's thread, of a folder that was opened; once."""


def opening(
    asker: QObject, about: About, folder: Path, told: Callable[[float], object], *, create: bool
) -> Call:
    """Open a project in another thread; ``done`` carries an ``Opened``.

    ``failed`` says why it cannot be opened. ``told`` is called in that thread with how far it is,
    from 0 to 1, while much is brought up to date.
    """
    return call(asker, about, partial(_open, folder, told, create=create))


def sketching(asker: QObject, about: About, folders: Sequence[Path]) -> Call:
    """Look at projects from outside in another thread; ``done`` carries a list of sketches."""

    def work() -> list[ProjectSketch]:
        return [sketch(folder) for folder in folders]

    return call(asker, about, work)


def offered(places: Sequence[Path], name: str) -> Path:
    """Return a folder to make a project in: at the first place that will do, of a free name."""
    fits = (one for one in places if not (_why_not_at(one / name) or _why_not_at(one)))
    place = next(fits, places[-1])
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(folder for one in names if not (folder := place / one).exists())


def why_not_made(folder: Path) -> str:
    """Return why no project can be made in a new folder, or nothing."""
    if folder.exists():
        return f"There is a folder {folder.name} there already. Give another name."
    return _why_not_at(folder)


def _why_not_at(folder: Path) -> str:
    if not folder.parent.is_dir():
        return "Choose a folder that is there."
    try:
        refuse_among_recordings(folder.parent)
    except UserError as refused:
        return str(refused)
    return ""


def fetching_samples(folder: Path, parent: QObject) -> BackgroundJob:
    """Return the job, not yet started, that puts the sample recordings into a folder."""
    return BackgroundJob(_fetch_samples(folder), parent)


def _open(folder: Path, told: Callable[[float], object], *, create: bool) -> Opened:
    folder = opened_from(folder)
    if create and not is_project(folder):
        refuse_among_recordings(folder)
    project = Project(folder, create=create, told=told)
    describe(project, catalogue.NETWORKS)
    return partial(OpenProject, project, earlier=earlier(project))


def _fetch_samples(folder: Path) -> Job:
    yield Progress(0, 0, "three recordings")
    copy_samples(folder)
    yield Progress(3, 3)
