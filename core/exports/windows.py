"""What exports of windows are of, and what is said beside them: which are left out."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from core.counted import counted
from core.domain import Recording
from core.exports.found import placed
from core.exports.selection import Selection
from core.store import heard, recordings
from core.store.heard import HeardFile


def heard_files(db: Connection, wanted: Selection) -> list[HeardFile]:
    """Return what a run has heard, by names that state no place more exactly than is allowed."""
    files = heard.files(db, wanted.run_id, wanted.sites)
    if wanted.blur is None:
        return files
    named = recordings.each(db, (file.id for file in files))
    return [
        replace(file, path=_name(placed(one, wanted)))
        for file, one in zip(files, named, strict=True)
    ]


def _name(file: Recording) -> str:
    return file.path.relative_to(file.root).as_posix()


def replaced_since(files: Iterable[HeardFile]) -> list[str]:
    """Say how many recordings have other sound under their names now, if any."""
    count = sum(not file.holds for file in files)
    if not count:
        return []
    return [f"{_recordings(count)} left out: other files lie under their names now."]


def without(count: int, what: str) -> list[str]:
    """Say how many recordings have no scores, or no embeddings, if any."""
    if not count:
        return []
    return [f"{_recordings(count)} left out: no {what} of them are kept."]


def windows_lost(count: int) -> list[str]:
    """Say how many windows have no embeddings where they should, if any."""
    if not count:
        return []
    left = counted(count, "window is", "windows are")
    return [
        f"{left} left out: the embeddings are missing, cut off or no numbers. Start the analysis "
        "again: what is missing is heard again."
    ]


def _recordings(count: int) -> str:
    return counted(count, "recording is", "recordings are")
