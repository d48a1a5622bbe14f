"""Recordings that lie elsewhere now: another drive letter, a new disk, a moved folder."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase

from core.audio import contents
from core.errors import UserError
from core.matching import in_place
from core.store import Project, edits, roots, standing
from core.store.roots import KnownFile, Root

_SAMPLE = 24
_AT_ONCE = 500
_MOST_MISSING = 0.1
"""Some files may have been deleted since; more than this and it is another folder."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a folder fits what a project knows of a media root."""

    root: Root
    folder: Path
    checked: int
    same: int
    missing: tuple[str, ...]
    """Files of the sample that are not there, relative to the folder."""
    different: tuple[str, ...]
    """Files of the sample that have another size or content."""

    @property
    def fits(self) -> bool:
        """Tell whether the recordings may be linked to the folder."""
        few_missing = len(self.missing) <= _MOST_MISSING * self.checked
        return bool(self.same) and few_missing and not self.different


def compare(project: Project, old_root: Path, new_root: Path) -> Match:
    """Compare a sample of a root's files, by size and content, with those in another folder.

    Raises UserError where the project has no such root or there is no such folder.
    """
    with project.reading() as db:
        root = _root(roots.listing(db), old_root)
        sample = roots.sample(db, root.id, _SAMPLE)
    if not new_root.is_dir():
        raise UserError(f"There is no folder {new_root}. Connect the disk it is on, or check it.")
    missing, different = [], []
    for known in sample:
        verdict = _compared(new_root, known)
        if verdict is None:
            missing.append(known.path)
        elif not verdict:
            different.append(known.path)
    same = len(sample) - len(missing) - len(different)
    return Match(root, new_root, len(sample), same, tuple(missing), tuple(different))


def relink(project: Project, old_root: Path, new_root: Path) -> Match:
    """Link the recordings of a media root to another folder: one step that can be undone.

    A sample of the files is compared first by size and content. Of a folder that was scanned into
    the project already each file is compared, and takes the place of the one that is missing; that
    is how it is, and no step. Raises UserError, naming files, where they are not the same; nothing
    is changed then.
    """
    new_root = Path(os.path.abspath(new_root))  # noqa: PTH100 - as scanning keeps its roots
    match = compare(project, old_root, new_root)
    with project.reading() as db:
        known = next((r for r in roots.listing(db) if _same_folder(r.path, new_root)), None)
    if not match.root.recordings or (known and known.id == match.root.id):
        raise UserError(
            f"Nothing of what was in {match.root.path} is missing there now, or it was found "
            "again in another folder when that was scanned. There is nothing to link."
        )
    if not match.fits:
        raise UserError(_misfit(match))
    if known:
        _join(project, match.root, known)
        return match
    with (
        project.writing() as db,
        edits.edit(db, f"Linked {match.root.path} to {new_root}"),
    ):
        roots.change(db, match.root.id, new_root)
    return match


def missing_roots(project: Project) -> list[Root]:
    """Return the media roots with recordings that are not there now."""
    with project.reading() as db:
        known = roots.listing(db)
    return [root for root in known if root.recordings and not root.path.is_dir()]


def find_moved(
    project: Project, old_root: Path, places: Sequence[Path] | None = None
) -> list[Match]:
    """Look for a root's files below other folders, by default all disks; return what fits.

    Tried are the root's own folders, from the whole path down to none of it, below each place
    and each folder in it. Only samples are opened.
    """
    with project.reading() as db:
        root = _root(roots.listing(db), old_root)
        sample = roots.sample(db, root.id, 3)
    found = []
    for folder in _candidates(root.path, volumes() if places is None else places):
        if any((folder / known.path).is_file() for known in sample):
            match = compare(project, old_root, folder)
            if match.fits:
                found.append(match)
    return found


def volumes() -> list[Path]:
    """Return the disks and cards that are connected."""
    if sys.platform == "win32":
        return [drive for letter in ascii_uppercase if (drive := Path(f"{letter}:/")).exists()]
    mounts = ("/Volumes",) if sys.platform == "darwin" else ("/mnt", "/media", "/run/media")
    return [folder for mount in mounts for folder in (Path(mount), *_folders(Path(mount)))]


def _candidates(old: Path, places: Iterable[Path]) -> Iterator[Path]:
    tails = [old.parts[-count:] if count else () for count in range(len(old.parts))]
    seen: set[Path] = set()
    for place in places:
        for base in (place, *_folders(place)):
            for tail in reversed(tails):
                folder = base.joinpath(*tail)
                if folder not in seen and folder != old:
                    seen.add(folder)
                    if folder.is_dir():
                        yield folder


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.is_dir())
    except OSError:
        return []


def _join(project: Project, old: Root, new: Root) -> None:
    """Let the files of a root that was scanned take the places of those missing in another."""
    after = 0
    while True:
        with project.reading() as db:
            some = standing.of_root(db, old.id, after, _AT_ONCE)
        if not some:
            return
        after = some[-1].id
        moved = [
            held
            for held in some
            if not in_place(held) and contents.is_at(new.path / held.path, held.content_hash)
        ]
        with project.writing() as db:
            for held in moved:
                there = standing.at(db, new.id, held.path)
                if there and there.duplicate_of is None and standing.is_used(db, there.id):
                    continue
                if there:
                    standing.vacate(db, there.id)
                standing.relocate(db, held, new.id, contents.written(new.path / held.path))


def _compared(folder: Path, known: KnownFile) -> bool | None:
    """Return whether a file is the same, or None where it is not there."""
    path = folder / known.path
    try:
        size = path.stat().st_size
    except (OSError, ValueError):
        return None
    return size == known.size and contents.is_at(path, known.content_hash)


def _root(known: Iterable[Root], path: Path) -> Root:
    every = list(known)
    found = next((root for root in every if _same_folder(root.path, path)), None)
    if found is None:
        named = ", ".join(str(root.path) for root in every) or "none"
        raise UserError(f"No recordings of this project lie in {path}. Its folders are: {named}.")
    return found


def _same_folder(known: Path, path: Path) -> bool:
    return os.path.normcase(known) == os.path.normcase(os.path.abspath(path))  # noqa: PTH100


def _misfit(match: Match) -> str:
    said = [f"{match.folder} does not hold the recordings of {match.root.path}"]
    for names, what in ((match.missing, "not there"), (match.different, "of another content")):
        if names:
            said.append(f"{len(names)} of {match.checked} looked at are {what}, such as {names[0]}")
    return ": ".join([said[0], " and ".join(said[1:]) or "none of them could be compared"]) + (
        ". Choose the folder that now holds what was in the old one. Nothing was changed."
    )
