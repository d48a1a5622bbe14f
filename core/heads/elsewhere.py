"""Looking into other projects, and other analyses of this one, for what sounds alike.

Other projects are only read, and seen as they stood when they were first looked into.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from core.errors import UserError
from core.heads.search import difference
from core.heads.sought_clips import ClipPlace
from core.heads.windows import PassWindows, runs_with_windows, windows_of
from core.store import Project, passes, runs, sites
from core.store.marker import is_project
from core.store.runs import Run

Place = Path | int
"""The folder of another project, or the id of another analysis of this one."""


@dataclass(frozen=True, slots=True)
class OtherWindows:
    """The windows that lie at a place."""

    place: ClipPlace
    heard: PassWindows


@dataclass(frozen=True, slots=True)
class LookedInto:
    """What could be looked into, and what could not."""

    windows: tuple[OtherWindows, ...]
    troubles: tuple["PlaceTrouble", ...]
    sites: tuple[str, ...] = ()
    """Of the other projects."""


@dataclass(frozen=True, slots=True)
class PlaceTrouble:
    """Why a place could not be looked into, in a sentence."""

    place: Place
    sentence: str
    is_gone: bool = False
    """Whether nothing is there any more."""


NOWHERE = LookedInto((), ())


class OtherProjects:
    """Keeps other projects open to be read, each once. May be used by several threads."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._open: dict[Path, Project] = {}
        self._numbers: dict[Place, int] = {}
        self._lock = Lock()
        self._closed = False

    def look_into(self, heard: PassWindows, wanted: Iterable[Place]) -> LookedInto:
        """Return the windows of places that can be compared with those of a pass."""
        found, troubles = [], []
        for place in dict.fromkeys(wanted):
            try:
                other = self._windows(heard, place)
                if (other.place.folder, other.heard.id) != (None, heard.id):
                    found.append(other)
            except UserError as error:
                troubles.append(PlaceTrouble(place, str(error), _is_gone(place)))
        return LookedInto(tuple(found), tuple(troubles), _sites(found))

    def windows(self, heard: PassWindows, folder: Path) -> PassWindows:
        """Return those windows of another project that a pass can be compared with.

        Raises UserError where there is no such project, or none can.
        """
        project = self.project(folder)
        other = _by(heard.of.network, project)
        if other is None:
            raise UserError(
                f"{project.name} has no analysis by {heard.of.network}, and what two networks find "
                "alike cannot be ranked together. Analyse it with that network too."
            )
        if different := difference(heard, other):
            raise UserError(different)
        return other

    def project(self, folder: Path) -> Project:
        """Return another project, open to be read. Raises UserError where it cannot be opened."""
        with self._lock:
            if self._closed:  # a question that was still under way
                raise UserError(f"{folder.name} is no longer looked into.")
            if folder not in self._open:
                _refuse(folder)
                self._open[folder] = Project(folder, create=False, read_only=True)
            return self._open[folder]

    def forget(self, folder: Path) -> None:
        """Let go of another project: it is opened as it stands then when it is looked into next."""
        with self._lock:
            if project := self._open.pop(folder, None):
                project.close()

    def close(self) -> None:
        """Let go of all of them, for good."""
        with self._lock:
            self._closed = True
            while self._open:
                self._open.popitem()[1].close()

    def _windows(self, heard: PassWindows, place: Place) -> OtherWindows:
        number = self._numbers.setdefault(place, len(self._numbers) + 1)
        if isinstance(place, Path):
            other = self.windows(heard, place)
            return OtherWindows(ClipPlace(number, place, self._name(place)), other)
        with self._project.reading() as db:
            run = runs.get(db, place)
        other = windows_of(self._project, run)
        if different := difference(heard, other):
            raise UserError(different)
        return OtherWindows(ClipPlace(number, None, run.title), other)

    def _name(self, folder: Path) -> str:
        """Return what it is called; with the folder it lies in where another is called so too."""
        folders = {*self._open, self._project.folder} - {folder}
        is_alone = all(one.name != folder.name for one in folders)
        return folder.name if is_alone else f"{folder.parent.name}/{folder.name}"


def place_at(project: Project, folder: Path) -> Path:
    """Return a folder as a place to look into. Raises UserError where it is none."""
    _refuse(folder)
    with suppress(OSError):
        if folder.samefile(project.folder):
            raise UserError(f"{project.name} is open: it is looked into anyway.")
    return folder.absolute()


def comparable_runs(project: Project, heard: PassWindows) -> list[Run]:
    """Return the other analyses of a project that a pass can be compared with."""
    with project.reading() as db:
        found = runs_with_windows(db)
        return [
            run
            for run in found
            if run.pass_id != heard.id and passes.get(db, run.pass_id).network == heard.of.network
        ]


def _is_gone(place: Place) -> bool:
    try:
        return isinstance(place, Path) and not place.exists()
    except OSError:  # there, but not to be looked into
        return False


def _sites(found: Iterable[OtherWindows]) -> tuple[str, ...]:
    named: dict[str, None] = {}
    for one in found:
        if one.place.is_elsewhere:
            with one.heard.project.reading() as db:
                named |= dict.fromkeys(sites.names(db))
    return tuple(named)


def _refuse(folder: Path) -> None:
    try:
        if not folder.is_dir():
            raise UserError(
                f"{folder.name} is not in {folder.parent} any more. Connect its disk, or say where "
                "it is now."
            )
        if not is_project(folder):
            raise UserError(
                f"There is no project in {folder}. Choose the folder of one: project.db lies in it."
            )
    except OSError as error:
        raise UserError(
            f"{folder} cannot be looked into ({error.strerror or error}). Ask whoever it belongs "
            "to for leave to read it."
        ) from error


def _by(network: str, project: Project) -> PassWindows | None:
    """Return the newest windows of a project that a network has heard."""
    with project.reading() as db:
        found = runs_with_windows(db)
        newest = next(
            (run for run in found if passes.get(db, run.pass_id).network == network), None
        )
    return windows_of(project, newest) if newest else None
