"""From a folder to recordings: every audio file below it, headers only, in batches."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from core.deployments.placing import Placing
from core.deployments.proposals import Survey
from core.deployments.settling import settle
from core.deployments.timing import apply_clocks, place_new
from core.domain import Inspection
from core.errors import UserError
from core.jobs import Job, Progress
from core.recorders import inspect, walk
from core.recorders.apart import refuse_inside
from core.recorders.readers import Readers, Reading
from core.store import Project, fixes, recordings, roots, times

_BATCH = 512
_GONE = frozenset({"vanished", "unreadable"})


def scan(project: Project, folder: Path) -> Job:
    """Add the audio files in and below a folder. Progress counts files.

    Files met before with the same size and time are not opened again. Unreadable ones are kept
    with their reason, and copies of a recording are marked and counted once. Sites and deployments
    are proposed for new places; offsets that the files do not tell come from the clock of their
    deployment, or as a guess from the zone of its site. Raises UserError for a missing folder, one
    in which there is no audio at all, and a card that was removed: what was read before is kept.
    The last step's note says which folders could not be opened and which names are no text.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - .. must go: one folder, one root
    with project.reading() as db:
        if not roots.is_known(db, folder):
            refuse_inside(project.folder, folder)
    met, survey = _Met(folder), Survey(folder)
    for path in met.files():
        survey.add(path)
    if not survey.files:
        raise UserError(
            f"There are no audio files in {folder} or below it. Choose the folder or card that "
            "your recorder wrote to (WAV, FLAC, MP3 and OGG files are read)."
        )
    yield Progress(0, survey.files, problems=met.left_out)
    done, problems = 0, 0
    adding = _Adding(project, folder, survey)
    try:
        for batch in adding.begun(met.files()):
            problems += adding.add(batch)
            done += len(batch.paths)
            total = max(survey.files, done)
            yield Progress(done, total, batch.paths[-1].name, problems=problems + met.left_out)
        if done < survey.files:
            _refuse_if_gone(folder, done)
    finally:
        adding.finish()
    yield Progress(done, done, met.note(), problems=problems + met.left_out)


def inspect_all(paths: list[Path]) -> Iterator[Inspection]:
    """Yield what import reads of files, and of all audio files below folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from (inspect(file) for file in walk(path))
        else:
            yield inspect(path)


class _Met:
    """Walks through a folder and remembers what has to be left out."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders: dict[Path, None] = {}
        self._names: dict[Path, None] = {}

    @property
    def left_out(self) -> int:
        """Return how many folders and files were left out."""
        return len(self._folders) + len(self._names)

    def files(self) -> Iterator[Path]:
        """Yield the audio files whose names can be stored."""
        for path in walk(self._root, self._folders.setdefault):
            if _is_text(path):
                yield path
            else:
                self._names.setdefault(path)

    def note(self) -> str:
        """Return what was left out and what to do, in words; empty if nothing was."""
        notes = []
        if self._folders:
            notes.append(
                f"Folders that could not be opened: {_some(self._folders)}. Check that you may "
                "read them, then scan again."
            )
        if self._names:
            notes.append(
                f"Files whose names are no text, left out: {_some(self._names)}. Rename them, "
                "then scan again."
            )
        return " ".join(notes)


class _Batch(NamedTuple):
    """Files in order, and those of them that are new, being read."""

    paths: Sequence[Path]
    new: Reading


class _Adding:
    """Adds the files below one media root."""

    def __init__(self, project: Project, root: Path, survey: Survey) -> None:
        self._project, self._root, self._survey = project, root, survey
        self._readers = Readers(inspect)
        self._begin = len(root.as_posix().rstrip("/")) + 1
        self._touched: set[int] = set()
        self._read = 0
        with project.writing() as db:
            self._root_id = recordings.root(db, root)

    def begun(self, files: Iterator[Path]) -> Iterator[_Batch]:
        """Yield batches, each while the next one is being read."""
        before: _Batch | None = None
        while paths := list(islice(files, _BATCH)):
            batch = _Batch(paths, self._readers.begin(self._unknown(paths)))
            if before:
                yield before
            before = batch
        if before:
            yield before

    def add(self, batch: _Batch) -> int:
        """Add what is new in a batch; return how many of it cannot be analysed.

        Raises UserError where the card is gone, after storing what could be read.
        """
        new = batch.new()
        lost = any(i.problem and i.problem.code in _GONE for i in new) and _is_gone(self._root)
        if lost:
            new = [i for i in new if not (i.problem and i.problem.code in _GONE)]
        if new:
            self._save(new)
        if lost:
            _refuse_if_gone(self._root, self._read)
        return sum(not i.usable for i in new)

    def finish(self) -> None:
        """Place what was added in time, also where an earlier scan was cut short before it."""
        self._readers.close()
        with self._project.reading() as db:
            waiting, unsettled = set(times.unplaced(db)), fixes.waiting(db)
        if waiting or unsettled:
            with self._project.writing() as db:
                moved = settle(db, Placing(db, self._root_id, self._survey))
                apply_clocks(db, moved)
                place_new(db, waiting - moved)

    def _unknown(self, batch: Sequence[Path]) -> list[Path]:
        files = [(self._name(path), *_size_and_time(path)) for path in batch]
        with self._project.reading() as db:
            known = recordings.unchanged(db, self._root_id, files)
        return [path for path, file in zip(batch, files, strict=True) if file[0] not in known]

    def _save(self, new: Iterable[Inspection]) -> None:
        with self._project.writing() as db:
            placing = Placing(db, self._root_id, self._survey)
            found = [(self._name(i.path), *placing.place(i.path, i)) for i in new]
            self._read += recordings.save(db, self._root_id, found)

    def _name(self, path: Path) -> str:
        return path.as_posix()[self._begin :]


def _size_and_time(path: Path) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116 - Path.stat takes twice the time
    except (OSError, ValueError):
        return -1, -1  # matches nothing known: inspecting it will say what is wrong
    return status.st_size, status.st_mtime_ns


def _is_gone(folder: Path) -> bool:
    """Tell whether a card was removed: its folder is missing, dead or empty now."""
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True


def _refuse_if_gone(folder: Path, read: int) -> None:
    if _is_gone(folder):
        raise UserError(
            f"{folder} is no longer there: the card or disk was removed while it was being read. "
            f"The {read:,} new files read up to then are kept. Connect it again and scan again: "
            "it goes on from there."
        )


def _is_text(path: Path) -> bool:
    """Tell whether a name can be stored: Linux takes any bytes, as old cards have them."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _some(paths: Iterable[Path]) -> str:
    """Return the first three of many, in a form that can be printed anywhere."""
    every = [str(path).encode("utf-8", "replace").decode() for path in paths]
    more = f" and {len(every) - 3} more" if len(every) > 3 else ""
    return ", ".join(every[:3]) + more
