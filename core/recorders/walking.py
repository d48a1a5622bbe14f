"""Finds the audio files of a card or folder, however deep, and leaves the system's own alone."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from core.audio import kinds
from core.errors import UserError

_PARTIAL_NAME = "data"
"""A Frontier Labs recording that was never given its name."""
_SYSTEM_FOLDERS = frozenset({"system volume information", "$recycle.bin"})

OnUnreadable = Callable[[Path], None]
Identity = tuple[int, int]
"""Device and number of a folder, to notice links that lead back to where one came from."""
_NO_IDENTITY = (0, 0)
"""What file systems without such numbers say."""


def walk(folder: Path, on_unreadable: OnUnreadable | None = None) -> Iterator[Path]:
    """Yield the audio files in and below a folder, sorted by name, folder by folder.

    Only one folder's names are held at a time (and those of the folders above it). Folders
    that cannot be opened, or vanish on the way, are given to ``on_unreadable`` and left out.
    Raises UserError if ``folder`` itself is missing.
    """
    if not folder.is_dir():
        raise UserError(
            f"There is no folder {folder}. Connect the card or disk it is on, or choose another."
        )
    return _walk(folder, on_unreadable)


def is_audio_name(name: str) -> bool:
    """Tell whether a file is listed, by its name alone."""
    if name.startswith("."):
        return False
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  a Path for each name costs too much
    # What cannot be played is listed with the reason, rather than silently left out.
    return kinds.is_listed(suffix) or name == _PARTIAL_NAME


def _walk(root: Path, on_unreadable: OnUnreadable | None) -> Iterator[Path]:
    # A stack rather than recursion: cards with folders in folders a thousand deep exist.
    waiting: list[tuple[Path, frozenset[Identity]]] = [(root, frozenset())]
    while waiting:
        folder, above = waiting.pop()
        try:
            status = folder.stat()
            with os.scandir(folder) as entries:
                files, folders = _sorted(entries)
        except OSError:
            if on_unreadable is not None:
                on_unreadable(folder)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in above and identity != _NO_IDENTITY:
            continue
        for name in files:
            yield folder / name
        waiting.extend((folder / name, above | {identity}) for name in reversed(folders))


def _sorted(entries: Iterator[os.DirEntry[str]]) -> tuple[list[str], list[str]]:
    files: list[str] = []
    folders: list[str] = []
    for entry in entries:
        if _is_folder(entry):
            if not entry.name.startswith(".") and entry.name.lower() not in _SYSTEM_FOLDERS:
                folders.append(entry.name)
        elif is_audio_name(entry.name):
            files.append(entry.name)
    return sorted(files), sorted(folders)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
