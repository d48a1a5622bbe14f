"""What a person drops on the window: folders, sound files, and what cannot be taken."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from core.bundles.opening import is_bundle
from core.recorders.walking import is_audio_name
from gui.widgets import words

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped, told apart."""

    folders: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()
    """Sound files, by their names."""
    bundles: tuple[Path, ...] = ()
    refused: tuple[str, ...] = ()
    """What cannot be taken, with the reason."""

    def __bool__(self) -> bool:
        return bool(self.folders or self.files or self.bundles)

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


def dropped(data: QMimeData) -> Dropped:
    """Return what is dragged over or dropped on a window."""
    folders, files, bundles, refused = [], [], [], []
    for url in data.urls():
        path = Path(url.toLocalFile())
        if is_bundle(path):
            bundles.append(path)
        elif why := _refusal(url, path):
            refused.append(f"{path.name or url.toDisplayString()} ({why})")
        elif path.is_dir():
            folders.append(path)
        else:
            files.append(path)
    return Dropped(tuple(folders), tuple(files), tuple(bundles), tuple(refused))


def _refusal(url: QUrl, path: Path) -> str:
    if not url.isLocalFile():
        return "not on this computer"
    if path.is_dir():
        return ""
    if not path.exists():
        return "not there"
    return "" if is_audio_name(path.name) else "no sound file: WAV, FLAC, MP3 and OGG are read"
