"""What a person drops on a window: folders, sound files, and what cannot be taken.

All of this waits for the disk that it lies on, and is not for the window's thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl

from core.bundles.opening import is_bundle
from core.errors import UnusableValueError
from core.recorders.walking import is_audio_name
from core.store.marker import is_project, project_folder
from gui.widgets import words

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped, told apart."""

    folders: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()
    """Sound files, by their names."""
    bundles: tuple[Path, ...] = ()
    projects: tuple[Path, ...] = ()
    """Folders that are projects, dropped as such or by a file in them."""
    refused: tuple[str, ...] = ()
    """What cannot be taken, with the reason."""

    def __bool__(self) -> bool:
        return bool(self.folders or self.files or self.bundles or self.projects)

    @property
    def name(self) -> str:
        """Return the name of the first folder, or of that of the first file; empty for none."""
        first = [*self.folders, *(file.parent for file in self.files)]
        return first[0].name if first else ""

    @property
    def in_words(self) -> str:
        """Say what can be added: the recordings of Marsh and 2 single files."""
        said = [f"the recordings of {', '.join(folder.name for folder in self.folders[:_NAMED])}"]
        if (more := len(self.folders) - _NAMED) > 0:
            said[0] += f" and {words.count(more, 'more folder')}"
        alone = words.count(len(self.files), "single file")
        return " and ".join((said if self.folders else []) + ([alone] if self.files else []))

    @property
    def refusal(self) -> str:
        """Say what was not taken, and why; empty where all was."""
        more = len(self.refused) - _NAMED
        said = ", ".join(self.refused[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        return f"Not taken: {said}." if said else ""


def told_apart(urls: Sequence[QUrl]) -> Dropped:
    """Return what was dropped on the main window."""
    folders, files, bundles, projects, refused = [], [], [], [], []
    for url in urls:
        path = Path(url.toLocalFile())
        if is_bundle(path):
            bundles.append(path)
        elif url.isLocalFile() and is_project(path):
            projects.append(project_folder(path))
        elif why := _refusal(url, path):
            refused.append(f"{path.name or url.toDisplayString()} ({why})")
        elif path.is_dir():
            folders.append(path)
        else:
            files.append(path)
    return Dropped(tuple(folders), tuple(files), tuple(bundles), tuple(projects), tuple(refused))


def files_of(urls: Sequence[QUrl]) -> list[Path]:
    """Return the files that were dropped. Raises UnusableValueError where one is none."""
    paths = _local(urls)
    for path in paths:
        if not path.is_file():
            why = "is a folder" if path.is_dir() else "is not there"
            raise UnusableValueError(f"{path.name} {why}: drop the file.")
    return paths


def folder_of(urls: Sequence[QUrl], file: str) -> Path:
    """Return the folder that was dropped, or in which ``file`` of it was.

    Raises UnusableValueError where that is none.
    """
    paths = _local(urls)
    folders = {path.parent if path.name == file else path for path in paths}
    if len(folders) > 1:
        raise UnusableValueError("These are several: drop one folder.")
    folder = folders.pop()
    if not folder.is_dir():
        raise UnusableValueError(f"{folder.name} is no folder: drop one that holds {file}.")
    return folder


def _local(urls: Sequence[QUrl]) -> list[Path]:
    if not all(url.isLocalFile() for url in urls):
        raise UnusableValueError("This is not on this computer: save it here, then drop it.")
    return [Path(url.toLocalFile()) for url in urls]


def _refusal(url: QUrl, path: Path) -> str:
    if not url.isLocalFile():
        return "not on this computer"
    if path.is_dir():
        return ""
    if not path.exists():
        return "not there"
    return "" if is_audio_name(path.name) else "no sound file: WAV, FLAC, MP3 and OGG are read"
