"""From a folder to recordings: every audio file below it, headers only, in batches."""

import os
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path

from core.adding import Adding, Territory
from core.counted import counted
from core.domain import Inspection
from core.errors import UserError
from core.jobs import Job, Progress
from core.matching import FileMeaning
from core.recorders import count_audio, inspect, walk
from core.recorders.apart import refuse_inside
from core.store import Project, membership, roots

_BATCH = 512
_GONE = frozenset({"vanished", "unreadable"})


def scan(project: Project, folder: Path, only: Sequence[Path] | None = None) -> Job:
    """Add the audio files in and below a folder, or ``only`` some of them. Progress counts files.

    Files met before with the same size and time are not opened again. Unreadable ones are kept
    with their reason, and copies of a recording, equal to the last byte, are marked and counted
    once. What is found under another name or in another folder is the recording it was before; a
    file with another content is a new one, and the old one stays. Sites and deployments
    are proposed for new places; offsets that the files do not tell come from the clock of their
    deployment, or as a guess from the zone of its site. Raises UserError for a missing folder, one
    in which there is no audio at all, and a card that was removed: what was read before is kept.
    The last step's note says which folders could not be opened, which names are no text, and what
    lies in bins.
    """
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - .. must go: one folder, one root
    with project.reading() as db:
        if not roots.is_known(db, folder):
            refuse_inside(project.folder, folder)
    met = _Met(folder, only)
    if next(met.files(), None) is None:
        raise UserError(
            f"There are no audio files in {folder} or below it. Choose the folder or card that "
            f"your recorder wrote to (WAV, FLAC, MP3 and OGG files are read). {met.note()}".strip()
        )
    with project.writing() as db:
        territory = Territory(db, folder)
    for path in met.files():
        territory.add(path)
    adding = Adding(project, territory, inspect)
    yield Progress(0, territory.files, problems=met.left_out)
    try:
        done, problems = yield from _add_all(adding, territory, met)
        if done < territory.files:
            _refuse_if_gone(folder, adding.read)
    finally:
        adding.finish()
    with project.reading() as db:
        removed = membership.count_removed(db, territory.folders)
    note = " ".join(filter(None, (met.note(), *_said(adding.counts), _left_out(removed))))
    yield Progress(done, done, note, problems=problems + met.left_out)


def _add_all(
    adding: Adding, territory: Territory, met: "_Met"
) -> Generator[Progress, None, tuple[int, int]]:
    """Add all that is new; return how many files there were, and how many cannot be analysed."""
    done, problems = 0, 0
    for batch in adding.begun(met.files(), _BATCH):
        new = batch.new()
        lost = any(_vanished(i) for i in new) and _is_gone(met.root)
        if lost:
            new = [i for i in new if not _vanished(i)]
        for comparing in adding.add(new):
            yield Progress(done, territory.files, comparing, problems=problems + met.left_out)
        if lost:
            _refuse_if_gone(met.root, adding.read)
        problems += sum(not i.usable for i in new)
        done += len(batch.paths)
        total = max(territory.files, done)
        yield Progress(done, total, batch.paths[-1].name, problems=problems + met.left_out)
    return done, problems


def _vanished(seen: Inspection) -> bool:
    return seen.problem is not None and seen.problem.code in _GONE


def _said(counts: Counter[FileMeaning | None]) -> Iterator[str]:
    """Yield what was found out about files, where a person should know."""
    if changed := counts[None]:
        number = counted(changed, "file has", "files have")
        yield (
            f"{number} changed since: another recording lies under that name now and is heard as "
            "one of its own. What was found before stays with the recording it was found in."
        )
    if moved := counts[FileMeaning.LOST]:
        number = counted(moved, "recording was", "recordings were")
        yield f"{number} found again under another name or in another folder."


def _left_out(removed: int) -> str:
    if not removed:
        return ""
    number = counted(removed, "recording that was", "recordings that were")
    return (
        f"{number} removed from this project earlier stayed out: undo it, or use undersong "
        "restore, to have them back."
    )


def inspect_all(paths: list[Path]) -> Iterator[Inspection]:
    """Yield what import reads of files, and of all audio files below folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from (inspect(file) for file in walk(path))
        else:
            yield inspect(path)


class _Met:
    """Walks through a folder and remembers what has to be left out."""

    def __init__(self, root: Path, only: Sequence[Path] | None) -> None:
        self.root, self._only = root, only
        self._folders: dict[Path, None] = {}
        self._names: dict[Path, None] = {}
        self._systems: dict[Path, int] = {}
        """The system's own folders -> the audio files in them."""

    @property
    def left_out(self) -> int:
        """Return how many folders and files were left out."""
        return len(self._folders) + len(self._names)

    def files(self) -> Iterator[Path]:
        """Yield the audio files whose names can be stored."""
        found = walk(self.root, self._folders.setdefault, self._pass_by)
        for path in found if self._only is None else self._only:
            if _is_text(path):
                yield path
            else:
                self._names.setdefault(path)

    def _pass_by(self, folder: Path) -> None:
        if folder not in self._systems:
            self._systems[folder] = count_audio(folder)

    def note(self) -> str:
        """Return what was left out and what to do, in words; empty if nothing was."""
        notes = []
        holding = [folder for folder, sounds in self._systems.items() if sounds]
        if holding:
            notes.append(
                f"Sound files in bins and hidden folders, left out: "
                f"{sum(self._systems.values()):,}, in {_some(holding)}. Copy those that count to "
                "another folder, then scan again."
            )
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
            f"What was read up to then is kept: {counted(read, 'new file')}. Connect it again "
            "and scan again: it goes on from there."
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
