"""From a folder to recordings: every audio file below it, headers only, in batches."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from core.domain import Inspection
from core.errors import UserError
from core.jobs import Job, Progress
from core.recorders import inspect, walk
from core.store import Project, recordings, sites

_BATCH = 256
_READERS = 4  # a slow card answers several questions at once

# Folders that recorders or habits make, and that name no site.
_NO_SITE = re.compile(
    r"(data|dcim|audio|wav|recordings?|raw|sd ?card|card ?\d*|\d{4}[-_]?\d{2}[-_]?\d{2}.*)", re.I
)


def scan(project: Project, folder: Path) -> Job:
    """Add the audio files in and below a folder. Progress counts files.

    Files met before with the same size and time are not opened again. Unreadable ones are kept
    with their reason, and copies of a recording are marked and counted once. Raises UserError for
    a missing folder, or one in which there is no audio at all. The last step's note says which
    folders could not be opened, if any.
    """
    unreadable: list[Path] = []
    total = sum(1 for _ in walk(folder, unreadable.append))
    if not total:
        raise UserError(
            f"There are no audio files in {folder} or below it. Choose the folder or card that "
            "your recorder wrote to (WAV, FLAC, MP3 and OGG files are read)."
        )
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - .. must go: one folder, one root
    nameless: list[Path] = []
    done, problems = 0, len(unreadable)
    yield Progress(done, total, problems=problems)
    files = walk(folder)
    with ThreadPoolExecutor(_READERS) as readers:
        while batch := list(islice(files, _BATCH)):
            unnamed = [path for path in batch if not _is_text(path)]
            nameless += unnamed
            problems += len(unnamed)
            problems += _add(project, folder, [p for p in batch if p not in unnamed], readers)
            done += len(batch)
            yield Progress(done, max(total, done), batch[-1].name, problems=problems)
    yield Progress(done, done, _left_out(unreadable, nameless), problems=problems)


def inspect_all(paths: list[Path]) -> Iterator[Inspection]:
    """Yield what import reads of files, and of all audio files below folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from (inspect(file) for file in walk(path))
        else:
            yield inspect(path)


def propose_site(root: Path, path: Path, inspection: Inspection) -> str:
    """Return the site a recording is likely from: its folder's name, or what its recorder says."""
    folders = path.relative_to(root).parts[:-1]
    named = next((part for part in folders if not _NO_SITE.fullmatch(part)), None)
    return named or inspection.prefix or inspection.serial or root.name or str(root)


def _add(project: Project, root: Path, batch: list[Path], readers: ThreadPoolExecutor) -> int:
    """Add what is new in a batch; return how many of it cannot be analysed."""
    names = {path: path.relative_to(root).as_posix() for path in batch}
    with project.writing() as db:
        root_id = recordings.root(db, root)
        known = recordings.unchanged(db, root_id, [(names[p], *_size_and_time(p)) for p in batch])
    new = list(readers.map(inspect, [p for p in batch if names[p] not in known]))
    with project.writing() as db:
        recordings.save(db, root_id, [(names[i.path], i, _deployment(db, root, i)) for i in new])
    return sum(not i.usable for i in new)


def _deployment(db: Connection, root: Path, inspection: Inspection) -> int:
    site = propose_site(root, inspection.path, inspection)
    site_id = sites.site(db, site, inspection.latitude, inspection.longitude)
    recorder, serial = inspection.recorder, inspection.serial
    key = f"{root.as_posix()}|{site}|{recorder}|{serial}"
    return sites.deployment(db, key, site_id, recorder, serial)


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return -1, -1  # matches nothing known: inspecting it will say what is wrong
    return status.st_size, status.st_mtime_ns


def _is_text(path: Path) -> bool:
    """Tell whether a name can be stored: Linux takes any bytes, as old cards have them."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _left_out(folders: list[Path], files: list[Path]) -> str:
    notes = []
    if folders:
        notes.append(
            f"Folders that could not be opened: {len(folders)}, the first is {folders[0]}. Check "
            "that you may read them, then scan again."
        )
    if files:
        shown = str(files[0]).encode("utf-8", "replace").decode()
        notes.append(
            f"Files whose names are no text, left out: {len(files)}, the first is {shown}. Rename "
            "them, then scan again."
        )
    return " ".join(notes)
