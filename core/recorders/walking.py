"""Finds the audio files of a card or folder, however deep, and leaves the system's own alone."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from core.audio import kinds
from core.errors import UserError
from core.recorders.system_folders import is_system

_PARTIAL_NAME = "data"
"""A Frontier Labs recording that was never given its name."""
_MOST_LOOKED_AT = 20_000
"""Names in the system's own folders: there may be hundreds of snapshots of everything."""

OnFolder = Callable[[Path], None]
Identity = tuple[int, int]
"""Device and number of a folder, to notice links and mounts that lead to where one was before."""
_NO_IDENTITY = (0, 0)
"""What file systems without such numbers say."""


def walk(
    folder: Path, on_unreadable: OnFolder | None = None, on_system: OnFolder | None = None
) -> Iterator[Path]:
    """Yield the audio files in and below a folder, sorted by name, folder by folder.

    Only one folder's names are held at a time (and those of the folders above it). Folders
    that cannot be opened, or vanish on the way, are given to ``on_unreadable``, hidden ones and
    the system's own to ``on_system``; they are left out. No folder is read twice, whatever links
    and mounts lead to it. Raises UserError if ``folder`` itself is missing.
    """
    if not folder.is_dir():
        raise UserError(
            f"There is no folder {folder}. Connect the card or disk it is on, or choose another."
        )
    return _walk(folder, on_unreadable, on_system)


def count_audio(folder: Path) -> int:
    """Return how many audio files lie in and below a folder, of as many names as are looked at."""
    found = looked_at = 0
    for _, _, names in os.walk(folder):
        found += sum(is_audio_name(name) for name in names)
        looked_at += len(names) + 1
        if looked_at > _MOST_LOOKED_AT:
            break
    return found


def is_audio_name(name: str) -> bool:
    """Tell whether a file is listed, by its name alone."""
    if name.startswith("."):
        return False
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122  a Path for each name costs too much
    # What cannot be played is listed with the reason, rather than silently left out.
    return kinds.is_listed(suffix) or name == _PARTIAL_NAME


def _walk(root: Path, on_unreadable: OnFolder | None, on_system: OnFolder | None) -> Iterator[Path]:
    real_root = os.path.realpath(root)
    seen: set[Identity] = set()
    # A stack rather than recursion: cards with folders in folders a thousand deep exist.
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            status = folder.stat()
            identity = (status.st_dev, status.st_ino)
            if identity in seen and identity != _NO_IDENTITY:
                continue
            seen.add(identity)
            with os.scandir(folder) as entries:
                files, folders, systems = _sorted(entries, real_root)
        except OSError:
            if on_unreadable is not None:
                on_unreadable(folder)
            continue
        if on_system is not None:
            for name in systems:
                on_system(folder / name)
        for name in files:
            yield folder / name
        waiting.extend(folder / name for name in reversed(folders))


def _sorted(
    entries: Iterator[os.DirEntry[str]], real_root: str
) -> tuple[list[str], list[str], list[str]]:
    """Return the names of audio files, of folders to read, and of the system's own folders."""
    files: list[str] = []
    folders: list[str] = []
    systems: list[str] = []
    for entry in entries:
        if not _is_folder(entry):
            if is_audio_name(entry.name):
                files.append(entry.name)
        elif is_system(os.path.dirname(entry.path), entry.name):  # noqa: PTH120
            systems.append(entry.name)
        elif not _leads_back(entry, real_root):
            folders.append(entry.name)
    return sorted(files), sorted(folders), sorted(systems)


def _leads_back(entry: os.DirEntry[str], real_root: str) -> bool:
    """Tell whether a link leads to where everything is read anyway, or to a folder around it."""
    if not entry.is_symlink():
        return False
    target, root = (os.path.join(path, "") for path in (os.path.realpath(entry.path), real_root))  # noqa: PTH118
    return target.startswith(root) or root.startswith(target)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
