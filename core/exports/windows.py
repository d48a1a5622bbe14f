"""What is said beside exports of windows: which are left out."""

from collections.abc import Iterable

from core.counted import counted
from core.store.heard import HeardFile


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
