"""Taking recordings out of the project, and back: each is one step that can be undone."""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from core.counted import counted
from core.errors import UserError
from core.store import Project, edits, membership


def remove(project: Project, recording_ids: Iterable[int]) -> int:
    """Take recordings out of the project; files stay, and nothing is deleted. Return how many."""
    return _set(project, list(recording_ids), removed=True)


def restore(project: Project, recording_ids: Iterable[int] | None = None) -> int:
    """Take recordings back, by default all that were removed. Return how many."""
    if recording_ids is None:
        with project.reading() as db:
            recording_ids = membership.removed(db)
    return _set(project, list(recording_ids), removed=False)


def recordings_at(project: Project, paths: Iterable[Path], *, removed: bool) -> list[int]:
    """Return the recordings of files and folders that are removed, or are not.

    They need not be there any more. Raises UserError for a path that leads to none.
    """
    found: set[int] = set()
    with project.reading() as db:
        for path in paths:
            some = _at(db, path, removed)
            if not some:
                what = "was removed from" if removed else "is in"
                raise UserError(
                    f"No recording of {path} {what} this project. Name a file or folder as the "
                    "list of recordings has it."
                )
            found.update(some)
    return sorted(found)


def _at(db: Connection, path: Path, removed: bool) -> list[int]:
    here = Path(os.path.abspath(path))  # noqa: PTH100 - as scanning keeps its roots
    ways = (here, Path(os.path.realpath(path)), path)
    return next((ids for way in ways if (ids := membership.at(db, way, removed=removed))), [])


def _set(project: Project, ids: list[int], *, removed: bool) -> int:
    number = counted(len(ids), "recording")
    text = f"Removed {number}" if removed else f"Restored {number}"
    with project.writing() as db, edits.edit(db, text) as moves:
        return edits.set_removed(db, moves, ids, removed=removed)
