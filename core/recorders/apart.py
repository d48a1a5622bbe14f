"""Keeping projects and recordings apart: cards are erased, and recordings are only read."""

import os
from pathlib import Path

from core.errors import UserError
from core.recorders.walking import is_audio_name


def refuse_inside(project: Path, recordings: Path) -> None:
    """Raise UserError where a project is, or would be, in or below a folder of recordings."""
    if _lies_in(project, recordings):
        raise UserError(
            f"The project {project} lies in {recordings}, among the recordings: erasing the card "
            "would erase it. Choose a folder for the project that is away from them."
        )


def refuse_clips_inside(folder: Path, recordings: Path) -> None:
    """Raise UserError where clips would be written in or below a folder of recordings."""
    if _lies_in(folder, recordings):
        raise UserError(
            f"{folder} lies in {recordings}, among the recordings: the next scan would take the "
            "clips for recordings of their own. Choose a folder that is away from them."
        )


def refuse_among_recordings(project: Path, recordings: Path | None = None) -> None:
    """Raise UserError for a folder to make a project in that holds recordings already.

    ``recordings`` is the folder of those that will be its first, where that is known.
    """
    if recordings is not None:
        refuse_inside(project, recordings)
        if _lies_in(recordings, project):
            raise UserError(
                f"The recordings in {recordings} lie in {project}. A project is a folder of its "
                "own: choose another for it."
            )
    try:
        with os.scandir(project) as entries:
            sound = next((e.name for e in entries if is_audio_name(e.name) and e.is_file()), None)
    except OSError:
        return  # there is none yet, or making the project will say what is wrong
    if sound:
        raise UserError(
            f"{project} holds recordings ({sound}). A project is a folder of its own: choose "
            "one that is away from the recordings."
        )


def _lies_in(inner: Path, outer: Path) -> bool:
    """Tell whether a folder is another or below it, whatever links and cases the names have."""
    if not outer.exists():
        return False
    inner = Path(os.path.realpath(inner))
    return any(f.exists() and f.samefile(outer) for f in (inner, *inner.parents))
